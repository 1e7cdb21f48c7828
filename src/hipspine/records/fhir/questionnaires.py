"""Our own questionnaires as FHIR Questionnaire resources, every language in one."""

from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire as QuestionnaireResource

from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.questionnaires import Item, Questionnaire
from hipspine.content.schema import ConditionTable
from hipspine.content.score_rules import ScoreRule
from hipspine.content.text import Texts
from hipspine.domain.answers import Reply
from hipspine.domain.errors import InternalError
from hipspine.records.fhir.codes import (
    CALCULATED,
    DEFAULT_STYLE,
    LOINC_NOTICE,
    MAX_VALUE,
    MIN_VALUE,
    OURS,
    TRANSLATION,
    ExportStyle,
    PublicCodes,
    item_system,
    public_codings,
    questionnaire_url,
)
from hipspine.records.fhir.expressions import SCORE_PREFIX, score_expression

Json = dict[str, Any]

TYPES = {
    "reply": "choice",
    "choice": "choice",
    "choices": "choice",
    "number": "integer",
    "text": "string",
}
REPLIES = (Reply.YES, Reply.NO)


def questionnaire_resource(
    form: Questionnaire,
    library: QuestionnaireLibrary,
    *,
    style: ExportStyle = DEFAULT_STYLE,
) -> QuestionnaireResource:
    """Return a questionnaire as FHIR, written in one language, the others as translations."""
    say = _Sayer(library, style.language)
    coded = any(public_codings(rule, style.codes) for rule in form.scores)
    resource: Json = {
        "resourceType": "Questionnaire",
        "url": questionnaire_url(form.id),
        "version": form.reviewed_on.isoformat(),
        "name": form.id,
        "status": "active",
        "experimental": True,
        "language": style.language,
        "subjectType": ["Patient"],
        "date": form.reviewed_on.isoformat(),
        **say("title", f"questionnaire.{form.id}.title"),
        **say("description", "label.not_tested"),
        "item": [
            {
                "linkId": "lead",
                "type": "display",
                **say("text", f"questionnaire.{form.id}.lead"),
            },
            *(_item(item, say) for item in form.items),
            *(_score_item(form.id, rule, say, style.codes) for rule in form.scores),
        ],
    }
    if coded:
        resource["copyright"] = LOINC_NOTICE
    return QuestionnaireResource.model_validate(resource)


class _Sayer:
    """Gives a text field in the main language with the translations beside it."""

    def __init__(self, library: QuestionnaireLibrary, language: str) -> None:
        self._main = library.words(language)
        self._others: tuple[Texts, ...] = tuple(
            texts for name, texts in library.texts.items() if name != language
        )

    def __call__(self, name: str, key: str) -> Json:
        return {
            name: self._main.sentence(key),
            f"_{name}": {
                "extension": [
                    {
                        "url": TRANSLATION,
                        "extension": [
                            {"url": "lang", "valueCode": texts.language},
                            {"url": "content", "valueString": texts.sentence(key)},
                        ],
                    }
                    for texts in self._others
                ]
            },
        }


def _item(item: Item, say: _Sayer) -> Json:
    element: Json = {
        "linkId": item.id,
        "type": TYPES[item.kind],
        "required": item.required,
        **say("text", f"item.{item.id}.ask"),
    }
    if item.kind == "choices":
        element["repeats"] = True
    if item.may_be_unsure:
        element["answerOption"] = [{"valueCoding": option} for option in _options(item, say)]
    if item.kind == "number":
        element["extension"] = [
            {"url": MIN_VALUE, "valueInteger": item.lowest},
            {"url": MAX_VALUE, "valueInteger": item.highest},
        ]
        element["item"] = [
            {
                "linkId": f"{item.id}.{end}",
                "type": "display",
                **say("text", f"item.{item.id}.{end}"),
            }
            for end in ("low", "high")
        ]
    if item.ask_if is not None:
        element.update(_enable_when(item.ask_if))
    return element


def _options(item: Item, say: _Sayer) -> list[Json]:
    """Return the choices of an item, "not sure" last."""
    system = item_system(item.id)
    if item.kind == "reply":
        named = [(reply.value, f"answer.{reply.value}") for reply in REPLIES]
    else:
        named = [(choice, f"item.{item.id}.choice.{choice}") for choice in item.choices]
    named.append((Reply.NOT_SURE.value, f"answer.{Reply.NOT_SURE.value}"))
    return [{"system": system, "code": code, **say("display", key)} for code, key in named]


def _enable_when(condition: ConditionTable) -> Json:
    """Return the FHIR conditions under which an item is asked.

    FHIR joins its conditions by one "all" or "any"; a deeper tree cannot be said.
    """
    if condition.question is None:
        raise InternalError("FHIR cannot say a condition on more than one question")
    name = condition.question
    if condition.values:
        codes = (*sorted(condition.values), Reply.NOT_SURE.value)
        behaviour = "any"
        clauses: list[Json] = [
            {
                "question": name,
                "operator": "=",
                "answerCoding": {"system": item_system(name), "code": code},
            }
            for code in codes
        ]
    else:
        behaviour = "all"
        bounds = ((">=", condition.at_least), ("<=", condition.at_most))
        clauses = [
            {"question": name, "operator": sign, "answerInteger": int(bound)}
            for sign, bound in bounds
            if bound is not None
        ]
    if len(clauses) == 1:
        return {"enableWhen": clauses}
    return {"enableWhen": clauses, "enableBehavior": behaviour}


def _score_item(form: str, rule: ScoreRule, say: _Sayer, codes: PublicCodes) -> Json:
    """Return the read-only item that holds a score, with the expression that computes it."""
    own = {"system": f"{OURS}:score", "code": f"{form}.{rule.id}"}
    return {
        "linkId": f"{SCORE_PREFIX}{rule.id}",
        "type": "decimal",
        "readOnly": True,
        "code": [own, *public_codings(rule, codes)],
        **say("text", f"score.{form}.{rule.id}"),
        "extension": [
            {
                "url": CALCULATED,
                "valueExpression": {
                    "language": "text/fhirpath",
                    "expression": score_expression(rule),
                },
            }
        ],
    }
