"""Work that takes longer than a request: asked for, done by another process, kept until then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from hipspine.records.database import Database
from hipspine.records.tables import JOBS

MOST_STOPS = 3
"""How often a job may be stopped from outside before it is given up: memory may be too small."""


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class Progress:
    """How far a job has come."""

    stage: str = ""
    done: int = 0
    total: int = 1
    stops: int = 0
    """How often it was stopped from outside and begun again."""


@dataclass(frozen=True)
class Job:
    """One piece of work for one person."""

    id: str
    person_id: str
    kind: str
    made_at: datetime
    state: JobState = JobState.WAITING
    progress: Progress = field(default_factory=Progress)
    content: Mapping[str, Any] = field(default_factory=dict)
    """What is to be done, as JSON."""
    result_id: str | None = None
    """The hash of the file that came out; there before the end where part of it can be used."""
    problem: str | None = None
    """Why it failed."""


def add_job(database: Database, job: Job) -> None:
    """Keep a job that is to be done."""
    with database.writing() as connection:
        connection.execute(
            JOBS.insert().values(
                id=job.id,
                person_id=job.person_id,
                kind=job.kind,
                made_at=job.made_at,
                changed_at=job.made_at,
                state=str(job.state),
                progress=_progress_text(job.progress),
                content=json.dumps(job.content),
            )
        )


def find_job(database: Database, job_id: str) -> Job | None:
    """Return a job; None where there is none of this id."""
    with database.reading() as connection:
        row = connection.execute(sa.select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
    return None if row is None else _job(row)


def jobs_of(database: Database, person_ids: tuple[str, ...], *, kind: str) -> tuple[Job, ...]:
    """Return the jobs of persons, the newest first."""
    with database.reading() as connection:
        rows = connection.execute(
            sa.select(JOBS)
            .where(JOBS.c.person_id.in_(person_ids), JOBS.c.kind == kind)
            .order_by(JOBS.c.made_at.desc(), JOBS.c.id)
        ).all()
    return tuple(_job(row) for row in rows)


def is_any_waiting(database: Database) -> bool:
    """Tell whether there is work to do."""
    with database.reading() as connection:
        found = connection.execute(_waiting().limit(1)).first()
    return found is not None


def claim_next(database: Database, now: datetime) -> Job | None:
    """Take the job that has waited longest, marked as running; None where there is none.

    Two who ask at once never get the same: writers come one after the other.
    """
    with database.writing() as connection:
        row = connection.execute(_waiting().limit(1)).one_or_none()
        if row is None:
            return None
        connection.execute(
            JOBS.update()
            .where(JOBS.c.id == row.id)
            .values(state=str(JobState.RUNNING), changed_at=now)
        )
        taken = connection.execute(sa.select(JOBS).where(JOBS.c.id == row.id)).one()
    return _job(taken)


def tell_progress(database: Database, job: Job, progress: Progress, now: datetime) -> bool:
    """Keep how far a running job has come; False where nobody wants it any more."""
    values = {"progress": _progress_text(progress), "changed_at": now}
    return _change_running(database, job.id, values)


def keep_result(
    database: Database, job: Job, result_id: str, now: datetime, *, is_last: bool
) -> bool:
    """Keep what came out of a running job, its last part or an earlier one."""
    values: dict[str, Any] = {"result_id": result_id, "changed_at": now}
    if is_last:
        values["state"] = str(JobState.DONE)
    return _change_running(database, job.id, values)


def fail_job(database: Database, job_id: str, problem: str, now: datetime) -> bool:
    """Keep why a running job failed."""
    values = {"state": str(JobState.FAILED), "problem": problem, "changed_at": now}
    return _change_running(database, job_id, values)


def cancel_job(database: Database, job_id: str, now: datetime) -> bool:
    """Stop a job that waits or runs; False where it is over already."""
    with database.writing() as connection:
        done = connection.execute(
            JOBS.update()
            .where(
                JOBS.c.id == job_id,
                JOBS.c.state.in_((str(JobState.WAITING), str(JobState.RUNNING))),
            )
            .values(state=str(JobState.CANCELLED), changed_at=now)
        )
    return done.rowcount > 0


def ask_again(database: Database, job_id: str, now: datetime) -> bool:
    """Let a job that failed or was stopped be done again; False where it did not fail."""
    with database.writing() as connection:
        done = connection.execute(
            JOBS.update()
            .where(
                JOBS.c.id == job_id,
                JOBS.c.state.in_((str(JobState.FAILED), str(JobState.CANCELLED))),
            )
            .values(
                state=str(JobState.WAITING),
                problem=None,
                progress=_progress_text(Progress()),
                changed_at=now,
            )
        )
    return done.rowcount > 0


def drop_job(database: Database, job_id: str) -> None:
    """Forget a job."""
    with database.writing() as connection:
        connection.execute(JOBS.delete().where(JOBS.c.id == job_id))


def running_jobs(database: Database) -> tuple[Job, ...]:
    """Return the jobs marked as running."""
    with database.reading() as connection:
        rows = connection.execute(
            sa.select(JOBS).where(JOBS.c.state == str(JobState.RUNNING))
        ).all()
    return tuple(_job(row) for row in rows)


def begin_again(database: Database, job: Job, now: datetime, *, counts: bool) -> bool:
    """Put a running job, whose process was stopped from outside, back to the waiting ones.

    False where it has been stopped too often; ``counts`` says whether this stop counts.
    """
    stops = job.progress.stops + counts
    if stops >= MOST_STOPS:
        return False
    values = {
        "state": str(JobState.WAITING),
        "progress": _progress_text(Progress(stops=stops)),
        "changed_at": now,
    }
    return _change_running(database, job.id, values)


def _change_running(database: Database, job_id: str, values: Mapping[str, Any]) -> bool:
    with database.writing() as connection:
        done = connection.execute(
            JOBS.update()
            .where(JOBS.c.id == job_id, JOBS.c.state == str(JobState.RUNNING))
            .values(**values)
        )
    return done.rowcount > 0


def _waiting() -> sa.Select[Any]:
    return (
        sa.select(JOBS)
        .where(JOBS.c.state == str(JobState.WAITING))
        .order_by(JOBS.c.made_at, JOBS.c.id)
    )


def _progress_text(progress: Progress) -> str:
    return json.dumps([progress.stage, progress.done, progress.total, progress.stops])


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        made_at=row.made_at,
        state=JobState(row.state),
        progress=Progress(*json.loads(row.progress)),
        content=json.loads(row.content),
        result_id=row.result_id,
        problem=row.problem,
    )
