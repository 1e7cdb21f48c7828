"""Red flags of a screening as FHIR DetectedIssue resources."""

from datetime import datetime
from typing import Any

from fhir.resources.R4B.detectedissue import DetectedIssue

from hipspine.content.library import Library
from hipspine.domain.triage import Reason, Triage, TriageLevel
from hipspine.records.fhir.codes import DEFAULT_STYLE, OURS, ExportStyle

Json = dict[str, Any]

SEVERITY = {
    TriageLevel.EMERGENCY: "high",
    TriageLevel.SAME_DAY: "high",
    TriageLevel.CLINICIAN_SOON: "moderate",
    TriageLevel.SELF_CARE: "low",
}
"""FHIR knows three severities; the level itself is in the extension."""

LEVEL_EXTENSION = f"{OURS}:triage-level"
OPEN_QUESTIONS = "open_safety_questions"


def red_flag_issues(
    triage: Triage,
    library: Library,
    *,
    screened: datetime,
    style: ExportStyle = DEFAULT_STYLE,
) -> tuple[DetectedIssue, ...]:
    """Return one issue for every rule that applies, and one for safety questions left open.

    Each is *preliminary*: it comes from a person's own answers and no clinician has confirmed it.
    A screening without a red flag gives no issue, which does not say that nothing is there.
    """
    issues = [_rule_issue(reason, library, style.language) for reason in triage.reasons]
    if triage.unanswered:
        issues.append(_open_issue(triage, library, style.language))
    for issue in issues:
        issue["identifiedDateTime"] = screened.isoformat()
        if style.subject is not None:
            issue["patient"] = {"reference": style.subject}
    return tuple(DetectedIssue.model_validate(issue) for issue in issues)


def _rule_issue(reason: Reason, library: Library, language: str) -> Json:
    say = library.words(language)
    return {
        **_issue(reason.rule, say.sentence(f"rule.{reason.rule}.clinician"), reason.level),
        "detail": say.sentence(f"level.{reason.level.id}.name"),
        "evidence": [{"code": [_question(q, library, language)]} for q in reason.questions],
        "reference": f"{OURS}:rule:{reason.rule}",
    }


def _open_issue(triage: Triage, library: Library, language: str) -> Json:
    say = library.words(language)
    return {
        **_issue(OPEN_QUESTIONS, say.sentence("result.not_settled"), triage.level),
        "detail": say.sentence(f"level.{triage.level.id}.name"),
        "evidence": [{"code": [_question(q, library, language)]} for q in triage.unanswered],
    }


def _issue(code: str, text: str, level: TriageLevel) -> Json:
    return {
        "resourceType": "DetectedIssue",
        "status": "preliminary",
        "severity": SEVERITY[level],
        "code": {"coding": [{"system": f"{OURS}:rule", "code": code}], "text": text},
        "extension": [{"url": LEVEL_EXTENSION, "valueCode": level.id}],
    }


def _question(question: str, library: Library, language: str) -> Json:
    return {
        "coding": [{"system": f"{OURS}:question", "code": question}],
        "text": library.words(language).sentence(f"question.{question}.short"),
    }
