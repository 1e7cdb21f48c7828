"""What an engine assumes about a person that no recording tells: settings with their sources."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.errors import ScenarioError
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective

STIFFEST_DISCS = 5.0
"""Largest factor on disc stiffness: healthy segments of cadavers differ by a few
times (White and Panjabi 1990, Clinical Biomechanics of the Spine, 2nd ed., chapter 1)."""

HIGHEST_PRESSURE_PA = 30e3
"""Highest pressure in the belly: 23 kPa was measured in healthy people jumping (Cobb 2005, J Surg
Res 129:231-235, doi:10.1016/j.jss.2005.06.015)."""


class DiscNeutral(StrEnum):
    """The posture in which the discs are taken to be unstressed."""

    STANDING = "standing"
    """The standing trial's, where there is one; otherwise the model's."""
    MODEL = "model"
    """The model's own neutral posture."""


@dataclass(frozen=True)
class Assumptions:
    """Settings of an engine.

    disc_stiffness_factor : times the published rotational stiffness; 0 leaves the discs out.
    abdominal_pressure_Pa : held over the whole trial; 0 where none was measured.
    activation_dynamics : whether activation takes time to rise and fall from frame to frame.
    """

    objective: Objective = DEFAULT_OBJECTIVE
    disc_stiffness_factor: float = 1.0
    disc_neutral: DiscNeutral = DiscNeutral.STANDING
    abdominal_pressure_Pa: float = 0.0
    activation_dynamics: bool = False

    def __post_init__(self) -> None:
        """Check that the values are ones that a person could have."""
        self._check("disc stiffness", self.disc_stiffness_factor, STIFFEST_DISCS, "times")
        self._check("abdominal pressure", self.abdominal_pressure_Pa, HIGHEST_PRESSURE_PA, "Pa")
        if self.activation_dynamics and self.objective is Objective.CUBED:
            raise ScenarioError(
                "activation dynamics",
                expected="an objective of squares",
                got=f"the objective {self.objective}",
                do="Choose --objective squared_by_volume, squared or load_aware.",
            )

    @staticmethod
    def _check(what: str, value: float, highest: float, unit: str) -> None:
        if not 0.0 <= value <= highest:
            raise ScenarioError(
                what,
                expected=f"between 0 and {highest:g} {unit}",
                got=f"{value:g}",
                do="Choose a value in the range.",
            )


AS_USUAL = Assumptions()
"""What is assumed where nothing else is asked for."""
