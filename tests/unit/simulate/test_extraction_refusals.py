"""Models and motions that extraction must refuse."""

import importlib
import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import pytest

from hipspine.domain.errors import ModelError, RecordingError
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from pendulum import (
    Model,
    replaced_muscle,
    swing,
)

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = pytest.mark.opensim


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


def test_no_frames_are_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(RecordingError, match="at least one frame"):
        extract_bundle(write(), swing(frames=0), [], cache_dir=None)


def test_without_opensim_the_message_says_what_to_install(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    with pytest.raises(ModelError, match=r"hipspine\[opensim\]"):
        extract_bundle(write(), swing(), [], cache_dir=tmp_path)
