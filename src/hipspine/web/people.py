"""Whose records a page shows, and the clock by which it shows them."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request

from hipspine.domain.record import Person
from hipspine.records.sql_store import SqlStore
from hipspine.web.problems import not_found
from hipspine.web.settings import WebSettings

ME = {"en": "Me", "de": "Ich"}


def store_of(request: Request) -> SqlStore:
    """Return the records as one request reads them, their audit trail naming the account."""
    account = getattr(request.state, "account", None)
    known: SqlStore | None = getattr(request.state, "store", None)
    if known is None:
        opened: SqlStore = request.app.state.store
        known = request.state.store = opened.for_one_visit()
    return known if account is None else known.acting_as(account.id)


def current_person(request: Request) -> Person:
    """Return the person whose own pages these are.

    At home it is the one person of this machine, made at the first visit; in a clinic the person
    that the visitor's account belongs to.
    """
    if not request.app.state.settings.is_clinic:
        return _person_at_home(request)
    account = getattr(request.state, "account", None)
    if account is None or account.person_id is None:
        raise not_found()
    return store_of(request).person(account.person_id)


def _person_at_home(request: Request) -> Person:
    store = store_of(request)
    with request.app.state.first_visit:
        known = store.persons(limit=1)
        if known:
            return known[0]
        person = Person(str(uuid4()), ME[request.state.language], request.state.language)
        store.add_person(person)
    return person


def name_in(person: Person, language: str) -> str:
    """Return a person's name; the one we gave at the first visit, in the language of the page."""
    return ME[language] if person.name in ME.values() else person.name


def now(request: Request) -> datetime:
    """Return the present moment, with its zone."""
    settings: WebSettings = request.app.state.settings
    return settings.clock()


def today_of(request: Request, person: Person) -> date:
    """Return the day it is where the person lives."""
    try:
        return now(request).astimezone(ZoneInfo(person.zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now(request).date()
