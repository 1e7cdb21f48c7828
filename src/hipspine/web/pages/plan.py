"""The plan: the week, every exercise with its reasons, what was left out, what comes next."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.standing import Standing
from hipspine.content.remedies import RemedyWords
from hipspine.domain.programme import Part, Programme
from hipspine.domain.training import NoticeKind
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import (
    day_in_words,
    exercise_name,
    notice_in_words,
    plan_texts,
    step_in_words,
    why_in_words,
)
from hipspine.web.local_time import weekday_name
from hipspine.web.pages.today import recent_steps
from hipspine.web.render import page
from hipspine.web.shown_exercises import ShownExercise, in_part, shown, trained_on
from hipspine.web.standing import standing_of
from hipspine.web.stop import stop_page

router = APIRouter(prefix="/plan")


@router.get("")
def show(request: Request) -> Response:
    """Show the plan to follow, or why there is none."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    if standing.programme is None:
        return RedirectResponse("/self-check", 303)
    return page(request, "plan.html.jinja", **_values(request, standing, standing.programme))


def _values(request: Request, standing: Standing, programme: Programme) -> dict[str, Any]:
    language, knowledge = request.state.language, shipped_knowledge()
    words = plan_texts(language)
    notices = standing.progression.notices if standing.progression is not None else ()
    return {
        "plan": programme,
        "words": words,
        "stage": words.sentence(f"stage.{programme.stage}"),
        "approach": knowledge.approaches.named(programme.approach).words[language].name,
        "planned_on": day_in_words(programme.planned_on, language),
        "signed": _signed(programme, language),
        "week": week_of(programme, standing.today.weekday(), language),
        "parts": [
            (words.sentence(f"part.{part}"), shown(in_part(programme, part), language))
            for part in Part
            if in_part(programme, part)
        ],
        "reasons": [why_in_words(why, language, knowledge) for why in programme.why],
        "left_out": [
            (
                one.exercise,
                exercise_name(one.exercise, language, knowledge),
                why_in_words(one.why, language, knowledge),
            )
            for one in programme.left_out
        ],
        "remedies": _remedies(programme, language),
        "missing": [
            _capital(notice_in_words(notice, language, knowledge).partition(": ")[2])
            for notice in notices
            if notice.kind is NoticeKind.TEST_STAGE
        ],
        "steps": [
            step_in_words(step, language, knowledge) for step in recent_steps(request, standing)
        ],
    }


def week_of(programme: Programme, today: int, language: str) -> list[dict[str, Any]]:
    """Return the seven days: name, minutes, and what is done on each."""
    return [
        {
            "number": day,
            "name": weekday_name(day, language),
            "is_today": day == today,
            "minutes": round(programme.minutes_on(day)),
            "exercises": _named(shown(trained_on(programme, day), language)),
        }
        for day in range(7)
    ]


def _named(exercises: tuple[ShownExercise, ...]) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in exercises]


def _remedies(programme: Programme, language: str) -> list[tuple[str, RemedyWords]]:
    known = shipped_knowledge().library.remedies
    return [(name, known[name].words[language]) for name in programme.remedies if name in known]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _signed(programme: Programme, language: str) -> str:
    words = plan_texts(language)
    if programme.signature is None:
        return words.sentence("page.not_signed")
    day = day_in_words(programme.signature.signed_on, language)
    return words("page.signed", by=programme.signature.by, day=day)
