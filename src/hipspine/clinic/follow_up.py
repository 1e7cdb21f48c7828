"""Gather what is known about a person's course: from files, or from the records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from hipspine.clinic.screen_person import screen_person
from hipspine.clinic.self_check import strength_tests
from hipspine.content.library import Library
from hipspine.domain.errors import FileFormatError
from hipspine.domain.forecast import Duration
from hipspine.domain.outcome import FollowUp
from hipspine.domain.record import KeptScreening
from hipspine.domain.training import CheckIn, MorningAfter, Session, TrainingLog
from hipspine.domain.triage import TriageLevel
from hipspine.records.documents import DocumentError, from_text
from hipspine.records.store import Store

DURATION_OF = {
    "under_3_weeks": Duration.ACUTE,
    "3_to_6_weeks": Duration.ACUTE,
    "6_to_12_weeks": Duration.SUBACUTE,
    "over_3_months": Duration.PERSISTENT,
}
"""Answers to the screening's question ``pain_duration``, in the classes of published courses."""


def read_follow_up(files: Sequence[Path]) -> FollowUp:
    """Return what JSON files hold about one person, all of them together.

    Parameters
    ----------
    files : sequence of Path
        Each an object with any of the fields of ``FollowUp``.

    Raises
    ------
    FileFormatError
        If a file cannot be read, is no such object, or two files contradict each other.
    """
    together = FollowUp()
    for file in files:
        together = _joined(together, _read(file), file)
    return together


def _read(file: Path) -> FollowUp:
    try:
        return from_text(file.read_text("utf-8"), FollowUp)
    except (DocumentError, OSError, ValueError) as problem:
        raise FileFormatError(
            str(file),
            expected="JSON with programmes, log, duration, flags and strength",
            got=str(problem),
            do="See docs/how-to/progress.md for an example.",
        ) from None


def _joined(one: FollowUp, other: FollowUp, file: Path) -> FollowUp:
    if None not in (one.duration, other.duration) and one.duration is not other.duration:
        raise FileFormatError(
            str(file),
            expected=f"the duration of the files before: {one.duration}",
            got=f"{other.duration}",
            do="Put files of one person together, with one duration.",
        )
    days = [day for day in (one.screened_on, other.screened_on) if day is not None]
    return FollowUp(
        programmes=one.programmes + other.programmes,
        log=TrainingLog(
            one.log.sessions + other.log.sessions,
            one.log.mornings + other.log.mornings,
            one.log.check_ins + other.log.check_ins,
        ),
        duration=one.duration or other.duration,
        flags=one.flags | other.flags,
        strength=one.strength + other.strength,
        screened_on=max(days, default=None),
        needs_care=one.needs_care or other.needs_care,
    )


def follow_up_from_records(store: Store, person_id: str, library: Library) -> FollowUp:
    """Return what the records hold about one person's course."""
    log = TrainingLog(
        store.entries(person_id, Session),
        store.entries(person_id, MorningAfter),
        store.entries(person_id, CheckIn),
    )
    known = FollowUp(
        programmes=store.programmes(person_id),
        log=log,
        strength=strength_tests(store, store.person(person_id)),
    )
    screenings = store.entries(person_id, KeptScreening)
    if not screenings:
        return known
    last = max(screenings, key=lambda one: one.at)
    screened_on = last.at.date()
    screening = screen_person(last.answers, library, screened_on=screened_on)
    return replace(
        known,
        duration=_duration(screenings, log.check_ins),
        flags=frozenset(screening.yellow_flags),
        screened_on=screened_on,
        needs_care=last.triage.level >= TriageLevel.SAME_DAY,
    )


def _duration(screenings: Sequence[KeptScreening], check_ins: Sequence[CheckIn]) -> Duration | None:
    """Return how long the pain had lasted, from the last screening before the first check-in."""
    ordered = sorted(screenings, key=lambda one: one.at)
    first = min((one.made_on for one in check_ins), default=date.max)
    before = [one for one in ordered if one.at.date() <= first] or ordered[:1]
    said = before[-1].answers.get("pain_duration")
    return DURATION_OF.get(said) if isinstance(said, str) else None
