"""Which role may open which part of the app. What is not named here, nobody may open."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import HTTPException, Request

from hipspine.domain.record import Person, Role
from hipspine.records.logins import Account, AccountRole, openable_person
from hipspine.web.people import store_of
from hipspine.web.problems import not_found
from hipspine.web.security import SAFE_METHODS

ADMINISTRATOR = str(AccountRole.ADMINISTRATOR)
CLINICIAN = str(AccountRole.CLINICIAN)
PATIENT = str(AccountRole.PATIENT)
VISITOR = "visitor"
"""Somebody who has not logged in."""

_STAFF = frozenset({ADMINISTRATOR, CLINICIAN})
_ACCOUNTS = _STAFF | {PATIENT}
_ANYBODY = _ACCOUNTS | {VISITOR}
_OWN = frozenset({PATIENT})

IN_CLINIC: Mapping[str, frozenset[str]] = {
    "": _ANYBODY,
    "service-worker.js": _ANYBODY,
    "login": _ANYBODY,
    "invitation": _ANYBODY,
    "logout": _ACCOUNTS,
    "account": _ACCOUNTS,
    "tokens": _ACCOUNTS,
    "accounts": frozenset({ADMINISTRATOR}),
    "audit": frozenset({ADMINISTRATOR}),
    "caseload": frozenset({CLINICIAN}),
    "patients": frozenset({CLINICIAN}),
    "lab": frozenset({CLINICIAN, PATIENT}),
    "predict": frozenset({CLINICIAN, PATIENT}),
    **dict.fromkeys(
        (
            "today", "safety", "self-check", "understand", "plan", "exercise", "session",
            "check-in", "progress", "learn", "settings",
        ),
        _OWN,
    ),
}  # fmt: skip
"""Roles by the first part of an address."""

NOT_AT_HOME = frozenset(
    {"login", "logout", "invitation", "account", "accounts", "audit", "caseload", "patients"}
)
"""Parts that only a clinic has."""


def part_of(path: str) -> str:
    """Return the first part of an address, which decides who may open it."""
    return path.split("/")[1]


def check_role(request: Request) -> None:
    """Refuse what the visitor's role may not open; every router of pages depends on this."""
    part = part_of(request.url.path)
    if not request.app.state.settings.is_clinic:
        if part in NOT_AT_HOME:
            raise not_found()
        return
    allowed = IN_CLINIC.get(part, frozenset())
    role = request.state.role or VISITOR
    if role in allowed:
        return
    if role == VISITOR and allowed:
        raise _log_in_first(request)
    raise HTTPException(403, "forbidden")


def _log_in_first(request: Request) -> HTTPException:
    """Return the way to the login, and from there back to the page that was asked for."""
    target = "/login"
    if request.method in SAFE_METHODS and request.url.path != "/":
        target += f"?next={quote(request.url.path, safe='')}"
    return HTTPException(303, "log_in_first", {"Location": target})


def own_account(request: Request) -> Account:
    """Return the account that is logged in."""
    account: Account | None = getattr(request.state, "account", None)
    if account is None:
        raise not_found()
    return account


def patient(request: Request, person_id: str) -> Person:
    """Return a person whom the clinician that is logged in may open.

    Who is not there and who is somebody else's look the same.
    """
    account = own_account(request)
    store = store_of(request)
    found = openable_person(store, person_id, account.id)
    if found is None or store.role(found.id, account.id) is not Role.CLINICIAN:
        raise not_found()
    return found
