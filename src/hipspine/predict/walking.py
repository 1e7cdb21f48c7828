"""Walking: half a cycle whose second half is its mirror image, or a whole cycle."""

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import radians
from hipspine.predict.assembly import Assembled, Blocks
from hipspine.predict.names import COORDINATES, MUSCLES, TENDONS, mirror
from hipspine.predict.parameters import SIZE, Muscles, Settings, parameter_vector
from hipspine.predict.stage import (
    ROW_HIGHEST,
    ROW_LOWEST,
    ROWS,
    SHARED,
    STATE,
    STATE_SCALE,
    A,
    F,
    Q,
    Stage,
    differentiated,
)

MIRRORED = np.array(
    mirror(COORDINATES)
    + [Q + i for i in mirror(COORDINATES)]
    + [2 * Q + i for i in mirror(MUSCLES)]
    + [2 * Q + A + i for i in mirror(TENDONS)]
)
"""Place of each state's mirror image."""

IPOPT = {
    "print_time": False,
    "error_on_fail": False,
    "ipopt.print_level": 0,
    "ipopt.sb": "yes",
    "ipopt.tol": 1e-6,
    "ipopt.constr_viol_tol": 1e-5,
    "ipopt.mu_strategy": "adaptive",
    "ipopt.nlp_scaling_method": "none",
    "ipopt.linear_solver": "mumps",
}


def _q_bounds() -> tuple[FloatArray, FloatArray]:
    leg = np.array([(-50.0, 110.0), (-8.0, 130.0), (-50.0, 45.0), (-45.0, 70.0)])
    angles = radians(np.vstack([[(-50.0, 50.0), (-50.0, 50.0)], leg, leg]))
    places = np.array([(-0.1, 3.5), (0.5, 1.4)])
    both = np.vstack([places, angles])
    return both[:, 0], both[:, 1]


Q_LOWEST, Q_HIGHEST = _q_bounds()
SPEED_LARGEST = np.array([5.0, 3.0, 8.0, 10.0] + 2 * [20.0, 25.0, 25.0, 40.0])
FIBRE_RANGE = (0.35, 1.7)


@dataclass(frozen=True)
class Mesh:
    """How finely a motion is cut."""

    intervals: int = 25
    degree: int = 1
    is_whole_cycle: bool = False

    @property
    def nodes(self) -> int:
        """Return how many instants are unknown, the first included."""
        return self.intervals * self.degree + 1

    @property
    def unknowns(self) -> int:
        """Return how many unknowns there are."""
        return SHARED + self.nodes * STATE


def boundary_stage(mesh: Mesh) -> Stage:
    """Return the block that ties a motion's end to its beginning."""
    w = ca.SX.sym("w", 2 * STATE + SHARED)
    first, last = w[:STATE], w[STATE : 2 * STATE]
    duration, speed = w[-2], w[-1]
    order = np.arange(STATE) if mesh.is_whole_cycle else MIRRORED
    image = last[order.tolist()] * STATE_SCALE[order]
    gap = (first * STATE_SCALE - image) / STATE_SCALE
    ties = ca.vertcat(gap[1:], last[0] - first[0] - speed * duration, first[0])
    return differentiated(w, ca.SX(0, 0), ca.SX.sym("p", SIZE), ties, ca.SX(0))


class Walk:
    """A built walking problem: solve it for any parameters."""

    def __init__(
        self, stage: Stage, mesh: Mesh, *, iterations: int = 400, cpu_s: float = 30.0
    ) -> None:
        self.mesh = mesh
        per = mesh.degree * STATE
        inner = SHARED + per * np.arange(mesh.intervals)[:, None] + np.arange(per + STATE)
        shared = np.tile([0, 1], (mesh.intervals, 1))
        tracked = (
            SIZE + Q * mesh.degree * np.arange(mesh.intervals)[:, None] + np.arange(Q * mesh.degree)
        )
        last = SHARED + (mesh.nodes - 1) * STATE
        ends = np.concatenate(
            [SHARED + np.arange(STATE), last + np.arange(STATE), [0, 1]]
        )[None, :]
        tie = boundary_stage(mesh)
        self.tie_rows = STATE + 1
        blocks = [
            Blocks(stage, np.hstack([inner, shared]), ROWS * mesh.degree, tracked, (Q, mesh.degree), SIZE),
            Blocks(tie, ends, self.tie_rows, np.zeros((1, 0), dtype=int), (0, 0), SIZE),
        ]
        assembled = Assembled(blocks, mesh.unknowns, SIZE + Q * mesh.degree * mesh.intervals)
        options = {**IPOPT, "ipopt.max_iter": iterations, "ipopt.max_cpu_time": cpu_s}
        self.solver = assembled.solver(options)
        count = mesh.intervals * mesh.degree
        self.row_lowest = np.concatenate([np.tile(ROW_LOWEST, count), np.zeros(self.tie_rows)])
        self.row_highest = np.concatenate([np.tile(ROW_HIGHEST, count), np.zeros(self.tie_rows)])

    def bounds(self, muscles: Muscles, speed: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
        low = np.concatenate(
            [Q_LOWEST, -SPEED_LARGEST, muscles.lowest_activation, np.full(F, FIBRE_RANGE[0])]
        )
        high = np.concatenate(
            [Q_HIGHEST, SPEED_LARGEST, muscles.highest_activation, np.full(F, FIBRE_RANGE[1])]
        )
        low[Q] = 0.2
        durations = (0.6, 2.4) if self.mesh.is_whole_cycle else (0.3, 1.2)
        return (
            np.concatenate([[durations[0], speed[0]], np.tile(low / STATE_SCALE, self.mesh.nodes)]),
            np.concatenate([[durations[1], speed[1]], np.tile(high / STATE_SCALE, self.mesh.nodes)]),
        )

    def solve(self, start, settings: Settings, muscles: Muscles, speed, tracked=None):
        lo, hi = self.bounds(muscles, speed)
        tr = np.zeros(Q * self.mesh.degree * self.mesh.intervals) if tracked is None else tracked
        p = np.concatenate([parameter_vector(settings, muscles), tr])
        r = self.solver(x0=np.clip(start, lo, hi), p=p, lbx=lo, ubx=hi, lbg=self.row_lowest, ubg=self.row_highest)
        return np.array(r["x"]).ravel(), float(r["f"]), self.solver.stats()
