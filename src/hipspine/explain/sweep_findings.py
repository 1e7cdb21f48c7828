"""Findings from the what-if sweeps: who takes over, and what posture costs beside it."""

from collections.abc import Sequence

from hipspine.domain.assessment import LedgerRow, Shortfall, Sweep, WhatIfResult
from hipspine.explain.plain_names import list_in_words, plain_name

WEAK_GLUTEUS_MAXIMUS = "gluteus_maximus_strength"
PELVIS_TILT = "pelvis_anterior_tilt"

SMALL_CHANGE_PERCENT = 5.0
"""Changes of disc load below this are called small: models of one person differ by more (Arshad et
al. 2018 give standard deviations of up to 40 % of body weight for walking)."""

CLEARLY_MORE = 2.0
"""One change counts as larger than another when it is at least twice as large."""


def take_over_finding(sweeps: Sequence[Sweep]) -> tuple[str, dict[str, object]] | None:
    """Say which muscles take over when gluteus maximus does nothing at the same motion."""
    sweep = _sweep(sweeps, WEAK_GLUTEUS_MAXIMUS)
    if sweep is None:
        return None
    absent, recorded = result_at(sweep, min(sweep.levels)), as_recorded(sweep)
    if not recorded.is_feasible:
        return None  # muscles at full strength fail already: weakness is not what is missing
    if not absent.is_feasible:
        return "take_over_impossible", {
            "shortfall": "; ".join(describe_shortfall(s) for s in absent.shortfalls[:2]),
            "lowest_feasible": min(
                level for level, r in zip(sweep.levels, sweep.results, strict=True) if r.is_feasible
            ),
        }
    gainers = [row for row in absent.ledger if row.change_N > 0]
    disc_change = disc_load_change_percent(recorded, absent)
    if not gainers or disc_change is None:
        return None
    return "take_over", {
        "takers": list_in_words(_distinct_names(gainers)[:3]),
        "changes": ", ".join(
            f"{row.group.replace('_', ' ')} {row.side} {row.change_N:+.0f} N" for row in gainers[:6]
        ),
        "disc_change": disc_change,
    }


def _distinct_names(rows: Sequence[LedgerRow]) -> list[str]:
    return list(dict.fromkeys(plain_name(row.group) for row in rows))


def posture_finding(sweeps: Sequence[Sweep]) -> tuple[str, dict[str, object]] | None:
    """Compare what a forward pelvis costs the lowest disc with what an absent gluteus costs."""
    tilt_sweep, weak_sweep = _sweep(sweeps, PELVIS_TILT), _sweep(sweeps, WEAK_GLUTEUS_MAXIMUS)
    if tilt_sweep is None or weak_sweep is None:
        return None
    tilt = max(tilt_sweep.levels)
    tilted, weak = result_at(tilt_sweep, tilt), result_at(weak_sweep, min(weak_sweep.levels))
    tilt_change = disc_load_change_percent(as_recorded(tilt_sweep), tilted)
    weak_change = disc_load_change_percent(as_recorded(weak_sweep), weak)
    are_feasible = tilted.is_feasible and weak.is_feasible
    if tilt_change is None or weak_change is None or not are_feasible:
        return None
    values: dict[str, object] = {
        "tilt": tilt,
        "tilt_change": tilt_change,
        "weak_change": weak_change,
    }
    if max(abs(tilt_change), abs(weak_change)) < SMALL_CHANGE_PERCENT:
        return "posture_and_weakness_small", values
    comparison = _compare(abs(tilt_change), abs(weak_change))
    return "posture_against_weakness", {**values, "comparison": comparison}


def _compare(one: float, other: float) -> str:
    if one >= CLEARLY_MORE * other:
        return "more"
    return "less" if other >= CLEARLY_MORE * one else "neither clearly more nor clearly less"


def disc_load_change_percent(before: WhatIfResult, after: WhatIfResult) -> float | None:
    """Return the change of mean L5/S1 compression [%], or None where the level is absent."""
    if "L5_S1" not in before.loads or "L5_S1" not in after.loads:
        return None
    base = before.loads["L5_S1"].compression.mean
    return 100 * (after.loads["L5_S1"].compression.mean - base) / base


def describe_shortfall(shortfall: Shortfall) -> str:
    """Return a certificate in words: which moment, how much is missing, who is at the limit."""
    limits = ", ".join(shortfall.at_limit[:4]) or "no muscle"
    return (
        f"{shortfall.coordinate.replace('_', ' ')} lacks {shortfall.missing_Nm:.0f} N·m at "
        f"{shortfall.time_s:.2f} s ({shortfall.frames} frames; at their limit: {limits})"
    )


def _sweep(sweeps: Sequence[Sweep], id: str) -> Sweep | None:
    return next((sweep for sweep in sweeps if sweep.id == id), None)


def result_at(sweep: Sweep, level: float) -> WhatIfResult:
    """Return the sweep's result at a level."""
    return sweep.results[sweep.levels.index(level)]


def as_recorded(sweep: Sweep) -> WhatIfResult:
    """Return the sweep's result at the recorded state."""
    return result_at(sweep, sweep.as_recorded_level)
