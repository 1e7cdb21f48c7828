"""Findings from the what-if sweeps: who takes over, what it costs the back, what posture costs."""

from collections.abc import Sequence

from hipspine.content.findings import FindingRule
from hipspine.domain.assessment import LedgerRow, Shortfall, Sweep, WhatIfResult
from hipspine.domain.finding import Confidence
from hipspine.domain.units import body_weight_N
from hipspine.explain.trial_results import TrialResults
from hipspine.explain.wording import Outcome, Wording

WEAK_GLUTEUS_MAXIMUS = "gluteus_maximus_strength"
PELVIS_TILT = "pelvis_anterior_tilt"


def take_over(results: TrialResults, rule: FindingRule, wording: Wording) -> Outcome | None:
    """Say which muscles take over when gluteus maximus does nothing at the same motion."""
    sweep = sweep_named(results.sweeps, WEAK_GLUTEUS_MAXIMUS)
    if sweep is None or counting_shortfalls(as_recorded(sweep), results, rule):
        return None  # muscles at full strength fail already: weakness is not what is missing
    absent = result_at(sweep, min(sweep.levels))
    if absent.shortfalls:
        return _lacking(sweep, absent, results, rule)
    gainers = [row for row in absent.ledger if row.change_N > 0]
    change = disc_load_change_percent(as_recorded(sweep), absent)
    if not gainers or change is None:
        return None
    names = list(dict.fromkeys(wording.muscle(row.group.value) for row in gainers))
    values: dict[str, object] = {
        "takers": wording.listed(names[:3]),
        "changes": ", ".join(_row_words(row, wording) for row in gainers[:6]),
        "disc_change": change,
    }
    return Outcome("possible", Confidence.LIKELY, "model", values)


def _row_words(row: LedgerRow, wording: Wording) -> str:
    change = wording.decimal(f"{row.change_N:+.0f} N")
    return f"{wording.muscle(row.group.value)}{wording.side(row.side)} {change}"


def _lacking(
    sweep: Sweep, absent: WhatIfResult, results: TrialResults, rule: FindingRule
) -> Outcome:
    counting = counting_shortfalls(absent, results, rule)
    shown = counting or absent.shortfalls
    values: dict[str, object] = {
        "shortfall": "; ".join(describe_shortfall(each) for each in shown[:2]),
        "counts": f"{wanted_Nm(shown[0], results, rule):.1f} N·m, {rule.limits['lasting_s']:g} s",
    }
    if not counting:
        return Outcome("nearly", Confidence.CANNOT_TELL, "model_small", values)
    values["lowest_feasible"] = min(
        level
        for level, result in zip(sweep.levels, sweep.results, strict=True)
        if not counting_shortfalls(result, results, rule)
    )
    return Outcome("impossible", Confidence.LIKELY, "model", values)


def counting_shortfalls(
    result: WhatIfResult, results: TrialResults, rule: FindingRule
) -> tuple[Shortfall, ...]:
    """Return the shortfalls that are large and long enough to count, by the rule's limits.

    One newton metre in three frames says nothing about a person: what joints leave over by error of
    measurement is larger (Hicks et al. 2015, doi:10.1115/1.4029304), and the sharing leaves out how
    fast muscles switch on and off (Thelen 2003, doi:10.1115/1.1531112).
    """
    frame_s = results.frame_s
    return tuple(
        each
        for each in result.shortfalls
        if each.missing_Nm >= wanted_Nm(each, results, rule)
        and (frame_s is None or each.frames * frame_s >= rule.limits["lasting_s"])
    )


def wanted_Nm(shortfall: Shortfall, results: TrialResults, rule: FindingRule) -> float:
    """Return from how much on a shortfall counts [N·m]."""
    peak_Nm = results.peak_moments_Nm.get(shortfall.coordinate)
    if peak_Nm is None:
        return rule.limits["share_of_weight_arm_m"] * body_weight_N(results.mass_kg)
    return rule.limits["share_of_moment"] * peak_Nm


def disc_load_without_gluteus(
    results: TrialResults, rule: FindingRule, _wording: Wording
) -> Outcome | None:
    """Say whether the disc load changes when gluteus maximus does nothing at the same motion."""
    change = _change_at(results.sweeps, WEAK_GLUTEUS_MAXIMUS, lowest=True)
    if change is None:
        return None
    small = rule.limits["small_change_percent"]
    return _direction(change, small, {"change": change, "small": small})


def posture_what_if(results: TrialResults, rule: FindingRule, wording: Wording) -> Outcome | None:
    """Say which way a forward pelvis changes the disc load, with a backward one beside it."""
    sweep = sweep_named(results.sweeps, PELVIS_TILT)
    change = _change_at(results.sweeps, PELVIS_TILT, lowest=False)
    if sweep is None or change is None:
        return None

    def percent(value: float | None) -> str:
        return wording.unknown() if value is None else wording.decimal(f"{value:+.1f} %")

    values: dict[str, object] = {
        "tilt": max(sweep.levels),
        "change": change,
        "back": min(sweep.levels),
        "back_change": percent(_change_at(results.sweeps, PELVIS_TILT, lowest=True)),
        "weak_change": percent(_change_at(results.sweeps, WEAK_GLUTEUS_MAXIMUS, lowest=True)),
    }
    return _direction(change, rule.limits["small_change_percent"], values)


def _direction(change: float, small: float, values: dict[str, object]) -> Outcome:
    if abs(change) < small:
        return Outcome("unchanged", Confidence.LIKELY, "model", values)
    return Outcome("higher" if change > 0 else "lower", Confidence.LIKELY, "model", values)


def _change_at(sweeps: Sequence[Sweep], id: str, *, lowest: bool) -> float | None:
    """Return the change of mean disc load at a sweep's end [%], or None where it does not hold."""
    sweep = sweep_named(sweeps, id)
    if sweep is None:
        return None
    end = result_at(sweep, min(sweep.levels) if lowest else max(sweep.levels))
    return disc_load_change_percent(as_recorded(sweep), end) if end.is_feasible else None


def disc_load_change_percent(before: WhatIfResult, after: WhatIfResult) -> float | None:
    """Return the change of mean L5/S1 compression [%], or None where the level is absent."""
    if "L5_S1" not in before.loads or "L5_S1" not in after.loads:
        return None
    base = before.loads["L5_S1"].compression.mean
    # Plus zero turns a rounded -0.0 into 0.0, so that no change has no direction.
    return round(100 * (after.loads["L5_S1"].compression.mean - base) / base, 1) + 0.0


def describe_shortfall(shortfall: Shortfall) -> str:
    """Return a certificate: which moment, how much is missing, when, and who is at the limit."""
    limits = ", ".join(shortfall.at_limit[:4]) or "–"
    return (
        f"{shortfall.coordinate.replace('_', ' ')} −{shortfall.missing_Nm:.0f} N·m, "
        f"{shortfall.time_s:.2f} s ({shortfall.frames} ×; 100 %: {limits})"
    )


def sweep_named(sweeps: Sequence[Sweep], id: str) -> Sweep | None:
    """Return the sweep of an identifier, or None."""
    return next((sweep for sweep in sweeps if sweep.id == id), None)


def result_at(sweep: Sweep, level: float) -> WhatIfResult:
    """Return the sweep's result at a level."""
    return sweep.results[sweep.levels.index(level)]


def as_recorded(sweep: Sweep) -> WhatIfResult:
    """Return the sweep's result at the recorded state."""
    return result_at(sweep, sweep.as_recorded_level)
