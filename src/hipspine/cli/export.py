"""`hipspine export`: what is kept about a person, for other programs and for people."""

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.languages import Language
from hipspine.cli.output import say
from hipspine.cli.records import open_records
from hipspine.domain.errors import UserError

if TYPE_CHECKING:
    from hipspine.clinic.standing import Standing
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore

app = typer.Typer(help="Write what is kept about a person, for other programs and for people.")

WHO = "Id of the person, or enough of the name to be the only one."

Who = Annotated[str, typer.Argument(help=WHO)]
In = Annotated[
    Language | None, typer.Option("--language", help="Language; that of the person if not given.")
]


@app.command("all")
def export_all(
    who: Who,
    *,
    out: Annotated[Path, typer.Option(help="Archive to write (.zip); it must not exist yet.")],
) -> None:
    """Write everything that is kept about a person, files included.

    hipspine person take-in reads it again, on this machine or another.
    """
    from hipspine.clinic.people import find_one
    from hipspine.records.person_export import export_person

    with open_records() as store:
        person = find_one(store, who)
        export_person(store, person.id, out)
    say(str(out))


@app.command("fhir")
def export_fhir(
    who: Who,
    *,
    out: Annotated[Path, typer.Option(help="JSON file to write.")],
    language: In = None,
) -> None:
    """Write a FHIR R4 bundle: answers, plans, sessions, check-ins, holds, forecast.

    Example: hipspine export fhir anna --out anna.json
    """
    from hipspine.cli.progress_text import write_page
    from hipspine.clinic.export_person import person_fhir
    from hipspine.clinic.people import find_one

    with open_records() as store:
        person = find_one(store, who)
        text = person_fhir(store, person, at=current_time(), language=language or person.language)
        write_page(text, out)
        _note(store, person, "fhir")
    say(str(out))


@app.command("csv")
def export_csv(
    who: Who,
    *,
    out: Annotated[Path, typer.Option(help="Folder for the tables.")],
) -> None:
    """Write sessions, mornings, check-ins, scores and measurements as tidy tables.

    Example: hipspine export csv anna --out anna
    """
    from hipspine.clinic.export_person import person_csv
    from hipspine.clinic.people import find_one
    from hipspine.report.write import write_files

    with open_records() as store:
        person = find_one(store, who)
        write_files(person_csv(store, person, at=current_time()), out)
        _note(store, person, "csv")
    say(str(out))


@app.command("ics")
def export_ics(
    who: Who,
    *,
    out: Annotated[Path, typer.Option(help="Calendar file to write (.ics).")],
    zone: Annotated[
        str | None, typer.Option(help="Time zone; that of the person if not given.")
    ] = None,
    at: Annotated[str, typer.Option(help="When sessions begin.")] = "18:00",
    weeks: Annotated[int, typer.Option(min=1, max=52, help="How many weeks.")] = 4,
    breaks: Annotated[
        str | None, typer.Option(help="Breaks from sitting on workdays, such as 09:00-17:00.")
    ] = None,
    language: In = None,
) -> None:
    """Write the sessions of the plan, breaks and safety questions as a calendar.

    Only while the safety answers allow to follow the plan. Taking it in again changes nothing.
    Example: hipspine export ics anna --out plan.ics --at 07:30 --breaks 09:00-17:00
    """
    from hipspine.cli.binary_file import write_bytes
    from hipspine.clinic.export_person import plan_calendar
    from hipspine.clinic.person_plan import plan_to_follow

    begins, sitting = _clock("--at", at), None if breaks is None else _span(breaks)
    with open_records() as store:
        standing = _standing(store, who)
        content = plan_calendar(
            plan_to_follow(standing),
            standing,
            zone=zone,
            weeks=weeks,
            session_at=begins,
            breaks=sitting,
            language=language or standing.person.language,
        )
        write_bytes(content, out)
        _note(store, standing.person, "ics")
    say(str(out))


@app.command("pdf")
def export_pdf(
    who: Who,
    *,
    out: Annotated[Path, typer.Option(help="File to write (.pdf).")],
    language: In = None,
) -> None:
    """Write the plan to print, with pictures; only while the safety answers allow to follow it.

    Example: hipspine export pdf anna --out plan.pdf
    """
    from hipspine.cli.binary_file import write_bytes
    from hipspine.clinic.person_plan import plan_to_follow
    from hipspine.content.exercise_library import exercise_library
    from hipspine.report.plan_pdf import plan_pdf
    from hipspine.report.plan_sheet import plan_sheet

    with open_records() as store:
        standing = _standing(store, who)
        sheet = plan_sheet(
            plan_to_follow(standing),
            exercise_library(),
            language=language or standing.person.language,
            name=standing.person.name,
        )
        write_bytes(plan_pdf(sheet), out)
        _note(store, standing.person, "pdf")
    say(str(out))


def _standing(store: "SqlStore", who: str) -> "Standing":
    """Return where a person stands, with what follows from the log kept."""
    from hipspine.clinic.people import find_one
    from hipspine.clinic.standing import catch_up, standing_of

    standing = standing_of(store, find_one(store, who), at=current_time())
    catch_up(store, standing, at=current_time())
    return standing


def _note(store: "SqlStore", person: "Person", what: str) -> None:
    """Write into the audit trail that something left the records."""
    from hipspine.records.audit import Action

    store.note(Action.EXPORTED, person.id, what)


def _clock(option: str, text: str) -> time:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return time.fromisoformat(text)
    raise UserError(
        option, expected="a time such as 18:00", got=repr(text), do="Write hours and minutes."
    )


def _span(text: str) -> tuple[time, time]:
    begins, dash, ends = text.partition("-")
    if not dash:
        raise UserError(
            "--breaks", expected="two times such as 09:00-17:00", got=repr(text), do="Write both."
        )
    return _clock("--breaks", begins), _clock("--breaks", ends)
