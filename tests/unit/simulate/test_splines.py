"""Speeds and accelerations by natural quintic splines."""

import numpy as np
import pytest

from hipspine.domain.errors import RecordingError
from hipspine.simulate.splines import natural_quintic


def test_derivatives_of_a_sine_are_a_cosine_and_a_negative_sine() -> None:
    times = np.arange(0.0, 1.0, 0.01)
    omega = 2 * np.pi
    speeds, accelerations = natural_quintic(times, np.sin(omega * times)[:, None])
    inner = slice(10, -10)
    # Interpolation error of a quintic: (h omega)^6 order, far below; the ends' flat conditions
    # decay by a factor of about 2.3 a frame, so ten frames in they are gone.
    np.testing.assert_allclose(speeds[inner, 0], omega * np.cos(omega * times)[inner], atol=1e-4)
    np.testing.assert_allclose(
        accelerations[inner, 0], -(omega**2) * np.sin(omega * times)[inner], atol=1e-2
    )


def test_a_parabola_is_exact_up_to_the_ends() -> None:
    times = np.linspace(0.0, 1.0, 8)
    speeds, accelerations = natural_quintic(times, (3.0 * times**2)[:, None])
    np.testing.assert_allclose(speeds[:, 0], 6.0 * times, atol=1e-9)
    np.testing.assert_allclose(accelerations[:, 0], 6.0, atol=1e-8)


def test_one_frame_is_a_posture_held_still() -> None:
    speeds, accelerations = natural_quintic(np.array([0.0]), np.array([[0.3, 0.4]]))
    assert not speeds.any()
    assert not accelerations.any()


@pytest.mark.parametrize(
    ("times", "values", "said"),
    [
        (np.arange(5.0), np.zeros((5, 1)), "at least 6 frames"),
        (np.array([0.0, 1, 2, 2, 3, 4]), np.zeros((6, 1)), "increase"),
        (np.arange(6.0), np.full((6, 1), np.nan), "6 frames with gaps"),
    ],
)
def test_what_cannot_be_differentiated_is_said(
    times: np.ndarray, values: np.ndarray, said: str
) -> None:
    with pytest.raises(RecordingError, match=said):
        natural_quintic(times, values)
