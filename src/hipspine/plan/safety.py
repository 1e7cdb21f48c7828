"""What safety forbids: no plan at all, or not this exercise; nothing here can be wished away."""

from collections.abc import Iterator, Mapping
from datetime import date

from hipspine.content.exercises import Band, Exercise, Gate
from hipspine.domain.errors import UnsafePlanError
from hipspine.domain.programme import Irritability
from hipspine.domain.triage import Restriction, Triage, TriageLevel
from hipspine.plan.request import Knowledge, PlanRequest

BAND_ORDER = (Band.LOW, Band.MODERATE, Band.HIGH, Band.VERY_HIGH)
WHERE_TO_GO = {
    TriageLevel.EMERGENCY: "Call the emergency number now.",
    TriageLevel.SAME_DAY: "See a doctor today.",
}


def forbidden_because(triage: Triage, today: date, *, led_by: str | None) -> str | None:
    """Return the rule that forbids any exercise today, or None.

    Parameters
    ----------
    led_by : str or None
        The clinician who leads; some screenings allow exercise only then.
    """
    checks = (
        ("level", triage.level >= TriageLevel.SAME_DAY),
        ("incomplete", not triage.is_complete),
        ("no_exercise", Restriction.NO_EXERCISE in triage.restrictions),
        ("expired", not triage.permits_exercise(today)),
        ("clinician_led", Restriction.CLINICIAN_LED_ONLY in triage.restrictions and not led_by),
    )
    return next((rule for rule, applies in checks if applies), None)


def check_permitted(request: PlanRequest, today: date) -> None:
    """Refuse to plan where the screening forbids it.

    Raises
    ------
    UnsafePlanError
        With where to go.
    """
    rule = forbidden_because(request.triage, today, led_by=request.overrides.by)
    if rule is None:
        return
    expected, do = _REFUSALS[rule]
    raise UnsafePlanError(
        "plan",
        expected=expected,
        got=f"level {request.triage.level.id}, screened on {request.triage.screened_on}",
        do=WHERE_TO_GO.get(request.triage.level, do),
    )


_AGAIN = "Answer the safety questions again with: hipspine screen."
_REFUSALS: Mapping[str, tuple[str, str]] = {
    "level": ("a screening that nobody has to look at today", "See a doctor today."),
    "incomplete": ("an answer to every safety question", _AGAIN),
    "no_exercise": ("a screening that allows exercise", "See a doctor before you exercise."),
    "expired": ("a screening of the last seven days", _AGAIN),
    "clinician_led": (
        "a clinician who leads the plan",
        "Show the screening to a doctor or physiotherapist, who can plan with --by.",
    ),
}


def closed_gates(exercise: Exercise, request: PlanRequest, knowledge: Knowledge) -> Iterator[Gate]:
    """Give the gates of an exercise that are closed for a person, in the order of its file."""
    for name in exercise.gates:
        gate = knowledge.library.gates[name]
        if gate.is_closed(
            request.answers,
            open_questions=frozenset(request.triage.unanswered),
            restrictions=request.triage.restrictions,
            asked=request.asked,
        ):
            yield gate


def is_too_heavy(exercise: Exercise, irritability: Irritability, knowledge: Knowledge) -> bool:
    """Tell whether the load on the low back lies above the band that the irritability allows.

    An unknown load counts as high.
    """
    limit = knowledge.rules.lumbar_limits.of(irritability)
    band = exercise.lumbar_load.band
    counted = Band.HIGH if band is Band.UNKNOWN else band
    return BAND_ORDER.index(counted) > BAND_ORDER.index(limit.band)


def lumbar_points(exercise: Exercise, knowledge: Knowledge) -> int:
    """Return what an exercise counts for on the low back in one day."""
    return knowledge.rules.lumbar_points.of(exercise.lumbar_load.band)
