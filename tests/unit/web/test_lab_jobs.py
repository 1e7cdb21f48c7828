"""The worker is a real process here: it takes a job and then ends as each test says."""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

pytest.importorskip("fastapi")

from hipspine.domain.record import Person
from hipspine.records.jobs import Job, JobState, add_job, find_job
from hipspine.records.open_store import open_store, records_place
from hipspine.web.lab_jobs import KEPT_STOPPING, JobRunner
from hipspine.web.lab_worker import CRASHED
from hipspine.web.settings import WebSettings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

TAKE_A_JOB = """
import json, os, sys, time
from datetime import datetime, UTC
from pathlib import Path
from hipspine.records.jobs import claim_next
from hipspine.records.open_store import open_store, records_place
told = json.loads(sys.stdin.readline())
store = open_store(records_place(Path(told["data_dir"]), None), lambda: datetime.now(UTC))
claim_next(store.database, datetime.now(UTC))
"""


@pytest.fixture
def settings(tmp_path):
    return WebSettings(tmp_path / "data", tmp_path / "cache", lambda: NOON, workers=0)


@pytest.fixture
def store(settings):
    store = open_store(records_place(settings.data_dir, None), lambda: NOON)
    yield store
    store.close()


@pytest.fixture
def job(store):
    person = Person(str(uuid4()), "Ada")
    store.add_person(person)
    job = Job(str(uuid4()), person.id, "lab", NOON, content={"name": "walk", "files": []})
    add_job(store.database, job)
    return job


@pytest.fixture
def runner(store, settings):
    made = []

    def runner(then):
        made.append(JobRunner(store, settings, (sys.executable, "-c", f"{TAKE_A_JOB}\n{then}")))
        return made[-1]

    yield runner
    for each in made:
        each.stop()


def wait_for(what, *, at_most_s=20.0):
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < at_most_s
        time.sleep(0.05)


def state(store, job):
    return find_job(store.database, job.id).state


def looked_until(runner, store, job, wanted):
    def is_there():
        runner.look()
        return state(store, job) is wanted

    wait_for(is_there)


def test_a_worker_that_crashes_makes_a_message_of_it(store, job, runner):
    looked_until(runner("os.abort()"), store, job, JobState.FAILED)
    assert find_job(store.database, job.id).problem == CRASHED


def test_a_worker_that_meets_a_defect_makes_a_message_of_it(store, job, runner):
    looked_until(runner("sys.exit(1)"), store, job, JobState.FAILED)
    assert find_job(store.database, job.id).problem == CRASHED


def test_a_worker_that_is_killed_leaves_its_job_to_the_next(store, job, runner):
    first = runner("time.sleep(60)")
    looked_until(first, store, job, JobState.RUNNING)
    os.kill(first._worker.pid, signal.SIGKILL)
    first._worker.wait()
    # Only settle what became of it: a look would start the next worker at once.
    first._settle(first._worker.returncode)
    assert state(store, job) is JobState.WAITING
    assert find_job(store.database, job.id).progress.stops == 1


def test_a_job_whose_worker_is_killed_again_and_again_is_given_up(store, job, runner):
    looked_until(runner("os.kill(os.getpid(), 9)"), store, job, JobState.FAILED)
    assert find_job(store.database, job.id).problem == KEPT_STOPPING


def test_a_restart_of_the_app_begins_a_running_job_again(store, job, runner):
    first = runner("time.sleep(60)")
    looked_until(first, store, job, JobState.RUNNING)
    first.stop()
    second = runner("time.sleep(60)")
    second._begin_again(counts=False)
    assert state(store, job) is JobState.WAITING
    assert find_job(store.database, job.id).progress.stops == 0


def test_the_worker_goes_when_the_app_goes(store, job, runner):
    first = runner("sys.stdin.read(); os._exit(0)")
    looked_until(first, store, job, JobState.RUNNING)
    worker = first._worker
    worker.stdin.close()
    assert worker.wait(timeout=10) == 0


def test_a_job_that_runs_can_be_stopped_at_once(store, job, runner):
    first = runner("time.sleep(60)")
    looked_until(first, store, job, JobState.RUNNING)
    worker = first._worker
    first.cancel(job.id)
    assert worker.poll() is not None
    assert state(store, job) is JobState.CANCELLED


def test_without_work_no_worker_is_started(runner):
    idle = runner("time.sleep(60)")
    idle.look()
    assert idle._worker is None
