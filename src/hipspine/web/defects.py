"""What nobody foresaw: told with a number, and logged without a word of what was sent or kept."""

import logging
import secrets
import traceback

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hipspine.web.problems import API, problem
from hipspine.web.render import page

LOG = logging.getLogger("hipspine.web")


class Defects:
    """Turns a defect into an error page, or the API's error shape.

    The server below would log the message of the exception, and a message can hold values, which
    could be somebody's health data: the log gets places in the program and nothing else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer it here if that breaks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:  # noqa: BLE001 - the one place where defects end
            number = secrets.token_hex(4)
            _log(number, scope, error)
            if has_begun:
                raise ConnectionAbortedError(f"defect {number}") from None
            await _answer(Request(scope, receive), number)(scope, receive, send)


def _log(number: str, scope: Scope, error: BaseException) -> None:
    """Log what kind of error came where in the program; the address as its pattern, without ids."""
    pattern = getattr(scope.get("route"), "path", "an address")
    places = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("defect %s at %s: %s\n%s", number, pattern, type(error).__name__, places)


def _answer(request: Request, number: str) -> Response:
    if request.url.path.startswith(API):
        return problem(request, 500, "our_fault", "Something broke on our side.", number=number)
    return page(request, "error.html.jinja", status=500, code="ours", number=number)
