"""The findings as the clinician's pages show them: four groups each, and how sure."""

from dataclasses import asdict, dataclass
from typing import Any

from hipspine.content.findings import finding_rules
from hipspine.domain.finding import EvidenceNote, Finding, MechanismMap
from hipspine.report.mechanism_map import MapSection, clinician_map


@dataclass(frozen=True)
class FindingCard:
    """One finding, its groups with their headings."""

    sentence: str
    confidence: str
    """``clear``, ``likely`` or ``cannot_tell``."""
    confidence_words: str
    sure: str
    detail: str
    groups: tuple[tuple[str, str], ...]
    """Heading and sentence: may mean, speaks against, would tell."""
    basis: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class FindingsSection:
    """The whole section."""

    words: dict[str, str]
    cards: tuple[FindingCard, ...]
    map: MapSection | None


def findings_section(
    findings: tuple[Finding, ...], drawn: MechanismMap | None, *, language: str = "en"
) -> FindingsSection:
    """Return the findings and the map for the clinician."""
    return FindingsSection(
        words=page_words(language),
        cards=tuple(_card(each, language) for each in findings),
        map=None if drawn is None else clinician_map(drawn, language),
    )


def page_words(language: str) -> dict[str, str]:
    """Return the headings of the findings in a language."""
    return finding_rules().words(language).page


def _card(finding: Finding, language: str) -> FindingCard:
    shared = finding_rules().words(language)
    groups = (
        (shared.page["may_mean"], finding.may_mean),
        (shared.page["speaks_against"], finding.speaks_against),
        (shared.page["would_tell"], finding.would_tell),
    )
    return FindingCard(
        sentence=finding.sentence,
        confidence=finding.confidence.value,
        confidence_words=finding.confidence_words or shared.confidence[finding.confidence.value],
        sure=finding.evidence,
        detail=finding.detail,
        groups=tuple((heading, words) for heading, words in groups if words),
        basis=shared.basis[finding.basis.value],
        sources=tuple(_source(each, language) for each in finding.sources),
    )


def _source(note: EvidenceNote, language: str) -> str:
    """Return a source with its grade; what it says only in English, as the registers hold it."""
    grade = finding_rules().words(language).grade
    head = f"{grade[note.stance]}, {grade[note.grade]}: {note.citation}."
    return f"{head} {note.says}" if language == "en" else head


def finding_content(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values, as in results.json; what it lacks is left out."""
    return {key: value for key, value in asdict(finding).items() if value is not None}


def is_for_person(finding: Finding) -> bool:
    """Tell whether a finding's sentence stands on the first page."""
    rule = next((rule for rule in finding_rules().rules if rule.id == finding.id), None)
    return rule is None or rule.for_person
