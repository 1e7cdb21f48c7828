"""A pendulum small enough to work out by hand."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from hipspine.domain.motion import JointAngles
from hipspine.simulate.fit.workers import OpenSimProcesses

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")


MASS_KG, LENGTH_M, INERTIA_KG_M2 = 2.0, 0.5, 0.1
GRAVITY = 9.80665
MUSCLE_FROM = (0.1, 0.0, 0.0)
MUSCLE_TO = (0.0, -0.2, 0.0)

Model = opensim.Model
Change = Callable[[Model], None]


def pendulum() -> Model:
    """A rod hanging from ground by a pin at ``hip_r``, one muscle in front of it.

    The angle is positive swinging forward (X) about Z; mass and "foot" sit at LENGTH_M below.
    """
    model = opensim.Model()
    model.setName("pendulum")
    model.setGravity(opensim.Vec3(0, -GRAVITY, 0))
    body = opensim.Body(
        "calcn_r",
        MASS_KG,
        opensim.Vec3(0, -LENGTH_M, 0),
        opensim.Inertia(INERTIA_KG_M2, INERTIA_KG_M2, INERTIA_KG_M2),
    )
    joint = opensim.PinJoint("hip_r", model.getGround(), body)
    joint.updCoordinate().setName("hip_flexion_r")
    muscle = opensim.DeGrooteFregly2016Muscle()
    muscle.setName("flexor_r")
    muscle.set_max_isometric_force(1000.0)
    muscle.set_optimal_fiber_length(0.11)
    muscle.set_tendon_slack_length(0.21)
    muscle.set_pennation_angle_at_optimal(0.3)
    muscle.set_max_contraction_velocity(8.0)
    muscle.set_passive_fiber_strain_at_one_norm_force(0.65)
    muscle.set_min_control(0.02)
    muscle.addNewPathPoint("from", model.getGround(), opensim.Vec3(*MUSCLE_FROM))
    muscle.addNewPathPoint("to", body, opensim.Vec3(*MUSCLE_TO))
    model.addBody(body)
    model.addJoint(joint)
    model.addForce(muscle)
    model.finalizeConnections()
    return model


def swing(name: str = "hip_flexion_r", frames: int = 21) -> JointAngles:
    """Half the parabola 0.8 t²: speed 1.6 t, acceleration 1.6."""
    times = np.linspace(0.0, 0.5, frames)
    return JointAngles((name,), times, (0.8 * times**2)[:, None])


def replaced_muscle(kind: str) -> Change:
    """Put another kind of muscle in the flexor's place."""

    def change(model: Model) -> None:
        model.updForceSet().remove(0)
        muscle = getattr(opensim, kind)()
        muscle.setName("flexor_r")
        muscle.addNewPathPoint("from", model.getGround(), opensim.Vec3(*MUSCLE_FROM))
        muscle.addNewPathPoint("to", model.getBodySet().get(0), opensim.Vec3(*MUSCLE_TO))
        model.addForce(muscle)

    return change


class ThisProcess(OpenSimProcesses):
    """Answers in the test's own process: quick, and seen by the coverage."""

    def __init__(self) -> None:
        pass

    def ask_each(
        self, door: str, questions: Iterable[tuple[object, ...]]
    ) -> Iterator[tuple[int, Any]]:
        module, _, function = door.rpartition(".")
        worker = importlib.import_module(f"hipspine.simulate.opensim_worker.{module}")
        for number, question in enumerate(questions):
            yield number, getattr(worker, function)(*question)
