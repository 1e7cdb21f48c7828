"""Bony landmarks that markers stand on, and the body segments that carry marker clusters."""

from enum import StrEnum

from hipspine.domain.anatomy import Side


class Segment(StrEnum):
    """A body segment, as a laboratory would say where a marker sits."""

    PELVIS = "pelvis"
    TRUNK = "trunk"
    RIGHT_THIGH = "right_thigh"
    RIGHT_SHANK = "right_shank"
    RIGHT_FOOT = "right_foot"
    RIGHT_UPPER_ARM = "right_upper_arm"
    RIGHT_FOREARM = "right_forearm"
    LEFT_THIGH = "left_thigh"
    LEFT_SHANK = "left_shank"
    LEFT_FOOT = "left_foot"
    LEFT_UPPER_ARM = "left_upper_arm"
    LEFT_FOREARM = "left_forearm"


class Landmark(StrEnum):
    """A point of the skeleton that can be found by touch, and the hip centres."""

    C7 = "c7"
    """Spinous process of the seventh cervical vertebra."""
    STERNUM_JUGULAR_NOTCH = "sternum_jugular_notch"
    RIGHT_ACROMION = "right_acromion"
    LEFT_ACROMION = "left_acromion"
    RIGHT_ELBOW_LATERAL = "right_elbow_lateral"
    LEFT_ELBOW_LATERAL = "left_elbow_lateral"
    RIGHT_ELBOW_MEDIAL = "right_elbow_medial"
    LEFT_ELBOW_MEDIAL = "left_elbow_medial"
    RIGHT_WRIST_RADIAL = "right_wrist_radial"
    LEFT_WRIST_RADIAL = "left_wrist_radial"
    RIGHT_WRIST_ULNAR = "right_wrist_ulnar"
    LEFT_WRIST_ULNAR = "left_wrist_ulnar"
    RIGHT_ASIS = "right_asis"
    """Anterior superior iliac spine."""
    LEFT_ASIS = "left_asis"
    RIGHT_PSIS = "right_psis"
    """Posterior superior iliac spine."""
    LEFT_PSIS = "left_psis"
    RIGHT_HIP_CENTRE = "right_hip_centre"
    LEFT_HIP_CENTRE = "left_hip_centre"
    RIGHT_KNEE_LATERAL = "right_knee_lateral"
    """Lateral femoral epicondyle."""
    LEFT_KNEE_LATERAL = "left_knee_lateral"
    RIGHT_KNEE_MEDIAL = "right_knee_medial"
    LEFT_KNEE_MEDIAL = "left_knee_medial"
    RIGHT_ANKLE_LATERAL = "right_ankle_lateral"
    """Lateral malleolus."""
    LEFT_ANKLE_LATERAL = "left_ankle_lateral"
    RIGHT_ANKLE_MEDIAL = "right_ankle_medial"
    LEFT_ANKLE_MEDIAL = "left_ankle_medial"
    RIGHT_HEEL = "right_heel"
    LEFT_HEEL = "left_heel"
    RIGHT_FIRST_METATARSAL = "right_first_metatarsal"
    """Head of the first metatarsal."""
    LEFT_FIRST_METATARSAL = "left_first_metatarsal"
    RIGHT_FIFTH_METATARSAL = "right_fifth_metatarsal"
    LEFT_FIFTH_METATARSAL = "left_fifth_metatarsal"

    @classmethod
    def on(cls, side: Side, place: str) -> "Landmark":
        """Return the landmark of a side: ``on(Side.LEFT, "asis")``."""
        return cls(f"{side}_{place}")

    @property
    def mirrored(self) -> "Landmark":
        """The same landmark on the other side; itself on the midline."""
        for side in Side:
            if self.value.startswith(f"{side}_"):
                return Landmark.on(side.other, self.value.removeprefix(f"{side}_"))
        return self


PELVIC_LANDMARKS = (
    Landmark.RIGHT_ASIS,
    Landmark.LEFT_ASIS,
    Landmark.RIGHT_PSIS,
    Landmark.LEFT_PSIS,
)
"""The landmarks that place the pelvis in space."""
