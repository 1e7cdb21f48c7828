"""The worker: a process of its own that does one job after the other.

Started by the app with ``python -m hipspine.web.lab_worker``; its input is a line of settings, and
stays open as long as the app lives. A file that breaks a native library breaks this process only.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from hipspine.domain.errors import InternalError, UserError
from hipspine.records.jobs import Job, claim_next, fail_job
from hipspine.records.open_store import open_store, records_place
from hipspine.records.sql_store import SqlStore
from hipspine.web import predict_work
from hipspine.web.lab_work import Unwanted, do_job, work_folder

CRASHED = "crashed"
"""In the place of a sentence: the program broke, not the file."""

IDLE_S = 0.5
LONGEST_IDLE_S = 60.0
"""A worker without work goes, and its memory with it; the app starts another when there is some."""


def main() -> None:
    """Do jobs until there has been none for a while, or the app is gone."""
    settings = json.loads(sys.stdin.readline())
    Thread(target=_end_with_app, daemon=True).start()
    place = records_place(Path(settings["data_dir"]), settings["database_url"])
    store = open_store(place, _now)
    idle_since_s = time.monotonic()
    while time.monotonic() - idle_since_s < LONGEST_IDLE_S:
        job = claim_next(store.database, _now())
        if job is None:
            time.sleep(IDLE_S)
        else:
            cache = Path(settings["cache_dir"])
            attempt(store, job, processes=settings["processes"], cache_dir=cache)
            idle_since_s = time.monotonic()


def attempt(store: SqlStore, job: Job, *, processes: int, cache_dir: Path | None = None) -> None:
    """Do a job, or keep why it could not be done.

    The cache is for answers about a model body, which are the same for everybody; without one
    they are kept with the person's files.
    """
    try:
        if job.kind == predict_work.KIND:
            cache = cache_dir or work_folder(store, job)
            predict_work.do_prediction(store, job, _now, cache_dir=cache, processes=processes)
        else:
            do_job(store, job, _now, processes=processes)
    except Unwanted:
        return
    except UserError as problem:
        told = {"where": problem.where, "expected": problem.expected}
        told |= {"got": problem.got, "do": problem.do}
        fail_job(store.database, job.id, json.dumps(told), _now())
    except InternalError:
        # An OpenSim process broke down: on a damaged file, or for want of memory.
        fail_job(store.database, job.id, CRASHED, _now())


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the edge of a process, as in the command line


def _end_with_app() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
