"""How long the package takes to import and the command to show its help, in fresh processes."""

import subprocess
import sys
from dataclasses import dataclass

from benchmarks.clock import Spent, timed

REPEATS = 7


@dataclass(frozen=True)
class Starting:
    """Least of several runs; the start of Python itself included."""

    imports: Spent
    help: Spent


def measure_starting() -> Starting:
    """Return what `import hipspine` and `hipspine --help` take."""
    return Starting(
        _least("import hipspine"),
        _least("from hipspine.cli.main import run; run(['--help'])"),
    )


def _least(code: str) -> Spent:
    def run() -> None:
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

    return min((timed(run)[1] for _ in range(REPEATS)), key=lambda spent: spent.cpu_s)
