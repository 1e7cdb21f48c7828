"""Tokens for programs that use the API: made, shown once, taken back."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.records.api_tokens import Scope, make_token, revoke_token, tokens_of
from hipspine.records.logins import AccountRole
from hipspine.web.form_fields import SentForm, fields_of
from hipspine.web.people import store_of
from hipspine.web.render import page

router = APIRouter(prefix="/tokens")

DAYS = (30, 90, 365)
MOST = 20
LONGEST_NAME = 60
SCOPES_OF = {
    AccountRole.ADMINISTRATOR: frozenset[Scope](),
    AccountRole.CLINICIAN: frozenset(Scope),
    AccountRole.PATIENT: frozenset({Scope.READ, Scope.LOG}),
}
"""What an account may let a program do; an administrator opens no records, so nothing."""


@router.get("")
def show(request: Request) -> Response:
    """List the tokens that can be used."""
    return _tokens_page(request)


@router.post("")
def make(request: Request, form: SentForm) -> Response:
    """Make a token and show its secret, this once."""
    fields = fields_of(form)
    name = fields.sent.get("name", "").strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        fields.problems["name"] = "name_length"
    scopes = fields.choices("scopes", _scopes(request))
    if not scopes:
        fields.problems["scopes"] = "missing"
    days = fields.choice("days", map(str, DAYS), required=True)
    if len(tokens_of(store_of(request), _account_id(request))) >= MOST:
        fields.problems["name"] = "too_many_tokens"
    if fields.problems or days is None:
        return _tokens_page(
            request, typed=fields.sent, ticked=fields.many, problems=fields.problems
        )
    secret = make_token(
        store_of(request),
        name,
        frozenset(Scope(scope) for scope in scopes),
        account_id=_account_id(request),
        valid_for=timedelta(days=int(days)),
    )
    return _tokens_page(request, secret=secret)


@router.post("/{mark}/revoke")
def revoke(request: Request, mark: str) -> Response:
    """Take a token back."""
    revoke_token(store_of(request), mark, _account_id(request))
    return RedirectResponse("/tokens", 303)


def _account_id(request: Request) -> str | None:
    account = getattr(request.state, "account", None)
    return None if account is None else str(account.id)


def _scopes(request: Request) -> list[str]:
    account = getattr(request.state, "account", None)
    allowed = frozenset(Scope) if account is None else SCOPES_OF[account.role]
    return [str(scope) for scope in Scope if scope in allowed]


def _tokens_page(request: Request, **values: Any) -> Response:
    shown = {"secret": None, "typed": {"days": "90"}, "ticked": {}, "problems": {}, **values}
    return page(
        request,
        "tokens.html.jinja",
        status=422 if shown["problems"] else 200,
        tokens=tokens_of(store_of(request), _account_id(request)),
        scopes=_scopes(request),
        days=DAYS,
        **shown,
    )
