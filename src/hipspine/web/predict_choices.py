"""What the page of predictions lets people choose, and the question that a choice stands for."""

from dataclasses import dataclass

from hipspine.clinic.predict_motion import HEIGHTS_M, OWN_SPEED, Asked, check_size
from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import ModelBody, MotionKind
from hipspine.domain.units import METRES_PER
from hipspine.web.form_fields import Fields

GROUPS = (
    "gluteus_maximus",
    "gluteus_medius",
    "hamstrings",
    "hip_flexors",
    "quadriceps",
    "plantarflexors",
    "erector_spinae",
)
NOTHING = "nothing"
"""A second muscle that stays as it is."""
CHANGES = (
    "strength=0.75",
    "strength=0.5",
    "strength=0.25",
    "strength=0",
    "drive=0.5",
    "drive=0.25",
    "tightness=0.05",
    "tightness=0.1",
    "tightness=0.2",
)
"""How the muscle is changed: weaker, used less, shorter."""
SIDES = ("both", "left", "right")
PACES = ("1", "1.3", "1.6", OWN_SPEED)
"""Slow, usual and brisk walking [m/s], and as fast as the body likes."""
BOX_KG = 10.0
"""Load of the box that is lifted."""
MASS_KG = (30.0, 170.0)
"""Masses of the smallest and tallest bodies that searches were tried out on."""


@dataclass(frozen=True)
class Chosen:
    """A complete choice, as it is kept with its job."""

    motion: str
    group: str
    change: str
    side: str
    pace: str
    second: str
    height_cm: int
    mass_kg: int
    compression: bool = False
    """Whether the load on the lowest disc is worked out too; clinicians alone can ask for it."""

    def asked(self) -> Asked:
        """Return the question."""
        side = "" if self.side == "both" else f".{self.side}"
        groups = [self.group] + ([] if self.second in (NOTHING, self.group) else [self.second])
        return Asked(
            motion=MotionKind(self.motion),
            what_if=tuple(f"{group}{side}.{self.change}" for group in groups),
            height_m=self.height_cm * METRES_PER["cm"],
            mass_kg=float(self.mass_kg),
            speed=self.pace,
            load_kg=BOX_KG if self.motion == MotionKind.LIFT else 0.0,
        )


def chosen_in(fields: Fields, *, by_clinician: bool = False) -> Chosen | None:
    """Return the choice that a form holds, or None, the problems being in the fields."""
    motion = fields.choice("motion", tuple(MotionKind), required=True)
    group = fields.choice("group", GROUPS, required=True)
    change = fields.choice("change", CHANGES, required=True)
    side = fields.choice("side", SIDES) or "both"
    pace = fields.choice("pace", PACES) or PACES[1]
    second = fields.choice("second", (NOTHING, *GROUPS)) or NOTHING
    low, high = (limit / METRES_PER["cm"] for limit in HEIGHTS_M)
    height = fields.number("height", low, high, required=True)
    mass = fields.number("mass", *MASS_KG, required=True)
    if fields.problems or not (motion and group and change and height and mass):
        return None
    if motion != MotionKind.WALK:
        # The other motions move both legs alike, at a pace of their own.
        side, pace = "both", PACES[1]
    if "erector_spinae" in (group, second):
        # In the planar body a trunk muscle stands for both sides.
        side = "both"
    compression = by_clinician and fields.sent.get("compression") == "yes"
    found = Chosen(
        motion, group, change, side, pace, second, round(height), round(mass), compression
    )
    return found if _is_tried(found, fields) else None


def _is_tried(chosen: Chosen, fields: Fields) -> bool:
    asked = chosen.asked()
    try:
        check_size(ModelBody(asked.height_m, asked.mass_kg))
    except ScenarioError:
        fields.problems["mass"] = "out_of_range"
        return False
    return True
