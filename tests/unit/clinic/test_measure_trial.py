"""From a bundle and its solution to what the measures read."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.clinic.measure_trial import (
    MeasureOptions,
    TrialWork,
    hip_work,
    measure_options,
    measure_trial,
    recorded_motion,
)
from hipspine.clinic.request import AssessmentRequest
from hipspine.clinic.segments import Segments
from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup, Side
from hipspine.domain.assessment import Curve
from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.measure.gait.motion import BodyPart
from hipspine.measure.gait.muscle_work import HipMotion
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.engine import Solution

FRAMES = 21
MUSCLES = ("glmax1_r", "glmax2_r", "psoas_r", "glmed1_l")
BODIES = ("pelvis", "torso", "calcn_r", "calcn_l")
EQUATIONS = ("hip_flexion_r", "hip_adduction_r", *(f"{one}_extension" for one in LUMBAR_LEVELS))


def bundle() -> Bundle:
    parameters = np.ones(len(MUSCLES))
    arms = np.zeros((FRAMES, len(EQUATIONS), len(MUSCLES)))
    arms[:, 0, :3] = [-0.05, -0.04, 0.04]  # two extensors and a flexor of the right hip
    arms[:, 1, :2] = [0.01, -0.03]  # one adducts, one abducts
    return Bundle(
        times_s=np.linspace(0, 1, FRAMES),
        mass_kg=70.0,
        muscles=MuscleParameters(MUSCLES, *(parameters for _ in range(7))),
        muscle_lengths_m=np.ones((FRAMES, len(MUSCLES))),
        lengthening_speeds_m_s=np.zeros((FRAMES, len(MUSCLES))),
        equations=EQUATIONS,
        coordinate_values=np.tile([0.3, 0.1, *(0.01 * (n + 1) for n in range(6))], (FRAMES, 1)),
        moment_arms_m=arms,
        required_moments_Nm=np.full((FRAMES, len(EQUATIONS)), 7.0),
        joints=(),
        joint_rotations=np.zeros((FRAMES, 0, 3, 3)),
        joint_load_offset_N=np.zeros((FRAMES, 0, 6)),
        joint_load_per_force=np.zeros((FRAMES, 0, 6, len(MUSCLES))),
        bodies=BODIES,
        body_rotations=np.tile(np.eye(3), (FRAMES, len(BODIES), 1, 1)),
        body_origins_m=np.arange(FRAMES * len(BODIES) * 3.0).reshape(FRAMES, len(BODIES), 3),
        path_points_m=np.zeros((FRAMES, 0, 3)),
        path_start=np.zeros(len(MUSCLES) + 1, dtype=np.int64),
        model_name="test model",
        model_sha256="0" * 64,
    )


def solution() -> Solution:
    activations = np.tile([0.2, 0.5, 0.1, 0.4], (FRAMES, 1))
    active = np.tile([200.0, 300.0, 100.0, 400.0], (FRAMES, 1))
    none = np.zeros((FRAMES, len(MUSCLES)))
    return Solution(None, activations, active, none, none, none, {}, (), ())


def trial(kind: CycleKind, of: Bundle) -> TrialWork:
    cycles = Cycles(kind, (), (), (), "none")
    segments = Segments("squat", dict.fromkeys(Side, ((0.1, 0.9),)), ((0.1, 0.9),))
    forces = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): Curve(np.full((1, 101), 500.0))}
    return TrialWork(of, solution(), cycles, segments, forces, {})


def test_the_motion_holds_segments_angles_and_moments():
    motion = recorded_motion(bundle(), Cycles(CycleKind.GAIT, (), (), (), "none"))
    # The heel is the origin of the heel bone, third of the bodies.
    assert motion.origins_m[BodyPart.RIGHT_FOOT][0] == pytest.approx([6, 7, 8])
    assert motion.angles_rad["hip_flexion_r"][0] == 0.3
    # Six levels of 0.01 to 0.06.
    assert motion.angles_rad["lumbar_extension"][0] == pytest.approx(0.21)
    assert motion.moments_Nm["hip_flexion_r"][0] == 7.0


def test_a_model_without_a_trunk_has_no_angles_and_says_which_body_lacks():
    legs = replace(bundle(), bodies=("pelvis", "legs", "calcn_r", "calcn_l"))
    assert recorded_motion(legs, Cycles(CycleKind.GAIT, (), (), (), "none")) is None
    measures = measure_trial(trial(CycleKind.GAIT, legs))
    (said,) = [m.absent_because for m in measures if m.name == "angles_and_distances"]
    assert said == "the model test model has no body called: torso"


def test_hip_moments_are_positive_in_their_direction_and_summed_over_a_group():
    work = hip_work(bundle(), solution())
    key = (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT)
    # 0.05 * 200 + 0.04 * 300 of extension; 0.03 * 300 - 0.01 * 200 of abduction.
    assert work.moments_Nm[HipMotion.EXTENSION][key] == pytest.approx(22.0)
    assert work.moments_Nm[HipMotion.ABDUCTION][key] == pytest.approx(7.0)
    flexor = work.moments_Nm[HipMotion.EXTENSION][MuscleGroup.PSOAS, Side.RIGHT]
    assert flexor == pytest.approx(-4.0)
    # 200 / 0.2 + 300 / 0.5 N could be given.
    assert work.capacity_N[key] == pytest.approx(1600.0)


def test_a_squat_is_measured_over_its_repetitions_without_gait_measures():
    measures = {(m.name, m.side): m for m in measure_trial(trial(CycleKind.SQUAT, bundle()))}
    assert not any(name.startswith("walking") for name, _side in measures)
    use = measures["gluteus_maximus_use_mean_in_squat", Side.RIGHT]
    assert use.value == pytest.approx(500 / 1600)
    share = measures["gluteus_maximus_share_of_hip_extension_in_squat", Side.RIGHT]
    assert share.value == pytest.approx(1.0)
    beyond = measures["gluteus_maximus_force_beyond_reference_walker", Side.RIGHT]
    assert "no walk" in beyond.absent_because


def test_a_walk_is_held_against_the_walker_where_its_work_is_given():
    options = MeasureOptions(walker_N_per_kg={MuscleGroup.GLUTEUS_MAXIMUS: 5.0})
    measures = measure_trial(trial(CycleKind.GAIT, bundle()), options)
    (beyond,) = [m for m in measures if m.name.endswith("maximus_force_beyond_reference_walker")]
    assert beyond.value == pytest.approx(500 / 70 - 5)


def test_a_request_gives_its_steps_and_the_walkers_work_to_the_measures(tmp_path):
    options = measure_options(AssessmentRequest(motion=tmp_path, steps_a_day=6000))
    assert options.steps_a_day == 6000
    assert options.profile_reference is None
    assert MuscleGroup.GLUTEUS_MAXIMUS in options.walker_N_per_kg


def test_a_reference_table_that_is_not_there_is_refused_at_once(tmp_path):
    request = AssessmentRequest(motion=tmp_path, gait_reference=tmp_path / "none.csv")
    with pytest.raises(FileFormatError, match=r"none\.csv"):
        measure_options(request)
