"""Progress: outcomes with their error, what was done of what was planned, what may come."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.progress import progress
from hipspine.content.exercise_library import exercise_library
from hipspine.content.forecast import forecast_content
from hipspine.content.library import screening_library
from hipspine.content.progress_texts import progress_texts
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.report.progress import progress_parts
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
    parts = progress_parts(found, known, telling)
    words = parts.pop("say")
    del parts["language"]
    return page(request, "progress.html.jinja", words=words, **parts)


def _telling(request: Request) -> Telling:
    language = request.state.language
    return Telling(
        words=progress_texts(language),
        score_words=questionnaire_library().words(language),
        exercises=exercise_library(),
        content=forecast_content(),
        emergency_number=request.app.state.settings.emergency_number,
    )
