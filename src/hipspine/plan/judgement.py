"""Judge one exercise by how it went: stop, easier, hold, keep or harder.

The order is that of care: whatever asks for more care wins, and nothing that was left unsaid counts
as zero. More pain, on any day, never leads to a harder step: each rule only compares a pain with a
limit above it.
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
    latest = outcomes[-1]
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


def _eases(latest: Outcome, baseline: float | None, rules: PlanRules) -> tuple[str, ...]:
    found = []
    if latest.pain_known > rules.pain.acceptable_to:
        found.append("regress.pain_during")
    rise = _rise(latest, baseline)
    if rise is not None and rise >= rules.pain.regress_rise:
        found.append("regress.next_morning")
    return tuple(found)


def _holds(latest: Outcome, baseline: float | None, rules: PlanRules) -> tuple[str, ...]:
    found = []
    rise = _rise(latest, baseline)
    is_sore = latest.pain_known > rules.pain.safe_to
    if is_sore and rise is not None and rise > rules.pain.settled_within:
        found.append("hold.not_settled")
    if not latest.is_clean:
        found.append("hold.quality")
    if latest.effort_known > rules.effort.hold_above:
        found.append("hold.effort")
    return tuple(found)


def _keeps(
    outcomes: Sequence[Outcome], baseline: float | None, rules: PlanRules
) -> tuple[str, ...]:
    """Return why it is too early for more; empty: it is not.

    Sessions of one day count as one: the body has not answered between them, and what is written
    down twice must not make anything harder.
    """
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
