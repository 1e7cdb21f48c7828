from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import JointAngles
from hipspine.domain.prediction import ModelBody, MotionKind, PredictionQuestion
from hipspine.domain.scenario import parse_muscle_change
from hipspine.domain.units import degrees
from hipspine.predict.ask import Means
from hipspine.predict.names import COORDINATES, mirror
from hipspine.predict.personal import SAMPLES, in_phase, own_walk, predict_near
from hipspine.readers.registry import read_file

CYCLE_S = 1.0
SPEED_M_S = 1.2


def invented_walk(*, limp_rad: float = 0.0) -> JointAngles:
    """Sines over two cycles, left half a cycle behind; the right hip may move further."""
    times = np.linspace(0.0, 2.0, 401)
    phase = 2.0 * np.pi * times / CYCLE_S
    columns = {
        "pelvis_tilt": 0.02 * np.sin(2.0 * phase),
        "pelvis_tx": SPEED_M_S * times * 0.6,
        "pelvis_tz": SPEED_M_S * times * 0.8,
        "lumbar_extension": np.full_like(times, -0.1),
    }
    for side, shift in (("r", 0.0), ("l", np.pi)):
        more = limp_rad if side == "r" else 0.0
        columns[f"hip_flexion_{side}"] = (0.4 + more) * np.sin(phase + shift)
        columns[f"knee_angle_{side}"] = 0.5 + 0.4 * np.cos(phase + shift)
        columns[f"ankle_angle_{side}"] = 0.1 * np.sin(phase + shift)
    return JointAngles(tuple(columns), times, np.array(list(columns.values())).T)


def test_a_cycle_becomes_symmetric_by_averaging_the_legs() -> None:
    own = own_walk(invented_walk(limp_rad=0.2), start_s=0.3, end_s=1.3)
    later = np.roll(own.angles_rad, -SAMPLES // 2, axis=0)[:, mirror(COORDINATES)]
    assert own.angles_rad == pytest.approx(later)
    hip = own.angles_rad[:, COORDINATES.index("hip_flexion_r")]
    # Amplitudes 0.6 and 0.4, sampled finely enough to lose less than 0.1 %.
    assert hip.max() == pytest.approx(0.5, rel=1e-3)


def test_speed_is_the_way_of_the_pelvis_over_the_ground() -> None:
    own = own_walk(invented_walk(), start_s=0.0, end_s=1.0)
    assert own.speed_m_s == pytest.approx(SPEED_M_S)
    assert own.cycle_s == pytest.approx(CYCLE_S)


def test_a_recorded_step_is_found_in_the_phase_of_a_predicted_one() -> None:
    own = own_walk(invented_walk(), start_s=0.0, end_s=1.0)
    half = SAMPLES // 2
    shifted = np.roll(own.angles_rad, -37, axis=0)[:half]
    assert in_phase(own, shifted) == pytest.approx(shifted, abs=0.02)


def test_a_cycle_that_was_not_recorded_whole_is_refused() -> None:
    with pytest.raises(RecordingError, match="whole cycle"):
        own_walk(invented_walk(), start_s=1.5, end_s=2.5)


def test_a_walk_without_the_pelvis_place_is_refused() -> None:
    walk = invented_walk()
    kept = [i for i, name in enumerate(walk.names) if name != "pelvis_tx"]
    without = JointAngles(tuple(walk.names[i] for i in kept), walk.times_s, walk.values[:, kept])
    with pytest.raises(RecordingError, match="pelvis_tx"):
        own_walk(without, start_s=0.0, end_s=1.0)


@pytest.mark.slow
@pytest.mark.recordings
def test_a_recorded_walk_is_followed_closer_with_more_weight_and_still_moves(
    recordings: Path, processes: Executor
) -> None:
    angles = read_file(recordings / "walk_rajagopal" / "coordinates.sto").angles
    assert angles is not None
    # One cycle by the authors' heel strikes, 0.248 and 1.393 s, begun where the angles begin.
    own = own_walk(angles, start_s=0.45, end_s=1.595)
    question = PredictionQuestion(
        MotionKind.WALK,
        (parse_muscle_change("gluteus_maximus.strength=0"),),
        body=ModelBody(1.80, 85.27),
    )
    found = predict_near(question, own, Means(processes, with_ensemble=False))
    distances = [degrees(each.distance_rad) for each in found]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 5.0  # the width that counts as 1 in the criterion
    assert all(each.prediction.answered == 1 for each in found)
    for each in found:
        moved = each.prediction
        assert moved.before is not None
        assert moved.after is not None
        gap = np.abs(moved.after.points_m - moved.before.points_m).max()
        assert gap > 1e-3  # a millimetre: the weakness still moves the walk
