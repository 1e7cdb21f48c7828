"""Keeps a worker alive while there is work, and says what became of jobs that broke it."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from hipspine.clinic.kept_findings import withdraw_findings
from hipspine.records.jobs import (
    Job,
    begin_again,
    cancel_job,
    drop_job,
    fail_job,
    is_any_waiting,
    running_jobs,
)
from hipspine.records.sql_store import SqlStore
from hipspine.web.lab_work import work_folder
from hipspine.web.lab_worker import CRASHED
from hipspine.web.settings import WebSettings

POLL_S = 1.0
KEPT_STOPPING = "kept_stopping"
"""In the place of a sentence: the worker was stopped from outside time and again."""

_STOPPED = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT})
"""Endings that somebody outside brought about: the job is not to blame, at first."""


@dataclass
class JobRunner:
    """Starts the worker when there is work, and starts it again when it ends."""

    store: SqlStore
    settings: WebSettings
    command: tuple[str, ...] = (sys.executable, "-m", "hipspine.web.lab_worker")
    _worker: "subprocess.Popen[bytes] | None" = None
    _woken: Event = field(default_factory=Event)
    _is_over: bool = False
    _lock: Lock = field(default_factory=Lock)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin to look for work. Jobs that ran when the app last ended are begun again."""
        self._begin_again(counts=False)
        self._thread = Thread(target=self._watch, name="lab jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker; what it was doing is begun again at the next start."""
        self._is_over = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
        self._end_worker()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    def cancel(self, job_id: str) -> None:
        """Stop a job, at once if it runs."""
        is_running = job_id in {job.id for job in running_jobs(self.store.database)}
        cancel_job(self.store.database, job_id, self.settings.clock())
        if is_running:
            self._end_worker()
        self.wake()

    def remove(self, job: Job) -> None:
        """Stop a job and take its recording off the list; its files stay in the records."""
        self.cancel(job.id)
        withdraw_findings(self.store, job.person_id, job.id, "the recording was taken off the list")
        shutil.rmtree(work_folder(self.store, job), ignore_errors=True)
        drop_job(self.store.database, job.id)

    def look(self) -> None:
        """Look once: what became of the worker, and is there work."""
        with self._lock:
            if self._worker is not None and self._worker.poll() is not None:
                _let_go(self._worker)
                self._settle(self._worker.returncode)
                self._worker = None
            if self._worker is None and is_any_waiting(self.store.database):
                self._worker = self._new_worker()

    def _watch(self) -> None:
        while not self._is_over:
            self.look()
            self._woken.wait(POLL_S)
            self._woken.clear()

    def _settle(self, ended_with: int) -> None:
        """Say what becomes of the job that ran when the worker ended."""
        if ended_with in _STOPPED:
            self._begin_again(counts=True)
            return
        for job in running_jobs(self.store.database):
            fail_job(self.store.database, job.id, CRASHED, self.settings.clock())

    def _begin_again(self, *, counts: bool) -> None:
        for job in running_jobs(self.store.database):
            now = self.settings.clock()
            if not begin_again(self.store.database, job, now, counts=counts):
                fail_job(self.store.database, job.id, KEPT_STOPPING, now)

    def _new_worker(self) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C in the terminal ends the app, which then ends the worker.
        worker = subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)
        told = {
            "data_dir": str(self.settings.data_dir.absolute()),
            "database_url": self.settings.database_url,
            "cache_dir": str(self.settings.cache_dir.absolute()),
            "processes": 2,
        }
        assert worker.stdin is not None
        worker.stdin.write(f"{json.dumps(told)}\n".encode())
        worker.stdin.flush()
        return worker

    def _end_worker(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
            if worker is None:
                return
            worker.terminate()
            worker.wait()
            _let_go(worker)
        if not self._is_over:
            self._begin_again(counts=False)


def _let_go(worker: "subprocess.Popen[bytes]") -> None:
    if worker.stdin is not None:
        worker.stdin.close()


@contextmanager
def running(store: SqlStore, settings: WebSettings) -> Iterator[JobRunner]:
    """Give a runner that works while the app runs; with no workers it only keeps jobs."""
    runner = JobRunner(store, settings)
    if settings.workers:
        runner.start()
    try:
        yield runner
    finally:
        if settings.workers:
            runner.stop()
