"""Compiling the solvers beside other work."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.mechanics.compiled_solvers import compile_solvers
from hipspine.mechanics.muscle_sharing_kernel import share_frames
from hipspine.mechanics.muscle_sharing_lanes import share_blocks
from hipspine.simulate import compiling
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "mark"
    monkeypatch.setattr(compiling, "_mark", lambda: path)
    return path


def begin(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(compiling, "_COMMAND", (sys.executable, "-c", code))


def test_what_has_to_be_compiled_is_ready_after_waiting(
    mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(monkeypatch, f"open({str(mark)!r}, 'w')")
    with compiling.compiling_beside() as wait:
        wait()
        assert mark.exists()


def test_nothing_is_begun_where_all_is_compiled(
    mark: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark.touch()
    begun = tmp_path / "begun"
    begin(monkeypatch, f"open({str(begun)!r}, 'w')")
    with compiling.compiling_beside() as wait:
        wait()
    assert not begun.exists()


def test_a_process_that_fails_stops_nobody(mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, "raise SystemExit(1)")
    with compiling.compiling_beside() as wait:
        wait()
    assert not mark.exists()


def test_leaving_early_ends_the_process(mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    begin(monkeypatch, code)
    with compiling.compiling_beside():
        while not (mark.exists() and mark.read_text()):
            pass
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_compiling_leaves_the_mark_in_the_end(mark: Path) -> None:
    compiling.main()
    assert mark.exists()


def test_the_mark_is_where_numba_keeps_what_it_compiled() -> None:
    compile_solvers()
    kept = vars(share_blocks)["_cache"].cache_path
    assert compiling._mark().parent == Path(kept)


def test_the_text_changes_only_with_what_numba_looks_at() -> None:
    assert compiling.fingerprint() == compiling.fingerprint()
    assert len(compiling.fingerprint()) == 16


def test_another_version_of_numba_is_another_text(monkeypatch: pytest.MonkeyPatch) -> None:
    now = compiling.fingerprint()
    monkeypatch.setattr(compiling.metadata, "version", lambda _name: "another")
    assert compiling.fingerprint() != now


def test_all_that_a_recorded_motion_and_its_what_ifs_need_is_compiled(
    make_bundle: Callable[..., Bundle],
) -> None:
    compile_solvers()
    known = signatures()
    engine = Engine(make_bundle())
    assert np.isfinite(engine.base.activations).all()
    weaker = MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.5)
    engine.sweep([Scenario("weaker", muscles=(weaker,))])
    assert signatures() == known


def signatures() -> set[str]:
    # As numba compiled them, which is more than their types say.
    functions = (share_frames, share_blocks)
    return {str(each) for function in functions for each in vars(function)["overloads"]}
