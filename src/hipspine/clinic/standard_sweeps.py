"""The what-ifs that every report offers as sliders."""

from collections.abc import Callable
from dataclasses import dataclass

from hipspine.domain.assessment import WhatIfKind
from hipspine.domain.scenario import (
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.domain.units import radians


@dataclass(frozen=True)
class SweepPlan:
    """One slider: its levels as shown, and the scenario that each level stands for."""

    id: str
    title: str
    kind: WhatIfKind
    unit: str
    levels: tuple[float, ...]
    as_recorded_level: float
    scenario: Callable[[float], Scenario]

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return the scenario of every level, in order."""
        return tuple(self.scenario(level) for level in self.levels)


DOWN_TO_NOTHING_PERCENT = tuple(float(level) for level in range(0, 101, 10))
TONE_PERCENT = tuple(float(level) for level in range(0, 51, 10))
POSTURE_DEG = (-10.0, -5.0, 0.0, 5.0, 10.0)


def muscle_sweep(
    group: str,
    parameter: Parameter,
    title: str,
    levels: tuple[float, ...],
    as_recorded_level: float,
) -> SweepPlan:
    """Return a same-motion sweep of one parameter of one muscle group, both sides, in percent."""

    def scenario(level: float) -> Scenario:
        return Scenario(
            f"{title}: {level:g} %", muscles=(MuscleChange(group, parameter, level / 100),)
        )

    return SweepPlan(
        f"{group}_{parameter}",
        title,
        WhatIfKind.SAME_MOTION,
        "%",
        levels,
        as_recorded_level,
        scenario,
    )


def posture_sweep(parameter: PostureParameter, title: str) -> SweepPlan:
    """Return a sweep of one posture parameter, in degrees."""

    def scenario(level: float) -> Scenario:
        return Scenario(
            f"{title}: {level:+g}°", posture=(PostureChange(parameter, radians(level)),)
        )

    return SweepPlan(
        parameter.value, title, WhatIfKind.OTHER_POSTURE, "°", POSTURE_DEG, 0.0, scenario
    )


def _weaker(group: str, title: str) -> SweepPlan:
    return muscle_sweep(group, Parameter.STRENGTH, title, DOWN_TO_NOTHING_PERCENT, 100.0)


SAME_MOTION_SWEEPS: tuple[SweepPlan, ...] = (
    _weaker("gluteus_maximus", "Gluteus maximus strength"),
    muscle_sweep(
        "gluteus_maximus",
        Parameter.DRIVE,
        "Gluteus maximus drive (how far the nerves can drive it)",
        DOWN_TO_NOTHING_PERCENT,
        100.0,
    ),
    _weaker("gluteus_medius_minimus", "Gluteus medius and minimus strength"),
    _weaker("hamstrings", "Hamstring strength"),
    muscle_sweep(
        "piriformis", Parameter.TONE, "Piriformis never below this activation", TONE_PERCENT, 0.0
    ),
    muscle_sweep(
        "iliopsoas", Parameter.TONE, "Hip flexors never below this activation", TONE_PERCENT, 0.0
    ),
)

POSTURE_SWEEPS: tuple[SweepPlan, ...] = (
    posture_sweep(PostureParameter.PELVIS_ANTERIOR_TILT, "Pelvis turned forward"),
    posture_sweep(PostureParameter.TRUNK_FORWARD_LEAN, "Trunk leaning forward"),
)
