"""How a screening is told to the visitor: language, emergency number, content."""

from fastapi import Request

from hipspine.content.library import screening_library
from hipspine.report.screening_result import Telling


def telling_for(request: Request) -> Telling:
    """Return how a screening is told to this visitor."""
    number = request.app.state.settings.emergency_number
    return Telling(screening_library(), request.state.language, number)
