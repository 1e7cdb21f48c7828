"""Our scaling and inverse kinematics against OpenSim's, on our model fitted to recorded people."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.content.marker_sets import recognise_marker_set, shipped_marker_sets
from hipspine.domain.person import Subject
from hipspine.domain.units import degrees
from hipspine.readers import read_recording
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.followers import part_of
from hipspine.simulate.fit.marker_mapping import map_markers
from hipspine.simulate.fit.marker_table import BODIES, landmark_markers
from hipspine.simulate.fit.model_fit import fit_model
from hipspine.simulate.fit.own_postures import (
    describe_body,
    scaled_body,
    solve_postures,
    with_markers,
)
from hipspine.simulate.fit.requests import PoseAnswer, PoseRequest, ScalingRequest
from hipspine.simulate.fit.skeleton_file import BodyModel, read_body_model
from hipspine.simulate.fit.standing_start import standing_start
from hipspine.simulate.fit.workers import OpenSimProcesses

pytestmark = pytest.mark.opensim

ASSEMBLED = 1e-8
"""[rad or m] OpenSim meets couplers to 1e-10 of a norm over all; positions follow to about 1e-9."""

CONVERGED = 1e-9
"""Accuracy at which OpenSim's search, too, is near its end."""


def random_posture(body: BodyModel, seed: int) -> dict[str, float]:
    chance = np.random.default_rng(seed)
    low = np.where(np.isfinite(body.skeleton.lowest), body.skeleton.lowest, -0.3)
    high = np.where(np.isfinite(body.skeleton.highest), body.skeleton.highest, 0.3)
    drawn = dict(zip(body.skeleton.coordinates, chance.uniform(low, high), strict=True))
    values = body.skeleton.posture(drawn)
    return dict(zip(body.skeleton.coordinates, values.tolist(), strict=True))


def assert_opensim_agrees(path: Path, body: BodyModel, posture: dict[str, float]) -> None:
    """Compare coordinates, mass, joint centres and the markers in the file."""
    # The module itself needs OpenSim, which the tests above it skip without.
    from hipspine.simulate.opensim_worker.loading import read_posable_model, set_posture

    model = read_posable_model(str(path))
    state = model.initSystem()
    set_posture(model, state, posture)
    model.realizePosition(state)
    ours = describe_body(body, posture)
    names = [each.getName() for each in model.getCoordinateSet()]
    assert tuple(names) == ours.coordinates
    assert ours.mass_kg == pytest.approx(model.getTotalMass(state), rel=1e-12)
    for joint in model.getJointList():
        place = joint.getChildFrame().getPositionInGround(state).to_numpy()
        np.testing.assert_allclose(ours.joint_centres_m[joint.getName()], place, atol=ASSEMBLED)
    markers = model.getMarkerSet()
    for marker in (markers.get(index) for index in range(markers.getSize())):
        place = marker.getLocationInGround(state).to_numpy()
        np.testing.assert_allclose(ours.markers_m[marker.getName()], place, atol=ASSEMBLED)


@pytest.fixture(scope="module")
def generic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("opensim")
    return write_model(tmp_path_factory.mktemp("generic") / "generic.osim")


@pytest.mark.parametrize("seed", range(3))
def test_our_model_stands_where_opensim_puts_it(generic: Path, seed: int) -> None:
    body = read_body_model(generic)
    assert_opensim_agrees(generic, body, random_posture(body, seed))


@pytest.mark.recordings
@pytest.mark.parametrize(
    "file",
    [
        "walk_rajagopal/subject_walk_scaled.osim",
        "subject4/subject4_scaled.osim",
        "models/Rajagopal2016.osim",
        "models/RajagopalLaiUhlrich2023.osim",
    ],
)
def test_models_of_others_stand_where_opensim_puts_them(recordings: Path, file: str) -> None:
    # Scaled translations, splines of the knee, universal and weld joints, limits on followers.
    pytest.importorskip("opensim")
    body = read_body_model(recordings / file)
    assert_opensim_agrees(recordings / file, body, random_posture(body, 1))


def test_a_scaled_body_is_opensims(generic: Path, tmp_path: Path) -> None:
    body = with_markers(read_body_model(generic), landmark_markers())
    chance = np.random.default_rng(2)
    # The joint between two bodies of other factors tells which of them each part grows with.
    factors = {name: chance.uniform(0.8, 1.2) for each in BODIES.values() for name in each}
    ours = scaled_body(body, {name: factors[name] for name in body.skeleton.bodies[1:]})
    out = tmp_path / "scaled.osim"
    request = ScalingRequest(generic, out, "scaled", factors, body.mass_kg, 1.0, landmark_markers())
    with OpenSimProcesses(1) as processes:
        processes.ask("scaling.write_scaled_model", request)
    assert_opensim_agrees(out, ours, random_posture(body, 3))


@dataclass(frozen=True)
class Person:
    folder: str
    static: str
    mass_kg: float


PEOPLE = {
    "subject4": Person("subject4", "static1.trc", 62.6),
    "walk": Person("walk_rajagopal", "static_walk_1.trc", 85.27),
}
TRIALS = {
    "a walk": ("walk", "markers_walk.trc", 34),
    "another's walk": ("subject4", "walking1.trc", 18),
    "squats": ("subject4", "squats1.trc", 190),
    "rising from a chair": ("subject4", "STS1.trc", 200),
}
"""Whose they are, the file, and every which frame OpenSim gets: seven of each trial."""


@dataclass(frozen=True, eq=False)
class Compared:
    request: PoseRequest
    ours: PoseAnswer
    theirs: PoseAnswer

    def objective(self, answer: PoseAnswer) -> np.ndarray:
        return np.nansum(self.request.weights * answer.errors_m**2, axis=1)


@pytest.fixture(scope="module")
def processes():
    pytest.importorskip("opensim")
    with OpenSimProcesses(2) as running:
        yield running


@pytest.fixture(scope="module")
def fitted(recordings, processes, tmp_path_factory):
    made = {}
    for name, person in PEOPLE.items():
        folder = tmp_path_factory.mktemp(name)
        static = read_recording(recordings / person.folder / person.static).markers
        marker_set = recognise_marker_set(static.names, shipped_marker_sets())
        fit_model(
            static,
            Subject(person.mass_kg),
            marker_set,
            model_path=write_model(folder / "generic.osim"),
            out_path=folder / "person.osim",
            workers=processes,
        )
        made[name] = (folder / "person.osim", marker_set)
    return made


@pytest.fixture(scope="module", params=TRIALS)
def compared(request, recordings, processes, fitted) -> Compared:
    who, file, every = TRIALS[request.param]
    path, marker_set = fitted[who]
    body = read_body_model(path)
    markers = read_recording(recordings / PEOPLE[who].folder / file).markers
    mapped = map_markers(markers, marker_set)
    known = {marker.name for marker in body.markers}
    tracked = [marker for marker in mapped.tracked if marker.model_name in known]
    positions = np.stack([marker.path_m[::every] for marker in tracked], axis=1)
    first = {name: path[0] for name, path in mapped.landmarks_m.items()}
    asked = PoseRequest(
        marker_names=tuple(marker.model_name for marker in tracked),
        weights=np.array([marker.weight for marker in tracked]),
        times_s=mapped.times_s[::every],
        positions_m=positions,
        start=standing_start(first),
        accuracy=CONVERGED,
    )
    parts = [part_of(asked, frames) for frames in np.array_split(np.arange(len(positions)), 2)]
    answers = dict(
        processes.ask_each(
            "inverse_kinematics.solve_postures", [(str(path), part) for part in parts]
        )
    )
    theirs = PoseAnswer(
        answers[0].coordinates,
        np.concatenate([answers[number].values for number in (0, 1)]),
        np.concatenate([answers[number].errors_m for number in (0, 1)]),
    )
    return Compared(asked, solve_postures(body, asked), theirs)


@pytest.mark.recordings
@pytest.mark.slow
@pytest.mark.xdist_group("kinematics_against_opensim")
def test_angles_are_those_of_opensims_search_where_it_has_ended(compared: Compared) -> None:
    # OpenSim's steps end in single frames before its minimum, above all in the turn of a forearm,
    # whose markers sit 3 cm off its axis. Such a frame gives itself away: it is further from the
    # markers, by more than 0.1 % of the sum of squares, and there our angles are the better ones.
    ended = compared.objective(compared.theirs) <= 1.001 * compared.objective(compared.ours)
    assert ended.mean() > 0.5
    apart = (compared.ours.values - compared.theirs.values)[ended]
    rms = degrees(np.sqrt((apart**2).mean(axis=0)))
    # Half a degree is the goal.
    assert dict(zip(compared.ours.coordinates, rms, strict=True)) == {
        name: pytest.approx(0.0, abs=0.5) for name in compared.theirs.coordinates
    }


@pytest.mark.recordings
@pytest.mark.slow
@pytest.mark.xdist_group("kinematics_against_opensim")
def test_no_frame_is_further_from_its_markers_than_in_opensims(compared: Compared) -> None:
    ours, theirs = (compared.objective(each) for each in (compared.ours, compared.theirs))
    # Both are minima of one objective; rounding of sums of squares is 1e-13 of them.
    assert (ours <= theirs * (1 + 1e-12)).all()
