"""How the person's muscles would tire if the recorded movement were repeated without a pause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from hipspine.clinic.load_bands import SEED, SHARE, band_of, load_numbers, middle_share
from hipspine.clinic.segments import Segments
from hipspine.clinic.what_ifs import TrialEngines
from hipspine.domain.anatomy import Side, side_of
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import CYCLE_POINTS, GroupSide
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.domain.sharing_effect import (
    HEADLINE_LOADS,
    FatigueCourse,
    FatigueStage,
    LostForce,
    TiredLoad,
)
from hipspine.domain.uncertainty import BandKey, LoadSummary
from hipspine.simulate.engine import Engine
from hipspine.simulate.fatigue_course import RATES_SPREAD, TiredBody, fatigue_course
from hipspine.simulate.muscle_groups import members_by_group
from hipspine.simulate.uncertainty import SPREAD, variants

VARIANTS = 20
"""Bodies tried, half as many as for the loads: each is solved once for every minute."""

STAGES = 5
"""Times shown: rested, and the quarters of the time asked for."""


@dataclass(frozen=True, eq=False)
class _Tired:
    """One body at one stage: its loads, what its groups lost, whether it can still move so."""

    loads: Mapping[BandKey, float]
    lost: Mapping[GroupSide, float]
    is_feasible: bool


def tiring(
    engines: TrialEngines, segments: Segments, duration_s: float, *, count: int = VARIANTS
) -> FatigueCourse:
    """Return the course of fatigue over a time of repeating the movement.

    Notes
    -----
    Muscle signals were recorded rested and would hold activation down where a tired muscle needs
    more of it: the course is that of the sharing without them.
    """
    engine = engines.recorded if engines.signals is None else engines.signals.uninformed
    ends_s = [float(end) for end in np.linspace(0.0, duration_s, STAGES)]
    of_bodies, of_rates = np.random.default_rng(SEED), np.random.default_rng(SEED + 1)
    report = engines.workshop.progress_of("Repeating the movement")
    bodies = []
    for number, bundle in enumerate(variants(engine.bundle, of_bodies, count)):
        factor = float(np.exp(RATES_SPREAD * of_rates.standard_normal()))
        bodies.append(_tired(engine.variant(bundle=bundle), ends_s, segments, factor=factor))
        report(number + 1, count)
    once_s = _repetition_s(engines.trial.cycles, engine)
    return FatigueCourse(
        stages=tuple(
            _stage(end_s, stage, None if once_s is None else end_s / once_s)
            for end_s, stage in zip(ends_s, zip(*bodies, strict=True), strict=True)
        ),
        variants=count,
        share=SHARE,
        causes=(*SPREAD.as_causes(), ("rates_of_tiring", RATES_SPREAD, "log")),
    )


def _tired(
    engine: Engine, ends_s: Sequence[float], segments: Segments, *, factor: float
) -> tuple[_Tired, ...]:
    """Return one body at every stage."""
    repeated = partial(over_one_repetition, engine=engine, segments=segments)
    course = fatigue_course(engine, ends_s, rates_factor=factor, one_repetition=repeated)
    return tuple(
        _Tired(
            load_numbers(engine, body.solution, segments),
            _lost(engine, body),
            not body.solution.shortfalls,
        )
        for body in course
    )


def over_one_repetition(
    activations: FloatArray, *, engine: Engine, segments: Segments
) -> FloatArray:
    """Return the (101, M) activations over one repetition, each muscle over its own side's.

    A trial on plates holds more of one side's cycle than of the other's; repeated as it is, it
    would tire that side more. A muscle whose side shows no whole repetition has the trial's course.
    """
    bundle = engine.bundle
    found = np.full((CYCLE_POINTS, activations.shape[1]), np.nan)
    sides = [side_of(name) for name in bundle.muscles.names]
    for side in Side:
        members = [position for position, each in enumerate(sides) if each is side]
        drawn = segments.curve(bundle.times_s, activations[:, members], side)
        if drawn is not None:
            found[:, members] = drawn.curve
    solved = activations[np.isfinite(activations).all(axis=1)]
    frames = np.linspace(0.0, len(solved) - 1.0, CYCLE_POINTS).round().astype(np.int64)
    return np.where(np.isfinite(found), found, solved[frames])


def _lost(engine: Engine, body: TiredBody) -> Mapping[GroupSide, float]:
    """Return the share of each group's active force that is lost, its muscles by strength."""
    muscles = engine.bundle.muscles
    strengths = muscles.max_isometric_force_N
    return {
        group: float(np.average(body.fatigued[members], weights=strengths[members]))
        for group, members in members_by_group(muscles.names).items()
    }


def _stage(time_s: float, bodies: Sequence[_Tired], repetitions: float | None) -> FatigueStage:
    return FatigueStage(
        time_s=time_s,
        repetitions=repetitions,
        loads=_loads(bodies),
        lost=_losses(bodies),
        feasible_share=float(np.mean([each.is_feasible for each in bodies])),
    )


def _loads(bodies: Sequence[_Tired]) -> tuple[TiredLoad, ...]:
    found = []
    for joint, component in HEADLINE_LOADS:
        key = joint, component, LoadSummary.PEAK
        values = [each.loads[key] for each in bodies if key in each.loads]
        if values:
            found.append(TiredLoad(joint, component, band_of(float(np.median(values)), values)))
    return tuple(found)


def _losses(bodies: Sequence[_Tired]) -> tuple[LostForce, ...]:
    rows = []
    for group, side in bodies[0].lost:
        shares = [each.lost[group, side] for each in bodies]
        rows.append(LostForce(group, side, float(np.median(shares)), *middle_share(shares)))
    return tuple(sorted(rows, key=lambda row: -row.share))


def _repetition_s(cycles: Cycles, engine: Engine) -> float | None:
    """Return how long one repetition takes, pauses of the recording included; None if unknown."""
    if not cycles.cycles:
        return None
    if cycles.kind is CycleKind.GAIT:
        return float(np.mean([cycle.end_s - cycle.start_s for cycle in cycles.cycles]))
    times_s = engine.bundle.times_s
    return float(times_s[-1] - times_s[0]) / len(cycles.cycles)
