"""Compiles the lab's solver in a process of its own, so that no page hangs while that is done.

numba compiles what the solver asks for once after an installation and keeps it on the disk: half
a minute of processor time. The app starts this with ``python -m hipspine.web.lab_compiling FILE``;
the file is made at the end, and says to later starts that there is nothing to do.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hipspine.clinic.lab_answer import LabEngines, LabQuestion
from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.scenario import parse_muscle_change
from hipspine.simulate.compiling import fingerprint
from hipspine.web.settings import WebSettings

_NICENESS = 10
"""Pages come first."""
_CHANGES = ("gluteus_maximus.strength=0.5", "hamstrings.right.tone=0.3")
"""One that can be answered frame by frame and one that adds a force: between them, all is used."""

COMMAND = (sys.executable, "-m", "hipspine.web.lab_compiling")


class Compiling:
    """Whether the solver is being compiled."""

    def __init__(self, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self._process = process

    @property
    def is_under_way(self) -> bool:
        """Whether a page that needs the solver would have to wait."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Give it up; the next start begins again."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


@contextmanager
def compiling(settings: WebSettings) -> Iterator[Compiling]:
    """Let the solver be compiled while the app runs, if settings ask for it and it has to be."""
    mark = settings.cache_dir.absolute() / f"solver-compiled-{fingerprint()}"
    is_needed = settings.compile_ahead and not mark.exists()
    begun = Compiling(_begin(mark) if is_needed else None)
    try:
        yield begun
    finally:
        begun.stop()


def _begin(mark: Path) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C in the terminal ends the app, which then ends this.
    return subprocess.Popen((*COMMAND, str(mark)), start_new_session=True)


def main(mark: Path) -> None:
    """Ask the example walk what sliders ask, which compiles all they need, then leave the mark."""
    os.nice(_NICENESS)
    engines = LabEngines(read_lab_trial(reference_walker_files().lab))
    for change in _CHANGES:
        engines.answer(LabQuestion((parse_muscle_change(change),)))
    engines.answer(LabQuestion())
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
