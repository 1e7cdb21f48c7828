"""Compile the solvers in a process of its own, beside the work that comes before they are needed.

numba compiles what an assessment solves once after an installation: half a minute of processor
time. Beside it, the model is fitted and the motion extracted. A file beside numba's own says that
there is nothing to do.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import hipspine.mechanics
from hipspine.mechanics.compiled_solvers import compile_solvers

_COMMAND = (sys.executable, "-m", "hipspine.simulate.compiling")


@contextmanager
def compiling_beside() -> Iterator[Callable[[], None]]:
    """Let the solvers be compiled, if they have to be; gives what waits until they are.

    Leaving the context ends the process: what it compiled until then is kept.
    """
    if _mark().exists():
        yield _nothing_to_wait_for
        return
    # A session of its own: Ctrl-C in the terminal ends the work, which then ends this.
    process = subprocess.Popen(
        _COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )

    def wait() -> None:
        # If it failed, the solver compiles where it is called, and says what is wrong there.
        process.wait()

    try:
        yield wait
    finally:
        process.terminate()
        process.wait()


def fingerprint() -> str:
    """Return a text that changes whenever numba would compile anew."""
    folder = Path(hipspine.mechanics.__file__).parent
    files = sorted(folder.glob("*.py"))
    parts = [f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in files]
    parts += [sys.version, metadata.version("numba")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _mark() -> Path:
    # Imported here because numba takes seconds to import.
    from hipspine.mechanics.muscle_sharing_lanes import share_blocks

    # As numba compiled it, which is more than its type says.
    solver: Any = share_blocks
    return Path(solver.stats.cache_path) / f"compiled-{fingerprint()}"


def _nothing_to_wait_for() -> None:
    pass


def main() -> None:
    """Compile, and leave the mark."""
    mark = _mark()
    compile_solvers()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


if __name__ == "__main__":
    main()
