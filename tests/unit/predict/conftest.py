"""casadi runs in processes of its own: a process that has it can never load OpenSim again."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

import pytest

from hipspine.predict.ask import forget_opensims_libraries, prediction_processes


@pytest.fixture(scope="session")
def in_casadi_process() -> Callable[[str], object]:
    """Run Python source in a process of its own; it prints its result as JSON."""

    def run(source: str) -> object:
        forget_opensims_libraries()
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    return run


@pytest.fixture(scope="session")
def processes() -> Iterator[Executor]:
    """One process that predicts, kept over the tests so that problems are built once."""
    with prediction_processes(1) as executor:
        yield executor
