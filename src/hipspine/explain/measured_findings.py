"""Findings from measurements: each beside its range, the other side or the earlier visit."""

from collections.abc import Iterator, Sequence

from hipspine.content.findings import FindingRule
from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Confidence, Finding
from hipspine.domain.measurement import Measurement
from hipspine.explain.compare import (
    Judgement,
    against_baseline,
    against_norm,
    between_sides,
)
from hipspine.explain.wording import Outcome, Wording


def measured_findings(
    measurements: Sequence[Measurement],
    wording: Wording,
    *,
    baseline: Sequence[Measurement] = (),
) -> tuple[Finding, ...]:
    """Return what the measurements show by every rule that compares or states them.

    Parameters
    ----------
    measurements : sequence of Measurement
        Of one visit; absent ones give no finding.
    wording : Wording
        Rules and language.
    baseline : sequence of Measurement
        Of the person's earlier visit, if there was one.
    """
    known = tuple(each for each in measurements if each.value is not None)
    found: list[Finding] = []
    for rule in wording.rules.rules:
        for outcome in _outcomes(rule, known, tuple(baseline), wording):
            found.append(wording.finding(rule, outcome))
    return tuple(found)


def _outcomes(
    rule: FindingRule,
    known: tuple[Measurement, ...],
    baseline: tuple[Measurement, ...],
    wording: Wording,
) -> Iterator[Outcome]:
    for name in rule.measurements:
        named = [each for each in known if each.name == name]
        if rule.compare == "other_side":
            yield from _of_sides(named, wording)
        elif rule.compare == "baseline":
            yield from _of_visits(named, baseline, wording)
        else:
            yield from (_of_one(rule, each, wording) for each in named)


def _of_one(rule: FindingRule, one: Measurement, wording: Wording) -> Outcome:
    if rule.compare == "norm":
        return _outcome(one, against_norm(one), wording)
    if rule.compare == "answer":
        said = Judgement("yes" if one.value else "no", Confidence.LIKELY, "reported")
        return _outcome(one, said, wording)
    return _outcome(one, Judgement("stated", Confidence.CANNOT_TELL, "alone"), wording)


def _of_sides(named: Sequence[Measurement], wording: Wording) -> Iterator[Outcome]:
    by_side = {each.side: each for each in named}
    left, right = by_side.get(Side.LEFT), by_side.get(Side.RIGHT)
    if left is None or right is None:
        return
    judged = between_sides(left, right)
    values = _values(right, judged, wording) | {
        "left": wording.amount(left.name, left.value, left.unit),
        "right": wording.amount(right.name, right.value, right.unit),
        "repetitions": min(left.repetitions or 1, right.repetitions or 1),
    }
    yield Outcome(judged.outcome, judged.confidence, judged.reason, values)


def _of_visits(
    named: Sequence[Measurement], baseline: Sequence[Measurement], wording: Wording
) -> Iterator[Outcome]:
    earlier = {(each.name, each.side): each for each in baseline if each.value is not None}
    for now in named:
        then = earlier.get((now.name, now.side))
        if then is None:
            continue
        judged = against_baseline(then, now)
        values = _values(now, judged, wording) | {
            "earlier": wording.amount(then.name, then.value, then.unit)
        }
        yield Outcome(judged.outcome, judged.confidence, judged.reason, values, now.side)


def _outcome(one: Measurement, judged: Judgement, wording: Wording) -> Outcome:
    values = _values(one, judged, wording)
    return Outcome(judged.outcome, judged.confidence, judged.reason, values, one.side)


def _values(one: Measurement, judged: Judgement, wording: Wording) -> dict[str, object]:
    def amount(value: float | None, *, signed: bool = False) -> str:
        return wording.amount(one.name, value, one.unit, signed=signed)

    detectable = judged.detectable
    if detectable is None and one.repeatability is not None:
        detectable = one.repeatability.mdc95
    norm = one.norm
    return {
        "thing": wording.thing(one.name),
        "name": wording.say.name(one.name),
        "amount": amount(one.value),
        "difference": amount(judged.difference, signed=True),
        "detectable": amount(detectable),
        "repetitions": one.repetitions or 1,
        "low": amount(None if norm is None else norm.low),
        "high": amount(None if norm is None else norm.high),
        "norm_source": "" if norm is None else norm.source,
        "people": "" if norm is None else wording.say(norm.people),
    }
