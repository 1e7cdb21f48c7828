"""Whatever the records may hold comes back equal, in whatever order and however often it came."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hipspine.domain.answers import Answers, Reply
from hipspine.domain.programme import Overrides, PlannedDose, Programme
from hipspine.domain.record import KeptScore, KeptScreening, KeptSteps, Note, Person
from hipspine.domain.training import CheckIn, MorningAfter, Session
from hipspine.records.documents import as_text, from_text
from hipspine.records.open_store import open_store, records_place
from hipspine.records.times import time_from_text, time_text

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
"""Lord Howe changes its clocks by half an hour."""
FINITE = st.floats(allow_nan=False, allow_infinity=False)
zoned = st.builds(
    lambda moment, zone: moment.astimezone(ZoneInfo(zone)),
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
)
doses = st.builds(
    PlannedDose,
    sets=st.integers(1, 9),
    reps=st.integers(1, 50),
    minutes=st.none(),
    hold_s=st.none() | FINITE,
    rest_s=FINITE,
)
answers = st.builds(
    Answers,
    st.dictionaries(
        st.text(),
        st.sampled_from(Reply) | FINITE | st.text() | st.frozensets(st.text(), max_size=3),
        max_size=5,
    ),
)
for kind, strategy in (
    (datetime, zoned),
    (float, FINITE),
    (PlannedDose, doses),
    (Answers, answers),
):
    st.register_type_strategy(kind, strategy)

KEPT = (
    Session, MorningAfter, CheckIn, Programme, Overrides,
    KeptScreening, KeptScore, KeptSteps, Note, Person,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KEPT).flatmap(st.from_type))
def test_what_is_written_is_read_equal_and_equal_things_are_written_alike(entry):
    text = as_text(entry)
    again = from_text(text, type(entry))
    assert again == entry
    assert as_text(again) == text


@given(zoned)
def test_a_moment_keeps_instant_clock_and_zone_through_every_clock_change(moment):
    again = time_from_text(time_text(moment))
    assert again.astimezone(UTC) == moment.astimezone(UTC)
    assert (again.replace(tzinfo=None), again.tzinfo) == (
        moment.replace(tzinfo=None),
        moment.tzinfo,
    )


@given(zoned, st.integers(-14 * 60, 14 * 60))
def test_a_moment_with_an_offset_alone_keeps_it(moment, minutes):
    shifted = moment.astimezone(timezone(timedelta(minutes=minutes)))
    again = time_from_text(time_text(shifted))
    assert (again, again.utcoffset()) == (shifted, shifted.utcoffset())


ANNA = Person("0b0e1f2a-0000-4000-8000-000000000001", "Anna Example")
START = datetime(2026, 11, 21, 8, tzinfo=UTC)
SESSIONS = [Session(str(n), START + timedelta(hours=n), 1, ()) for n in range(6)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(SESSIONS), max_size=14))
def test_submissions_in_any_order_and_number_leave_the_same_records(tmp_path_factory, submitted):
    store = open_store(records_place(tmp_path_factory.mktemp("records")), lambda: START)
    store.add_person(ANNA)
    new = [store.add(ANNA.id, session) for session in submitted]
    assert store.entries(ANNA.id, Session) == tuple(
        session for session in SESSIONS if session in submitted
    )
    assert sum(new) == len({session.id for session in submitted})
    assert len(store.audit_trail()) == 1 + sum(new)
    store.close()
