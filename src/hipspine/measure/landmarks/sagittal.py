"""Landmarks seen from the side: forward and up, whatever space they came in."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Markers
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.domain.provenance import Absent
from hipspine.mechanics.filters import low_pass, sampling_rate_hz
from hipspine.readers.gaps import fill_gaps

LONGEST_FILLED_GAP_S = 0.2
"""As for markers (Howarth and Callaghan 2010, doi:10.1080/10255841003664701)."""

CUTOFF_HZ = 6.0
"""Low-pass cut-off; walking's motion lies below it (Winter 2009, 3.4.4)."""

WIDEST_SHOULDERS = 0.35
"""Width of the shoulders in the picture over the trunk's length above which the person is not seen
from the side. Seen from the front it is about 0.8 (shoulders 0.26, trunk 0.29 to 0.34 of the
height, Winter 2009, table 4.1), so 0.35 is some 25 degrees off; the limit is ours."""

SMALLEST_FOOT = 0.03
"""Median way from heel to toe, in leg lengths, below which the picture does not tell which way the
person faces; seen from the side it is about 0.2 to 0.3."""


@dataclass(frozen=True, eq=False)
class SagittalPaths:
    """Paths of points seen from the person's right side.

    times_s : (T,); paths : by point, (T, 2) forward and up [m, or pixels without scale].
    """

    times_s: FloatArray
    paths: Mapping[PosePoint, FloatArray]
    space: PoseSpace

    def path(self, point: PosePoint) -> FloatArray:
        """Return the (T, 2) path of a point, NaN throughout where it is not tracked."""
        if point in self.paths:
            return self.paths[point]
        return np.full((self.times_s.size, 2), np.nan)

    def of(self, side: Side, place: str) -> FloatArray:
        """Return the (T, 2) path of a side's point."""
        return self.path(PosePoint.on(side, place))

    def middle(self, place: str) -> FloatArray:
        """Return the (T, 2) path midway between both sides' points."""
        middle: FloatArray = 0.5 * (self.of(Side.LEFT, place) + self.of(Side.RIGHT, place))
        return middle

    def leg_length(self) -> float:
        """Return the median length of thigh and shank together [m or pixels]."""
        lengths = [
            np.linalg.norm(self.of(side, upper) - self.of(side, lower), axis=1)
            for side in Side
            for upper, lower in (("hip", "knee"), ("knee", "ankle"))
        ]
        # Seen from the side a limb is never longer than it is, only shorter.
        return float(sum(np.nanpercentile(length, 75) for length in lengths)) / 2


def sagittal_paths(tracks: PoseTracks) -> SagittalPaths | Absent:
    """Return the landmarks seen from the side, or why that cannot be done.

    Gaps up to 0.2 s are filled and all paths are smoothed. In three dimensions forward is level and
    square to the line of the hips; in a picture it is the way the feet point.
    """
    smooth = _smooth(tracks)
    if tracks.space is PoseSpace.IMAGE:
        return _from_picture(tracks, smooth)
    return _from_space(tracks, smooth)


def _smooth(tracks: PoseTracks) -> FloatArray:
    names = tuple(point.value for point in tracks.points)
    markers = Markers(names, tracks.times_s, tracks.positions)
    filled = fill_gaps(markers, LONGEST_FILLED_GAP_S).markers.positions_m
    rate = sampling_rate_hz(tracks.times_s)
    if rate <= 2 * CUTOFF_HZ:
        return filled
    return low_pass(filled, rate_hz=rate, cutoff_hz=CUTOFF_HZ)


def _from_space(tracks: PoseTracks, smooth: FloatArray) -> SagittalPaths:
    def path(point: PosePoint) -> FloatArray:
        return smooth[:, tracks.points.index(point)]

    right = path(PosePoint.RIGHT_HIP) - path(PosePoint.LEFT_HIP)
    right = right * np.array([1.0, 0.0, 1.0])
    right = right / np.linalg.norm(right, axis=1, keepdims=True)
    # X forward = Y up x Z right.
    forward = np.stack([right[:, 2], np.zeros(len(right)), -right[:, 0]], axis=1)
    origin = 0.5 * (path(PosePoint.RIGHT_HIP) + path(PosePoint.LEFT_HIP))
    paths = {
        point: np.stack([((path(point) - origin) * forward).sum(axis=1), path(point)[:, 1]], axis=1)
        for point in tracks.points
    }
    return SagittalPaths(tracks.times_s, paths, tracks.space)


def _from_picture(tracks: PoseTracks, smooth: FloatArray) -> SagittalPaths | Absent:
    raw = SagittalPaths(
        tracks.times_s,
        {point: smooth[:, column, :2] for column, point in enumerate(tracks.points)},
        tracks.space,
    )
    trunk = np.linalg.norm(raw.middle("shoulder") - raw.middle("hip"), axis=1)
    shoulders = np.abs(raw.of(Side.RIGHT, "shoulder") - raw.of(Side.LEFT, "shoulder"))[:, 0]
    width = float(np.nanmedian(shoulders / trunk))
    if width > WIDEST_SHOULDERS:
        return Absent(
            "angles seen from the side",
            f"the shoulders are {width:.2f} trunk lengths wide in the picture, so that the person "
            "is not seen from the side; film square to the walking direction",
        )
    feet = [raw.of(side, "toe") - raw.of(side, "heel") for side in Side]
    faces = float(np.nanmedian(np.concatenate(feet)[:, 0])) / raw.leg_length()
    if not abs(faces) > SMALLEST_FOOT:
        return Absent(
            "angles seen from the side",
            "heels and toes do not tell which way the person faces; film feet and all",
        )
    origin = raw.middle("hip") * np.array([1.0, 0.0])
    turned = np.array([np.sign(faces), 1.0])
    paths = {point: (path - origin) * turned for point, path in raw.paths.items()}
    return SagittalPaths(tracks.times_s, paths, tracks.space)


@dataclass(frozen=True, eq=False)
class SagittalAngles:
    """Angles seen from the side [rad], each (T,).

    knee_flexion : positive bent. hip_flexion : thigh against trunk, positive bent forward; it is
    not the joint's angle, for which the pelvis would have to be seen. trunk_forward_lean : of the
    line from hips to shoulders against the vertical, positive forward.
    """

    hip_flexion: Mapping[Side, FloatArray]
    knee_flexion: Mapping[Side, FloatArray]
    trunk_forward_lean: FloatArray


def sagittal_angles(paths: SagittalPaths) -> SagittalAngles:
    """Return hip, knee and trunk angles from points seen from the side."""
    trunk = paths.middle("shoulder") - paths.middle("hip")
    lean: FloatArray = np.arctan2(trunk[:, 0], trunk[:, 1])
    thighs = {side: _swung_forward(paths, side, "hip", "knee") for side in Side}
    shanks = {side: _swung_forward(paths, side, "knee", "ankle") for side in Side}
    return SagittalAngles(
        hip_flexion={side: thighs[side] + lean for side in Side},
        knee_flexion={side: thighs[side] - shanks[side] for side in Side},
        trunk_forward_lean=lean,
    )


def _swung_forward(paths: SagittalPaths, side: Side, upper: str, lower: str) -> FloatArray:
    """Return the angle of a limb from straight down, positive with its lower end forward."""
    along = paths.of(side, lower) - paths.of(side, upper)
    angle: FloatArray = np.arctan2(along[:, 0], -along[:, 1])
    return angle
