"""Extraction equals OpenSim's own answers on the recorded walk.

OpenSim's answers come from its own doors (computeMomentArm, InverseDynamicsTool,
calcReactionOnChildExpressedInGround) on models that the test opens and poses itself.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = [pytest.mark.opensim, pytest.mark.recordings]

RAJAGOPAL = Path("walk_rajagopal/subject_walk_scaled.osim")
FLEXIBLE = Path("models/Model_Pose2Sim_muscles_flex.osim")
FRAMES = (20, 35, 50)
"""Frames compared: single and double support, away from the splines' ends."""

MOMENT_ARM_M = 1e-9
"""Both sides are closed formulas on the same geometry; only rounding may differ. OpenSim's wrapping
iterates to about 1e-8 relative on lengths but both read the same tangent points."""
MOMENT_RMS_NM = 0.05
JOINT_FORCE_N = 1.0
"""0.1 % of body weight, far below what any measurement resolves."""


def read_storage(path: Path) -> tuple[list[str], FloatArray]:
    lines = path.read_text().splitlines()
    start = next(k for k, line in enumerate(lines) if line.strip() == "endheader")
    table = np.array([[float(x) for x in line.split()] for line in lines[start + 2 :]])
    return lines[start + 1].split(), table


def write_storage(path: Path, names: list[str], table: FloatArray) -> None:
    head = f"motion\nversion=1\nnRows={len(table)}\nnColumns={len(names)}\ninDegrees=no\nendheader"
    np.savetxt(path, table, "%.17g", "\t", header=head + "\n" + "\t".join(names), comments="")


@dataclass(frozen=True)
class Walk:
    angles: JointAngles
    contacts: tuple[ContactForce, ContactForce]
    loads_file: Path


@pytest.fixture(scope="module")
def walk(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    folder = recordings / "walk_rajagopal"
    names, table = read_storage(folder / "coordinates.sto")
    part = table[(table[:, 0] > 0.6995) & (table[:, 0] < 1.4005)][::10]
    angles = JointAngles(tuple(n.split("/")[-2] for n in names[1:]), part[:, 0], part[:, 1:])
    _, forces = read_storage(folder / "grf_walk.mot")
    contacts = (
        contact_force(Contact.RIGHT_FOOT, forces[:, 0], forces[:, 1:10]),
        contact_force(Contact.LEFT_FOOT, forces[:, 0], forces[:, 10:19]),
    )
    loads_file = tmp_path_factory.mktemp("loads") / "loads.xml"
    text = (folder / "grf_walk.xml").read_text()
    loads_file.write_text(text.replace(">grf_walk.mot<", f">{folder / 'grf_walk.mot'}<"))
    return Walk(angles, contacts, loads_file)


def contact_force(contact: Contact, times_s: FloatArray, columns: FloatArray) -> ContactForce:
    return ContactForce(contact, times_s, columns[:, :3], columns[:, 3:6], columns[:, 6:9])


@pytest.fixture(scope="module")
def rajagopal(recordings: Path, walk: Walk) -> Bundle:
    return extract_bundle(
        recordings / RAJAGOPAL, walk.angles, walk.contacts, cache_dir=None, workers=1
    )


@pytest.fixture(scope="module")
def flexible(recordings: Path, walk: Walk) -> Bundle:
    return extract_bundle(
        recordings / FLEXIBLE, walk.angles, walk.contacts, cache_dir=None, workers=2
    )


def posed(model: "opensim.Model", state: "opensim.State", bundle: Bundle, frame: int) -> None:
    """Set the independent coordinates; OpenSim's assembly finds the dependent ones."""
    coordinates, assemble_each = model.getCoordinateSet(), False
    for name, value in zip(bundle.equations, bundle.coordinate_values[frame], strict=True):
        coordinate = coordinates.get(name)
        if not coordinate.isDependent(state):
            coordinate.setValue(state, float(value), assemble_each)
    model.assemble(state)
    model.realizePosition(state)


def stripped_model(path: Path) -> "opensim.Model":
    """The model with its muscles as only forces."""
    model = opensim.Model(str(path))
    forces = model.updForceSet()
    for k in reversed(range(forces.getSize())):
        if opensim.Muscle.safeDownCast(forces.get(k)) is None:
            forces.remove(k)
    model.finalizeConnections()
    return model


def opensim_arms(
    model: "opensim.Model", state: "opensim.State", coordinate: str, muscles: list[str]
) -> FloatArray:
    handle = model.getCoordinateSet().get(coordinate)
    found = model.getMuscles()
    return np.array([found.get(m).computeMomentArm(state, handle) for m in muscles])


@pytest.mark.parametrize(
    "coordinate",
    ["hip_flexion_r", "hip_adduction_l", "hip_rotation_r", "knee_angle_r", "ankle_angle_l"],
)
def test_moment_arms_equal_compute_moment_arm(
    recordings: Path, rajagopal: Bundle, coordinate: str
) -> None:
    """All 80 muscles; the knee carries the patella's coupled coordinate along."""
    model = stripped_model(recordings / RAJAGOPAL)
    state = model.initSystem()
    row = rajagopal.equations.index(coordinate)
    for frame in FRAMES:
        posed(model, state, rajagopal, frame)
        theirs = opensim_arms(model, state, coordinate, list(rajagopal.muscles.names))
        assert np.abs(theirs).max() > 0.02  # the comparison is not of zeros
        np.testing.assert_allclose(
            rajagopal.moment_arms_m[frame, row], theirs, rtol=0, atol=MOMENT_ARM_M
        )


def test_lengths_and_lengthening_speeds_equal_opensim(recordings: Path, rajagopal: Bundle) -> None:
    """Lengths to rounding; speeds to what two interpolating splines differ by mid-trial.

    The lateral gastrocnemii wrap over two cylinders in a row, where OpenSim's path is not quite the
    shortest: its force directions, lengthening speed and derivative of length then give three
    speeds. Ours is the one whose power is that of the forces; theirs differs by 2 %.
    """
    model = stripped_model(recordings / RAJAGOPAL)
    state = model.initSystem()
    frame = FRAMES[0]
    muscles = [model.getMuscles().get(n) for n in rajagopal.muscles.names]
    posed(model, state, rajagopal, frame)
    set_speeds(model, state, rajagopal, frame)
    lengths = np.array([m.getLength(state) for m in muscles])
    np.testing.assert_allclose(rajagopal.muscle_lengths_m[frame], lengths, rtol=0, atol=1e-9)
    speeds = np.array([m.getLengtheningSpeed(state) for m in muscles])
    assert np.abs(speeds).max() > 0.2
    tolerances = np.where([n.startswith("gaslat") for n in rajagopal.muscles.names], 0.005, 1e-5)
    assert (np.abs(rajagopal.lengthening_speeds_m_s[frame] - speeds) < tolerances).all()


LUMBAR_SLOPES = {
    "Flex_Ext": (1.0, 1.8571, 1.6429, 1.1429, 0.9286, 0.5714),
    "Lat_Bending": (1.0, 1.33, 2.4314, 2.4314, 2.0392, 1.549),
    "axial_rotation": (1.0, 1.0625, 1.0625, 0.875, 0.8125, 0.75),
}
"""The published flexible model's couplers, from L5/S1 upwards (Christophy 2012, Table 2)."""
LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "L1_T12")


@pytest.mark.parametrize("direction", LUMBAR_SLOPES)
def test_levels_weighted_by_the_rhythm_equal_opensims_coupled_arm(
    recordings: Path, flexible: Bundle, direction: str
) -> None:
    """OpenSim moves all levels together; our free levels, weighted alike, must give the same.

    Abdominal muscles hang on a via-body whose bending ratio (11.3122) is not the levels' sum
    (10.7818) in the published file; the test holds for it since riders keep their own ratio.
    """
    model = stripped_model(recordings / FLEXIBLE)
    state = model.initSystem()
    muscles = [n for n in flexible.muscles.names if n.startswith(("rect", "IO", "EO", "Ps_L3"))]
    muscles += list(flexible.muscles.names[::12])
    columns = [flexible.muscles.names.index(name) for name in muscles]
    rows = [flexible.equations.index(f"{level}_{direction}") for level in LEVELS]
    frame = FRAMES[1]
    posed(model, state, flexible, frame)
    theirs = opensim_arms(model, state, f"L5_S1_{direction}", muscles)
    levels = flexible.moment_arms_m[frame][np.ix_(rows, columns)]
    ours = np.array(LUMBAR_SLOPES[direction]) @ levels
    assert np.abs(theirs).max() > 0.1
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=MOMENT_ARM_M)


def test_each_lumbar_level_has_the_arm_it_has_with_its_neighbours_held(
    recordings: Path, flexible: Bundle
) -> None:
    """With the rhythm switched off in OpenSim, level by level, for muscles of the back."""
    model = stripped_model(recordings / FLEXIBLE)
    constraints = model.updConstraintSet()
    for k in range(constraints.getSize()):
        if "patell" not in constraints.get(k).getName():
            constraints.get(k).set_isEnforced(False)
    state = model.initSystem()
    posed(model, state, flexible, FRAMES[2])
    muscles = [n for n in flexible.muscles.names if n.startswith(("IL_", "LT", "MF_", "Ps_"))][::6]
    columns = [flexible.muscles.names.index(name) for name in muscles]
    for coordinate in ("L5_S1_Flex_Ext", "L3_L4_Lat_Bending", "L1_T12_Flex_Ext"):
        theirs = opensim_arms(model, state, coordinate, muscles)
        row = flexible.equations.index(coordinate)
        assert np.abs(theirs).max() > 0.02
        np.testing.assert_allclose(
            flexible.moment_arms_m[FRAMES[2], row, columns], theirs, rtol=0, atol=MOMENT_ARM_M
        )


def inverse_dynamics(
    model_file: Path, motion_file: Path, loads_file: Path, out: Path
) -> tuple[list[str], FloatArray]:
    tool = opensim.InverseDynamicsTool()
    tool.setModelFileName(str(model_file))
    tool.setCoordinatesFileName(str(motion_file))
    tool.setExternalLoadsFileName(str(loads_file))
    excluded = opensim.ArrayStr()
    excluded.append("Muscles")
    tool.setExcludedForces(excluded)
    tool.setLowpassCutoffFrequency(-1)
    tool.setResultsDir(str(out))
    tool.setOutputGenForceFileName("moments.sto")
    tool.run()
    return read_storage(out / "moments.sto")


def test_required_moments_equal_inverse_dynamics(
    recordings: Path, rajagopal: Bundle, walk: Walk, tmp_path: Path
) -> None:
    """The tool does not project couplers, so it gets the patella's angle equal to the knee's,
    and its knee moment is the sum of both coordinates' (the coupler's slope is 1)."""
    names = [n for n in walk.angles.names if not n.endswith("_beta")]
    columns = [walk.angles.of(n) for n in names]
    for side in "rl":
        names.append(f"knee_angle_{side}_beta")
        columns.append(walk.angles.of(f"knee_angle_{side}"))
    write_storage(
        tmp_path / "motion.mot",
        ["time", *names],
        np.column_stack([walk.angles.times_s, *columns]),
    )
    model = stripped_model(recordings / RAJAGOPAL)
    model.printToXML(str(tmp_path / "model.osim"))
    header, table = inverse_dynamics(
        tmp_path / "model.osim", tmp_path / "motion.mot", walk.loads_file, tmp_path
    )
    moments = {
        name.removesuffix("_moment").removesuffix("_force"): table[:, k]
        for k, name in enumerate(header)
    }
    for side in "rl":
        moments[f"knee_angle_{side}"] = (
            moments[f"knee_angle_{side}"] + moments[f"knee_angle_{side}_beta"]
        )
    inner = slice(5, -5)
    for row, name in enumerate(rajagopal.equations):
        difference = rajagopal.required_moments_Nm[inner, row] - moments[name][inner]
        assert np.sqrt(np.mean(difference**2)) < MOMENT_RMS_NM, name
    assert np.abs(moments["hip_flexion_r"]).max() > 30.0


@pytest.mark.parametrize("which", ["rajagopal", "flexible"])
def test_joint_loads_equal_opensims_reactions(
    recordings: Path, walk: Walk, which: str, request: pytest.FixtureRequest
) -> None:
    """Muscles pull with given forces, reserves add what the motion still needs; OpenSim's forward
    dynamics then has the recorded accelerations, and its joint reactions are compared."""
    bundle: Bundle = request.getfixturevalue(which)
    path = recordings / (RAJAGOPAL if which == "rajagopal" else FLEXIBLE)
    forces = 0.1 * bundle.muscles.max_isometric_force_N
    joints = {"hip_r": "hip_right", "hip_l": "hip_left", "walker_knee_r": "knee_right"}
    if which == "flexible":
        joints |= {"L5_S1_IVDjnt": "L5_S1", "L4_L5_IVDjnt": "L4_L5", "L1_T12_IVD_jnt": "T12_L1"}
    for frame in FRAMES[:2]:
        reactions = opensim_reactions(path, bundle, walk, frame, forces, list(joints))
        for their_name, our_name in joints.items():
            joint = bundle.joints.index(our_name)
            ours = (
                bundle.joint_load_offset_N[frame, joint]
                + bundle.joint_load_per_force[frame, joint] @ forces
            )
            theirs = reactions[their_name]
            assert np.linalg.norm(theirs[3:]) > 300.0
            np.testing.assert_allclose(ours[3:], theirs[3:], rtol=0, atol=JOINT_FORCE_N)
            # 1 N at the length of a hand.
            np.testing.assert_allclose(ours[:3], theirs[:3], rtol=0, atol=0.2)


def opensim_reactions(
    path: Path, bundle: Bundle, walk: Walk, frame: int, forces: FloatArray, joints: list[str]
) -> dict[str, FloatArray]:
    model = stripped_model(path)
    for k in range(model.getMuscles().getSize()):
        model.getMuscles().get(k).set_ignore_activation_dynamics(True)
        model.getMuscles().get(k).set_ignore_tendon_compliance(True)
    reserves = {name: opensim.CoordinateActuator(name) for name in bundle.equations}
    for reserve in reserves.values():
        model.addForce(reserve)
    read_now = True
    model.addModelComponent(opensim.ExternalLoads(str(walk.loads_file), read_now))
    model.finalizeConnections()
    state = model.initSystem()
    state.setTime(float(bundle.times_s[frame]))
    missing = bundle.required_moments_Nm[frame] - bundle.moment_arms_m[frame] @ forces
    for muscle, force in zip(bundle.muscles.names, forces, strict=True):
        override(model.getMuscles().get(muscle), state, force)
    for reserve, moment in zip(reserves.values(), missing, strict=True):
        override(reserve, state, moment)
    posed(model, state, bundle, frame)
    set_speeds(model, state, bundle, frame)
    model.realizeAcceleration(state)
    answer = {}
    for name in joints:
        reaction = model.getJointSet().get(name).calcReactionOnChildExpressedInGround(state)
        answer[name] = np.concatenate([reaction.get(0).to_numpy(), reaction.get(1).to_numpy()])
    return answer


def override(actuator: "opensim.ScalarActuator", state: "opensim.State", value: float) -> None:
    on = True
    actuator.overrideActuation(state, on)
    actuator.setOverrideActuation(state, float(value))


def set_speeds(model: "opensim.Model", state: "opensim.State", bundle: Bundle, frame: int) -> None:
    """Speeds by an interpolating spline of our own, projected by OpenSim onto its couplers."""
    from scipy.interpolate import make_interp_spline

    speeds = make_interp_spline(bundle.times_s, bundle.coordinate_values, k=5)(
        bundle.times_s[frame], 1
    )
    coordinates = model.getCoordinateSet()
    for name, speed in zip(bundle.equations, speeds, strict=True):
        coordinates.get(name).setSpeedValue(state, float(speed))
    for k in range(model.getConstraintSet().getSize()):
        coupler = opensim.CoordinateCouplerConstraint.safeDownCast(model.getConstraintSet().get(k))
        leader = coordinates.get(coupler.getIndependentCoordinateNames().get(0))
        point = opensim.Vector(1, leader.getValue(state))
        first = opensim.StdVectorInt()
        first.push_back(0)
        slope = coupler.getFunction().calcDerivative(first, point)
        follower = coordinates.get(coupler.getDependentCoordinateName())
        follower.setSpeedValue(state, slope * leader.getSpeedValue(state))
    model.realizeVelocity(state)
