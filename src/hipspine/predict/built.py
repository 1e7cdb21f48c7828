"""Built problems, kept in memory and on disk."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path

import casadi as ca

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.prediction import MotionKind
from hipspine.predict import rising, walking
from hipspine.predict.layout import BOTH_LEGS, LEGS_ALIKE
from hipspine.predict.problem import Mesh, Problem
from hipspine.predict.stage import Stage, interval_stage
from hipspine.predict.standing import Standing

STEP_MESH = Mesh(intervals=30)
"""One step of a walk, in intervals of about 18 ms."""
CYCLE_MESH = Mesh(intervals=60)
RISE_MESH = Mesh(intervals=45)
SQUAT_MESH = Mesh(intervals=30)
"""Rises and lifts are cut into 33 to 40 ms, so that the full body balances them; squats at 50 to
60 ms, since finer ones were found in fewer versions and balanced no better."""


@cache
def walk_problem(
    *, is_whole_cycle: bool, cache_dir: Path | None, mesh: Mesh | None = None
) -> Problem:
    """Return the problem of a symmetric step or of a whole cycle."""
    mesh = mesh or (CYCLE_MESH if is_whole_cycle else STEP_MESH)
    body = read_planar_body()
    interval = _kept(
        lambda: interval_stage(body, BOTH_LEGS, degree=mesh.degree, intervals=mesh.intervals),
        f"walk {mesh}",
        cache_dir,
    )
    return Problem(BOTH_LEGS, mesh, interval, walking.repeat(is_whole_cycle=is_whole_cycle))


@cache
def rise_problem(kind: MotionKind, *, cache_dir: Path | None) -> Problem:
    """Return the problem of rising, squatting or lifting."""
    body, mesh = read_planar_body(), SQUAT_MESH if kind is MotionKind.SQUAT else RISE_MESH
    interval = _kept(
        lambda: interval_stage(body, LEGS_ALIKE, degree=mesh.degree, intervals=mesh.intervals),
        f"rise {mesh}",
        cache_dir,
    )
    ends = _kept(lambda: rising.ends(body), "ends of rising", cache_dir)
    return Problem(LEGS_ALIKE, mesh, interval, ends)


@cache
def standing_problem() -> Standing:
    """Return the problem of standing; it is built in a fraction of a second."""
    return Standing(read_planar_body())


def warm_up(kinds: tuple[MotionKind, ...], cache_dir: Path | None) -> None:
    """Build what a set of motions needs, so that the first answer comes quickly."""
    if MotionKind.WALK in kinds:
        walk_problem(is_whole_cycle=False, cache_dir=cache_dir)
    if MotionKind.STAND in kinds:
        standing_problem()
    for kind in set(kinds) - {MotionKind.WALK, MotionKind.STAND}:
        rise_problem(kind, cache_dir=cache_dir)


def _kept(build: Callable[[], Stage], what: str, cache_dir: Path | None) -> Stage:
    if cache_dir is None:
        return build()
    path = cache_dir / "predict" / f"{_key(what)}.casadi"
    kept = _read(path)
    if kept is not None:
        return kept
    stage = build()
    # A cache that cannot be written costs time, not the answer.
    with contextlib.suppress(OSError):
        _write(path, stage)
    return stage


def _key(what: str) -> str:
    """Return a hash of everything that shapes a built problem: its source and casadi's version."""
    digest = hashlib.sha256(f"{what} {ca.__version__}".encode())
    for package in ("hipspine.predict", "hipspine.content.prediction"):
        files = [
            f for f in resources.files(package).iterdir() if f.name.endswith((".py", "y.toml"))
        ]
        for file in sorted(files, key=lambda each: each.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _read(path: Path) -> Stage | None:
    if not path.is_file():
        return None
    try:
        kept = ca.FileDeserializer(str(path))
        return Stage(*kept.unpack(), *kept.unpack())
    except (RuntimeError, TypeError):  # a damaged file is built anew and replaced
        return None


def _write(path: Path, stage: Stage) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    serializer = ca.FileSerializer(name)
    serializer.pack([stage.jacobian, stage.gradient, stage.hessian])
    serializer.pack([stage.jacobian_pattern, stage.hessian_pattern])
    del serializer  # closes the file
    Path(name).replace(path)
