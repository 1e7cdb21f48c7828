"""Whose recordings a visitor may see in the lab, and which trial an address means."""

import re

from fastapi import HTTPException, Request

from hipspine.domain.record import Person
from hipspine.records.jobs import Job, ask_again, find_job, jobs_of
from hipspine.web.lab_compiling import Compiling
from hipspine.web.lab_jobs import JobRunner
from hipspine.web.lab_trials import DEMO, LabTrials, OpenTrial
from hipspine.web.lab_uploads import Uploads
from hipspine.web.lab_work import KIND
from hipspine.web.people import current_person, now, store_of
from hipspine.web.problems import not_found
from hipspine.web.roles import CLINICIAN, patient

INCOMING = "lab-incoming"
"""Folder beside a person's files for files on their way in; erased with them."""

MOST_PERSONS = 500
"""Whose recordings a clinician can choose among."""

_NUMBER = re.compile("[2-9]|[1-9][0-9]")


def is_staff(request: Request) -> bool:
    """Tell whether the visitor looks at other people's recordings."""
    return bool(request.app.state.settings.is_clinic and request.state.role == CLINICIAN)


def lab_person(request: Request, person_id: str = "") -> Person:
    """Return whose recording it is: one's own, or that of a patient whom one may open."""
    return patient(request, person_id) if is_staff(request) else current_person(request)


def lab_persons(request: Request) -> tuple[Person, ...]:
    """Return everybody whose recordings the visitor may see."""
    if not is_staff(request):
        return (current_person(request),)
    store = store_of(request)
    return store.persons(account=request.state.account.id, limit=MOST_PERSONS)


def lab_jobs(request: Request) -> tuple[Job, ...]:
    """Return the recordings that the visitor may see, the newest first."""
    persons = tuple(person.id for person in lab_persons(request))
    return jobs_of(store_of(request).database, persons, kind=KIND)


def lab_job(request: Request, job_id: str) -> Job:
    """Return a recording; what is not there and what is somebody else's look the same."""
    job = find_job(store_of(request).database, job_id)
    if job is None or job.kind != KIND:
        raise not_found()
    if is_staff(request):
        patient(request, job.person_id)
    elif job.person_id not in store_of(request).merged_with(current_person(request).id):
        raise not_found()
    return job


def job_runner(request: Request) -> JobRunner:
    """Return what does the work."""
    runner: JobRunner = request.app.state.lab_jobs
    return runner


def steer(request: Request, job: Job, action: str) -> None:
    """Stop work on a job, or begin it again; any other action is a page that is not there."""
    runner = job_runner(request)
    if action == "stop":
        runner.cancel(job.id)
    elif action == "again":
        ask_again(runner.store.database, job.id, now(request))
        runner.wake()
    else:
        raise not_found()


def uploads_of(request: Request, person: Person) -> Uploads:
    """Return a person's files on their way in."""
    folder = store_of(request).files.root / person.id / INCOMING
    return Uploads(folder, request.app.state.settings.upload_limit_bytes)


def lab_trials(request: Request) -> LabTrials:
    """Return the trials held in memory."""
    trials: LabTrials = request.app.state.lab
    return trials


def is_compiling(request: Request) -> bool:
    """Tell whether the solver is being compiled, once after an installation."""
    compiling: Compiling = request.app.state.compiling
    return compiling.is_under_way


def open_trial(request: Request, name: str) -> OpenTrial:
    """Return the trial of a name: the example walk, or a recording that is worked out.

    A recording's name is its job's id; its further repetitions are ``id.2``, ``id.3``, ...

    Raises
    ------
    HTTPException
        503 while the solver is being compiled: an answer would take half a minute.
    """
    if is_compiling(request):
        raise HTTPException(503, "preparing", {"Retry-After": "5"})
    trials = lab_trials(request)
    if name == DEMO:
        return trials.demo()
    job_id, number = _named(name)
    job = lab_job(request, job_id)
    if job.result_id is None:
        raise not_found()
    result = job.result_id
    store = store_of(request)
    first = trials.open((result, 1), lambda: store.file(job.person_id, result))
    if number == 1:
        return first
    if number > len(first.trial.telling.spans_s):
        raise not_found()
    return trials.open((result, number), lambda: store.file(job.person_id, result))


def repetition_name(name: str, number: int) -> str:
    """Return the name of another repetition of the trial of this name."""
    job_id, _, _ = name.partition(".")
    return job_id if number == 1 else f"{job_id}.{number}"


def _named(name: str) -> tuple[str, int]:
    """Return the job's id and which repetition is meant."""
    job_id, point, number = name.partition(".")
    if not point:
        return job_id, 1
    if not _NUMBER.fullmatch(number):
        raise not_found()
    return job_id, int(number)
