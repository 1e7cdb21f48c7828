"""Bands beside the loads of a trial."""

import numpy as np

from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.domain.uncertainty import BandKey, LoadBand, LoadBands, LoadSummary
from hipspine.simulate.engine import Engine
from hipspine.simulate.uncertainty import SPREAD, Spread, variants

VARIANTS = 40
"""Bodies tried: the ends of a band of four fifths then hang on the four outermost of each side."""

SHARE = 0.8
"""Part of the variants within a band: four in five."""

SEED = 20261121
"""Any number does; with a fixed one the same recording gives the same bands."""

COMPONENTS = ("compression", "anterior_shear", "lateral_shear", "resultant")


def load_bands(
    engine: Engine, segments: Segments, *, count: int = VARIANTS, spread: Spread = SPREAD
) -> LoadBands:
    """Return how far each load of a trial could be off, over variants of the body."""
    own = _numbers(engine, segments)
    generator = np.random.default_rng(SEED)
    drawn = [
        _numbers(engine.variant(bundle=bundle), segments)
        for bundle in variants(engine.bundle, generator, count, spread)
    ]
    bands = {key: _band(value, [each[key] for each in drawn]) for key, value in own.items()}
    return LoadBands(count, SHARE, spread.as_causes(), bands)


def _numbers(engine: Engine, segments: Segments) -> dict[BandKey, float]:
    loads = ResultsOverCycle(engine, segments).loads(engine.base)
    return {
        (joint, component, summary): _summary(_component(curves, component), summary)
        for joint, curves in loads.items()
        for component in COMPONENTS
        for summary in LoadSummary
    }


def _component(curves: JointLoadCurves, component: str) -> Curve:
    curve: Curve = getattr(curves, component)
    return curve


def _summary(curve: Curve, summary: LoadSummary) -> float:
    return {
        LoadSummary.PEAK: curve.peak,
        LoadSummary.MEAN: curve.mean,
        LoadSummary.LOWEST: curve.lowest,
    }[summary]


def _band(value: float, drawn: list[float]) -> LoadBand:
    tail = 0.5 * (1.0 - SHARE)
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return LoadBand(value, float(low), float(high))
