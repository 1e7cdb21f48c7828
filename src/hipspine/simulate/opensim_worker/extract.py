"""Ask OpenSim for the mechanics of frames: moment arms, required moments, joint load maps.

Runs in worker processes only. Frame: ground, X forward, Y up, Z right. Spatial vectors hold the
angular part (or moment) first, then the linear part (or force), at the body's origin.

Sources: Sherman, Seth, Delp 2013 (doi:10.1115/DETC2013-13633) for generalized muscle forces by the
system Jacobian; Featherstone 2008, Rigid Body Dynamics Algorithms (doi:10.1007/978-1-4899-7560-7)
for Newton-Euler balances and joint transmission as sums over subtrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import opensim
from scipy.sparse import csr_array

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.simulate.extraction_parts import FrameRequest, Frames
from hipspine.simulate.opensim_worker.path_points import PathReader
from hipspine.simulate.opensim_worker.session import Session, open_session


def extract_frames(path: str, sha256: str, request: FrameRequest) -> Frames:
    """Return the mechanics of a run of frames on the model in a file."""
    session = open_session(path, sha256)
    reader = _reader(session)
    contacts = _contact_rows(session, request.contact_bodies)
    frames = [
        _extract_frame(session, reader, posture, contacts, wrenches)
        for posture, wrenches in zip(_postures(request), request.contact_wrenches, strict=True)
    ]
    return _stacked(frames)


@lru_cache(maxsize=2)
def _reader(session: Session) -> PathReader:
    """Return the reader of a session's paths; kept as long as sessions are."""
    return PathReader(session)


@dataclass(frozen=True, eq=False)
class _Posture:
    values: FloatArray
    speeds: FloatArray
    accelerations: FloatArray


@dataclass(frozen=True, eq=False)
class _Bodies:
    """Bodies at one instant, in ground."""

    rotations: FloatArray
    """(B, 3, 3)"""
    origins_m: FloatArray
    """(B, 3)"""
    jacobian: FloatArray
    """(B, 6, C) body velocities per coordinate speed."""
    velocities: FloatArray
    """(B, 6)"""
    accelerations: FloatArray
    """(B, 6)"""


def _postures(request: FrameRequest) -> Iterator[_Posture]:
    for frame in zip(request.values, request.speeds, request.accelerations, strict=True):
        yield _Posture(*frame)


def _contact_rows(session: Session, bodies: tuple[str, ...]) -> IntArray:
    return np.array([session.bodies.names.index(body) for body in bodies], dtype=np.int64)


def _extract_frame(
    session: Session,
    reader: PathReader,
    posture: _Posture,
    contact_rows: IntArray,
    wrenches: FloatArray,
) -> Frames:
    session.set_motion(posture.values, posture.speeds)
    bodies = _read_bodies(session, posture)
    units = reader.read(bodies.rotations, bodies.origins_m)
    net = _net_wrenches(session, bodies) - _moved(contact_rows, wrenches, bodies.origins_m)
    joint_rotations, joint_centres = _read_joints(session)
    moment_rows = _moment_rows(session, bodies, posture)
    load_rows = _load_rows(session, bodies.origins_m, joint_centres)
    return Frames(
        muscle_lengths_m=units.lengths_m,
        lengthening_speeds_m_s=-units.total(bodies.velocities.reshape(-1)),
        moment_arms_m=units.total(moment_rows),
        required_moments_Nm=np.einsum("rk,k->r", moment_rows, net.reshape(-1)),
        joint_rotations=joint_rotations,
        joint_load_offset_N=np.einsum("jck,k->jc", load_rows, net.reshape(-1)),
        joint_load_per_force=-units.total(load_rows),
        body_rotations=bodies.rotations,
        body_origins_m=bodies.origins_m,
        point_counts=units.point_counts,
        points_m=units.points_m,
    )


def _stacked(frames: list[Frames]) -> Frames:
    joined = {f.name: [getattr(frame, f.name) for frame in frames] for f in fields(Frames)}
    points = np.concatenate(joined.pop("points_m"))
    return Frames(**{name: np.stack(arrays) for name, arrays in joined.items()}, points_m=points)


def _rotation(frame: opensim.PhysicalFrame, state: opensim.State) -> tuple[FloatArray, FloatArray]:
    """Return a frame's axes in ground as columns (3, 3), and its origin (3,) [m]."""
    transform = frame.getTransformInGround(state)
    axes = transform.R()
    rotation = np.array([[axes.get(i, j) for j in range(3)] for i in range(3)])
    return rotation, transform.p().to_numpy()


def _read_bodies(session: Session, posture: _Posture) -> _Bodies:
    placed = [_rotation(body, session.state) for body in session.bodies.handles]
    jacobian = _jacobian(session)
    return _Bodies(
        rotations=np.array([rotation for rotation, _ in placed]),
        origins_m=np.array([origin for _, origin in placed]),
        jacobian=jacobian,
        velocities=np.einsum("bcu,u->bc", jacobian, posture.speeds),
        accelerations=_accelerations(session, posture),
    )


def _jacobian(session: Session) -> FloatArray:
    matrix = opensim.Matrix()
    session.matter.calcSystemJacobian(session.state, matrix)
    by_body = matrix.to_numpy().reshape(-1, 6, session.state.getNU())
    chosen: FloatArray = by_body[session.bodies.mobilized][:, :, session.rows]
    return chosen


def _accelerations(session: Session, posture: _Posture) -> FloatArray:
    found = opensim.VectorOfSpatialVec()
    session.matter.calcBodyAccelerationFromUDot(
        session.state, session.vector(posture.accelerations), found
    )
    spatial = [found.get(int(row)) for row in session.bodies.mobilized]
    return np.array([[s.get(0).to_numpy(), s.get(1).to_numpy()] for s in spatial]).reshape(-1, 6)


def _net_wrenches(session: Session, bodies: _Bodies) -> FloatArray:
    """Return (B, 6) what moves each body, gravity taken off: what contacts and joints must give.

    Newton-Euler about the body's origin (Featherstone 2008, ch. 2); the mass centre's acceleration
    from the origin's by the rigid-body formula.
    """
    table = session.bodies
    spin = bodies.velocities[:, :3]
    angular, linear = bodies.accelerations[:, :3], bodies.accelerations[:, 3:]
    centres = np.einsum("bij,bj->bi", bodies.rotations, table.centres_m)
    centre_acceleration = (
        linear + np.cross(angular, centres) + np.cross(spin, np.cross(spin, centres))
    )
    inertia = bodies.rotations @ table.inertias_kg_m2 @ bodies.rotations.transpose(0, 2, 1)
    momentum = np.einsum("bij,bj->bi", inertia, spin)
    force = table.masses_kg[:, None] * (centre_acceleration - session.gravity_m_s2)
    moment = np.einsum("bij,bj->bi", inertia, angular) + np.cross(spin, momentum)
    return np.concatenate([moment + np.cross(centres, force), force], axis=1)


def _moved(rows: IntArray, wrenches: FloatArray, origins_m: FloatArray) -> FloatArray:
    """Return (B, 6) contact wrenches, given about the ground's origin, about body origins."""
    moved = np.zeros((len(origins_m), 6))
    for row, wrench in zip(rows, wrenches, strict=True):
        moved[row, :3] += wrench[:3] - np.cross(origins_m[row], wrench[3:])
        moved[row, 3:] += wrench[3:]
    return moved


def _moment_rows(session: Session, bodies: _Bodies, posture: _Posture) -> FloatArray:
    """Return (R, 6 B): generalized forces on the equations' coordinates per body wrench."""
    coupling = csr_array(session.coupling.matrix(posture.values).T)
    return np.asarray(coupling @ bodies.jacobian.reshape(-1, len(session.coordinates)).T)


def _read_joints(session: Session) -> tuple[FloatArray, FloatArray]:
    placed = [_rotation(frame, session.state) for frame in session.joint_frames]
    rotations = np.array([rotation for rotation, _ in placed]).reshape(-1, 3, 3)
    return rotations, np.array([centre for _, centre in placed]).reshape(-1, 3)


def _load_rows(session: Session, origins_m: FloatArray, centres_m: FloatArray) -> FloatArray:
    """Return (J, 6, 6 B): what a joint transmits to its subtree per body wrench of the subtree.

    A joint carries the sum of the wrenches beyond it, moved to the joint's centre.
    """
    joints, bodies = session.subtrees.shape
    rows = np.zeros((joints, 6, bodies, 6))
    rows[:, range(6), :, range(6)] = session.subtrees
    arms = (origins_m[None] - centres_m[:, None]) * session.subtrees[:, :, None]
    rows[:, :3, :, 3:] = _cross_matrices(arms).transpose(0, 2, 1, 3)
    return rows.reshape(joints, 6, bodies * 6)


def _cross_matrices(arms: FloatArray) -> FloatArray:
    """Return (..., 3, 3) matrices that take the cross product with (..., 3) vectors."""
    x, y, z = np.moveaxis(arms, -1, 0)
    zero = np.zeros_like(x)
    return np.stack(
        [
            np.stack([zero, -z, y], axis=-1),
            np.stack([z, zero, -x], axis=-1),
            np.stack([-y, x, zero], axis=-1),
        ],
        axis=-2,
    )
