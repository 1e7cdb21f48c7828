"""The variants of the model, and the walks that searches start from."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np

from hipspine.content.prediction.model import Factor, read_prediction_model
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import Unit
from hipspine.predict.ensemble import Rule, two_level_design
from hipspine.predict.names import MUSCLES, kind_of
from hipspine.predict.parameters import Muscles, Settings

NOMINAL = -1
"""Number of the variant with the middle of every factor."""
HIP_EXTENSOR_SHARES = "hip_extensor_shares"
"""The factor that is a matter of muscles, not of settings."""


@dataclass(frozen=True, eq=False)
class Variant:
    """One version of the model."""

    number: int
    settings: Settings
    muscles: Muscles


def stated_rule() -> Rule:
    """Return the rule by which variants are summed up."""
    rule = read_prediction_model().rule
    matters = {Unit(unit): value for unit, value in rule.matters.items()}
    return Rule(rule.share, matters, rule.effort_matters)


def nominal() -> Variant:
    """Return the model as it is calibrated."""
    return Variant(NOMINAL, Settings(), Muscles())


def variants() -> tuple[Variant, ...]:
    """Return the sixteen variants."""
    factors = read_prediction_model().factors
    return tuple(
        _variant(number, factors, signs) for number, signs in enumerate(two_level_design())
    )


def _variant(number: int, factors: tuple[Factor, ...], signs: tuple[int, ...]) -> Variant:
    values = {
        factor.setting: factor.high if sign > 0 else factor.low
        for factor, sign in zip(factors, signs, strict=True)
    }
    shares = values.pop(HIP_EXTENSOR_SHARES)
    return Variant(number, replace(Settings(), **values), _with_shares(shares))


def _with_shares(gluteus: float) -> Muscles:
    by_kind = {"gluteus_maximus": gluteus, "hamstrings": 2.0 - gluteus}
    return Muscles(strength=np.array([by_kind.get(kind_of(name), 1.0) for name in MUSCLES]))


def changed_muscles(usual: Muscles, change: Muscles) -> Muscles:
    """Return a variant's muscles after a change: strengths multiply, limits are the change's."""
    return replace(change, strength=usual.strength * change.strength)


@dataclass(frozen=True, eq=False)
class Seed:
    """A solved walk to start from."""

    variant: int
    speed_m_s: float
    length_factor: float
    unknowns: FloatArray
    fingerprint: str
    """Of everything that shaped it: the same request need not be solved again."""


@cache
def read_seeds() -> tuple[Seed, ...]:
    """Return the solved walks that ship with the package."""
    path = resources.files("hipspine.content.prediction") / "seeds.npz"
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as kept:
        return tuple(
            Seed(int(variant), float(speed), float(length), unknowns, str(fingerprint))
            for variant, speed, length, unknowns, fingerprint in zip(
                kept["variant"],
                kept["speed_m_s"],
                kept["length_factor"],
                kept["unknowns"],
                kept["fingerprint"],
                strict=True,
            )
        )


def fingerprint(settings: Settings, muscles: Muscles, speed_m_s: float | None) -> str:
    """Return a short name of a symmetric walk's parameters."""
    values = [
        settings.vector(),
        muscles.strength,
        muscles.shortening,
        muscles.highest_activation,
        muscles.lowest_activation,
        np.array([np.nan if speed_m_s is None else speed_m_s]),
    ]
    content = np.concatenate(values).round(9).tobytes()
    return hashlib.sha256(content).hexdigest()[:16]


def nearest_seed(variant: int, speed_m_s: float, length_factor: float) -> Seed:
    """Return the solved walk most like the one looked for."""

    def distance(seed: Seed) -> float:
        return (
            10.0 * abs(seed.speed_m_s - speed_m_s)
            + 10.0 * abs(seed.length_factor - length_factor)
            + (seed.variant != variant)
        )

    return min(read_seeds(), key=distance)


def first_guess(variant: int, speed_m_s: float, length_factor: float) -> FloatArray:
    """Return a walk put together from solved ones, to start a search from.

    What a speed, a body length and a variant each change about the middle walk is added up; along
    speeds and lengths the solved walks are joined by straight lines.
    """
    middle = _middle().unknowns
    nominal_walks = [seed for seed in read_seeds() if seed.variant == NOMINAL]
    speeds = [seed for seed in nominal_walks if seed.length_factor == 1.0]
    lengths = [seed for seed in nominal_walks if seed.speed_m_s == _middle().speed_m_s]
    of_variant = nearest_seed(variant, _middle().speed_m_s, 1.0).unknowns
    guess = (
        of_variant
        + _between(speeds, [seed.speed_m_s for seed in speeds], speed_m_s)
        + _between(lengths, [seed.length_factor for seed in lengths], length_factor)
        - 2.0 * middle
    )
    guess[1] = speed_m_s
    return guess


def _middle() -> Seed:
    return read_seeds()[0]


def _between(seeds: list[Seed], places: list[float], wanted: float) -> FloatArray:
    order = np.argsort(places)
    at = np.array(places)[order]
    rows = np.array([seeds[i].unknowns for i in order])
    return np.array([np.interp(wanted, at, column) for column in rows.T])
