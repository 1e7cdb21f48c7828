"""What a person enters for a movement test, checked and turned into SI."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hipspine.content.movement_tests import Entry, MovementTest
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError
from hipspine.domain.units import METRES_PER, radians

_YES_NO = {"yes": 1.0, "no": 0.0}


@dataclass(frozen=True)
class Entered:
    """The checked entries of one test: s, rad, m, N, counts and scores; yes is 1, no is 0."""

    values: Mapping[tuple[str, Side | None], float]

    def of(self, entry: str, side: Side | None) -> float | None:
        """Return one entry, or None where it was not given."""
        return self.values.get((entry, side))

    def is_yes(self, entry: str) -> bool:
        """Tell whether a question was answered with yes, on any side."""
        return any(self.values.get((entry, side)) == 1.0 for side in (None, *Side))


def entered_values(test: MovementTest, assignments: Iterable[str]) -> Entered:
    """Return what ``[side.]entry=value`` texts say, in SI.

    Raises
    ------
    AnswersError
        With every problem at once: unknown entries, a missing or needless side, values outside the
        range, an entry given twice, or a required entry left out.
    """
    values: dict[tuple[str, Side | None], float] = {}
    problems: list[str] = []
    for text in assignments:
        found = _read(test, text)
        if isinstance(found, str):
            problems.append(found)
        elif (found.entry.id, found.side) in values:
            problems.append(f"{text}: given twice")
        else:
            values[found.entry.id, found.side] = found.value
    problems += _missing(test, values)
    if problems:
        raise AnswersError(
            f"movement test {test.id}",
            expected="; ".join(_form(entry) for entry in test.entries),
            got="; ".join(problems),
            do=f"`hipspine test {test.id}` without entries shows the protocol.",
        )
    return Entered(values)


@dataclass(frozen=True)
class _Given:
    entry: Entry
    side: Side | None
    value: float


def _form(entry: Entry) -> str:
    side = "left. or right." if entry.per_side else ""
    number = "yes|no" if entry.unit == "yes_no" else f"{entry.low:g}..{entry.high:g} {entry.unit}"
    return f"{side}{entry.id}={number}"


def _read(test: MovementTest, text: str) -> _Given | str:
    """Return the entry that a text gives, or what is wrong with it."""
    target, equals, number = text.partition("=")
    side_name, _, name = target.strip().rpartition(".")
    entry = next((each for each in test.entries if each.id == name), None)
    if not equals or entry is None:
        return f"{text}: no such entry"
    if entry.per_side != bool(side_name) or side_name not in ("", *Side):
        return f"{text}: {'give left. or right.' if entry.per_side else 'takes no side'}"
    value = _number(entry, number.strip())
    if value is None:
        return f"{text}: not {_form(entry).partition('=')[2]}"
    return _Given(entry, Side(side_name) if side_name else None, value)


def _number(entry: Entry, text: str) -> float | None:
    """Return the value in SI, or None where it is no number or outside the range."""
    if entry.unit == "yes_no":
        return _YES_NO.get(text.lower())
    try:
        value = float(text)
    except ValueError:
        return None
    if not entry.low <= value <= entry.high:
        return None
    if entry.unit in ("count", "score") and value != int(value):
        return None
    if entry.unit == "deg":
        return radians(value)
    return value * METRES_PER["cm"] if entry.unit == "cm" else value


def _missing(test: MovementTest, values: Mapping[tuple[str, Side | None], float]) -> list[str]:
    """Return what is lacking: one-sided tests are fine, but a side needs all its entries."""
    sides = sorted({side for _name, side in values if side is not None})
    once: list[Side | None] = [None]
    lacking: list[str] = []
    for entry in test.entries:
        if entry.optional:
            continue
        wanted = [*sides] or once if entry.per_side else once
        lacking += [
            f"{f'{side}.' if side else ''}{entry.id}: not given"
            for side in wanted
            if (entry.id, side) not in values
        ]
    return lacking
