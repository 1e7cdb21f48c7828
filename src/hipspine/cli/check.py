"""`hipspine check`: one sitting without a laboratory, from safety questions to today's plan."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.cli.records import open_records
from hipspine.cli.screen import checked_number
from hipspine.cli.whom import Who

if TYPE_CHECKING:
    from hipspine.clinic.sitting import SittingAnswers
    from hipspine.clinic.standing import Standing
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore
    from hipspine.report.check_page import CheckPage
    from hipspine.report.screening_result import Telling

SCHEMA = "1.0"


def run_check(  # noqa: PLR0913 - one parameter per command-line option
    *,
    person: Who = None,
    answers: Annotated[
        Path | None, typer.Option(help="A TOML file of all answers, instead of the questions.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page to write (HTML).")] = Path("check.html"),
    pdf: Annotated[Path | None, typer.Option(help="Also write the page as PDF.")] = None,
    language: Annotated[
        Language | None, typer.Option(help="Language; that of the person if not given.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="For somebody new: the time zone, such as Europe/Berlin.")
    ] = None,
    emergency_number: Annotated[
        str,
        typer.Option(envvar="HIPSPINE_EMERGENCY_NUMBER", help="Your local emergency number."),
    ] = "112",
    new: Annotated[
        bool, typer.Option("--new", help="Ask the safety questions and the rest anew.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON; nothing is asked.")
    ] = False,
) -> None:
    """Check where you stand in one sitting: safety, wishes, two timed holds, today's plan, a page.

    Every answer is kept at once, so you can stop with q and go on later. If something needs a
    doctor first, it stops and says so. Example: hipspine check --language de --out check.html
    """
    from hipspine.cli.asking import StoppedByPersonError
    from hipspine.content.text import page_texts

    with open_records() as store:
        found = _person(store, person, language, zone)
        telling = _telling(language or found.language, emergency_number)
        try:
            standing = _sit(store, found, telling, answers, new=new, quiet=json)
        except StoppedByPersonError:
            say(page_texts("check", telling.language).sentence("ask.stopped"), error=True)
            raise typer.Exit from None
        _tell(store, standing, telling, out, pdf, as_json=json)


def _person(store: "SqlStore", who: str | None, language: str | None, zone: str | None) -> "Person":
    """Return whom the check is about; in empty records somebody called "me" is begun."""
    from uuid import uuid4

    from hipspine.cli.whom import person_meant
    from hipspine.clinic.people import add_person
    from hipspine.domain.record import Person

    if who is not None or store.persons(limit=1):
        return person_meant(store, who)
    me = Person(str(uuid4()), "me", language or "en", zone or _zone_of_machine())
    add_person(store, me, today=current_time())
    return me


def _zone_of_machine() -> str:
    """Return the name of this machine's time zone; UTC where it has none that has a name."""
    named = os.environ.get("TZ", "").lstrip(":")
    if "/" in named:
        return named
    place = os.path.realpath("/etc/localtime")
    return place.partition("zoneinfo/")[2] or "UTC"


def _telling(language: str, emergency_number: str) -> "Telling":
    from hipspine.content.library import screening_library
    from hipspine.report.screening_result import Telling

    telling = Telling(screening_library(), language, checked_number(emergency_number))
    telling.library.words(language)
    return telling


def _sit(
    store: "SqlStore",
    person: "Person",
    telling: "Telling",
    answers: Path | None,
    *,
    new: bool,
    quiet: bool,
) -> "Standing":
    """Ask, or read, what is open, keep it, and return where the person stands then."""
    from hipspine.cli.check_questions import Questions
    from hipspine.clinic.standing import catch_up, standing_of

    given = None if answers is None else _given(answers, person)
    if given is not None and given.safety is not None:
        _keep_safety(store, person, telling, given.safety, str(answers))
    questions = Questions(store, person, telling, quiet=quiet or given is not None)
    standing = questions.screened(new=new)
    if not questions.may_go_on(standing):
        catch_up(store, standing, at=current_time())
        return standing
    sitting = questions.sitting(standing, new=new) if given is None else given.sitting
    if sitting is not None:
        questions.keep(standing, sitting)
    standing = standing_of(store, person, at=current_time())
    catch_up(store, standing, at=current_time())
    return standing


def _given(file: Path, person: "Person") -> "SittingAnswers":
    from hipspine.clinic.local_time import local_day
    from hipspine.clinic.sitting import read_sitting_file
    from hipspine.domain.errors import AnswersError

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise AnswersError(
            str(file), expected="a TOML file in UTF-8", got=str(problem), do="Check the path."
        ) from None
    return read_sitting_file(text, where=str(file), today=local_day(person, current_time()))


def _keep_safety(
    store: "SqlStore",
    person: "Person",
    telling: "Telling",
    table: Mapping[str, object],
    where: str,
) -> None:
    from hipspine.clinic.local_time import local_day
    from hipspine.clinic.screen_person import screen_answers
    from hipspine.clinic.standing import keep_screening
    from hipspine.screen.answer_check import answers_from_table

    at = current_time()
    given = answers_from_table(table, telling.library, where=where)
    screening = screen_answers(
        given, telling.library, where=where, screened_on=local_day(person, at)
    )
    keep_screening(store, person, screening, at=at)


def _tell(
    store: "SqlStore",
    standing: "Standing",
    telling: "Telling",
    out: Path,
    pdf: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write the page and say what follows; where anything stops exercise, say that alone."""
    from hipspine.cli.binary_file import write_bytes
    from hipspine.cli.check_text import stop_text, today_text
    from hipspine.cli.progress_text import write_page
    from hipspine.content.text import page_texts
    from hipspine.report.check_page import render_check
    from hipspine.report.check_pdf import check_pdf
    from hipspine.report.handover import render_handover

    shown = _page(store, standing, telling)
    page = None if shown is None else render_check(shown)
    if page is None and standing.screening is not None:
        page = render_handover(standing.screening, telling)
    if page is not None:
        write_page(page, out)
    if pdf is not None and shown is not None:
        write_bytes(check_pdf(shown), pdf)
    if as_json:
        say_json(_as_data(store, standing, telling, None if page is None else out))
        return
    if standing.programme is None:
        say(stop_text(standing, telling))
    else:
        say(today_text(standing, standing.programme, telling.language))
    if page is not None:
        say(page_texts("check", telling.language)("check.page", file=out), error=True)


def _page(store: "SqlStore", standing: "Standing", telling: "Telling") -> "CheckPage | None":
    """Return the page of the plan; None where there is none to follow today."""
    from hipspine.clinic.self_check import age_said, latest_self_check, outcomes_of
    from hipspine.report.check_page import check_page

    screening = standing.screening
    if screening is None or standing.programme is None:
        return None
    outcomes = outcomes_of(
        latest_self_check(store, standing.person),
        standing.person,
        standing.today,
        age=age_said(screening.answers),
    )
    name = None if standing.person.name == "me" else standing.person.name
    return check_page(
        screening, standing.programme, outcomes, telling, today=standing.today, name=name
    )


def _as_data(
    store: "SqlStore", standing: "Standing", telling: "Telling", page: Path | None
) -> dict[str, object]:
    from hipspine.clinic.self_check import latest_self_check
    from hipspine.records.documents import as_data
    from hipspine.report.screening_result import screening_dict

    screening, programme = standing.screening, standing.programme
    weekday = standing.today.weekday()
    return {
        "schema": SCHEMA,
        "person": standing.person.id,
        "today": standing.today.isoformat(),
        "stopped": standing.stop,
        "screening": None
        if screening is None
        else screening_dict(screening, telling, today=standing.today),
        "self_check": latest_self_check(store, standing.person).as_data(),
        "today_exercises": []
        if programme is None
        else [item.exercise for item in programme.on(weekday)],
        "programme": as_data(programme),
        "page": None if page is None else str(page),
    }
