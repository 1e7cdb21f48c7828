"""A built motion problem: solve it for any strengths, settings and bounds."""

import time
from dataclasses import dataclass, field
from functools import cached_property

import casadi as ca
import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.predict.assembly import Assembled, Blocks
from hipspine.predict.layout import Layout
from hipspine.predict.names import COORDINATES, MUSCLES
from hipspine.predict.parameters import SIZE, Muscles, Settings, parameter_vector
from hipspine.predict.stage import SHARED, Stage, row_limits

ITERATIONS = 100
WIDE_ITERATIONS = 150
"""Where one search is given up. Most take 15 to 60 steps; one that wanders is better begun anew
from elsewhere than followed. Counted in steps, so that a busy machine answers the same."""

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
    "ipopt.mumps_pivtol": 1e-8,
    "ipopt.mumps_scaling": 8,
    "ipopt.mumps_pivot_order": 5,
}
"""Wächter and Biegler 2006 (doi:10.1007/s10107-004-0559-y). The three last settings change the time
of a step, not the result. The order is that of METIS: duration and speed touch every interval, and
MUMPS' own choice let them fill the factors (123 ms a step at a free speed, 46 ms so). Only the
unknowns are handed on from solution to solution: handing on multipliers too took more steps, not
fewer."""

NEARBY = {"ipopt.adaptive_mu_globalization": "kkt-error"}
"""Accepts steps as long as they lead towards meeting the optimality conditions (Nocedal, Wächter
and Waltz 2009, doi:10.1137/060649513), so that a search stays at the minimum it begins near: nine
changed walks took 203 steps, and 624 with IPOPT's filter, which wanders further and so finds what
lies further off."""


@dataclass(frozen=True)
class Mesh:
    """How finely a motion is cut in time."""

    intervals: int = 25
    degree: int = 1

    @property
    def points(self) -> int:
        """Number of collocation points, the first instant not counted."""
        return self.intervals * self.degree


@dataclass(frozen=True, eq=False)
class Request:
    """One motion to be found."""

    settings: Settings
    muscles: Muscles
    duration_s: tuple[float, float]
    """Shortest and longest; equal when it is given."""
    speed_m_s: tuple[float, float]
    """Slowest and fastest mean speed; equal when it is given, 1 where there is none."""
    ties: tuple[FloatArray, FloatArray]
    """Lowest and highest values of the conditions on beginning and end."""
    tracked: FloatArray | None = None
    """(points, 12) angles to stay near [rad]; None without tracking."""


@dataclass(frozen=True, eq=False)
class Solution:
    """What the solver found."""

    unknowns: FloatArray
    cost: float
    is_answer: bool
    status: str
    iterations: int
    cpu_s: float


@dataclass(frozen=True, eq=False)
class Course:
    """A motion over time, in SI units."""

    times_s: FloatArray
    """(T,) from 0, the first instant included."""
    states: FloatArray
    """(T, layout.size)"""
    duration_s: float
    speed_m_s: float


@dataclass(eq=False)
class Problem:
    """A motion cut into intervals, with conditions that tie its beginning and end."""

    layout: Layout
    mesh: Mesh
    interval: Stage
    ties: Stage
    iterations: int = ITERATIONS
    wide_iterations: int = WIDE_ITERATIONS
    _assembled: Assembled = field(init=False)

    def __post_init__(self) -> None:
        """Put the blocks together."""
        self.tie_rows = int(self.ties.jacobian_pattern.size1())
        self.point_rows = len(row_limits(self.layout)[0])
        blocks = [self._intervals(), self._ends()]
        self._assembled = Assembled(
            blocks, self.unknown_count, SIZE + len(COORDINATES) * self.mesh.points
        )

    @cached_property
    def _nearby(self) -> ca.Function:
        options = {**IPOPT, **NEARBY, "ipopt.max_iter": self.iterations}
        return self._assembled.solver(options)

    @cached_property
    def _wide(self) -> ca.Function:
        return self._assembled.solver({**IPOPT, "ipopt.max_iter": self.wide_iterations})

    @property
    def unknown_count(self) -> int:
        """Number of unknowns."""
        return SHARED + (self.mesh.points + 1) * self.layout.size

    def _intervals(self) -> Blocks:
        step = self.mesh.degree * self.layout.size
        which = np.arange(self.mesh.intervals)[:, None]
        states = SHARED + step * which + np.arange(step + self.layout.size)
        shared = np.tile(np.arange(SHARED), (self.mesh.intervals, 1))
        per = len(COORDINATES) * self.mesh.degree
        return Blocks(
            stage=self.interval,
            unknowns=np.hstack([states, shared]),
            rows=self.point_rows * self.mesh.degree,
            tracked=SIZE + per * which + np.arange(per),
            tracked_shape=(len(COORDINATES), self.mesh.degree),
            shared=SIZE,
        )

    def _ends(self) -> Blocks:
        first = SHARED + np.arange(self.layout.size)
        last = first + self.mesh.points * self.layout.size
        return Blocks(
            stage=self.ties,
            unknowns=np.concatenate([first, last, np.arange(SHARED)])[None, :],
            rows=self.tie_rows,
            tracked=np.zeros((1, 0), dtype=np.int64),
            tracked_shape=(0, 0),
            shared=SIZE,
        )

    def bounds(self, request: Request) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and highest value of every unknown."""
        ends = []
        activations = (request.muscles.lowest_activation, request.muscles.highest_activation)
        kept = [MUSCLES.index(name) for name in self.layout.muscles]
        start = 2 * self.layout.q
        for i, state in enumerate(self.layout.limits()):
            limited = state.copy()
            limited[start : start + self.layout.a] = activations[i][kept]
            states = np.tile(limited / self.layout.scale, self.mesh.points + 1)
            ends.append(np.concatenate([[request.duration_s[i], request.speed_m_s[i]], states]))
        return ends[0], ends[1]

    def solve(self, start: FloatArray, request: Request) -> Solution:
        """Return the motion found near a first guess of the unknowns."""
        return self._solve(self._nearby, start, request)

    def solve_widely(self, start: FloatArray, request: Request) -> Solution:
        """Return the motion found from a first guess from which the search nearby finds none."""
        return self._solve(self._wide, start, request)

    def _solve(self, solver: ca.Function, start: FloatArray, request: Request) -> Solution:
        lowest, highest = self.bounds(request)
        low_row, high_row = row_limits(self.layout)
        tracked = (
            np.zeros(len(COORDINATES) * self.mesh.points)
            if request.tracked is None
            else request.tracked.ravel()
        )
        parameters = parameter_vector(request.settings, request.muscles)
        began = time.process_time()
        found = solver(
            x0=np.clip(start, lowest, highest),
            p=np.concatenate([parameters, tracked]),
            lbx=lowest,
            ubx=highest,
            lbg=np.concatenate([np.tile(low_row, self.mesh.points), request.ties[0]]),
            ubg=np.concatenate([np.tile(high_row, self.mesh.points), request.ties[1]]),
        )
        stats = solver.stats()
        return Solution(
            unknowns=np.array(found["x"]).ravel(),
            cost=float(found["f"]),
            is_answer=bool(stats["success"]),
            status=str(stats["return_status"]),
            iterations=int(stats["iter_count"]),
            cpu_s=time.process_time() - began,
        )

    def course(self, unknowns: FloatArray) -> Course:
        """Return the motion that the unknowns stand for."""
        return course_of(unknowns, self.layout, self.mesh)

    def unknowns(self, course: Course) -> FloatArray:
        """Return a motion's unknowns on this mesh, as a first guess."""
        times = mesh_times(self.mesh, course.duration_s)
        states = np.array([np.interp(times, course.times_s, each) for each in course.states.T]).T
        shared = [course.duration_s, course.speed_m_s]
        return np.concatenate([shared, (states / self.layout.scale).ravel()])


def course_of(unknowns: FloatArray, layout: Layout, mesh: Mesh) -> Course:
    """Return the motion that a vector of unknowns stands for."""
    states = unknowns[SHARED:].reshape(-1, layout.size) * layout.scale
    duration, speed = unknowns[:SHARED]
    return Course(mesh_times(mesh, duration), states, float(duration), float(speed))


def mesh_times(mesh: Mesh, duration_s: float) -> FloatArray:
    """Return the instants of a mesh [s], the first included."""
    points = np.array(ca.collocation_points(mesh.degree, "radau"))
    fractions = (np.arange(mesh.intervals)[:, None] + points).ravel() / mesh.intervals
    return duration_s * np.concatenate([[0.0], fractions])
