"""Pages: one Jinja environment, and what every template may use."""

from dataclasses import dataclass
from functools import cache

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.plan.words import day_in_words
from hipspine.web.forms import FIELD, form_token
from hipspine.web.settings import WebSettings
from hipspine.web.words import LANGUAGES, web_texts


@dataclass(frozen=True)
class MenuItem:
    """One place in the menu."""

    path: str
    text: str
    is_current: bool


HOME_MENU = ("today", "understand", "plan", "progress", "lab", "predict", "learn", "settings")
STAFF_MENUS = {
    "clinician": ("caseload", "patients", "lab", "predict", "account"),
    "administrator": ("accounts", "audit", "account"),
}
PATIENT_MENU = (*HOME_MENU, "account")
PATHS = {
    name: f"/{name.replace('_', '-')}"
    for name in (*PATIENT_MENU, *(name for menu in STAFF_MENUS.values() for name in menu))
}


@cache
def environment() -> Environment:
    """Return the templates' environment: escaping always, unknown names an error.

    ``a_date | day(language)`` writes a date as the language does.
    """
    made = Environment(
        # The report's charts and findings come with macros of their own.
        loader=ChoiceLoader([PackageLoader("hipspine.web"), PackageLoader("hipspine.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = day_in_words
    return made


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page in the visitor's language.

    A template may use ``say(key, **gaps)``, ``csrf`` (a hidden field), ``menu``, ``settings``,
    ``language``, ``theme``, ``version`` and the values given.
    """
    settings: WebSettings = request.app.state.settings
    say = web_texts(request.state.language)
    shared = {
        "say": say,
        "csrf": _hidden_field(settings, request.state.session),
        "csrf_token": form_token(settings.secret, request.state.session),
        "menu": menu_of(request),
        "settings": settings,
        "language": request.state.language,
        "languages": LANGUAGES,
        "theme": request.state.theme,
        "version": __version__,
        "path": request.url.path,
        "account": getattr(request.state, "account", None),
    }
    text = environment().get_template(template).render({**shared, **values})
    return HTMLResponse(text, status)


def menu_of(request: Request) -> list[MenuItem]:
    """Return the menu of the visitor's role; nothing before logging in."""
    role = getattr(request.state, "role", None)
    is_clinic = request.app.state.settings.is_clinic
    if is_clinic and role is None:
        return []
    names = STAFF_MENUS.get(role or "", PATIENT_MENU) if is_clinic else HOME_MENU
    say = web_texts(request.state.language)
    here = request.url.path
    return [
        MenuItem(PATHS[name], say.sentence(f"nav.{name}"), _is_in(here, PATHS[name]))
        for name in names
    ]


def _is_in(here: str, path: str) -> bool:
    return here == path or here.startswith(f"{path}/")


def _hidden_field(settings: WebSettings, session: str) -> Markup:
    token = form_token(settings.secret, session)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)
