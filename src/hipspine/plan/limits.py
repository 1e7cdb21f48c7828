"""What a programme may not exceed, and what of it a given programme exceeds."""

from collections.abc import Iterator
from itertools import combinations

from hipspine.domain.programme import Irritability, Part, PlannedExercise, Programme
from hipspine.domain.triage import Restriction
from hipspine.plan.request import ALL_WEEK, Knowledge, PlanRequest
from hipspine.plan.safety import closed_gates, is_too_heavy, lumbar_points
from hipspine.plan.stages import irritability_of

ROUNDING_S = 1e-6


def day_limits(
    request: PlanRequest, irritability: Irritability, knowledge: Knowledge
) -> tuple[float, int]:
    """Return the seconds and the lumbar points of one day.

    Where the screening allows low loads only, no points are allowed at all.
    """
    limit = knowledge.rules.lumbar_limits.of(irritability)
    is_low_only = Restriction.LOW_LOAD_ONLY in request.triage.restrictions
    return request.minutes_per_day * 60, 0 if is_low_only else limit.points


def overload(programme: Programme, request: PlanRequest, knowledge: Knowledge) -> str | None:
    """Return the rule of the day limit that a programme exceeds, or None."""
    irritability = irritability_of(request, knowledge.rules)
    seconds, points = day_limits(request, irritability, knowledge)
    for day in sorted(ALL_WEEK):
        if programme.minutes_on(day) * 60 > seconds + ROUNDING_S:
            return "limit.minutes"
        if points_on(programme, day, knowledge) > points:
            return "limit.lumbar"
    return None


def points_on(programme: Programme, day: int, knowledge: Knowledge) -> int:
    """Return the lumbar points of a day: 0 is Monday."""
    items = (item for item in programme.on(day) if item.part in (Part.WARM_UP, Part.MAIN))
    return sum(lumbar_points(knowledge.library.exercises[i.exercise], knowledge) for i in items)


def problems_of(programme: Programme, request: PlanRequest, knowledge: Knowledge) -> Iterator[str]:
    """Name everything that makes a programme one that must not be followed.

    It checks a finished programme against the rules of safety anew, without trust in how it was
    made: edits by hand and files from elsewhere pass through here too.
    """
    irritability = irritability_of(request, knowledge.rules)
    for item in programme.exercises:
        exercise = knowledge.library.exercises.get(item.exercise)
        if exercise is None:
            yield f"{item.exercise}: no such exercise"
            continue
        for gate in closed_gates(exercise, request, knowledge):
            yield f"{item.exercise}: gate {gate.id} is closed"
        if is_too_heavy(exercise, irritability, knowledge):
            yield f"{item.exercise}: too much load on the low back for now"
        yield from _item_problems(item, programme, request)
    if (rule := overload(programme, request, knowledge)) is not None:
        yield f"{rule}: more than a day may hold"
    main = [item.exercise for item in programme.exercises if item.part is Part.MAIN]
    known = [name for name in main if name in knowledge.library.exercises]
    for one, other in combinations(known, 2):
        if one == other or knowledge.are_neighbours(one, other):
            yield f"{one} and {other}: two forms of one exercise"


def _item_problems(
    item: PlannedExercise, programme: Programme, request: PlanRequest
) -> Iterator[str]:
    if item.exercise in request.overrides.banned:
        yield f"{item.exercise}: banned"
    if item.exercise in programme.stopped:
        yield f"{item.exercise}: stopped because of signs in the leg"
    if not item.weekdays <= ALL_WEEK or not item.weekdays:
        yield f"{item.exercise}: on no day of the week"
