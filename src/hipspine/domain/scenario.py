"""What-ifs: what is changed about muscles or posture, as ``group[.side].parameter=value``."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.anatomy import Side, groups_named
from hipspine.domain.errors import ScenarioError


class Parameter(StrEnum):
    """What can be changed about a muscle group. All are fractions; the base value stands behind."""

    STRENGTH = "strength"
    """Factor on the maximum isometric force, active and passive: 1 unchanged, 0 absent."""
    DRIVE = "drive"
    """Highest activation that the nerves can bring about: 1 unchanged, 0 cannot be activated."""
    TONE = "tone"
    """Lowest activation; above the model's minimum, the muscle cannot relax: 0 unchanged."""
    TIGHTNESS = "tightness"
    """Fraction by which fibres are shortened: 0 unchanged, 0.1 ten percent shorter."""
    FATIGUE = "fatigue"
    """Fraction of the active force that is lost, passive force kept: 0 rested, 1 exhausted."""


PARAMETER_RANGE: dict[Parameter, tuple[float, float]] = {
    Parameter.STRENGTH: (0.0, 2.0),
    Parameter.DRIVE: (0.0, 1.0),
    Parameter.TONE: (0.0, 1.0),
    Parameter.TIGHTNESS: (0.0, 0.3),
    Parameter.FATIGUE: (0.0, 1.0),
}
"""Values that a what-if accepts, lowest and highest."""


class PostureParameter(StrEnum):
    """What can be changed about the posture over a whole trial, in radians."""

    PELVIS_ANTERIOR_TILT = "pelvis_anterior_tilt"
    """Pelvis turned forward about the hip axis, trunk and thighs kept in space."""
    TRUNK_FORWARD_LEAN = "trunk_forward_lean"
    """Trunk leaning forward, the angle taken up by the lumbar spine; pelvis and legs kept."""


@dataclass(frozen=True)
class MuscleChange:
    """One parameter of one muscle group (or combination of groups) set to a value."""

    group: str
    parameter: Parameter
    value: float
    side: Side | None = None
    """None means both sides."""

    def __post_init__(self) -> None:
        """Check that the group exists and the value lies in the parameter's range."""
        try:
            groups_named(self.group)
        except KeyError:
            raise ScenarioError(
                f"what-if {self}",
                expected="a muscle group such as gluteus_maximus or hamstrings",
                got=repr(self.group),
                do="`hipspine model groups` lists the groups.",
            ) from None
        low, high = PARAMETER_RANGE[self.parameter]
        if not low <= self.value <= high:
            raise ScenarioError(
                f"what-if {self}",
                expected=f"{self.parameter} between {low:g} and {high:g}",
                got=f"{self.value:g}",
                do="Choose a value in the range; strength=0.5 means half as strong.",
            )

    def __str__(self) -> str:
        side = f".{self.side}" if self.side else ""
        return f"{self.group}{side}.{self.parameter}={self.value:g}"


@dataclass(frozen=True)
class PostureChange:
    """One posture parameter set to an offset [rad] over the whole trial."""

    parameter: PostureParameter
    offset_rad: float


@dataclass(frozen=True)
class Scenario:
    """A named set of changes; the empty one is the person as recorded."""

    name: str
    muscles: tuple[MuscleChange, ...] = ()
    posture: tuple[PostureChange, ...] = ()

    @property
    def changes_posture(self) -> bool:
        """Whether the motion itself is changed, not only who does the work."""
        return bool(self.posture)


AS_RECORDED = Scenario("as recorded")


def parse_muscle_change(text: str) -> MuscleChange:
    """Return the change that ``group[.side].parameter=value`` stands for.

    Raises
    ------
    ScenarioError
        If the text does not have that form, or names an unknown group, side or parameter.

    Examples
    --------
    >>> str(parse_muscle_change("gluteus_maximus.right.strength=0.5"))
    'gluteus_maximus.right.strength=0.5'
    """
    wanted = "group[.side].parameter=value, such as gluteus_maximus.right.strength=0.5"
    target, _, number = text.partition("=")
    parts = target.strip().split(".")
    try:
        value = float(number)
        parameter = Parameter(parts[-1])
        side = Side(parts[1]) if len(parts) == 3 else None
    except ValueError:
        parts = []
    if len(parts) not in (2, 3):
        raise ScenarioError(
            "what-if",
            expected=wanted,
            got=repr(text),
            do=f"Parameters are {', '.join(Parameter)}; sides are left and right; "
            "without a side both are meant.",
        )
    return MuscleChange(parts[0], parameter, value, side)
