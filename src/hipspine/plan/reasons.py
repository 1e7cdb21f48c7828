"""Why an exercise is in a plan or not: rules with their figures, to be put into words later."""

from collections.abc import Iterator, Sequence

from hipspine.domain.programme import Irritability, Part, Why
from hipspine.plan.candidates import Setting
from hipspine.plan.request import Knowledge, PlanRequest
from hipspine.plan.safety import lumbar_points
from hipspine.plan.selection import Choice, Limits, Selection, days_on
from hipspine.plan.usefulness import main_targets
from hipspine.plan.week import may_be_light, part_of

SET_GUARD = "left_out.set_increase"
"""What the guard against a jump in weekly sets kept out: there is room for it later."""


def why_planned(
    request: PlanRequest, setting: Setting, limits: Limits, knowledge: Knowledge
) -> tuple[Why, ...]:
    """Return the reasons for stage, approach and limits."""
    rules = knowledge.rules
    pain = request.pain_today
    by_default = request.approach is None
    chosen = "why.approach_default" if by_default else "why.approach_chosen"
    found = [
        Why(
            "why.irritability",
            {
                "pain": "?" if pain is None else f"{pain:g}",
                "irritability": setting.irritability.value,
            },
            rules.irritability.evidence,
        ),
        Why(
            chosen,
            {"approach": setting.approach.id, "irritability": setting.irritability.value},
            tuple(result.evidence for result in setting.approach.results),
        ),
        Why(f"why.stage_{setting.stage.value}", {}, rules.week.evidence),
        Why(
            "why.limits",
            {"minutes": f"{request.minutes_per_day:g}", "points": str(limits.lumbar_points)},
            rules.lumbar_limits.evidence,
        ),
        Why("why.rest_days", {"days": str(limits.training_days)}, rules.week.evidence),
    ]
    return tuple(found)


def why_chosen(
    choice: Choice, request: PlanRequest, setting: Setting, knowledge: Knowledge
) -> tuple[Why, ...]:
    """Return the reasons for one exercise, the weightiest first."""
    return (
        *_why_asked_for(choice, request),
        *_why_useful(choice, request, knowledge),
        *_why_this_way(choice, request, setting, knowledge),
    )


def _why_asked_for(choice: Choice, request: PlanRequest) -> Iterator[Why]:
    if choice.exercise.id in request.overrides.pinned:
        yield Why("why.pinned", {"by": request.overrides.by or "?"})
    if choice.exercise.id in request.likes:
        yield Why("why.liked")
    if choice.is_kept:
        yield Why("why.kept")


def _why_useful(choice: Choice, request: PlanRequest, knowledge: Knowledge) -> Iterator[Why]:
    exercise, rules = choice.exercise, knowledge.rules
    if part_of(exercise) is Part.WARM_UP:
        yield Why("why.warm_up", {}, exercise.evidence)
    targets = main_targets(exercise, rules)
    if targets:
        yield Why("why.trains", {"targets": ", ".join(targets)}, exercise.evidence)
    wanted = [goal for goal in sorted(request.goals) if set(rules.goals[goal]) & set(targets)]
    if wanted:
        yield Why("why.goal", {"goal": wanted[0]})
    asked = [request.emphasis[target] for target in targets if target in request.emphasis]
    if asked:
        yield Why("why.finding", {"finding": asked[0]})


def _why_this_way(
    choice: Choice, request: PlanRequest, setting: Setting, knowledge: Knowledge
) -> Iterator[Why]:
    exercise = choice.exercise
    is_gentle = lumbar_points(exercise, knowledge) == 0 and part_of(exercise) is Part.MAIN
    if is_gentle and setting.irritability is not Irritability.LOW:
        yield Why("why.gentle", {}, knowledge.rules.lumbar_points.evidence)
    if exercise.id in request.overrides.doses:
        yield Why("why.dose_by_clinician", {"by": request.overrides.by or "?"})
    elif {"weight", "barbell"} & set(exercise.equipment):
        yield Why("why.choose_weight", {"effort": f"{choice.dose.effort:g}"})


def why_not_selected(
    choice: Choice,
    choices: Sequence[Choice],
    selection: Selection,
    limits: Limits,
    knowledge: Knowledge,
) -> Why:
    """Return the limit that keeps an exercise out of a finished selection.

    The exercise is put back in thought, on each kind of day that it could be on; the first limit
    that it would break is named. Where it breaks none, the week has enough of what it gives.
    """
    chosen = [one for one in choices if one.exercise.id in selection.ids]
    name = choice.exercise.id
    for other in chosen:
        if knowledge.are_neighbours(name, other.exercise.id):
            return Why("left_out.neighbour", {"exercise": other.exercise.id})
    family = [one for one in chosen if one.exercise.family == choice.exercise.family]
    most = 1 if choice.exercise.family == "walking" else knowledge.rules.week.most_of_a_family
    if len(family) >= most:
        others = ", ".join(one.exercise.id for one in family)
        return Why("left_out.variety", {"exercises": others})
    return _why_no_room(choice, chosen, selection, limits, knowledge)


def _why_no_room(
    choice: Choice,
    chosen: Sequence[Choice],
    selection: Selection,
    limits: Limits,
    knowledge: Knowledge,
) -> Why:
    days = [selection.training]
    if may_be_light(choice.exercise) and limits.light_days:
        days.append(selection.light)
    seconds = [sum(c.session_s for c in chosen if c.exercise.id in day) for day in days]
    points = [
        sum(lumbar_points(c.exercise, knowledge) for c in chosen if c.exercise.id in day)
        for day in days
    ]
    own = lumbar_points(choice.exercise, knowledge)
    if all(used + own > limits.lumbar_points for used in points):
        values = {"points": str(own), "limit": str(limits.lumbar_points)}
        return Why("left_out.lumbar", values, knowledge.rules.lumbar_limits.evidence)
    room = [limits.training_seconds, limits.seconds][: len(days)]
    if all(used + choice.session_s > most for used, most in zip(seconds, room, strict=True)):
        return Why("left_out.minutes", {"minutes": f"{max(1, round(choice.session_s / 60))}"})
    sets = sum(_weekly_sets(one, selection, limits) for one in chosen)
    least = choice.dose.sets * days_on(choice, limits, light=False)
    if limits.weekly_sets is not None and sets + least > limits.weekly_sets:
        return Why(SET_GUARD, {"sets": str(limits.weekly_sets)})
    return Why(
        "left_out.enough", {"targets": ", ".join(main_targets(choice.exercise, knowledge.rules))}
    )


def _weekly_sets(choice: Choice, selection: Selection, limits: Limits) -> int:
    if part_of(choice.exercise) is not Part.MAIN:
        return 0
    name = choice.exercise.id
    days = days_on(choice, limits, light=False) if name in selection.training else 0
    days += days_on(choice, limits, light=True) if name in selection.light else 0
    return choice.dose.sets * days
