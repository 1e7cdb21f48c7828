"""Which exercises a person may have in a stage, and why the others are left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from hipspine.content.exercises import Exercise, Need
from hipspine.content.programmes import Approach
from hipspine.domain.programme import Irritability, LeftOut, Stage, Why
from hipspine.plan.request import Knowledge, PlanRequest
from hipspine.plan.safety import closed_gates, is_too_heavy


@dataclass(frozen=True)
class Setting:
    """What decides, beside the person's wishes, which exercises come into question."""

    stage: Stage
    approach: Approach
    irritability: Irritability
    shown: Mapping[str, float]
    """Clean repetitions or seconds by exercise, from tests and the log."""
    stopped: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    """What the earlier programme had: it may stay for one stage longer."""


def candidates(
    request: PlanRequest, setting: Setting, knowledge: Knowledge
) -> tuple[tuple[Exercise, ...], tuple[LeftOut, ...]]:
    """Return the exercises that come into question, and those left out with the first reason.

    Exercises of other stages are not named as left out, unless a clinician pinned them.
    """
    allowed, left_out = [], []
    for exercise in knowledge.library.exercises.values():
        is_pinned = exercise.id in request.overrides.pinned
        if not (belongs(exercise, setting) or is_pinned):
            continue
        why = why_left_out(exercise, request, setting, knowledge)
        if why is None:
            allowed.append(exercise)
        else:
            left_out.append(LeftOut(exercise.id, why))
    return tuple(allowed), tuple(left_out)


def belongs(exercise: Exercise, setting: Setting) -> bool:
    """Tell whether an exercise is for a stage, or was done in the one before and may stay."""
    is_from_before = exercise.stages[-1].number == setting.stage.number - 1
    return setting.stage in exercise.stages or (is_from_before and exercise.id in setting.before)


def why_left_out(
    exercise: Exercise, request: PlanRequest, setting: Setting, knowledge: Knowledge
) -> Why | None:
    """Return the first reason that keeps an exercise out, or None.

    A clinician's pin lifts what is a matter of choice or readiness; it lifts neither a gate nor
    the limit of the load on the low back, nor a stop for signs in the leg that came after it.
    """
    is_pinned = exercise.id in request.overrides.pinned
    return _why_unsafe(exercise, request, setting, knowledge, is_pinned=is_pinned) or (
        None if is_pinned else _why_not_chosen(exercise, request, setting)
    )


def _why_unsafe(
    exercise: Exercise,
    request: PlanRequest,
    setting: Setting,
    knowledge: Knowledge,
    *,
    is_pinned: bool,
) -> Why | None:
    if exercise.id in setting.stopped:
        return Why("left_out.stopped")
    for gate in closed_gates(exercise, request, knowledge):
        rule = "left_out.pin_gate" if is_pinned else "left_out.gate"
        return Why(rule, {"gate": gate.id}, gate.evidence)
    if is_too_heavy(exercise, setting.irritability, knowledge):
        values = {
            "band": exercise.lumbar_load.band.value,
            "irritability": setting.irritability.value,
        }
        return Why("left_out.too_heavy", values, knowledge.rules.lumbar_limits.evidence)
    return None


def _why_not_chosen(exercise: Exercise, request: PlanRequest, setting: Setting) -> Why | None:
    missing = sorted(set(exercise.equipment) - request.equipment)
    need = next((one for one in exercise.needs if not _is_met(one, setting.shown)), None)
    checks = (
        (exercise.id in request.overrides.banned, Why("left_out.banned")),
        (not exercise.on_by_default, Why("left_out.off")),
        (_is_outside(exercise, setting), Why("left_out.approach", {"approach": _name(setting)})),
        (bool(missing), Why("left_out.equipment", {"equipment": ", ".join(missing)})),
        (need is not None, _why_need(need)),
    )
    return next((why for applies, why in checks if applies), None)


def _name(setting: Setting) -> str:
    return setting.approach.id


def _is_outside(exercise: Exercise, setting: Setting) -> bool:
    """Tell whether an approach that names its exercises does not name this one.

    Breaks from sitting, warm-ups and positions that ease pain belong to every approach.
    """
    everyone = exercise.family in ("break", "relief", "warm_up")
    return bool(setting.approach.only) and exercise.id not in setting.approach.only and not everyone


def _is_met(need: Need, shown: Mapping[str, float]) -> bool:
    wanted = need.reps if need.reps is not None else need.hold_s
    return shown.get(need.exercise, 0.0) >= (wanted or 0.0)


def _why_need(need: Need | None) -> Why:
    if need is None:
        return Why("left_out.need")
    count = f"{need.reps}" if need.reps is not None else f"{need.hold_s:g} s"
    return Why("left_out.need", {"exercise": need.exercise, "count": count})
