"""Where a person stands today: screening, plan and log, and what follows from them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from hipspine import __version__
from hipspine.clinic.interview_draft import read_interview_draft
from hipspine.clinic.kept_tests import latest_measurements, with_findings
from hipspine.clinic.local_time import local_day
from hipspine.clinic.make_plan import Screened, steps_for
from hipspine.clinic.screen_person import screen_person
from hipspine.clinic.self_check import age_said
from hipspine.content.library import screening_library
from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.measurement import Measurement
from hipspine.domain.programme import Programme
from hipspine.domain.record import Audience, KeptScreening, KeptSteps, Note, Person
from hipspine.domain.training import (
    CheckIn,
    LegSymptoms,
    MorningAfter,
    NoticeKind,
    Session,
    Step,
    TrainingLog,
)
from hipspine.domain.triage import TriageLevel
from hipspine.plan.progression import LEG_NOTICE, Progression
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.safety import WHERE_TO_GO, forbidden_because
from hipspine.plan.words import notice_in_words
from hipspine.records.drafts import drop_draft, read_draft, write_draft
from hipspine.records.sql_store import SqlStore
from hipspine.screen.outcome import Screening

SCREENING_DRAFT = "screening"
FLARE_DRAFT = "flare"
"""The moment of a flare; a screening from before it no longer counts."""

NOT_SCREENED = "not_screened"
FLARE = "flare_unscreened"
LEVEL = "level"
NUMBNESS = "new_numbness"
CLINICIAN_LED = "clinician_led"
AGAIN = frozenset({NOT_SCREENED, FLARE, "expired", "incomplete"})
"""Stops that the safety questions alone can lift."""

RULE_AUTHOR = "hipspine"
FOR_CLINICIAN = frozenset({NoticeKind.TELL_CLINICIAN, NoticeKind.SEEK_CARE})


@dataclass(frozen=True)
class Standing:
    """What is known of a person on a day, and what follows from it."""

    person: Person
    today: date
    """Where the person lives."""
    screening: Screening | None
    kept: Programme | None
    """The newest version that is kept."""
    log: TrainingLog
    progression: Progression | None
    """What the log asks for; None without a plan or a screening, or while a screening is open."""
    stop: str | None
    """Why there is no exercise today: the rule; None: nothing forbids it."""

    @property
    def programme(self) -> Programme | None:
        """The version to follow today, which may not be kept yet; None while anything stops it."""
        if self.stop is not None or self.progression is None:
            return None
        return self.progression.programme

    @property
    def screened(self) -> Screened:
        """The screening as planning takes it.

        Raises
        ------
        UnsafePlanError
            If there is none, or something came after it that has to be looked at first.
        """
        if self.screening is None or self.stop in (NOT_SCREENED, FLARE, LEVEL, NUMBNESS):
            raise self.refusal()
        return Screened(self.screening.triage, self.screening.answers)

    def refusal(self) -> UnsafePlanError:
        """Return the error that says why there is no exercise today, and where to go."""
        level = None if self.screening is None else self.screening.triage.level
        do = _DO.get(self.stop or "", _AGAIN)
        if level is not None and self.stop not in AGAIN:
            do = WHERE_TO_GO.get(level, do)
        return UnsafePlanError(
            f"plan of {self.person.name}",
            expected="answers to the safety questions that allow exercise today",
            got=(self.stop or "no plan").replace("_", " "),
            do=do,
        )


_AGAIN = "Answer the safety questions with: hipspine check."
_DO = {
    LEVEL: "See the result with: hipspine check.",
    NUMBNESS: "See a doctor today. Do no exercises, and answer the safety questions tomorrow.",
    "no_exercise": "See a doctor before you exercise.",
    CLINICIAN_LED: "Show the answers to a doctor or physiotherapist, who can plan with --by.",
}


def log_of(store: SqlStore, person_id: str) -> TrainingLog:
    """Return everything that a person logged."""
    return TrainingLog(
        store.entries(person_id, Session),
        store.entries(person_id, MorningAfter),
        store.entries(person_id, CheckIn),
    )


def standing_of(store: SqlStore, person: Person, *, at: datetime) -> Standing:
    """Return where a person stands at a moment; nothing is written."""
    today = local_day(person, at)
    screened_last = _kept_screening(store, person)
    screening = _judged_anew(screened_last)
    log, kept = log_of(store, person.id), store.programme(person.id)
    stop = _stop_before_planning(store, person, today, screened_last)
    progression = None
    if stop is None and screening is not None:
        screened = Screened(screening.triage, screening.answers)
        if kept is None:
            led_by = store.overrides(person.id).by
            stop = forbidden_because(screening.triage, today, led_by=led_by)
        else:
            age = age_said(screening.answers)
            tested = _with_tests(kept, latest_measurements(store, person, today, age=age))
            progression = steps_for(tested, screened, log, today=today)
            if _is_leg_answered(screened_last, log):
                progression = _without_leg_notice(progression)
            stop = _stop_of(progression)
    return Standing(person, today, screening, kept, log, progression, stop)


def _is_leg_answered(kept: KeptScreening | None, log: TrainingLog) -> bool:
    """Tell whether the safety questions were answered after pain last went down the leg.

    The plan knows the day of a screening alone; the records know the moment.
    """
    spread = [
        session.done_at
        for session in log.sessions
        if any(one.leg_symptoms is LegSymptoms.SPREAD_FURTHER_DOWN for one in session.entries)
    ]
    return bool(spread) and kept is not None and kept.at > max(spread)


def _without_leg_notice(found: Progression) -> Progression:
    left = tuple(notice for notice in found.notices if notice.rule != LEG_NOTICE)
    return replace(found, notices=left)


def _with_tests(programme: Programme, measured: tuple[Measurement, ...]) -> Programme:
    """Return a programme that knows what was tested since it was made.

    A stage may ask for a hold, and pain that a test provoked closes a gate at once.
    """
    if programme.wishes is None or not measured:
        return programme
    return replace(programme, wishes=with_findings(programme.wishes, measured))


def latest_screening(store: SqlStore, person: Person) -> Screening | None:
    """Return the newest kept screening, judged by the rules of this version."""
    return _judged_anew(_kept_screening(store, person))


def _kept_screening(store: SqlStore, person: Person) -> KeptScreening | None:
    kept = store.entries(person.id, KeptScreening, latest=1)
    return kept[0] if kept else None


def _judged_anew(kept: KeptScreening | None) -> Screening | None:
    if kept is None:
        return None
    return screen_person(kept.answers, screening_library(), screened_on=kept.triage.screened_on)


def _stop_before_planning(
    store: SqlStore, person: Person, today: date, kept: KeptScreening | None
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
    text = read_draft(store.database, person.id, SCREENING_DRAFT)
    draft = read_interview_draft(text, screening_library(), today)
    found = screen_person(draft.answers, screening_library(), screened_on=draft.started_on)
    return found.triage.level_so_far >= TriageLevel.SAME_DAY


def _stop_of(progression: Progression) -> str | None:
    if progression.programme is not None:
        return None
    rule = progression.steps[0].rules[0].removeprefix("stop.")
    # The rule names the level as well; the level itself is in the screening.
    return LEVEL if rule.startswith(LEVEL) else rule


def keep_screening(store: SqlStore, person: Person, screening: Screening, *, at: datetime) -> None:
    """Keep a screening in the records; what was left of an interview is forgotten."""
    ending = None if screening.ending is None else str(screening.ending)
    kept = KeptScreening(str(uuid4()), at, screening.answers, screening.triage, ending, __version__)
    store.add(person.id, kept)
    drop_draft(store.database, person.id, SCREENING_DRAFT)


def note_flare(store: SqlStore, person: Person, *, at: datetime) -> None:
    """Ask for a new screening from this moment on, begun anew."""
    write_draft(store.database, person.id, FLARE_DRAFT, at.isoformat(), at)
    drop_draft(store.database, person.id, SCREENING_DRAFT)


def catch_up(store: SqlStore, standing: Standing, *, at: datetime) -> None:
    """Keep what follows from the log: the next version, its steps, and messages to a clinician.

    A version that is kept already, and a message of this week, are not kept twice.
    """
    found = standing.progression
    if found is None or standing.kept is None:
        return
    followed = found.programme or standing.kept
    is_new = followed.version != standing.kept.version
    if is_new:
        store.add_programme(standing.person.id, followed)
    if is_new or _stops_anew(store, standing):
        steps = KeptSteps(str(uuid4()), at, followed.version, found.steps)
        store.add(standing.person.id, steps)
    _tell_clinician(store, standing, found, at)


def _stops_anew(store: SqlStore, standing: Standing) -> bool:
    """Tell whether everything stops by a rule that was not the last thing told."""
    found = standing.progression
    if found is None or not any(s.step is Step.STOP and s.exercise is None for s in found.steps):
        return False
    last = store.entries(standing.person.id, KeptSteps, latest=1)
    return not last or last[0].steps != found.steps


def _tell_clinician(store: SqlStore, standing: Standing, found: Progression, at: datetime) -> None:
    person = standing.person
    known = {note.id for note in store.entries(person.id, Note)}
    week = standing.today.isocalendar()
    for notice in found.notices:
        if notice.kind not in FOR_CLINICIAN:
            continue
        about = notice.values.get("exercise", "")
        name = f"{person.id}:{notice.rule}:{about}:{week.year}-{week.week}"
        note_id = str(uuid5(NAMESPACE_URL, name))
        if note_id not in known:
            text = notice_in_words(notice, person.language, shipped_knowledge())
            store.add(
                person.id,
                Note(note_id, at, RULE_AUTHOR, Audience.CLINICIAN, text, rule=notice.rule),
            )
