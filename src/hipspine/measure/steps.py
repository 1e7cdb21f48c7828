"""Steps and stairs: how high they are, how often up and down, and which foot leads."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.summary import Definition
from hipspine.measure.repetitions import SMALLEST_STEP_HEIGHT_M
from hipspine.mechanics.filters import differentiate, low_pass, sampling_rate_hz
from hipspine.mechanics.runs import is_shorter, runs_of

RESTING_M_S = 0.15
"""Speed of a heel below which its foot stands flat: a swinging foot is ten times as fast, and the
heel of a standing foot lifts off faster than this."""

SHORTEST_REST_S = 0.1
"""A foot stands for half a second or more on each step; shorter stretches are turning points."""

CUTOFF_HZ = 6.0
"""Low-pass cut-off for the heels' paths (Winter 2009, section 3.4.4)."""

METHOD = "height of the heels where they rest, from one foot's rest to the next of either foot"
NO_STEP = "no foot comes to rest 8 cm higher or lower than the one before"

HEIGHT = Definition("step_height", "m", METHOD)
_COUNTED = "count over the recording"


@dataclass(frozen=True)
class _Rest:
    """A stretch in which a heel rests: when it begins, and how high [m]."""

    side: Side
    start_s: float
    height_m: float


def step_measures(motion: RecordedMotion) -> tuple[Measurement, ...]:
    """Return the height of steps [m], how many lead up and down, and how many each foot leads.

    Notes
    -----
    Each time a foot comes to rest at least 8 cm higher or lower than the foot that came to rest
    before it, it leads a step. With one foot after the other on each step both lead in turn; who
    brings the other foot to the same step leads with one foot only.
    """
    rests = sorted(
        (rest for side in Side for rest in _rests(motion, side)), key=lambda rest: rest.start_s
    )
    changes = [(later, later.height_m - before.height_m) for before, later in pairwise(rests)]
    steps = [(rest, rise) for rest, rise in changes if abs(rise) >= SMALLEST_STEP_HEIGHT_M]
    height = HEIGHT.of([abs(rise) for _rest, rise in steps], because=NO_STEP)
    up = sum(rise > 0 for _rest, rise in steps)
    led = {side: sum(rest.side is side for rest, _rise in steps) for side in Side}
    return (
        height,
        _count("steps_up", up, steps),
        _count("steps_down", len(steps) - up, steps),
        *(_count("steps_led", led[side], steps, side) for side in Side),
    )


def _count(
    name: str, count: int, steps: list[tuple[_Rest, float]], side: Side | None = None
) -> Measurement:
    if not steps:
        return Measurement.absent(name, "1", NO_STEP, side=side, method=_COUNTED)
    return Measurement(name, "1", float(count), side=side, method=_COUNTED)


def _rests(motion: RecordedMotion, side: Side) -> list[_Rest]:
    heel = motion.origins_m[BodyPart.foot(side)]
    smooth: FloatArray = low_pass(
        heel, rate_hz=sampling_rate_hz(motion.times_s), cutoff_hz=CUTOFF_HZ
    )
    speed = np.linalg.norm(differentiate(smooth, motion.times_s), axis=1)
    return [
        _Rest(side, float(motion.times_s[run[0]]), float(np.median(heel[slice(*run), 1])))
        for run in runs_of(speed < RESTING_M_S)
        if not is_shorter(motion.times_s, run, SHORTEST_REST_S)
    ]
