"""Measures of two recorded walks, against markers read here and the laboratory's own angles."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.measure_trial import recorded_motion
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.trial_motion import trial_motion
from hipspine.clinic.what_ifs import trial_engines
from hipspine.domain.anatomy import Side
from hipspine.domain.motion import JointAngles, Markers
from hipspine.domain.person import Subject
from hipspine.domain.units import degrees, radians
from hipspine.measure.gait.angle_measures import AngleCurves, angle_curves
from hipspine.measure.gait.heading import Heading, heading_of
from hipspine.measure.gait.motion import RecordedMotion
from hipspine.measure.gait.spatiotemporal import spatiotemporal_measures
from hipspine.readers import read_recording

pytest.importorskip("opensim")

pytestmark = [
    pytest.mark.opensim,
    pytest.mark.recordings,
    pytest.mark.slow,
    pytest.mark.xdist_group("measures_on_recordings"),
]


@dataclass(frozen=True, eq=False)
class Walk:
    motion: RecordedMotion
    heading: Heading
    curves: AngleCurves
    markers: Markers

    def value(self, name: str, side: Side | None = None) -> float:
        measures = spatiotemporal_measures(self.motion, self.heading)
        (one,) = [m for m in measures if m.name == name and m.side is side]
        assert one.value is not None, one.absent_because
        return one.value

    def way_m(self, names: tuple[str, ...], start_s: float, end_s: float) -> np.ndarray:
        """Level way of the mean of some markers between two times, straight from the file."""
        path = np.mean([self.markers.position_m(name) for name in names], axis=0)
        ends = [
            [np.interp(t, self.markers.times_s, path[:, axis]) for axis in (0, 2)]
            for t in (start_s, end_s)
        ]
        return np.subtract(ends[1], ends[0])


def measured(folder: Path, files: tuple[str, str, str], mass_kg: float, cache: Path) -> Walk:
    moving, forces, static = (folder / file for file in files)
    request = AssessmentRequest(
        motion=moving, forces=forces, static=static, subject=Subject(mass_kg)
    )
    workshop = Workshop(cache_dir=cache, workers=2)
    trial = trial_motion(request, person_motion(request, workshop), workshop)
    motion = recorded_motion(trial_engines(trial, workshop).bundle, trial.cycles)
    assert motion is not None
    heading = heading_of(motion)
    markers = read_recording(moving).markers
    assert markers is not None
    return Walk(motion, heading, angle_curves(motion, heading), markers)


@pytest.fixture(scope="module")
def walk(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    files = ("markers_walk.trc", "grf_walk.mot", "static_walk_1.trc")
    return measured(recordings / "walk_rajagopal", files, 85.27, tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="module")
def subject4(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    files = ("walking1.trc", "walking1_external_forces.xml", "static1.trc")
    return measured(recordings / "subject4", files, 62.6, tmp_path_factory.mktemp("subject4"))


PELVIS = ("R.ASIS", "L.ASIS", "R.PSIS", "L.PSIS")

RIGHT_STRIKES_S = (0.2665, 1.411)
"""Of the walk: 20 N first exceeded in grf_walk.mot."""

LEFT_TOE_OFFS_S = (0.1034, 1.2059)
"""Of subject 4, from the plates (the first from the force of its own plate falling below 20 N)."""


def test_speed_of_the_walk_is_that_of_its_pelvis_markers(walk: Walk) -> None:
    start, end = RIGHT_STRIKES_S
    speed = np.linalg.norm(walk.way_m(PELVIS, start, end)) / (end - start)
    # Mean over a right and a left stride against the right one alone, and fitted body against
    # markers on moving skin: 2 %.
    assert walk.value("walking_speed") == pytest.approx(speed, rel=0.02)


def test_cadence_and_stride_of_the_walk_follow_from_plates_and_heel_marker(walk: Walk) -> None:
    start, end = RIGHT_STRIKES_S
    # Strides of the two feet last 1.144 and 1.153 s: the mean of both is within 1 %.
    assert walk.value("cadence") == pytest.approx(2 / (end - start), rel=0.01)
    stride = np.linalg.norm(walk.way_m(("R.Heel",), start, end))
    # The heel bone's origin lies 5 cm from the marker; the foot stands alike at both strikes: 1 cm.
    assert walk.value("stride_length", Side.RIGHT) == pytest.approx(stride, abs=0.01)


def test_steps_of_the_walk_are_the_distances_between_its_heel_markers(walk: Walk) -> None:
    left_strike = 0.836  # off the second plate
    heel = {}
    for name, at_s in (("R.Heel", RIGHT_STRIKES_S[0]), ("L.Heel", left_strike)):
        path = walk.markers.position_m(name)
        heel[name] = np.array([np.interp(at_s, walk.markers.times_s, path[:, a]) for a in (0, 2)])
    ahead = (heel["L.Heel"] - heel["R.Heel"]) @ walk.heading.forward[[0, 2]]
    # The first of two left steps; the markers of both heels sit up to 1.5 cm apart on the shoes.
    assert walk.value("step_length", Side.LEFT) == pytest.approx(ahead, abs=0.03)


def test_subject_4_is_measured_from_toe_off_to_toe_off(subject4: Walk) -> None:
    start, end = LEFT_TOE_OFFS_S
    pelvis = ("r.ASIS", "L.ASIS", "r.PSIS", "L.PSIS")
    speed = np.linalg.norm(subject4.way_m(pelvis, start, end)) / (end - start)
    assert subject4.value("walking_speed") == pytest.approx(speed, rel=0.02)
    assert subject4.value("cadence") == pytest.approx(2 / (end - start), rel=0.01)
    stride = np.linalg.norm(subject4.way_m(("L_calc",), start, end))
    # At toe off the foot is steep: marker and bone move apart by its change of pitch, 2 cm.
    assert subject4.value("stride_length", Side.LEFT) == pytest.approx(stride, abs=0.02)


@pytest.fixture(scope="module")
def laboratory(recordings: Path) -> JointAngles:
    angles = read_recording(recordings / "subject4" / "walking1_ik.mot").angles
    assert angles is not None
    return angles


def spread_deg(walk: Walk, ours: np.ndarray, laboratory: JointAngles, theirs: np.ndarray) -> float:
    """Standard deviation of the difference of two curves [deg]."""
    times = walk.motion.times_s
    both = (times >= laboratory.times_s[0]) & (times <= laboratory.times_s[-1])
    difference = ours[both] - np.interp(times[both], laboratory.times_s, theirs)
    return float(degrees(difference.std()))


@pytest.mark.parametrize("side", Side)
def test_hip_extension_follows_the_laboratory(
    subject4: Walk, laboratory: JointAngles, side: Side
) -> None:
    ours = subject4.curves.hip_extension(side)
    assert ours is not None
    theirs = -laboratory.of(f"hip_flexion{side.suffix}")
    # The tolerance of the fit's own test: what laboratories accept between sessions.
    assert spread_deg(subject4, ours, laboratory, theirs) < 3.0


def test_lumbar_extension_follows_the_laboratory(subject4: Walk, laboratory: JointAngles) -> None:
    ours = subject4.curves.lumbar_extension()
    assert ours is not None
    # As in the fit's own test: six small rotations in series against one.
    assert spread_deg(subject4, ours, laboratory, laboratory.of("lumbar_extension")) < 2.0


def pelvis_of(laboratory: JointAngles) -> np.ndarray:
    """(T, 3, 3) pelvis of the laboratory: OpenSim turns about z, then x, then y."""
    turns = np.tile(np.eye(3), (len(laboratory.times_s), 1, 1))
    for name, (i, j) in (
        ("pelvis_tilt", (0, 1)),
        ("pelvis_list", (1, 2)),
        ("pelvis_rotation", (2, 0)),
    ):
        angle = laboratory.of(name)
        turn = np.tile(np.eye(3), (len(angle), 1, 1))
        turn[:, i, i] = turn[:, j, j] = np.cos(angle)
        turn[:, i, j], turn[:, j, i] = -np.sin(angle), np.sin(angle)
        turns = turns @ turn
    return turns


def test_the_pelvis_rises_and_turns_as_the_laboratory_found(
    subject4: Walk, laboratory: JointAngles
) -> None:
    pelvis = pelvis_of(laboratory)
    # Worked out from axes, not by the order of turns: how steep the axis to the right points up,
    # and where it points in the level plane relative to the direction walked.
    right = pelvis[:, :, 2]
    rises = np.arcsin(right[:, 1])
    ahead = right @ subject4.heading.forward
    aside = right @ np.cross(subject4.heading.forward, [0.0, 1.0, 0.0])
    turned = np.unwrap(np.arctan2(ahead, aside))
    # The tolerance of the fit's own test for the hip, of which the pelvis is one half.
    assert spread_deg(subject4, subject4.curves.pelvis_right_up, laboratory, rises) < 3.0
    assert spread_deg(subject4, subject4.curves.pelvis_to_left, laboratory, turned) < 3.0
    assert abs(subject4.curves.pelvis_to_left.mean()) < radians(10.0)
