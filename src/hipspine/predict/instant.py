"""The whole body at one instant: what must balance, what it costs, and what can be read off."""

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.anatomy import Side
from hipspine.predict.ground_contact import SOLE, ground_push
from hipspine.predict.muscle_force import Pull, Setting, elastic_pull, path_length, rigid_pull
from hipspine.predict.names import (
    COORDINATES,
    ELASTIC,
    LEG_MUSCLES,
    MUSCLES,
    SIDES,
    TENDONS,
    TRUNK_MUSCLES,
    kind_of,
)
from hipspine.predict.outside import load_push, seat_push, shoulder_motion
from hipspine.predict.parameters import MUSCLE_COUNT, SIZE, setting_at
from hipspine.predict.passive import end_moment, passive_moment
from hipspine.predict.skeleton import Expression, Push, Size, Skeleton, skeleton

USUAL_ACTIVATION = 0.2
"""Activation at which criteria of different powers count alike."""


@dataclass(frozen=True)
class State:
    """The unknowns at one instant."""

    q: Expression
    """(12,) coordinates [m, rad]."""
    speed: Expression
    """(12,) their speeds."""
    acceleration: Expression
    """(12,)"""
    activation: Expression
    """(32,)"""
    activation_rate: Expression
    """(32,) [1/s]."""
    fibre: Expression
    """(4,) fibre lengths of the muscles with elastic tendons [optimal lengths]."""
    fibre_rate: Expression
    """(4,) their rates of change [1/s]."""


@dataclass(frozen=True)
class Instant:
    """The mechanics at one instant, as expressions."""

    imbalance: Expression
    """(12,) generalised force that nothing provides [N, N·m]: must be 0."""
    tendon_imbalance: Expression
    """(4,) fibre less tendon force [maximum isometric force]: must be 0."""
    muscle_force: Expression
    """(32,) [N]."""
    fibre: Expression
    """(32,) fibre lengths [optimal lengths]."""
    stretch: Expression
    """(32,) passive forces [maximum isometric force]."""
    ground: Expression
    """(6,) right then left: forward force, upward force [N], moment about the origin [N·m]."""
    joint_moment: Expression
    """(12,) what muscles, passive tissue and pelvis forces must provide [N, N·m]."""
    end_moment: Expression
    """Moments of the ligaments at the ends of range [N·m]."""
    ankle_forward: Expression
    """(2,) place of the ankles, right then left [m]."""
    shoulder: Expression
    """(2,) place of the shoulders, forward and up [m]."""
    trunk_lean: Expression
    """Trunk in space [rad], positive backwards."""
    trunk_shake: Expression
    """Squared acceleration of the trunk's mass centre [(m/s²)²]."""


def instant(body: PlanarBody, state: State, p: Expression) -> Instant:
    """Return the body's mechanics in a state, for a parameter vector."""
    motion = {
        name: (state.q[i], state.speed[i], state.acceleration[i])
        for i, name in enumerate(COORDINATES)
    }
    size = Size(mass=setting_at(p, "mass_factor"), length=setting_at(p, "length_factor"))
    bones = skeleton(body, motion, size)
    pushes = _ground(bones, p)
    shoulder = shoulder_motion(bones, p)
    others = [seat_push(bones, p), load_push(bones, shoulder, p)]
    needed = bones.required([push for both in pushes.values() for push in both] + others)
    lengths, slopes = path_lengths(body, state.q, p)
    pulls = muscle_pulls(body, state, (lengths, ca.mtimes(slopes, state.speed)), p)
    forces = ca.vertcat(*(pull.force_N for pull in pulls.values()))
    provided = passive_moment(state.q, state.speed, p) - ca.mtimes(slopes.T, forces)
    shake = bones.parts["trunk"].centre.acceleration
    required = ca.vertcat(*(needed[name] for name in COORDINATES))
    return Instant(
        imbalance=required - provided,
        tendon_imbalance=ca.vertcat(*(pulls[name].imbalance for name in TENDONS)),
        muscle_force=ca.vertcat(*(pull.force_N for pull in pulls.values())),
        fibre=ca.vertcat(*(pull.fibre for pull in pulls.values())),
        stretch=ca.vertcat(*(pull.stretch for pull in pulls.values())),
        ground=ca.vertcat(*(_total(pushes[side]) for side in SIDES)),
        joint_moment=required,
        end_moment=end_moment(state.q),
        ankle_forward=ca.vertcat(
            *(bones.parts[f"foot{side.suffix}"].origin.place.x for side in SIDES)
        ),
        shoulder=ca.vertcat(shoulder.place.x, shoulder.place.y),
        trunk_lean=bones.parts["trunk"].turning.angle,
        trunk_shake=shake.x**2 + shake.y**2,
    )


def _ground(bones: Skeleton, p: Expression) -> dict[Side, list[Push]]:
    modulus = setting_at(p, "sole_modulus_N_per_m2")
    length = setting_at(p, "length_factor")
    return {
        side: [
            ground_push(
                sphere, bones.parts[sphere.part + side.suffix], length=length, modulus=modulus
            )
            for sphere in SOLE
        ]
        for side in SIDES
    }


def _total(pushes: list[Push]) -> Expression:
    return ca.vertcat(
        sum(push.force.x for push in pushes),
        sum(push.force.y for push in pushes),
        sum(push.place.cross(push.force) for push in pushes),
    )


def path_lengths(body: PlanarBody, q: Expression, p: Expression) -> tuple[Expression, Expression]:
    """Return all muscle-tendon lengths (32,) [m] and their slopes by the coordinates (32, 12)."""
    symbols = ca.SX.sym("q", len(COORDINATES))
    angles = {name: symbols[i] for i, name in enumerate(COORDINATES)}
    lengths = []
    for side in SIDES:
        here = {
            name: angles.get(f"{name}{side.suffix}", angles.get(name)) for name in _LENGTH_ANGLES
        }
        lengths += [path_length(body.muscles[name], here) for name in LEG_MUSCLES]
    lengths += [path_length(body.muscles[name], angles) for name in TRUNK_MUSCLES]
    stacked = ca.vertcat(*lengths)
    paths = ca.Function("paths", [symbols], [stacked, ca.jacobian(stacked, symbols)])
    generic, slopes = paths(q)
    length = setting_at(p, "length_factor")
    return generic * length, slopes * length


_LENGTH_ANGLES = ("lumbar_extension", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")


def muscle_pulls(
    body: PlanarBody, state: State, paths: tuple[Expression, Expression], p: Expression
) -> dict[str, Pull]:
    """Return what every muscle does, for all muscle-tendon lengths [m] and speeds [m/s]."""
    factor = setting_at(p, "force_factor")
    pulls = {}
    for i, name in enumerate(MUSCLES):
        kind = kind_of(name)
        setting = Setting(p[i] * factor, p[MUSCLE_COUNT + i], setting_at(p, "length_factor"))
        muscle, activation = body.muscles[kind], state.activation[i]
        if kind in ELASTIC:
            k = TENDONS.index(name)
            fibre = (state.fibre[k], state.fibre_rate[k], setting_at(p, "tendon_stiffness"))
            pulls[name] = elastic_pull(muscle, setting, activation, paths[0][i], fibre)
        else:
            pulls[name] = rigid_pull(muscle, setting, activation, (paths[0][i], paths[1][i]))
    return pulls


def _volume(body: PlanarBody, name: str) -> float:
    muscle = body.muscles[kind_of(name)]
    return muscle.max_isometric_force_N * muscle.optimal_fibre_length_m


def cost(body: PlanarBody, state: State, seen: Instant, p: Expression) -> Expression:
    """Return the criterion per second: activation, a little smoothness, an upright trunk.

    Mean activation to a power after Ackermann and van den Bogert 2010
    (doi:10.1016/j.jbiomech.2009.12.012), times 100 so that the optimiser's tolerance bites.
    """
    sizes = np.array([_volume(body, name) for name in MUSCLES])
    shares = [size ** setting_at(p, "volume_power") for size in sizes / sizes.mean()]
    exponent = setting_at(p, "exponent")
    # Scaled so that the usual activation counts alike whatever the power.
    usual = USUAL_ACTIVATION**2
    effort = usual * sum(
        share * (state.activation[i] / USUAL_ACTIVATION) ** exponent
        for i, share in enumerate(shares)
    )
    stretch = sum(share * seen.stretch[i] ** 2 for i, share in enumerate(shares))
    trunk_rate = state.speed[2] + state.speed[3]
    return (
        100.0 * (effort + setting_at(p, "stretch_weight") * stretch) / sum(shares)
        + setting_at(p, "acceleration_weight") * ca.sumsqr(state.acceleration[:3] / 6.0)
        + setting_at(p, "acceleration_weight") * ca.sumsqr(state.acceleration[3:] / 60.0)
        + setting_at(p, "activation_rate_weight") * ca.sumsqr(state.activation_rate / 10.0)
        + setting_at(p, "trunk_weight") * seen.trunk_lean**2
        + setting_at(p, "trunk_rate_weight") * trunk_rate**2
        + setting_at(p, "head_weight") * seen.trunk_shake
        + setting_at(p, "ligament_weight") * ca.sumsqr(seen.end_moment / 10.0)
        + setting_at(p, "rest_cost")
    )


def parameter_symbol() -> Expression:
    """Return a symbol for the parameter vector."""
    return ca.SX.sym("p", SIZE)
