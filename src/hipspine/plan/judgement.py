"""Judge one exercise by how it went: stop, easier, hold, keep or harder.

The order is that of care: whatever asks for more care wins, and nothing that was left unsaid counts
as zero. More pain, on any day, never leads to a harder step: each rule only compares a pain with a
limit above it. Sessions of one day count as one, the most careful answer of that day: the body has
not answered between them, and what is written down twice must not make anything harder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hipspine.content.plan_rules import PlanRules
from hipspine.domain.training import LegSymptoms, Step
from hipspine.plan.log import Outcome


@dataclass(frozen=True)
class Judgement:
    """A step with the rules that led to it."""

    step: Step
    rules: tuple[str, ...]


def judge(outcomes: Sequence[Outcome], baseline: float | None, rules: PlanRules) -> Judgement:
    """Return the step that follows from how an exercise went since its dose was set.

    Parameters
    ----------
    outcomes : sequence of Outcome
        In order of time.
    baseline : float or None
        Usual pain on waking, 0 to 10; None: no morning can be compared.

    References
    ----------
    Silbernagel KG and others (2007). Am J Sports Med 35:897-906. doi:10.1177/0363546506298279:
    pain during exercise up to 5 of 10 is acceptable if it settles by the next morning (Achilles
    tendon; its use for backs is this project's).
    """
    if not outcomes:
        return Judgement(Step.KEEP, ("keep.not_done",))
    latest = [one for one in outcomes if one.day >= outcomes[-1].day]
    for step, found in (
        (Step.STOP, _stops(outcomes)),
        (Step.REGRESS, _eases(latest, baseline, rules)),
        (Step.HOLD, _holds(latest, baseline, rules)),
        (Step.KEEP, _keeps(outcomes, baseline, rules)),
    ):
        if found:
            return Judgement(step, found)
    return Judgement(Step.PROGRESS, ("progress.good_sessions",))


def _stops(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return the stop for signs in the leg on any day: one that is written down late counts too."""
    has_spread = any(one.leg >= LegSymptoms.SPREAD_FURTHER_DOWN for one in outcomes)
    return ("stop.leg_spread",) if has_spread else ()


def _eases(latest: Sequence[Outcome], baseline: float | None, rules: PlanRules) -> tuple[str, ...]:
    """Return why the latest day asks for less; empty: it does not."""
    rises = [rise for one in latest if (rise := _rise(one, baseline)) is not None]
    checks = (
        ("regress.pain_during", any(one.pain_known > rules.pain.acceptable_to for one in latest)),
        ("regress.next_morning", any(rise >= rules.pain.regress_rise for rise in rises)),
    )
    return tuple(rule for rule, applies in checks if applies)


def _holds(latest: Sequence[Outcome], baseline: float | None, rules: PlanRules) -> tuple[str, ...]:
    """Return why the latest day asks to wait; empty: it does not."""
    checks = (
        ("hold.not_settled", any(_is_unsettled(one, baseline, rules) for one in latest)),
        ("hold.quality", not all(one.is_clean for one in latest)),
        ("hold.effort", any(one.effort_known > rules.effort.hold_above for one in latest)),
    )
    return tuple(rule for rule, applies in checks if applies)


def _is_unsettled(outcome: Outcome, baseline: float | None, rules: PlanRules) -> bool:
    """Tell whether more than safe pain is known not to have settled by morning."""
    rise = _rise(outcome, baseline)
    is_sore = outcome.pain_known > rules.pain.safe_to
    return is_sore and rise is not None and rise > rules.pain.settled_within


def _keeps(
    outcomes: Sequence[Outcome], baseline: float | None, rules: PlanRules
) -> tuple[str, ...]:
    """Return why it is too early for more; empty: it is not."""
    days = sorted({one.day for one in outcomes})[-rules.steps.good_sessions :]
    recent = [one for one in outcomes if one.day in days]
    checks = (
        ("keep.more_sessions", len(days) < rules.steps.good_sessions),
        ("keep.not_full", not all(one.is_full and one.is_clean for one in recent)),
        ("keep.pain_not_said", any(one.pain is None for one in recent)),
        ("keep.effort_not_said", any(one.effort is None for one in recent)),
        ("keep.effort", any(one.effort_known > rules.effort.progress_to for one in recent)),
        ("keep.not_settled", not all(_is_settled(one, baseline, rules) for one in recent)),
    )
    return tuple(rule for rule, applies in checks if applies)[:1]


def _is_settled(outcome: Outcome, baseline: float | None, rules: PlanRules) -> bool:
    """Tell whether pain stayed safe, or was acceptable and known to have settled by morning."""
    if outcome.pain_known > rules.pain.acceptable_to or outcome.leg > LegSymptoms.EASED:
        return False
    rise = _rise(outcome, baseline)
    if rise is None:
        return outcome.pain_known <= rules.pain.safe_to
    return rise <= rules.pain.settled_within


def _rise(outcome: Outcome, baseline: float | None) -> float | None:
    """Return how far the morning after lies above the baseline, or None where not known."""
    if outcome.morning_pain is None or baseline is None:
        return None
    return outcome.morning_pain - baseline
