"""Ask a separate process what is in a model, so that a damaged file cannot take us down."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hipspine.domain.errors import FileFormatError, ModelError

PROBE_SECONDS = 300.0
"""Longest time a probe may take. The 318-muscle model takes about 20 s."""

_KEPT_VARIABLES = ("PATH", "HOME", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
_DO = "Open it in OpenSim and save it again, or use the built-in model."


@dataclass(frozen=True)
class ProbedBody:
    """A body: mass [kg], mass centre [m], inertia xx yy zz xy xz yz about it [kg·m²]."""

    name: str
    mass_kg: float
    center_m: tuple[float, ...]
    inertia_kg_m2: tuple[float, ...]


@dataclass(frozen=True)
class ProbedJoint:
    """A joint and the bodies it joins."""

    name: str
    parent: str
    child: str


@dataclass(frozen=True)
class ProbedCoordinate:
    """A coordinate: whose joint, its range [rad or m], and what ties it."""

    name: str
    joint: str
    lowest: float
    highest: float
    is_locked: bool
    is_coupled: bool


@dataclass(frozen=True)
class ProbedPoint:
    """A path point; its place is None where it moves in its body."""

    body: str
    position_m: tuple[float, ...] | None


@dataclass(frozen=True)
class ProbedMuscle:
    """A muscle's figures and path."""

    name: str
    path_kind: str
    max_isometric_force_N: float
    optimal_fibre_length_m: float
    tendon_slack_length_m: float
    pennation_rad: float
    is_passive_force_off: bool
    points: tuple[ProbedPoint, ...]

    @property
    def bodies(self) -> frozenset[str]:
        """The bodies that the path touches."""
        return frozenset(point.body for point in self.points)


@dataclass(frozen=True)
class ProbedForce:
    """A force that is not a muscle."""

    name: str
    kind: str


@dataclass(frozen=True)
class ModelProbe:
    """What a model is made of, and how its muscles lie in the postures asked for."""

    name: str
    bodies: tuple[ProbedBody, ...]
    joints: tuple[ProbedJoint, ...]
    coordinates: tuple[ProbedCoordinate, ...]
    muscles: tuple[ProbedMuscle, ...]
    other_forces: tuple[ProbedForce, ...]
    lengths_m: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Muscle lengths by posture, in the muscles' order; postures the model lacks are absent."""
    moment_arms_m: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    """Moment arms by posture and coordinate, positive in the coordinate's sense."""

    @property
    def mass_kg(self) -> float:
        """Mass of all bodies [kg]."""
        return sum(body.mass_kg for body in self.bodies)


def probe_model(
    path: Path,
    *,
    postures: Mapping[str, Mapping[str, float]],
    moment_arms: Iterable[tuple[str, str]] = (),
    wall_seconds: float = PROBE_SECONDS,
) -> ModelProbe:
    """Return what is in a model file.

    Parameters
    ----------
    path : Path
        An OpenSim model file.
    postures : mapping
        Coordinate values [rad or m] by posture name. Besides the model's own coordinates,
        ``lumbar_extension`` (likewise bending, rotation) means the whole lumbar spine in the
        model's rhythm, and knee flexion counts positive.
    moment_arms : pairs of posture and coordinate
        Where moment arms are wanted; ``L4_L5_extension`` means that level alone.

    Raises
    ------
    FileFormatError
        If the file is no OpenSim model, or so damaged that OpenSim fails on it.
    ModelError
        If there is no such file, OpenSim refuses it, or OpenSim is not installed.
    """
    check_is_model_file(path)
    with tempfile.TemporaryDirectory(prefix="hipspine-probe-") as folder:
        request, answer = Path(folder, "request.json"), Path(folder, "answer.json")
        asked = {
            "model": str(path.resolve()),
            "postures": {name: dict(values) for name, values in postures.items()},
            "moment_arms": [list(pair) for pair in moment_arms],
        }
        request.write_text(json.dumps(asked), encoding="utf-8")
        _run_child(path, request, answer, folder, wall_seconds)
        found = json.loads(answer.read_text(encoding="utf-8"))
    if "problem" in found:
        expected, got, do = found["problem"]
        raise ModelError(str(path), expected=expected, got=got, do=do)
    if "refused" in found:
        raise _damaged(path, f"OpenSim's answer {found['refused']!r}")
    return _as_probe(found["model"])


def check_is_model_file(path: Path) -> None:
    """Check that a file is there and begins as an OpenSim model does.

    Raises
    ------
    FileFormatError
        If it is something else.
    ModelError
        If there is no such file.
    """
    if not path.is_file():
        raise ModelError(
            str(path), expected="an OpenSim model file", got="no such file", do="Check the path."
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if b"<OpenSimDocument" not in start:
        raise FileFormatError(
            str(path),
            expected="an OpenSim model (XML with an OpenSimDocument at its start)",
            got="an empty file" if not start else "something else",
            do=_DO,
        )


def _damaged(path: Path, got: str) -> FileFormatError:
    return FileFormatError(str(path), expected="a readable OpenSim model", got=got, do=_DO)


def _run_child(path: Path, request: Path, answer: Path, folder: str, seconds: float) -> None:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    module = "hipspine.simulate.opensim_worker.probe"
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", module, str(request), str(answer)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _damaged(path, f"no answer within {seconds:g} s") from None
    errors = ended.stderr.decode(errors="replace")
    if "No module named 'opensim'" in errors:
        raise ModelError(
            str(path),
            expected="OpenSim to read the model with",
            got="no installed package opensim",
            do="Install hipspine[opensim].",
        )
    if ended.returncode != 0 or not answer.is_file():
        last = errors.strip().splitlines()[-1][:200] if errors.strip() else "a crash of OpenSim"
        raise _damaged(path, last)


def _as_muscle(raw: dict[str, Any]) -> ProbedMuscle:
    points = tuple(
        ProbedPoint(point["body"], tuple(point["position_m"]) if point["position_m"] else None)
        for point in raw["points"]
    )
    return ProbedMuscle(**{**raw, "points": points})


def _as_probe(raw: dict[str, Any]) -> ModelProbe:
    return ModelProbe(
        name=raw["name"],
        bodies=tuple(
            ProbedBody(b["name"], b["mass_kg"], tuple(b["center_m"]), tuple(b["inertia_kg_m2"]))
            for b in raw["bodies"]
        ),
        joints=tuple(ProbedJoint(**joint) for joint in raw["joints"]),
        coordinates=tuple(ProbedCoordinate(**each) for each in raw["coordinates"]),
        muscles=tuple(_as_muscle(muscle) for muscle in raw["muscles"]),
        other_forces=tuple(ProbedForce(**force) for force in raw["other_forces"]),
        lengths_m={name: tuple(values) for name, values in raw["lengths_m"].items()},
        moment_arms_m={
            (posture, coordinate): tuple(values)
            for posture, by_coordinate in raw["moment_arms_m"].items()
            for coordinate, values in by_coordinate.items()
        },
    )
