"""Fourier curves of a cycle."""

import numpy as np
import pytest

from hipspine.mechanics.periodic_curves import (
    fourier_basis,
    periodic_derivative,
    shifted_coefficients,
)

ROUNDING = 1e-9  # sums of a few sines of size 1..1000 in double precision


def curve(phases, coefficients, derivative=0):
    harmonics = (len(coefficients) - 1) // 2
    return fourier_basis(phases, harmonics=harmonics, derivative=derivative) @ coefficients


COEFFICIENTS = np.array([0.5, 1.0, -2.0, 0.3, 0.7])  # mean, cos 1, cos 2, sin 1, sin 2
PHASES = np.linspace(0.0, 1.0, 41)


def test_the_curve_is_the_sum_of_its_harmonics():
    turn = 2 * np.pi * PHASES
    by_hand = (
        0.5 + np.cos(turn) - 2 * np.cos(2 * turn) + 0.3 * np.sin(turn) + 0.7 * np.sin(2 * turn)
    )
    assert curve(PHASES, COEFFICIENTS) == pytest.approx(by_hand, abs=ROUNDING)


def test_the_curve_repeats_after_one_cycle():
    assert curve(PHASES + 3.0, COEFFICIENTS) == pytest.approx(
        curve(PHASES, COEFFICIENTS), abs=ROUNDING
    )


@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_agree_with_differences(order):
    step = 1e-4
    below = curve(PHASES - step, COEFFICIENTS, order - 1)
    above = curve(PHASES + step, COEFFICIENTS, order - 1)
    # Central differences err by step² times a sixth of the third derivative of a curve whose
    # second harmonic has amplitude 2: at most 1e-8 (4π)^4 2 / 6, about 1e-4.
    assert curve(PHASES, COEFFICIENTS, order) == pytest.approx(
        (above - below) / (2 * step), abs=2e-4
    )


def test_a_shift_by_half_a_cycle_gives_the_other_leg():
    shifted = shifted_coefficients(COEFFICIENTS, 0.5)
    assert curve(PHASES, shifted) == pytest.approx(curve(PHASES + 0.5, COEFFICIENTS), abs=ROUNDING)


def test_shifting_back_and_forth_changes_nothing():
    back = shifted_coefficients(shifted_coefficients(COEFFICIENTS, 0.3), -0.3)
    assert back == pytest.approx(COEFFICIENTS, abs=ROUNDING)


@pytest.mark.parametrize("count", [20, 21])
def test_samples_of_a_period_are_differentiated_exactly(count):
    phases = np.arange(count) / count
    samples = np.stack([curve(phases, COEFFICIENTS), -curve(phases, COEFFICIENTS)], axis=1)
    slope = curve(phases, COEFFICIENTS, 1) / 1.1
    assert periodic_derivative(samples, period_s=1.1) == pytest.approx(
        np.stack([slope, -slope], axis=1), abs=ROUNDING
    )
