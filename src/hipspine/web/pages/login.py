"""Logging in and out, and the page behind an invitation link."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.domain.errors import RecordsError
from hipspine.records.invitations import Invitation, accept_invitation, find_invitation
from hipspine.records.logins import (
    Account,
    AccountRole,
    account_by_id,
    account_by_login,
    login_key,
    new_account,
    note_refusal,
    renew_hash,
)
from hipspine.records.sql_store import SqlStore
from hipspine.web.form_fields import SentForm, fields_of
from hipspine.web.login import address_of, log_in, log_out
from hipspine.web.passwords import (
    LONGEST,
    hash_password,
    is_password,
    needs_new_hash,
    password_problem,
)
from hipspine.web.rate import RateLimit
from hipspine.web.render import page
from hipspine.web.settings import WebSettings

router = APIRouter()

LONGEST_NAME = 100
Text = Annotated[str, Form()]


@router.get("/login")
def ask(request: Request) -> Response:
    """Ask for login and password."""
    if request.state.account is not None:
        return RedirectResponse("/", 303)
    return _login_page(request)


@router.post("/login")
def enter(
    request: Request, *, login: Text = "", password: Text = "", next_page: Text = ""
) -> Response:
    """Let somebody in, or say that login and password do not fit, never which of the two."""
    if not may_try(request, login):
        return _login_page(request, 429, problem="too_many", login=login, next_page=next_page)
    account = _checked(request, login, password)
    if account is None:
        return _login_page(request, 422, problem="wrong", login=login, next_page=next_page)
    log_in(request, account)
    return RedirectResponse(local_page(next_page), 303)


def may_try(request: Request, login: str) -> bool:
    """Take one try of an account and of an address, and tell whether both had one left."""
    tries: RateLimit = request.app.state.login_tries
    of_address = tries.allows(f"address:{address_of(request)}")
    return tries.allows(f"account:{login_key(login)}") and of_address


def _checked(request: Request, login: str, password: str) -> Account | None:
    settings: WebSettings = request.app.state.settings
    store: SqlStore = request.app.state.store
    account = account_by_login(store, login[:LONGEST_NAME])
    known = None if account is None or not account.is_active else account.password_hash
    if not is_password(password[:LONGEST], known, settings.hash_cost) or account is None:
        if account is not None:
            note_refusal(store, account.id)
        return None
    if needs_new_hash(account.password_hash, settings.hash_cost):
        renew_hash(store, account.id, hash_password(password, settings.hash_cost))
    return account


def local_page(path: str) -> str:
    """Return a page of this app to go on with; the first page where it is none."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local and "\\" not in path else "/"


def _login_page(
    request: Request,
    status: int = 200,
    *,
    problem: str | None = None,
    login: str = "",
    next_page: str = "",
) -> Response:
    wanted = next_page or request.query_params.get("next", "")
    values = {"problem": problem, "login": login, "next_page": local_page(wanted)}
    response = page(request, "login.html.jinja", status=status, **values)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


@router.post("/logout")
def leave(request: Request) -> Response:
    """Log out; the browser forgets what it kept for offline use."""
    log_out(request)
    response = RedirectResponse("/login", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/invitation/{secret}")
def invitation(request: Request, secret: str) -> Response:
    """Show what a link is good for, and ask for what it needs."""
    found = find_invitation(request.app.state.store, secret)
    if found is None:
        return page(request, "invitation_gone.html.jinja", status=404)
    return _invitation_page(request, found, {}, {})


@router.post("/invitation/{secret}")
def accept(request: Request, secret: str, form: SentForm) -> Response:
    """Make the account, or give it its new password, and let its owner in."""
    store: SqlStore = request.app.state.store
    found = find_invitation(store, secret)
    if found is None:
        return page(request, "invitation_gone.html.jinja", status=404)
    typed = dict(fields_of(form).sent)
    login, name = typed.get("login", "").strip(), typed.get("name", "").strip()
    known = _account_of(store, found)
    problems = {} if known is not None else _name_problems(found, login, name)
    names = (login, name) if known is None else (known.login, known.name)
    password = typed.pop("password", "")
    problem = password_problem(password, typed.pop("again", ""), *names)
    if problem is not None:
        problems["password"] = problem
    if problems:
        return _invitation_page(request, found, typed, problems)
    hashed = hash_password(password, request.app.state.settings.hash_cost)
    account = _account_to_be(store, found, login, name, hashed)
    try:
        log_in(request, accept_invitation(store, secret, account))
    except RecordsError:
        return _invitation_page(request, found, typed, {"login": "taken"})
    return RedirectResponse("/", 303)


def _account_of(store: SqlStore, found: Invitation) -> Account | None:
    return None if found.account_id is None else account_by_id(store, found.account_id)


def _account_to_be(
    store: SqlStore, found: Invitation, login: str, name: str, hashed: str
) -> Account:
    known = _account_of(store, found)
    if known is not None:
        return replace(known, password_hash=hashed)
    if found.person_id is not None:
        name = store.person(found.person_id).name
    return new_account(login, name, found.role, hashed, found.person_id)


def _name_problems(found: Invitation, login: str, name: str) -> dict[str, str]:
    problems = {}
    if not 3 <= len(login) <= LONGEST_NAME or not login.isprintable():
        problems["login"] = "login_length"
    needs_name = found.role is not AccountRole.PATIENT
    if needs_name and not (1 <= len(name) <= LONGEST_NAME and name.isprintable()):
        problems["name"] = "name_length"
    return problems


def _invitation_page(
    request: Request, found: Invitation, typed: dict[str, str], problems: dict[str, str]
) -> Response:
    account = _account_of(request.app.state.store, found)
    return page(
        request,
        "invitation.html.jinja",
        status=422 if problems else 200,
        role=str(found.role),
        account_login=None if account is None else account.login,
        is_staff=found.role is not AccountRole.PATIENT,
        typed=typed,
        problems=problems,
    )
