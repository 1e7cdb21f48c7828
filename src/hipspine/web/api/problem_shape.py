"""The one shape of errors, as the API's description states it."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """What went wrong.

    References
    ----------
    RFC 9457, Problem Details for HTTP APIs.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str


_SHAPE = {"application/problem+json": {"schema": Problem.model_json_schema()}}

_MEANINGS = {
    400: "The request is not HTTP as it should be, or is not JSON.",
    401: "The token is missing, unknown, expired or taken back.",
    403: "The token may not do this.",
    404: "There is nothing under this address, or not for this token.",
    409: "It contradicts what is kept.",
    411: "The length of the request is not given.",
    413: "The request is too large.",
    422: "The request does not fit, or safety forbids what it asks for; the detail says which.",
    429: "Too many requests; try again later.",
    503: "The solver is being compiled, once after an installation; try again in half a minute.",
}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, "content": _SHAPE} for status, meaning in _MEANINGS.items()
}
