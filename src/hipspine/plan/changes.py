"""Change one exercise by one figure: harder, easier, or less after a break."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hipspine.content.exercises import Exercise
from hipspine.content.plan_rules import StepRule
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Why
from hipspine.domain.training import TrainingLog
from hipspine.plan.candidates import Setting, why_left_out
from hipspine.plan.dose import MOST, least_dose, sides_of, smaller
from hipspine.plan.limits import overload
from hipspine.plan.log import entries_of, sessions_in_order
from hipspine.plan.request import Knowledge, PlanRequest
from hipspine.plan.stages import open_counts

LOAD_STEP_KG = 0.5
"""Loads are rounded to what plates and bottles allow, as long as the step stays within 10 %."""
MOST_LOAD_STEP = 0.10
LOADED = frozenset({"weight", "barbell"})
"""Equipment that makes an exercise one whose load can grow; elsewhere it is the body's own."""


@dataclass(frozen=True)
class Bench:
    """What a change is made with."""

    request: PlanRequest
    setting: Setting
    knowledge: Knowledge
    log: TrainingLog
    most_sets: int
    """Sets that the week may have, counted from the programme before any change of today."""

    @property
    def counted(self) -> frozenset[str]:
        """What is counted before the next stage may begin."""
        rules = self.knowledge.rules
        groups = open_counts(self.setting.stage, self.setting.shown, rules)
        return frozenset(name for group in groups for name in group)

    @property
    def steps(self) -> StepRule:
        """How big a step is."""
        return self.knowledge.rules.steps

    def exercise(self, name: str) -> Exercise:
        """Return an exercise of the library."""
        return self.knowledge.library.exercises[name]


@dataclass(frozen=True)
class Change:
    """A programme in which one exercise has changed, and the figure that changed."""

    programme: Programme
    variable: str


def harder(programme: Programme, item: PlannedExercise, bench: Bench) -> Change | str:
    """Return the programme with one exercise one step harder, or the rule that forbids it.

    One figure changes: repetitions, then the hold or the minutes, then the load (with which
    repetitions start low again), then the harder form, and where there is none a further set. Every
    limit of the day and of the week's sets holds afterwards.
    """
    if item.exercise in bench.request.overrides.doses:
        return "hold.dose_by_clinician"
    refused = "keep.at_the_top"
    for variable, option in _harder_options(programme, item, bench):
        changed = _with(programme, item, option)
        problem = overload(changed, bench.request, bench.knowledge)
        if problem is None and changed.weekly_sets > bench.most_sets:
            problem = "limit.set_increase"
        if problem is None:
            return Change(changed, variable)
        refused = problem
    return refused


def _harder_options(
    programme: Programme, item: PlannedExercise, bench: Bench
) -> Iterator[tuple[str, PlannedExercise]]:
    """Give the next harder forms in the order in which they are tried.

    A dose that can still grow is not skipped: what comes after it is tried only where a limit of
    the day forbids its growth, and never while it is counted for the next stage.
    """
    exercise = bench.exercise(item.exercise)
    grown = _grown(item.dose, exercise, bench.steps)
    if grown is not None:
        variable, dose = grown
        yield variable, replace(item, dose=dose)
        if item.exercise in bench.counted:
            return
    loaded = _loaded(item, exercise, bench)
    if loaded is not None:
        yield "load", replace(item, dose=loaded)
    for name in exercise.harder:
        found = _replacement(name, programme, item, bench)
        if found is not None and bench.setting.stage in bench.exercise(name).stages:
            yield "exercise", found
    if item.dose.sets < exercise.dose.sets[1]:
        yield "sets", replace(item, dose=replace(item.dose, sets=item.dose.sets + 1))


def _grown(
    dose: PlannedDose, exercise: Exercise, steps: StepRule
) -> tuple[str, PlannedDose] | None:
    span = exercise.dose
    if dose.reps is not None and span.reps is not None and dose.reps < span.reps[1]:
        return "reps", replace(dose, reps=min(dose.reps + steps.reps_step, span.reps[1]))
    if dose.hold_s is not None and span.hold_s is not None and dose.hold_s < span.hold_s[1]:
        return "hold", replace(dose, hold_s=min(dose.hold_s + steps.hold_step_s, span.hold_s[1]))
    if dose.minutes is not None and span.minutes is not None and dose.minutes < span.minutes[1]:
        return "minutes", replace(
            dose, minutes=min(dose.minutes + steps.minutes_step, span.minutes[1])
        )
    return None


def _loaded(item: PlannedExercise, exercise: Exercise, bench: Bench) -> PlannedDose | None:
    """Return the dose with 2 to 10 % more load, repetitions low again; None without a load."""
    if not LOADED & set(exercise.equipment) or exercise.dose.reps is None:
        return None
    load = max(item.dose.load_kg, _last_load_kg(item.exercise, bench.log))
    if load <= 0:
        return None
    wanted = load * (1 + bench.steps.load_step)
    rounded = LOAD_STEP_KG * -(-wanted // LOAD_STEP_KG)
    more = rounded if rounded <= load * (1 + MOST_LOAD_STEP) else wanted
    if more > MOST["load_kg"]:
        return None
    return replace(item.dose, load_kg=round(more, 2), reps=exercise.dose.reps[0])


def _last_load_kg(exercise: str, log: TrainingLog) -> float:
    for session in reversed(sessions_in_order(log)):
        loads = [entry.load_kg for entry in entries_of(session, exercise)]
        if loads:
            return max(loads)
    return 0.0


def easier(programme: Programme, item: PlannedExercise, bench: Bench) -> Change:
    """Return the programme with one exercise easier: its easier form, or half of it.

    Where nothing is left to take away, the exercise is taken out.
    """
    once_more = replace(item, regressions=item.regressions + 1)
    for name in bench.exercise(item.exercise).easier:
        found = _replacement(name, programme, once_more, bench)
        if found is not None:
            sets = min(found.dose.sets, item.dose.sets)
            found = replace(found, dose=replace(found.dose, sets=sets))
            changed = _with(programme, item, found)
            if overload(changed, bench.request, bench.knowledge) is None:
                return Change(changed, "exercise")
    less = smaller(item.dose, bench.steps.volume_left_after_regress)
    if less is None:
        return Change(without(programme, item.exercise), "exercise")
    return Change(_with(programme, item, replace(once_more, dose=less)), "volume")


def after_break(programme: Programme, bench: Bench) -> Programme:
    """Return the programme with load, or where there is none volume, reduced after a break."""
    left = bench.steps.volume_left_after_break
    changed = programme
    for item in programme.exercises:
        dose: PlannedDose | None
        if item.dose.load_kg > 0:
            dose = replace(item.dose, load_kg=round(item.dose.load_kg * left, 2))
        else:
            dose = _less_after_break(item.dose, left)
        if dose != item.dose:
            changed = _with(changed, item, replace(item, dose=dose))
    return changed


def _less_after_break(dose: PlannedDose, left: float) -> PlannedDose:
    """Return a dose with about three quarters of repetitions, time or holds."""
    if dose.minutes is not None:
        return replace(dose, minutes=max(1.0, dose.minutes * left))
    if dose.reps is not None and dose.reps > 1:
        return replace(dose, reps=max(1, round(dose.reps * left)))
    if dose.hold_s is not None:
        return replace(dose, hold_s=max(1.0, dose.hold_s * left))
    return dose


def without(programme: Programme, exercise: str) -> Programme:
    """Return the programme without an exercise."""
    kept = tuple(item for item in programme.exercises if item.exercise != exercise)
    return replace(programme, exercises=kept)


def _replacement(
    name: str, programme: Programme, item: PlannedExercise, bench: Bench
) -> PlannedExercise | None:
    """Return an exercise in the place of another, at its least; None where it may not be."""
    exercise = bench.knowledge.library.exercises.get(name)
    if exercise is None or exercise.first_stage.number > bench.setting.stage.number:
        return None
    if why_left_out(exercise, bench.request, bench.setting, bench.knowledge) is not None:
        return None
    others = [one.exercise for one in programme.exercises if one.exercise != item.exercise]
    if any(name == one or bench.knowledge.are_neighbours(name, one) for one in others):
        return None
    return replace(
        item,
        exercise=name,
        dose=least_dose(exercise, bench.setting.irritability),
        sides=sides_of(exercise, bench.request.weaker_side),
        weekdays=frozenset(sorted(item.weekdays)[: exercise.dose.days_per_week[1]]),
        why=(Why("why.in_place_of", {"exercise": item.exercise}, exercise.evidence),),
        is_pinned=name in bench.request.overrides.pinned,
    )


def _with(programme: Programme, old: PlannedExercise, new: PlannedExercise) -> Programme:
    """Return the programme with one exercise replaced; its sessions count from the next version."""
    dated = replace(new, since_version=programme.version + 1)
    items = tuple(dated if item.exercise == old.exercise else item for item in programme.exercises)
    return replace(programme, exercises=items)
