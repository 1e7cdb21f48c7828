"""Sum up what the variants answered."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import (
    EXPECTED,
    Curve,
    Effect,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Quantity,
)
from hipspine.domain.provenance import Absent
from hipspine.predict.changes import has_tightness
from hipspine.predict.ensemble import Rule, change_of, most_typical, summarise
from hipspine.predict.figure import stick_motion
from hipspine.predict.jobs import Found, Job, VariantAnswer
from hipspine.predict.variants import stated_rule

FEWEST = 0.75
"""Share of the variants that must answer before anything is summed up."""
IDLE_ACTIVITY = 0.004
"""Mean activation below which a muscle hardly takes part, so that a ratio says nothing."""
ACTIVITIES = frozenset(
    {
        Quantity.HAMSTRING_ACTIVITY,
        Quantity.BACK_EXTENSOR_ACTIVITY,
        Quantity.KNEE_EXTENSOR_ACTIVITY,
    }
)


class Reason(StrEnum):
    """Why something is not shown; the words are in the texts of the prediction."""

    TIGHTNESS = "tightness"
    SPEED = "speed"
    IDLE = "idle"
    NONE = "none"
    FEW = "few"
    SINGLE = "single"


def summed_up(
    question: PredictionQuestion,
    jobs: Sequence[Job],
    answers: Sequence[VariantAnswer],
    *,
    body: PlanarBody,
    absent: tuple[Absent, ...],
) -> Prediction:
    """Return the variants' answers as effects with bands, and the most typical one as figures."""
    pairs = [
        (job, answer.before, answer.after)
        for job, answer in zip(jobs, answers, strict=True)
        if answer.before is not None and answer.after is not None
    ]
    cpu_s = sum(answer.cpu_s for answer in answers)
    if len(pairs) < FEWEST * len(jobs):
        reason = Reason.FEW if pairs else Reason.NONE
        nothing = (*absent, Absent(question.motion.value, reason))
        return Prediction(question, (), len(jobs), len(pairs), None, None, (), nothing, cpu_s)
    rule = stated_rule()
    found = [(before, after) for _, before, after in pairs]
    shown, hidden = _quantities(question, found)
    effects = tuple(_effect(quantity, found, rule) for quantity in shown)
    if len(jobs) == 1:
        # One variant has no band, and no number is shown without one.
        effects, hidden = (), (*hidden, Absent(question.motion.value, Reason.SINGLE))
    typical = _most_typical(shown, found, rule)
    job, before, after = pairs[typical]
    length = job.settings.length_factor
    return Prediction(
        question=question,
        effects=effects,
        asked=len(jobs),
        answered=len(pairs),
        before=stick_motion(body, before.motion.times_s, before.motion.q, length_factor=length),
        after=stick_motion(body, after.motion.times_s, after.motion.q, length_factor=length),
        curves=_curves(found),
        absent=(*absent, *hidden),
        cpu_s=cpu_s,
    )


def _quantities(
    question: PredictionQuestion, found: Sequence[tuple[Found, Found]]
) -> tuple[tuple[Quantity, ...], tuple[Absent, ...]]:
    hidden: dict[Quantity, Reason] = {}
    if has_tightness(question.changes):
        hidden[Quantity.EFFORT] = Reason.TIGHTNESS
    if question.speed_m_s is not None and question.motion is MotionKind.WALK:
        hidden[Quantity.WALKING_SPEED] = Reason.SPEED
    for quantity in ACTIVITIES & set(EXPECTED[question.motion]):
        if np.median([before.quantities[quantity] for before, _ in found]) < IDLE_ACTIVITY:
            hidden[quantity] = Reason.IDLE
    every = EXPECTED[question.motion]
    absent = tuple(Absent(q.value, hidden[q]) for q in every if q in hidden)
    return tuple(q for q in every if q not in hidden), absent


def _changes(quantity: Quantity, found: Sequence[tuple[Found, Found]]) -> FloatArray:
    return np.array(
        [
            change_of(quantity, before.quantities[quantity], after.quantities[quantity])
            for before, after in found
        ]
    )


def _effect(quantity: Quantity, found: Sequence[tuple[Found, Found]], rule: Rule) -> Effect:
    return summarise(quantity, _changes(quantity, found), rule)


def _most_typical(
    shown: Sequence[Quantity], found: Sequence[tuple[Found, Found]], rule: Rule
) -> int:
    columns = [_changes(quantity, found) / rule.smallest(quantity) for quantity in shown]
    return most_typical(list(np.array(columns).T))


def _curves(found: Sequence[tuple[Found, Found]]) -> tuple[Curve, ...]:
    names = tuple(found[0][0].curves)
    progress = np.linspace(0.0, 1.0, len(found[0][0].curves[names[0]]))
    return tuple(
        Curve(
            quantity=name,
            progress=progress,
            before=np.array([before.curves[name] for before, _ in found]),
            after=np.array([after.curves[name] for _, after in found]),
        )
        for name in names
    )
