"""The caseload: whom to look at today, the most pressing first."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.records.board_marks import read_board_marks
from hipspine.web.board import FLARE_SHOWN, GROUPS, PRESSING, on_board
from hipspine.web.people import now, store_of
from hipspine.web.render import page
from hipspine.web.roles import own_account

router = APIRouter(prefix="/caseload")

MOST = 500
"""More patients than one clinician treats at a time; beyond, the page says so."""


@router.get("")
def show(request: Request) -> Response:
    """Show the board."""
    store, moment = store_of(request), now(request)
    rows = store.caseload(moment, account=own_account(request).id, limit=MOST + 1)
    shown = rows[:MOST]
    marks = read_board_marks(store, [row.person.id for row in shown], moment - FLARE_SHOWN)
    people = [on_board(row, marks, moment.date()) for row in shown]
    return page(
        request,
        "caseload.html.jinja",
        groups=[(name, [one for one in people if one.group == name]) for name in GROUPS],
        pressing=PRESSING,
        total=len(shown),
        more=len(rows) > MOST,
        most=MOST,
    )
