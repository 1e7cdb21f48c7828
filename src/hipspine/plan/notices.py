"""What is due beside the exercises: screening, looking back, talking to someone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hipspine.content.plan_rules import PlanRules
from hipspine.domain.programme import Programme, Stage
from hipspine.domain.training import Notice, NoticeKind, TrainingLog
from hipspine.domain.triage import Triage
from hipspine.plan.log import sessions_in_order
from hipspine.plan.stages import Missing

LOOK_AHEAD_DAYS = 3
"""A date is named this long before it comes."""
WEEK_DAYS = 7


def notices(
    programme: Programme,
    triage: Triage,
    log: TrainingLog,
    missing: tuple[Missing, ...],
    *,
    today: date,
    rules: PlanRules,
) -> tuple[Notice, ...]:
    """Return everything that is due today or within three days, the soonest first."""
    found = [
        Notice(NoticeKind.SCREEN_AGAIN, triage.expires_on, "notice.screen_again"),
        *_looking_back(programme, log, today, rules),
        *_tell(programme, log, today, rules),
        *(_test(one, today) for one in missing if one.rule in ("gate.test", "gate.clean")),
    ]
    soon = today + timedelta(days=LOOK_AHEAD_DAYS)
    due = [one for one in found if one.due_on <= soon]
    return tuple(sorted(due, key=lambda one: (one.due_on, one.kind, one.rule)))


def _looking_back(
    programme: Programme, log: TrainingLog, today: date, rules: PlanRules
) -> Iterator[Notice]:
    """Give the last look back that has come due and that no check-in of its week has answered."""
    begun = programme.begun_on or programme.planned_on
    weeks = {*rules.calendar.reassess_weeks, rules.calendar.human_check_in_week}
    for week in sorted(weeks):
        due = begun + timedelta(days=WEEK_DAYS * week)
        answered = any(due <= one.made_on <= today for one in log.check_ins)
        is_over = today >= due + timedelta(days=WEEK_DAYS)
        if answered or is_over:
            continue
        kind, rule = NoticeKind.REASSESS, "notice.reassess"
        if week == rules.calendar.human_check_in_week:
            kind, rule = NoticeKind.TALK_TO_SOMEONE, "notice.talk_to_someone"
        yield Notice(kind, due, rule, {"week": str(week)})


def _tell(
    programme: Programme, log: TrainingLog, today: date, rules: PlanRules
) -> Iterator[Notice]:
    steps = rules.steps
    for item in programme.exercises:
        if item.regressions >= steps.regressions_to_tell:
            values = {"exercise": item.exercise, "count": str(item.regressions)}
            yield Notice(NoticeKind.TELL_CLINICIAN, today, "notice.tell_regressions", values)
    since = max(
        programme.progressed_on or programme.begun_on or programme.planned_on,
        programme.stage_since or programme.planned_on,
    )
    days = (today - since).days
    is_trained = any(one.done_at.date() > since for one in sessions_in_order(log, until=today))
    is_long = days >= steps.days_without_change_to_tell
    if is_long and is_trained and programme.stage is not Stage.MAINTAIN:
        values = {"weeks": str(days // WEEK_DAYS)}
        yield Notice(NoticeKind.TELL_CLINICIAN, today, "notice.tell_no_change", values)


def _test(missing: Missing, today: date) -> Notice:
    return Notice(NoticeKind.TEST_STAGE, today, missing.rule, missing.values)


def with_stopped(programme: Programme, exercise: str) -> Programme:
    """Return the programme remembering that an exercise was stopped for signs in the leg."""
    return replace(programme, stopped=programme.stopped | {exercise})
