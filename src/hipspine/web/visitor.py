"""Who is asking: the browser's session, its language and theme."""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hipspine.web.settings import WebSettings
from hipspine.web.words import LANGUAGES, preferred_language

SESSION = "hipspine_session"
LANGUAGE = "hipspine_language"
THEME = "hipspine_theme"
THEMES = ("auto", "light", "dark")

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def session_cookie_name(settings: WebSettings) -> str:
    """Return the cookie's name; through TLS with the prefix that binds it to this host."""
    return f"__Host-{SESSION}" if settings.secure_cookies else SESSION


class Visitors:
    """Gives every request ``state.session``, ``state.language`` and ``state.theme``.

    A browser without a session gets a new one: 256 random bits that say nothing about anybody.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with what is known about its sender."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        name = session_cookie_name(self.settings)
        known = cookies.get(name, "")
        session = known if _TOKEN.fullmatch(known) else secrets.token_urlsafe(32)
        state = scope.setdefault("state", {})
        state["session"] = session
        state["language"] = self._language(cookies, headers)
        theme = cookies.get(THEME, "auto")
        state["theme"] = theme if theme in THEMES else "auto"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and state["session"] != known:
                kept = set_cookie(name, state["session"], self.settings, hidden=True)
                MutableHeaders(scope=message).append("set-cookie", kept)
            await send(message)

        await self.app(scope, receive, send_with_cookie)

    def _language(self, cookies: dict[str, str], headers: Headers) -> str:
        chosen = cookies.get(LANGUAGE, "")
        if chosen in LANGUAGES:
            return chosen
        return preferred_language(headers.get("accept-language", ""), self.settings.language)


def set_cookie(name: str, value: str, settings: WebSettings, *, hidden: bool) -> str:
    """Return a Set-Cookie header; ``hidden`` keeps it from scripts and ends it with the browser."""
    parts = [f"{name}={value}", "Path=/", "SameSite=Lax"]
    parts.append("HttpOnly" if hidden else "Max-Age=31536000")
    if settings.secure_cookies:
        parts.append("Secure")
    return "; ".join(parts)


def _cookies(headers: Headers) -> dict[str, str]:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
