"""What is due beside exercise: a talk with a human in week seven."""

from datetime import date, timedelta

from hipspine.domain.training import Notice, NoticeKind

HUMAN_CHECK_IN = timedelta(weeks=7)
"""Improvement comes in the first weeks, hardly after week seven (Kongsted 2015); programmes on a
screen alone help little, those with calls more."""
SHOWN_BEFORE = timedelta(weeks=1)
SHOWN_AFTER = timedelta(weeks=3)


def human_check_in(started_on: date, *, today: date) -> tuple[Notice, ...]:
    """Return the talk with a human about week seven, from a week before it to three after."""
    due_on = started_on + HUMAN_CHECK_IN
    if not due_on - SHOWN_BEFORE <= today <= due_on + SHOWN_AFTER:
        return ()
    return (Notice(NoticeKind.TALK_TO_SOMEONE, due_on, "week_seven"),)
