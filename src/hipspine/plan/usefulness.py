"""How much an exercise does for what a week should train, in points of one day."""

from collections.abc import Mapping

from hipspine.content.exercises import Exercise
from hipspine.content.plan_rules import PlanRules, Target
from hipspine.content.programmes import Approach
from hipspine.domain.anatomy import groups_named
from hipspine.plan.request import PlanRequest

POINTS_OF_A_FAMILY = 2
"""An exercise that belongs to a target by its family counts like moderate activity."""
KIND_OF_FAMILY = {
    "activation": "glute", "bridge": "glute", "band_walk": "glute", "hinge": "glute",
    "squat": "legs", "lunge": "legs", "step": "legs", "trunk": "trunk", "pelvis": "trunk",
    "stretch": "mobility", "mobility": "mobility", "walking": "walking",
}  # fmt: skip
"""The kind under which a share of the week is counted; warm-up, breaks and relief have none."""


def kind_of(exercise: Exercise) -> str | None:
    """Return the kind of an exercise whose share of the week is limited, or None."""
    return KIND_OF_FAMILY.get(exercise.family)


def stimulus(exercise: Exercise, target: Target, rules: PlanRules) -> float:
    """Return the points that one day of an exercise gives to a target; 0 if none.

    Activity that no source gives counts as little, never as much.
    """
    points = [0.0]
    for muscle in exercise.muscles:
        if target.working & set(groups_named(muscle.group)):
            points.append(float(rules.activity_points.of(muscle.band)))
    stretched = {group for name in exercise.stretches for group in groups_named(name)}
    if target.lengthened & stretched or exercise.family in target.families:
        points.append(float(POINTS_OF_A_FAMILY))
    return max(points) * rules.grades.of(exercise.grade)


def target_worths(
    request: PlanRequest, approach: Approach, rules: PlanRules
) -> Mapping[str, float]:
    """Return what each target is worth to this person in this approach."""
    wanted = {target for goal in request.goals for target in rules.goals[goal]}
    wanted |= set(request.emphasis)
    return {
        target.id: target.worth
        * approach.weights.get(target.id, 1.0)
        * (1 + rules.week.goal_bonus if target.id in wanted else 1.0)
        for target in rules.targets
    }


def main_targets(exercise: Exercise, rules: PlanRules) -> tuple[str, ...]:
    """Return the targets that an exercise does most for, the strongest first, at most two."""
    points = {target.id: stimulus(exercise, target, rules) for target in rules.targets}
    useful = [name for name, value in points.items() if value > 0]
    return tuple(sorted(useful, key=lambda name: -points[name])[:2])
