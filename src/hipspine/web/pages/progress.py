"""Progress: outcomes with their error, what was done of what was planned, what may come."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.forecast import forecast_strength
from hipspine.clinic.progress import progress
from hipspine.content.exercise_library import exercise_library
from hipspine.content.forecast import forecast_content
from hipspine.content.library import screening_library
from hipspine.content.movement_tests import movement_tests
from hipspine.content.phrases import phrases
from hipspine.content.progress_texts import progress_texts
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.outcome import FollowUp
from hipspine.report.progress import StrengthForecast, progress_parts
from hipspine.report.progress_words import Telling
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.standing import standing_of

router = APIRouter(prefix="/progress")


@router.get("")
def show(request: Request) -> Response:
    """Show how it goes so far."""
    standing = standing_of(request)
    known = follow_up_from_records(store_of(request), standing.person.id, screening_library())
    telling = _telling(request)
    found = progress(known, questionnaire_library(), telling.content, today=standing.today)
    parts = progress_parts(found, known, telling, strength=_strength(known, telling))
    words = parts.pop("say")
    del parts["language"]
    return page(request, "progress.html.jinja", words=words, **parts)


def _strength(known: FollowUp, telling: Telling) -> tuple[StrengthForecast, ...]:
    """Return the forecast of every hold done at home, under the name of its test and side."""
    phrase, tests = phrases(telling.words.language), movement_tests()
    return tuple(
        StrengthForecast(
            f"{phrase(tests[name].name)}, {telling.words.sentence(f'sides.{side.value}')}", forecast
        )
        for name, side, forecast in forecast_strength(known.strength, telling.content)
        if side is not None
    )


def _telling(request: Request) -> Telling:
    language = request.state.language
    return Telling(
        words=progress_texts(language),
        score_words=questionnaire_library().words(language),
        exercises=exercise_library(),
        content=forecast_content(),
        emergency_number=request.app.state.settings.emergency_number,
    )
