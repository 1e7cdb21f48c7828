"""Who works through the trials: one process, or the workers of a Dask scheduler.

Workers return how a trial ended and nothing else; results go from the worker straight into the
folder, which every worker must reach by the same path. So neither the scheduler nor the program
that asks holds results in memory, and a result is safe before anybody counts it.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from typing import Any, Protocol

import dask
import psutil
from distributed import (
    Client,
    KilledWorker,
    LocalCluster,
    WorkerPlugin,
    as_completed,
    get_worker,
)
from distributed.comm.core import CommClosedError

from hipspine.domain.errors import StudyError
from hipspine.study.cohort.kept_results import KeptResults
from hipspine.study.cohort.result import FailureKind, Outcome, failed
from hipspine.study.cohort.trial_process import (
    DOOR,
    Done,
    InterruptedTrialError,
    TrialProcess,
    work_and_keep,
)
from hipspine.study.cohort.trials import Task

AHEAD_PER_WORKER = 4
"""Trials handed out beyond those being worked on: enough that no worker waits for the next."""

MEMORY_PER_WORKER_BYTES = 1.5e9
"""A worker with its child: 0.25 GB and 0.3 GB for a generated walker, 1.2 GB with OpenSim and a
recording of ten seconds (measured)."""

DEATHS_ALLOWED = 3
"""Times that a scheduler's worker may be lost over a trial before the trial is given up."""

RESTART_WITHIN = "30 minutes"
"""Time in which a worker that was killed may start again. By default Dask gives up on it after 15
seconds, for good: on a busy machine a worker takes longer, and a run without workers would wait
for ever."""

PATIENCE_S = 1800.0
"""How long a run waits while there is no worker at all: ours, enough for a cluster's queue."""

LOOK_EVERY_S = 5.0
POLL_S = 0.02

LOST = "its worker was lost {count} times, as if killed from outside (memory, or by hand)"
PROCESS = "hipspine_trial_process"


class Crew(Protocol):
    """Works through tasks and says how each ended, in any order."""

    def work_through(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Yield how each task ended; tasks are taken only as they can be worked on."""


class OneProcess:
    """Works through tasks one after the other, in one child process."""

    def __init__(self, door: str = DOOR) -> None:
        self._door = door

    def work_through(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Yield how each task ended, in their order."""
        with TrialProcess(self._door) as process:
            for task in tasks:
                yield work_and_keep(task, process)


class DaskCrew:
    """Works through tasks on the workers of a scheduler."""

    def __init__(self, client: Client, door: str = DOOR, *, patience_s: float = PATIENCE_S) -> None:
        self._client = client
        self._door = door
        self._patience_s = patience_s
        self._numbers = count(1)

    def work_through(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Yield how each task ended, as they end.

        Raises
        ------
        StudyError
            If the scheduler is gone; what was finished is kept.
        """
        try:
            self._client.register_plugin(_ProcessOfItsOwn(self._door), name=PROCESS)
            yield from self._in_a_window(tasks)
        # Cancelled: the connection was lost between a future's end and the fetching of its result.
        except (CancelledError, CommClosedError, OSError, TimeoutError) as error:
            raise _scheduler_gone(str(error)) from error

    def _in_a_window(self, tasks: Iterator[Task]) -> Iterator[Done]:
        workers = max(1, self._workers())
        handed_out: dict[str, Task] = {}
        waiting = as_completed(loop=self._client.loop)
        for task in islice(tasks, workers * (1 + AHEAD_PER_WORKER)):
            waiting.add(self._submit(task, handed_out))
        for future in self._as_they_end(waiting):
            task = handed_out.pop(str(future.key))
            try:
                yield self._how_it_ended(future, task)
            except InterruptedTrialError:
                # Its worker was closed, as on a cluster that shrinks: another one takes it.
                waiting.add(self._submit(task, handed_out))
                continue
            for following in islice(tasks, 1):
                waiting.add(self._submit(following, handed_out))

    def _as_they_end(self, waiting: Any) -> Iterator[Any]:
        """Yield each future that ended; give up where no worker has been there for long."""
        seen_at = looked_at = time.monotonic()
        while not waiting.is_empty():
            batch = waiting.next_batch(block=False)
            yield from batch
            now = time.monotonic()
            if now - looked_at > LOOK_EVERY_S:
                looked_at = now
                if self._workers() > 0:
                    seen_at = now
                elif now - seen_at > self._patience_s:
                    raise _nobody_works(self._patience_s)
            if not batch:
                time.sleep(POLL_S)

    def _workers(self) -> int:
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def _submit(self, task: Task, handed_out: dict[str, Task]) -> Any:
        # A key of its own each time: under an earlier one the scheduler knows how it ended.
        key = f"trial-{task.key}-{next(self._numbers)}"
        future = self._client.submit(_work_on_worker, task, key=key, pure=False)
        handed_out[str(future.key)] = task
        return future

    def _how_it_ended(self, future: Any, task: Task) -> Done:
        try:
            if future.status in ("cancelled", "lost"):
                raise _scheduler_gone(f"trial {task.trial.id} was {future.status}")
            done: Done = future.result()
        except KilledWorker:
            result = failed(
                task.trial.id, FailureKind.CRASHED, LOST.format(count=DEATHS_ALLOWED + 1)
            )
            KeptResults(Path(task.folder)).write(task.key, result)
            done = Done(task.key, task.trial.id, Outcome.FAILED, 0.0)
        return done


class _ProcessOfItsOwn(WorkerPlugin):
    """Gives each of the scheduler's workers a child process for trials."""

    def __init__(self, door: str) -> None:
        self._door = door

    def setup(self, worker: Any) -> None:
        """Make the child's handle; it starts with the first trial."""
        setattr(worker, PROCESS, TrialProcess(self._door))

    def teardown(self, worker: Any) -> None:
        """End the child with its worker."""
        getattr(worker, PROCESS).close()


def _work_on_worker(task: Task) -> Done:
    process: TrialProcess = getattr(get_worker(), PROCESS)
    return work_and_keep(task, process)


def workers_that_fit(memory_limit_bytes: float = MEMORY_PER_WORKER_BYTES) -> int:
    """Return how many workers cores and free memory allow, at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    free = psutil.virtual_memory().available
    return max(1, min(cores or 1, int(free / memory_limit_bytes)))


@contextmanager
def local_crew(workers: int, door: str = DOOR) -> Iterator[DaskCrew]:
    """Give a crew on this machine: a scheduler in this process, and one nanny per worker."""
    settings = {
        "distributed.scheduler.allowed-failures": DEATHS_ALLOWED,
        "distributed.deploy.lost-worker-timeout": RESTART_WITHIN,
        # The trial's own process is watched instead, see TrialProcess.
        "distributed.worker.memory.terminate": False,
        "distributed.worker.memory.pause": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.target": False,
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield DaskCrew(client, door)


@contextmanager
def crew_at(address: str, door: str = DOOR) -> Iterator[DaskCrew]:
    """Give a crew of the user's own scheduler.

    Raises
    ------
    StudyError
        If nobody answers there.
    """
    with client_at(address) as client:
        yield DaskCrew(client, door)


@contextmanager
def client_at(address: str) -> Iterator[Client]:
    """Give a connection to the user's own scheduler, once it has a worker.

    Raises
    ------
    StudyError
        If nobody answers there.
    """
    try:
        client = Client(address, timeout="10s", set_as_default=False)
        client.wait_for_workers(1, timeout=30.0)
    except (OSError, TimeoutError, ValueError) as error:
        raise StudyError(
            f"--scheduler {address}",
            expected="a Dask scheduler with at least one worker",
            got=str(error) or type(error).__name__,
            do="Start one with `dask scheduler`, and its workers with `dask worker --nthreads 1`.",
        ) from error
    with client:
        yield client


def _scheduler_gone(what: str) -> StudyError:
    return StudyError(
        "the Dask scheduler",
        expected="to be there until all trials are done",
        got=f"no connection any more ({what})",
        do="Start it and run the study again: it goes on where it stopped.",
    )


def _nobody_works(patience_s: float) -> StudyError:
    return StudyError(
        "the Dask scheduler",
        expected="workers",
        got=f"none for {patience_s:g} s",
        do="Start workers and run the study again: it goes on where it stopped.",
    )
