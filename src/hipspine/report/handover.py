"""One page for the clinician: what was reported, at which level, by which rule and source."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from hipspine import __version__
from hipspine.domain.answers import AnswerValue, Reply
from hipspine.domain.triage import Reason, TriageLevel
from hipspine.plan.words import day_in_words
from hipspine.report.screening_result import (
    Telling,
    advice,
    answer_words,
    shown_level,
    whom_to_contact,
)
from hipspine.screen.outcome import Screening

REASSURING = (Reply.NO, "no", frozenset({"none"}))
"""Answers that are told in one line, so that the others stand out."""


@dataclass(frozen=True)
class ReportedSign:
    """One rule that applies, as the hand-over shows it."""

    rule: str
    level: str
    tier: str
    clinician: str
    sources: tuple[int, ...]
    """Numbers in the page's list of sources."""


def render_handover(screening: Screening, telling: Telling) -> str:
    """Return the hand-over as one HTML page that opens offline and prints on A4."""
    sources = _sources(screening)
    environment = Environment(
        loader=PackageLoader("hipspine.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    positive, denied = _answers(screening, telling)
    return environment.get_template("handover.html.jinja").render(
        say=telling.sentence,
        words=telling.words,
        screening=screening,
        language=telling.language,
        level=shown_level(screening).id,
        urgent=shown_level(screening) >= TriageLevel.SAME_DAY,
        headline=_headline(screening, telling),
        contacts=whom_to_contact(screening, telling) if _is_settled(screening) else [],
        signs=_signs(screening, telling, sources),
        sources=[telling.library.evidence[source].citation for source in sources],
        positive=positive,
        denied=denied,
        version=__version__,
        reviewed=day_in_words(telling.library.reviewed_on, telling.language),
        screened=day_in_words(screening.triage.screened_on, telling.language),
    )


def _is_settled(screening: Screening) -> bool:
    """Tell whether there is a level to show: the lowest is none while questions are open."""
    return screening.ending is not None or shown_level(screening) > TriageLevel.SELF_CARE


def _headline(screening: Screening, telling: Telling) -> str:
    if not _is_settled(screening):
        return telling.sentence("result.not_settled")
    return advice(screening, telling)["name"]


def _sources(screening: Screening) -> list[str]:
    """Return the evidence ids behind the reasons shown, each once, in their order."""
    cited = (source for reason in _leading_reasons(screening) for source in reason.evidence)
    return list(dict.fromkeys(cited))


def _leading_reasons(screening: Screening) -> list[Reason]:
    """Return the most urgent reason of each row of the table: one page, nothing said twice."""
    leading: dict[str, Reason] = {}
    for reason in screening.triage.reasons:  # most urgent first
        leading.setdefault(reason.rule[:3], reason)
    return list(leading.values())


def _signs(screening: Screening, telling: Telling, sources: list[str]) -> list[ReportedSign]:
    return [
        ReportedSign(
            rule=reason.rule,
            level=telling.sentence(f"level.{reason.level.id}.name"),
            tier=telling.sentence(f"handover.tier_{reason.tier}"),
            clinician=telling.sentence(f"rule.{reason.rule}.clinician"),
            sources=tuple(sources.index(source) + 1 for source in reason.evidence),
        )
        for reason in _leading_reasons(screening)
    ]


def _answers(screening: Screening, telling: Telling) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (question, answer) for what was reported, and the questions that were denied."""
    positive: list[tuple[str, str]] = []
    denied: list[str] = []
    for question in telling.library.questions.values():
        if question.id not in screening.answers:
            continue
        value: AnswerValue = screening.answers[question.id]
        short = telling.sentence(f"question.{question.id}.short")
        if value in REASSURING:
            denied.append(short)
        else:
            positive.append((short, answer_words(question, value, telling.words)))
    return positive, denied
