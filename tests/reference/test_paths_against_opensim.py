"""Muscle paths that are worked out here equal OpenSim's, point for point, in many postures."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import JointAngles
from hipspine.simulate.body.build import write_model
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = pytest.mark.opensim

POSTURES = 12
SAME_M = 1e-10
"""Both sides place the same points by the same closed formulas on numbers of about 1 m."""

MOVED = (
    *(f"hip_{motion}_{side}" for motion in ("flexion", "adduction", "rotation") for side in "rl"),
    *(f"{joint}_angle_{side}" for joint in ("knee", "ankle") for side in "rl"),
    "lumbar_extension",
    "lumbar_bending",
    "lumbar_rotation",
)
"""Coordinates that change where legs' and trunk's muscles touch their cylinders."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model") / "own.osim")


@pytest.fixture(scope="module")
def angles() -> JointAngles:
    """Postures from upright to deep squats, hips turned and spread."""
    random = np.random.default_rng(2)
    reach = {"hip_flexion": (-0.3, 1.9), "knee_angle": (0.0, 2.0)}
    columns = [random.uniform(*reach.get(name[:-2], (-0.3, 0.3)), size=POSTURES) for name in MOVED]
    return JointAngles(MOVED, np.arange(POSTURES) / 100.0, np.column_stack(columns))


@pytest.fixture(scope="module")
def bundle(model: Path, angles: JointAngles) -> Bundle:
    return extract_bundle(model, angles, [], cache_dir=None, workers=1)


def test_lengths_and_points_equal_opensims(
    model: Path, angles: JointAngles, bundle: Bundle
) -> None:
    # The worker's own door poses OpenSim's model; couplers are tested elsewhere.
    from hipspine.simulate.opensim_worker.motion import prepare_values
    from hipspine.simulate.opensim_worker.session import open_session

    session = open_session(str(model), hashlib.sha256(model.read_bytes()).hexdigest())
    values, _ = prepare_values(session, angles)
    touching = set()
    for frame, posture in enumerate(values):
        session.set_motion(posture, np.zeros(values.shape[1]))
        for muscle, path in enumerate(session.paths):
            where = f"{session.muscles[muscle].getName()} in posture {frame}"
            length = path.getLength(session.state)
            assert bundle.muscle_lengths_m[frame, muscle] == pytest.approx(length, abs=SAME_M), (
                where
            )
            theirs = points_of(path, session.state)
            ours = bundle.path_points_m[
                frame, bundle.path_start[muscle] : bundle.path_start[muscle + 1]
            ]
            ours = ours[np.isfinite(ours[:, 0])]
            assert ours.shape == theirs.shape, where
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=SAME_M, err_msg=where)
            if len(theirs) > path.getPathPointSet().getSize():
                touching.add((muscle, frame))
    muscles = {muscle for muscle, _ in touching}
    # The comparison is of paths that touch and leave their surfaces.
    assert len(muscles) > 80
    assert len(touching) < len(muscles) * POSTURES


def points_of(path: Any, state: Any) -> FloatArray:
    """Return (P, 3) points in ground; from the frames, since a second surface leaves others."""
    points = path.getCurrentPath(state)
    found = []
    for number in range(points.getSize()):
        point = points.get(number)
        frame = point.getParentFrame()
        found.append(frame.findStationLocationInGround(state, point.getLocation(state)).to_numpy())
    return np.array(found)
