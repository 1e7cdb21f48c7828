"""Keep what a person did and felt: all of a submission, or nothing of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hipspine.clinic.local_time import local_day
from hipspine.clinic.standing import log_of
from hipspine.content.exercise_library import exercise_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person
from hipspine.domain.training import CheckIn, MorningAfter, Session, TrainingLog
from hipspine.records.documents import as_text
from hipspine.records.plausible import check_plausible
from hipspine.records.sql_store import SqlStore

Logging = Session | MorningAfter | CheckIn

CLOCKS_APART = timedelta(minutes=10)
"""How far ahead the clock of another device may be."""


@dataclass(frozen=True)
class Logged:
    """How many entries were kept, and how many were there already."""

    new: int
    known: int


def log_training(store: SqlStore, person: Person, log: TrainingLog, *, at: datetime) -> Logged:
    """Keep everything of a log; what is kept already is left as it is.

    A session of the same moment with the same content is the same session, whatever its id.

    Raises
    ------
    RecordsError
        If anything cannot be: an exercise that is not in the library, a figure outside what can
        be, a day to come, a version of the plan that is not there, or another content under an id
        that is kept. Every problem is named, and nothing is kept.
    """
    problems = [
        *_unknown(log),
        *_to_come(log, person, at),
        *_versions(store, person, log),
        *_contradictions(store, person, log),
    ]
    new_sessions = tuple(_not_there_yet(log.sessions, log_of(store, person.id).sessions))
    entries: tuple[Logging, ...] = (*new_sessions, *log.mornings, *log.check_ins)
    for entry in entries:
        try:
            check_plausible(entry)
        except RecordsError as problem:
            problems.append(f"{problem.where}: {problem.got}")
    if problems:
        raise RecordsError(
            f"log of {person.name}",
            expected="entries that can be",
            got="; ".join(dict.fromkeys(problems)),
            do="Correct every one of them. Nothing was kept.",
        )
    done = [store.add(person.id, entry) for entry in entries]
    return Logged(sum(done), len(log.sessions) - len(new_sessions) + len(done) - sum(done))


def _not_there_yet(sessions: Sequence[Session], there: Sequence[Session]) -> Iterator[Session]:
    """Give the sessions that are not there under another id, each once."""
    ids = {_content(session): session.id for session in reversed((*there, *sessions))}
    yield from (session for session in sessions if ids[_content(session)] == session.id)


def _content(session: Session) -> str:
    """Return everything that a session says but its id."""
    return as_text(replace(session, id="", done_at=session.done_at.astimezone(UTC)))


def _unknown(log: TrainingLog) -> Iterator[str]:
    known = exercise_library().exercises
    named = {entry.exercise for session in log.sessions for entry in session.entries}
    yield from (f"no exercise {name}" for name in sorted(named - set(known)))
    forms = questionnaire_library().forms
    for check_in in log.check_ins:
        for name, value in sorted(check_in.scores.items()):
            form, _, part = name.partition(".")
            rule = forms[form].score(part) if form in forms else None
            if rule is None:
                yield f"no score {name}"
            elif not rule.lowest <= value <= rule.highest:
                yield f"{name} is {value:g}, outside {rule.lowest:g} to {rule.highest:g}"


def _to_come(log: TrainingLog, person: Person, at: datetime) -> Iterator[str]:
    today, latest = local_day(person, at), at + CLOCKS_APART
    yield from (f"session {s.id} is of a time to come" for s in log.sessions if s.done_at > latest)
    days = [("morning", one.day) for one in log.mornings]
    days += [("check-in", one.made_on) for one in log.check_ins]
    yield from (f"{what} of {day.isoformat()} is to come" for what, day in days if day > today)


def _versions(store: SqlStore, person: Person, log: TrainingLog) -> Iterator[str]:
    newest = store.programme(person.id)
    highest = 0 if newest is None else newest.version
    for session in log.sessions:
        if session.programme_version > highest:
            yield f"session {session.id} names version {session.programme_version} of the plan; "
            yield f"the newest is {highest}"


def _contradictions(store: SqlStore, person: Person, log: TrainingLog) -> Iterator[str]:
    there = log_of(store, person.id)
    yield from _differing((*there.sessions, *log.sessions))
    yield from _differing((*there.check_ins, *log.check_ins))


def _differing(entries: Sequence[Session | CheckIn]) -> Iterator[str]:
    first: dict[str, Session | CheckIn] = {}
    for entry in entries:
        if first.setdefault(entry.id, entry) != entry:
            yield f"{type(entry).__name__} {entry.id} is there with another content"
