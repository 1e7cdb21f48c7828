"""What a visitor sees when something cannot be done: a page, or one error shape for the API."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from hipspine.domain.errors import UserError
from hipspine.web.render import page

API = "/api/"

_TITLES = {403: "forbidden", 404: "not_found", 405: "not_found", 429: "too_many"}
"""Where ``error.<name>_title`` and ``error.<name>`` say what happened."""


def problem(request: Request, status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """Return the API's error shape.

    References
    ----------
    RFC 9457, Problem Details for HTTP APIs.
    """
    body = {
        "type": f"urn:hipspine:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        **more,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def add_problem_handlers(app: FastAPI) -> None:
    """Let every error end as a page or as the API's error shape."""

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        code = error.detail if error.detail.isidentifier() else _TITLES.get(error.status_code, "")
        if request.url.path.startswith(API):
            response: Response = problem(
                request, error.status_code, code or "invalid", str(error.detail)
            )
        else:
            response = _error_page(request, error.status_code, code or "invalid")
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        if not request.url.path.startswith(API):
            return _error_page(request, 422, "invalid")
        places = [".".join(map(str, each["loc"])) for each in error.errors()]
        return problem(request, 422, "invalid", "The request does not fit.", places=places)

    @app.exception_handler(UserError)
    async def unusable(request: Request, error: UserError) -> Response:
        if not request.url.path.startswith(API):
            return page(request, "error.html.jinja", status=422, code="title", user_error=error)
        return problem(
            request,
            422,
            "cannot_be_used",
            str(error),
            where=error.where,
            expected=error.expected,
            got=error.got,
            do=error.do,
        )


def _error_page(request: Request, status: int, code: str) -> Response:
    return page(request, "error.html.jinja", status=status, code=code)


def not_found() -> HTTPException:
    """Return the error for what is not there, or not for this visitor: both look the same."""
    return HTTPException(404, "not_found")


def conflict() -> HTTPException:
    """Return the error for what contradicts what is kept."""
    return HTTPException(409, "conflict")
