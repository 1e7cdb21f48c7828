"""Where the search for a posture starts."""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.landmarks import Landmark

Name = TypeVar("Name", bound=str)


def standing_start(landmarks_m: Mapping[Name, FloatArray]) -> dict[str, float]:
    """Return pelvic coordinates from which the search for a posture starts [rad, m].

    The pelvis upright between the anterior spines, facing where they face: pelvis_rotation turns
    about the vertical, positive to the left, and carries the right-pointing axis z of the pelvis
    to (sin, 0, cos) in the lab.
    """
    by_name: dict[str, FloatArray] = {str(name): place for name, place in landmarks_m.items()}
    right, left = by_name.get(Landmark.RIGHT_ASIS), by_name.get(Landmark.LEFT_ASIS)
    if right is None or left is None or not np.isfinite(right + left).all():
        return {}
    across, middle = right - left, (right + left) / 2
    return {
        "pelvis_rotation": float(np.arctan2(across[0], across[2])),
        "pelvis_tx": float(middle[0]),
        "pelvis_ty": float(middle[1]),
        "pelvis_tz": float(middle[2]),
    }


def first_standing_start(paths_m: Mapping[Name, FloatArray]) -> dict[str, float]:
    """Return the start at the first frame in which both anterior spines are seen.

    paths_m : (T, 3) path of each landmark, NaN where not seen. Spines that come into sight later
    still tell which way the person faces, which a search does not find from the wrong side.
    """
    by_name: dict[str, FloatArray] = {str(name): path for name, path in paths_m.items()}
    right, left = by_name.get(Landmark.RIGHT_ASIS), by_name.get(Landmark.LEFT_ASIS)
    if right is None or left is None:
        return {}
    frame = int(np.argmax(np.isfinite(right + left).all(axis=1)))
    return standing_start({name: path[frame] for name, path in by_name.items()})
