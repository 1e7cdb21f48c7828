"""Extraction on a pendulum small enough to work out by hand, and on models it must refuse."""

import importlib
import importlib.metadata
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hipspine.domain.errors import ModelError, RecordingError
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.simulate.extraction import body_positions, extract_bundle, total_mass_kg
from hipspine.simulate.fit.workers import OpenSimProcesses

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = pytest.mark.opensim

MASS_KG, LENGTH_M, INERTIA_KG_M2 = 2.0, 0.5, 0.1
GRAVITY = 9.80665
MUSCLE_FROM = (0.1, 0.0, 0.0)
MUSCLE_TO = (0.0, -0.2, 0.0)

Model = opensim.Model
Change = Callable[[Model], None]


def pendulum() -> Model:
    """A rod hanging from ground by a pin at ``hip_r``, one muscle in front of it.

    The angle is positive swinging forward (X) about Z; mass and "foot" sit at LENGTH_M below.
    """
    model = opensim.Model()
    model.setName("pendulum")
    model.setGravity(opensim.Vec3(0, -GRAVITY, 0))
    body = opensim.Body(
        "calcn_r",
        MASS_KG,
        opensim.Vec3(0, -LENGTH_M, 0),
        opensim.Inertia(INERTIA_KG_M2, INERTIA_KG_M2, INERTIA_KG_M2),
    )
    joint = opensim.PinJoint("hip_r", model.getGround(), body)
    joint.updCoordinate().setName("hip_flexion_r")
    muscle = opensim.DeGrooteFregly2016Muscle()
    muscle.setName("flexor_r")
    muscle.set_max_isometric_force(1000.0)
    muscle.set_optimal_fiber_length(0.11)
    muscle.set_tendon_slack_length(0.21)
    muscle.set_pennation_angle_at_optimal(0.3)
    muscle.set_max_contraction_velocity(8.0)
    muscle.set_passive_fiber_strain_at_one_norm_force(0.65)
    muscle.set_min_control(0.02)
    muscle.addNewPathPoint("from", model.getGround(), opensim.Vec3(*MUSCLE_FROM))
    muscle.addNewPathPoint("to", body, opensim.Vec3(*MUSCLE_TO))
    model.addBody(body)
    model.addJoint(joint)
    model.addForce(muscle)
    model.finalizeConnections()
    return model


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the pendulum, changed or not."""

    def to_file(change: Change = lambda model: None) -> Path:
        model = pendulum()
        change(model)
        model.finalizeConnections()
        path = tmp_path / "pendulum.osim"
        model.printToXML(str(path))
        return path

    return to_file


def swing(name: str = "hip_flexion_r", frames: int = 21) -> JointAngles:
    """Half the parabola 0.8 t²: speed 1.6 t, acceleration 1.6."""
    times = np.linspace(0.0, 0.5, frames)
    return JointAngles((name,), times, (0.8 * times**2)[:, None])


class ThisProcess(OpenSimProcesses):
    """Answers in the test's own process: quick, and seen by the coverage."""

    def __init__(self) -> None:
        pass

    def ask_each(
        self, door: str, questions: Iterable[tuple[object, ...]]
    ) -> Iterator[tuple[int, Any]]:
        module, _, function = door.rpartition(".")
        worker = importlib.import_module(f"hipspine.simulate.opensim_worker.{module}")
        for number, question in enumerate(questions):
            yield number, getattr(worker, function)(*question)


@pytest.fixture
def processes() -> OpenSimProcesses:
    return ThisProcess()


def test_moments_arms_and_loads_of_a_pendulum(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    bundle = extract_bundle(write(), swing(), [], cache_dir=None, workers=processes)
    t = bundle.times_s
    q, u, a = 0.8 * t**2, 1.6 * t, 1.6
    # Moment about the pin: (I + m l²) a + m g l sin q.
    moment = (INERTIA_KG_M2 + MASS_KG * LENGTH_M**2) * a + MASS_KG * GRAVITY * LENGTH_M * np.sin(q)
    np.testing.assert_allclose(bundle.required_moments_Nm[:, 0], moment, atol=1e-6)
    # Insertion at 0.2 m down the rod: (0.2 sin q, -0.2 cos q); arm = insertion x direction.
    insertion = 0.2 * np.column_stack([np.sin(q), -np.cos(q)])
    span = np.array(MUSCLE_FROM[:2]) - insertion
    length = np.linalg.norm(span, axis=1)
    direction = span / length[:, None]
    arm = insertion[:, 0] * direction[:, 1] - insertion[:, 1] * direction[:, 0]
    np.testing.assert_allclose(bundle.moment_arms_m[:, 0, 0], arm, atol=1e-12)
    np.testing.assert_allclose(bundle.muscle_lengths_m[:, 0], length, atol=1e-12)
    # Tension times shortening is moment times angular speed.
    np.testing.assert_allclose(bundle.lengthening_speeds_m_s[:, 0], -arm * u, atol=1e-9)
    # The pin holds m (a_centre - g); the muscle's pull on the rod comes off it.
    across = LENGTH_M * np.column_stack([np.cos(q), np.sin(q)]) * a
    inwards = -LENGTH_M * np.column_stack([np.sin(q), -np.cos(q)]) * (u**2)[:, None]
    force = MASS_KG * (across + inwards + [0.0, GRAVITY])
    np.testing.assert_allclose(bundle.joint_load_offset_N[:, 0, 3:5], force, atol=1e-6)
    np.testing.assert_allclose(bundle.joint_load_per_force[:, 0, 3:5, 0], -direction, atol=1e-12)
    assert bundle.joints == ("hip_right",)
    assert bundle.mass_kg == pytest.approx(MASS_KG)


def test_ground_force_on_the_foot_is_taken_off_moment_and_joint_load(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = JointAngles(("hip_flexion_r",), np.array([0.0]), np.array([[0.0]]))
    push = ContactForce(
        Contact.RIGHT_FOOT,
        np.array([-1.0, 1.0]),
        np.tile([0.0, 30.0, 0.0], (2, 1)),
        np.tile([0.1, -0.6, 0.0], (2, 1)),
        np.tile([0.0, 0.0, 2.0], (2, 1)),
    )
    bundle = extract_bundle(write(), angles, [push], cache_dir=None, workers=processes)
    # Hanging still: the ground turns the rod by 0.1 * 30 + 2 = 5 N·m, so -5 is required.
    np.testing.assert_allclose(bundle.required_moments_Nm, [[-5.0]], atol=1e-12)
    np.testing.assert_allclose(
        bundle.joint_load_offset_N[0, 0, 3:], [0, MASS_KG * GRAVITY - 30.0, 0], atol=1e-12
    )


def test_unmeasured_frames_are_marked(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = swing()
    force = np.zeros((21, 3))
    force[:4] = np.nan
    foot = ContactForce(
        Contact.RIGHT_FOOT, angles.times_s, force, np.zeros((21, 3)), np.zeros((21, 3))
    )
    bundle = extract_bundle(write(), angles, [foot], cache_dir=None, workers=processes)
    np.testing.assert_array_equal(bundle.measured, np.arange(21) >= 4)
    assert np.isfinite(bundle.moment_arms_m).all()


def test_muscle_parameters_are_the_models(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    muscles = extract_bundle(write(), swing(), [], cache_dir=None, workers=processes).muscles
    assert muscles.names == ("flexor_r",)
    assert muscles.max_isometric_force_N[0] == 1000.0
    assert muscles.optimal_fibre_length_m[0] == 0.11
    assert muscles.tendon_slack_length_m[0] == 0.21
    assert muscles.pennation_at_optimal_rad[0] == 0.3
    assert muscles.max_contraction_velocity_per_s[0] == 8.0
    assert muscles.passive_strain_at_max_force[0] == 0.65
    assert muscles.minimum_activation[0] == 0.02


def test_muscle_paths_are_drawn_from_end_to_end(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def with_via_point(model: Model) -> None:
        muscle = model.updForceSet().get(0)
        body = model.getBodySet().get(0)
        path = opensim.GeometryPath.safeDownCast(opensim.Muscle.safeDownCast(muscle).updPath())
        path.appendNewPathPoint("end", body, opensim.Vec3(0, -0.3, 0))

    bundle = extract_bundle(write(with_via_point), swing(), [], cache_dir=None, workers=processes)
    # The end pulls on nothing (its neighbour is on the same rod) and is drawn all the same.
    assert bundle.path_start.tolist() == [0, 3]
    np.testing.assert_allclose(
        bundle.path_points_m[0], [MUSCLE_FROM, MUSCLE_TO, (0, -0.3, 0)], atol=1e-12
    )


def test_a_locked_coordinate_has_no_equation(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def lock(model: Model) -> None:
        model.updCoordinateSet().get(0).set_locked(True)

    bundle = extract_bundle(write(lock), swing(), [], cache_dir=None, workers=processes)
    assert bundle.equations == ()
    assert any("locked" in problem.what for problem in bundle.problems)


def test_forces_other_than_muscles_are_named(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def add_spring(model: Model) -> None:
        spring = opensim.SpringGeneralizedForce("hip_flexion_r")
        spring.setName("ligament")
        model.addForce(spring)
        reserve = opensim.CoordinateActuator("hip_flexion_r")
        reserve.setName("reserve")
        model.addForce(reserve)

    bundle = extract_bundle(write(add_spring), swing(), [], cache_dir=None, workers=processes)
    told = " ".join(problem.where for problem in bundle.problems)
    assert "ligament" in told
    assert "reserve" not in told


def test_unknown_angles_are_named_and_not_used(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    angles = swing()
    more = JointAngles(
        ("hip_flexion_r", "tail"), angles.times_s, np.column_stack([angles.values, angles.values])
    )
    bundle = extract_bundle(write(), more, [], cache_dir=None, workers=processes)
    assert any("tail" in problem.where for problem in bundle.problems)


def test_angles_that_fit_nothing_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    with pytest.raises(ModelError, match="hip_flexion_r"):
        extract_bundle(write(), swing("elbow"), [], cache_dir=None, workers=processes)


def test_polynomial_paths_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def fit(model: Model) -> None:
        old = opensim.Muscle.safeDownCast(model.updForceSet().get(0))
        function = opensim.FunctionBasedPath()
        function.setLengthFunction(opensim.LinearFunction(-0.1, 0.2))
        function.setCoordinatePaths(opensim.StdVectorString(["/jointset/hip_r/hip_flexion_r"]))
        old.set_path(function)

    with pytest.raises(ModelError, match="wrong joint loads"):
        extract_bundle(write(fit), swing(), [], cache_dir=None, workers=processes)


def test_constraints_that_would_have_to_be_solved_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def tie(model: Model) -> None:
        body = model.getBodySet().get(0)
        model.addConstraint(
            opensim.PointConstraint(
                model.getGround(), opensim.Vec3(0, -0.5, 0), body, opensim.Vec3(0, -0.5, 0)
            )
        )

    with pytest.raises(ModelError, match="PointConstraint"):
        extract_bundle(write(tie), swing(), [], cache_dir=None, workers=processes)


def test_moving_path_points_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    def slide(model: Model) -> None:
        muscle = opensim.Muscle.safeDownCast(model.updForceSet().get(0))
        point = opensim.MovingPathPoint()
        point.setName("patella")
        point.setParentFrame(model.getBodySet().get(0))
        for axis in "xyz":
            getattr(point, f"set_{axis}_location")(opensim.LinearFunction(0.1, 0.0))
            coordinate = model.getCoordinateSet().get(0)
            getattr(point, f"connectSocket_{axis}_coordinate")(coordinate)
        path = opensim.GeometryPath.safeDownCast(muscle.updPath())
        path.updPathPointSet().adoptAndAppend(point)

    with pytest.raises(ModelError, match="MovingPathPoint"):
        extract_bundle(write(slide), swing(), [], cache_dir=None, workers=processes)


def test_ball_joints_are_refused(write: Callable[..., Path], processes: OpenSimProcesses) -> None:
    def add_ball(model: Model) -> None:
        arm = opensim.Body("arm", 1.0, opensim.Vec3(0), opensim.Inertia(0.1))
        model.addBody(arm)
        model.addJoint(opensim.BallJoint("shoulder", model.getGround(), arm))

    with pytest.raises(ModelError, match="ball or free joint"):
        extract_bundle(write(add_ball), swing(), [], cache_dir=None, workers=processes)


def replaced_muscle(kind: str) -> Change:
    """Put another kind of muscle in the flexor's place."""

    def change(model: Model) -> None:
        model.updForceSet().remove(0)
        muscle = getattr(opensim, kind)()
        muscle.setName("flexor_r")
        muscle.addNewPathPoint("from", model.getGround(), opensim.Vec3(*MUSCLE_FROM))
        muscle.addNewPathPoint("to", model.getBodySet().get(0), opensim.Vec3(*MUSCLE_TO))
        model.addForce(muscle)

    return change


@pytest.mark.parametrize(
    ("kind", "strain"),
    # Defaults of the papers: Thelen 2003 0.6 (young adults), Millard 2013 0.7.
    [("Thelen2003Muscle", 0.6), ("Millard2012EquilibriumMuscle", 0.7)],
)
def test_other_kinds_of_muscle_are_read(
    write: Callable[..., Path], processes: OpenSimProcesses, kind: str, strain: float
) -> None:
    model = write(replaced_muscle(kind))
    muscles = extract_bundle(model, swing(), [], cache_dir=None, workers=processes).muscles
    assert muscles.passive_strain_at_max_force[0] == pytest.approx(strain)
    assert muscles.minimum_activation[0] == pytest.approx(0.01)


def test_a_muscle_without_fibre_curves_is_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write(replaced_muscle("RigidTendonMuscle"))
    with pytest.raises(ModelError, match="RigidTendonMuscle"):
        extract_bundle(model, swing(), [], cache_dir=None, workers=processes)


@pytest.mark.parametrize("content", [b"", b"\x00\xff garbage", b"<OpenSimDocument/>"])
def test_a_file_that_is_no_model_is_refused(
    tmp_path: Path, processes: OpenSimProcesses, content: bytes
) -> None:
    path = tmp_path / "broken.osim"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.osim"):
        extract_bundle(path, swing(), [], cache_dir=None, workers=processes)


def test_an_absent_model_is_refused_before_any_process_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        extract_bundle(tmp_path / "no.osim", swing(), [], cache_dir=None)


def test_no_frames_are_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(RecordingError, match="at least one frame"):
        extract_bundle(write(), swing(frames=0), [], cache_dir=None)


def test_a_second_run_comes_from_the_cache(
    write: Callable[..., Path], processes: OpenSimProcesses, tmp_path: Path
) -> None:
    model, calls = write(), []
    first = extract_bundle(
        model,
        swing(),
        [],
        cache_dir=tmp_path,
        workers=processes,
        progress=lambda done, total: calls.append((done, total)),
    )
    assert calls[-1] == (21, 21)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    calls.clear()
    again = extract_bundle(
        model, swing(), [], cache_dir=tmp_path, progress=lambda *_: calls.append((0, 0))
    )
    assert calls == []
    np.testing.assert_array_equal(first.moment_arms_m, again.moment_arms_m)


def test_a_damaged_cache_file_is_replaced_and_said(
    write: Callable[..., Path], processes: OpenSimProcesses, tmp_path: Path
) -> None:
    model = write()
    extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    [path] = (tmp_path / "bundles").iterdir()
    path.write_bytes(path.read_bytes()[:1000])
    bundle = extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    assert any("cache" in problem.where for problem in bundle.problems)
    again = extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    assert not any("cache" in problem.where for problem in again.problems)


def test_places_and_mass_without_a_bundle(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write()
    assert total_mass_kg(model, workers=processes) == pytest.approx(MASS_KG)
    places = body_positions(model, swing(), ["calcn_r"], workers=processes)
    np.testing.assert_allclose(places["calcn_r"], np.zeros((21, 3)), atol=1e-12)
    with pytest.raises(ModelError, match="body tail"):
        body_positions(model, swing(), ["tail"], workers=processes)


def test_an_error_in_a_worker_arrives_as_it_was_raised(write: Callable[..., Path]) -> None:
    with pytest.raises(ModelError) as caught:
        extract_bundle(write(), swing("elbow"), [], cache_dir=None, workers=1)
    assert caught.value.got == "elbow"


def test_without_opensim_the_message_says_what_to_install(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    with pytest.raises(ModelError, match=r"hipspine\[opensim\]"):
        extract_bundle(write(), swing(), [], cache_dir=tmp_path)


def coupled_legs(*couplers: tuple[str, str]) -> Change:
    """Hang two more rods on the first, and let coordinates follow others at twice their angle."""

    def change(model: Model) -> None:
        parent = model.getBodySet().get(0)
        for name in ("shank", "toe"):
            body = opensim.Body(name, 1.0, opensim.Vec3(0, -0.2, 0), opensim.Inertia(0.1))
            joint = opensim.PinJoint(
                f"{name}_joint",
                parent,
                opensim.Vec3(0, -0.5, 0),
                opensim.Vec3(0),
                body,
                opensim.Vec3(0),
                opensim.Vec3(0),
            )
            joint.updCoordinate().setName(name)
            model.addBody(body)
            model.addJoint(joint)
            parent = body
        for dependent, independent in couplers:
            coupler = opensim.CoordinateCouplerConstraint()
            coupler.setName(f"{dependent}_follows")
            names = opensim.ArrayStr()
            names.append(independent)
            coupler.setIndependentCoordinateNames(names)
            coupler.setDependentCoordinateName(dependent)
            coupler.setFunction(opensim.LinearFunction(2.0, 0.1))
            model.addConstraint(coupler)

    return change


def test_coordinates_follow_a_chain_of_couplers_in_any_order(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write(coupled_legs(("toe", "shank"), ("shank", "hip_flexion_r")))
    bundle = extract_bundle(model, swing(), [], cache_dir=None, workers=processes)
    assert bundle.equations == ("hip_flexion_r",)
    # At 0.2 rad: shank 2 * 0.2 + 0.1 = 0.5, toe 2 * 0.5 + 0.1 = 1.1; rods add up to 1.8 rad.
    last = bundle.body_rotations[-1, bundle.bodies.index("toe")]
    assert np.arctan2(last[1, 0], last[0, 0]) == pytest.approx(1.8, abs=1e-9)


def test_power_of_gravity_passes_through_couplers(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    """Held still at zero but for the offsets: the moment is the derivative of the height's energy.

    Angles to the vertical are q, 3 q + 0.1 and 7 q + 0.4 with the chain above, so with masses 2, 1
    and 1 kg and centres at 0.5, 0.2 and 0.2 m below joints 0.5 m apart the energy is
    E(q) = -g [2 * 0.5 cos q + (0.5 cos q + 0.2 cos s) + (0.5 cos q + 0.5 cos s + 0.2 cos t)].
    """
    model = write(coupled_legs(("toe", "shank"), ("shank", "hip_flexion_r")))
    still = JointAngles(("hip_flexion_r",), np.array([0.0]), np.array([[0.2]]))
    bundle = extract_bundle(model, still, [], cache_dir=None, workers=processes)
    q, s, t = 0.2, 3 * 0.2 + 0.1, 7 * 0.2 + 0.4
    expected = GRAVITY * (2.0 * np.sin(q) + 3 * 0.7 * np.sin(s) + 7 * 0.2 * np.sin(t))
    np.testing.assert_allclose(bundle.required_moments_Nm, [[expected]], rtol=1e-9)


def test_couplers_in_a_circle_are_refused(
    write: Callable[..., Path], processes: OpenSimProcesses
) -> None:
    model = write(coupled_legs(("toe", "shank"), ("shank", "toe")))
    with pytest.raises(ModelError, match="circle"):
        extract_bundle(model, swing(), [], cache_dir=None, workers=processes)


DYING_RUN = """
import multiprocessing, os, signal
from pathlib import Path
import numpy as np
from hipspine.domain.errors import InternalError
from hipspine.domain.motion import JointAngles
from hipspine.simulate.extraction import extract_bundle

def end(done, total):
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)

if __name__ == "__main__":
    times = np.linspace(0, 1, 2000)
    angles = JointAngles(("hip_flexion_r",), times, times[:, None] ** 2)
    try:
        extract_bundle(Path("pendulum.osim"), angles, [], cache_dir=None, progress=end)
    except InternalError as error:
        assert "one worker" in str(error)
        raise SystemExit(70)
"""

LONG_RUN = """
from pathlib import Path
import numpy as np
from hipspine.domain.motion import JointAngles
from hipspine.simulate.extraction import extract_bundle

if __name__ == "__main__":
    times = np.linspace(0, 1, 20_000)
    angles = JointAngles(("hip_flexion_r",), times, times[:, None] ** 2)
    extract_bundle(
        Path("../pendulum.osim"), angles, [], cache_dir=Path("cache"),
        progress=lambda done, total: print(done, flush=True),
    )
"""


def test_a_worker_that_dies_is_reported_with_what_to_do(write: Callable[..., Path]) -> None:
    """The workers end in the middle of the work, as they do when OpenSim crashes."""
    script = write().with_name("dies.py")
    script.write_text(DYING_RUN)
    answer = subprocess.run([sys.executable, script], cwd=script.parent, timeout=60, check=False)
    assert answer.returncode == 70


def start_long_run(model: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """Start an extraction in an empty folder and a session of its own; return once it works."""
    script = model.with_name("long.py")
    script.write_text(LONG_RUN)
    folder = model.parent / "run"
    folder.mkdir()
    running = subprocess.Popen(
        [sys.executable, script],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout is not None
    running.stdout.readline()
    return running, folder


def ends_within(process_group: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(process_group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_control_c_ends_all_processes_and_leaves_no_files(write: Callable[..., Path]) -> None:
    running, folder = start_long_run(write())
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does
    _, said = running.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said
    assert list(folder.rglob("*.*")) == []  # neither a half bundle nor a log
    assert ends_within(running.pid, 10.0)


def test_workers_do_not_outlive_a_killed_parent(write: Callable[..., Path]) -> None:
    running, _ = start_long_run(write())
    running.kill()
    running.communicate(timeout=30)
    assert ends_within(running.pid, 10.0)
