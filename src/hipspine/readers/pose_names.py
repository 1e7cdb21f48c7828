"""Which landmark of a pose tool is which point: by number in JSON, by name in TRC."""

from hipspine.domain.pose import PosePoint

LEAST_CONFIDENCE = 0.5
"""Below it a point counts as not seen: the default of MediaPipe's own tracking confidence (Google,
Pose landmark detection guide, ``min_tracking_confidence``); used for OpenPose's score as well."""

MEDIAPIPE_LANDMARKS = 33
MEDIAPIPE: dict[PosePoint, int] = {
    PosePoint.NOSE: 0,
    PosePoint.LEFT_SHOULDER: 11,
    PosePoint.RIGHT_SHOULDER: 12,
    PosePoint.LEFT_HIP: 23,
    PosePoint.RIGHT_HIP: 24,
    PosePoint.LEFT_KNEE: 25,
    PosePoint.RIGHT_KNEE: 26,
    PosePoint.LEFT_ANKLE: 27,
    PosePoint.RIGHT_ANKLE: 28,
    PosePoint.LEFT_HEEL: 29,
    PosePoint.RIGHT_HEEL: 30,
    PosePoint.LEFT_TOE: 31,
    PosePoint.RIGHT_TOE: 32,
}
"""Numbers of MediaPipe's 33 pose landmarks (BlazePose topology)."""

BODY_25_POINTS = 25
BODY_25: dict[PosePoint, int] = {
    PosePoint.NOSE: 0,
    PosePoint.RIGHT_SHOULDER: 2,
    PosePoint.LEFT_SHOULDER: 5,
    PosePoint.RIGHT_HIP: 9,
    PosePoint.RIGHT_KNEE: 10,
    PosePoint.RIGHT_ANKLE: 11,
    PosePoint.LEFT_HIP: 12,
    PosePoint.LEFT_KNEE: 13,
    PosePoint.LEFT_ANKLE: 14,
    PosePoint.LEFT_TOE: 19,
    PosePoint.LEFT_HEEL: 21,
    PosePoint.RIGHT_TOE: 22,
    PosePoint.RIGHT_HEEL: 24,
}
"""Numbers of OpenPose's BODY_25 keypoints (CMU Perceptual Computing Lab, output documentation)."""

_TRC_PLACES = {
    "shoulder": "shoulder",
    "hip": "hip",
    "knee": "knee",
    "ankle": "ankle",
    "heel": "heel",
    "bigtoe": "toe",
    "toe": "toe",
    "footindex": "toe",
    "asisstudy": "asis",
    "psisstudy": "psis",
}
"""Ends of marker names in TRC files of tools that triangulate landmarks, after their side."""


def point_of_marker(name: str) -> PosePoint | None:
    """Return the point that a TRC marker of a pose tool stands for, or None.

    Examples
    --------
    >>> point_of_marker("RBigToe"), point_of_marker("r.ASIS_study"), point_of_marker("right_hip")
    (<PosePoint.RIGHT_TOE: 'right_toe'>, <PosePoint.RIGHT_ASIS: 'right_asis'>, \
<PosePoint.RIGHT_HIP: 'right_hip'>)
    """
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    if plain == "nose":
        return PosePoint.NOSE
    for start, side in (("right", "right"), ("left", "left"), ("r", "right"), ("l", "left")):
        place = _TRC_PLACES.get(plain.removeprefix(start)) if plain.startswith(start) else None
        if place is not None:
            return PosePoint(f"{side}_{place}")
    return None
