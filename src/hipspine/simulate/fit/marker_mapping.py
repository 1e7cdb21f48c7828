"""A recording's markers by the landmarks and segments that they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.content.marker_sets import MarkerSet, plain_marker_name
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import PELVIC_LANDMARKS, Landmark, Segment
from hipspine.domain.motion import Markers
from hipspine.domain.problem import Level, Problem

LEAST_PELVIC_MARKERS = 3
"""Three points that are not on a line place a segment in space."""


@dataclass(frozen=True, eq=False)
class TrackedMarker:
    """A measured marker that drives the model."""

    laboratory_name: str
    model_name: str
    """Its name in the fitted model: the landmark's, or the laboratory's own for a cluster."""
    segment: Segment | None
    """The segment of a cluster marker; None for a landmark."""
    weight: float
    path_m: FloatArray
    """(T, 3), NaN where not seen."""


@dataclass(frozen=True, eq=False)
class MappedMarkers:
    """A recording's markers, named by us. times_s : (T,)."""

    times_s: FloatArray
    tracked: tuple[TrackedMarker, ...]
    computed_m: Mapping[Landmark, FloatArray]
    """(T, 3) landmarks that the laboratory computed, for scaling only."""
    unknown: tuple[str, ...]
    """Markers of the recording that the set does not name."""

    @property
    def landmarks_m(self) -> dict[Landmark, FloatArray]:
        """(T, 3) path of each landmark that carries a marker."""
        return {
            Landmark(marker.model_name): marker.path_m
            for marker in self.tracked
            if marker.segment is None
        }

    def problems(self) -> tuple[Problem, ...]:
        """Return what is worth knowing about the markers' names."""
        if not self.unknown:
            return ()
        return (
            Problem(
                Level.INFO,
                "markers",
                f"{len(self.unknown)} are not in the marker set and are not used: "
                f"{', '.join(self.unknown[:8])}{'...' if len(self.unknown) > 8 else ''}",
                "Name them in a marker set of your own if they should be.",
            ),
        )


def map_markers(markers: Markers, marker_set: MarkerSet) -> MappedMarkers:
    """Return a recording's markers by landmark and segment.

    Raises
    ------
    RecordingError
        If fewer than three markers of the pelvis are seen, naming the missing ones.
    """
    paths = {
        plain_marker_name(name): markers.positions_m[:, index]
        for index, name in enumerate(markers.names)
        if np.isfinite(markers.positions_m[:, index]).all(axis=1).any()
    }
    tracked = _landmarks(paths, marker_set) + _clusters(paths, marker_set)
    _check_pelvis(tracked, marker_set)
    return MappedMarkers(
        times_s=markers.times_s,
        tracked=tracked,
        computed_m={
            entry.landmark: paths[name]
            for name, entry in marker_set.computed.items()
            if entry.use == "scaling" and entry.landmark is not None and name in paths
        },
        unknown=tuple(name for name in paths if name not in marker_set.names),
    )


def _landmarks(paths: Mapping[str, FloatArray], marker_set: MarkerSet) -> tuple[TrackedMarker, ...]:
    return tuple(
        TrackedMarker(name, entry.landmark.value, None, entry.weight, paths[name])
        for name, entry in marker_set.landmarks.items()
        if name in paths
    )


def _clusters(paths: Mapping[str, FloatArray], marker_set: MarkerSet) -> tuple[TrackedMarker, ...]:
    return tuple(
        TrackedMarker(name, _model_name(name), entry.segment, entry.weight, paths[name])
        for name, entry in marker_set.clusters.items()
        if name in paths
    )


def _model_name(laboratory_name: str) -> str:
    # OpenSim separates the parts of a path by slashes, and lists of names by spaces.
    return "cluster_" + "".join(
        character if character.isalnum() or character in "._-" else "_"
        for character in laboratory_name
    )


def _check_pelvis(tracked: tuple[TrackedMarker, ...], marker_set: MarkerSet) -> None:
    on_pelvis = [
        marker.laboratory_name
        for marker in tracked
        if marker.segment is Segment.PELVIS or marker.model_name in PELVIC_LANDMARKS
    ]
    if len(on_pelvis) >= LEAST_PELVIC_MARKERS:
        return
    wanted = [
        name for name, entry in marker_set.landmarks.items() if entry.landmark in PELVIC_LANDMARKS
    ] + [name for name, entry in marker_set.clusters.items() if entry.segment is Segment.PELVIS]
    missing = [name for name in wanted if name not in on_pelvis]
    raise RecordingError(
        "markers of the pelvis",
        expected=f"at least {LEAST_PELVIC_MARKERS} of {', '.join(wanted)}",
        got=f"{len(on_pelvis)} ({', '.join(on_pelvis) or 'none'}); missing: {', '.join(missing)}",
        do="Label the missing markers in the recording, or pass the laboratory's own "
        "--marker-set if they have other names.",
    )
