"""Entries of a movement test, read from a marker recording instead of by hand."""

from pathlib import Path

from hipspine.content.marker_sets import (
    plain_marker_name,
    read_marker_set,
    recognise_marker_set,
    shipped_marker_sets,
)
from hipspine.content.movement_tests import MovementTest
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError, RecordingError
from hipspine.domain.motion import Markers
from hipspine.domain.units import degrees
from hipspine.measure.movement_tests.from_markers import OneLegAngles, Paths, one_leg_angles
from hipspine.readers import read_recording, require_usable

ENTRIES = {
    "trendelenburg": {"drop_deg": "pelvis_drop"},
    "single_leg_squat": {
        "pelvis_drop_deg": "pelvis_drop",
        "trunk_lean_deg": "trunk_lean",
        "knee_inward_deg": "knee_inward",
    },
}
"""Tests that can be read from markers: each entry and the angle behind it."""


def entries_from_markers(
    test: MovementTest, file: Path, side: Side, *, marker_set: Path | None = None
) -> tuple[str, ...]:
    """Return ``side.entry=value`` texts for a test on one leg.

    Parameters
    ----------
    test : MovementTest
    file : Path
        The marker recording.
    side : Side
        The standing leg.
    marker_set : Path, optional
        What the marker names mean; recognised where it is left out.

    Raises
    ------
    AnswersError
        If the test is not one that markers can tell.
    RecordingError
        If the file holds no markers, a landmark is missing, or the other foot is never lifted.
    """
    if test.id not in ENTRIES:
        raise AnswersError(
            f"movement test {test.id}",
            expected=f"one that markers can tell: {', '.join(ENTRIES)}",
            got="a marker file",
            do="Enter this test by hand.",
        )
    angles = one_leg_angles(_paths(file, marker_set), side)
    return tuple(
        f"{side}.{entry}={_shown(file, angles, name):.2f}"
        for entry, name in ENTRIES[test.id].items()
    )


def _shown(file: Path, angles: OneLegAngles, name: str) -> float:
    value: float | None = getattr(angles, name)
    if value is None:
        raise RecordingError(
            file.name,
            expected=f"the landmarks that tell {name.replace('_', ' ')}",
            got="not all of them, or never while the foot was lifted",
            do="Name the markers in a marker set, or enter the angle by hand.",
        )
    return degrees(value)


def _paths(file: Path, marker_set: Path | None) -> Paths:
    recording = read_recording(file)
    require_usable(file.name, recording.problems)
    if recording.markers is None:
        raise RecordingError(
            file.name,
            expected="markers",
            got="a file without markers",
            do="Give a .trc or .c3d file.",
        )
    return _landmarks(recording.markers, marker_set)


def _landmarks(markers: Markers, marker_set: Path | None) -> Paths:
    known = (
        recognise_marker_set(markers.names, shipped_marker_sets())
        if marker_set is None
        else read_marker_set(marker_set)
    )
    plain = {plain_marker_name(name): name for name in markers.names}
    return {
        entry.landmark: markers.position_m(plain[name])
        for name, entry in known.landmarks.items()
        if name in plain
    }
