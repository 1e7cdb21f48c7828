"""The landmarks' places on the generic bodies, and the bodies of each segment."""

import csv
from functools import cache
from importlib import resources

import numpy as np

from hipspine.domain.landmarks import Landmark, Segment
from hipspine.simulate.fit.requests import BodyMarker

BODIES: dict[Segment, tuple[str, ...]] = {
    Segment.PELVIS: ("pelvis", "sacrum"),
    Segment.TRUNK: ("torso", "lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1"),
    Segment.RIGHT_THIGH: ("femur_r", "patella_r"),
    Segment.RIGHT_SHANK: ("tibia_r",),
    Segment.RIGHT_FOOT: ("calcn_r", "talus_r", "toes_r"),
    Segment.RIGHT_UPPER_ARM: ("humerus_r",),
    Segment.RIGHT_FOREARM: ("ulna_r", "radius_r", "hand_r"),
    Segment.LEFT_THIGH: ("femur_l", "patella_l"),
    Segment.LEFT_SHANK: ("tibia_l",),
    Segment.LEFT_FOOT: ("calcn_l", "talus_l", "toes_l"),
    Segment.LEFT_UPPER_ARM: ("humerus_l",),
    Segment.LEFT_FOREARM: ("ulna_l", "radius_l", "hand_l"),
}
"""Bodies of the model that belong to a segment; the first one carries its marker clusters."""


@cache
def landmark_markers() -> tuple[BodyMarker, ...]:
    """Return the landmarks at their places on the generic bodies (``body/tables/markers.csv``)."""
    return tuple(
        BodyMarker(
            Landmark(row["name"]),
            row["body"],
            np.array([float(row[axis]) for axis in ("x_m", "y_m", "z_m")]),
        )
        for row in _rows()
    )


@cache
def fixed_landmarks() -> frozenset[Landmark]:
    """Return the landmarks whose place on the bone outranks the place of the marker.

    They define the joint axes and the pelvis; the others move to where the static trial has them.
    """
    return frozenset(Landmark(row["name"]) for row in _rows() if row["fixed"] == "yes")


def _rows() -> list[dict[str, str]]:
    table = resources.files("hipspine.simulate.body") / "tables" / "markers.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
