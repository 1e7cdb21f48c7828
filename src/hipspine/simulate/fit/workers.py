"""Processes in which OpenSim runs; the process that asks never imports it."""

import importlib
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any, Self

from hipspine.domain.errors import InternalError, ModelError

_WORKER = "hipspine.simulate.opensim_worker"


class OpenSimProcesses:
    """A few worker processes; leaving the context ends them, also on Ctrl-C.

    Parameters
    ----------
    count : int
        Number of processes. OpenSim is not thread-safe, so each has a model of its own; they are
        spawned, not forked, since a forked OpenSim shares locks with its parent.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = ProcessPoolExecutor(
            max_workers=count, mp_context=get_context("spawn"), initializer=_leave_interrupts
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def ask(self, door: str, *arguments: object) -> Any:
        """Return what ``module.function`` of the OpenSim worker answers to the arguments."""
        return next(iter(self.ask_each(door, [arguments])))[1]

    def ask_each(
        self, door: str, questions: Iterable[tuple[object, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield the number of each question and its answer, as they come in."""
        pending = {
            self._pool.submit(_answer, door, question): number
            for number, question in enumerate(questions)
        }
        try:
            for future in as_completed(pending):
                yield pending[future], future.result()
        except BrokenProcessPool as error:
            raise InternalError(f"an OpenSim process ended while it ran {door}") from error


@contextmanager
def opensim_processes(workers: int | OpenSimProcesses) -> Iterator[OpenSimProcesses]:
    """Give running processes: those passed in, or new ones that end with the context."""
    if isinstance(workers, OpenSimProcesses):
        yield workers
        return
    with OpenSimProcesses(workers) as processes:
        yield processes


def _leave_interrupts() -> None:
    # Ctrl-C reaches every process of the terminal; only the parent answers to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A parent that was killed cannot end its workers: they would wait for work for ever.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(door: str, arguments: tuple[object, ...]) -> Any:
    module, _, function = door.rpartition(".")
    try:
        worker = importlib.import_module(f"{_WORKER}.{module}")
    except ModuleNotFoundError as error:
        if error.name != "opensim":
            raise
        raise ModelError(
            "OpenSim",
            expected="the package opensim",
            got="an installation without it",
            do="Install the extra: pip install 'hipspine[opensim]'.",
        ) from error
    return getattr(worker, function)(*arguments)
