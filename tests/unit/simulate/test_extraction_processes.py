"""The processes extraction works in, and what it keeps."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import ModelError
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from pendulum import (
    swing,
)

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = pytest.mark.opensim


def test_an_absent_model_is_refused_before_any_process_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        extract_bundle(tmp_path / "no.osim", swing(), [], cache_dir=None)


def test_a_second_run_comes_from_the_cache(
    write: Callable[..., Path], processes: OpenSimProcesses, tmp_path: Path
) -> None:
    model, calls = write(), []
    first = extract_bundle(
        model,
        swing(),
        [],
        cache_dir=tmp_path,
        workers=processes,
        progress=lambda done, total: calls.append((done, total)),
    )
    assert calls[-1] == (21, 21)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    calls.clear()
    again = extract_bundle(
        model, swing(), [], cache_dir=tmp_path, progress=lambda *_: calls.append((0, 0))
    )
    assert calls == []
    np.testing.assert_array_equal(first.moment_arms_m, again.moment_arms_m)


def test_a_damaged_cache_file_is_replaced_and_said(
    write: Callable[..., Path], processes: OpenSimProcesses, tmp_path: Path
) -> None:
    model = write()
    extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    [path] = (tmp_path / "bundles").iterdir()
    path.write_bytes(path.read_bytes()[:1000])
    bundle = extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    assert any("cache" in problem.where for problem in bundle.problems)
    again = extract_bundle(model, swing(), [], cache_dir=tmp_path, workers=processes)
    assert not any("cache" in problem.where for problem in again.problems)


def test_an_error_in_a_worker_arrives_as_it_was_raised(write: Callable[..., Path]) -> None:
    with pytest.raises(ModelError) as caught:
        extract_bundle(write(), swing("elbow"), [], cache_dir=None, workers=1)
    assert caught.value.got == "elbow"


DYING_RUN = """
import multiprocessing, os, signal
from pathlib import Path
import numpy as np
from hipspine.domain.errors import InternalError
from hipspine.domain.motion import JointAngles
from hipspine.simulate.extraction import extract_bundle

def end(done, total):
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)

if __name__ == "__main__":
    times = np.linspace(0, 1, 2000)
    angles = JointAngles(("hip_flexion_r",), times, times[:, None] ** 2)
    try:
        extract_bundle(Path("pendulum.osim"), angles, [], cache_dir=None, progress=end)
    except InternalError as error:
        assert "one worker" in str(error)
        raise SystemExit(70)
"""

LONG_RUN = """
import signal
from pathlib import Path
import numpy as np
from hipspine.domain.motion import JointAngles
from hipspine.simulate.extraction import extract_bundle

if __name__ == "__main__":
    # A shell without job control hands down a deaf ear to Control-C; a terminal does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    times = np.linspace(0, 1, 20_000)
    angles = JointAngles(("hip_flexion_r",), times, times[:, None] ** 2)
    extract_bundle(
        Path("../pendulum.osim"), angles, [], cache_dir=Path("cache"),
        progress=lambda done, total: print(done, flush=True),
    )
"""


def test_a_worker_that_dies_is_reported_with_what_to_do(write: Callable[..., Path]) -> None:
    """The workers end in the middle of the work, as they do when OpenSim crashes."""
    script = write().with_name("dies.py")
    script.write_text(DYING_RUN)
    answer = subprocess.run([sys.executable, script], cwd=script.parent, timeout=60, check=False)
    assert answer.returncode == 70


def start_long_run(model: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """Start an extraction in an empty folder and a session of its own; return once it works."""
    script = model.with_name("long.py")
    script.write_text(LONG_RUN)
    folder = model.parent / "run"
    folder.mkdir()
    running = subprocess.Popen(
        [sys.executable, script],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout is not None
    running.stdout.readline()
    return running, folder


def ends_within(process_group: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(process_group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_control_c_ends_all_processes_and_leaves_no_files(write: Callable[..., Path]) -> None:
    running, folder = start_long_run(write())
    os.killpg(running.pid, signal.SIGINT)  # as the terminal does
    _, said = running.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said
    assert list(folder.rglob("*.*")) == []  # neither a half bundle nor a log
    assert ends_within(running.pid, 10.0)


def test_workers_do_not_outlive_a_killed_parent(write: Callable[..., Path]) -> None:
    running, _ = start_long_run(write())
    running.kill()
    running.communicate(timeout=30)
    assert ends_within(running.pid, 10.0)
