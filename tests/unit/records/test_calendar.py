from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from hipspine.content.exercise_library import exercise_library
from hipspine.domain.errors import UserError
from hipspine.records.calendar import CalendarWishes, programme_calendar

LIBRARY = exercise_library()
WISHES = CalendarWishes(date(2026, 11, 21), "Europe/Berlin", "p1")


def events(programme, wishes=WISHES):
    calendar = Calendar.from_ical(programme_calendar(programme, LIBRARY, wishes))
    return list(calendar.walk("VEVENT"))


def sessions(programme, wishes=WISHES):
    return [event for event in events(programme, wishes) if "VALARM" in str(event.to_ical())]


def test_every_training_day_is_one_weekly_event_on_that_day(programme):
    found = {event.start.weekday(): str(event["summary"]) for event in sessions(programme)}
    assert sorted(found) == list(range(7))
    assert "2 exercises" in found[0]
    assert "1 exercise," in found[1]


def test_a_session_lasts_as_long_as_its_doses_do(programme):
    monday = next(event for event in sessions(programme) if event.start.weekday() == 0)
    # Clam: 2 sides x 2 sets x 10 x 4 s + 60 s rest = 220 s; walk 600 s; 820 s is 14 minutes.
    assert monday.end - monday.start == timedelta(minutes=14)
    assert "2 sets of 10" in monday["description"]


def test_no_session_lies_before_the_first_day(programme):
    assert min(event.start.date() for event in sessions(programme)) == WISHES.first_day


def test_a_session_keeps_its_hour_when_clocks_change(programme):
    wishes = replace(WISHES, first_day=date(2026, 10, 24), weeks=2)
    start = min(event.start for event in sessions(programme, wishes))
    assert start.tzinfo == ZoneInfo("Europe/Berlin")
    later = start + timedelta(weeks=1)
    assert later.hour == start.hour == 18
    assert later.utcoffset() != start.utcoffset()


def test_importing_twice_names_the_same_events(programme):
    first = {str(event["uid"]) for event in events(programme)}
    again = {str(event["uid"]) for event in events(replace(programme, version=2))}
    other = {str(event["uid"]) for event in events(programme, replace(WISHES, owner="p2"))}
    assert first == again
    assert not first & other


def test_a_later_version_counts_up(programme):
    assert {event["sequence"] for event in events(replace(programme, version=3))} == {3}


def test_breaks_come_every_hour_of_the_working_day_only(programme):
    wishes = replace(WISHES, breaks_from=time(9), breaks_to=time(13))
    breaks = [event for event in events(programme, wishes) if event["summary"] == "Move a little"]
    assert [event.start.hour for event in breaks] == [10, 11, 12]
    # The first day is a Saturday: breaks begin on the Monday after it.
    assert {event.start.date() for event in breaks} == {date(2026, 11, 23)}
    assert breaks[0]["rrule"]["byday"] == ["MO", "TU", "WE", "TH", "FR"]


def test_safety_questions_come_due_seven_days_after_the_last(programme):
    due = [event for event in events(programme) if "safety" in event["summary"]]
    assert [event.start for event in due] == [date(2026, 11, 28)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_session_says_when_to_stop(programme, language):
    key = {"en": "emergency department", "de": "Notaufnahme"}[language]
    for event in sessions(programme, replace(WISHES, language=language)):
        assert key in event["description"]


def test_unknown_time_zone_is_refused(programme):
    with pytest.raises(UserError, match="Europe/Berlin"):
        programme_calendar(programme, LIBRARY, replace(WISHES, zone="Mars/Base"))


@pytest.mark.parametrize(("begin", "end"), [(time(17), time(9)), (time(9), None)])
def test_breaks_that_end_before_they_begin_are_refused(programme, begin, end):
    wishes = replace(WISHES, breaks_from=begin, breaks_to=end)
    with pytest.raises(UserError, match="sitting day"):
        programme_calendar(programme, LIBRARY, wishes)


def test_the_same_programme_gives_the_same_file(programme):
    made = [programme_calendar(programme, LIBRARY, WISHES) for _ in range(2)]
    assert made[0] == made[1]
    assert datetime.strptime("20261121T000000Z", "%Y%m%dT%H%M%S%z") == next(
        iter(events(programme))
    ).decoded("dtstamp")
