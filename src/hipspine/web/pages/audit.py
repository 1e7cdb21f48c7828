"""The audit log: who did what when and with whose records, newest first."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.domain.record import AuditEntry
from hipspine.records.logins import KIND, all_accounts
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.words import web_texts

router = APIRouter(prefix="/audit")

SHOWN = 200


@router.get("")
def show(request: Request, *, check: str = "") -> Response:
    """Show the last lines; asked to, check the seals of all of them."""
    store = store_of(request)
    lines = store.audit_trail(limit=SHOWN)
    names = {one.id: one.name for one in all_accounts(store)}
    return page(
        request,
        "audit.html.jinja",
        lines=[line_in_words(line, names, request.state.language) for line in reversed(lines)],
        shown=SHOWN,
        broken=list(store.broken_audit_lines()) if check == "yes" else None,
    )


def line_in_words(line: AuditEntry, names: dict[str, str], language: str) -> dict[str, Any]:
    """Return a line as the page shows it: accounts by name, persons by the start of their id."""
    say = web_texts(language)
    action, kind = f"audit.action_{line.action}", f"audit.kind_{line.kind}"
    about = names.get(line.entry, "") if line.kind == KIND else (line.person or "")[:8]
    return {
        "number": line.number,
        "at": line.at.strftime("%Y-%m-%d %H:%M:%S"),
        "by": names.get(line.by, line.by[:8]),
        "action": say.sentence(action) if say.has(action) else line.action.replace("_", " "),
        "kind": say.sentence(kind) if say.has(kind) else line.kind.replace("_", " "),
        "about": about,
    }
