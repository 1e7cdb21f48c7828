"""One exercise: drawing, how to do it, how much, why it is in the plan, what it rests on."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.content.exercises import Exercise
from hipspine.domain.programme import Programme
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import why_in_words
from hipspine.web.local_time import weekday_name
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.shown_exercises import picture_of, shown
from hipspine.web.standing import standing_of
from hipspine.web.stop import stop_page

router = APIRouter(prefix="/exercise")


@router.get("/{name}")
def show(request: Request, name: str) -> Response:
    """Show an exercise; none can be reached while something stops exercise."""
    standing = standing_of(request)
    if standing.stop is not None:
        return stop_page(request, standing)
    if standing.programme is None:
        return RedirectResponse("/self-check", 303)
    exercise = shipped_knowledge().library.exercises.get(name)
    if exercise is None:
        raise not_found()
    return page(
        request,
        "exercise.html.jinja",
        **_about(exercise, request.state.language),
        **_in_plan(exercise, standing.programme, request.state.language),
    )


def _about(exercise: Exercise, language: str) -> dict[str, Any]:
    library = shipped_knowledge().library
    return {
        "exercise": exercise,
        "words": exercise.words[language],
        "picture": picture_of(exercise.id, language),
        "muscles": [(muscle.group, muscle.band.value) for muscle in exercise.muscles],
        "easier": _named(exercise.easier, language),
        "harder": _named(exercise.harder, language),
        "sources": [library.evidence[name] for name in sorted(exercise.cited)],
    }


def _named(names: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    known = shipped_knowledge().library.exercises
    return [(name, known[name].words[language].name) for name in names]


def _in_plan(exercise: Exercise, programme: Programme, language: str) -> dict[str, Any]:
    """Return how much, on which days and why; or why it is left out."""
    knowledge = shipped_knowledge()
    planned = [item for item in programme.exercises if item.exercise == exercise.id]
    left_out = [one.why for one in programme.left_out if one.exercise == exercise.id]
    each = next(iter(shown(planned, language)), None)
    return {
        "planned": each,
        "days": [weekday_name(day, language) for day in sorted(planned[0].weekdays)]
        if planned
        else [],
        "reasons": [why_in_words(why, language, knowledge) for why in planned[0].why]
        if planned
        else [],
        "left_out": [why_in_words(why, language, knowledge) for why in left_out],
    }
