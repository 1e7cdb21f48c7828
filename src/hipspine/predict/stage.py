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
from hipspine.predict.layout import Layout
from hipspine.predict.names import COORDINATES
from hipspine.predict.parameters import setting_at
from hipspine.predict.skeleton import Expression

SHARED = 2
"""Unknowns that all intervals share: duration [s] and mean speed [m/s]."""
ACTIVATION_TIME_S = 0.015
DEACTIVATION_TIME_S = 0.060
"""De Groote 2009 (doi:10.1080/10255840902788587): activation as two inequalities."""
COST_SCALE = 5.0
"""Lifts the cost well above the optimiser's tolerance; smaller costs end in co-contraction."""
TRACKING_WIDTH = np.array([1e6, 1e6, 0.0873, 0.0873] + 2 * [0.0873, 0.0873, 0.0873, 1e6])
"""Distance from a tracked angle that counts as 1 [rad]: five degrees.
Places and toes are not tracked."""

TRACKED = 8
"""Angles that are tracked."""


@dataclass(frozen=True)
class Collocation:
    """Radau points within an interval, and the polynomial through them."""

    points: tuple[float, ...]
    """Including 0, the start of the interval."""
    slopes: FloatArray
    """(d + 1, d + 1): slope at the column's point of the row's Lagrange polynomial."""
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
        if j > 0:
            # The start of an interval is the end of the one before, so it has no weight of its own.
            through = np.poly1d([1.0])
            for r, there in enumerate(points):
                if r not in (0, j):
                    through *= np.poly1d([1.0, -there]) / (here - there)
            weights[j] = np.polyint(through)(1.0)
    return Collocation(points, slopes, weights)


@dataclass(frozen=True)
class Stage:
    """Functions of one block's unknowns w = [states..., duration, speed]."""

    jacobian: ca.Function
    """(w, tracked, p) -> equations and limits, nonzeros of their Jacobian."""
    gradient: ca.Function
    """(w, tracked, p) -> cost, its gradient."""
    hessian: ca.Function
    """(w, tracked, p, multiplier of cost, multipliers) -> nonzeros of the upper triangle."""
    jacobian_pattern: ca.Sparsity
    hessian_pattern: ca.Sparsity


def interval_stage(body: PlanarBody, layout: Layout, *, degree: int, intervals: int) -> Stage:
    """Return the functions of one interval out of `intervals`, with `degree` Radau points."""
    w = ca.SX.sym("w", (degree + 1) * layout.size + SHARED)
    tracked = ca.SX.sym("tracked", len(COORDINATES), degree)
    p = parameter_symbol()
    radau = collocation(degree)
    points = [w[k * layout.size : (k + 1) * layout.size] for k in range(degree + 1)]
    duration, speed = w[-2], w[-1]
    constraints, total = [], ca.SX(0)
    for j in range(1, degree + 1):
        slope = sum(radau.slopes[r, j] * points[r] for r in range(degree + 1))
        rates = slope * intervals / duration
        state = state_of(layout, points[j], rates)
        seen = instant(body, state, p)
        constraints.append(_constraints(layout, points[j], rates, seen))
        here = cost(body, state, seen, p) + _away(state, tracked[:, j - 1], p)
        total += radau.weights[j] * here * COST_SCALE / (intervals * speed)
    return differentiated([w, tracked, p], ca.vertcat(*constraints), total)


def differentiated(given: list[Expression], constraints: Expression, total: Expression) -> Stage:
    """Return a block's functions with exact derivatives by its first argument."""
    w = given[0]
    jacobian = ca.jacobian(constraints, w)
    on_cost, on_constraints = ca.SX.sym("lf"), ca.SX.sym("lg", constraints.numel())
    lagrangian = on_cost * total + ca.dot(on_constraints, constraints)
    hessian = ca.triu(ca.hessian(lagrangian, w)[0])
    shared = {"cse": True}
    return Stage(
        ca.Function("jacobian", given, [constraints, _nonzeros(jacobian)], shared),
        ca.Function("gradient", given, [total, ca.gradient(total, w)], shared),
        ca.Function("hessian", [*given, on_cost, on_constraints], [_nonzeros(hessian)], shared),
        jacobian.sparsity(),
        hessian.sparsity(),
    )


def _nonzeros(matrix: Expression) -> Expression:
    return ca.vertcat(*matrix.nonzeros())


def state_of(layout: Layout, scaled: Expression, rates: Expression) -> State:
    """Return the whole body's state from the unknowns at an instant and their rates of change."""
    x, dx = scaled * layout.scale, rates * layout.scale
    q, a, f = layout.q, layout.a, layout.f
    coordinates, muscles, tendons = (each.tolist() for each in layout.places)
    return State(
        q=x[:q][coordinates],
        speed=x[q : 2 * q][coordinates],
        acceleration=dx[q : 2 * q][coordinates],
        activation=x[2 * q : 2 * q + a][muscles],
        activation_rate=dx[2 * q : 2 * q + a][muscles],
        fibre=x[2 * q + a : 2 * q + a + f][tendons],
        fibre_rate=dx[2 * q + a : 2 * q + a + f][tendons],
    )


def _away(state: State, tracked: Expression, p: Expression) -> Expression:
    distance = (state.q - tracked) / TRACKING_WIDTH
    return setting_at(p, "tracking_weight") * ca.sumsqr(distance) / TRACKED


def _constraints(layout: Layout, x: Expression, dx: Expression, seen: Instant) -> Expression:
    """Return equations (q + q + f rows, each 0) and activation limits (2 a rows)."""
    q, a = layout.q, layout.a
    activation, rate = x[2 * q : 2 * q + a], dx[2 * q : 2 * q + a]
    motion, tendons = (each.tolist() for each in layout.rows)
    return ca.vertcat(
        dx[:q] * layout.scale[:q] / layout.scale[q : 2 * q] - x[q : 2 * q],
        seen.imbalance[motion] / layout.force_scale,
        seen.tendon_imbalance[tendons],
        rate * DEACTIVATION_TIME_S + activation,
        rate * ACTIVATION_TIME_S + activation,
    )


def row_limits(layout: Layout) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest values of the rows of one point: 0, or activation limits."""
    equal = np.zeros(2 * layout.q + layout.f)
    none, full = np.zeros(layout.a), np.ones(layout.a)
    infinite = np.full(layout.a, np.inf)
    return np.concatenate([equal, none, -infinite]), np.concatenate([equal, infinite, full])
