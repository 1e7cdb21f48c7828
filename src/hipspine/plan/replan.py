"""Plan anew where more than one exercise changes: a flare, a closed gate, a break, a new stage.

Every function gives a turn: the step of the whole programme and the next version of it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hipspine.domain.programme import Irritability, Programme, Stage, Why
from hipspine.domain.training import CheckIn, NextStep, Step
from hipspine.plan.changes import Bench, after_break
from hipspine.plan.dose import least_dose, lesser
from hipspine.plan.limits import overload
from hipspine.plan.log import mornings_between
from hipspine.plan.planner import make_programme, reference_of
from hipspine.plan.reasons import SET_GUARD
from hipspine.plan.safety import closed_gates, is_too_heavy
from hipspine.plan.stages import next_stage

WEEK = timedelta(days=7)
FLARE_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Turn:
    """The steps that were taken and the programme that follows."""

    steps: tuple[NextStep, ...]
    programme: Programme


def _anew(programme: Programme, bench: Bench, today: date, stage: Stage) -> Programme:
    return make_programme(
        bench.request,
        today=today,
        knowledge=bench.knowledge,
        earlier=programme,
        stage=stage,
        log=bench.log,
    )


def flare_plan(programme: Programme, flare: CheckIn, bench: Bench, today: date) -> Turn:
    """Return the plan of a flare: gentle work only, and the stage to go back to."""
    planned = _anew(programme, bench, today, Stage.SETTLE)
    before = programme.resume_stage or programme.stage
    seen = {one.id for one in bench.log.check_ins if one.is_flare and one.made_on <= today}
    planned = replace(
        planned,
        resume_stage=before if before is not Stage.SETTLE else None,
        considered=programme.considered | seen | {flare.id},
        why=(Why("why.flare", {}, bench.steps.evidence), *planned.why),
        stage_since=today,
        baseline_pain=_baseline_in_flare(bench, today),
    )
    planned = _least(planned, bench)
    step = NextStep(Step.REGRESS, None, ("regress.flare",), "stage")
    return Turn((step,), planned)


def _baseline_in_flare(bench: Bench, today: date) -> float | None:
    """Return what mornings are compared with in a flare: those of the last days, as they are.

    Mornings before the flare would make every day of it look like a reaction to exercise.
    """
    pains = sorted(mornings_between(bench.log, today - FLARE_DAYS, today))
    return pains[len(pains) // 2] if pains else bench.request.pain_today


def _least(programme: Programme, bench: Bench) -> Programme:
    """Return the programme with every dose at its least, for a flare."""
    items = tuple(
        replace(
            item,
            dose=lesser(least_dose(bench.exercise(item.exercise), Irritability.HIGH), item.dose),
            since_version=programme.version,
        )
        for item in programme.exercises
    )
    return replace(programme, exercises=items)


def within_gates(programme: Programme, bench: Bench, today: date) -> Turn | None:
    """Return a new plan where the latest screening forbids what the programme holds, or None."""
    request, knowledge = bench.request, bench.knowledge
    forbidden = [
        item.exercise
        for item in programme.exercises
        if any(closed_gates(bench.exercise(item.exercise), request, knowledge))
        or is_too_heavy(bench.exercise(item.exercise), bench.setting.irritability, knowledge)
    ]
    if not forbidden and overload(programme, request, knowledge) is None:
        return None
    stage = programme.stage
    if bench.setting.irritability is Irritability.HIGH:
        stage = Stage.SETTLE
    planned = _anew(programme, bench, today, stage)
    if stage is not programme.stage:
        planned = replace(planned, resume_stage=programme.resume_stage or programme.stage)
    steps = tuple(
        NextStep(Step.STOP, name, ("stop.gate_closed",), "exercise") for name in forbidden
    )
    steps = steps or (NextStep(Step.REGRESS, None, ("regress.limits",)),)
    return Turn(steps, planned)


def resume_after_break(programme: Programme, bench: Bench, today: date) -> Turn:
    """Return the programme with less of everything, to begin again after days without training."""
    changed = dated(after_break(programme, bench), programme, today)
    step = NextStep(Step.REGRESS, None, ("regress.missed",), "volume")
    return Turn((step,), changed)


def advance(programme: Programme, bench: Bench, today: date) -> Turn:
    """Return the programme of the next stage; after a flare, of the stage before the flare's."""
    following = next_stage(programme.stage)
    if programme.resume_stage is not None:
        # One stage below where the flare came, but beyond settling.
        back = max(programme.resume_stage.number - 1, Stage.ACTIVATE.number)
        following = list(Stage)[back]
    planned = _anew(programme, bench, today, following or programme.stage)
    planned = replace(planned, resume_stage=None, progressed_on=today)
    step = NextStep(Step.PROGRESS, None, ("progress.stage",), "stage")
    return Turn((step,), planned)


def fill_up(programme: Programme, bench: Bench, today: date) -> Turn | None:
    """Return the same stage with room for what the guard of weekly sets kept out, or None.

    It comes a week after the last change at the earliest.
    """
    was_kept_out = any(one.why.rule == SET_GUARD for one in programme.left_out)
    if not was_kept_out or today - programme.planned_on < WEEK:
        return None
    planned = _anew(programme, bench, today, programme.stage)
    if planned.weekly_sets <= programme.weekly_sets:
        return None
    planned = replace(planned, progressed_on=today)
    return Turn((NextStep(Step.PROGRESS, None, ("progress.more_work",), "exercise"),), planned)


def dated(changed: Programme, before: Programme, today: date) -> Programme:
    """Return a changed programme as the next version, unsigned, of today."""
    sets, since = reference_of(before, today)
    return replace(
        changed,
        version=before.version + 1,
        planned_on=today,
        begun_on=before.begun_on or before.planned_on,
        stage_since=before.stage_since or before.planned_on,
        signature=None,
        reference_sets=sets,
        reference_on=since,
    )
