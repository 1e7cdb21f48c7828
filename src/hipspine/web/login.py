"""Who is logged in: put beside every request of a clinic, from the session of its browser."""

import secrets

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from hipspine.records.logins import Account, begin_session, end_session, session_account
from hipspine.web.settings import WebSettings

OPEN_PATHS = ("/static/", "/api/")
"""The same for everybody, or for programs, which bring a token instead of a session."""


class Logins:
    """Gives every request of a clinic ``state.account`` and ``state.role``; both None before."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its sender's account."""
        if scope["type"] == "http" and self.settings.is_clinic:
            state = scope["state"]
            state["account"] = state["role"] = None
            if not scope["path"].startswith(OPEN_PATHS):
                store = scope["app"].state.store
                account = await run_in_threadpool(session_account, store, state["session"])
                if account is not None:
                    state["account"], state["role"] = account, str(account.role)
        await self.app(scope, receive, send)


def log_in(request: Request, account: Account) -> None:
    """Let this browser in, under a new session that nobody can have known before."""
    token = secrets.token_urlsafe(32)
    begin_session(request.app.state.store, token, account)
    request.state.session = token
    request.state.account, request.state.role = account, str(account.role)


def log_out(request: Request) -> None:
    """End this browser's session."""
    account: Account | None = request.state.account
    if account is not None:
        end_session(request.app.state.store, request.state.session, account.id)
    request.state.session = secrets.token_urlsafe(32)
    request.state.account = request.state.role = None


def address_of(request: Request) -> str:
    """Return the address that a request came from."""
    return "" if request.client is None else request.client.host
