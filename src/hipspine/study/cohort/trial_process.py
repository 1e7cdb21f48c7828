"""A process of its own for trials: one that crashes, hangs or grows takes one trial with it.

OpenSim is not safe beside other threads or beside casadi, and a damaged file can end the process
that reads it. So neither the scheduler's workers nor the program that started the study work
through a trial themselves: each has a child process that does, one trial at a time, with one thread
for linear algebra so that sums are added in the same order everywhere.
"""

import importlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import IO, Any, Self

import psutil

from hipspine.domain.errors import InternalError
from hipspine.study.cohort.kept_results import KeptResults
from hipspine.study.cohort.result import FailureKind, Outcome, TrialResult, failed
from hipspine.study.cohort.trials import Task

DOOR = "hipspine.study.cohort.compute:compute_trial"
"""Who works through a trial, as module:function."""

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
LOOK_EVERY_S = 0.25
"""How often memory is looked at."""

HEADER = 8
"""Bytes that tell how long a message is."""

TRIALS_PER_PROCESS = 500
"""A process is replaced after this many trials, so that what libraries leak stays small; starting
one takes about two seconds."""

BYTES_PER_GB = 1e9


@dataclass(frozen=True)
class Done:
    """How a task ended, told to whoever counts."""

    key: str
    trial: str
    outcome: Outcome
    took_s: float


class InterruptedTrialError(InternalError):
    """A trial's process was closed while it worked, which says nothing about the trial."""


class TrialProcess:
    """A child process that works through trials, replaced when it ends.

    Parameters
    ----------
    door : str
        Who works through a trial, as module:function.
    """

    def __init__(self, door: str = DOOR) -> None:
        self._door = door
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: Queue[bytes | None] = Queue()
        self._worked = 0
        self._is_over = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child and everything that it started, for good."""
        self._is_over = True
        self._end_child()

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def work(self, task: Task) -> TrialResult:
        """Return the result of a trial; if the process ends over it, the result says so.

        A scheduler's worker with several threads still works through one trial at a time.

        Raises
        ------
        InterruptedTrialError
            If this process was closed meanwhile: nothing is known of the trial.
        """
        with self._lock:
            return self._work(task)

    def _work(self, task: Task) -> TrialResult:
        if self._worked >= TRIALS_PER_PROCESS:
            self._end_child()
        child = self._running()
        self._worked += 1
        if not _sent(child, pickle.dumps(task)):
            # It ended between two trials, which is nobody's fault: try once with a new one.
            self._end_child()
            child = self._running()
            _sent(child, pickle.dumps(task))
        return self._answer(child, task)

    def _answer(self, child: "subprocess.Popen[bytes]", task: Task) -> TrialResult:
        started = time.monotonic()
        while True:
            if not self._answers.empty() or _ended(child):
                break
            if stopped := self._beyond(child, task, time.monotonic() - started):
                self._end_child()
                return stopped
            self._wait()
        content = self._answers.get()
        if content is None:
            if self._is_over:
                raise InterruptedTrialError(task.trial.id)
            reason = _how_it_ended(child)
            self._end_child()
            return failed(task.trial.id, FailureKind.CRASHED, reason)
        result: TrialResult = pickle.loads(content)
        return result

    def _wait(self) -> None:
        """Wait a moment for an answer, without taking it."""
        deadline = time.monotonic() + LOOK_EVERY_S
        with self._answers.not_empty:
            while not self._answers.queue and (left := deadline - time.monotonic()) > 0:
                self._answers.not_empty.wait(left)

    def _beyond(
        self, child: "subprocess.Popen[bytes]", task: Task, took_s: float
    ) -> TrialResult | None:
        limits, trial = task.outputs, task.trial.id
        if took_s > limits.time_limit_s:
            reason = f"stopped after {limits.time_limit_s:g} s; raise outputs.time_limit_s"
            return failed(trial, FailureKind.TOO_LONG, reason)
        if _memory_bytes(child) > limits.memory_limit_gb * BYTES_PER_GB:
            reason = (
                f"stopped beyond {limits.memory_limit_gb:g} GB of memory; shorten the trial or "
                "raise outputs.memory_limit_gb"
            )
            return failed(trial, FailureKind.TOO_LARGE, reason)
        return None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._is_over:
            raise InterruptedTrialError("a trial was asked of a process that is closed")
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end_child()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "hipspine.study.cohort.trial_process", self._door],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
            # Ctrl-C of a terminal reaches the program that asked, which then ends its children.
            start_new_session=True,
        )
        self._answers, self._worked = Queue(), 0
        threading.Thread(
            target=_listen, args=(self._child.stdout, self._answers), daemon=True
        ).start()
        return self._child


def work_and_keep(task: Task, process: TrialProcess) -> Done:
    """Work through a trial and keep its result, unless it is kept already.

    Raises
    ------
    InterruptedTrialError
        If the process is closed meanwhile; nothing is kept then.
    """
    kept, started = KeptResults(Path(task.folder)), time.monotonic()
    if (known := kept.read(task.key)) is not None:
        return Done(task.key, task.trial.id, known.outcome, 0.0)
    kept.note(task.key, task.trial.id, "begun")
    result = process.work(task)
    kept.write(task.key, result)
    took_s = time.monotonic() - started
    kept.note(task.key, task.trial.id, str(result.outcome), took_s=round(took_s, 3))
    return Done(task.key, task.trial.id, result.outcome, took_s)


def _listen(stream: IO[bytes], answers: "Queue[bytes | None]") -> None:
    while (message := _message(stream)) is not None:
        answers.put(message)
    answers.put(None)


def _message(stream: IO[bytes]) -> bytes | None:
    header = stream.read(HEADER)
    if len(header) < HEADER:
        return None
    length = int.from_bytes(header, "little")
    content = stream.read(length)
    return content if len(content) == length else None


def _put(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(HEADER, "little") + content)
    stream.flush()


def _sent(child: "subprocess.Popen[bytes]", content: bytes) -> bool:
    if child.stdin is None:
        raise InternalError("a trial's process was started without a way to ask it")
    try:
        _put(child.stdin, content)
    except OSError:
        return False
    return True


def _ended(child: "subprocess.Popen[bytes]") -> bool:
    return child.poll() is not None


def _how_it_ended(child: "subprocess.Popen[bytes]") -> str:
    code = child.wait()
    if code < 0:
        return f"the process that worked on it ended with {signal.Signals(-code).name}"
    return f"the process that worked on it ended with exit code {code}"


def _family(child: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    try:
        parent = psutil.Process(child.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _memory_bytes(child: "subprocess.Popen[bytes]") -> int:
    total = 0
    for process in _family(child):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def _end(child: "subprocess.Popen[bytes]") -> None:
    for process in _family(child):
        try:
            process.kill()
        except psutil.Error:
            continue
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue


def answer_questions(door: str) -> None:
    """Work through the tasks that come on standard input until there are none: the child's part."""
    asked: Queue[bytes] = Queue()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What libraries print must not end up between two answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    module, _, function = door.partition(":")
    work: Callable[[Task], TrialResult] = getattr(importlib.import_module(module), function)
    threading.Thread(target=_hear, args=(sys.stdin.buffer, asked), daemon=True).start()
    while True:
        task: Task = pickle.loads(asked.get())
        _put(answers, pickle.dumps(_worked(work, task)))


def _worked(work: Callable[[Task], TrialResult], task: Task) -> TrialResult:
    try:
        return work(task)
    # One defect may not cost the other trials; the row carries its trace.
    except Exception:  # noqa: BLE001
        trace = traceback.format_exc(limit=-4)
        return failed(task.trial.id, FailureKind.DEFECT, trace.strip())


def _hear(stream: Any, asked: "Queue[bytes]") -> None:
    while (message := _message(stream)) is not None:
        asked.put(message)
    # Whoever asked is gone, perhaps killed: nobody waits for an answer.
    os._exit(0)


if __name__ == "__main__":
    answer_questions(sys.argv[1])
