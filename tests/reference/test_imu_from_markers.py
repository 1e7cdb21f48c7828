"""A sensor made from four pelvis markers, against what plates and markers say of the same trial."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.motion import Markers
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.mechanics.filters import low_pass
from hipspine.mechanics.trunk_steps import step_instants
from hipspine.mechanics.trunk_tilt import forward_lean, transitions
from hipspine.readers import read_recording

RATE_HZ = 100.0
WALKER = ("R.ASIS", "L.ASIS", "R.PSIS", "L.PSIS")
SUBJECT4 = ("r.ASIS", "L.ASIS", "r.PSIS", "L.PSIS")
pytestmark = pytest.mark.recordings


class Pelvis:
    """Acceleration with gravity and turning on the pelvis's own axes, its true lean and height."""

    def __init__(self, markers: Markers, names: tuple[str, ...]) -> None:
        paths = [
            low_pass(markers.position_m(name), rate_hz=RATE_HZ, cutoff_hz=6.0) for name in names
        ]
        right_front, left_front, right_back, left_back = paths
        across = _unit(right_front + right_back - left_front - left_back)
        ahead = right_front + left_front - right_back - left_back
        ahead = _unit(ahead - across * np.sum(ahead * across, axis=1, keepdims=True))
        axes = np.stack([ahead, np.cross(across, ahead), across], axis=1)
        self.times_s = markers.times_s
        back = (right_back + left_back) / 2
        lab = _rate(_rate(back)) + np.array([0.0, STANDARD_GRAVITY, 0.0])
        self.acceleration = np.einsum("tij,tj->ti", axes, lab)
        # For axes R (rows) that turn with w on themselves, R dR^T/dt is the cross product with w.
        cross = np.einsum("tij,tkj->tik", axes, _rate(axes))
        self.turning = np.stack([cross[:, 2, 1], cross[:, 0, 2], cross[:, 1, 0]], axis=1)
        self.lean = -np.arcsin(axes[:, 0, 1])
        self.height = back[:, 1]

    def with_errors(self) -> None:
        """Add offset and noise as of a phone: 0.1 and 0.05 m/s², 0.01 and 0.005 rad/s."""
        random = np.random.default_rng(1)
        shape = self.acceleration.shape
        self.acceleration += random.normal(0, 0.1, 3) + random.normal(0, 0.05, shape)
        self.turning += random.normal(0, 0.01, 3) + random.normal(0, 0.005, shape)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _rate(values: np.ndarray) -> np.ndarray:
    return np.gradient(values, 1 / RATE_HZ, axis=0)


def pelvis(path: Path, names: tuple[str, ...]) -> Pelvis:
    markers = read_recording(path).markers
    assert markers is not None
    made = Pelvis(markers, names)
    made.with_errors()
    return made


@pytest.mark.parametrize(
    ("file", "names", "strikes_s"),
    # Heel strikes by 20 N on the plates of the same trials.
    [
        ("walk_rajagopal/markers_walk.trc", WALKER, [0.266, 0.836, 1.411]),
        ("subject4/walking1.trc", SUBJECT4, [0.53]),
        ("subject4/walking2.trc", SUBJECT4, [0.53]),
    ],
)
def test_steps_fall_on_the_heel_strikes_of_the_plates(recordings, file, names, strikes_s) -> None:
    made = pelvis(recordings / file, names)
    found = step_instants(made.acceleration[:, 1], made.times_s, rate_hz=RATE_HZ)
    nearest = [found[np.argmin(np.abs(found - strike))] for strike in strikes_s]
    # Two frames of the markers and the sway between foot and trunk: half the 0.1 s within which
    # methods of this kind are usually judged.
    np.testing.assert_allclose(nearest, strikes_s, atol=0.05)


def halfway_s(made: Pelvis) -> np.ndarray:
    """When the pelvis passes the middle of its range, from the markers."""
    middle = (made.height.max() + made.height.min()) / 2
    return made.times_s[np.flatnonzero(np.diff(np.sign(made.height - middle)))]


def test_all_five_rises_and_five_sits_are_found_when_they_happen(recordings) -> None:
    made = pelvis(recordings / "subject4/STS1.trc", SUBJECT4)
    lean = forward_lean(made.acceleration, made.turning, rate_hz=RATE_HZ)
    found = transitions(made.acceleration, lean, made.times_s, rate_hz=RATE_HZ)
    assert [t.is_rise for t in found] == [True, False] * 5
    # A rise takes 1.3 s: a tenth of it.
    np.testing.assert_allclose([t.time_s for t in found], halfway_s(made), atol=0.13)


def test_lean_in_rising_follows_the_markers(recordings) -> None:
    made = pelvis(recordings / "subject4/STS1.trc", SUBJECT4)
    lean = forward_lean(made.acceleration, made.turning, rate_hz=RATE_HZ)
    # Lean of 56 degrees: an offset of 0.1 m/s² is 0.6 degrees, and acceleration leaks in below
    # 0.25 Hz, where the rises' own period of 2.6 s is not far: 3 degrees standard deviation.
    assert np.std(lean - made.lean) < 0.052
    assert np.ptp(lean) == pytest.approx(np.ptp(made.lean), rel=0.1)


def test_sitting_still_holds_no_transition(recordings) -> None:
    made = pelvis(recordings / "subject4/STS1.trc", SUBJECT4)
    sitting = int(np.argmin(made.height))
    still = np.repeat(made.acceleration[sitting : sitting + 1], 2000, axis=0)
    still = still / np.linalg.norm(still[0]) * STANDARD_GRAVITY
    random = np.random.default_rng(2)
    still = still + random.normal(0, 0.05, still.shape)
    turning = random.normal(0, 0.005, still.shape)
    lean = forward_lean(still, turning, rate_hz=RATE_HZ)
    assert transitions(still, lean, np.arange(2000) / RATE_HZ, rate_hz=RATE_HZ) == ()
