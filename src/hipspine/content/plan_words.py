"""How a planned dose and its sides are said, in every language, wherever a programme is shown."""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from hipspine.content.text import Texts, read_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import PlannedDose

LANGUAGES = ("en", "de")

_SIDES = {
    (Side.LEFT, Side.RIGHT): "dose.left_then_right",
    (Side.RIGHT, Side.LEFT): "dose.right_then_left",
    (Side.LEFT,): "dose.left_only",
    (Side.RIGHT,): "dose.right_only",
}


@cache
def exchange_texts(language: str = "en") -> Texts:
    """Return the sentences of calendars, printed plans and exports.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    if language not in LANGUAGES:
        raise ContentError(
            "text",
            expected=f"a language of {', '.join(LANGUAGES)}",
            got=repr(language),
            do="Choose one of these.",
        )
    file = resources.files("hipspine.content") / "text" / language / "exchange.toml"
    return read_texts(file.read_text("utf-8"), language=language, where=f"text/{language}")


def dose_in_words(dose: PlannedDose, language: str, *, sides: Sequence[Side] = ()) -> str:
    """Return a planned dose in one line, such as ``2 sets of 12 times, effort up to 5 of 10``."""
    say = exchange_texts(language)
    count = f"{_counted(say, 'dose.sets', dose.sets)}"
    if dose.reps is not None:
        count += f" {_counted(say, 'dose.reps', dose.reps)}"
    parts = [count] if dose.reps is not None or dose.sets > 1 else []
    if dose.minutes is not None:
        key = "dose.minutes.one" if dose.minutes == 1 else "dose.minutes.many"
        parts.append(say(key, minutes=number(dose.minutes, language)))
    if dose.hold_s is not None:
        parts.append(say("dose.hold", seconds=number(dose.hold_s, language)))
    if dose.load_kg > 0:
        parts.append(say("dose.load", kilograms=number(dose.load_kg, language)))
    if dose.rest_s > 0 and dose.sets > 1:
        parts.append(say("dose.rest", seconds=number(dose.rest_s, language)))
    parts.append(say("dose.effort", effort=number(dose.effort, language)))
    if tuple(sides) in _SIDES:
        parts.append(say.sentence(_SIDES[tuple(sides)]))
    return ", ".join(parts)


def number(value: float, language: str) -> str:
    """Return a number as the language writes it, without digits that say nothing."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "de" else text


def _counted(say: Texts, key: str, count: int) -> str:
    return say.sentence(f"{key}.one") if count == 1 else say(f"{key}.many", count=count)
