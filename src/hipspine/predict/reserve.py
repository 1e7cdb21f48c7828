"""How weak a muscle may become before a motion costs more: its reserve."""

from dataclasses import dataclass, replace

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import PredictionQuestion, Quantity
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.predict.ask import Means, Progress, ask_each, job_for
from hipspine.predict.changes import apply_changes
from hipspine.predict.ensemble import change_of
from hipspine.predict.jobs import VariantAnswer
from hipspine.predict.variants import nominal, variants

STRENGTHS = (0.8, 0.6, 0.4, 0.2, 0.0)
"""Strengths that are tried; between them effort is taken to grow along straight lines."""


@dataclass(frozen=True, eq=False)
class Reserve:
    """The strengths at which effort has risen by a share, over variants.

    strengths : (V,) one for each variant that answered, NaN where effort does not rise as much
    even without the muscle.
    """

    group: str
    rise: float
    strengths: FloatArray

    @property
    def reached(self) -> FloatArray:
        """Return the strengths of the variants in which effort rises as much."""
        return self.strengths[np.isfinite(self.strengths)]


def crossing(strengths: FloatArray, rises: FloatArray, rise: float) -> float:
    """Return the strength at which effort has risen by `rise`, or NaN if it never does.

    `strengths` (S,) fall from the usual 1; `rises` (S,) are those of effort, 0 at the first.
    """
    above = np.flatnonzero(rises >= rise)
    if not len(above):
        return float("nan")
    last = int(above[0])
    part = (rise - rises[last - 1]) / (rises[last] - rises[last - 1])
    return float(strengths[last - 1] + part * (strengths[last] - strengths[last - 1]))


def find_reserve(
    question: PredictionQuestion,
    group: str,
    means: Means,
    *,
    rise: float = 0.1,
    progress: Progress | None = None,
) -> Reserve:
    """Return how weak a group may become before the motion's effort rises by a share.

    Parameters
    ----------
    question : PredictionQuestion
        Motion, body and speed; its changes are replaced.
    group : str
        The muscle group that weakens on both sides.
    means : Means
    rise : float
        Share by which effort rises, such as 0.1.
    progress : callable, optional
    """
    asked = variants() if means.with_ensemble else (nominal(),)
    jobs = []
    for strength in STRENGTHS:
        weaker = replace(question, changes=(MuscleChange(group, Parameter.STRENGTH, strength),))
        muscles = apply_changes(weaker.changes).muscles
        jobs += [job_for(weaker, variant, muscles, means.cache_dir) for variant in asked]
    answers = ask_each(jobs, means.executor, progress=progress)
    count = len(asked)
    rows = [answers[number::count] for number in range(count)]
    found = [
        crossing(np.array([1.0, *STRENGTHS]), np.array([0.0, *_rises(row)]), rise)
        for row in rows
        if all(each.before is not None and each.after is not None for each in row)
    ]
    return Reserve(group, rise, np.array(found))


def _rises(row: list[VariantAnswer]) -> list[float]:
    return [
        change_of(
            Quantity.EFFORT,
            each.before.quantities[Quantity.EFFORT],
            each.after.quantities[Quantity.EFFORT],
        )
        for each in row
        if each.before is not None and each.after is not None
    ]
