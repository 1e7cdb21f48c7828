"""Signs and sizes of contact loads, worked out by hand."""

import numpy as np
import pytest

from hipspine.mechanics.joint_loads import contact_force_N
from hipspine.mechanics.lumbar_load import lumbar_load

UPRIGHT = np.eye(3)[None]
TIMES = np.zeros(1)


def test_weight_above_and_the_muscle_that_pulls_down_both_press_the_disc():
    # 400 N above the disc; an extensor of 500 N pulls the upper vertebra straight down, so the
    # lower vertebra pushes up with 900 N.
    load = lumbar_load(
        "L5_S1",
        TIMES,
        np.array([[500.0]]),
        offset_N=np.array([[0.0, 400.0, 0.0]]),
        force_per_tension=np.array([[[0.0], [1.0], [0.0]]]),
        vertebra_axes=UPRIGHT,
    )
    assert load.compression_N == pytest.approx([900.0])
    assert load.resultant_N == pytest.approx([900.0])
    assert load.anterior_shear_N == pytest.approx([0.0])


def test_a_vertebra_tilted_forward_is_kept_from_sliding_forward():
    # The upper vertebra is turned forward by 30 degrees (about -Z). Holding up 400 N then takes
    # 400 cos 30 along the spine and a push of 400 sin 30 backwards on it: forward shear.
    angle = np.pi / 6
    cosine, sine = np.cos(angle), np.sin(angle)
    forward, up = [cosine, -sine, 0.0], [sine, cosine, 0.0]
    axes = np.array([forward, up, [0.0, 0.0, 1.0]]).T[None]
    load = lumbar_load(
        "L5_S1",
        TIMES,
        np.zeros((1, 1)),
        offset_N=np.array([[0.0, 400.0, 0.0]]),
        force_per_tension=np.zeros((1, 3, 1)),
        vertebra_axes=axes,
    )
    assert load.compression_N == pytest.approx([400.0 * cosine])
    assert load.anterior_shear_N == pytest.approx([400.0 * sine])


def test_contact_forces_add_up_over_muscles_and_frames():
    generator = np.random.default_rng(3)
    offset = generator.normal(size=(4, 3))
    per_tension = generator.normal(size=(4, 3, 5))
    forces = generator.uniform(size=(4, 5))
    axes = np.linalg.qr(generator.normal(size=(4, 3, 3)))[0]
    expected = [
        axes[t].T @ (offset[t] + sum(per_tension[t, :, m] * forces[t, m] for m in range(5)))
        for t in range(4)
    ]
    # Only the order of summation differs.
    assert contact_force_N(offset, per_tension, forces, axes) == pytest.approx(
        np.array(expected), abs=1e-12
    )
