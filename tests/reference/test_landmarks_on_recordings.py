"""Points as a pose tool would mark them, from recorded markers, against the laboratory's own files.

A marker at the outside of the knee stands in for the knee, the laboratory's hip centre for the hip:
what landmarks carry at best, without the error of finding them in a picture.
"""

from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import EventKind
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.domain.units import degrees
from hipspine.measure.landmarks.measures import assess_landmarks
from hipspine.measure.landmarks.sagittal import SagittalPaths, sagittal_angles, sagittal_paths
from hipspine.measure.landmarks.strides import strides_of
from hipspine.mechanics.gait_events import events_from_force
from hipspine.readers import read_recording

pytestmark = pytest.mark.recordings

PLACES = {
    "shoulder": {Side.LEFT: "L_Shoulder", Side.RIGHT: "R_Shoulder"},
    "hip": {Side.LEFT: "L_HJC", Side.RIGHT: "R_HJC"},
    "knee": {Side.LEFT: "L_knee", Side.RIGHT: "r_knee"},
    "ankle": {Side.LEFT: "L_ankle", Side.RIGHT: "r_ankle"},
    "heel": {Side.LEFT: "L_calc", Side.RIGHT: "r_calc"},
    "toe": {Side.LEFT: "L_toe", Side.RIGHT: "r_toe"},
}
WALKS = ("walking1", "walking2")


def tracks_of(folder: Path, trial: str) -> PoseTracks:
    markers = read_recording(folder / f"{trial}.trc").markers
    assert markers is not None
    named = {PosePoint.on(side, place): PLACES[place][side] for place in PLACES for side in Side}
    columns = [markers.names.index(name) for name in named.values()]
    return PoseTracks(
        trial,
        "markers",
        PoseSpace.ROOM,
        markers.times_s,
        tuple(named),
        markers.positions_m[:, columns],
    )


@pytest.fixture(scope="module", params=WALKS)
def walk(request, recordings) -> tuple[Path, str, PoseTracks]:
    folder = recordings / "subject4"
    return folder, request.param, tracks_of(folder, request.param)


def side_view(tracks: PoseTracks) -> SagittalPaths:
    paths = sagittal_paths(tracks)
    assert isinstance(paths, SagittalPaths)
    return paths


@pytest.mark.parametrize("side", Side)
def test_the_knees_course_is_the_laboratorys_but_for_an_offset(walk, side):
    folder, trial, tracks = walk
    angles = read_recording(folder / f"{trial}_ik.mot").angles
    assert angles is not None
    ours = sagittal_angles(side_view(tracks)).knee_flexion[side]
    at = np.interp(angles.times_s, tracks.times_s, ours)
    theirs = angles.of(f"knee_angle{side.suffix}")
    seen = np.isfinite(at)
    apart = degrees(at[seen] - theirs[seen])
    assert np.corrcoef(at[seen], theirs[seen])[0, 1] > 0.98
    # Landmarks from a picture differ by 5.6 degrees (Stenum 2021); points on the skin at the same
    # places have to stay within half of that, the marker's offset from the joint taken out.
    assert np.abs(apart - np.median(apart)).mean() < 2.8


def test_heel_strikes_lie_near_those_of_the_plates(walk):
    folder, trial, tracks = walk
    found = strides_of(side_view(tracks)).strikes_s
    forces = read_recording(folder / f"{trial}_grf.mot").forces
    delays = []
    for force in forces:
        for event in events_from_force(force.times_s, force.force_N[:, 1], Side.RIGHT):
            ours = [time for side in Side for time in found[side]]
            if event.kind is EventKind.HEEL_STRIKE and ours:
                delays.append(min((time - event.time_s for time in ours), key=abs))
    assert delays
    # Zeni 2008: 94 % of events within two frames of 60 Hz (0.033 s) of the plates; one frame more
    # for our low-pass at 6 Hz.
    assert max(abs(delay) for delay in delays) < 0.05


def test_measures_of_a_walk_are_told_for_both_sides(walk):
    _folder, _trial, tracks = walk
    found = {(one.name, one.side): one for one in assess_landmarks(tracks).measurements}
    for side in Side:
        # Walking bends the knee to 55 to 70 degrees in swing (Winter 2009); points on the skin
        # may be off by the 5.6 degrees above.
        peak = found["knee_flexion_peak", side].value
        assert peak is not None
        assert 49.0 < degrees(peak) < 76.0
    # No point lies on the pelvis' bones among those that a pose tool marks.
    assert found["pelvis_anterior_tilt_estimated", None].value is None
