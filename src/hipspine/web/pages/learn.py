"""Learn: short articles in plain words, what is myth, and what each rests on."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.content.articles import article_library
from hipspine.plan.request import shipped_knowledge
from hipspine.web.people import current_person
from hipspine.web.problems import not_found
from hipspine.web.render import page

router = APIRouter(prefix="/learn")


@router.get("")
def index(request: Request) -> Response:
    """List the articles, and what helps beside exercise."""
    current_person(request)
    language = request.state.language
    return page(
        request,
        "learn.html.jinja",
        articles=[(one.id, one.words[language]) for one in article_library().articles.values()],
        remedies=[
            (one.id, one.words[language]) for one in shipped_knowledge().library.remedies.values()
        ],
    )


@router.get("/{name}")
def article(request: Request, name: str) -> Response:
    """Show one article, or one remedy."""
    current_person(request)
    language, library = request.state.language, article_library()
    found = library.articles.get(name)
    if found is not None:
        return page(
            request,
            "article.html.jinja",
            article=found.words[language],
            sources=library.sources(found),
            reviewed_on=found.reviewed_on,
        )
    exercises = shipped_knowledge().library
    remedy = exercises.remedies.get(name)
    if remedy is None:
        raise not_found()
    gates = [exercises.gates[one] for one in remedy.gates]
    return page(
        request,
        "remedy.html.jinja",
        remedy=remedy.words[language],
        grade=remedy.grade,
        remedy_timer=remedy.timer_min,
        gates=[(one.id, one.words[language]) for one in gates if one.is_asked],
        sources=[exercises.evidence[one] for one in sorted(remedy.cited)],
        reviewed_on=remedy.reviewed_on,
    )
