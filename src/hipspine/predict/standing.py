"""Quiet standing: the posture in which everything balances at least effort."""

import time
from dataclasses import dataclass, field

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.units import radians
from hipspine.predict.instant import Instant, cost, instant, parameter_symbol
from hipspine.predict.layout import LEGS_ALIKE
from hipspine.predict.names import MUSCLES
from hipspine.predict.optimiser import optimiser
from hipspine.predict.parameters import Muscles, Settings, parameter_vector
from hipspine.predict.problem import IPOPT, Course, Solution
from hipspine.predict.skeleton import Expression
from hipspine.predict.stage import COST_SCALE, state_of

PRESSURE_CENTRE_M = (0.02, 0.08)
"""Where the ground's force may act, ahead of the ankle: quiet standing keeps it about 4 to 5 cm
ahead (Winter 1995, doi:10.1016/0966-6362(96)82849-9)."""
ITERATIONS = 200
UNKNOWNS = LEGS_ALIKE.size - LEGS_ALIKE.q
"""Coordinates, activations and fibre lengths of one leg and the trunk; nothing moves."""


def _kept() -> IntArray:
    places = np.arange(LEGS_ALIKE.size)
    return np.concatenate([places[: LEGS_ALIKE.q], places[2 * LEGS_ALIKE.q :]])


@dataclass(eq=False)
class Standing:
    """The built problem of standing still on both feet."""

    body: PlanarBody
    solver: ca.Function = field(init=False)

    def __post_init__(self) -> None:
        """Set up IPOPT."""
        x, p = ca.SX.sym("x", UNKNOWNS), parameter_symbol()
        q = LEGS_ALIKE.q
        still = ca.vertcat(x[:q], ca.SX.zeros(q), x[q:])
        state = state_of(LEGS_ALIKE, still, ca.SX.zeros(LEGS_ALIKE.size))
        seen = instant(self.body, state, p)
        problem = {
            "x": x,
            "p": p,
            "f": COST_SCALE * cost(self.body, state, seen, p),
            "g": _balance(x, seen),
        }
        options = {**IPOPT, "ipopt.max_iter": ITERATIONS}
        self.solver = optimiser("standing", problem, options)

    def solve(self, start: FloatArray, settings: Settings, muscles: Muscles) -> Solution:
        """Return the posture found from a first guess of the unknowns."""
        lowest, highest = _bounds(muscles)
        rows = LEGS_ALIKE.q + LEGS_ALIKE.f
        began = time.process_time()
        found = self.solver(
            x0=np.clip(start, lowest, highest),
            p=parameter_vector(settings, muscles),
            lbx=lowest,
            ubx=highest,
            lbg=np.concatenate([np.zeros(rows), [PRESSURE_CENTRE_M[0] * settings.length_factor]]),
            ubg=np.concatenate([np.zeros(rows), [PRESSURE_CENTRE_M[1] * settings.length_factor]]),
        )
        stats = self.solver.stats()
        return Solution(
            unknowns=np.array(found["x"]).ravel(),
            cost=float(found["f"]),
            is_answer=bool(stats["success"]),
            status=str(stats["return_status"]),
            iterations=int(stats["iter_count"]),
            cpu_s=time.process_time() - began,
        )


def _balance(x: Expression, seen: Instant) -> Expression:
    motion, tendons = (each.tolist() for each in LEGS_ALIKE.rows)
    # Standing still, nothing ties the body to a place, so hip_forward is held at 0 instead.
    imbalance = ca.vertcat(x[0], (seen.imbalance[motion] / LEGS_ALIKE.force_scale)[1:])
    pressure_centre = seen.ground[2] / seen.ground[1] - seen.ankle_forward[0]
    return ca.vertcat(imbalance, seen.tendon_imbalance[tendons], pressure_centre)


def _bounds(muscles: Muscles) -> tuple[FloatArray, FloatArray]:
    ends = []
    kept = [MUSCLES.index(name) for name in LEGS_ALIKE.muscles]
    both = (muscles.lowest_activation, muscles.highest_activation)
    for limit, activation in zip(LEGS_ALIKE.limits(), both, strict=True):
        state = limit.copy()
        state[2 * LEGS_ALIKE.q : 2 * LEGS_ALIKE.q + LEGS_ALIKE.a] = activation[kept]
        ends.append((state / LEGS_ALIKE.scale)[_kept()])
    return ends[0], ends[1]


KNEES_DEG = (5.0, 1.0, 12.0)
"""Knee flexion of the first guesses: standing has more than one balance, a deep one included."""


def guesses(length_factor: float) -> tuple[FloatArray, ...]:
    """Return first guesses: upright, with the knees bent a little, hardly, and somewhat more."""
    return tuple(_upright(length_factor, radians(knee)) for knee in KNEES_DEG)


def _upright(length_factor: float, knee_rad: float) -> FloatArray:
    state = np.concatenate(
        [np.zeros(2 * LEGS_ALIKE.q), np.full(LEGS_ALIKE.a, 0.03), np.ones(LEGS_ALIKE.f)]
    )
    state[1] = 0.855 * length_factor
    state[4:7] = 0.5 * knee_rad, knee_rad, 0.5 * knee_rad
    return (state / LEGS_ALIKE.scale)[_kept()]


def posture(unknowns: FloatArray) -> Course:
    """Return the posture that the unknowns stand for, as a motion of one instant."""
    state = np.zeros(LEGS_ALIKE.size)
    state[_kept()] = unknowns
    return Course(np.zeros(1), (state * LEGS_ALIKE.scale)[None, :], 0.0, 0.0)
