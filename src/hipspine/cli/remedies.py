"""`hipspine remedies`: what helps beside exercise, what speaks for and against it, and a timer."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say
from hipspine.domain.errors import ContentError

if TYPE_CHECKING:
    from hipspine.content.exercise_library import ExerciseLibrary
    from hipspine.content.remedies import Remedy

SECONDS_PER_MINUTE = 60
BELL = "\a"


def run_remedies(
    name: Annotated[str | None, typer.Argument(help="Which one; none lists them all.")] = None,
    *,
    timer: Annotated[
        float | None, typer.Option(help="Count these minutes, where a remedy has a time.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = "en",
) -> None:
    """Show what helps beside exercise, with what speaks for and against it.

    Example: hipspine remedies heat --timer 15
    """
    from hipspine.content.exercise_library import exercise_library

    library = exercise_library()
    if name is None:
        say("\n".join(_list(library, language)))
        return
    if name not in library.remedies:
        raise ContentError(
            "remedy",
            expected=f"one of {', '.join(library.remedies)}",
            got=repr(name),
            do="`hipspine remedies` lists them.",
        )
    remedy = library.remedies[name]
    if timer is None:
        say("\n".join(_shown(remedy, library, language)))
    else:
        _time(remedy, library, timer, language)


def _list(library: "ExerciseLibrary", language: str) -> Iterator[str]:
    for remedy in library.remedies.values():
        words = remedy.words[language]
        yield f"{remedy.id}: {words.name}. {words.what}"


def _shown(remedy: "Remedy", library: "ExerciseLibrary", language: str) -> Iterator[str]:
    from hipspine.content.text import page_texts

    titles, words = page_texts("check", language), remedy.words[language]
    yield f"{words.name} ({remedy.id})"
    yield words.what
    for title, lines in (
        ("how", words.how),
        ("checklist", words.checklist),
        ("care", words.care),
        ("speaks_for", words.speaks_for),
        ("speaks_against", words.speaks_against),
    ):
        if lines:
            yield f"\n{titles.sentence(f'remedy.{title}')}"
            yield from (f"  - {line}" for line in lines)
    yield f"\n{titles.sentence('remedy.sources')}"
    yield from (f"  {library.evidence[one].citation}" for one in sorted(remedy.cited))
    if remedy.timer_min is not None:
        low, high = remedy.timer_min
        yield f"\n{titles('remedy.timer', low=low, high=high, name=remedy.id)}"


def _time(remedy: "Remedy", library: "ExerciseLibrary", minutes: float, language: str) -> None:
    """Ask what forbids it, then count the minutes.

    Raises
    ------
    ContentError
        If it has no time, or this is not one that it may last.
    """
    from hipspine.cli.asking import StoppedByPersonError, terminal_asker
    from hipspine.content.text import page_texts

    if remedy.timer_min is None or not 0 < minutes <= remedy.timer_min[1]:
        most = "none" if remedy.timer_min is None else f"at most {remedy.timer_min[1]:g} minutes"
        raise ContentError(
            f"--timer of {remedy.id}",
            expected=f"a time that it may last: {most}",
            got=f"{minutes:g}",
            do=f"Read more with: hipspine remedies {remedy.id}.",
        )
    texts = page_texts("check", language)
    asker = terminal_asker(texts)
    for gate in (library.gates[one] for one in remedy.gates):
        words = gate.words[language]
        try:
            is_closed = words.ask is not None and asker.yes_no(words.ask)
        except StoppedByPersonError:
            raise typer.Exit from None
        if is_closed:
            say(f"{texts.sentence('remedy.not_for_you')} {words.why}", error=True)
            raise typer.Exit(2)
    for line in remedy.words[language].care:
        say(f"  - {line}")
    count_minutes(minutes, lambda left: say(texts("remedy.left", minutes=left)), time.sleep)
    say(f"{BELL}{texts.sentence('remedy.over')}")


def count_minutes(
    minutes: float, tell: Callable[[int], None], wait: Callable[[float], None]
) -> None:
    """Wait so many minutes, and tell how many are left at the beginning of each."""
    seconds = minutes * SECONDS_PER_MINUTE
    while seconds > 0:
        tell(int(-(-seconds // SECONDS_PER_MINUTE)))
        step = seconds % SECONDS_PER_MINUTE or SECONDS_PER_MINUTE
        wait(step)
        seconds -= step
