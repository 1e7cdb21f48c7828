from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hipspine.domain.record import Person
from hipspine.records.jobs import (
    MOST_STOPS,
    Job,
    JobState,
    Progress,
    add_job,
    ask_again,
    begin_again,
    cancel_job,
    claim_next,
    drop_job,
    fail_job,
    find_job,
    is_any_waiting,
    jobs_of,
    keep_result,
    running_jobs,
    tell_progress,
)
from hipspine.records.open_store import open_store, records_place

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    store = open_store(records_place(tmp_path, None), lambda: NOON)
    yield store
    store.close()


@pytest.fixture
def person(store):
    person = Person(str(uuid4()), "Ada")
    store.add_person(person)
    return person


@pytest.fixture
def add(store, person):
    def added(name, minutes=0):
        job = Job(name, person.id, "lab", NOON + timedelta(minutes=minutes), content={"n": name})
        add_job(store.database, job)
        return job

    return added


def test_the_job_that_waited_longest_is_taken_first(store, add):
    add("second", 1)
    add("first")
    taken = [claim_next(store.database, NOON) for _ in range(3)]
    assert [job and job.id for job in taken] == ["first", "second", None]
    assert taken[0].state is JobState.RUNNING
    assert taken[0].content == {"n": "first"}


def test_a_job_survives_closing_the_records(tmp_path):
    place = records_place(tmp_path, None)
    store = open_store(place, lambda: NOON)
    person = Person(str(uuid4()), "Ada")
    store.add_person(person)
    add_job(store.database, Job("job", person.id, "lab", NOON))
    store.close()
    again = open_store(place, lambda: NOON)
    assert is_any_waiting(again.database)
    assert [job.id for job in jobs_of(again.database, (person.id,), kind="lab")] == ["job"]
    again.close()


def test_progress_is_kept_as_long_as_somebody_wants_the_job(store, add):
    add("job")
    job = claim_next(store.database, NOON)
    assert tell_progress(store.database, job, Progress("fit", 1, 4), NOON)
    assert find_job(store.database, "job").progress == Progress("fit", 1, 4)
    assert cancel_job(store.database, "job", NOON)
    assert not tell_progress(store.database, job, Progress("fit", 2, 4), NOON)
    assert not keep_result(store.database, job, "0" * 64, NOON, is_last=True)
    assert find_job(store.database, "job").state is JobState.CANCELLED


def test_a_first_part_of_the_result_can_be_used_before_the_end(store, add):
    add("job")
    job = claim_next(store.database, NOON)
    assert keep_result(store.database, job, "a" * 64, NOON, is_last=False)
    assert find_job(store.database, "job").state is JobState.RUNNING
    assert keep_result(store.database, job, "b" * 64, NOON, is_last=True)
    done = find_job(store.database, "job")
    assert (done.state, done.result_id) == (JobState.DONE, "b" * 64)
    assert not cancel_job(store.database, "job", NOON)


def test_a_failed_job_says_why_and_may_be_asked_again(store, add):
    add("job")
    claim_next(store.database, NOON)
    assert fail_job(store.database, "job", "no markers", NOON)
    assert find_job(store.database, "job").problem == "no markers"
    assert ask_again(store.database, "job", NOON)
    again = find_job(store.database, "job")
    assert (again.state, again.problem) == (JobState.WAITING, None)


def test_a_job_is_given_up_when_it_is_stopped_time_and_again(store, add):
    add("job")
    tries = []
    for _ in range(MOST_STOPS):
        claim_next(store.database, NOON)
        [job] = running_jobs(store.database)
        tries.append(begin_again(store.database, job, NOON, counts=True))
    assert tries == [True] * (MOST_STOPS - 1) + [False]


def test_ends_of_the_app_itself_do_not_count_against_a_job(store, add):
    add("job")
    for _ in range(2 * MOST_STOPS):
        claim_next(store.database, NOON)
        [job] = running_jobs(store.database)
        assert begin_again(store.database, job, NOON, counts=False)


def test_erasing_a_person_erases_their_jobs(store, person, add):
    add("job")
    store.erase_person(person.id)
    assert find_job(store.database, "job") is None


def test_a_dropped_job_is_gone(store, add):
    add("job")
    drop_job(store.database, "job")
    assert find_job(store.database, "job") is None
