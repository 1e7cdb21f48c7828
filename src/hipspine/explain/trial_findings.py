"""Findings about one trial: the model's sharing of work and load, and what was measured."""

from collections.abc import Callable, Mapping

import numpy as np

from hipspine.content.findings import FindingRule, finding_rules
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import GAIT_CYCLE, STANCE_PHASE
from hipspine.domain.finding import Confidence, Finding
from hipspine.domain.motion import CycleKind
from hipspine.domain.units import body_weight_N
from hipspine.explain.measured_findings import measured_findings
from hipspine.explain.sweep_findings import disc_load_without_gluteus, posture_what_if, take_over
from hipspine.explain.trial_results import TrialResults
from hipspine.explain.wording import Outcome, Wording


def trial_findings(results: TrialResults, *, language: str = "en") -> tuple[Finding, ...]:
    """Return the findings that a trial supports, most useful first."""
    wording = Wording(finding_rules(), language)
    computed = []
    for name, calculation in CALCULATIONS.items():
        rule = wording.rules.rule(name)
        outcome = calculation(results, rule, wording)
        if outcome is not None:
            computed.append(wording.finding(rule, outcome))
    return in_order((*computed, *measured_findings(results.measurements, wording)))


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the surer findings first, each kind by the priority of their rules."""
    rules = finding_rules()

    def place(finding: Finding) -> tuple[bool, int]:
        unsure = finding.confidence is Confidence.CANNOT_TELL
        return unsure, rules.rule(finding.id).priority

    return tuple(sorted(findings, key=place))


def gluteus_maximus_timing(
    results: TrialResults, rule: FindingRule, wording: Wording
) -> Outcome | None:
    """Say when (in walking) or how much gluteus maximus works, on the side that works more."""
    group = MuscleGroup.GLUTEUS_MAXIMUS
    sides = [side for side in Side if (group, side) in results.activations]
    if not sides:
        return None
    side = max(sides, key=lambda each: results.activations[group, each].peak)
    curve = results.activations[group, side]
    peak_percent = int(np.argmax(curve.curve))
    values: dict[str, object] = {
        "segment": wording.say(results.segment),
        "peak_percent": peak_percent,
        "mean": 100 * curve.mean,
        "peak": 100 * curve.peak,
        "tenths": max(1, round(10 * curve.peak)),
    }
    is_early = _is_around_landing(results, peak_percent, rule.limits)
    if is_early is None:
        return Outcome("use", Confidence.LIKELY, "model", values, side)
    # Timing of modelled glutei is not validated: where it disagrees with signals, it tells nothing.
    if is_early:
        return Outcome("early", Confidence.LIKELY, "model", values, side)
    return Outcome("late", Confidence.CANNOT_TELL, "model_small", values, side)


def _is_walk(results: TrialResults) -> bool:
    return results.kind is CycleKind.GAIT and not results.is_running


def _is_around_landing(
    results: TrialResults, percent: float, limits: Mapping[str, float]
) -> bool | None:
    """Tell whether a percent lies around heel strike; None where it is not one of walking."""
    if not _is_walk(results):
        return None
    end, start = limits["early_stance_end_percent"], limits["late_swing_start_percent"]
    if results.segment == GAIT_CYCLE:
        return not end < percent < start
    if results.segment == STANCE_PHASE:
        # A stance ends with push-off: only its beginning is near a heel strike.
        return percent * limits["stance_share"] <= end
    return None


def hip_extension_share(
    results: TrialResults, _rule: FindingRule, wording: Wording
) -> Outcome | None:
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
        names = [wording.muscle(group.value) for group in order]
        shares = [
            f"{name} {100 * effort[group] / total:.0f} %"
            for name, group in zip(names[:4], order, strict=False)
        ]
        values: dict[str, object] = {
            "first": names[0],
            "second": names[1],
            "segment": wording.say(results.segment),
            "shares": ", ".join(shares),
        }
        return Outcome("shared", Confidence.LIKELY, "model", values, side)
    return None


def modelled_sides(results: TrialResults, rule: FindingRule, _wording: Wording) -> Outcome | None:
    """Compare the sides' mean gluteus maximus activation, where both were seen."""
    both = [results.activations.get((MuscleGroup.GLUTEUS_MAXIMUS, side)) for side in Side]
    if both[0] is None or both[1] is None:
        return None
    means = {side: 100 * curve.mean for side, curve in zip(Side, both, strict=True) if curve}
    low, high = sorted(means.values())
    name = "alike" if high < rule.limits["clear_side_ratio"] * low else "differ"
    values: dict[str, object] = {"left": means[Side.LEFT], "right": means[Side.RIGHT]}
    return Outcome(name, Confidence.CANNOT_TELL, "no_error", values)


def disc_load(results: TrialResults, rule: FindingRule, _wording: Wording) -> Outcome | None:
    """Put the lower lumbar loads beside what studies of walking found."""
    if "L5_S1" not in results.loads or "L4_L5" not in results.loads:
        return None
    weight = body_weight_N(results.mass_kg)
    lowest, above = results.loads["L5_S1"].compression, results.loads["L4_L5"].compression
    low, high = rule.limits["low_bw"], rule.limits["high_bw"]
    values: dict[str, object] = {
        "mean": lowest.mean / weight,
        "peak": lowest.peak / weight,
        "l4_mean": above.mean / weight,
        "l4_peak": above.peak / weight,
        "low": low,
        "high": high,
    }
    if not _is_walk(results) or results.segment != GAIT_CYCLE:
        return Outcome("stated", Confidence.CANNOT_TELL, "alone", values)
    name = "in_range" if low <= above.peak / weight <= high else "beside_range"
    return Outcome(name, Confidence.LIKELY, "model", values)


def hip_load(results: TrialResults, _rule: FindingRule, wording: Wording) -> Outcome | None:
    """Give the hips' peak contact force, with the known bias of the method."""
    weight = body_weight_N(results.mass_kg)
    peaks = [
        f"{results.loads[f'hip_{side}'].resultant.peak / weight:.1f}{wording.side(side)}"
        for side in Side
        if f"hip_{side}" in results.loads
    ]
    if not peaks:
        return None
    return Outcome("stated", Confidence.CANNOT_TELL, "alone", {"peaks": "; ".join(peaks)})


def same_motion_limit(
    _results: TrialResults, _rule: FindingRule, _wording: Wording
) -> Outcome | None:
    """Say what looking at one motion cannot tell; it belongs to every trial."""
    return Outcome("always", Confidence.CANNOT_TELL, "limit", {})


Calculation = Callable[[TrialResults, FindingRule, Wording], Outcome | None]

CALCULATIONS: Mapping[str, Calculation] = {
    "gluteus_maximus_timing": gluteus_maximus_timing,
    "hip_extension_share": hip_extension_share,
    "take_over": take_over,
    "disc_load_without_gluteus": disc_load_without_gluteus,
    "posture_what_if": posture_what_if,
    "modelled_sides": modelled_sides,
    "disc_load": disc_load,
    "hip_load": hip_load,
    "same_motion_limit": same_motion_limit,
}
"""The rules of kind ``computed`` that a trial can answer, by the rule's id."""
