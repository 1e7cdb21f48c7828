"""`hipspine log`: what was done and how it went, each side apart, and what follows from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.cli.records import open_records
from hipspine.cli.whom import Who

if TYPE_CHECKING:
    from hipspine.clinic.log_training import Logged
    from hipspine.clinic.standing import Standing
    from hipspine.domain.record import Person
    from hipspine.domain.training import TrainingLog
    from hipspine.records.sql_store import SqlStore

SCHEMA = "1.0"

In = Annotated[
    Language | None, typer.Option("--language", help="Language; that of the person if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what follows as JSON.")]


def run_log(
    *,
    person: Who = None,
    file: Annotated[
        Path | None,
        typer.Option(help="A JSON file of sessions, mornings and check-ins, instead of questions."),
    ] = None,
    morning: Annotated[
        float | None, typer.Option(min=0, max=10, help="Pain on waking today, 0 to 10.")
    ] = None,
    language: In = None,
    json: AsJson = False,
) -> None:
    """Log today's session by questions, a file of entries, or this morning's pain.

    Says what follows for every exercise and why, and keeps the next version of the plan.
    A file is kept whole or not at all; what comes twice counts once.
    Example: hipspine log --morning 3
    """
    from hipspine.clinic.local_time import local_day
    from hipspine.domain.training import MorningAfter, TrainingLog

    with open_records() as store:
        from hipspine.cli.whom import person_meant

        found = person_meant(store, person)
        if file is not None:
            from hipspine.cli.plan_input import read_log

            entries: TrainingLog | None = read_log(file)
        elif morning is not None:
            day = local_day(found, current_time())
            entries = TrainingLog(mornings=(MorningAfter(day, morning),))
        else:
            entries = _asked(store, found, language or found.language)
        if entries is not None:
            keep_and_tell(store, found, entries, language or found.language, as_json=json)


def _asked(store: "SqlStore", person: "Person", language: str) -> "TrainingLog | None":
    """Return today's session as it was told; None where there is nothing to log."""
    from hipspine.cli.asking import StoppedByPersonError
    from hipspine.cli.log_questions import ask_session
    from hipspine.clinic.standing import catch_up, standing_of
    from hipspine.content.text import page_texts
    from hipspine.domain.training import TrainingLog

    standing = standing_of(store, person, at=current_time())
    catch_up(store, standing, at=current_time())
    if standing.programme is None:
        _say_why_not(standing, language)
        raise typer.Exit(2)
    try:
        session = ask_session(store, person, standing.programme, language)
    except StoppedByPersonError:
        say(page_texts("check", language).sentence("ask.stopped"), error=True)
        return None
    return None if session is None else TrainingLog(sessions=(session,))


def _say_why_not(standing: "Standing", language: str) -> None:
    from hipspine.cli.check_text import stop_lines

    for line in stop_lines(standing, language):
        say(line, error=True)


def keep_and_tell(
    store: "SqlStore", person: "Person", entries: "TrainingLog", language: str, *, as_json: bool
) -> None:
    """Keep entries, work out what follows, keep that, and tell it.

    Raises
    ------
    RecordsError
        If anything in the entries cannot be; nothing is kept then.
    """
    from hipspine.cli.check_text import counted, following_text
    from hipspine.clinic.log_training import log_training
    from hipspine.clinic.standing import catch_up, note_flare, standing_of
    from hipspine.content.text import page_texts

    at = current_time()
    logged = log_training(store, person, entries, at=at)
    before = standing_of(store, person, at=at)
    has_flare = any(one.is_flare and one.made_on == before.today for one in entries.check_ins)
    if has_flare and logged.new:
        note_flare(store, person, at=at)
        before = standing_of(store, person, at=at)
    catch_up(store, before, at=at)
    if as_json:
        _as_json(before, logged)
        return
    words = page_texts("check", language)
    say(counted(words, "log.kept", logged.new))
    if logged.known:
        say(counted(words, "log.known", logged.known))
    say("")
    say(following_text(before, language))
    if entries.sessions and before.programme is not None:
        say(f"\n{words.sentence('log.morning')}")


def _as_json(standing: "Standing", logged: "Logged") -> None:
    from hipspine.records.documents import as_data

    programme = standing.programme
    found = standing.progression
    say_json(
        {
            "schema": SCHEMA,
            "new": logged.new,
            "known": logged.known,
            "stopped": standing.stop,
            "programme_version": None if programme is None else programme.version,
            "stage": None if programme is None else programme.stage.value,
            "steps": [] if found is None else as_data(found.steps),
            "notices": [] if found is None else as_data(found.notices),
        }
    )
