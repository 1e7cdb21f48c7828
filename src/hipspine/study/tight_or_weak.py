"""Tight or weak, at matched severity: what either does to loads, with bands over bodies.

A muscle is as weak as it is tight when each is as far from the mean of healthy people. One step of
weakness is one standard deviation of strength; one step of tightness takes one standard deviation
of the joint's range, turned into fibre length by the muscle's own lever.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.content.validation.schema import sign_figures
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.scenario import PARAMETER_RANGE, MuscleChange, Parameter, Scenario
from hipspine.domain.units import radians
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import muscles_meant
from hipspine.simulate.uncertainty import variants
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

STRENGTH_STEP = 0.20
"""One standard deviation of hip strength between healthy adults, of the mean: about a fifth
(Bohannon 1997, Arch Phys Med Rehabil 78:26-32, doi:10.1016/S0003-9993(97)90005-8, quoted at second
hand)."""

RANGE_STEP_RAD = radians(13.0)
"""One standard deviation of passive hip flexion: 121° +- 13° in 1683 adults (Roach and Miles 1991,
Phys Ther 71:656-665, doi:10.1093/ptj/71.9.656)."""

SHARE = 0.8
SEED = 20261121


GROUPS = ("gluteus_maximus", "gluteals")
SEVERITY = 2
BODIES = 12
PERCENT = 100.0


@dataclass(frozen=True)
class Matched:
    """Peak change of one joint's load at one severity [N]: median and middle four fifths."""

    joint: str
    severity: int
    weak_N: tuple[float, float, float]
    """Low, median, high over the bodies: weak minus as recorded."""
    tight_N: tuple[float, float, float]
    difference_N: tuple[float, float, float]
    """Tight minus weak on the same body."""


def tight_or_weak_rows(trials: Sequence[SolvedTrial]) -> list[Row]:
    """Return, for each trial and group, what two steps of tightness do beyond two of weakness."""
    writer = RowWriter(sign_figures())
    rows = []
    for trial in trials:
        joints = [name for name in ("L4_L5", "hip_right", "hip_left") if name in trial.loads]
        for group in GROUPS:
            for each in tight_or_weak(trial.engine, group, joints, (SEVERITY,), bodies=BODIES):
                rows.append(_row(writer, trial, group, each))
    return rows


def _row(writer: RowWriter, trial: SolvedTrial, group: str, found: "Matched") -> Row:
    def percent(band: Triple) -> str:
        low, middle, high = (end / trial.body_weight_N * PERCENT for end in band)
        return f"{middle:.1f} ({low:.1f} to {high:.1f})"

    return writer.scored(
        "tight_minus_weak",
        f"{trial.name}, {group.replace('_', ' ')}, {found.joint.replace('_', ' ')}",
        found.difference_N[1] / trial.body_weight_N * PERCENT,
        note=f"weak {percent(found.weak_N)}, tight {percent(found.tight_N)}, "
        f"tight minus weak {percent(found.difference_N)} % of body weight",
    )


Triple = tuple[float, float, float]


def tight_or_weak(
    engine: Engine, group: str, joints: Sequence[str], severities: Sequence[int], *, bodies: int
) -> tuple[Matched, ...]:
    """Return what a group's weakness and tightness do to peaks of loads, body by body."""
    generator = np.random.default_rng(SEED)
    changes: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for bundle in variants(engine.bundle, generator, bodies):
        variant = engine.variant(bundle=bundle)
        for severity in severities:
            weak, tight = (variant.solve(each) for each in _pair(variant, group, severity))
            for joint in joints:
                base = _peak_N(variant.base, joint)
                pair = _peak_N(weak, joint) - base, _peak_N(tight, joint) - base
                changes.setdefault((joint, severity), []).append(pair)
    return tuple(
        Matched(joint, severity, *_bands(np.array(pairs)))
        for (joint, severity), pairs in changes.items()
    )


def shortening_of(engine: Engine, group: str, severity: int) -> float:
    """Return by which share a group's fibres are shorter, so many steps of range lost.

    The joint's range lost times the lever is the length lost, over the fibre's: a mean over the
    group by strength, with the levers about hip flexion at the recorded postures.
    """
    bundle, muscles = engine.bundle, engine.bundle.muscles
    shares, weights = [], []
    for side in Side:
        coordinate = f"hip_flexion{side.suffix}"
        if coordinate not in bundle.equations:
            continue
        row = bundle.equations.index(coordinate)
        meant = np.flatnonzero(muscles_meant(muscles.names, group, side))
        levers = np.abs(bundle.moment_arms_m[:, row, meant]).mean(axis=0)
        lost = severity * RANGE_STEP_RAD * levers / muscles.optimal_fibre_length_m[meant]
        shares.append(lost)
        weights.append(muscles.max_isometric_force_N[meant])
    share = np.average(np.concatenate(shares), weights=np.concatenate(weights))
    return float(min(share, PARAMETER_RANGE[Parameter.TIGHTNESS][1]))


def _pair(engine: Engine, group: str, severity: int) -> tuple[Scenario, Scenario]:
    strength = max(1.0 - severity * STRENGTH_STEP, 0.0)
    short = shortening_of(engine, group, severity)
    return (
        Scenario("weak", (MuscleChange(group, Parameter.STRENGTH, strength),)),
        Scenario("tight", (MuscleChange(group, Parameter.TIGHTNESS, short),)),
    )


def _peak_N(solution: Solution, joint: str) -> float:
    return float(np.nanmax(solution.joint_loads[joint].resultant_N))


def _bands(pairs: FloatArray) -> tuple[Triple, Triple, Triple]:
    weak, tight = pairs.T
    return _band(weak), _band(tight), _band(tight - weak)


def _band(values: FloatArray) -> Triple:
    tail = 0.5 * (1.0 - SHARE)
    low, middle, high = np.quantile(values, [tail, 0.5, 1.0 - tail])
    return float(low), float(middle), float(high)
