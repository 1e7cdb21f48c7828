"""Where the visitor's person stands today, for pages."""

from fastapi import Request

from hipspine.clinic import standing
from hipspine.clinic.standing import Standing, catch_up
from hipspine.domain.record import Person
from hipspine.web.people import current_person, now, store_of


def standing_of(request: Request) -> Standing:
    """Return where the visitor's person stands; nothing is written."""
    person = current_person(request)
    return standing.standing_of(store_of(request), person, at=now(request))


def caught_up(request: Request) -> Standing:
    """Return where the person stands, with what follows from the log until now kept."""
    found = standing_of(request)
    catch_up(store_of(request), found, at=now(request))
    return found


def note_flare(request: Request, person: Person) -> None:
    """Ask for a new screening from this moment on, begun anew."""
    standing.note_flare(store_of(request), person, at=now(request))
