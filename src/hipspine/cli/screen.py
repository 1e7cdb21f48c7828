"""`hipspine screen`: the safety questions, in the terminal or from a file of answers."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_day, current_time
from hipspine.cli.output import say, say_json
from hipspine.cli.places import data_dir
from hipspine.domain.errors import AnswersError, OutputError

if TYPE_CHECKING:
    from hipspine.domain.answers import Answers
    from hipspine.report.screening_result import Telling
    from hipspine.screen.outcome import Screening


def run_screen(
    *,
    answers: Annotated[
        Path | None, typer.Option(help="A TOML file of answers, instead of the interview.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of every sentence: en or de.")] = "en",
    emergency_number: Annotated[
        str,
        typer.Option(envvar="HIPSPINE_EMERGENCY_NUMBER", help="Your local emergency number."),
    ] = "112",
    new: Annotated[bool, typer.Option("--new", help="Forget kept answers and start anew.")] = False,
    handover: Annotated[
        Path | None, typer.Option(help="Write a one-page hand-over for a clinician (HTML).")
    ] = None,
    person: Annotated[
        str | None, typer.Option(help="Keep it in the records of this person: id or name.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Ask the safety questions and say how soon someone should look at this back.

    Answers are kept after each question, so the interview can be taken up again within seven
    days. Example: hipspine screen --language de --emergency-number 112
    """
    from hipspine.content.library import screening_library
    from hipspine.report.screening_result import Telling

    telling = Telling(screening_library(), language, checked_number(emergency_number))
    telling.library.words(language)
    if person is not None:
        screening = _in_records(person, answers, telling, new=new, quiet=json)
    elif answers is not None:
        screening = _from_file(answers, telling)
    else:
        screening = _interview(telling, new=new, quiet=json)
    if handover is not None:
        _write_handover(screening, telling, handover)
    _show(screening, telling, as_json=json)


def checked_number(number: str) -> str:
    """Return a telephone number as given, if it is one.

    Raises
    ------
    AnswersError
        If it holds anything but digits, spaces, hyphens and a plus sign.
    """
    if not re.fullmatch(r"\+?\d[\d -]{0,15}", number):
        raise AnswersError(
            "--emergency-number",
            expected="a telephone number",
            got=repr(number),
            do="Give the number that people dial where you are, such as 112.",
        )
    return number


def _from_file(file: Path, telling: "Telling") -> "Screening":
    from hipspine.clinic.screen_person import screen_answers_file

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise AnswersError(
            str(file), expected="a TOML file in UTF-8", got=str(problem), do="Check the path."
        ) from None
    return screen_answers_file(text, telling.library, where=str(file), screened_on=current_day())


def _in_records(
    who: str, answers: Path | None, telling: "Telling", *, new: bool, quiet: bool
) -> "Screening":
    """Hold the interview, or read the answers, and keep the screening with a person."""
    from hipspine.cli.person_screening import screen_in_records
    from hipspine.cli.records import open_records
    from hipspine.cli.whom import person_meant
    from hipspine.clinic.standing import keep_screening

    with open_records() as store:
        found = person_meant(store, who)
        if answers is None:
            return screen_in_records(store, found, telling, new=new, quiet=quiet)
        screening = _from_file(answers, telling)
        keep_screening(store, found, screening, at=current_time())
        return screening


def _interview(telling: "Telling", *, new: bool, quiet: bool) -> "Screening":
    """Hold the interview, or with ``quiet`` only judge what is kept."""
    from hipspine.cli.interview import talk
    from hipspine.cli.kept_answers import FILE_NAME, read_kept, write_kept
    from hipspine.clinic.interview_draft import InterviewDraft
    from hipspine.clinic.screen_person import screen_person
    from hipspine.domain.answers import Answers

    file = data_dir() / FILE_NAME
    kept = None if new else read_kept(file, telling.library)
    today = current_day()
    if kept is None or not kept.is_current(today):
        kept = InterviewDraft(Answers(), today)
    started_on = kept.started_on
    answers = kept.answers
    if not quiet:

        def keep(given: "Answers") -> None:
            write_kept(InterviewDraft(given, started_on), file)

        answers = talk(answers, telling, keep)
        say(telling.words("interview.kept", file=file), error=True)
    return screen_person(answers, telling.library, screened_on=started_on)


def _write_handover(screening: "Screening", telling: "Telling", file: Path) -> None:
    from hipspine.report.handover import render_handover

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render_handover(screening, telling), "utf-8")
    except OSError as problem:
        raise OutputError(
            str(file), expected="a file that can be written", got=str(problem), do="Choose another."
        ) from None


def _show(screening: "Screening", telling: "Telling", *, as_json: bool) -> None:
    from hipspine.cli.screening_text import screening_as_text
    from hipspine.report.screening_result import screening_dict

    if as_json:
        say_json(screening_dict(screening, telling, today=current_day()))
    else:
        say(screening_as_text(screening, telling))
