"""The day and hour where a person lives."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hipspine.domain.record import Person


def local_day(person: Person, at: datetime) -> date:
    """Return the day it is where a person lives."""
    return local_time(person, at).date()


def local_time(person: Person, at: datetime) -> datetime:
    """Return a moment as clocks show it where a person lives."""
    return at.astimezone(ZoneInfo(person.zone))


def is_zone(name: str) -> bool:
    """Tell whether a name is that of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
