"""What a person waits for: `hipspine assess` from files to report, new and from the cache."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clock import Spent, timed
from benchmarks.walk import MASS_KG, Recordings
from hipspine.simulate.bundle_file import read_bundle

SPAN_S = (0.22, 1.46)
"""Holds one right gait cycle, 0.267 to 1.411 s, which is solved with a margin of 0.06 s."""

WORKERS = 2


@dataclass(frozen=True)
class Waiting:
    """Times of one command on one recording."""

    frames: int
    """Frames solved at the recorded motion; the eight postures of the sliders have as many each."""
    first_time: Spent
    """Nothing kept from before: neither results nor compiled code."""
    compiled: Spent
    """No results kept, but the code compiled by an earlier run."""
    from_cache: Spent
    """Everything kept."""


def measure_waiting(recordings: Recordings) -> Waiting:
    """Return what the command takes, as its user sees it: start of the program included."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = _assess(recordings, folder, cache="one")
        compiled = _assess(recordings, folder, cache="two")
        kept = min(
            (_assess(recordings, folder, cache="two") for _ in range(3)),
            key=lambda spent: spent.wall_s,
        )
        return Waiting(_frames(folder / "two"), first, compiled, kept)


def _assess(recordings: Recordings, folder: Path, *, cache: str) -> Spent:
    command = [
        sys.executable,
        "-c",
        "from hipspine.cli.main import main; main()",
        "assess",
        str(recordings.markers),
        f"--forces={recordings.forces}",
        f"--static={recordings.static}",
        f"--mass={MASS_KG}",
        f"--from={SPAN_S[0]}",
        f"--to={SPAN_S[1]}",
        f"--workers={WORKERS}",
        f"--out={folder / 'out'}",
    ]
    places = {
        "HIPSPINE_CACHE_DIR": str(folder / cache),
        "NUMBA_CACHE_DIR": str(folder / "compiled"),
    }
    run = subprocess.run
    _, spent = timed(
        lambda: run(command, env={**os.environ, **places}, check=True, capture_output=True)
    )
    return spent


def _frames(cache: Path) -> int:
    """Return the number of frames of the kept motions; the postures have as many each."""
    return max(len(read_bundle(path).times_s) for path in (cache / "bundles").glob("*.npz"))
