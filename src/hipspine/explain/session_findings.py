"""Findings of sessions without a body model: movement tests, muscle signals, a sensor."""

from collections.abc import Sequence

from hipspine.content.findings import finding_rules
from hipspine.domain.finding import Confidence, Finding
from hipspine.domain.measurement import Measurement
from hipspine.explain.measured_findings import measured_findings
from hipspine.explain.strength_or_drive import RULE, strength_or_drive
from hipspine.explain.trial_findings import in_order
from hipspine.explain.wording import Outcome, Wording


def session_findings(
    measurements: Sequence[Measurement],
    *,
    baseline: Sequence[Measurement] = (),
    limit: str | None = None,
    language: str = "en",
) -> tuple[Finding, ...]:
    """Return what the measurements of a session show, most useful first.

    Parameters
    ----------
    measurements : sequence of Measurement
        Of one visit, from any sources together.
    baseline : sequence of Measurement
        Of the person's earlier visit.
    limit : str, optional
        Id of the rule that says what the method cannot see, such as ``signal_limit``.
    language : str
        ``en`` or ``de``.
    """
    wording = Wording(finding_rules(), language)
    found = list(measured_findings(measurements, wording, baseline=baseline))
    pattern = strength_or_drive(measurements, wording.rules.rule(RULE), wording)
    if pattern is not None:
        found.append(wording.finding(wording.rules.rule(RULE), pattern))
    if limit is not None:
        always = Outcome("always", Confidence.CANNOT_TELL, "limit", {})
        found.append(wording.finding(wording.rules.rule(limit), always))
    return in_order(tuple(found))
