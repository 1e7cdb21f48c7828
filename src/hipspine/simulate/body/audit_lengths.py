"""Check that muscle fibres are of a length at which they can work."""

from collections.abc import Iterator

import numpy as np

from hipspine.domain.audit import AuditFinding
from hipspine.domain.problem import Level
from hipspine.simulate.body.audit_common import span
from hipspine.simulate.body.model_probe import ModelProbe, ProbedMuscle

SHORTEST, LONGEST = 0.5, 1.4
"""Fibre length over optimal length between which muscle bears an appreciable active force."""
SOURCE = (
    "Gordon AM, Huxley AF, Julian FJ. J Physiol 1966;184:170-192; Arnold EM, Ward SR, Lieber RL, "
    "Delp SL. Ann Biomed Eng 2010;38:269-279"
)
NEUTRAL = "neutral"


def fibre_length_ratio(muscle: ProbedMuscle, length_m: float) -> float:
    """Return the fibre length over its optimum, with a tendon that does not stretch.

    Parameters
    ----------
    muscle : ProbedMuscle
        The muscle's figures.
    length_m : float
        Length of the whole muscle with its tendon [m].

    Returns
    -------
    float
        The fibre keeps its height (constant thickness, Zajac 1989), so its length is
        ``hypot(length - tendon, optimum * sin(pennation)) / optimum``. Negative where the tendon
        alone is longer than the path.

    References
    ----------
    Zajac FE. Crit Rev Biomed Eng 1989;17(4):359-411.
    """
    along = length_m - muscle.tendon_slack_length_m
    height = muscle.optimal_fibre_length_m * np.sin(muscle.pennation_rad)
    return float(np.copysign(np.hypot(along, height), along) / muscle.optimal_fibre_length_m)


def check_fibre_lengths(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield muscles outside the range: errors at neutral, warnings over the range of motion."""
    for index, muscle in enumerate(probe.muscles):
        ratios = {
            posture: fibre_length_ratio(muscle, lengths[index])
            for posture, lengths in probe.lengths_m.items()
        }
        outside = {name: ratio for name, ratio in ratios.items() if not _fits(ratio)}
        if NEUTRAL in outside:
            yield _finding(Level.ERROR, muscle.name, NEUTRAL, outside[NEUTRAL])
        elif outside:
            worst = max(outside, key=lambda name: abs(outside[name] - 1.0))
            yield _finding(Level.WARNING, muscle.name, worst, outside[worst])


def _fits(ratio: float) -> bool:
    return SHORTEST <= ratio <= LONGEST


def _finding(level: Level, muscle: str, posture: str, ratio: float) -> AuditFinding:
    if not np.isfinite(ratio):
        what = f"its length cannot be computed in the posture {posture}"
    elif ratio < 0:
        what = f"in the posture {posture} its tendon alone is longer than its path"
    else:
        what = f"in the posture {posture} its fibres are {ratio:.2f} of their optimal length"
    return AuditFinding(
        level,
        "fibre_length",
        muscle,
        what,
        value=ratio if np.isfinite(ratio) else None,
        expected=span(SHORTEST, LONGEST),
        unit="",
        source=SOURCE,
        suggestion="Recalibrate optimal fibre length and tendon slack length to the path's length.",
    )
