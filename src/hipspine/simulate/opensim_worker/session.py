"""A model opened for extraction: quiet, stripped of all forces but muscles, and indexed.

Runs in worker processes only. A session keeps OpenSim's objects at hand, since asking for them
again in every frame costs more than the mechanics does.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.errors import ModelError
from hipspine.simulate.joint_names import JOINTS_WITH_LOADS, standard_joint_name
from hipspine.simulate.opensim_worker.couplers import Coupler, Coupling, coupling_of, read_couplers
from hipspine.simulate.opensim_worker.loading import coordinates_of, read_model
from hipspine.simulate.opensim_worker.rotations import matrix_of

_REPLACED_FORCES = ("CoordinateActuator", "ActivationCoordinateActuator")
"""Reserves: the engine has its own."""


@dataclass(frozen=True, eq=False)
class BodyTable:
    """The bodies' inertia, in body frames."""

    handles: tuple[opensim.Body, ...]
    names: tuple[str, ...]
    mobilized: IntArray
    """(B,) row of each body in Simbody's arrays."""
    masses_kg: FloatArray
    """(B,)"""
    centres_m: FloatArray
    """(B, 3) mass centres."""
    inertias_kg_m2: FloatArray
    """(B, 3, 3) about the mass centre."""
    parents: dict[str, str]
    """Parent body by child body."""

    def descendants(self, root: str) -> FloatArray:
        """Return (B,) ones for a body and all that hang on it, zeros for the others."""
        inside = {root}
        while True:
            more = {child for child, parent in self.parents.items() if parent in inside}
            if more <= inside:
                return np.array([float(name in inside) for name in self.names])
            inside |= more


@dataclass(frozen=True, eq=False)
class JointFrames:
    """The child frames of the joints whose load is mapped, fixed to bodies."""

    bodies: IntArray
    """(J,) rows of the bodies."""
    axes: FloatArray
    """(J, 3, 3) in the body, as columns."""
    origins_m: FloatArray
    """(J, 3) in the body."""


@dataclass(frozen=True, eq=False)
class Session:
    """A model ready to be asked, frame by frame."""

    model: opensim.Model
    state: opensim.State
    matter: opensim.SimbodyMatterSubsystem
    coordinates: tuple[str, ...]
    defaults: FloatArray
    """(C,) rad or m."""
    is_locked: tuple[bool, ...]
    rows: IntArray
    """(C,) place of each coordinate in Simbody's vectors of positions and of speeds."""
    couplers: tuple[Coupler, ...]
    coupling: Coupling
    bodies: BodyTable
    muscles: tuple[opensim.Muscle, ...]
    paths: tuple[opensim.GeometryPath, ...]
    joints: tuple[str, ...]
    """Our names of the joints whose load is mapped."""
    joint_frames: JointFrames
    subtrees: FloatArray
    """(J, B) ones for the bodies beyond each joint."""
    gravity_m_s2: FloatArray
    ignored_forces: tuple[str, ...]
    """Force elements of the model that are left out, reserves and contacts aside."""

    def set_motion(self, values: FloatArray, speeds: FloatArray) -> None:
        """Put the model into a posture (C,) with speeds (C,); couplers are the caller's affair."""
        self.state.setQ(self.vector(values))
        self.state.setU(self.vector(speeds))
        self.model.realizeVelocity(self.state)

    def vector(self, by_coordinate: FloatArray) -> opensim.Vector:
        """Return a (C,) array in the order of Simbody's vectors."""
        ordered = np.zeros(self.state.getNU())
        ordered[self.rows] = by_coordinate
        return opensim.Vector.createFromMat(ordered)


@lru_cache(maxsize=2)
def open_session(path: str, sha256: str) -> Session:
    """Return a session on the model file with that content; kept, so each process loads it once."""
    del sha256  # part of the key only: a changed file is a new session
    model = read_model(path)
    ignored = _strip_forces(model)
    try:
        state = model.initSystem()
    except RuntimeError as error:
        raise _unusable(path, str(error)) from error
    if state.getNQ() != state.getNU():
        raise _unusable(path, "a ball or free joint, whose coordinates are not angles")
    return _indexed(model, state, ignored)


def _unusable(path: str, got: str) -> ModelError:
    return ModelError(
        path,
        expected="a model that OpenSim can set up, made of pin, slider and custom joints",
        got=got.strip().splitlines()[0],
        do="Open it in OpenSim to see what is wrong, or use the built-in model.",
    )


def _strip_forces(model: opensim.Model) -> tuple[str, ...]:
    controllers = model.updControllerSet()
    for index in reversed(range(controllers.getSize())):
        controllers.remove(index)
    forces = model.updForceSet()
    ignored = []
    for index in reversed(range(forces.getSize())):
        force = forces.get(index)
        if opensim.Muscle.safeDownCast(force) is not None and force.get_appliesForce():
            continue
        kind = force.getConcreteClassName()
        if kind not in _REPLACED_FORCES and not kind.endswith(("HalfSpaceForce", "ContactForce")):
            ignored.append(f"{force.getName()} ({kind})")
        forces.remove(index)
    model.finalizeConnections()
    return tuple(reversed(ignored))


def _indexed(model: opensim.Model, state: opensim.State, ignored: tuple[str, ...]) -> Session:
    handles = coordinates_of(model)
    names = tuple(handle.getName() for handle in handles)
    is_locked = _release(handles, state)
    couplers = read_couplers(model)
    joint_of = {handle.getName(): handle.getJoint().getName() for handle in handles}
    held = [name for name, locked in zip(names, is_locked, strict=True) if locked]
    muscles, paths = _muscles(model)
    bodies = _bodies(model)
    joints, frames = _joints(model)
    return Session(
        model=model,
        state=state,
        matter=model.getMatterSubsystem(),
        coordinates=names,
        defaults=np.array([handle.getDefaultValue() for handle in handles]),
        is_locked=is_locked,
        rows=_rows(model, state, handles),
        couplers=couplers,
        coupling=coupling_of(names, held, couplers, joint_of),
        bodies=bodies,
        muscles=muscles,
        paths=paths,
        joints=joints,
        joint_frames=_joint_frames(frames, bodies.names),
        subtrees=np.array(
            [bodies.descendants(frame.findBaseFrame().getName()) for frame in frames]
        ).reshape(len(frames), len(bodies.names)),
        gravity_m_s2=model.getGravity().to_numpy(),
        ignored_forces=ignored,
    )


def _release(handles: list[opensim.Coordinate], state: opensim.State) -> tuple[bool, ...]:
    """Unlock every coordinate and tell which ones were locked or prescribed.

    A lock is a constraint in Simbody; we leave the equation out instead.
    """
    is_locked = tuple(c.getLocked(state) or c.isPrescribed(state) for c in handles)
    held = False
    for coordinate in handles:
        if coordinate.isPrescribed(state):
            coordinate.setIsPrescribed(state, held)
        coordinate.setLocked(state, held)
    return is_locked


def _rows(
    model: opensim.Model, state: opensim.State, handles: list[opensim.Coordinate]
) -> IntArray:
    model.realizeVelocity(state)
    rows = []
    for coordinate in handles:
        state.setU(opensim.Vector(state.getNU(), 0.0))
        coordinate.setSpeedValue(state, 1.0)
        rows.append(int(np.argmax(state.getU().to_numpy())))
    state.setU(opensim.Vector(state.getNU(), 0.0))
    return np.array(rows, dtype=np.int64)


def _muscles(
    model: opensim.Model,
) -> tuple[tuple[opensim.Muscle, ...], tuple[opensim.GeometryPath, ...]]:
    found = model.getMuscles()
    muscles = tuple(found.get(index) for index in range(found.getSize()))
    return muscles, tuple(_path(muscle) for muscle in muscles)


def _path(muscle: opensim.Muscle) -> opensim.GeometryPath:
    """Return a muscle's path through points.

    A path given as polynomials (FunctionBasedPath) acts on coordinates, not on bones: its hip
    contact force in walking came out at 672 N instead of 5899 N.
    """
    path = opensim.GeometryPath.safeDownCast(muscle.getPath())
    if path is None:
        raise ModelError(
            f"muscle {muscle.getName()}",
            expected="a path through points on bones (GeometryPath)",
            got=f"a {muscle.getPath().getConcreteClassName()}, which gives wrong joint loads",
            do="Use the model as it was before its paths were fitted by functions.",
        )
    points = path.getPathPointSet()
    kinds = {points.get(k).getConcreteClassName() for k in range(points.getSize())}
    if "MovingPathPoint" in kinds:
        raise ModelError(
            f"muscle {muscle.getName()}",
            expected="path points fixed to bones",
            got="a MovingPathPoint, which adds a force on a coordinate that no bone carries",
            do="Use a model with a modelled patella or wrap surfaces, such as the built-in one.",
        )
    return path


def _bodies(model: opensim.Model) -> BodyTable:
    found = model.getBodySet()
    handles = tuple(found.get(index) for index in range(found.getSize()))
    return BodyTable(
        handles=handles,
        names=tuple(body.getName() for body in handles),
        mobilized=np.array([int(body.getMobilizedBodyIndex()) for body in handles]),
        masses_kg=np.array([body.getMass() for body in handles]),
        centres_m=np.array([body.getMassCenter().to_numpy() for body in handles]),
        inertias_kg_m2=np.array([_inertia(body) for body in handles]),
        parents=_parents(model),
    )


def _inertia(body: opensim.Body) -> FloatArray:
    inertia = body.getInertia()
    diagonal = inertia.getMoments().to_numpy()
    xy, xz, yz = inertia.getProducts().to_numpy()
    return np.array([[0.0, xy, xz], [xy, 0.0, yz], [xz, yz, 0.0]]) + np.diag(diagonal)


def _joint_frames(
    frames: tuple[opensim.PhysicalFrame, ...], bodies: tuple[str, ...]
) -> JointFrames:
    placed = [frame.findTransformInBaseFrame() for frame in frames]
    on = [bodies.index(frame.findBaseFrame().getName()) for frame in frames]
    return JointFrames(
        np.array(on, dtype=np.int64),
        np.array([matrix_of(place.R()) for place in placed]).reshape(-1, 3, 3),
        np.array([place.p().to_numpy() for place in placed]).reshape(-1, 3),
    )


def _joint_list(model: opensim.Model) -> list[opensim.Joint]:
    found = model.getJointSet()
    return [found.get(index) for index in range(found.getSize())]


def _parents(model: opensim.Model) -> dict[str, str]:
    return {
        joint.getChildFrame().findBaseFrame().getName(): joint.getParentFrame()
        .findBaseFrame()
        .getName()
        for joint in _joint_list(model)
    }


def _joints(model: opensim.Model) -> tuple[tuple[str, ...], tuple[opensim.PhysicalFrame, ...]]:
    found = {standard_joint_name(joint.getName()): joint for joint in _joint_list(model)}
    names = tuple(name for name in JOINTS_WITH_LOADS if name in found)
    return names, tuple(found[name].getChildFrame() for name in names)
