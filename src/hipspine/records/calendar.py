"""A programme as an iCalendar file: sessions, breaks from sitting, weekly safety questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Alarm, Calendar, Event

from hipspine import __version__
from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.plan_words import dose_in_words, exchange_texts, number
from hipspine.content.text import Texts
from hipspine.domain.errors import UserError
from hipspine.domain.programme import Programme
from hipspine.domain.triage import SCREENING_VALID_DAYS

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = DAYS[:5]
MINUTES_BEFORE = 10
"""How long before a session the reminder comes."""


@dataclass(frozen=True)
class CalendarWishes:
    """When sessions and breaks go into the calendar.

    Parameters
    ----------
    first_day : date
        The first day that may hold a session.
    weeks : int
        How many weeks are written.
    session_at : time
        Local time at which sessions begin.
    owner : str
        Whose programme it is: events of two people get different names.
    zone : str
        IANA name of the time zone, such as ``Europe/Berlin``.
    breaks_from, breaks_to : time or None
        Working day in which breaks from sitting are written, one every hour; None leaves them out.
        Standing or walking at least once an hour is what trials of breaks tested (Waongenngarm
        et al. 2018, doi:10.1016/j.apergo.2017.12.003); the interval itself is a choice.
    """

    first_day: date
    zone: str
    owner: str
    weeks: int = 4
    session_at: time = time(18, 0)
    breaks_from: time | None = None
    breaks_to: time | None = None
    language: str = "en"


def programme_calendar(
    programme: Programme, library: ExerciseLibrary, wishes: CalendarWishes
) -> bytes:
    """Return the iCalendar file of a programme.

    Names of events follow from programme, weekday and version: importing the file again changes
    nothing, and a later version replaces the earlier one in calendars that honour SEQUENCE.

    Raises
    ------
    UserError
        If the time zone is not known or the breaks end before they begin.

    References
    ----------
    RFC 5545 (iCalendar).
    """
    _check(wishes)
    say = exchange_texts(wishes.language)
    calendar = Calendar()
    calendar.add("prodid", f"-//hipspine//{__version__}//{wishes.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say.sentence("calendar.name"))
    for event in (
        *_sessions(programme, library, wishes, say),
        *_breaks(wishes, say),
        _screening(programme, wishes, say),
    ):
        event.add("dtstamp", datetime.combine(programme.planned_on, time(), ZoneInfo("UTC")))
        event.add("sequence", programme.version)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _check(wishes: CalendarWishes) -> None:
    try:
        ZoneInfo(wishes.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(
            "time zone",
            expected="an IANA name such as Europe/Berlin",
            got=repr(wishes.zone),
            do="Give another one with --zone.",
        ) from error
    begin, end = wishes.breaks_from, wishes.breaks_to
    if (begin is None) != (end is None) or (begin is not None and end is not None and begin >= end):
        raise UserError(
            "breaks",
            expected="a beginning before the end of the sitting day",
            got=f"{begin} to {end}",
            do="Give both, such as --breaks 09:00-17:00.",
        )


def _sessions(
    programme: Programme, library: ExerciseLibrary, wishes: CalendarWishes, say: Texts
) -> Iterator[Event]:
    for weekday in range(len(DAYS)):
        items = programme.on(weekday)
        if not items:
            continue
        seconds = sum(item.dose.session_s(sides=item.times_a_side) for item in items)
        lines = [
            f"{library.exercise(item.exercise).words[wishes.language].name}: "
            f"{dose_in_words(item.dose, wishes.language, sides=item.sides)}"
            for item in items
        ]
        minutes = max(round(seconds / 60), 1)
        key = "calendar.session.one" if len(items) == 1 else "calendar.session.many"
        title = say(key, count=len(items), minutes=number(minutes, wishes.language))
        day = wishes.first_day + timedelta((weekday - wishes.first_day.weekday()) % 7)
        event = _event(f"session-{programme.approach}-{DAYS[weekday]}", title, wishes)
        event.add("description", "\n".join([*lines, "", say.sentence("calendar.stop")]))
        _place(event, day, wishes.session_at, minutes, wishes)
        event.add("rrule", {"freq": "weekly", "count": wishes.weeks, "byday": DAYS[weekday]})
        event.add_component(_alarm(title))
        yield event


def _breaks(wishes: CalendarWishes, say: Texts) -> Iterator[Event]:
    if wishes.breaks_from is None or wishes.breaks_to is None:
        return
    title = say.sentence("calendar.break_title")
    ahead = len(DAYS) - wishes.first_day.weekday()
    first = wishes.first_day + timedelta(ahead if ahead <= len(DAYS) - len(WORKDAYS) else 0)
    at = datetime.combine(first, wishes.breaks_from) + timedelta(hours=1)
    while at < datetime.combine(first, wishes.breaks_to):
        event = _event(f"break-{at:%H%M}", title, wishes)
        event.add("description", say.sentence("calendar.break_text"))
        _place(event, first, at.time(), 5, wishes)
        event.add(
            "rrule",
            {"freq": "weekly", "count": wishes.weeks * len(WORKDAYS), "byday": list(WORKDAYS)},
        )
        event.add("transp", "TRANSPARENT")
        yield event
        at += timedelta(hours=1)


def _screening(programme: Programme, wishes: CalendarWishes, say: Texts) -> Event:
    due = programme.screened_on + timedelta(days=SCREENING_VALID_DAYS)
    event = _event("screening", say.sentence("calendar.screening"), wishes)
    event.add("description", say.sentence("calendar.screening_text"))
    event.add("dtstart", max(due, wishes.first_day))
    event.add("rrule", {"freq": "weekly", "count": wishes.weeks})
    event.add("transp", "TRANSPARENT")
    return event


def _event(name: str, title: str, wishes: CalendarWishes) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'hipspine:{wishes.owner}:{name}')}@hipspine")
    event.add("summary", title)
    return event


def _place(event: Event, day: date, at: time, minutes: int, wishes: CalendarWishes) -> None:
    begin = datetime.combine(day, at, ZoneInfo(wishes.zone))
    event.add("dtstart", begin)
    # Wall-clock arithmetic: a session keeps its hour when clocks change.
    event.add("dtend", begin + timedelta(minutes=minutes))


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(minutes=-MINUTES_BEFORE))
    return alarm
