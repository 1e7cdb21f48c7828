"""Accounts, for an administrator: who there is, links to join or to come back, closing."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Role
from hipspine.records.invitations import invite, invite_back
from hipspine.records.logins import (
    Account,
    AccountRole,
    account_by_id,
    all_accounts,
    set_active,
)
from hipspine.web.people import store_of
from hipspine.web.problems import not_found
from hipspine.web.render import page

router = APIRouter(prefix="/accounts")

Text = Annotated[str, Form()]
STAFF = (AccountRole.CLINICIAN, AccountRole.ADMINISTRATOR)
_EVERYBODY = 100_000


@router.get("")
def show(request: Request) -> Response:
    """List the accounts."""
    return _accounts_page(request)


@router.post("/invite")
def invite_staff(request: Request, *, role: Text = "") -> Response:
    """Make a link with which a colleague makes an account."""
    if role not in STAFF:
        return _accounts_page(request, problem="role")
    secret = invite(store_of(request), AccountRole(role))
    return _accounts_page(request, link=invitation_link(request, secret), link_for=role)


@router.post("/{account_id}/recovery")
def recover(request: Request, account_id: str) -> Response:
    """Make a link with which somebody chooses a new password."""
    account = _account(request, account_id)
    link = invitation_link(request, invite_back(store_of(request), account))
    return _accounts_page(request, link=link, link_for="recovery", link_name=account.name)


@router.post("/{account_id}/active")
def open_or_close(request: Request, account_id: str, *, active: Text = "") -> Response:
    """Close an account, or open it again."""
    account = _account(request, account_id)
    try:
        set_active(store_of(request), account.id, is_active=active == "yes")
    except RecordsError:
        return _accounts_page(request, problem="last_administrator")
    return RedirectResponse("/accounts", 303)


@router.post("/{account_id}/hand-over")
def hand_over(request: Request, account_id: str, *, to: Text = "") -> Response:
    """Let a colleague open all patients of a clinician, such as one who leaves."""
    account, colleague = _account(request, account_id), _account(request, to)
    if {account.role, colleague.role} != {AccountRole.CLINICIAN} or account == colleague:
        raise not_found()
    store = store_of(request)
    for person in store.persons(account=account.id, limit=_EVERYBODY):
        if store.role(person.id, account.id) is Role.CLINICIAN:
            store.grant(person.id, colleague.id, Role.CLINICIAN)
    return RedirectResponse("/accounts", 303)


def invitation_link(request: Request, secret: str) -> str:
    """Return the address of an invitation, to be given to its owner."""
    settings = request.app.state.settings
    scheme = "https" if settings.behind_tls else "http"
    return f"{scheme}://{request.headers['host']}/invitation/{secret}"


def _account(request: Request, account_id: str) -> Account:
    account = account_by_id(store_of(request), account_id)
    if account is None:
        raise not_found()
    return account


def _accounts_page(
    request: Request,
    *,
    link: str | None = None,
    link_for: str = "",
    link_name: str = "",
    problem: str | None = None,
) -> Response:
    accounts = all_accounts(store_of(request))
    return page(
        request,
        "accounts.html.jinja",
        status=422 if problem else 200,
        accounts=accounts,
        clinicians=[one for one in accounts if one.role is AccountRole.CLINICIAN and one.is_active],
        roles=[str(role) for role in STAFF],
        link=link,
        link_for=link_for,
        link_name=link_name,
        problem=problem,
    )
