"""Where bodies are during a motion, and what a model weighs. Worker processes only."""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.domain.motion import JointAngles
from hipspine.simulate.opensim_worker.motion import prepare_values
from hipspine.simulate.opensim_worker.session import Session, open_session


def body_positions(
    path: str, sha256: str, angles: JointAngles, bodies: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Return (T, 3) origins of bodies in ground [m], by name."""
    session = open_session(path, sha256)
    rows = [_row(session, body) for body in bodies]
    positions = np.empty((len(angles.times_s), len(rows), 3))
    values, _ = prepare_values(session, angles)
    still = np.zeros(values.shape[1])
    for frame, posture in enumerate(values):
        session.set_motion(posture, still)
        for place, row in enumerate(rows):
            origin = session.bodies.handles[row].getPositionInGround(session.state)
            positions[frame, place] = origin.to_numpy()
    return {body: positions[:, place] for place, body in enumerate(bodies)}


def _row(session: Session, body: str) -> int:
    if body not in session.bodies.names:
        raise ModelError(
            f"body {body}",
            expected=f"one of {', '.join(session.bodies.names)}",
            got=body,
            do="Use one of the model's bodies.",
        )
    return session.bodies.names.index(body)


def total_mass_kg(path: str, sha256: str) -> float:
    """Return the model's mass [kg]."""
    session = open_session(path, sha256)
    return float(session.model.getTotalMass(session.state))
