from datetime import UTC, date, datetime, timedelta

import pytest

from hipspine.domain.record import CaseloadRow, Person
from hipspine.domain.triage import TriageLevel
from hipspine.records.board_marks import BoardMarks
from hipspine.web.board import CALL, DUE, FLARED, STEADY, on_board

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANNA = Person("0d8f9a3e-3f0b-4a53-9a4b-6f1c2d7e8a90", "Anna")
SIGNED = BoardMarks(signed_version={ANNA.id: 3})


def row(**changes):
    """Somebody of whom nothing is due: everything of yesterday, plan version 3."""
    yesterday = TODAY - timedelta(days=1)
    values = {
        "person": ANNA,
        "last_session_at": NOW - timedelta(days=1),
        "sessions_in_28_days": 9,
        "last_check_in_on": yesterday,
        "pain_average": 2.0,
        "level": TriageLevel.SELF_CARE,
        "screened_on": yesterday,
        "programme_version": 3,
        "stage": "activate",
        "unanswered_notes": 0,
    }
    return CaseloadRow(**{**values, **changes})


def test_somebody_of_whom_nothing_is_due_is_on_the_way():
    shown = on_board(row(), SIGNED, TODAY)
    assert (shown.group, shown.reasons) == (STEADY, ())


@pytest.mark.parametrize(
    ("changes", "reason", "group"),
    [
        ({"level": TriageLevel.SAME_DAY}, "urgent", CALL),
        ({"level": TriageLevel.EMERGENCY}, "urgent", CALL),
        ({"unanswered_notes": 1}, "messages", CALL),
        ({"screened_on": None, "level": None}, "not_screened", DUE),
        # A screening holds for seven days.
        ({"screened_on": TODAY - timedelta(days=7)}, "screening_expired", DUE),
        ({"programme_version": 4}, "not_signed", DUE),
        ({"last_check_in_on": TODAY - timedelta(days=8)}, "check_in_due", DUE),
        ({"last_check_in_on": None}, "check_in_due", DUE),
        ({"last_session_at": NOW - timedelta(days=8)}, "no_session", DUE),
        ({"programme_version": None}, "no_plan", DUE),
    ],
)
def test_each_reason_puts_a_person_where_they_belong(changes, reason, group):
    shown = on_board(row(**changes), SIGNED, TODAY)
    assert shown.reasons == (reason,)
    assert shown.group == group


def test_a_flare_with_a_screening_since_is_a_flare_and_without_one_a_call():
    flared = NOW - timedelta(days=2)
    marks = {"signed_version": {ANNA.id: 3}, "flared_at": {ANNA.id: flared}}
    screened = BoardMarks(**marks, screened_at={ANNA.id: flared + timedelta(hours=1)})
    assert on_board(row(), screened, TODAY).group == FLARED
    before = BoardMarks(**marks, screened_at={ANNA.id: flared - timedelta(days=1)})
    assert on_board(row(), before, TODAY).group == CALL


def test_a_week_is_not_yet_too_long():
    shown = on_board(row(last_check_in_on=TODAY - timedelta(days=7)), SIGNED, TODAY)
    assert shown.reasons == ()
