"""The questions of `hipspine log`: one exercise after the other, each side apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from hipspine.cli.asking import Asker, terminal_asker
from hipspine.cli.clock import current_time
from hipspine.clinic.local_time import local_time
from hipspine.content.plan_words import dose_in_words
from hipspine.content.text import page_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.programme import Part, PlannedExercise, Programme
from hipspine.domain.training import ExerciseEntry, LegSymptoms, Session
from hipspine.plan.changes import LOADED
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import exercise_name
from hipspine.records.documents import DocumentError, as_text, from_text
from hipspine.records.drafts import drop_draft, read_draft, write_draft
from hipspine.records.plausible import LOAD_KG, MINUTES, REPS, SETS

if TYPE_CHECKING:
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore

DRAFT = "log"
TRAINED = (Part.WARM_UP, Part.MAIN)


def ask_session(
    store: "SqlStore",
    person: "Person",
    programme: Programme,
    language: str,
    *,
    asker: Asker | None = None,
) -> Session | None:
    """Return today's session as it is told; None where nothing is planned or new today.

    Every answered exercise is kept at once, so that the questions can be taken up again.

    Raises
    ------
    StoppedByPersonError
        If the person stops.
    """
    words = page_texts("check", language)
    asker = asker or terminal_asker(words)
    now = local_time(person, current_time())
    items = [item for item in programme.on(now.weekday()) if item.part in TRAINED]
    if not items:
        asker.tell(words.sentence("log.nothing"))
        return None
    asker.tell(words.sentence("log.title").upper())
    session = _taken_up(store, person, programme)
    if session is None:
        if _said_today(store, person, now) and not asker.yes_no(words.sentence("log.again")):
            return None
        pain = asker.number(words.sentence("log.pain_before"), 0, 10, may_skip=True)
        session = Session(str(uuid4()), now, programme.version, (), pain_before=pain)
    else:
        asker.tell(words.sentence("ask.resumed"))
    as_planned = asker.yes_no(words.sentence("log.as_planned"))
    known = {entry.exercise for entry in session.entries}
    for item in items:
        if item.exercise not in known:
            told = tuple(_told(item, asker, language, as_planned=as_planned))
            session = replace(session, entries=(*session.entries, *told))
            write_draft(store.database, person.id, DRAFT, as_text(session), current_time())
    session = _with_leg(session, asker, language)
    drop_draft(store.database, person.id, DRAFT)
    return session if session.entries else None


def _said_today(store: "SqlStore", person: "Person", now: datetime) -> bool:
    """Tell whether a session of today was logged before."""
    sessions = store.entries(person.id, Session, since=now - timedelta(days=1))
    return any(local_time(person, one.done_at).date() == now.date() for one in sessions)


def _taken_up(store: "SqlStore", person: "Person", programme: Programme) -> Session | None:
    """Return what was told of today's session before; None where there is nothing."""
    text = read_draft(store.database, person.id, DRAFT)
    if text is None:
        return None
    try:
        session = from_text(text, Session)
    except DocumentError:
        return None
    now = local_time(person, current_time())
    is_of_today = local_time(person, session.done_at).date() == now.date()
    return session if is_of_today and session.programme_version == programme.version else None


def _told(
    item: PlannedExercise, asker: Asker, language: str, *, as_planned: bool
) -> Iterator[ExerciseEntry]:
    """Give the entries of one exercise, one for each side; none where it was left out."""
    words = page_texts("check", language)
    asker.tell("")
    name = exercise_name(item.exercise, language, shipped_knowledge())
    asker.tell(f"{name}: {dose_in_words(item.dose, language, sides=item.sides)}")
    if not as_planned and not asker.yes_no(words.sentence("log.done")):
        return
    planned = _planned(item)
    entries = [
        planned_side if as_planned else _amounts(planned_side, item, asker, language)
        for planned_side in planned
    ]
    load = _load(item, asker, language)
    is_clean = as_planned or asker.yes_no(words.sentence("log.clean"))
    effort = asker.number(words.sentence("log.effort"), 0, 10)
    pain = asker.number(words.sentence("log.pain"), 0, 10)
    for entry in entries:
        yield replace(entry, load_kg=load, is_clean=is_clean, effort=effort, pain_during=pain)


def _planned(item: PlannedExercise) -> list[ExerciseEntry]:
    dose = item.dose
    seconds = dose.hold_s if dose.minutes is None else dose.minutes * 60
    sides: tuple[Side | None, ...] = item.sides or (None,)
    return [
        ExerciseEntry(item.exercise, dose.sets, side=side, reps=dose.reps, seconds=seconds)
        for side in sides
    ]


def _amounts(
    planned: ExerciseEntry, item: PlannedExercise, asker: Asker, language: str
) -> ExerciseEntry:
    """Return how much was done on one side."""
    words = page_texts("check", language)
    if planned.side is not None:
        asker.tell("")
        asker.tell(words.sentence(f"hold.{planned.side.value}"))
    sets = asker.number(words.sentence("log.sets"), 0, SETS[1], whole=True)
    found = replace(planned, sets=int(sets or 0))
    if item.dose.reps is not None:
        reps = asker.number(words.sentence("log.reps"), 0, REPS[1], whole=True)
        found = replace(found, reps=int(reps or 0))
    if planned.seconds is not None:
        seconds = asker.number(words.sentence("log.seconds"), 0, MINUTES[1] * 60)
        found = replace(found, seconds=seconds)
    return found


def _load(item: PlannedExercise, asker: Asker, language: str) -> float:
    """Return the weight that was used [kg]; 0 for an exercise without any."""
    needs = shipped_knowledge().library.exercise(item.exercise).equipment
    if not LOADED & set(needs):
        return 0.0
    question = page_texts("check", language).sentence("log.load")
    return asker.number(question, 0, LOAD_KG[1]) or 0.0


def _with_leg(session: Session, asker: Asker, language: str) -> Session:
    """Return the session with what it changed in the leg, at the exercise that did."""
    if not session.entries:
        return session
    words = page_texts("check", language)
    kinds = {one.name.lower(): words.sentence(f"log.leg_{one.name.lower()}") for one in LegSymptoms}
    leg = LegSymptoms[asker.one(words.sentence("log.leg"), kinds).upper()]
    if leg is LegSymptoms.NONE_OR_SAME:
        return session
    names = {
        entry.exercise: exercise_name(entry.exercise, language, shipped_knowledge())
        for entry in session.entries
    }
    which = asker.one(words.sentence("log.leg_which"), names)
    entries = tuple(
        replace(entry, leg_symptoms=leg) if entry.exercise == which else entry
        for entry in session.entries
    )
    return replace(session, entries=entries)
