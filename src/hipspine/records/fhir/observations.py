"""Scores as FHIR Observation resources."""

from datetime import datetime
from typing import Any

from fhir.resources.R4B.observation import Observation

from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.score_rules import ScoreRule
from hipspine.domain.errors import InternalError
from hipspine.domain.questionnaire import AbsentScore, Score
from hipspine.records.fhir.codes import (
    CATEGORY,
    DATA_ABSENT,
    DEFAULT_STYLE,
    OURS,
    UNITS,
    ExportStyle,
    public_codings,
)
from hipspine.records.fhir.responses import SCORE_DECIMALS

Json = dict[str, Any]


def score_observation(
    score: Score | AbsentScore,
    library: QuestionnaireLibrary,
    *,
    taken: datetime,
    style: ExportStyle = DEFAULT_STYLE,
    derived_from: str | None = None,
) -> Observation:
    """Return a score as a FHIR Observation; an absent one says why it is absent.

    ``derived_from`` is a reference to the QuestionnaireResponse that it was computed from.
    """
    rule = _rule(score, library)
    say = library.words(style.language)
    resource: Json = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": {
            "coding": [
                {"system": f"{OURS}:score", "code": f"{score.questionnaire}.{score.score}"},
                *public_codings(rule, style.codes),
            ],
            "text": _name(score, library, style.language),
        },
        "effectiveDateTime": taken.isoformat(),
    }
    if isinstance(score, Score):
        resource |= _value(score, rule, library, style.language)
    else:
        reason = {"system": DATA_ABSENT, "code": "unknown"}
        text = say.sentence(f"absent.{score.reason.value}")
        resource["dataAbsentReason"] = {"coding": [reason], "text": text}
    if style.subject is not None:
        resource["subject"] = {"reference": style.subject}
    if derived_from is not None:
        resource["derivedFrom"] = [{"reference": derived_from}]
    return Observation.model_validate(resource)


def _rule(score: Score | AbsentScore, library: QuestionnaireLibrary) -> ScoreRule:
    form = library.forms.get(score.questionnaire)
    rule = None if form is None else form.score(score.score)
    if rule is None:
        raise InternalError(f"no rule for {score.questionnaire}.{score.score}")
    return rule


def _name(score: Score | AbsentScore, library: QuestionnaireLibrary, language: str) -> str:
    name = library.words(language).sentence(f"score.{score.questionnaire}.{score.score}")
    if score.questionnaire in library.instruments:
        return f"{library.instruments[score.questionnaire].name}: {name}"
    return name


def _value(score: Score, rule: ScoreRule, library: QuestionnaireLibrary, language: str) -> Json:
    """Return the number with its scale, the published range it lies in, and its error."""
    say = library.words(language)
    unit = "%" if rule.rule == "percent_of_answered" else "{score}"
    quantity = {
        "value": round(score.value, SCORE_DECIMALS),
        "system": UNITS,
        "code": unit,
        "unit": "%" if unit == "%" else "points",
    }
    error = rule.measurement_error
    notes = [
        say.sentence("change.no_error")
        if error is None
        else say("change.error", error=f"{error.points:g}")
    ]
    if score.questionnaire in library.questionnaires:
        notes.append(say.sentence("label.not_tested"))
    part: Json = {"valueQuantity": quantity, "note": [{"text": note} for note in notes]}
    if score.band is not None:
        name = f"{score.questionnaire}.{score.score}.{score.band}"
        part["interpretation"] = [
            {
                "coding": [{"system": f"{OURS}:band", "code": name}],
                "text": say.sentence(f"band.{name}"),
            }
        ]
    return part
