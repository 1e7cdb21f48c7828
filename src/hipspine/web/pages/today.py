"""Today: what to do now. The first page, also the first visit's."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from hipspine.clinic.standing import NOT_SCREENED, SCREENING_DRAFT, Standing
from hipspine.domain.programme import Part, Programme
from hipspine.domain.record import Audience, KeptSteps, Note
from hipspine.domain.training import MorningAfter, NextStep, NoticeKind, Step
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import day_in_words, notice_in_words, step_in_words
from hipspine.records.drafts import read_draft
from hipspine.web.form_fields import SentForm, fields_of
from hipspine.web.local_time import in_zone, named_day
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.shown_exercises import in_part, shown, trained_on
from hipspine.web.standing import caught_up, standing_of
from hipspine.web.stop import OFFLINE, stop_values
from hipspine.web.words import web_texts

router = APIRouter()

WEEK = timedelta(days=7)
NOTES_SHOWN = 3
SERVICE_WORKER = Path(__file__).parent.parent / "static" / "service-worker.js"


@router.get("/")
def home(request: Request) -> Response:
    """Lead to the first page of the visitor's role."""
    first_pages = {"administrator": "/accounts", "clinician": "/caseload"}
    role = getattr(request.state, "role", None)
    return RedirectResponse(first_pages.get(role or "", "/today"), 303)


@router.get("/service-worker.js")
def service_worker() -> Response:
    """Give the script that keeps today's plan for offline use; its place decides its scope."""
    return FileResponse(
        SERVICE_WORKER, media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@router.get("/today")
def today(request: Request) -> Response:
    """Show what to do now."""
    standing = standing_of(request)
    if standing.stop == NOT_SCREENED and standing.kept is None:
        return _welcome(request, standing)
    return _today_page(request, standing, {})


def _welcome(request: Request, standing: Standing) -> Response:
    database = store_of(request).database
    has_begun = read_draft(database, standing.person.id, SCREENING_DRAFT) is not None
    return page(request, "welcome.html.jinja", has_begun=has_begun)


@router.post("/today/morning")
def log_morning(request: Request, form: SentForm) -> Response:
    """Keep the pain on waking of today."""
    fields = fields_of(form)
    pain = fields.whole("morning", 0, 10, required=True)
    if pain is None:
        return _today_page(request, standing_of(request), fields.problems)
    standing = caught_up(request)
    store_of(request).add(standing.person.id, MorningAfter(standing.today, float(pain)))
    caught_up(request)
    return RedirectResponse("/today", 303)


def _today_page(request: Request, standing: Standing, problems: dict[str, str]) -> Response:
    language = request.state.language
    values: dict[str, Any] = {
        "day": named_day(standing.today, language),
        "morning": _morning(standing),
        "notes": _notes(request, standing),
        "problems": problems,
        "typed": {},
        "holds_until": _holds_until(standing, language),
        "stop": None,
    }
    if standing.stop is not None:
        values |= stop_values(request, standing)
    elif standing.programme is None:
        values |= {
            "stop": "no_plan",
            "screen_again": True,
            "is_emergency": False,
            "advice": None,
            "contacts": [],
        }
        values |= _no_plan_words(request)
    else:
        values |= _plan_values(request, standing, standing.programme)
    response = page(request, "today.html.jinja", status=422 if problems else 200, **values)
    if values["stop"] is not None:
        response.headers[OFFLINE] = "forget"
    return response


def _no_plan_words(request: Request) -> dict[str, str]:
    say = web_texts(request.state.language)
    return {
        "stop_title": say.sentence("stop.no_plan_title"),
        "stop_text": say.sentence("stop.no_plan"),
    }


def _morning(standing: Standing) -> float | None:
    logged = [one.pain for one in standing.log.mornings if one.day == standing.today]
    return logged[-1] if logged else None


def _holds_until(standing: Standing, language: str) -> str | None:
    if standing.stop is not None or standing.screening is None:
        return None
    return day_in_words(standing.screening.triage.expires_on, language)


def _plan_values(request: Request, standing: Standing, programme: Programme) -> dict[str, Any]:
    language, knowledge = request.state.language, shipped_knowledge()
    items = trained_on(programme, standing.today.weekday())
    seconds = sum(item.dose.session_s(sides=item.times_a_side) for item in items)
    notices = standing.progression.notices if standing.progression is not None else ()
    return {
        "session": shown(items, language),
        "minutes": max(round(seconds / 60), 1),
        "is_done": _is_done(standing),
        "next_day": _next_day(programme, standing.today, language),
        "through_day": shown(in_part(programme, Part.THROUGH_THE_DAY), language),
        "when_needed": shown(in_part(programme, Part.WHEN_NEEDED), language),
        "notices": [
            notice_in_words(notice, language, knowledge)
            for notice in notices
            if notice.kind is not NoticeKind.TEST_STAGE
        ],
        "steps": [
            step_in_words(step, language, knowledge) for step in recent_steps(request, standing)
        ],
        "check_in_due": _is_check_in_due(standing),
        "is_first_check_in": not standing.log.check_ins,
    }


def _is_done(standing: Standing) -> bool:
    return any(
        in_zone(session.done_at, standing.person).date() == standing.today
        for session in standing.log.sessions
    )


def _next_day(programme: Programme, today: date, language: str) -> str | None:
    days = (today + timedelta(days=ahead) for ahead in range(1, 8))
    found = next((day for day in days if trained_on(programme, day.weekday())), None)
    return None if found is None else named_day(found, language)


def _is_check_in_due(standing: Standing) -> bool:
    last = max((one.made_on for one in standing.log.check_ins), default=None)
    return last is None or standing.today - last >= WEEK


def recent_steps(request: Request, standing: Standing) -> tuple[NextStep, ...]:
    """Return what changed in the plan within the last week: what stayed the same is left out."""
    kept = store_of(request).entries(standing.person.id, KeptSteps, latest=1)
    found = kept[0].steps if kept and _is_of_this_week(kept[0], standing) else ()
    return tuple(step for step in found if step.step in (Step.PROGRESS, Step.REGRESS, Step.STOP))


def _is_of_this_week(steps: KeptSteps, standing: Standing) -> bool:
    return standing.today - in_zone(steps.at, standing.person).date() < WEEK


def _notes(request: Request, standing: Standing) -> list[Note]:
    notes = store_of(request).entries(standing.person.id, Note)
    to_person = [note for note in notes if note.to is Audience.PERSON]
    return list(reversed(to_person[-NOTES_SHOWN:]))
