"""The two figures of a prediction as the page's script moves them: paths, frame by frame."""

from typing import Any

from hipspine.domain.prediction import Prediction, StickMotion
from hipspine.report.prediction_charts import SLOWDOWN, figure_paths

FRAMES = 60
"""Positions over the motion: at half speed, some 25 a second."""


def scene_of(prediction: Prediction) -> dict[str, Any] | None:
    """Return the figures before and after; None for a posture, which does not move."""
    before, after = prediction.before, prediction.after
    if before is None or after is None or len(before.times_s) == 1:
        return None
    return {
        "frames": FRAMES,
        "seconds": SLOWDOWN * float(before.times_s[-1]),
        "figures": [_figure(before), _figure(after)],
    }


def _figure(motion: StickMotion) -> list[list[str]]:
    return [path.drawn for path in figure_paths(motion, FRAMES)]
