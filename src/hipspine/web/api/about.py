"""What answers here."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from hipspine import __version__
from hipspine.web.api.caller import Reader

router = APIRouter(tags=["about"])


class About(BaseModel):
    """Which program and which mode."""

    version: str
    mode: str
    scopes: list[str]
    """What the token may do."""


@router.get("/about")
def about(request: Request, caller: Reader) -> About:
    """Say which version answers and what the token may do."""
    mode = str(request.app.state.settings.mode)
    return About(version=__version__, mode=mode, scopes=sorted(caller.token.scopes))
