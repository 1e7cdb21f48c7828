"""Motor units that tire and recover, against the equations worked out or integrated."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from hipspine.mechanics.fatigue import REST_MULTIPLIER, FatigueRates, fatigued_share

F, R = 0.015, 0.00149
RATES = FatigueRates(np.array([F]), np.array([R]))


def share(demand: float, seconds: float, *, start: float = 0.0, rest: float = 0.0) -> float:
    return float(
        fatigued_share(
            np.array([start]), np.array([demand]), np.array([rest]), RATES, duration_s=seconds
        )[0]
    )


def test_nothing_asked_tires_nothing():
    assert share(0.0, 1e4) == 0.0


def test_light_work_tires_towards_a_balance():
    # dM/dt = F d - R M has its balance at F d / R: 0.015 x 0.05 / 0.00149 = 0.503.
    assert share(0.05, 1e5) == pytest.approx(F * 0.05 / R, rel=1e-9)


def test_full_effort_ends_at_the_published_balance():
    # Xia and Frey Law: with nothing at rest, M_A = R / (F + R) is left in the long run.
    assert 1.0 - share(1.0, 1e5) == pytest.approx(R / (F + R), rel=1e-9)


def test_rest_gives_back_fifteen_times_as_fast():
    left = share(0.0, 100.0, start=0.6, rest=1.0)
    assert left == pytest.approx(0.6 * np.exp(-REST_MULTIPLIER * R * 100.0), rel=1e-12)


@pytest.mark.parametrize("demand", [0.1, 0.4, 0.9])
@pytest.mark.parametrize("seconds", [10.0, 60.0, 600.0])
def test_courses_agree_with_a_general_integrator(demand, seconds):
    def rate(_time, fatigued):
        active = np.minimum(demand, 1.0 - fatigued)
        return F * active - R * fatigued

    found = solve_ivp(rate, (0.0, seconds), [0.0], rtol=1e-10, atol=1e-12, max_step=0.5)
    # The integrator steps across the corner where resting units run out.
    assert share(demand, seconds) == pytest.approx(float(found.y[0, -1]), abs=1e-6)


def test_two_stretches_are_as_one():
    halfway = share(0.4, 60.0)
    assert share(0.4, 60.0, start=halfway) == pytest.approx(share(0.4, 120.0), rel=1e-12)
