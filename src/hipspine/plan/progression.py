"""From one week to the next: what a log asks for, and the programme that follows.

Pure functions of programme, log, request and day. A log may come in any order and twice: sessions
are sorted by time, one id counts once, and what a programme has answered it does not answer again.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hipspine.domain.programme import Part, PlannedExercise, Programme
from hipspine.domain.training import (
    CheckIn,
    LegSymptoms,
    NextStep,
    Notice,
    NoticeKind,
    Session,
    Step,
    TrainingLog,
)
from hipspine.plan.candidates import Setting
from hipspine.plan.changes import Bench, easier, harder, without
from hipspine.plan.judgement import Judgement, judge
from hipspine.plan.log import mornings_between, outcomes, sessions_in_order
from hipspine.plan.notices import notices, with_stopped
from hipspine.plan.planner import most_weekly_sets, shown_counts
from hipspine.plan.replan import (
    Turn,
    advance,
    dated,
    fill_up,
    flare_plan,
    resume_after_break,
    within_gates,
)
from hipspine.plan.request import Knowledge, PlanRequest, shipped_knowledge
from hipspine.plan.safety import forbidden_because
from hipspine.plan.stages import Missing, irritability_of, missing_for_next, next_stage

JUDGED = (Part.WARM_UP, Part.MAIN)
BASELINE_DAYS = 7
LEG_NOTICE = "notice.leg_spread"
STOPPED_LATE = Judgement(Step.STOP, ("stop.leg_spread",))


@dataclass(frozen=True)
class Progression:
    """What follows from a log on a day."""

    steps: tuple[NextStep, ...]
    """The step of the whole programme first, if there is one, then one for each exercise."""
    programme: Programme | None
    """What to follow from today; the same object where nothing changed; None: nothing for now."""
    notices: tuple[Notice, ...]


def next_steps(
    programme: Programme,
    log: TrainingLog,
    request: PlanRequest,
    *,
    today: date,
    knowledge: Knowledge | None = None,
) -> Progression:
    """Return what to do next, by rules of which the more careful always wins.

    Parameters
    ----------
    programme : Programme
        The version that is followed now.
    log : TrainingLog
        Everything logged so far, in any order.
    request : PlanRequest
        With the latest screening; overrides of the programme hold where it brings none.
    """
    knowledge = knowledge or shipped_knowledge()
    if request.overrides.by is None and programme.overrides.by is not None:
        request = replace(request, overrides=programme.overrides)
    stopped = _stop(log, request, today)
    if stopped is not None:
        return stopped
    turn, missing = _settled_turn(programme, log, request, knowledge, today)
    followed = turn.programme
    due = notices(followed, request.triage, log, missing, today=today, rules=knowledge.rules)
    leg = _leg_notices(log, request.triage.screened_on, today)
    return Progression(turn.steps, followed, (*leg, *due))


def _settled_turn(
    programme: Programme,
    log: TrainingLog,
    request: PlanRequest,
    knowledge: Knowledge,
    today: date,
) -> tuple[Turn, tuple[Missing, ...]]:
    """Return everything that a log asks for as one turn, and what the next stage still asks for.

    One turn can lead to another: a gate that closes changes the week, and what is left may still be
    too much. Turns are taken until none changes anything, then told as one version; nothing gets
    harder after the first, as nothing has been done since.
    """
    bench = _bench(programme, log, request, knowledge, today)
    turn, missing = _one_turn(programme, bench, today)
    steps, latest = turn.steps, turn.programme
    is_new = latest is not programme
    while is_new:
        bench = _bench(latest, log, request, knowledge, today)
        turn, missing = _one_turn(latest, bench, today)
        is_new = turn.programme is not latest
        latest = turn.programme
        steps = (*steps, *turn.steps) if is_new else steps
    if latest is not programme:
        latest = _as_one_version(latest, programme.version + 1)
    return Turn(tuple(sorted(dict.fromkeys(steps), key=_by_care)), latest), missing


def _as_one_version(programme: Programme, version: int) -> Programme:
    items = tuple(
        replace(item, since_version=min(item.since_version, version))
        for item in programme.exercises
    )
    return replace(programme, version=version, exercises=items)


def _one_turn(programme: Programme, bench: Bench, today: date) -> tuple[Turn, tuple[Missing, ...]]:
    """Return the most careful turn that the log asks for, and what the next stage asks for."""
    careful = _careful_turn(programme, bench, today)
    if careful is not None:
        return careful, ()
    judged = _judge_all(programme, bench, today)
    missing = missing_for_next(
        programme, bench.log, bench.request, today=today, rules=bench.knowledge.rules
    )
    turn = _hopeful_turn(programme, judged, missing, bench, today)
    return turn or _apply(programme, judged, bench, today), missing


def _careful_turn(programme: Programme, bench: Bench, today: date) -> Turn | None:
    """Return the turn that a flare, a closed gate or a long break asks for, or None."""
    flare = _open_flare(programme, bench.log, today)
    if flare is not None:
        return flare_plan(programme, flare, bench, today)
    turn = within_gates(programme, bench, today)
    if turn is None and _was_away(programme, bench, today):
        turn = resume_after_break(programme, bench, today)
    return turn


def _hopeful_turn(
    programme: Programme,
    judged: dict[str, Judgement],
    missing: tuple[Missing, ...],
    bench: Bench,
    today: date,
) -> Turn | None:
    """Return the turn to the next stage or to a fuller week where all is calm, or None."""
    if any(one.step >= Step.REGRESS for one in judged.values()):
        return None
    if not _done_in_this_version(programme, bench.log, today):
        return None
    if not missing and next_stage(programme.stage) is not None:
        return advance(programme, bench, today)
    if any(one.step >= Step.HOLD for one in judged.values()):
        return None
    return fill_up(programme, bench, today)


def _stop(log: TrainingLog, request: PlanRequest, today: date) -> Progression | None:
    """Return the stop of the whole programme, or None."""
    rule = forbidden_because(request.triage, today, led_by=request.overrides.by)
    kind = NoticeKind.SCREEN_AGAIN if rule in ("expired", "incomplete") else NoticeKind.SEEK_CARE
    if rule is None and (found := _stopping_event(log, request, today)) is not None:
        rule, kind = found
    if rule is None:
        return None
    named = f"stop.{rule}" if rule != "level" else f"stop.level_{request.triage.level.id}"
    step = NextStep(Step.STOP, None, (named,))
    return Progression((step,), None, (Notice(kind, today, named),))


def _stopping_event(
    log: TrainingLog, request: PlanRequest, today: date
) -> tuple[str, NoticeKind] | None:
    """Return what in the log asks for a new screening before anything else is done.

    New numbness or weakness: the screening must be of a later day. A flare: of that day or later.
    """
    screened = request.triage.screened_on
    for session in sessions_in_order(log, until=today):
        if session.done_at.date() >= screened and _is_numb(session):
            return "new_numbness", NoticeKind.SEEK_CARE
    for check_in in log.check_ins:
        if check_in.is_flare and screened < check_in.made_on <= today:
            return "flare_unscreened", NoticeKind.SCREEN_AGAIN
    return None


def _is_numb(session: Session) -> bool:
    worst = LegSymptoms.NEW_NUMBNESS_OR_WEAKNESS
    return any(entry.leg_symptoms is worst for entry in session.entries)


def _bench(
    programme: Programme,
    log: TrainingLog,
    request: PlanRequest,
    knowledge: Knowledge,
    today: date,
) -> Bench:
    setting = Setting(
        stage=programme.stage,
        approach=knowledge.approaches.named(programme.approach),
        irritability=irritability_of(request, knowledge.rules),
        shown=shown_counts(request, log, knowledge),
        stopped=programme.stopped,
    )
    most = most_weekly_sets(programme, today, knowledge)
    return Bench(request, setting, knowledge, log, most)


def _open_flare(programme: Programme, log: TrainingLog, today: date) -> CheckIn | None:
    """Return the latest flare that the programme has not answered, or None."""
    flares = [
        one
        for one in log.check_ins
        if one.is_flare
        and one.id not in programme.considered
        and one.made_on <= today
        and one.made_on >= (programme.begun_on or programme.planned_on)
    ]
    return max(flares, key=lambda one: (one.made_on, one.id), default=None)


def _was_away(programme: Programme, bench: Bench, today: date) -> bool:
    """Tell whether nothing was done for so long that less is right to begin again."""
    done = [session.done_at.date() for session in sessions_in_order(bench.log, until=today)]
    last = max([programme.planned_on, *done])
    return bool(done) and (today - last).days >= bench.steps.missed_days


def _judge_all(programme: Programme, bench: Bench, today: date) -> dict[str, Judgement]:
    """Return the judgement of each exercise of warm-up and main part."""
    rules = bench.knowledge.rules
    judged = {
        item.exercise: judge(outcomes(item, bench.log, today=today), programme.baseline_pain, rules)
        for item in programme.exercises
        if item.part in JUDGED
    }
    return judged | dict.fromkeys(_stopped_late(programme, bench.log, today), STOPPED_LATE)


def _stopped_late(programme: Programme, log: TrainingLog, today: date) -> frozenset[str]:
    """Return what sent pain down the leg in a session that was written down a version later.

    What a clinician pinned is judged by the sessions since then alone.
    """
    unpinned = {item.exercise for item in programme.exercises if not item.is_pinned}
    return frozenset(unpinned & _spread_since(log, date.min, today))


def _spread_since(log: TrainingLog, first: date, today: date) -> set[str]:
    """Return the exercises that sent pain further down the leg, from a day until today."""
    return {
        entry.exercise
        for session in sessions_in_order(log, until=today)
        if session.done_at.date() >= first
        for entry in session.entries
        if entry.leg_symptoms is LegSymptoms.SPREAD_FURTHER_DOWN
    }


def _apply(programme: Programme, judged: dict[str, Judgement], bench: Bench, today: date) -> Turn:
    """Return the programme after every judgement, with the steps in the order of care."""
    changed, steps = programme, []
    for item in programme.exercises:
        found = judged.get(item.exercise)
        if found is not None and found.step >= Step.REGRESS:
            changed, step = _ease(changed, item, found, bench)
            steps.append(step)
    may_progress = not steps
    fresh = _done_in_this_version(programme, bench.log, today)
    progressed = 0
    counted = bench.counted
    for item in sorted(programme.exercises, key=lambda one: one.exercise not in counted):
        found = judged.get(item.exercise)
        if found is None or found.step >= Step.REGRESS:
            continue
        before = changed
        if found.step is Step.PROGRESS:
            is_free = may_progress and progressed < bench.steps.exercises_at_once
            is_free = is_free and item.exercise in fresh
            changed, step = _raise(changed, item, found, bench, is_free=is_free)
            progressed += changed is not before
        else:
            step = NextStep(found.step, item.exercise, found.rules)
        steps.append(step)
    if changed is programme:
        return Turn(tuple(sorted(steps, key=_by_care)), programme)
    final = dated(changed, programme, today)
    if progressed:
        final = replace(final, progressed_on=today)
    return Turn(tuple(sorted(steps, key=_by_care)), _with_baseline(final, bench.log, today))


def _done_in_this_version(programme: Programme, log: TrainingLog, today: date) -> frozenset[str]:
    """Return what was done since this version was made: only that may get harder.

    So the same log never makes anything harder twice.
    """
    return frozenset(
        entry.exercise
        for session in sessions_in_order(log, until=today)
        if session.programme_version >= programme.version
        for entry in session.entries
    )


def _by_care(step: NextStep) -> tuple[int, str]:
    return (-step.step, step.exercise or "")


def _ease(
    programme: Programme, item: PlannedExercise, found: Judgement, bench: Bench
) -> tuple[Programme, NextStep]:
    if found.step is Step.STOP:
        stopped = with_stopped(without(programme, item.exercise), item.exercise)
        return stopped, NextStep(Step.STOP, item.exercise, found.rules, "exercise")
    change = easier(programme, item, bench)
    return change.programme, NextStep(found.step, item.exercise, found.rules, change.variable)


def _raise(
    programme: Programme,
    item: PlannedExercise,
    found: Judgement,
    bench: Bench,
    *,
    is_free: bool,
) -> tuple[Programme, NextStep]:
    """Return the programme with one exercise harder, if it is its turn and a limit allows it."""
    if item.part is not Part.MAIN:
        return programme, NextStep(Step.KEEP, item.exercise, ("keep.warm_up",))
    if not is_free:
        return programme, NextStep(Step.KEEP, item.exercise, ("keep.not_all_at_once",))
    change = harder(programme, item, bench)
    if isinstance(change, str):
        step = Step.HOLD if change.startswith("hold.") else Step.KEEP
        return programme, NextStep(step, item.exercise, (change,))
    fresh = replace(change.programme, exercises=_reset(change.programme, item.exercise))
    return fresh, NextStep(Step.PROGRESS, item.exercise, found.rules, change.variable)


def _reset(programme: Programme, exercise: str) -> tuple[PlannedExercise, ...]:
    """Return the exercises, the count of regressions of one at zero again."""
    return tuple(
        replace(item, regressions=0) if item.exercise == exercise else item
        for item in programme.exercises
    )


def _with_baseline(programme: Programme, log: TrainingLog, today: date) -> Programme:
    """Return the programme with its baseline lowered to the mornings of the last week.

    It never rises by itself: a rise from week to week is what has to be noticed.
    """
    pains = sorted(mornings_between(log, today - timedelta(days=BASELINE_DAYS - 1), today))
    if not pains:
        return programme
    middle = pains[len(pains) // 2]
    before = programme.baseline_pain
    return replace(programme, baseline_pain=middle if before is None else min(before, middle))


def _leg_notices(log: TrainingLog, screened_on: date, today: date) -> tuple[Notice, ...]:
    """Ask for a new screening for as long as there is none of a later day than the leg's signs."""
    spread = _spread_since(log, screened_on, today)
    if not spread:
        return ()
    values = {"exercise": ", ".join(sorted(spread))}
    return (Notice(NoticeKind.SCREEN_AGAIN, today, LEG_NOTICE, values),)
