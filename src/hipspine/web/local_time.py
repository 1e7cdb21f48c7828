"""The person's own clock: when something was done where they live, and days in words."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request

from hipspine.domain.record import Person
from hipspine.plan.words import day_in_words, plan_texts
from hipspine.web.people import now

OLDEST_LOG = timedelta(days=14)
"""How late a log that waited for a connection may arrive and still count at its own time."""


def local_now(request: Request, person: Person) -> datetime:
    """Return the present moment in the person's time zone."""
    return in_zone(now(request), person)


def in_zone(moment: datetime, person: Person) -> datetime:
    """Return a moment in the person's time zone; unchanged where the zone is not known."""
    try:
        return moment.astimezone(ZoneInfo(person.zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def moment_from(text: str, request: Request, person: Person) -> datetime:
    """Return when a log was made: what the browser says if it can be, or now."""
    present = local_now(request, person)
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return present
    if said.tzinfo is None or not present - OLDEST_LOG <= said <= present:
        return present
    return in_zone(said, person)


def weekday_name(day: int, language: str) -> str:
    """Return the short name of a day of the week: 0 is Monday."""
    return plan_texts(language).sentence("page.weekdays").split(", ")[day]


def named_day(day: date, language: str) -> str:
    """Return a date with the name of its weekday."""
    return f"{weekday_name(day.weekday(), language)}, {day_in_words(day, language)}"
