"""Whose records a store keeps: persons, merged duplicates, accounts, and who did what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Access, Person, Role
from hipspine.domain.training import Session

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_person_is_added_once_and_changed_on_purpose(store, anna):
    assert not store.add_person(anna)
    with pytest.raises(RecordsError, match="another person under this id"):
        store.add_person(replace(anna, name="Somebody else"))
    assert store.change_person(replace(anna, mass_kg=70.0))
    assert not store.change_person(replace(anna, mass_kg=70.0))
    assert store.person(anna.id).mass_kg == 70.0


def test_an_id_that_says_who_the_person_is_is_refused(store):
    with pytest.raises(RecordsError, match="UUID"):
        store.add_person(Person("anna", "Anna"))


def test_a_person_of_impossible_size_is_refused(store):
    with pytest.raises(RecordsError, match="height in m is 172"):
        store.add_person(Person(str(uuid4()), "Anna", height_m=172))


def test_persons_are_listed_by_name_page_by_page(store):
    for name in ("Cem", "Ana", "Bo"):
        store.add_person(Person(str(uuid4()), name))
    assert [person.name for person in store.persons(limit=2)] == ["Ana", "Bo"]
    assert [person.name for person in store.persons(limit=2, offset=2)] == ["Cem"]


def test_a_part_of_the_name_finds_a_person_in_any_case_and_letters_of_like_are_no_wildcards(
    store, anna
):
    assert store.persons(named="anna ex") == (anna,)
    assert store.persons(named="%") == ()


def test_merged_persons_show_one_record_and_separating_undoes_it(store, anna, bert):
    store.add(anna.id, Session("a", NOON, 1, ()))
    store.add(bert.id, Session("b", NOON + timedelta(hours=1), 1, ()))
    store.merge_persons(bert.id, anna.id)
    assert store.person(bert.id) == anna
    assert store.persons() == (anna,)
    assert store.merged_with(bert.id) == (anna.id, bert.id)
    assert [item.id for item in store.entries(bert.id, Session)] == ["a", "b"]
    store.separate_person(bert.id)
    assert [item.id for item in store.entries(anna.id, Session)] == ["a"]
    assert [item.id for item in store.entries(bert.id, Session)] == ["b"]


def test_the_store_of_one_visit_reads_as_any_and_sees_its_own_merges(store, anna, bert):
    store.add(anna.id, Session("a", NOON, 1, ()))
    store.add(bert.id, Session("b", NOON + timedelta(hours=1), 1, ()))
    visit = store.for_one_visit()
    assert [item.id for item in visit.entries(bert.id, Session)] == ["b"]
    visit.merge_persons(bert.id, anna.id)
    assert [item.id for item in visit.entries(bert.id, Session)] == ["a", "b"]
    visit.separate_person(bert.id)
    assert [item.id for item in visit.entries(bert.id, Session)] == ["b"]
    visit.erase_person(bert.id)
    with pytest.raises(RecordsError, match="nobody"):
        visit.entries(bert.id, Session)


def test_the_store_of_one_visit_asks_once_who_was_merged_with_whom(store, anna, bert):
    store.merge_persons(bert.id, anna.id)
    visit, asked = store.for_one_visit(), []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(store.database.engine, "before_cursor_execute", note)
    for _ in range(5):
        assert visit.merged_with(bert.id) == (anna.id, bert.id)
    event.remove(store.database.engine, "before_cursor_execute", note)
    assert sum("merged_into" in statement for statement in asked) == 1


def test_what_is_added_after_a_merge_stays_with_the_person_it_was_merged_into(store, anna, bert):
    store.merge_persons(bert.id, anna.id)
    store.add(bert.id, Session("late", NOON, 1, ()))
    store.separate_person(bert.id)
    assert [item.id for item in store.entries(anna.id, Session)] == ["late"]


def test_a_submission_repeated_after_a_merge_still_changes_nothing(store, anna, bert):
    store.add(bert.id, Session("b", NOON, 1, ()))
    store.merge_persons(bert.id, anna.id)
    assert not store.add(bert.id, Session("b", NOON, 1, ()))


def test_nobody_is_merged_into_themselves_or_twice(store, anna, bert):
    with pytest.raises(RecordsError, match="two different persons"):
        store.merge_persons(anna.id, anna.id)
    store.merge_persons(bert.id, anna.id)
    with pytest.raises(RecordsError, match="not merged yet"):
        store.merge_persons(bert.id, anna.id)
    with pytest.raises(RecordsError, match="two different persons"):
        store.merge_persons(anna.id, bert.id)


def test_duplicates_are_merged_one_by_one_so_that_each_can_be_separated(store, anna, bert):
    cem = Person(str(uuid4()), "Cem Example")
    store.add_person(cem)
    store.merge_persons(bert.id, anna.id)
    with pytest.raises(RecordsError, match="duplicates of its own"):
        store.merge_persons(anna.id, cem.id)


def test_an_account_sees_the_persons_it_was_let_in_to(store, anna, bert):
    assert store.grant(anna.id, "account-1", Role.CLINICIAN)
    assert not store.grant(anna.id, "account-1", Role.CLINICIAN)
    assert store.persons(account="account-1") == (anna,)
    assert [row.person for row in store.caseload(NOON, account="account-1")] == [anna]
    assert store.role(anna.id, "account-1") is Role.CLINICIAN
    assert store.role(bert.id, "account-1") is None
    assert store.revoke(anna.id, "account-1")
    assert not store.revoke(anna.id, "account-1")
    assert store.persons(account="account-1") == ()


def test_after_a_merge_an_account_has_the_stronger_of_its_roles(store, anna, bert):
    store.grant(anna.id, "account-1", Role.READER)
    store.grant(bert.id, "account-1", Role.OWNER)
    store.merge_persons(bert.id, anna.id)
    assert store.access(anna.id) == (Access("account-1", Role.OWNER),)


def test_every_change_leaves_a_line_with_who_did_it_and_the_trail_is_one_chain(store, anna):
    clinician = store.acting_as("account-7")
    clinician.add(anna.id, Session("1", NOON, 1, (), note="secret"))
    clinician.note_reading(anna.id, "progress")
    trail = store.audit_trail(anna.id)
    told = [(line.by, line.action, line.kind) for line in trail]
    assert told == [
        ("local", "added", "person"),
        ("account-7", "added", "session"),
        ("account-7", "read", "progress"),
    ]
    assert store.audit_trail(anna.id, limit=1) == trail[-1:]
    assert store.broken_audit_lines() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET by = 'nobody'", "DELETE FROM audit WHERE number = 1"]
)
def test_the_database_refuses_to_change_the_trail(store, anna, statement):
    with (
        pytest.raises(RecordsError, match="audit lines are never changed or deleted"),
        store.database.writing() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert len(store.audit_trail(anna.id)) == 1
