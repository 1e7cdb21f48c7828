"""Posture offsets: signs, what stays put, and OpenSim's forward kinematics as judge."""

import numpy as np
import pytest

from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import JointAngles
from hipspine.domain.scenario import PostureChange, PostureParameter
from hipspine.domain.units import radians
from hipspine.simulate.body.build import write_model
from hipspine.simulate.body.tables import read_lumbar_rhythm
from hipspine.simulate.posture import hip_centre_in_pelvis_m, offset_posture

NAMES = (
    *("pelvis_tilt", "pelvis_list", "pelvis_rotation", "pelvis_tx", "pelvis_ty", "pelvis_tz"),
    *("hip_flexion_r", "hip_adduction_r", "hip_rotation_r"),
    *("hip_flexion_l", "hip_adduction_l", "hip_rotation_l"),
    *("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
)
HIPS_MIDDLE_M = np.array([-0.056, -0.078, 0.0])
TILT = PostureChange(PostureParameter.PELVIS_ANTERIOR_TILT, radians(10.0))
ASSEMBLE_LATER = False
LEAN = PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, radians(10.0))


def motion(**values: float) -> JointAngles:
    course = [[values.get(name, 0.0) for name in NAMES]] * 2
    return JointAngles(NAMES, np.array([0.0, 0.1]), np.array(course))


def shifted(angles: JointAngles, *changes: PostureChange) -> JointAngles:
    return offset_posture(angles, changes, hip_centre_in_pelvis_m=HIPS_MIDDLE_M)


def test_no_change_returns_the_angles_exactly():
    angles = motion(pelvis_tilt=0.1, pelvis_rotation=2.9, hip_flexion_r=0.3)
    assert np.array_equal(shifted(angles).values, angles.values)


def test_anterior_tilt_is_negative_and_hips_and_spine_take_it_up():
    tilted = shifted(motion(pelvis_tilt=0.1, hip_flexion_l=0.3), TILT)
    assert tilted.of("pelvis_tilt") == pytest.approx(0.1 - TILT.offset_rad)
    assert tilted.of("hip_flexion_l") == pytest.approx(0.3 + TILT.offset_rad)
    assert tilted.of("lumbar_extension") == pytest.approx(TILT.offset_rad)
    assert tilted.of("pelvis_list") == pytest.approx(0.0)


def test_the_pelvis_moves_so_that_the_hips_stay():
    # The hips lie behind and below the pelvis's origin. Turned forward by 10 degrees about them,
    # the origin goes forward and down: it is turned about -Z by 10 degrees around the hips.
    tilted = shifted(motion(), TILT)
    cosine, sine = np.cos(TILT.offset_rad), np.sin(TILT.offset_rad)
    to_origin = -HIPS_MIDDLE_M
    forward = to_origin[0] * cosine + to_origin[1] * sine - to_origin[0]
    up = -to_origin[0] * sine + to_origin[1] * cosine - to_origin[1]
    assert tilted.of("pelvis_tx") == pytest.approx(forward)
    assert tilted.of("pelvis_ty") == pytest.approx(up)
    assert forward > 0.0 > up


def test_leaning_forward_flexes_the_spine_and_leaves_pelvis_and_legs():
    leaning = shifted(motion(), LEAN)
    assert leaning.of("lumbar_extension") == pytest.approx(-LEAN.offset_rad)
    others = [name for name in NAMES if name != "lumbar_extension"]
    assert all((leaning.of(name) == 0.0).all() for name in others)


def test_tilt_and_lean_together_keep_the_lumbar_curve():
    # The trunk leans as far forward as the pelvis turns: nothing is left for the spine.
    both = shifted(motion(), TILT, LEAN)
    assert both.of("lumbar_extension") == pytest.approx(0.0)


def test_levels_take_up_their_shares_and_flexion_coordinates_the_other_sign():
    angles = JointAngles(("L5_S1_extension", "flexion"), np.zeros(1), np.zeros((1, 2)))
    leaning = offset_posture(
        angles,
        [LEAN],
        hip_centre_in_pelvis_m=HIPS_MIDDLE_M,
        lumbar_shares={"L5_S1_extension": 0.25, "flexion": -0.75},
    )
    expected = [[-0.25 * LEAN.offset_rad, 0.75 * LEAN.offset_rad]]
    assert leaning.values == pytest.approx(np.array(expected))


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(RecordingError, match=r"0\.9"):
        offset_posture(
            motion(),
            [LEAN],
            hip_centre_in_pelvis_m=HIPS_MIDDLE_M,
            lumbar_shares={"lumbar_extension": 0.9},
        )


def test_angles_without_a_coordinate_that_must_change_are_refused():
    angles = JointAngles(("lumbar_extension",), np.zeros(1), np.zeros((1, 1)))
    with pytest.raises(RecordingError, match="pelvis_tilt"):
        shifted(angles, TILT)


def test_facing_backwards_does_not_make_angles_jump():
    # A pelvis turned by just over half a turn, as the solver that found it counts.
    angles = motion(pelvis_rotation=np.pi + 0.1, pelvis_list=0.05)
    tilted = shifted(angles, TILT)
    assert np.abs(tilted.values - angles.values)[:, :3].max() < 0.4


class Skeleton:
    """Body orientations and hip centres of a model file, by OpenSim's own kinematics."""

    def __init__(self, opensim, path) -> None:
        opensim.Logger.setLevelString("Off")
        self.model = opensim.Model(str(path))
        self.state = self.model.initSystem()

    def pose(self, angles: JointAngles) -> None:
        coordinates = self.model.getCoordinateSet()
        for name in angles.names:
            coordinates.get(name).setValue(self.state, float(angles.of(name)[0]), ASSEMBLE_LATER)
        self.model.assemble(self.state)
        self.model.realizePosition(self.state)

    def orientation(self, body: str) -> np.ndarray:
        turn = self.model.getBodySet().get(body).getTransformInGround(self.state).R()
        return np.array([[turn.get(i, j) for j in range(3)] for i in range(3)])

    def joint_centre(self, joint: str) -> np.ndarray:
        frame = self.model.getJointSet().get(joint).getParentFrame()
        return frame.getPositionInGround(self.state).to_numpy()

    def hips_middle_in_pelvis(self) -> np.ndarray:
        hips = [
            self.model.getJointSet().get(hip).getParentFrame().findTransformInBaseFrame().p()
            for hip in ("hip_r", "hip_l")
        ]
        return 0.5 * (hips[0].to_numpy() + hips[1].to_numpy())


@pytest.mark.opensim
@pytest.mark.recordings
@pytest.mark.parametrize("turned", [0.0, 1.0])
@pytest.mark.parametrize("tilt_deg", [-10.0, 10.0])
def test_opensim_agrees_that_thighs_trunk_and_hips_stay(recordings, turned, tilt_deg):
    opensim = pytest.importorskip("opensim")
    skeleton = Skeleton(opensim, recordings / "models" / "Rajagopal2016.osim")
    angles = motion(
        pelvis_tilt=-0.15,
        pelvis_list=0.1 * turned,
        pelvis_rotation=-0.2 * turned,
        pelvis_ty=0.95,
        hip_flexion_r=0.4,
        hip_adduction_r=-0.1,
        hip_rotation_r=0.05,
        hip_flexion_l=-0.2,
        hip_adduction_l=0.08,
        lumbar_extension=-0.1,
        lumbar_bending=0.05 * turned,
        lumbar_rotation=0.1 * turned,
    )
    still = ("femur_r", "femur_l", "torso")
    skeleton.pose(angles)
    before = {body: skeleton.orientation(body) for body in still}
    hips = {hip: skeleton.joint_centre(hip) for hip in ("hip_r", "hip_l")}
    pelvis = skeleton.orientation("pelvis")
    changed = offset_posture(
        angles,
        [PostureChange(PostureParameter.PELVIS_ANTERIOR_TILT, radians(tilt_deg))],
        hip_centre_in_pelvis_m=skeleton.hips_middle_in_pelvis(),
    )
    skeleton.pose(changed)
    # Exact by construction; the assembly of the kneecap's coupling leaves about 1e-9.
    for body in still:
        assert skeleton.orientation(body) == pytest.approx(before[body], abs=1e-7)
    for hip, centre in hips.items():
        assert skeleton.joint_centre(hip) == pytest.approx(centre, abs=1e-6)
    # The pelvis did turn: forward (its front sinks) for an anterior tilt.
    turn = pelvis.T @ skeleton.orientation("pelvis")
    assert turn[1, 0] == pytest.approx(-np.sin(radians(tilt_deg)), abs=1e-7)


@pytest.mark.opensim
def test_opensim_agrees_that_a_trunk_on_six_levels_stays_upright(tmp_path):
    opensim = pytest.importorskip("opensim")
    skeleton = Skeleton(opensim, write_model(tmp_path / "model.osim"))
    ratios = read_lumbar_rhythm()["extension"]
    shares = {f"{level}_extension": ratio / sum(ratios.values()) for level, ratio in ratios.items()}
    legs = ("hip_flexion_r", "hip_flexion_l")
    names = (*NAMES[:6], *legs, *shares)
    angles = JointAngles(names, np.zeros(1), np.zeros((1, len(names))))
    skeleton.pose(angles)
    before = skeleton.orientation("torso")
    tilted = offset_posture(
        angles,
        [TILT],
        hip_centre_in_pelvis_m=skeleton.hips_middle_in_pelvis(),
        lumbar_shares=shares,
    )
    skeleton.pose(tilted)
    # All turns are about the same axis, so they add up; assembly leaves about 1e-9.
    assert skeleton.orientation("torso") == pytest.approx(before, abs=1e-7)


def test_the_middle_of_the_hips_is_found_in_the_pelvis_frame(make_bundle):
    # The pelvis is turned by a quarter turn about Z (its X points up) and stands at 1 m; the hips
    # lie 8 cm below and 6 cm behind its origin as it sees it, so 8 cm before and 6 cm below it.
    quarter_turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    origins = [[0.0, 1.0, 0.0], [0.08, 0.94, 0.08], [0.08, 0.94, -0.08]]
    bundle = make_bundle(
        bodies=("pelvis", "femur_r", "femur_l"),
        body_rotations=np.tile(quarter_turn, (5, 3, 1, 1)),
        body_origins_m=np.tile(np.array(origins), (5, 1, 1)),
    )
    assert hip_centre_in_pelvis_m(bundle) == pytest.approx(np.array([-0.06, -0.08, 0.0]))
