"""The report's style sheets of charts and findings, so that both look the same here and there."""

from functools import cache
from importlib import resources

from fastapi import APIRouter
from fastapi.responses import Response

from hipspine.web.problems import not_found

router = APIRouter(prefix="/styles")

SHARED = frozenset({"findings.css", "progress.css"})


@router.get("/{name}")
def style(name: str) -> Response:
    """Give a style sheet of the report."""
    if name not in SHARED:
        raise not_found()
    return Response(_text(name), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@cache
def _text(name: str) -> str:
    return (resources.files("hipspine.report") / "static" / name).read_text("utf-8")
