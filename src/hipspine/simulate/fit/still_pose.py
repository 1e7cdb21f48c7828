"""The measured posture that scaling and marker placement start from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.landmarks import PELVIC_LANDMARKS, Landmark
from hipspine.simulate.fit.hip_centres import hip_centre
from hipspine.simulate.fit.marker_mapping import MappedMarkers

RAISED_ARM_COS = 0.7071
"""Cosine of the angle between upper arm and trunk (45 degrees) from which an arm counts as raised.
Beyond about 30 degrees of elevation the shoulder blade turns with the arm, by half as much as the
arm itself (Inman et al. 1944, J Bone Joint Surg 26:1-30), and takes the acromion with it; a model
with a ball joint at the shoulder cannot follow."""

WINDOW_S = 0.5
"""Length of the still window: long against marker noise, short against sway (about 0.3 Hz)."""


@dataclass(frozen=True, eq=False)
class StillPose:
    """Where each marker is in one posture. Every position : (3,) [m]."""

    markers_m: Mapping[str, FloatArray]
    """By the marker's name in the model; markers not seen are left out."""
    landmarks_m: Mapping[Landmark, FloatArray]
    """Landmarks, with both hip centres where the pelvic landmarks give them; a shoulder blade
    that moved with a raised arm is left out."""
    raised_arms: tuple[Side, ...]
    """Sides whose arm is raised."""
    time_s: float
    """Middle of the window, or the frame's time."""


def stillest_pose(markers: MappedMarkers) -> StillPose:
    """Return the mean posture over the stillest half second of a static trial."""
    paths = np.stack([marker.path_m for marker in markers.tracked], axis=1)
    frames = len(markers.times_s)
    interval = float(np.median(np.diff(markers.times_s))) if frames > 1 else WINDOW_S
    length = min(frames, max(1, round(WINDOW_S / interval)))
    restlessness = [
        _restlessness(paths[start : start + length]) for start in range(frames - length + 1)
    ]
    start = int(np.argmin(restlessness))
    window = slice(start, start + length)
    return _pose(markers, window)


def most_typical_pose(markers: MappedMarkers) -> StillPose:
    """Return the posture of a moving trial whose landmark distances are nearest the medians.

    Skin moves over bone during motion; the median over the trial is the best guess at the
    distance, and the frame nearest to it shows the posture that it belongs to.
    """
    paths = np.stack(list(markers.landmarks_m.values()), axis=1)
    seen = np.isfinite(paths).all(axis=2).sum(axis=1)
    fullest = np.flatnonzero(seen == seen.max())
    distances = np.linalg.norm(paths[fullest, :, None] - paths[fullest, None], axis=3)
    known = np.isfinite(distances).all(axis=0)
    departure = np.abs(distances - np.median(distances, axis=0))[:, known].mean(axis=1)
    frame = int(fullest[np.argmin(departure)])
    return _pose(markers, slice(frame, frame + 1))


def _restlessness(window_m: FloatArray) -> float:
    """Return the markers' mean variance over a (frames, M, 3) window, gaps counting against it."""
    seen = np.isfinite(window_m).all(axis=2)
    whole = seen.all(axis=0)
    if not whole.any():
        return np.inf
    spread = float(window_m[:, whole].var(axis=0).sum(axis=1).mean())
    return spread / float(whole.mean())


def _pose(markers: MappedMarkers, window: slice) -> StillPose:
    places = {
        marker.model_name: _mean(marker.path_m[window])
        for marker in markers.tracked
        if np.isfinite(marker.path_m[window]).all(axis=1).any()
    }
    landmarks = {
        landmark: places[landmark] for landmark in markers.landmarks_m if landmark in places
    }
    computed = {name: _mean(path[window]) for name, path in markers.computed_m.items()}
    every = {**landmarks, **_hip_centres(landmarks), **_finite(computed)}
    raised = tuple(side for side in Side if _is_raised(every, side))
    for side in raised:
        del every[Landmark.on(side, "acromion")]
    return StillPose(
        markers_m=places,
        landmarks_m=every,
        raised_arms=raised,
        time_s=float(markers.times_s[window].mean()),
    )


def _is_raised(landmarks: Mapping[Landmark, FloatArray], side: Side) -> bool:
    shoulder, elbow = Landmark.on(side, "acromion"), Landmark.on(side, "elbow_lateral")
    hips = (Landmark.RIGHT_HIP_CENTRE, Landmark.LEFT_HIP_CENTRE)
    if not all(name in landmarks for name in (shoulder, elbow, *hips)):
        return False
    arm = landmarks[elbow] - landmarks[shoulder]
    trunk = sum((landmarks[hip] for hip in hips), np.zeros(3)) / 2 - landmarks[shoulder]
    cosine = arm @ trunk / (np.linalg.norm(arm) * np.linalg.norm(trunk))
    return bool(cosine < RAISED_ARM_COS)


def _hip_centres(landmarks: Mapping[Landmark, FloatArray]) -> dict[Landmark, FloatArray]:
    if not all(name in landmarks for name in PELVIC_LANDMARKS):
        return {}
    return {Landmark.on(side, "hip_centre"): hip_centre(landmarks, side) for side in Side}


def _mean(path_m: FloatArray) -> FloatArray:
    seen = np.isfinite(path_m).all(axis=1)
    return path_m[seen].mean(axis=0) if seen.any() else np.full(3, np.nan)


def _finite(places: Mapping[Landmark, FloatArray]) -> dict[Landmark, FloatArray]:
    return {name: place for name, place in places.items() if np.isfinite(place).all()}
