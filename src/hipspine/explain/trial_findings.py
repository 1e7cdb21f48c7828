"""Findings about one trial: which sentences apply, and the numbers that go into them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.content.findings import FindingText, finding_texts
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import (
    GAIT_CYCLE,
    STANCE_PHASE,
    Curve,
    Finding,
    GroupSide,
    JointLoadCurves,
    Sweep,
)
from hipspine.domain.motion import CycleKind
from hipspine.domain.units import body_weight_N
from hipspine.explain.plain_names import list_in_words, plain_name
from hipspine.explain.sweep_findings import posture_finding, take_over_finding

EARLY_STANCE_END_PERCENT = 30
LATE_SWING_START_PERCENT = 85
"""Gluteus maximus is expected around heel strike (96-14 % by EMG); the wider window allows for the
spread between people and for the lag of modelled activation."""

STANCE_SHARE = 0.6
"""Part of the gait cycle that stance takes in walking (Winter 2009, Biomechanics and Motor Control
of Human Movement, 4th ed., chapter 2)."""

WALKING_DISC_LOAD_BW = (0.8, 2.5)
"""Range of peak L4/L5 compression that published walking studies span [body weights]: Arshad 2018
(1.3-1.8, SD up to 0.4) and Cappozzo 1984 (maxima 1.0-2.5)."""

CLEAR_SIDE_RATIO = 1.5
"""Below this ratio between sides a single trial does not suggest a difference at all."""


@dataclass(frozen=True, eq=False)
class TrialResults:
    """What findings are drawn from: the numbers of one assessed trial."""

    kind: CycleKind
    segment: str
    mass_kg: float
    activations: Mapping[GroupSide, Curve]
    hip_extension_moments: Mapping[GroupSide, Curve]
    loads: Mapping[str, JointLoadCurves]
    sweeps: tuple[Sweep, ...]


def trial_findings(
    results: TrialResults, texts: Mapping[str, FindingText] | None = None
) -> tuple[Finding, ...]:
    """Return the findings that the results support, most useful first."""
    texts = finding_texts() if texts is None else texts
    rules: tuple[Callable[[TrialResults], tuple[str, dict[str, object]] | None], ...] = (
        gluteus_maximus_finding,
        hip_extension_finding,
        lambda r: take_over_finding(r.sweeps),
        lambda r: posture_finding(r.sweeps),
        side_finding,
        disc_load_finding,
        hip_load_finding,
        lambda _r: ("same_motion_limit", {}),
    )
    found = (rule(results) for rule in rules)
    return tuple(_render(id, texts[id], values) for id, values in filter(None, found))


def _render(id: str, text: FindingText, values: dict[str, object]) -> Finding:
    return Finding(
        id,
        text.sentence.format(**values),
        text.detail.format(**values),
        text.evidence.format(**values),
    )


def gluteus_maximus_finding(results: TrialResults) -> tuple[str, dict[str, object]] | None:
    """Say when (in walking) or how much gluteus maximus works, on the side that works more."""
    sides = [side for side in Side if (MuscleGroup.GLUTEUS_MAXIMUS, side) in results.activations]
    if not sides:
        return None
    curves = {side: results.activations[MuscleGroup.GLUTEUS_MAXIMUS, side] for side in sides}
    side = max(sides, key=lambda s: curves[s].peak)
    peak_percent = int(np.argmax(curves[side].curve))
    values: dict[str, object] = {
        "side": side.value,
        "segment": results.segment,
        "peak_percent": peak_percent,
        "mean": 100 * curves[side].mean,
        "peak": 100 * curves[side].peak,
        "peak_words": _in_tenths(curves[side].peak),
    }
    is_early = _is_around_landing(results, peak_percent)
    if is_early is None:
        return "gluteus_maximus_use", values
    return ("gluteus_maximus_early" if is_early else "gluteus_maximus_late"), values


def _is_around_landing(results: TrialResults, percent: float) -> bool | None:
    """Tell whether a percent lies around heel strike; None where percents are not those of gait."""
    if results.kind is not CycleKind.GAIT:
        return None
    if results.segment == GAIT_CYCLE:
        return not EARLY_STANCE_END_PERCENT < percent < LATE_SWING_START_PERCENT
    if results.segment == STANCE_PHASE:
        # A stance ends with push-off: only its beginning is near a heel strike.
        return percent * STANCE_SHARE <= EARLY_STANCE_END_PERCENT
    return None


def _in_tenths(fraction: float) -> str:
    tenths = max(1, round(10 * fraction))
    return f"about {tenths} in 10 parts"


def hip_extension_finding(results: TrialResults) -> tuple[str, dict[str, object]] | None:
    """Say who extends the hip, on the side with more data (right when equal)."""
    for side in (Side.RIGHT, Side.LEFT):
        effort = {
            group: float(np.clip(curve.curve, 0, None).mean())
            for (group, of_side), curve in results.hip_extension_moments.items()
            if of_side is side
        }
        total = sum(effort.values())
        if total <= 0 or len(effort) < 2:
            continue
        order = sorted(effort, key=lambda group: -effort[group])
        shares = ", ".join(
            f"{plain_name(group)} {100 * effort[group] / total:.0f} %" for group in order[:4]
        )
        return "hip_extension_share", {
            "first": plain_name(order[0]),
            "second": plain_name(order[1]),
            "side": side.value,
            "segment": results.segment,
            "shares": shares,
        }
    return None


def side_finding(results: TrialResults) -> tuple[str, dict[str, object]] | None:
    """Compare the sides' mean gluteus maximus activation, where both were seen."""
    both = [results.activations.get((MuscleGroup.GLUTEUS_MAXIMUS, side)) for side in Side]
    if both[0] is None or both[1] is None:
        return None
    left, right = 100 * both[0].mean, 100 * both[1].mean
    alike = max(left, right) < CLEAR_SIDE_RATIO * min(left, right)
    verdict = (
        "Both sides' seat muscles did about the same."
        if alike
        else "In this one recording, one side's seat muscle did more than the other's. "
        "One recording is too little to call that a difference."
    )
    return "sides", {"verdict": verdict, "left": left, "right": right}


def disc_load_finding(results: TrialResults) -> tuple[str, dict[str, object]] | None:
    """Put the lower lumbar loads beside what studies of walking found."""
    if "L5_S1" not in results.loads or "L4_L5" not in results.loads:
        return None
    weight = body_weight_N(results.mass_kg)
    lowest, above = results.loads["L5_S1"].compression, results.loads["L4_L5"].compression
    values: dict[str, object] = {
        "mean": lowest.mean / weight,
        "peak": lowest.peak / weight,
        "l4_mean": above.mean / weight,
        "l4_peak": above.peak / weight,
    }
    low, high = WALKING_DISC_LOAD_BW
    in_range = results.kind is CycleKind.GAIT and low <= above.peak / weight <= high
    return ("disc_load_in_range" if in_range else "disc_load"), values


def hip_load_finding(results: TrialResults) -> tuple[str, dict[str, object]] | None:
    """Give the hips' peak contact force, with the known bias of the method."""
    weight = body_weight_N(results.mass_kg)
    peaks = [
        f"{side.value} {results.loads[f'hip_{side}'].resultant.peak / weight:.1f}"
        for side in Side
        if f"hip_{side}" in results.loads
    ]
    return ("hip_load", {"peaks": list_in_words(peaks)}) if peaks else None
