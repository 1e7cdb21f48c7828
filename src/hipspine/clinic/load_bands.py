"""Bands beside the loads of a trial."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.domain.uncertainty import BandKey, LoadBand, LoadBands, LoadSummary
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.sharing_problem import SharingRules
from hipspine.simulate.uncertainty import SPREAD, Spread, variants

VARIANTS = 40
"""Bodies tried: the ends of a band of four fifths then hang on the four outermost of each side."""

SHARE = 0.8
"""Part of the variants within a band: four in five."""

SEED = 20261121
"""Any number does; with a fixed one the same recording gives the same bands."""

COMPONENTS = ("compression", "anterior_shear", "lateral_shear", "resultant")

Causes = tuple[tuple[str, float, str], ...]
"""What is varied, its standard deviation and its unit."""

Redrawn = Callable[[np.random.Generator], SharingRules]
"""Gives rules of sharing whose uncertain parts are drawn anew."""


@dataclass(frozen=True, eq=False)
class LoadSamples:
    """The numbers of every load of a trial, on the body as it is and on variants of it.

    Samples of two engines of one trial are of the same variants in the same order.
    """

    own: Mapping[BandKey, float]
    drawn: Sequence[Mapping[BandKey, float]]
    causes: Causes


def load_samples(
    engine: Engine,
    segments: Segments,
    *,
    count: int = VARIANTS,
    spread: Spread = SPREAD,
    redrawn: Redrawn | None = None,
    more_causes: Causes = (),
) -> LoadSamples:
    """Return the loads of a trial on variants of the body.

    Parameters
    ----------
    engine : Engine
    segments : Segments
    count : int
        Bodies to try.
    spread : Spread
        Of the bodies.
    redrawn : callable, optional
        Draws the rules of sharing anew for each body too; from a generator of its own, so that the
        bodies stay the same.
    more_causes : tuple
        What that varies.
    """
    of_bodies, of_rules = np.random.default_rng(SEED), np.random.default_rng(SEED + 1)
    drawn = []
    for bundle in variants(engine.bundle, of_bodies, count, spread):
        rules = redrawn(of_rules) if redrawn else None
        varied = engine.variant(bundle=bundle, rules=rules)
        drawn.append(load_numbers(varied, varied.base, segments))
    own = load_numbers(engine, engine.base, segments)
    return LoadSamples(own, drawn, (*spread.as_causes(), *more_causes))


def load_bands(samples: LoadSamples) -> LoadBands:
    """Return how far each load of a trial could be off, over variants of the body."""
    bands = {
        key: band_of(value, [each[key] for each in samples.drawn])
        for key, value in samples.own.items()
    }
    return LoadBands(len(samples.drawn), SHARE, samples.causes, bands)


def load_numbers(engine: Engine, solution: Solution, segments: Segments) -> Mapping[BandKey, float]:
    """Return peak, mean and lowest value of every component of every joint's load [N]."""
    loads = ResultsOverCycle(engine, segments).loads(solution)
    return {
        (joint, component, summary): _summary(_component(curves, component), summary)
        for joint, curves in loads.items()
        for component in COMPONENTS
        for summary in LoadSummary
    }


def band_of(value: float, drawn: Sequence[float]) -> LoadBand:
    """Return a load's value with the middle share of those drawn."""
    return LoadBand(value, *middle_share(drawn))


def middle_share(drawn: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the middle share of values."""
    tail = 0.5 * (1.0 - SHARE)
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return float(low), float(high)


def _component(curves: JointLoadCurves, component: str) -> Curve:
    curve: Curve = getattr(curves, component)
    return curve


def _summary(curve: Curve, summary: LoadSummary) -> float:
    return {
        LoadSummary.PEAK: curve.peak,
        LoadSummary.MEAN: curve.mean,
        LoadSummary.LOWEST: curve.lowest,
    }[summary]
