"""The check-in: how the week was, or that pain flared up, which asks for a new screening."""

from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.content.questionnaires import Item
from hipspine.domain.answers import Answers
from hipspine.domain.outcome import DailyLife
from hipspine.domain.questionnaire import Score
from hipspine.domain.training import CheckIn
from hipspine.screen.scores import score_questionnaire
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.standing import caught_up, note_flare, standing_of

router = APIRouter(prefix="/check-in")

EVERYDAY = "everyday_function"
MOST = {
    DailyLife.SITTING: 24,
    DailyLife.BREAKS: 60,
    DailyLife.DRIVING: 168,
    DailyLife.STANDING: 24,
    DailyLife.ENDURANCE: 168,
}
"""The largest number that can be meant, in the unit of each."""
LONGEST_NOTE = 1000


@router.get("")
def ask(request: Request, flare: str = "") -> Response:
    """Show the form; of a flare only what is needed first."""
    standing_of(request)
    typed = {"id": str(uuid4()), "flare": "yes" if flare == "yes" else ""}
    return _form_page(request, Fields(typed))


@router.post("")
def keep(request: Request, form: SentForm) -> Response:
    """Keep a check-in; after a flare the safety questions come first."""
    fields = fields_of(form)
    pain = fields.number("pain_average", 0, 10, required=True)
    is_flare = fields.choice("flare", ("yes", "no"), required=True) == "yes"
    life = {each.value: fields.number(each.value, 0, MOST[each]) for each in DailyLife}
    answers = {
        item.id: fields.whole(item.id, int(item.lowest), int(item.highest))
        for item in everyday_items()
    }
    if fields.problems or pain is None:
        return _form_page(request, fields)
    standing = caught_up(request)
    check_in = CheckIn(
        id=_id(fields),
        made_on=standing.today,
        pain_average=pain,
        is_flare=is_flare,
        scores=_scores({name: value for name, value in answers.items() if value is not None}),
        note=fields.sent.get("note", "")[:LONGEST_NOTE].strip(),
        **life,
    )
    if check_in.id not in {one.id for one in standing.log.check_ins}:
        # The flare first: were the machine to stop between the two, the careful one is kept.
        if is_flare:
            note_flare(request, standing.person)
        store_of(request).add(standing.person.id, check_in)
        caught_up(request)
    return RedirectResponse("/safety" if is_flare else "/progress", 303)


def everyday_items() -> tuple[Item, ...]:
    """Return the questions about everyday life."""
    return questionnaire_library().questionnaire(EVERYDAY).items


def _scores(answers: dict[str, int]) -> dict[str, float]:
    """Return the scores of everyday life that can be told from the answers given."""
    if not answers:
        return {}
    form = questionnaire_library().questionnaire(EVERYDAY)
    given = Answers({name: float(value) for name, value in answers.items()})
    return {
        f"{EVERYDAY}.{score.score}": score.value
        for score in score_questionnaire(form, given)
        if isinstance(score, Score)
    }


def _id(fields: Fields) -> str:
    try:
        return str(UUID(fields.sent.get("id", "")))
    except ValueError:
        return str(uuid4())


def _form_page(request: Request, fields: Fields) -> Response:
    words = questionnaire_library().words(request.state.language)
    values: dict[str, Any] = {
        "items": [
            {
                "id": item.id,
                "ask": words.sentence(f"item.{item.id}.ask"),
                "low": words.sentence(f"item.{item.id}.low"),
                "high": words.sentence(f"item.{item.id}.high"),
            }
            for item in everyday_items()
        ],
        "pain": {
            part: words.sentence(f"item.pain_average.{part}") for part in ("ask", "low", "high")
        },
        "life": [(each.value, MOST[each]) for each in DailyLife],
        "typed": fields.sent,
        "problems": fields.problems,
    }
    status = 422 if fields.problems else 200
    return page(request, "check_in.html.jinja", status=status, **values)
