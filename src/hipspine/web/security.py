"""What every request passes before a page sees it, and every response on its way out.

Pure ASGI, so that nothing is buffered and streams stay streams.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hipspine.web.request_body import WatchedBody
from hipspine.web.settings import WebSettings

SMALL_BODY_BYTES = 1024 * 1024
"""Of any request but those that bring recordings; the longest forms have some kilobytes."""
RECORDINGS, PIECES = "/lab/recordings", "/lab/uploads/"
"""Where recordings are sent, whole or in pieces."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing evaluated, nothing from elsewhere."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Guard:
    """Refuses foreign hosts, foreign origins and bodies that are too large; sets the headers."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = WatchedBody(receive, self._most_bytes(scope["path"]))

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                self._add_headers(told, scope)
                if body.was_cut:
                    # Nobody reads the rest of what is sent.
                    told["Connection"] = "close"
            await send(message)

        problem = self._problem(scope, headers)
        if problem is not None:
            status, text = problem
            await _refusal(scope["path"], status, text)(scope, receive, send_safely)
            return
        await self.app(scope, body, send_safely)

    def _most_bytes(self, path: str) -> int:
        most = self.settings.upload_limit_bytes
        if path == RECORDINGS or path.startswith(PIECES):
            return most
        return min(most, SMALL_BODY_BYTES)

    def _problem(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if host_name(headers.get("host", "")) not in self.settings.hosts:
            return 400, "This app is not reachable under this name."
        if scope["method"] not in SAFE_METHODS and is_foreign(headers):
            return 403, "This request comes from another site."
        if "transfer-encoding" in headers and "content-length" in headers:
            # Two lengths: a proxy in front could believe the other one (RFC 9112, section 6.1).
            return 400, "The request names two lengths."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most_bytes(scope["path"]):
            return 413, "This is too large."
        return None

    def _add_headers(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if self.settings.behind_tls:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "cache-control" not in headers:
            is_static = scope["path"].startswith("/static/")
            headers["Cache-Control"] = "max-age=3600" if is_static else "no-store"


def _refusal(path: str, status: int, text: str) -> Response:
    """Return a refusal in plain words; under ``/api/`` in the shape of its errors (RFC 9457)."""
    if not path.startswith("/api/"):
        return PlainTextResponse(text, status)
    body = {
        "type": "urn:hipspine:problem:refused",
        "title": "refused",
        "status": status,
        "detail": text,
        "instance": path,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def host_name(host: str) -> str:
    """Return a Host header without its port."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return ""
    return name or ""


def is_foreign(headers: Headers) -> bool:
    """Tell whether a browser says that a request was begun by another site.

    Programs send neither header; their requests carry a token instead of a cookie.

    References
    ----------
    OWASP Cross-Site Request Forgery Prevention Cheat Sheet: Fetch Metadata and Origin.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and _authority(origin) != headers.get("host")


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def allowed_hosts(names: Iterable[str]) -> frozenset[str]:
    """Return names as a browser would send them: lower case, without a port."""
    return frozenset(filter(None, (host_name(name.lower()) for name in names)))
