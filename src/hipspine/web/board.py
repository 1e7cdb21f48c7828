"""Who on a clinician's list needs a call, who flared, who is due, and who is on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hipspine.domain.record import CaseloadRow
from hipspine.domain.triage import SCREENING_VALID_DAYS, TriageLevel
from hipspine.records.board_marks import BoardMarks

CALL, FLARED, DUE, STEADY = "call", "flared", "due", "steady"
GROUPS = (CALL, FLARED, DUE, STEADY)
"""The most pressing first; a person stands in the first group that has a reason."""
FLARE_SHOWN = timedelta(days=14)
CHECK_IN_DAYS = 7
"""Days between check-ins, as patients are asked for them."""

PRESSING = ("urgent", "flare_unscreened", "messages", "flare")
_GROUP_OF = {
    "urgent": CALL,
    "flare_unscreened": CALL,
    "messages": CALL,
    "flare": FLARED,
}


@dataclass(frozen=True)
class OnBoard:
    """One person on the board."""

    row: CaseloadRow
    reasons: tuple[str, ...]
    """Keys of the board's texts, the most pressing first."""

    @property
    def group(self) -> str:
        """The group that the most pressing reason asks for."""
        if not self.reasons:
            return STEADY
        return min((_GROUP_OF.get(reason, DUE) for reason in self.reasons), key=GROUPS.index)


def on_board(row: CaseloadRow, marks: BoardMarks, today: date) -> OnBoard:
    """Return a person with the reasons to look at them today."""
    return OnBoard(row, tuple(_reasons(row, marks, today)))


def _reasons(row: CaseloadRow, marks: BoardMarks, today: date) -> Iterator[str]:
    if row.level is not None and row.level >= TriageLevel.SAME_DAY:
        yield "urgent"
    flared_at = marks.flared_at.get(row.person.id)
    screened_at = marks.screened_at.get(row.person.id)
    if flared_at is not None and (screened_at is None or screened_at.date() < flared_at.date()):
        yield "flare_unscreened"
    if row.unanswered_notes:
        yield "messages"
    if flared_at is not None:
        yield "flare"
    if row.level is None or row.level < TriageLevel.SAME_DAY:
        # Before somebody has looked, nothing about exercise is due.
        yield from _due(row, marks, today)


def _due(row: CaseloadRow, marks: BoardMarks, today: date) -> Iterator[str]:
    if row.screened_on is None:
        yield "not_screened"
    elif _days(row.screened_on, today) >= SCREENING_VALID_DAYS:
        yield "screening_expired"
    if row.programme_version is None:
        if row.screened_on is not None:
            yield "no_plan"
        return
    if marks.signed_version.get(row.person.id) != row.programme_version:
        yield "not_signed"
    if row.last_check_in_on is None or _days(row.last_check_in_on, today) > CHECK_IN_DAYS:
        yield "check_in_due"
    last = row.last_session_at
    if last is None or _days(last.date(), today) > CHECK_IN_DAYS:
        yield "no_session"


def _days(since: date, today: date) -> int:
    return (today - since).days
