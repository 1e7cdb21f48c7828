import numpy as np
import pytest

from hipspine.clinic.trial_motion import forces_during, frames_to_solve
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import CycleKind, Cycles, ExternalForce, JointAngles, Phase


def angles(first_s: float, last_s: float) -> JointAngles:
    times_s = np.round(np.arange(first_s, last_s + 1e-9, 0.01), 2)
    return JointAngles(("hip_flexion_r",), times_s, np.zeros((len(times_s), 1)))


def plate(first_s: float, last_s: float) -> ExternalForce:
    times_s = np.round(np.arange(first_s, last_s + 1e-9, 0.001), 3)
    vectors = np.tile(times_s[:, None], 3)
    return ExternalForce("plate 1", times_s, vectors, vectors + 1, vectors + 2)


def test_forces_outside_the_part_asked_for_are_left_out():
    [kept] = forces_during(angles(1.0, 2.0), [plate(0.0, 5.0)])
    # 1.000 to 2.000 s at 1000 Hz, both ends included.
    assert len(kept.times_s) == 1001
    assert (kept.times_s[0], kept.times_s[-1]) == (1.0, 2.0)
    np.testing.assert_array_equal(kept.force_N[:, 0], kept.times_s)
    np.testing.assert_array_equal(kept.point_m[:, 1], kept.times_s + 1)
    np.testing.assert_array_equal(kept.torque_Nm[:, 2], kept.times_s + 2)


def test_plate_that_was_not_recorded_in_the_part_asked_for_is_named():
    with pytest.raises(RecordingError, match=r"plate 1.*--from") as caught:
        forces_during(angles(3.0, 4.0), [plate(0.0, 2.0)])
    assert "0.000 to 2.000 s" in str(caught.value)


def test_frames_span_the_phases_where_no_cycle_is_whole():
    phases = (Phase("recorded_window", None, 0.5, 1.5),)
    cycles = Cycles(CycleKind.GAIT, (), phases, (), "given events")
    frames_s = frames_to_solve(angles(0.0, 5.0), cycles)
    # 0.06 s before and after, 0.01 s apart.
    assert frames_s[0] == pytest.approx(0.44)
    assert frames_s[-1] == pytest.approx(1.56)
    assert len(frames_s) == 113
