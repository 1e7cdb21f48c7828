"""What-ifs on the example walk: how muscles share the work anew, and what joints bear then."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from hipspine.web.api.caller import Reader
from hipspine.web.lab_access import open_trial
from hipspine.web.lab_query import question_from
from hipspine.web.lab_words import LabWords

router = APIRouter(prefix="/what-ifs", tags=["what-ifs"])

Changes = Annotated[
    list[str],
    Query(
        description="Such as gluteus_maximus.right.strength=0.5; repeat it for more.",
        max_length=40,
    ),
]


@router.get("/demo")
def demo(
    request: Request,
    caller: Reader,
    *,
    c: Changes = [],  # noqa: B006 - FastAPI copies it
    posture: Annotated[str, Query(max_length=100)] = "",
) -> dict[str, Any]:
    """Answer a what-if on the example walk: who took over, and the loads of discs and hips."""
    del caller, c, posture  # described here, read from the address as the pages read it
    opened = open_trial(request, "demo")
    question = question_from(request.query_params)
    answer = opened.answer(question)
    words = LabWords("en", opened.engines)
    return {
        "kind": str(answer.kind),
        "changes": words.changes(question),
        "ledger": words.ledger(answer),
        "loads": words.loads(answer),
        "cautions": words.cautions(answer),
    }
