"""Which program is asking: its token, what it may do, and whose records it may open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hipspine.domain.record import Person, Role
from hipspine.records.api_tokens import ApiToken, Scope, find_token
from hipspine.records.logins import Account, account_by_id, openable_person
from hipspine.records.sql_store import SqlStore
from hipspine.web.login import address_of
from hipspine.web.pages.tokens import SCOPES_OF
from hipspine.web.problems import not_found
from hipspine.web.rate import RateLimit

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
PersonId = Annotated[str, Path(pattern=UUID_PATTERN, description="Id of the person, a UUID.")]

_BEARER = HTTPBearer(auto_error=False, description="A token made under “Tokens for programs”.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


@dataclass(frozen=True)
class Caller:
    """A program that brought a good token."""

    store: SqlStore
    """Its audit trail names the token's account."""
    token: ApiToken
    account: Account | None
    """None on one's own machine."""
    at: datetime

    @property
    def name(self) -> str:
        """Who signs and decides: the account's owner, or at home the token's name."""
        return self.token.name if self.account is None else self.account.name

    def person(self, person_id: str, *, writing: bool = False) -> Person:
        """Return a person whose records the token opens; others look as if they were not there."""
        account_id = None if self.account is None else self.account.id
        found = openable_person(self.store, person_id, account_id)
        if found is None:
            raise not_found()
        if account_id is not None:
            if writing and self.store.role(found.id, account_id) is Role.READER:
                raise HTTPException(403, "forbidden")
            if not writing:
                self.store.note_reading(found.id, "record")
        return found


def needs(scope: Scope) -> Callable[..., Caller]:
    """Return what gives a route its caller, or refuses one whose token lacks the scope."""

    def caller(request: Request, credentials: Credentials) -> Caller:
        limit: RateLimit = request.app.state.api_requests
        secret = "" if credentials is None else credentials.credentials
        store: SqlStore = request.app.state.store
        token = find_token(store, secret) if secret else None
        if not limit.allows(f"address:{address_of(request)}" if token is None else token.mark):
            raise HTTPException(429, "too_many", {"Retry-After": "60"})
        account = None
        if token is not None and token.account_id is not None:
            account = account_by_id(store, token.account_id)
        if token is None or not _fits_mode(request, account):
            raise HTTPException(401, "no_good_token", {"WWW-Authenticate": "Bearer"})
        allowed = token.scopes if account is None else token.scopes & SCOPES_OF[account.role]
        if scope not in allowed:
            raise HTTPException(403, "forbidden")
        acting = store if account is None else store.acting_as(account.id)
        return Caller(acting, token, account, request.app.state.settings.clock())

    return caller


def _fits_mode(request: Request, account: Account | None) -> bool:
    """Tell whether a token belongs here: a clinic's to an open account, a home's to none."""
    if request.app.state.settings.is_clinic:
        return account is not None and account.is_active
    return account is None


Reader = Annotated[Caller, Depends(needs(Scope.READ))]
Logger = Annotated[Caller, Depends(needs(Scope.LOG))]
Planner = Annotated[Caller, Depends(needs(Scope.PLAN))]
Enroller = Annotated[Caller, Depends(needs(Scope.PERSONS))]
