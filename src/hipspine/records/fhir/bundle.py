"""Everything of one visit in one FHIR Bundle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fhir.resources.R4B.bundle import Bundle

from hipspine.content.library import Library
from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.domain.answers import Answers
from hipspine.domain.questionnaire import AbsentScore, Score
from hipspine.domain.triage import Triage
from hipspine.records.fhir.codes import DEFAULT_STYLE, ExportStyle
from hipspine.records.fhir.observations import score_observation
from hipspine.records.fhir.questionnaires import questionnaire_resource
from hipspine.records.fhir.red_flags import red_flag_issues
from hipspine.records.fhir.responses import response_resource
from hipspine.screen.scores import score_questionnaire

Json = dict[str, Any]


@dataclass(frozen=True)
class VisitRecord:
    """What one visit gives to other systems."""

    answers: Answers
    questionnaires: tuple[str, ...]
    """The questionnaires of ours that were filled in."""
    instrument_scores: tuple[Score | AbsentScore, ...]
    triage: Triage | None
    at: datetime
    """With a time zone."""


def visit_bundle(
    record: VisitRecord,
    questionnaires: QuestionnaireLibrary,
    screening: Library,
    *,
    style: ExportStyle = DEFAULT_STYLE,
) -> Bundle:
    """Return a collection of questionnaires, responses, scores and red flags.

    Entries are named by their content, so that the same visit gives the same bundle.
    """
    entries: list[Json] = []
    for name in record.questionnaires:
        entries += _questionnaire_entries(name, record, questionnaires, style)
    entries += [
        _entry(
            score_observation(
                score,
                questionnaires,
                taken=record.at,
                style=style,
            ).model_dump_json()
        )
        for score in record.instrument_scores
    ]
    if record.triage is not None:
        issues = red_flag_issues(
            record.triage,
            screening,
            screened=record.at,
            style=style,
        )
        entries += [_entry(issue.model_dump_json()) for issue in issues]
    return Bundle.model_validate(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": record.at.isoformat(),
            "entry": entries,
        }
    )


def _questionnaire_entries(
    name: str,
    record: VisitRecord,
    library: QuestionnaireLibrary,
    style: ExportStyle,
) -> Sequence[Json]:
    form = library.questionnaire(name)
    questions = questionnaire_resource(form, library, style=style)
    response = response_resource(form, record.answers, authored=record.at, style=style)
    answered = _entry(response.model_dump_json())
    scores = [
        score_observation(
            score,
            library,
            taken=record.at,
            style=style,
            derived_from=answered["fullUrl"],
        )
        for score in score_questionnaire(form, record.answers)
    ]
    return [
        _entry(questions.model_dump_json()),
        answered,
        *(_entry(score.model_dump_json()) for score in scores),
    ]


def _entry(resource: str) -> Json:
    return {
        "fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, resource)}",
        "resource": json.loads(resource),
    }
