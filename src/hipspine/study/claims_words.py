"""The claims in words, as lines for a terminal and as values for JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from hipspine.content.claims.schema import AS_RECORDED, Claim, Claims, Experiment
from hipspine.content.schema import Evidence
from hipspine.study.claims_quantities import quantity_title
from hipspine.study.claims_results import Effect, ExperimentResult, Predicted, Results
from hipspine.study.claims_variants import PUBLISHED
from hipspine.study.claims_verdicts import Judged, Tested, Verdict, judge

PERCENT = 100.0

WORDS = {
    "supported": "supported",
    "mixed": "mixed",
    "unsupported": "unsupported",
    "contradicted": "contradicted",
    "not_clinical": "no claim",
    "not_run": "not run here",
    "not_testable": "not testable by this model",
}
WALKS = {"walk_rajagopal": "recorded walk A", "subject4_walk": "recorded walk B"}
EXPECTED = {
    "rises": "rises by a tenth or more",
    "falls": "falls by a tenth or more",
    "at_least": "is at least",
    "at_most": "is at most",
    "changes_by": "changes, either way, by at least",
}
KIND_OF_EXPERIMENT = {
    "same_motion": "the motion stays, muscles share the work anew",
    "other_posture": "the posture is offset throughout, ground forces stay",
    "held_posture": "one posture held still",
    "prediction": "the motion itself is predicted",
}


def judged_claims(claims: Claims, results: Results) -> tuple[Judged, ...]:
    """Return every claim with what the model says of it."""
    matters = claims.experiments.matters_from
    return tuple(judge(claim, results, matters_from=matters) for claim in claims.claims)


def model_words(judged: Judged) -> str:
    """Return the model's verdict in words; a dash where a claim is not about mechanics."""
    if judged.verdict is Verdict.NOT_TESTABLE and judged.claim.not_testable is None:
        return "–"
    return WORDS[judged.verdict]


def list_text(judged: Iterable[Judged]) -> str:
    """Return one line per claim: literature and model apart."""
    rows = [
        f"{each.claim.id}  {WORDS[each.claim.grade]:<13}  {model_words(each):<26}  "
        f"{each.claim.statement}"
        for each in judged
    ]
    head = f"{'':3}  {'literature':<13}  {'this model':<26}  statement"
    foot = (
        "`hipspine claims show ID` tells one in full. The statements are the articles', not ours."
    )
    return "\n".join([head, *rows, "", foot])


def claim_text(judged: Judged, claims: Claims, results: Results) -> str:
    """Return one claim in full for a terminal."""
    claim = judged.claim
    lines = [
        f"{claim.id}: {claim.statement}",
        f"From: {', '.join(claim.articles)}",
        "",
        f"Literature: {WORDS[claim.grade]}. {claim.literature}",
        *_sources_text(claim, claims),
        f"This model: {model_words(judged)}. {claim.not_testable or ''}".rstrip(),
        *(f"  - {test_line(tested, claims)}" for tested in judged.tested),
    ]
    for name in claim.shows:
        lines += ["", *_shown_text(claims.experiments.by_id[name], results.get(name))]
    handled = ", ".join(claim.features) or f"nothing: {claim.left_out}"
    return "\n".join([*lines, "", f"Handled by: {handled}", f"Limits: {claim.limits}"])


def _sources_text(claim: Claim, claims: Claims) -> list[str]:
    named = [("for", claim.for_), ("against", claim.against)]
    return [
        f"  {stance}: {source_text(claims.evidence[source])}"
        for stance, sources in named
        for source in sources
    ]


def source_text(evidence: Evidence) -> str:
    """Return a citation with the number under which it is found."""
    found = (
        f"doi:{evidence.doi}" if evidence.doi else None,
        f"PMID {evidence.pmid}" if evidence.pmid else None,
        evidence.pmc,
        evidence.guideline,
    )
    return ", ".join([evidence.citation, *(each for each in found if each)][:2])


def _shown_text(experiment: Experiment, result: ExperimentResult | None) -> list[str]:
    lines = [f"{experiment.title} ({KIND_OF_EXPERIMENT[experiment.kind]})"]
    if result is None or result.absent_because:
        reason = "it was not run" if result is None else result.absent_because
        return [*lines, f"  absent: {reason}"]
    for effect in result.effects:
        level = level_title(experiment, effect.level)
        title = quantity_title(effect.quantity)
        lines.append(f"  {level}: {title} {_value(effect)} {_band(effect)}")
    return lines


def test_line(tested: Tested, claims: Claims) -> str:
    """Return one test in a sentence: what was asked, measured, expected, and the verdict."""
    test, experiment = tested.test, claims.experiments.by_id[tested.test.experiment]
    bound = "" if test.value is None else f" {test.value:g} {_unit_of(tested)}".rstrip()
    where = level_title(experiment, test.level)
    asked = f"{experiment.title}, {where}: {quantity_title(test.quantity)}"
    expected = f"expected that it {EXPECTED[test.expects]}{bound}"
    if tested.predicted is not None:
        return f"{asked} {_foretold(tested.predicted)}; {expected}: {WORDS[tested.verdict]}."
    if tested.after is None or tested.before is None:
        return f"{asked}; {expected}. Not run: {tested.reason}."
    return f"{asked} {_measured(tested)}; {expected}: {WORDS[tested.verdict]}."


def _foretold(predicted: Predicted) -> str:
    return (
        f"changes by {number(predicted.median)} {predicted.unit} ({number(predicted.lowest)} to "
        f"{number(predicted.highest)} over {predicted.answered} variants of the prediction, "
        f"{predicted.certainty.replace('_', ' ')})"
    )


def _unit_of(tested: Tested) -> str:
    unit = "" if tested.after is None else tested.after.unit
    return "" if unit == "1" else unit


def _measured(tested: Tested) -> str:
    before, after = tested.before, tested.after
    if before is None or after is None:
        return ""
    if tested.test.expects == "changes_by":
        changes = [after.values[name] - before.values[name] for name in after.values]
        band = f"change {number(min(changes))} to {number(max(changes))} over {_over(after)}"
        return f"{number(before.values.get(PUBLISHED))} to {_value(after)} ({band})"
    if tested.test.value is not None:
        return f"{_value(after)} {_band(after)}"
    shares = [tested.change_share(variant) for variant in after.values]
    known = [share for share in shares if share is not None]
    if not known:
        return f"{_value(before)} to {_value(after)}"
    published = tested.change_share(PUBLISHED)
    change = "" if published is None else f"{percent(published)}, "
    return (
        f"{number(before.values.get(PUBLISHED))} to {_value(after)} "
        f"({change}{percent(min(known))} to {percent(max(known))} over {_over(after)})"
    )


def percent(share: float) -> str:
    """Return a change in percent with its sign."""
    rounded = round(share * PERCENT, 1)
    return "0 %" if rounded == 0 else f"{rounded:+.1f} %"


def _over(effect: Effect) -> str:
    walks = sum(name in WALKS for name in effect.values)
    variants = f"{len(effect.values) - walks} variants"
    recorded = f"{walks} recorded walk{'s' if walks > 1 else ''}"
    return f"{variants} and {recorded}" if walks else variants


def _value(effect: Effect) -> str:
    value = number(effect.values.get(PUBLISHED))
    return value if effect.unit == "1" else f"{value} {effect.unit}"


def _band(effect: Effect) -> str:
    return f"({number(effect.low)} to {number(effect.high)} over {_over(effect)})"


def number(value: float | None) -> str:
    """Return a number with three digits; a dash where there is none."""
    if value is None:
        return "–"
    return "0" if abs(value) < 5e-4 else f"{value:.3g}"


def level_title(experiment: Experiment, level: str) -> str:
    """Return a level of an experiment in words."""
    found = experiment.level(level)
    return "as recorded" if found is None or level == AS_RECORDED else found.title


def claims_dict(judged: Sequence[Judged]) -> dict[str, object]:
    """Return claims and verdicts as values that JSON can write."""
    return {
        "schema": "hipspine/claims-list/1",
        "claims": [_claim_dict(each) for each in judged],
    }


def _claim_dict(judged: Judged) -> dict[str, object]:
    claim = judged.claim
    return {
        "id": claim.id,
        "articles": list(claim.articles),
        "kind": claim.kind,
        "statement": claim.statement,
        "literature": {
            "verdict": claim.grade,
            "says": claim.literature,
            "for": list(claim.for_),
            "against": list(claim.against),
        },
        "model": {
            "verdict": judged.verdict.value if claim.kind == "mechanism" else None,
            "not_testable": claim.not_testable,
            "tests": [_test_dict(tested) for tested in judged.tested],
            "shows": list(claim.shows),
        },
        "features": list(claim.features),
        "left_out": claim.left_out,
        "limits": claim.limits,
    }


def _test_dict(tested: Tested) -> dict[str, object]:
    before, after = tested.before, tested.after
    return {
        "experiment": tested.test.experiment,
        "level": tested.test.level,
        "quantity": tested.test.quantity,
        "unit": None if after is None else after.unit,
        "expects": tested.test.expects,
        "bound": tested.test.value,
        "because": tested.test.because,
        "verdict": tested.verdict.value,
        "as_recorded": None if before is None else dict(before.values),
        "found": None if after is None else dict(after.values),
        "predicted": None if tested.predicted is None else asdict(tested.predicted),
        "not_run_because": tested.reason,
    }
