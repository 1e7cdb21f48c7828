"""Settings: language, theme, units, about me, emergency number, reminders, export, erase."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.local_time import is_zone
from hipspine.content.exercise_library import exercise_library
from hipspine.domain.person import Sex
from hipspine.domain.record import Person
from hipspine.records.calendar import CalendarWishes, programme_calendar
from hipspine.records.person_export import export_person
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.people import current_person, name_in, store_of, today_of
from hipspine.web.preferences import is_number, keep_emergency_number, with_emergency_number
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.standing import standing_of
from hipspine.web.stop import OFFLINE, stop_page
from hipspine.web.units import COOKIE, SYSTEMS, units_of
from hipspine.web.visitor import LANGUAGE, THEME, THEMES, set_cookie
from hipspine.web.words import LANGUAGES, web_texts

router = APIRouter(prefix="/settings")

SHORTEST_M, TALLEST_M = 0.5, 2.6
LIGHTEST_KG, HEAVIEST_KG = 10.0, 400.0
OLDEST_YEARS = 120
LONGEST_NAME = 100
MOST_WEEKS = 26


@router.get("")
def show(request: Request) -> Response:
    """Show everything that can be set."""
    return _page(request, Fields({}))


@router.post("/look")
def set_look(request: Request, form: SentForm) -> Response:
    """Keep language, theme and units in this browser."""
    fields = fields_of(form)
    chosen = {
        LANGUAGE: fields.choice("language", LANGUAGES),
        THEME: fields.choice("theme", THEMES),
        COOKIE: fields.choice("units", SYSTEMS),
    }
    settings = request.app.state.settings
    response = RedirectResponse("/settings?saved=look", 303)
    for name, value in chosen.items():
        if value is not None:
            response.headers.append("set-cookie", set_cookie(name, value, settings, hidden=False))
    language, person = chosen[LANGUAGE], _person(request)
    if language is not None and person is not None:
        # Messages that rules write are in the person's own language.
        name = name_in(person, language)
        store_of(request).change_person(replace(person, name=name, language=language))
    return response


@router.post("/me")
def set_me(request: Request, form: SentForm) -> Response:
    """Keep what is known about the person: norms and the day's date depend on it."""
    person = current_person(request)
    fields = fields_of(form)
    year = today_of(request, person).year
    born = fields.whole("birth_year", year - OLDEST_YEARS, year)
    sex = fields.choice("sex", tuple(Sex))
    units = units_of(request)
    height = fields.number("height", SHORTEST_M / units.metres, TALLEST_M / units.metres)
    mass = fields.number("mass", LIGHTEST_KG / units.kilograms, HEAVIEST_KG / units.kilograms)
    zone = fields.sent.get("zone", "")
    if not is_zone(zone):
        fields.problems["zone"] = "unknown"
    name = fields.sent.get("name", "").strip()[:LONGEST_NAME]
    if not name:
        fields.problems["name"] = "missing"
    if fields.problems:
        return _page(request, fields)
    changed = replace(
        person,
        name=name,
        zone=zone,
        birth_year=born,
        sex=None if sex is None else Sex(sex),
        height_m=None if height is None else round(height * units.metres, 3),
        mass_kg=None if mass is None else round(mass * units.kilograms, 1),
    )
    store_of(request).change_person(changed)
    return RedirectResponse("/settings?saved=me", 303)


@router.post("/emergency")
def set_emergency(request: Request, form: SentForm) -> Response:
    """Keep the emergency number of this household."""
    settings = request.app.state.settings
    if settings.is_clinic:
        raise not_found()
    fields = fields_of(form)
    number = fields.sent.get("emergency_number", "").strip()
    if not is_number(number):
        fields.problems["emergency_number"] = "not_a_number"
        return _page(request, fields)
    keep_emergency_number(settings.data_dir, number)
    request.app.state.settings = with_emergency_number(settings, number)
    return RedirectResponse("/settings?saved=emergency", 303)


@router.get("/reminders.ics")
def reminders(request: Request) -> Response:
    """Give the plan as a calendar file; nothing while something stops exercise."""
    standing = standing_of(request)
    if standing.stop is not None or standing.programme is None:
        return stop_page(request, standing) if standing.stop else RedirectResponse("/plan", 303)
    fields = Fields(dict(request.query_params))
    weeks = fields.whole("weeks", 1, MOST_WEEKS)
    at = _time(fields, "at")
    breaks = (_time(fields, "breaks_from"), _time(fields, "breaks_to"))
    if breaks.count(None) == 1 or (None not in breaks and not _in_order(*breaks)):
        fields.problems["breaks_to"] = "out_of_range"
    if fields.problems or at is None or weeks is None:
        return _page(request, fields)
    wishes = _calendar_wishes(standing.today, standing.person, request.state.language)
    wishes = replace(wishes, weeks=weeks, session_at=at, breaks_from=breaks[0], breaks_to=breaks[1])
    return Response(
        programme_calendar(standing.programme, exercise_library(), wishes),
        media_type="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="hipspine.ics"'},
    )


def _calendar_wishes(today: date, person: Person, language: str) -> CalendarWishes:
    return CalendarWishes(first_day=today, zone=person.zone, owner=person.id, language=language)


def _in_order(begin: time | None, end: time | None) -> bool:
    return begin is not None and end is not None and begin < end


def _time(fields: Fields, name: str) -> time | None:
    text = fields.sent.get(name, "")
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        fields.problems[name] = "unknown"
        return None


@router.get("/export")
def export(request: Request) -> Response:
    """Give everything that is kept about the person as one file."""
    person = current_person(request)
    store = store_of(request)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hipspine-person.zip"
        export_person(store, person.id, file)
        content = file.read_bytes()
    return Response(
        content,
        media_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="hipspine-person.zip"'},
    )


@router.post("/erase")
def erase(request: Request, form: SentForm) -> Response:
    """Erase everything about the person; only at home, and only with the word typed."""
    if request.app.state.settings.is_clinic:
        raise not_found()
    fields = fields_of(form)
    word = web_texts(request.state.language).sentence("settings.erase_word")
    if fields.sent.get("erase_word", "").strip().casefold() != word.casefold():
        fields.problems["erase_word"] = "erase_word"
        return _page(request, fields)
    store_of(request).erase_person(current_person(request).id)
    response = RedirectResponse("/today", 303)
    response.headers[OFFLINE] = "forget"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(request: Request, fields: Fields) -> Response:
    person = _person(request)
    values: dict[str, Any] = {
        "person": person,
        "typed": {**_about(request, person), **fields.sent},
        "problems": fields.problems,
        "units": units_of(request).name,
        "themes": THEMES,
        "zones": sorted(available_timezones()),
        "saved": request.query_params.get("saved"),
        "sexes": [sex.value for sex in Sex],
    }
    return page(request, "settings.html.jinja", status=422 if fields.problems else 200, **values)


def _person(request: Request) -> Person | None:
    """Return whose settings these are; staff of a clinic have no records of their own."""
    settings = request.app.state.settings
    account = getattr(request.state, "account", None)
    if settings.is_clinic and (account is None or account.person_id is None):
        return None
    return current_person(request)


def _about(request: Request, person: Person | None) -> Mapping[str, str]:
    """Return the form's fields as they are kept."""
    usual = {"at": "18:00", "weeks": "4"}
    usual["emergency_number"] = request.app.state.settings.emergency_number
    if person is None:
        return usual
    units = units_of(request)
    height, mass = person.height_m, person.mass_kg
    return usual | {
        "name": name_in(person, request.state.language),
        "zone": person.zone,
        "birth_year": str(person.birth_year or ""),
        "sex": "" if person.sex is None else person.sex.value,
        "height": "" if height is None else f"{height / units.metres:.0f}",
        "mass": "" if mass is None else f"{mass / units.kilograms:.0f}",
    }
