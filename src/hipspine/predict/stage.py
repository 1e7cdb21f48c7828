"""One mesh interval of a motion: its equations, limits and cost, with exact derivatives.

Derivatives are taken once, of a single interval, and mapped over all: building takes a second
instead of the half minute that differentiating the whole problem would.
"""

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.arrays import FloatArray
from hipspine.predict.instant import Instant, State, cost, instant, parameter_symbol
from hipspine.predict.names import COORDINATES, MUSCLES, TENDONS
from hipspine.predict.parameters import setting_at
from hipspine.predict.skeleton import Expression

Q, A, F = len(COORDINATES), len(MUSCLES), len(TENDONS)
STATE = 2 * Q + A + F
SHARED = 2
"""Unknowns that all intervals share: duration and speed."""

Q_SCALE = np.array([1.0, 1.0, 0.5, 0.5] + 2 * [1.0, 1.0, 1.0, 1.0])
SPEED_SCALE = np.array([2.0, 1.0, 3.0, 3.0] + 2 * [6.0, 8.0, 8.0, 8.0])
STATE_SCALE = np.concatenate([Q_SCALE, SPEED_SCALE, np.ones(A), np.ones(F)])
"""Unknowns times these are the state in SI units."""
FORCE_SCALE = np.array([100.0, 100.0, 60.0, 60.0] + 2 * [60.0, 60.0, 40.0, 10.0])

ACTIVATION_TIME_S = 0.015
DEACTIVATION_TIME_S = 0.060
"""De Groote 2009 (doi:10.1080/10255840902788587): activation as two inequalities."""
TRACKING_WIDTH = np.array([1e6, 1e6] + 10 * [0.0873])
"""Distance from a tracked angle that counts as 1 [rad]: five degrees; places are not tracked."""


@dataclass(frozen=True)
class Collocation:
    """Radau points within an interval, and the derivative of the polynomial through them."""

    points: tuple[float, ...]
    """Including 0, the start of the interval."""
    slopes: FloatArray
    """(d + 1, d + 1): slope at column's point of the row's Lagrange polynomial."""
    weights: FloatArray
    """(d + 1,) quadrature weights."""


def collocation(degree: int) -> Collocation:
    """Return the Radau collocation of a degree; 1 is the backward Euler step."""
    points = (0.0, *ca.collocation_points(degree, "radau"))
    slopes = np.zeros((degree + 1, degree + 1))
    weights = np.zeros(degree + 1)
    for j, here in enumerate(points):
        polynomial = np.poly1d([1.0])
        for r, there in enumerate(points):
            if r != j:
                polynomial *= np.poly1d([1.0, -there]) / (here - there)
        slopes[j] = np.polyder(polynomial)(np.array(points))
        weights[j] = np.polyint(polynomial)(1.0)
    return Collocation(points, slopes, weights)


@dataclass(frozen=True)
class Stage:
    """Functions of one interval's unknowns w = [start, points..., duration, speed]."""

    jacobian: ca.Function
    """(w, tracked, p) -> equations and limits, nonzeros of their Jacobian."""
    gradient: ca.Function
    """(w, tracked, p) -> cost, its gradient."""
    hessian: ca.Function
    """(w, tracked, p, multiplier of cost, multipliers) -> nonzeros of the upper triangle."""
    jacobian_pattern: ca.Sparsity
    hessian_pattern: ca.Sparsity

    def parts(self) -> list[object]:
        """Return what makes up the stage, in the order of the constructor."""
        return [
            self.jacobian,
            self.gradient,
            self.hessian,
            self.jacobian_pattern,
            self.hessian_pattern,
        ]


def build_stage(body: PlanarBody, degree: int, intervals: int) -> Stage:
    """Return the functions of one interval out of `intervals`, with `degree` Radau points."""
    w = ca.SX.sym("w", (degree + 1) * STATE + SHARED)
    tracked = ca.SX.sym("tracked", Q, degree)
    p = parameter_symbol()
    constraints, total = _equations(body, w, tracked, p, collocation(degree), intervals)
    return differentiated(w, tracked, p, constraints, total)


def differentiated(
    w: Expression, tracked: Expression, p: Expression, constraints: Expression, total: Expression
) -> Stage:
    """Return a stage's functions with exact derivatives, from its expressions."""
    jacobian = ca.jacobian(constraints, w)
    on_cost, on_constraints = ca.SX.sym("lf"), ca.SX.sym("lg", constraints.numel())
    lagrangian = on_cost * total + ca.dot(on_constraints, constraints)
    hessian = ca.triu(ca.hessian(lagrangian, w)[0])
    shared = {"cse": True}
    given = [w, tracked, p]
    return Stage(
        ca.Function("jacobian", given, [constraints, _nonzeros(jacobian)], shared),
        ca.Function("gradient", given, [total, ca.gradient(total, w)], shared),
        ca.Function("hessian", [*given, on_cost, on_constraints], [_nonzeros(hessian)], shared),
        jacobian.sparsity(),
        hessian.sparsity(),
    )


def _nonzeros(matrix: Expression) -> Expression:
    return ca.vertcat(*matrix.nonzeros())


def state_of(scaled: Expression, rates: Expression) -> State:
    """Return the state at a point from its unknowns and the unknowns' rates of change."""
    x, dx = scaled * STATE_SCALE, rates * STATE_SCALE
    return State(
        q=x[:Q],
        speed=x[Q : 2 * Q],
        acceleration=dx[Q : 2 * Q],
        activation=x[2 * Q : 2 * Q + A],
        fibre=x[2 * Q + A :],
        fibre_rate=dx[2 * Q + A :],
    )


def _equations(
    body: PlanarBody,
    w: Expression,
    tracked: Expression,
    p: Expression,
    radau: Collocation,
    intervals: int,
) -> tuple[Expression, Expression]:
    degree = len(radau.points) - 1
    points = [w[k * STATE : (k + 1) * STATE] for k in range(degree + 1)]
    duration, speed = w[-2], w[-1]
    step = duration / intervals
    constraints, total = [], ca.SX(0)
    for j in range(1, degree + 1):
        rates = sum(radau.slopes[r, j] * points[r] for r in range(degree + 1)) / step
        state = state_of(points[j], rates)
        seen = instant(body, state, p)
        constraints.append(_constraints(state, seen, rates))
        here = cost(state, seen, rates[2 * Q : 2 * Q + A], p)
        away = (state.q - tracked[:, j - 1]) / TRACKING_WIDTH
        here += setting_at(p, "tracking_weight") * ca.sumsqr(away) / (Q - 2)
        total += radau.weights[j] * here * 10.0 / (intervals * speed)
    return ca.vertcat(*constraints), total


def _constraints(state: State, seen: Instant, rates: Expression) -> Expression:
    """Return equations (Q + Q + F rows, each 0) and activation limits (A rows >= 0, A rows <= 1)."""
    rate = rates[2 * Q : 2 * Q + A]
    return ca.vertcat(
        (rates[:Q] * Q_SCALE - state.speed) / SPEED_SCALE,
        seen.imbalance / FORCE_SCALE,
        seen.tendon_imbalance,
        rate * DEACTIVATION_TIME_S + state.activation,
        rate * ACTIVATION_TIME_S + state.activation,
    )


ROWS = 2 * Q + F + 2 * A
ROW_LOWEST = np.concatenate([np.zeros(2 * Q + F), np.zeros(A), np.full(A, -np.inf)])
ROW_HIGHEST = np.concatenate([np.zeros(2 * Q + F), np.full(A, np.inf), np.ones(A)])
