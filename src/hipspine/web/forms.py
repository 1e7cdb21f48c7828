"""Tokens in forms: a request that changes something must come from a page that we made."""

import hashlib
import hmac

from fastapi import HTTPException, Request

from hipspine.web.security import SAFE_METHODS

FIELD = "csrf"
HEADER = "X-CSRF-Token"


def form_token(secret: bytes, session: str) -> str:
    """Return the token of a visitor's forms: bound to the session, worth nothing elsewhere."""
    return hmac.new(secret, f"form:{session}".encode(), hashlib.sha256).hexdigest()


async def check_form(request: Request) -> None:
    """Refuse a request that changes something without the visitor's token.

    Every router of pages depends on this; scripts send the token as a header.
    """
    if request.method in SAFE_METHODS:
        return
    given: object = request.headers.get(HEADER)
    if given is None:
        given = (await request.form()).get(FIELD)
    expected = form_token(request.app.state.settings.secret, request.state.session)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(403, "form_expired")
