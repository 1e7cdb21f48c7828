"""Predictions on the workers of a Dask scheduler."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from hipspine.study.cohort.crews import client_at


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """Give an executor whose functions run on the workers of the user's own scheduler.

    Workers need the same version of hipspine with casadi, and must not have imported OpenSim.

    Raises
    ------
    StudyError
        If nobody answers there.
    """
    with client_at(address) as client:
        # Not pure: a search that was stopped for time may be asked again.
        yield client.get_executor(pure=False)
