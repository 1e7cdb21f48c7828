"""Everything that one built problem lets vary: the parameter vector and its names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.predict.names import MUSCLES


@dataclass(frozen=True)
class Settings:
    """The body's and the criterion's figures; what nobody knows is varied in ensembles."""

    lumbar_stiffness_Nm_per_rad: float = 60
    lumbar_neutral_rad: float = -0.3
    """Lumbar extension at which discs and ligaments exert no moment."""
    trunk_weight: float = 2
    """Weight of an upright trunk in the criterion [1/rad²]."""
    trunk_rate_weight: float = 0.0115
    """Weight of a still trunk [s²/rad²]."""
    exponent: float = 2.0
    """Power of muscle activation in the criterion."""
    sole_modulus_N_per_m2: float = 4.00e06
    tendon_stiffness: float = 16
    mass_factor: float = 1.0
    length_factor: float = 1.0
    force_factor: float = 1.25
    acceleration_weight: float = 0.0234
    activation_rate_weight: float = 0.0758
    volume_power: float = 0.328
    """Power of a muscle's volume by which its activation counts; 0 counts all muscles alike."""
    head_weight: float = 0.00463
    """Weight of a steady trunk [s⁴/m²]."""
    ligament_weight: float = 26.1
    """Weight of not hanging on ligaments [1 per (10 N·m)²]."""
    stretch_weight: float = 1.0
    """Weight of not hanging on stretched muscles: what their passive force counts beside the same
    active force. Without it a shortened muscle would be free support."""
    rest_cost: float = 0.326
    """Cost per second of just being awake; makes slow walking dear when speed is free. Its size is
    such that the unweakened body chooses 1.3 m/s; at a given speed it changes nothing."""
    seat_factor: float = 0.0
    """1 with a seat, 0 without."""
    seat_height_m: float = 0.0
    load_kg: float = 0.0
    tracking_weight: float = 0.0
    """Weight of staying near given joint angles [1 per squared tracking width]."""

    def vector(self) -> FloatArray:
        """Return the figures in the order of `NAMES`."""
        return np.array([getattr(self, name) for name in NAMES], dtype=float)


LOWEST_ACTIVATION = 0.001
"""Resting activation. At 0.01 the resting pull of gluteus maximus would cost the hip flexors so
much that losing the muscle made walking cheaper by 2 to 3 %."""

NAMES = tuple(each.name for each in fields(Settings))


@dataclass(frozen=True, eq=False)
class Muscles:
    """What is changed about the muscles; arrays in the order of `names.MUSCLES`."""

    strength: FloatArray = field(default_factory=lambda: np.ones(len(MUSCLES)))
    shortening: FloatArray = field(default_factory=lambda: np.zeros(len(MUSCLES)))
    highest_activation: FloatArray = field(default_factory=lambda: np.ones(len(MUSCLES)))
    lowest_activation: FloatArray = field(
        default_factory=lambda: np.full(len(MUSCLES), LOWEST_ACTIVATION)
    )

    def changed(self, **arrays: FloatArray) -> "Muscles":
        """Return a copy with some arrays replaced."""
        return replace(self, **arrays)


MUSCLE_COUNT = len(MUSCLES)
SIZE = 2 * MUSCLE_COUNT + len(NAMES)


def parameter_vector(settings: Settings, muscles: Muscles) -> FloatArray:
    """Return the parameters of a built problem: strengths, shortenings, settings."""
    return np.concatenate([muscles.strength, muscles.shortening, settings.vector()])


def setting_at(values: Any, name: str) -> Any:
    """Return one setting out of a parameter vector, numeric or symbolic."""
    return values[2 * MUSCLE_COUNT + NAMES.index(name)]


def named(changes: Mapping[str, float], default: float) -> FloatArray:
    """Return an array over muscles with some values set by name."""
    return np.array([changes.get(name, default) for name in MUSCLES])
