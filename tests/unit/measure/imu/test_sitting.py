import numpy as np
import pytest

from hipspine.measure.imu.sitting import Posture, Stretch, postures
from hipspine.mechanics.trunk_steps import GaitBout
from hipspine.mechanics.trunk_tilt import Transition

SITS, UP, UNKNOWN = Posture.SITTING, Posture.UPRIGHT, Posture.UNKNOWN


def rise(time_s: float) -> Transition:
    return Transition(time_s, time_s - 1, time_s + 1, 0.4)


def sit(time_s: float) -> Transition:
    return Transition(time_s, time_s - 1, time_s + 1, -0.4)


def walk(start_s: float, end_s: float) -> GaitBout:
    return GaitBout(np.linspace(start_s, end_s, 10))


def over(transitions, bouts=()) -> list[tuple[Posture, float, float]]:
    found = postures(tuple(transitions), tuple(bouts), start_s=0.0, end_s=100.0)
    return [(s.posture, s.start_s, s.end_s) for s in found]


@pytest.mark.parametrize(
    ("transitions", "bouts", "expected"),
    [
        ([rise(30)], [], [(SITS, 0, 30), (UP, 30, 100)]),
        ([sit(30)], [], [(UP, 0, 30), (SITS, 30, 100)]),
        ([rise(20), sit(60)], [], [(SITS, 0, 20), (UP, 20, 60), (SITS, 60, 100)]),
        ([], [walk(40, 50)], [(UP, 0, 40), (UP, 40, 50), (UP, 50, 100)]),
        # A rise without sitting down before: somewhere between, sitting down was missed.
        ([rise(20), rise(60)], [], [(SITS, 0, 20), (UNKNOWN, 20, 60), (UP, 60, 100)]),
        # Walking after sitting down: rising was missed.
        ([sit(20)], [walk(60, 70)], [(UP, 0, 20), (UNKNOWN, 20, 60), (UP, 60, 70), (UP, 70, 100)]),
        ([], [], [(UNKNOWN, 0, 100)]),
    ],
)
def test_posture_is_told_from_what_lies_around_it(transitions, bouts, expected) -> None:
    assert over(transitions, bouts) == expected


def test_the_stretches_cover_the_recording_once() -> None:
    found = postures((rise(10), sit(40), rise(70)), (walk(15, 30),), start_s=0.0, end_s=100.0)
    assert sum(stretch.duration_s for stretch in found) == 100.0
    assert all(isinstance(stretch, Stretch) for stretch in found)
