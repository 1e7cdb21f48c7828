"""The safety questions as they were answered: a QuestionnaireResponse."""

from datetime import datetime
from typing import Any

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from hipspine.content.library import Library
from hipspine.content.schema import Question
from hipspine.content.text import Texts
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.records.fhir.codes import OURS, ExportStyle
from hipspine.screen.triage import open_safety_questions

Json = dict[str, Any]


def screening_response(
    answers: Answers, library: Library, *, authored: datetime, style: ExportStyle
) -> QuestionnaireResponse:
    """Return the answers of a screening; *in-progress* while a safety question is open.

    Parameters
    ----------
    authored : datetime
        When the screening was kept, with a time zone.
    """
    words = library.words(style.language)
    is_open = bool(open_safety_questions(answers, library))
    resource: Json = {
        "resourceType": "QuestionnaireResponse",
        "language": style.language,
        "questionnaire": f"{OURS}:screening|{library.reviewed_on.isoformat()}",
        "status": "in-progress" if is_open else "completed",
        "authored": authored.isoformat(),
        "item": [
            {
                "linkId": name,
                "text": words.sentence(f"question.{name}.ask"),
                "answer": [_answer(one, library.questions[name], words) for one in _each(value)],
            }
            for name, value in answers.items()
        ],
    }
    if style.subject is not None:
        resource["subject"] = {"reference": style.subject}
    return QuestionnaireResponse.model_validate(resource)


def _each(value: AnswerValue) -> list[AnswerValue]:
    return [*sorted(value)] if isinstance(value, frozenset) else [value]


def _answer(value: AnswerValue, question: Question, words: Texts) -> Json:
    if isinstance(value, Reply):
        key = "not_sure" if value not in (Reply.YES, Reply.NO) else str(value)
        display = words.sentence(f"interview.{key}")
        return {"valueCoding": _coding("reply", str(value), display)}
    if isinstance(value, str):
        display = words.sentence(f"question.{question.id}.choice.{value}")
        return {"valueCoding": _coding(f"question:{question.id}", value, display)}
    return {"valueDecimal": value}


def _coding(system: str, code: str, display: str) -> Json:
    return {"system": f"{OURS}:{system}", "code": code, "display": display}
