"""Answers as FHIR QuestionnaireResponse resources, there and back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from pydantic import ValidationError

from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.questionnaires import Item, Questionnaire
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.errors import AnswersError, FileFormatError
from hipspine.domain.questionnaire import AbsentScore, Score
from hipspine.records.fhir.codes import DEFAULT_STYLE, ExportStyle, item_system, questionnaire_url
from hipspine.records.fhir.expressions import SCORE_PREFIX
from hipspine.screen.answer_problems import answer_problems, open_items
from hipspine.screen.scores import score_questionnaire

Json = dict[str, Any]

SCORE_DECIMALS = 6
"""Scores are written to six decimals: far below any change that could matter."""


def response_resource(
    form: Questionnaire,
    answers: Answers,
    *,
    authored: datetime,
    style: ExportStyle = DEFAULT_STYLE,
) -> QuestionnaireResponse:
    """Return the answers to a questionnaire as FHIR, with the scores that can be computed.

    "Still not sure" is written as "not sure": both count the same, they differ only within one
    interview. ``authored`` needs a time zone.

    Raises
    ------
    AnswersError
        If an answer is out of range or contradicts another.
    """
    scores = score_questionnaire(form, answers)
    resource: Json = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire_url(form.id)}|{form.reviewed_on.isoformat()}",
        "status": "in-progress" if open_items(form, answers) else "completed",
        "authored": authored.isoformat(),
        "item": [
            *(
                {"linkId": item.id, "answer": _written(item, answers[item.id])}
                for item in form.items
                if item.id in answers
            ),
            *_score_items(scores),
        ],
    }
    if style.subject is not None:
        resource["subject"] = {"reference": style.subject}
    return QuestionnaireResponse.model_validate(resource)


def _written(item: Item, value: AnswerValue) -> list[Json]:
    if isinstance(value, frozenset):
        return [_coded(item, code) for code in sorted(value)]
    if isinstance(value, Reply):
        unsure = value not in (Reply.YES, Reply.NO)
        return [_coded(item, Reply.NOT_SURE.value if unsure else value.value)]
    if isinstance(value, str):
        return [_coded(item, value) if item.kind == "choice" else {"valueString": value.strip()}]
    return [{"valueInteger": int(value)}]


def _coded(item: Item, code: str) -> Json:
    return {"valueCoding": {"system": item_system(item.id), "code": code}}


def _score_items(scores: Sequence[Score | AbsentScore]) -> Iterator[Json]:
    for score in scores:
        if isinstance(score, Score):
            value = round(score.value, SCORE_DECIMALS)
            yield {"linkId": f"{SCORE_PREFIX}{score.score}", "answer": [{"valueDecimal": value}]}


def read_response(text: str, library: QuestionnaireLibrary) -> tuple[Questionnaire, Answers]:
    """Return the questionnaire and the answers of a FHIR QuestionnaireResponse.

    Scores in it are checked against the answers and not taken over.

    Raises
    ------
    FileFormatError
        If the text is no QuestionnaireResponse of R4.
    AnswersError
        If it answers another questionnaire or version, or an answer is not possible.
    """
    try:
        resource = QuestionnaireResponse.model_validate_json(text)
    except ValidationError as problem:
        found = "; ".join(
            f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors()
        )
        raise FileFormatError(
            "QuestionnaireResponse",
            expected="a resource of FHIR R4",
            got=found,
            do="Export it again as FHIR R4 JSON.",
        ) from None
    content: Json = resource.model_dump()
    form = _form(str(content.get("questionnaire", "")), library)
    elements = content.get("item", [])
    answers, problems = _read_items(form, elements)
    problems += answer_problems(form, answers)
    if not problems:
        problems += _score_problems(form, answers, elements)
    if problems:
        raise AnswersError(
            f"QuestionnaireResponse of {form.id}",
            expected="answers that the questionnaire allows",
            got="; ".join(problems),
            do="Correct these in the system that it comes from.",
        )
    return form, answers


def _form(canonical: str, library: QuestionnaireLibrary) -> Questionnaire:
    url, _, version = canonical.partition("|")
    for form in library.questionnaires.values():
        if url == questionnaire_url(form.id) and version in ("", form.reviewed_on.isoformat()):
            return form
    raise AnswersError(
        "QuestionnaireResponse.questionnaire",
        expected="one of our questionnaires in the version that ships",
        got=canonical or "none",
        do="Fill in the questionnaire that this version of hipspine exports.",
    )


def _read_items(form: Questionnaire, elements: Sequence[Json]) -> tuple[Answers, list[str]]:
    """Return the answers, and what is wrong with items that cannot be read."""
    answers, problems = Answers(), list[str]()
    for element in elements:
        name = str(element["linkId"])
        item = form.item(name)
        given = element.get("answer", [])
        if item is None:
            if not name.startswith(SCORE_PREFIX):
                problems.append(f"it has no item {name}")
        elif name in answers:
            problems.append(f"{name} is there twice")
        elif given:
            value = _value(item, given)
            if value is None:
                problems.append(f"{name}: an answer of another kind than {item.kind}")
            else:
                answers = answers.with_answer(name, value)
    return answers, problems


def _value(item: Item, given: Sequence[Json]) -> AnswerValue | None:
    """Return the value of an item's answers, or None where they are of another kind."""
    if item.may_be_unsure:
        return _coded_value(item, given)
    if len(given) != 1:
        return None
    if item.kind == "number":
        number = given[0].get("valueInteger")
        return None if number is None else float(number)
    text = given[0].get("valueString")
    return None if text is None else str(text)


def _coded_value(item: Item, given: Sequence[Json]) -> AnswerValue | None:
    codings = [answer.get("valueCoding", {}) for answer in given]
    if any(coding.get("system") != item_system(item.id) for coding in codings):
        return None
    codes = [str(coding.get("code")) for coding in codings]
    if codes == [Reply.NOT_SURE.value]:
        return Reply.NOT_SURE
    if item.kind == "choices":
        return frozenset(codes)
    if len(codes) != 1:
        return None
    if item.kind == "choice":
        return codes[0]
    return Reply(codes[0]) if codes[0] in (Reply.YES, Reply.NO) else None


def _score_problems(
    form: Questionnaire, answers: Answers, elements: Sequence[Json]
) -> Iterator[str]:
    """Name scores that the answers do not give."""
    ours = {s.score: s.value for s in score_questionnaire(form, answers) if isinstance(s, Score)}
    for element in elements:
        name = str(element["linkId"])
        if not name.startswith(SCORE_PREFIX):
            continue
        stated = [answer.get("valueDecimal") for answer in element.get("answer", [])]
        expected = ours.get(name.removeprefix(SCORE_PREFIX))
        tolerance = 10.0**-SCORE_DECIMALS
        if expected is None or len(stated) != 1 or stated[0] is None:
            yield f"{name} is there, but the answers give no such score"
        elif abs(float(stated[0]) - expected) > tolerance:
            yield f"{name} is {stated[0]}, but the answers give {expected:g}"
