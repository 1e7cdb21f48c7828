from collections.abc import Callable

import numpy as np
import pytest

from hipspine.mechanics.muscle_curves import (
    PassiveCurve,
    active_force_at_length,
    active_force_at_speed,
    passive_force_at_length,
)

Run = Callable[[str], object]


def test_the_muscle_curves_are_those_of_the_engine_at_the_recorded_motion(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        """
        import json, casadi as ca, numpy as np
        from hipspine.predict import muscle_force as m
        x = ca.SX.sym("x")
        f = ca.Function("f", [x], [m.active_force_at_length(x), m.active_force_at_speed(x),
                                   m.passive_force(x, 0.7)])
        at = lambda v: [float(y) for y in f(v)]
        print(json.dumps([at(v) for v in (0.6, 0.9, 1.0, 1.2, 1.5)] + [at(v) for v in (-0.5, 0.3)]))
        """
    )
    lengths = np.array([0.6, 0.9, 1.0, 1.2, 1.5])
    rows = np.array(found)
    assert rows[:5, 0] == pytest.approx(active_force_at_length(lengths), abs=1e-12)
    passive = passive_force_at_length(lengths, np.full(5, 0.7), curve=PassiveCurve.PUBLISHED)
    # The rounded corner adds at most a hundredth of an optimal length, 0.11 % of the strength.
    assert rows[:5, 2] == pytest.approx(passive, abs=0.0015)
    speeds = np.array([-0.5, 0.3])
    assert rows[5:, 1] == pytest.approx(active_force_at_speed(speeds), abs=1e-12)


def test_the_equations_of_motion_conserve_energy(in_casadi_process: Run) -> None:
    # The power of the required forces is the rate at which kinetic and potential energy grow.
    found = in_casadi_process(
        """
        import json, casadi as ca, numpy as np
        from hipspine.content.prediction.planar_body import read_planar_body
        from hipspine.predict.names import COORDINATES
        from hipspine.predict.skeleton import Size, skeleton
        q, v, a = (ca.SX.sym(n, 12) for n in "qva")
        motion = {n: (q[i], v[i], a[i]) for i, n in enumerate(COORDINATES)}
        bones = skeleton(read_planar_body(), motion, Size(ca.SX(1.2), ca.SX(1.1)))
        energy = sum(
            0.5 * p.mass * (p.centre.velocity.x**2 + p.centre.velocity.y**2)
            + 0.5 * p.inertia * p.turning.speed**2 + 9.80665 * p.mass * p.centre.place.y
            for p in bones.parts.values()
        )
        needed = bones.required([])
        power = sum(needed[n] * v[i] for i, n in enumerate(COORDINATES))
        growth = ca.jtimes(energy, q, v) + ca.jtimes(energy, v, a)
        f = ca.Function("f", [q, v, a], [power, growth])
        rng = np.random.default_rng(1)
        both = [[float(x) for x in f(*(rng.normal(size=12) for _ in range(3)))] for _ in range(5)]
        print(json.dumps(both))
        """
    )
    for power, growth in found:
        assert power == pytest.approx(growth, rel=1e-9)


def test_the_ground_pushes_up_only_on_what_touches_it(in_casadi_process: Run) -> None:
    found = in_casadi_process(
        """
        import json, casadi as ca
        from hipspine.content.prediction.planar_body import read_planar_body
        from hipspine.predict.ground_contact import SOLE, ground_push
        from hipspine.predict.names import COORDINATES
        from hipspine.predict.skeleton import Size, skeleton
        h, vx = ca.SX.sym("h"), ca.SX.sym("vx")
        zero = (ca.SX(0),) * 3
        motion = {n: zero for n in COORDINATES}
        motion["hip_height"] = (h, ca.SX(0), ca.SX(0))
        motion["hip_forward"] = (ca.SX(0), vx, ca.SX(0))
        bones = skeleton(read_planar_body(), motion, Size(ca.SX(1), ca.SX(1)))
        push = ground_push(SOLE[0], bones.parts["foot_r"], length=ca.SX(1), modulus=ca.SX(1e6))
        f = ca.Function("f", [h, vx], [push.force.x, push.force.y, push.place.y])
        at = lambda a, b: [float(x) for x in f(a, b)]
        print(json.dumps([at(1.0, 0.0), at(0.85, 0.0), at(0.85, 1.0)]))
        """
    )
    above, pressed, sliding = found
    assert above[1] < 1e-4
    depth = -pressed[2]
    # Hertz, smoothed: 4/3 k sqrt(R k) (d² + c)^(3/4) with k = E^(2/3) / 2, and half of it lost
    # where the tanh of 300 times the depth is 0; at 8 mm it is 0.98.
    k = 0.5 * 1e6 ** (2 / 3)
    hertz = 4 / 3 * k * np.sqrt(0.032 * k) * (depth**2 + 1e-5) ** 0.75
    assert 0.9 * hertz < pressed[1] <= hertz + 1e-4
    assert pressed[0] == pytest.approx(0.0)
    # Friction of 0.8 against the sliding, nearly complete at 1 m/s.
    assert sliding[0] == pytest.approx(-0.8 * sliding[1], rel=1e-3)


def test_the_assembled_derivatives_are_casadis_own(in_casadi_process: Run) -> None:
    found = in_casadi_process(
        """
        import json, casadi as ca, numpy as np
        from hipspine.content.prediction.planar_body import read_planar_body
        from hipspine.predict import walking
        from hipspine.predict.assembly import Assembled
        from hipspine.predict.layout import BOTH_LEGS
        from hipspine.predict.names import COORDINATES
        from hipspine.predict.parameters import SIZE, Muscles, Settings, parameter_vector
        from hipspine.predict.problem import Mesh, Problem
        from hipspine.predict.stage import interval_stage
        stage = interval_stage(read_planar_body(), BOTH_LEGS, degree=1, intervals=2)
        problem = Problem(BOTH_LEGS, Mesh(2), stage, walking.repeat(is_whole_cycle=False))
        parts = Assembled([problem._intervals(), problem._ends()], problem.unknown_count,
                          SIZE + 2 * len(COORDINATES))
        f, grad = parts._cost()
        g, jac = parts._constraints()
        rng = np.random.default_rng(2)
        x = np.concatenate([[0.55, 1.3], np.tile(np.r_[0, 0.86, np.zeros(22), np.full(32, .1),
                            np.ones(4)], 3)]) + 0.01 * rng.uniform(size=problem.unknown_count)
        p = np.concatenate([parameter_vector(Settings(), Muscles()), np.zeros(24)])
        direction = rng.normal(size=problem.unknown_count)
        F = ca.Function("F", [parts.x, parts.p], [f, grad, g, jac])
        eps = 1e-6
        lo, hi = F(x - eps * direction, p), F(x + eps * direction, p)
        mid = F(x, p)
        slope = (float(hi[0]) - float(lo[0])) / (2 * eps)
        rows = (np.array(hi[2]) - np.array(lo[2])).ravel() / (2 * eps)
        exact = np.array(mid[3] @ direction).ravel()
        lg = rng.normal(size=parts.rows)
        lf, l = ca.MX.sym("lf"), ca.MX.sym("lg", parts.rows)
        H = ca.Function("H", [parts.x, parts.p, lf, l], [parts._hessian(lf, l)])(x, p, 1.0, lg)
        H = np.array(H.full()); H = H + np.triu(H, 1).T
        dg = lambda r: np.array(r[1]).ravel() + np.array(r[3].T @ lg).ravel()
        along = (dg(hi) - dg(lo)) / (2 * eps)
        print(json.dumps([abs(slope - float(mid[1].T @ direction)) / abs(slope),
            float(np.max(np.abs(rows - exact)) / np.max(np.abs(exact))),
            float(np.max(np.abs(along - H @ direction)) / np.max(np.abs(along)))]))
        """
    )
    # Central differences of 1e-6 leave about 1e-6 of rounding and curvature, relatively.
    assert max(found) < 1e-4
