"""Sum up what the variants answered."""

from collections.abc import Sequence

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
from hipspine.predict.changes import only_tightness
from hipspine.predict.ensemble import Rule, change_of, most_typical, summarise
from hipspine.predict.figure import stick_motion
from hipspine.predict.jobs import Found, Job, VariantAnswer
from hipspine.predict.variants import stated_rule

TIGHTNESS_IS_FREE = (
    "a shortened muscle pulls without being active, so the criterion counts it as free"
)
SPEED_IS_GIVEN = "the walking speed is given, not predicted"
NO_ANSWER = "no variant of the model gave an answer"
FEWEST = 0.75
"""Share of the variants that must answer before anything is summed up."""


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
        reason = f"{NO_ANSWER}" if not pairs else f"only {len(pairs)} of {len(jobs)} answered"
        nothing = (*absent, Absent(question.motion.value, reason))
        return Prediction(
            question, (), len(jobs), len(pairs), None, None, (), nothing, cpu_s
        )
    shown, hidden = _quantities(question)
    rule = stated_rule()
    found = [(before, after) for _, before, after in pairs]
    effects = tuple(_effect(quantity, found, rule) for quantity in shown)
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
    question: PredictionQuestion,
) -> tuple[tuple[Quantity, ...], tuple[Absent, ...]]:
    hidden: dict[Quantity, str] = {}
    if only_tightness(question.changes):
        hidden[Quantity.EFFORT] = TIGHTNESS_IS_FREE
    if question.speed_m_s is not None and question.motion is MotionKind.WALK:
        hidden[Quantity.WALKING_SPEED] = SPEED_IS_GIVEN
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
