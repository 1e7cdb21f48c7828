"""How easily symptoms are stirred up, where a programme starts, and what opens the next stage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hipspine.content.plan_rules import PlanRules, StageGate
from hipspine.domain.programme import Irritability, Programme, Stage
from hipspine.domain.training import TrainingLog
from hipspine.plan.log import best_clean, largest_side_difference, mornings_between
from hipspine.plan.request import PlanRequest

PAST_CHECK_INS = 2


@dataclass(frozen=True)
class Missing:
    """What a stage still asks for: a rule with its figures."""

    rule: str
    values: dict[str, str]


def irritability_of(request: PlanRequest, rules: PlanRules) -> Irritability:
    """Return how easily symptoms are stirred up; unknown pain counts as strong."""
    pain, limits = request.pain_today, rules.irritability
    is_worse = request.answers.get("pain_course") == "worse"
    if pain is None or pain >= limits.high_from or (is_worse and pain >= limits.moderate_from):
        return Irritability.HIGH
    return Irritability.MODERATE if pain >= limits.moderate_from or is_worse else Irritability.LOW


def first_stage(request: PlanRequest, start: Stage, rules: PlanRules) -> Stage:
    """Return where a first programme starts: at strengthen only if its tests are passed already."""
    gate = rules.gates[Stage.STRENGTHEN]
    can_skip = irritability_of(request, rules) is Irritability.LOW and start is Stage.ACTIVATE
    passed = not [*_missing_counts(gate, request, TrainingLog(), date.min)]
    passed = passed and not [*_missing_test(gate, request)]
    return Stage.STRENGTHEN if can_skip and passed else start


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage after one, or None after the last."""
    return None if stage is Stage.MAINTAIN else list(Stage)[stage.number + 1]


def missing_for_next(
    programme: Programme, log: TrainingLog, request: PlanRequest, *, today: date, rules: PlanRules
) -> tuple[Missing, ...]:
    """Return what the next stage still asks for; empty: it may begin."""
    following = next_stage(programme.stage)
    if following is None:
        return ()
    gate = rules.gates[following]
    since = programme.stage_since or programme.planned_on
    left = gate.days_in_stage - (today - since).days
    found = [Missing("gate.days", {"days": str(left)})] if left > 0 else []
    if irritability_of(request, rules) is Irritability.HIGH:
        found.append(Missing("gate.calm_answers", {}))
    found += _missing_calm(gate, log, today)
    found += _missing_counts(gate, request, log, since)
    found += _missing_test(gate, request)
    found += _missing_symmetry(gate, log, since)
    return tuple(found)


def open_counts(
    stage: Stage, shown: Mapping[str, float], rules: PlanRules
) -> tuple[frozenset[str], ...]:
    """Return the exercises that can show each count which the next stage still asks for."""
    following = next_stage(stage)
    counts = () if following is None else rules.gates[following].clean
    return tuple(
        frozenset(count.any)
        for count in counts
        if not any(shown.get(one, 0.0) >= count.reps for one in count.any)
    )


def _missing_calm(gate: StageGate, log: TrainingLog, today: date) -> Iterator[Missing]:
    if gate.pain_average_to is None:
        return
    limit = gate.pain_average_to
    if gate.stable_days is None:
        recent = _pain_averages(log)[-PAST_CHECK_INS:]
        if len(recent) < PAST_CHECK_INS or max(recent) > limit:
            yield Missing("gate.calm_weeks", {"pain": f"{limit:g}", "count": str(PAST_CHECK_INS)})
        return
    days = gate.stable_days
    pains = mornings_between(log, today - timedelta(days=days - 1), today)
    is_stable = len(pains) >= days and max(pains) <= limit and pains[-1] <= pains[0] + 1
    if not is_stable:
        yield Missing("gate.calm_days", {"pain": f"{limit:g}", "days": str(days)})


def _pain_averages(log: TrainingLog) -> list[float]:
    """Return the average pain by day of check-in; of two check-ins of one day the worse counts."""
    found: dict[date, float] = {}
    for one in log.check_ins:
        found[one.made_on] = max(one.pain_average, found.get(one.made_on, 0.0))
    return [pain for _, pain in sorted(found.items())]


def _missing_counts(
    gate: StageGate, request: PlanRequest, log: TrainingLog, since: date
) -> Iterator[Missing]:
    logged = best_clean(log, since=since) if gate.clean else {}
    for count in gate.clean:
        shown = [
            max(request.proven.get(name, 0.0), logged[name].reps if name in logged else 0.0)
            for name in count.any
        ]
        if max(shown) < count.reps:
            yield Missing("gate.clean", {"reps": str(count.reps), "exercise": count.any[0]})


def _missing_test(gate: StageGate, request: PlanRequest) -> Iterator[Missing]:
    if gate.test is None or gate.test_from_s is None:
        return
    if request.tests.get(gate.test, 0.0) < gate.test_from_s:
        yield Missing("gate.test", {"test": gate.test, "seconds": f"{gate.test_from_s:g}"})


def _missing_symmetry(gate: StageGate, log: TrainingLog, since: date) -> Iterator[Missing]:
    if gate.side_difference_reps is None:
        return
    difference = largest_side_difference(log, since=since)
    if difference is not None and difference > gate.side_difference_reps:
        yield Missing("gate.sides", {"reps": str(gate.side_difference_reps)})
