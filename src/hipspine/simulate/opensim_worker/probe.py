"""Look at a model from outside: its parts, muscle lengths in postures, and moment arms.

Runs as a child process of its own (``python -m``), since OpenSim may crash on a damaged file:
reads a request (JSON), writes the answer (JSON). The parent side is
:mod:`hipspine.simulate.body.model_probe`.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import opensim

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.errors import HipspineError
from hipspine.simulate.joint_names import lumbar_level
from hipspine.simulate.lumbar_angles import lumbar_direction
from hipspine.simulate.opensim_worker.couplers import Coupler, read_couplers
from hipspine.simulate.opensim_worker.loading import coordinates_of, read_model

ANGLE_STEP_RAD = 1e-3
"""Half width of the central difference that gives moment arms: error below 1e-6 m on smooth paths
(the third derivative of a path's length is of the order of its moment arm)."""
_NOT = False
"""OpenSim takes flags by position only: not locked; constraints not enforced, but set here."""


def _vector(value: Any) -> list[float]:
    return [float(value.get(index)) for index in range(3)]


def _members(collection: Any) -> list[Any]:
    return [collection.get(index) for index in range(collection.getSize())]


def _base(frame: Any) -> str:
    return str(frame.findBaseFrame().getName())


def _inertia(body: Any) -> list[float]:
    inertia = body.getInertia()
    return [*_vector(inertia.getMoments()), *_vector(inertia.getProducts())]


def _bodies(model: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": body.getName(),
            "mass_kg": body.getMass(),
            "center_m": _vector(body.getMassCenter()),
            "inertia_kg_m2": _inertia(body),
        }
        for body in _members(model.getBodySet())
    ]


def _joints(model: Any) -> list[dict[str, str]]:
    return [
        {
            "name": joint.getName(),
            "parent": _base(joint.getParentFrame()),
            "child": _base(joint.getChildFrame()),
        }
        for joint in _members(model.getJointSet())
    ]


def _coordinates(model: Any, couplers: Sequence[Coupler]) -> list[dict[str, Any]]:
    followers = {coupler.dependent for coupler in couplers}
    return [
        {
            "name": coordinate.getName(),
            "joint": coordinate.getJoint().getName(),
            "lowest": coordinate.getRangeMin(),
            "highest": coordinate.getRangeMax(),
            "is_locked": coordinate.getDefaultLocked(),
            "is_coupled": coordinate.getName() in followers,
        }
        for coordinate in coordinates_of(model)
    ]


def _flag(component: Any, name: str) -> bool:
    if not component.hasProperty(name):
        return False
    return bool(opensim.PropertyHelper.getValueBool(component.getPropertyByName(name)))


def _points(muscle: Any) -> list[dict[str, Any]]:
    path = opensim.GeometryPath.safeDownCast(muscle.getPath())
    if path is None:
        return []
    points = []
    for point in _members(path.getPathPointSet()):
        fixed = opensim.PathPoint.safeDownCast(point)
        place = _vector(fixed.get_location()) if fixed else None
        points.append({"body": _base(point.getParentFrame()), "position_m": place})
    return points


def _muscles(model: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": muscle.getName(),
            "path_kind": muscle.getPath().getConcreteClassName(),
            "max_isometric_force_N": muscle.getMaxIsometricForce(),
            "optimal_fibre_length_m": muscle.getOptimalFiberLength(),
            "tendon_slack_length_m": muscle.getTendonSlackLength(),
            "pennation_rad": muscle.getPennationAngleAtOptimalFiberLength(),
            "is_passive_force_off": _flag(muscle, "ignore_passive_fiber_force"),
            "points": _points(muscle),
        }
        for muscle in _members(model.getMuscles())
    ]


def _other_forces(model: Any) -> list[dict[str, str]]:
    return [
        {"name": force.getName(), "kind": force.getConcreteClassName()}
        for force in _members(model.getForceSet())
        if opensim.Muscle.safeDownCast(force) is None
    ]


class _Poser:
    """Sets postures exactly, couplers included, and reads all muscle lengths."""

    def __init__(self, model: Any, couplers: Sequence[Coupler]) -> None:
        self.model = model
        self.couplers = couplers
        self.state = model.initSystem()
        self.coordinates = {each.getName(): each for each in coordinates_of(model)}
        for coordinate in self.coordinates.values():
            coordinate.setLocked(self.state, _NOT)
        self.muscles = _members(model.getMuscles())
        self.levels = self._lumbar_coordinates()

    def _lumbar_coordinates(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, coordinate in self.coordinates.items():
            level = lumbar_level(coordinate.getJoint().getName())
            direction = lumbar_direction(name)
            if level and direction:
                found.setdefault(direction, {})[level] = name
        return found

    def _is_flexion_negative(self, name: str) -> bool:
        # Older leg models count knee flexion negative; the range tells.
        coordinate = self.coordinates[name]
        return bool(
            name.startswith("knee_angle") and -coordinate.getRangeMin() > coordinate.getRangeMax()
        )

    def value(self, name: str, wanted: float) -> dict[str, float]:
        """Return the model's own coordinates for one of ours; empty if it has none like it."""
        if name in self.coordinates:
            return {name: -wanted if self._is_flexion_negative(name) else wanted}
        subject, _, direction = name.rpartition("_")
        by_level = self.levels.get(direction, {})
        if subject == "lumbar" and by_level:
            return self._whole_lumbar(by_level, wanted)
        return {by_level[subject]: wanted} if subject in by_level else {}

    def _whole_lumbar(self, by_level: Mapping[str, str], wanted: float) -> dict[str, float]:
        followers = {c.dependent: c for c in self.couplers}
        leaders = [name for name in by_level.values() if name not in followers]
        if len(leaders) == 1:
            slopes = [followers[n].slopes(0.0)[0] for n in by_level.values() if n in followers]
            return {leaders[0]: wanted / (1.0 + sum(slopes))}
        return {name: wanted / len(LUMBAR_LEVELS) for name in leaders}

    def lengths(self, posture: Mapping[str, float], *, couple: bool = True) -> list[float]:
        """Return every muscle's length [m] in a posture given by the model's coordinates."""
        values = {name: each.getDefaultValue() for name, each in self.coordinates.items()}
        values.update(posture)
        for coupler in self.couplers if couple else ():
            values[coupler.dependent] = coupler.value(*(values[n] for n in coupler.independents))
        for name, value in values.items():
            self.coordinates[name].setValue(self.state, value, _NOT)
        self.model.realizePosition(self.state)
        return [float(muscle.getLength(self.state)) for muscle in self.muscles]

    def posture(self, wanted: Mapping[str, float]) -> dict[str, float] | None:
        """Return the model's coordinates for a posture, or None if it lacks one of them."""
        parts = [self.value(name, value) for name, value in wanted.items()]
        if not all(parts):
            return None
        return {name: value for part in parts for name, value in part.items()}

    def arms(self, posture: Mapping[str, float], coordinate: str) -> list[float] | None:
        """Return every muscle's moment arm [m] about one of our coordinates, positive its way."""
        step = self.value(coordinate, ANGLE_STEP_RAD)
        if not step:
            return None
        # One level alone moves against the rhythm, so its couplers are left out.
        couple = coordinate.rpartition("_")[0] not in LUMBAR_LEVELS
        both = []
        for sign in (1.0, -1.0):
            values = dict(posture)
            for name, change in step.items():
                start = posture.get(name, self.coordinates[name].getDefaultValue())
                values[name] = start + sign * change
            both.append(self.lengths(values, couple=couple))
        width = 2.0 * ANGLE_STEP_RAD
        return [(minus - plus) / width for plus, minus in zip(*both, strict=True)]


def probe(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that the audit asks about a model."""
    model = read_model(request["model"])
    couplers = read_couplers(model)
    poser = _Poser(model, couplers)
    postures = {name: poser.posture(wanted) for name, wanted in request["postures"].items()}
    found = {name: posture for name, posture in postures.items() if posture is not None}
    arms: dict[str, dict[str, list[float]]] = {}
    for posture, coordinate in request["moment_arms"]:
        if posture in found:
            values = poser.arms(found[posture], coordinate)
            if values is not None:
                arms.setdefault(posture, {})[coordinate] = values
    return {
        "name": model.getName(),
        "bodies": _bodies(model),
        "joints": _joints(model),
        "coordinates": _coordinates(model, couplers),
        "muscles": _muscles(model),
        "other_forces": _other_forces(model),
        "lengths_m": {name: poser.lengths(posture) for name, posture in found.items()},
        "moment_arms_m": arms,
    }


def main(request: Path, answer: Path) -> None:
    """Read a request, probe, and write the answer or the problem."""
    try:
        result: dict[str, Any] = {"model": probe(json.loads(request.read_text("utf-8")))}
    except HipspineError as error:
        result = {"problem": [str(part) for part in error.args[1:]]}
    except RuntimeError as error:  # OpenSim's own
        result = {"refused": str(error).strip().splitlines()[0][:300]}
    answer.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
