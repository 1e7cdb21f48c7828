from datetime import UTC, datetime
from uuid import uuid4

import pytest

from hipspine.clinic.people import add_person, find_one, overview
from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person, Role
from hipspine.domain.training import MorningAfter
from hipspine.records.open_store import open_store, records_place

TODAY = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    opened = open_store(records_place(tmp_path), lambda: TODAY)
    yield opened
    opened.close()


def _add(store, name):
    person = Person(str(uuid4()), name)
    add_person(store, person, today=TODAY)
    return person


def test_an_id_or_enough_of_the_name_finds_a_person(store):
    anna = _add(store, "Anna Example")
    _add(store, "Bert Example")
    assert find_one(store, anna.id) == anna
    assert find_one(store, "anna") == anna


def test_a_name_that_fits_two_persons_is_refused(store):
    _add(store, "Anna Example")
    _add(store, "Anna Sample")
    with pytest.raises(RecordsError, match="a name that fits one person"):
        find_one(store, "Anna")


def test_a_whole_name_wins_over_names_that_contain_it(store):
    anna = _add(store, "Anna")
    _add(store, "Anna Sample")
    assert find_one(store, "Anna") == anna


def test_where_the_whole_name_is_wanted_a_part_of_it_is_too_little(store):
    anna = _add(store, "Anna Example")
    assert find_one(store, "Anna Example", by_whole_name=True) == anna
    with pytest.raises(RecordsError, match="nobody"):
        find_one(store, "Anna", by_whole_name=True)


def test_two_persons_of_one_name_are_told_apart_by_id_alone(store):
    first = _add(store, "Anna Example")
    _add(store, "Anna Example")
    with pytest.raises(RecordsError, match="a name that fits one person"):
        find_one(store, "Anna Example", by_whole_name=True)
    assert find_one(store, first.id, by_whole_name=True) == first


def test_an_empty_name_means_nobody(store):
    _add(store, "Anna Example")
    with pytest.raises(RecordsError, match="nobody"):
        find_one(store, "")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"language": "fr"}, "one of en, de"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"birth_year": 1905}, "1906 to 2026"),
        ({"birth_year": 2027}, "1906 to 2026"),
    ],
)
def test_what_cannot_be_of_a_new_person_is_refused(store, wrong, named):
    with pytest.raises(RecordsError, match=named):
        add_person(store, Person(str(uuid4()), "Anna", **wrong), today=TODAY)
    assert store.persons() == ()


def test_an_overview_counts_what_is_kept_and_names_who_may_open_it(store):
    anna, bert = _add(store, "Anna"), _add(store, "Bert")
    store.add(anna.id, MorningAfter(TODAY.date(), 2.0))
    store.grant(anna.id, "account-1", Role.READER)
    store.merge_persons(bert.id, anna.id)
    seen = overview(store, bert.id)
    assert (seen.person, seen.merged) == (anna, (bert.id,))
    assert seen.counts["morning"] == 1
    assert sum(seen.counts.values()) == 1
    assert (seen.programme_versions, seen.stage) == (0, None)
    assert seen.readers == ("account-1 (reader)",)
