"""Where a person stands today: screening, plan and log, and whether exercise is possible."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from fastapi import Request

from hipspine.clinic.interview_draft import read_interview_draft
from hipspine.clinic.make_plan import Screened, steps_for
from hipspine.clinic.screen_person import screen_person
from hipspine.content.library import screening_library
from hipspine.domain.programme import Programme
from hipspine.domain.record import KeptScreening, KeptSteps, Person
from hipspine.domain.training import CheckIn, MorningAfter, Session, TrainingLog
from hipspine.domain.triage import TriageLevel
from hipspine.plan.progression import Progression
from hipspine.plan.safety import forbidden_because
from hipspine.records.drafts import drop_draft, read_draft, write_draft
from hipspine.records.sql_store import SqlStore
from hipspine.screen.outcome import Screening
from hipspine.web.people import current_person, now, store_of, today_of

SCREENING_DRAFT = "screening"
FLARE_DRAFT = "flare"
"""The moment of a flare that no screening has followed yet."""

NOT_SCREENED = "not_screened"
LEVEL = "level"
FLARE = "flare_unscreened"
SCREEN_AGAIN = frozenset({NOT_SCREENED, FLARE, "expired", "incomplete"})
"""Stops that the safety questions alone can lift."""


@dataclass(frozen=True)
class Standing:
    """What is known of a person today, and what follows from it."""

    person: Person
    today: date
    screening: Screening | None
    kept: Programme | None
    """The newest version that is kept."""
    programme: Programme | None
    """The version to follow today, which may not be kept yet; None while anything stops it."""
    log: TrainingLog
    progression: Progression | None
    stop: str | None
    """Why there is no exercise today: a key of the stop texts."""

    @property
    def screened(self) -> Screened:
        """The screening as planning takes it; only where nothing stops exercise."""
        if self.screening is None:
            raise ValueError("nobody was screened")
        return Screened(self.screening.triage, self.screening.answers)


def standing_of(request: Request) -> Standing:
    """Return where the visitor's person stands; nothing is written."""
    person = current_person(request)
    store, today = store_of(request), today_of(request, person)
    kept_screening = _latest(store, person)
    screening = _judged(kept_screening)
    log = TrainingLog(
        store.entries(person.id, Session),
        store.entries(person.id, MorningAfter),
        store.entries(person.id, CheckIn),
    )
    kept = store.programme(person.id)
    stop = _stop_before_planning(store, person, kept_screening, today)
    progression = None
    if stop is None and screening is not None:
        if kept is None:
            led_by = store.overrides(person.id).by
            stop = forbidden_because(screening.triage, today, led_by=led_by)
        else:
            screened = Screened(screening.triage, screening.answers)
            progression = steps_for(kept, screened, log, today=today)
            stop = _stop_of(progression)
    programme = None if stop is not None or progression is None else progression.programme
    return Standing(person, today, screening, kept, programme, log, progression, stop)


def _latest(store: SqlStore, person: Person) -> KeptScreening | None:
    return next(iter(store.entries(person.id, KeptScreening, latest=1)), None)


def _judged(kept: KeptScreening | None) -> Screening | None:
    """Return a kept screening, judged by the rules of this version."""
    if kept is None:
        return None
    return screen_person(kept.answers, screening_library(), screened_on=kept.triage.screened_on)


def _stop_before_planning(
    store: SqlStore, person: Person, kept: KeptScreening | None, today: date
) -> str | None:
    """Return what stops everything whatever a plan says: alarming answers, a flare, no answers."""
    if _has_alarming_draft(store, person, today):
        return LEVEL
    flare_at = read_draft(store.database, person.id, FLARE_DRAFT)
    if flare_at is not None and (kept is None or kept.at <= datetime.fromisoformat(flare_at)):
        return FLARE
    return NOT_SCREENED if kept is None else None


def _has_alarming_draft(store: SqlStore, person: Person, today: date) -> bool:
    """Tell whether an interview that is not finished already asks for someone to look."""
    library = screening_library()
    text = read_draft(store.database, person.id, SCREENING_DRAFT)
    draft = read_interview_draft(text, library, today)
    found = screen_person(draft.answers, library, screened_on=draft.started_on)
    return found.triage.level_so_far >= TriageLevel.SAME_DAY


def _stop_of(progression: Progression) -> str | None:
    if progression.programme is not None:
        return None
    rule = progression.steps[0].rules[0].removeprefix("stop.")
    # The rule names the level too; the page tells it from the screening itself.
    return LEVEL if rule.startswith(LEVEL) else rule


def keep_up(request: Request, standing: Standing) -> None:
    """Keep the version to follow today and the steps that led to it, where they are new."""
    programme, kept = standing.programme, standing.kept
    if programme is None or kept is None or programme.version == kept.version:
        return
    store = store_of(request)
    store.add_programme(standing.person.id, programme)
    if standing.progression is not None:
        steps = KeptSteps(str(uuid4()), now(request), programme.version, standing.progression.steps)
        store.add(standing.person.id, steps)


def caught_up(request: Request) -> Standing:
    """Return where the person stands, with what follows from the log until now kept."""
    standing = standing_of(request)
    keep_up(request, standing)
    return standing


def note_flare(request: Request, person: Person) -> None:
    """Ask for a new screening from this moment on, and begin it anew."""
    database = store_of(request).database
    moment = now(request)
    write_draft(database, person.id, FLARE_DRAFT, moment.isoformat(), moment)
    drop_draft(database, person.id, SCREENING_DRAFT)
