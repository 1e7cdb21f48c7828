"""One's own account: password, language and colours."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.records.logins import account_by_id, set_password
from hipspine.web.login import log_in
from hipspine.web.pages.login import may_try
from hipspine.web.passwords import hash_password, is_password, password_problem
from hipspine.web.people import store_of
from hipspine.web.render import page
from hipspine.web.roles import own_account
from hipspine.web.settings import WebSettings
from hipspine.web.visitor import LANGUAGE, THEME, THEMES, set_cookie
from hipspine.web.words import LANGUAGES

router = APIRouter(prefix="/account")

Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, *, done: str = "") -> Response:
    """Show the account."""
    return _account_page(request, done=done == "password")


@router.post("/password")
def change_password(
    request: Request, *, current: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Change the password; every other browser of the account has to log in again."""
    settings: WebSettings = request.app.state.settings
    account = own_account(request)
    if not may_try(request, account.login):
        return _account_page(request, {"current": "too_many"})
    if not is_password(current, account.password_hash, settings.hash_cost):
        return _account_page(request, {"current": "wrong"})
    problem = password_problem(password, again, account.login, account.name)
    if problem is not None:
        return _account_page(request, {"password": problem})
    set_password(store_of(request), account.id, hash_password(password, settings.hash_cost))
    log_in(request, account_by_id(store_of(request), account.id) or account)
    return RedirectResponse("/account?done=password", 303)


@router.post("/view")
def change_view(request: Request, *, language: Text = "", theme: Text = "") -> Response:
    """Choose language and colours for this browser."""
    settings: WebSettings = request.app.state.settings
    response = RedirectResponse("/account", 303)
    if language in LANGUAGES:
        kept = set_cookie(LANGUAGE, language, settings, hidden=False)
        response.headers.append("set-cookie", kept)
    if theme in THEMES:
        response.headers.append("set-cookie", set_cookie(THEME, theme, settings, hidden=False))
    return response


def _account_page(
    request: Request, problems: dict[str, str] | None = None, *, done: bool = False
) -> Response:
    return page(
        request,
        "account.html.jinja",
        status=422 if problems else 200,
        themes=THEMES,
        problems=problems or {},
        done=done,
    )
