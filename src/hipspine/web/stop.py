"""What is shown where exercise would be, while something stops it."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from hipspine.clinic.standing import AGAIN, LEVEL, Standing
from hipspine.domain.triage import TriageLevel
from hipspine.report.screening_result import advice, whom_to_contact
from hipspine.web.render import page
from hipspine.web.telling import telling_for
from hipspine.web.words import web_texts

OFFLINE = "X-Hipspine-Offline"
"""Tells the browser's copy for offline use what to do: ``forget`` drops every page in it."""


def stop_values(request: Request, standing: Standing) -> dict[str, Any]:
    """Return what the stop box of a page shows."""
    telling = telling_for(request)
    screening = standing.screening
    is_told = standing.stop == LEVEL and screening is not None and _asks_for_care(standing)
    say = web_texts(request.state.language)
    return {
        "stop": standing.stop,
        "stop_title": say.sentence(f"stop.{standing.stop}_title"),
        "stop_text": say.sentence(f"stop.{standing.stop}"),
        "screen_again": standing.stop in AGAIN,
        "is_emergency": is_told
        and screening is not None
        and screening.triage.level is TriageLevel.EMERGENCY,
        "advice": advice(screening, telling) if is_told and screening is not None else None,
        "contacts": whom_to_contact(screening, telling)
        if is_told and screening is not None
        else [],
    }


def _asks_for_care(standing: Standing) -> bool:
    """Tell whether the finished screening itself is what stops, not one that is being answered."""
    screening = standing.screening
    return screening is not None and screening.triage.level >= TriageLevel.SAME_DAY


def stop_page(request: Request, standing: Standing) -> HTMLResponse:
    """Return the page that stands in place of plan and exercises."""
    response = page(request, "stop.html.jinja", **stop_values(request, standing))
    response.headers[OFFLINE] = "forget"
    return response
