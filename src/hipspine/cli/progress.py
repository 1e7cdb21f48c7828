"""`hipspine progress`: how it goes, from plans, logs and check-ins."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_day, current_time
from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.domain.outcome import FollowUp, Progress
    from hipspine.report.progress_words import Telling


def run_progress(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSON files of plans, logs and check-ins.")
    ] = None,
    *,
    person: Annotated[
        str | None, typer.Option(help="Instead of files: id or name of a person in the records.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write a page (HTML) instead of printing.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    language: Annotated[Language, typer.Option(help="Language: en or de.")] = "en",
) -> None:
    """Show how it goes: what was done, both sides, pain, scores, and what may come next.

    Example: hipspine progress diary.json --out progress.html
    """
    from hipspine.cli.progress_text import progress_lines, telling_in
    from hipspine.clinic.progress import progress
    from hipspine.content.questionnaire_library import questionnaire_library

    known = known_about(files or [], person)
    telling = telling_in(language)
    found = progress(known, questionnaire_library(), telling.content, today=day_of(person))
    if out is not None:
        _write(found, known, telling, out)
    elif json:
        from hipspine.records.documents import as_data

        say_json({"schema": "1.0", "progress": as_data(found)})
    else:
        say("\n".join(progress_lines(found, known, telling)))


def known_about(files: list[Path], person: str | None) -> "FollowUp":
    """Return what is known about a person, from files or from the records.

    Raises
    ------
    AnswersError
        If both or neither are given.
    """
    from hipspine.clinic.follow_up import follow_up_from_records, read_follow_up

    if bool(files) == (person is not None):
        raise AnswersError(
            "progress",
            expected="files, or a person of the records with --person",
            got="both" if files else "neither",
            do="Give one of them.",
        )
    if person is None:
        return read_follow_up(files)
    from hipspine.cli.records import open_records
    from hipspine.clinic.people import find_one
    from hipspine.content.library import screening_library

    with open_records() as store:
        return follow_up_from_records(store, find_one(store, person).id, screening_library())


def day_of(person: str | None) -> date:
    """Return the day it is where a person of the records lives; without one, the day it is here."""
    if person is None:
        return current_day()
    from hipspine.cli.records import open_records
    from hipspine.clinic.local_time import local_day
    from hipspine.clinic.people import find_one

    with open_records() as store:
        return local_day(find_one(store, person), current_time())


def _write(found: "Progress", known: "FollowUp", telling: "Telling", out: Path) -> None:
    from hipspine.cli.progress_text import write_page
    from hipspine.report.progress import render_progress

    write_page(render_progress(found, known, telling, strength=strength(known, telling)), out)
    say(str(out))


def strength(known: "FollowUp", telling: "Telling") -> "tuple[StrengthForecast, ...]":
    """Return the forecast of every strength test, under its name."""
    from hipspine.clinic.forecast import forecast_strength
    from hipspine.report.progress import StrengthForecast

    found = forecast_strength(known.strength, telling.content)
    return tuple(
        StrengthForecast(
            telling.exercise(name)
            if side is None
            else f"{telling.exercise(name)}, {telling.words.sentence(f'sides.{side.value}')}",
            forecast,
        )
        for name, side, forecast in found
    )


if TYPE_CHECKING:
    from hipspine.report.progress import StrengthForecast
