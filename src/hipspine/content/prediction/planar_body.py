"""Read the planar body: segments, joints and one muscle per group, as fitted to the body model."""

from functools import cache
from importlib import resources

from hipspine.content.toml_file import Record, read_toml_as

Point = tuple[float, float]


class Segment(Record):
    """A rigid part in the sagittal plane, in the frame of its upper joint (or lower, the trunk)."""

    mass_kg: float
    centre_m: Point
    """Mass centre, forward and up in the neutral posture."""
    inertia_kg_m2: float
    """About the mass centre."""


class Muscle(Record):
    """One muscle standing for the fascicles of its groups."""

    angles: tuple[str, ...]
    """Joint angles that its length depends on."""
    max_isometric_force_N: float
    optimal_fibre_length_m: float
    tendon_slack_length_m: float
    pennation_rad: float
    passive_strain: float
    """Fibre strain at which the passive force is the maximum isometric."""
    length_error_mm: float
    arm_error_mm: float
    exponents: tuple[tuple[int, ...], ...]
    coefficients_m: tuple[float, ...]


class HingeErrors(Record):
    """How far the fixed hinges are from the moving centres that they stand for [m]."""

    knee_error_m: float
    lumbar_error_m: float


class PlanarBody(Record):
    """The body in the sagittal plane: both legs alike, arms hanging as part of the trunk."""

    body_model_sha256: str
    joints_m: dict[str, Point]
    """Places in the neutral posture, forward and up from the hip centre."""
    hinge_errors_m: HingeErrors
    segments: dict[str, Segment]
    muscles: dict[str, Muscle]

    @property
    def mass_kg(self) -> float:
        """Mass of the whole body, two legs."""
        single = {"pelvis", "trunk"}
        return sum(
            segment.mass_kg * (1 if name in single else 2)
            for name, segment in self.segments.items()
        )


@cache
def read_planar_body() -> PlanarBody:
    """Return the planar body that ships with the package."""
    path = resources.files("hipspine.content.prediction") / "planar_body.toml"
    return read_toml_as(
        PlanarBody, path.read_text(encoding="utf-8"), where="prediction/planar_body.toml"
    )
