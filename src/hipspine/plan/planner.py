"""Make the programme of a week: what safety allows, chosen by use, every choice explained."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from hipspine.content.exercises import Exercise
from hipspine.content.programmes import Approach
from hipspine.domain.programme import (
    Irritability,
    LeftOut,
    Overrides,
    Part,
    PlannedDose,
    PlannedExercise,
    Programme,
    Stage,
    Why,
)
from hipspine.domain.training import TrainingLog
from hipspine.plan.candidates import Setting, candidates
from hipspine.plan.dose import check_dose, least_dose, lesser, sides_of, times_a_side
from hipspine.plan.limits import day_limits
from hipspine.plan.log import best_clean
from hipspine.plan.reasons import why_chosen, why_not_selected, why_planned
from hipspine.plan.request import (
    Knowledge,
    PlanRequest,
    check_request,
    shipped_knowledge,
    wishes_of,
)
from hipspine.plan.safety import check_permitted
from hipspine.plan.selection import Choice, Limits, Selection, Worths, select
from hipspine.plan.stages import first_stage, irritability_of, open_counts
from hipspine.plan.usefulness import KIND_OF_FAMILY, target_worths
from hipspine.plan.week import DAYS, PARTS, part_of, spread, training_days

NOTHING_LOGGED = TrainingLog()
REMEDIES = {
    Stage.SETTLE: ("staying_active", "heat", "pacing", "sleep"),
    Stage.ACTIVATE: ("staying_active", "sitting_and_workplace", "sleep"),
    Stage.STRENGTHEN: ("staying_active", "sitting_and_workplace", "sleep"),
    Stage.FUNCTION: ("staying_active", "pacing", "sleep"),
    Stage.MAINTAIN: ("staying_active", "sitting_and_workplace", "yoga", "pilates"),
}
"""What is offered beside exercise in each stage; gates of a remedy are asked where it is shown."""


@dataclass(frozen=True)
class _Week:
    """The days of a week, the setting, and what is chosen from."""

    setting: Setting
    limits: Limits
    training: tuple[int, ...]
    light: tuple[int, ...]


def make_programme(
    request: PlanRequest,
    *,
    today: date,
    knowledge: Knowledge | None = None,
    earlier: Programme | None = None,
    stage: Stage | None = None,
    log: TrainingLog = NOTHING_LOGGED,
) -> Programme:
    """Return the programme of a week for a person.

    Parameters
    ----------
    earlier : Programme or None
        The version before; its doses are kept where an exercise stays, its overrides are kept
        unless the request brings its own.
    stage : Stage or None
        Plan this stage; None: where a first programme starts, or the stage of the version before.
    log : TrainingLog
        What was done so far: it can meet what an exercise needs.

    Raises
    ------
    UnsafePlanError
        If the screening forbids exercise today.
    ContentError
        If wishes or doses are impossible.
    """
    knowledge = knowledge or shipped_knowledge()
    request = _with_overrides(request, earlier)
    check_permitted(request, today)
    check_request(request, knowledge)
    for name, dose in request.overrides.doses.items():
        check_dose(name, dose, knowledge.library.exercise(name))
    setting = _setting(request, stage, earlier, log, knowledge)
    week = _week(request, setting, earlier, today, knowledge)
    allowed, left_out = candidates(request, setting, knowledge)
    choices = _choices(allowed, request, setting, earlier)
    worths = Worths(
        target_worths(request, setting.approach, knowledge.rules),
        open_counts(setting.stage, setting.shown, knowledge.rules),
    )
    selection = select(choices, week.limits, worths, request, knowledge)
    items = _planned(choices, selection, week, request, earlier, knowledge)
    extras = _extras(allowed, week, request, knowledge)
    not_chosen = [
        LeftOut(
            choice.exercise.id, why_not_selected(choice, choices, selection, week.limits, knowledge)
        )
        for choice in choices
        if choice.exercise.id not in selection.ids
    ]
    programme = Programme(
        approach=setting.approach.id,
        stage=setting.stage,
        version=1,
        planned_on=today,
        screened_on=request.triage.screened_on,
        minutes_per_day=request.minutes_per_day,
        exercises=(*items, *extras),
        left_out=(*left_out, *not_chosen),
        why=why_planned(request, setting, week.limits, knowledge),
        remedies=REMEDIES[setting.stage],
        overrides=request.overrides,
        irritability=setting.irritability,
        baseline_pain=_baseline(request, earlier),
        begun_on=today,
        stage_since=today,
        reference_on=today,
        wishes=wishes_of(request),
    )
    programme = replace(programme, reference_sets=programme.weekly_sets)
    return programme if earlier is None else _continue(programme, earlier, today)


def _with_overrides(request: PlanRequest, earlier: Programme | None) -> PlanRequest:
    """Return the request with the clinician's earlier decisions, unless it brings new ones."""
    if earlier is None or request.overrides != Overrides():
        return request
    return replace(request, overrides=earlier.overrides)


def _setting(
    request: PlanRequest,
    stage: Stage | None,
    earlier: Programme | None,
    log: TrainingLog,
    knowledge: Knowledge,
) -> Setting:
    irritability = irritability_of(request, knowledge.rules)
    chosen = request.approach or (earlier.approach if earlier else None)
    approach = (
        knowledge.approaches.named(chosen)
        if chosen is not None
        else knowledge.approaches.default(irritability)
    )
    return Setting(
        stage=stage or _stage(request, approach, irritability, earlier, knowledge),
        approach=approach,
        irritability=irritability,
        shown=shown_counts(request, log, knowledge),
        stopped=earlier.stopped if earlier else frozenset(),
        before=frozenset(item.exercise for item in earlier.exercises) if earlier else frozenset(),
    )


def _stage(
    request: PlanRequest,
    approach: Approach,
    irritability: Irritability,
    earlier: Programme | None,
    knowledge: Knowledge,
) -> Stage:
    if irritability is Irritability.HIGH:
        return Stage.SETTLE
    if earlier is not None:
        return earlier.stage
    return first_stage(request, approach.first_stage[irritability], knowledge.rules)


def shown_counts(
    request: PlanRequest, log: TrainingLog, knowledge: Knowledge
) -> Mapping[str, float]:
    """Return the clean repetitions or seconds of each exercise, by test or log, the better."""
    shown = dict(request.proven)
    for name, best in best_clean(log, since=date.min).items():
        exercise = knowledge.library.exercises.get(name)
        if exercise is not None:
            logged = best.reps if exercise.dose.hold_s is None else best.hold_s
            shown[name] = max(logged, shown.get(name, 0.0))
    return shown


def _week(
    request: PlanRequest,
    setting: Setting,
    earlier: Programme | None,
    today: date,
    knowledge: Knowledge,
) -> _Week:
    count = knowledge.rules.week.training_days[setting.stage]
    training = training_days(request.weekdays, count)
    light = tuple(sorted(request.weekdays - set(training)))
    seconds, points = day_limits(request, setting.irritability, knowledge)
    most = None if earlier is None else _most_sets(earlier, setting, today, knowledge)
    room = 1 - knowledge.rules.week.room_to_grow
    planned_s = max(seconds * room, _kept_seconds(earlier, training))
    limits = Limits(seconds, min(seconds, planned_s), points, len(training), len(light), most)
    return _Week(setting, limits, training, light)


def _most_sets(earlier: Programme, setting: Setting, today: date, knowledge: Knowledge) -> int:
    """Return the most sets of the week; a step back or an easily stirred back adds none."""
    most = most_weekly_sets(earlier, today, knowledge)
    steps_back = setting.stage.number < earlier.stage.number
    is_high = setting.irritability is Irritability.HIGH
    return min(most, earlier.weekly_sets) if steps_back or is_high else most


def _kept_seconds(earlier: Programme | None, training: tuple[int, ...]) -> float:
    """Return how long the longest training day is already: growth is not taken back."""
    if earlier is None or not training:
        return 0.0
    return max(earlier.minutes_on(day) for day in training) * 60


def reference_of(programme: Programme, today: date) -> tuple[int, date]:
    """Return the sets of a week that an increase is measured against, and since when they hold.

    They hold for a week; then the sets of the programme take their place.
    """
    since = programme.reference_on or programme.planned_on
    sets = programme.reference_sets
    if sets is None or (today - since).days >= DAYS:
        return programme.weekly_sets, today
    return sets, since


def most_weekly_sets(programme: Programme, today: date, knowledge: Knowledge) -> int:
    """Return the most sets of a week that may follow a programme."""
    sets, _ = reference_of(programme, today)
    steps = knowledge.rules.steps
    return max(int(sets * (1 + steps.weekly_set_increase)), sets + steps.least_set_increase)


def _choices(
    allowed: tuple[Exercise, ...],
    request: PlanRequest,
    setting: Setting,
    earlier: Programme | None,
) -> list[Choice]:
    before = {} if earlier is None else {item.exercise: item for item in earlier.exercises}
    found = []
    for exercise in allowed:
        if exercise.family in ("break", "relief"):
            continue
        item = before.get(exercise.id)
        dose = least_dose(exercise, setting.irritability)
        if item is not None:
            is_high = setting.irritability is Irritability.HIGH
            dose = lesser(dose, item.dose) if is_high else item.dose
        dose = _set_by_clinician(exercise, dose, request, setting)
        seconds = dose.session_s(sides=times_a_side(exercise))
        found.append(Choice(exercise, dose, seconds, is_kept=item is not None))
    return found


def _set_by_clinician(
    exercise: Exercise, dose: PlannedDose, request: PlanRequest, setting: Setting
) -> PlannedDose:
    """Return the clinician's dose where there is one; in high irritability only if it is less."""
    own = request.overrides.doses.get(exercise.id)
    if own is None:
        return dose
    sides = times_a_side(exercise)
    is_more = own.session_s(sides=sides) > dose.session_s(sides=sides)
    return dose if is_more and setting.irritability is Irritability.HIGH else own


def _planned(
    choices: list[Choice],
    selection: Selection,
    week: _Week,
    request: PlanRequest,
    earlier: Programme | None,
    knowledge: Knowledge,
) -> list[PlannedExercise]:
    version = 1 if earlier is None else earlier.version + 1
    before = {} if earlier is None else {item.exercise: item for item in earlier.exercises}
    items = []
    for choice in choices:
        name = choice.exercise.id
        if name not in selection.ids:
            continue
        old = before.get(name)
        is_same = old is not None and old.dose == choice.dose
        items.append(
            PlannedExercise(
                exercise=name,
                dose=choice.dose,
                weekdays=_days(choice, selection, week),
                sides=sides_of(choice.exercise, request.weaker_side),
                why=why_chosen(choice, request, week.setting, knowledge),
                is_pinned=name in request.overrides.pinned,
                part=part_of(choice.exercise),
                since_version=old.since_version if old is not None and is_same else version,
                regressions=0 if old is None else old.regressions,
            )
        )
    return sorted(items, key=lambda item: _order(item, knowledge))


def _days(choice: Choice, selection: Selection, week: _Week) -> frozenset[int]:
    most = choice.exercise.dose.days_per_week[1]
    name = choice.exercise.id
    training = spread(week.training, most) if name in selection.training else ()
    light = spread(week.light, most) if name in selection.light else ()
    return frozenset((*training, *light))


def _order(item: PlannedExercise, knowledge: Knowledge) -> tuple[int, int, str]:
    """Order a session: warm-up, then kinds of exercise together, stretches after work."""
    families = list(KIND_OF_FAMILY)
    exercise = knowledge.library.exercises[item.exercise]
    rank = families.index(exercise.family) if exercise.family in families else -1
    return (list(Part).index(item.part), rank, item.exercise)


def _extras(
    allowed: tuple[Exercise, ...], week: _Week, request: PlanRequest, knowledge: Knowledge
) -> list[PlannedExercise]:
    """Return breaks from sitting, and while it settles positions that ease pain.

    They are not counted as minutes of a day: breaks are spread over it, positions are for when
    they are needed.
    """
    breaks = [exercise for exercise in allowed if exercise.family == "break"]
    reliefs = [exercise for exercise in allowed if exercise.family == "relief"]
    wanted = set(request.overrides.pinned)
    chosen = sorted(breaks, key=lambda one: one.id not in wanted | request.likes)[:1]
    if week.setting.stage is Stage.SETTLE:
        ranked = sorted(reliefs, key=lambda one: one.id not in wanted | request.likes)
        chosen += ranked[: knowledge.rules.week.relief_positions]
    return [
        PlannedExercise(
            exercise=exercise.id,
            dose=least_dose(exercise, week.setting.irritability),
            weekdays=frozenset(request.weekdays),
            sides=sides_of(exercise, request.weaker_side),
            why=(Why(f"why.{exercise.family}", {}, exercise.evidence),),
            is_pinned=exercise.id in wanted,
            part=PARTS[exercise.family],
        )
        for exercise in chosen
    ]


def _baseline(request: PlanRequest, earlier: Programme | None) -> float | None:
    given = request.baseline_pain if request.baseline_pain is not None else request.pain_today
    before = None if earlier is None else earlier.baseline_pain
    known = [value for value in (given, before) if value is not None]
    return min(known) if known else None


def _continue(programme: Programme, earlier: Programme, today: date) -> Programme:
    """Return a programme as the next version of an earlier one, its history carried on."""
    same_stage = programme.stage is earlier.stage
    sets, since = reference_of(earlier, today)
    return replace(
        programme,
        version=earlier.version + 1,
        begun_on=earlier.begun_on or earlier.planned_on,
        stage_since=(earlier.stage_since or earlier.planned_on) if same_stage else today,
        progressed_on=earlier.progressed_on,
        resume_stage=earlier.resume_stage,
        stopped=earlier.stopped,
        considered=earlier.considered,
        reference_sets=sets,
        reference_on=since,
    )
