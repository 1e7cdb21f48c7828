"""Ask OpenSim for the mechanics of frames: moment arms, required moments, joint load maps.

Runs in worker processes only. Frame: ground, X forward, Y up, Z right. Spatial vectors hold the
angular part (or moment) first, then the linear part (or force), at the body's origin.

Sources: Sherman, Seth, Delp 2013 (doi:10.1115/DETC2013-13633) for generalized muscle forces by the
system Jacobian; Featherstone 2008, Rigid Body Dynamics Algorithms (doi:10.1007/978-1-4899-7560-7)
for Newton-Euler balances and joint transmission as sums over subtrees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import opensim
from scipy.sparse import csr_array

from hipspine.domain.arrays import FloatArray
from hipspine.simulate.extraction_parts import FrameRequest, Frames
from hipspine.simulate.opensim_worker.path_course import AskedCourse
from hipspine.simulate.opensim_worker.path_points import PathReader
from hipspine.simulate.opensim_worker.rotations import entries_of
from hipspine.simulate.opensim_worker.session import Session, open_session


def extract_frames(path: str, sha256: str, request: FrameRequest) -> Frames:
    """Return the mechanics of a run of frames on the model in a file.

    OpenSim is asked frame by frame, everything else is worked out for all frames at once.
    """
    session = open_session(path, sha256)
    reader = _reader(session)
    asked = [_ask(session, reader, posture) for posture in _postures(request)]
    bodies = _bodies(session, asked, request)
    units = reader.read(bodies.rotations, bodies.origins_m, [instant.paths for instant in asked])
    net = _net_wrenches(session, bodies) - _moved(session, request, bodies.origins_m)
    joint_rotations, joint_centres = _joints(session, bodies)
    moment_rows = _moment_rows(session, bodies, request.values)
    load_rows = _load_rows(session, bodies.origins_m, joint_centres)
    flat = net.reshape(len(net), -1)
    return Frames(
        muscle_lengths_m=units.lengths_m,
        lengthening_speeds_m_s=-units.total(bodies.velocities.reshape(len(net), -1)),
        moment_arms_m=units.total(moment_rows),
        required_moments_Nm=np.einsum("frk,fk->fr", moment_rows, flat),
        joint_rotations=joint_rotations,
        joint_load_offset_N=np.einsum("fjck,fk->fjc", load_rows, flat),
        joint_load_per_force=-units.total(load_rows),
        body_rotations=bodies.rotations,
        body_origins_m=bodies.origins_m,
        point_counts=units.point_counts,
        points_m=units.points_m,
    )


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
class _Instant:
    """What OpenSim says about one frame."""

    rotations: FloatArray
    """(B, 9) of the bodies, row by row."""
    origins_m: FloatArray
    """(B, 3)"""
    jacobian: FloatArray
    """(6 N, U) of all mobilized bodies and speeds, in Simbody's order."""
    accelerations: FloatArray
    """(B, 6)"""
    paths: AskedCourse


@dataclass(frozen=True, eq=False)
class _Bodies:
    """Bodies over F frames, in ground."""

    rotations: FloatArray
    """(F, B, 3, 3)"""
    origins_m: FloatArray
    """(F, B, 3)"""
    jacobian: FloatArray
    """(F, 6 B, C) body velocities per coordinate speed."""
    velocities: FloatArray
    """(F, B, 6)"""
    accelerations: FloatArray
    """(F, B, 6)"""


def _postures(request: FrameRequest) -> Iterator[_Posture]:
    for frame in zip(request.values, request.speeds, request.accelerations, strict=True):
        yield _Posture(*frame)


def _ask(session: Session, reader: PathReader, posture: _Posture) -> _Instant:
    session.set_motion(posture.values, posture.speeds)
    placed = [body.getTransformInGround(session.state) for body in session.bodies.handles]
    jacobian = opensim.Matrix()
    session.matter.calcSystemJacobian(session.state, jacobian)
    return _Instant(
        np.array([entries_of(place.R()) for place in placed]),
        np.array([place.p().to_numpy() for place in placed]),
        jacobian.to_numpy(),
        _accelerations(session, posture),
        reader.ask(),
    )


def _accelerations(session: Session, posture: _Posture) -> FloatArray:
    found = opensim.VectorOfSpatialVec()
    session.matter.calcBodyAccelerationFromUDot(
        session.state, session.vector(posture.accelerations), found
    )
    spatial = [found.get(int(row)) for row in session.bodies.mobilized]
    return np.array([[s.get(0).to_numpy(), s.get(1).to_numpy()] for s in spatial]).reshape(-1, 6)


def _bodies(session: Session, asked: Sequence[_Instant], request: FrameRequest) -> _Bodies:
    count = len(session.bodies.names)
    speeds = session.state.getNU()
    whole = np.stack([instant.jacobian for instant in asked]).reshape(len(asked), -1, 6, speeds)
    jacobian = whole[:, session.bodies.mobilized][..., session.rows]
    jacobian = jacobian.reshape(len(asked), 6 * count, -1)
    velocities = np.einsum("fku,fu->fk", jacobian, request.speeds)
    return _Bodies(
        rotations=np.stack([instant.rotations for instant in asked]).reshape(-1, count, 3, 3),
        origins_m=np.stack([instant.origins_m for instant in asked]),
        jacobian=jacobian,
        velocities=velocities.reshape(-1, count, 6),
        accelerations=np.stack([instant.accelerations for instant in asked]),
    )


def _net_wrenches(session: Session, bodies: _Bodies) -> FloatArray:
    """Return (F, B, 6) what moves each body, gravity taken off: what contacts and joints must give.

    Newton-Euler about the body's origin (Featherstone 2008, ch. 2); the mass centre's acceleration
    from the origin's by the rigid-body formula.
    """
    table = session.bodies
    spin = bodies.velocities[..., :3]
    angular, linear = bodies.accelerations[..., :3], bodies.accelerations[..., 3:]
    centres = np.einsum("fbij,bj->fbi", bodies.rotations, table.centres_m)
    centre_acceleration = (
        linear + np.cross(angular, centres) + np.cross(spin, np.cross(spin, centres))
    )
    inertia = bodies.rotations @ table.inertias_kg_m2 @ np.swapaxes(bodies.rotations, 2, 3)
    momentum = np.einsum("fbij,fbj->fbi", inertia, spin)
    force = table.masses_kg[:, None] * (centre_acceleration - session.gravity_m_s2)
    moment = np.einsum("fbij,fbj->fbi", inertia, angular) + np.cross(spin, momentum)
    return np.concatenate([moment + np.cross(centres, force), force], axis=2)


def _moved(session: Session, request: FrameRequest, origins_m: FloatArray) -> FloatArray:
    """Return (F, B, 6) contact wrenches, given about the ground's origin, about body origins."""
    moved = np.zeros((*origins_m.shape[:2], 6))
    for contact, body in enumerate(request.contact_bodies):
        row, wrench = session.bodies.names.index(body), request.contact_wrenches[:, contact]
        moved[:, row, :3] += wrench[:, :3] - np.cross(origins_m[:, row], wrench[:, 3:])
        moved[:, row, 3:] += wrench[:, 3:]
    return moved


def _moment_rows(session: Session, bodies: _Bodies, values: FloatArray) -> FloatArray:
    """Return (F, R, 6 B): generalized forces on the equations' coordinates per body wrench."""
    return np.stack(
        [
            csr_array(session.coupling.matrix(posture).T) @ jacobian.T
            for posture, jacobian in zip(values, bodies.jacobian, strict=True)
        ]
    )


def _joints(session: Session, bodies: _Bodies) -> tuple[FloatArray, FloatArray]:
    """Return (F, J, 3, 3) axes of the joints' frames as columns, and (F, J, 3) origins."""
    table = session.joint_frames
    axes = bodies.rotations[:, table.bodies]
    offsets = np.einsum("fjik,jk->fji", axes, table.origins_m)
    return axes @ table.axes, bodies.origins_m[:, table.bodies] + offsets


def _load_rows(session: Session, origins_m: FloatArray, centres_m: FloatArray) -> FloatArray:
    """Return (F, J, 6, 6 B): what a joint transmits to its subtree per body wrench of the subtree.

    A joint carries the sum of the wrenches beyond it, moved to the joint's centre.
    """
    joints, bodies = session.subtrees.shape
    rows = np.zeros((len(origins_m), joints, 6, bodies, 6))
    rows[:, :, range(6), :, range(6)] = session.subtrees
    arms = (origins_m[:, None] - centres_m[:, :, None]) * session.subtrees[:, :, None]
    rows[:, :, :3, :, 3:] = _cross_matrices(arms).transpose(0, 1, 3, 2, 4)
    return rows.reshape(len(origins_m), joints, 6, bodies * 6)


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
