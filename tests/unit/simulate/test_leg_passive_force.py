"""Which muscles are softened, and what was measured at hip and knee, at points worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.units import radians
from hipspine.simulate.body.leg_strain import LEG_STRAIN_FACTOR
from hipspine.simulate.leg_passive_force import with_leg_strain, with_published_leg_strain
from hipspine.simulate.passive_joint_moments import (
    measured_hip_moment_Nm,
    measured_knee_moment_Nm,
)


def test_leg_muscles_are_softened_and_fascicles_of_the_spine_are_not(make_bundle):
    softened = with_leg_strain(make_bundle().muscles, 2.0)
    # Gluteus maximus and semimembranosus; psoas, iliocostalis and rectus abdominis keep theirs.
    assert softened.passive_strain_at_max_force == pytest.approx([1.2, 1.2, 0.6, 0.6, 0.6])


def test_published_strains_are_those_of_the_model_before_its_factor(make_bundle):
    muscles = make_bundle().muscles
    published = with_published_leg_strain(muscles)
    assert published.passive_strain_at_max_force[0] == pytest.approx(0.6 / LEG_STRAIN_FACTOR)
    again = with_leg_strain(published, LEG_STRAIN_FACTOR)
    assert again.passive_strain_at_max_force == pytest.approx(muscles.passive_strain_at_max_force)


def test_a_muscle_of_no_known_name_is_left_alone(make_bundle):
    muscles = replace(make_bundle().muscles, names=tuple(f"strange_{n}" for n in range(5)))
    assert np.array_equal(with_leg_strain(muscles, 2.0).passive_strain_at_max_force, [0.6] * 5)


def angle(degrees: float) -> np.ndarray:
    return np.array([radians(degrees)])


@pytest.mark.parametrize(
    ("hip", "knee", "expected"),
    [
        # exp(1.4655 - 0.306 - 6.75) - exp(1.3403 - 2.034 + 2.745) + 8.072 = 0.004 - 7.778 + 8.072
        (90.0, 90.0, 0.298),
        # exp(1.4655 + 0.75) - exp(1.3403 - 0.305) + 8.072 = 9.166 - 2.816 + 8.072
        (-10.0, 0.0, 14.422),
        # exp(1.4655 - 6.75) - exp(1.3403 + 2.745) + 8.072 = 0.005 - 59.459 + 8.072
        (90.0, 0.0, -51.382),
    ],
)
def test_the_hip_is_passively_flexed_when_extended_and_extended_when_flexed(hip, knee, expected):
    # The terms above are rounded to a thousandth each.
    assert measured_hip_moment_Nm(angle(hip), angle(knee)) == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize(
    ("hip", "knee", "expected"),
    [
        # exp(1.8 - 2.112) + exp(2.22 - 9) - exp(-3.971 + 2.97) - 4.82: 0.732, 0.001, 0.368
        (0.0, 60.0, -4.455),
        # exp(1.8 + 1.953) + exp(2.22) - exp(-3.971 - 1.152) - 4.82 = 42.649 + 9.207 - 0.006 - 4.82
        (90.0, 0.0, 47.030),
    ],
)
def test_the_knee_is_passively_flexed_when_straight_over_a_bent_hip(hip, knee, expected):
    assert measured_knee_moment_Nm(angle(hip), angle(knee)) == pytest.approx(expected, abs=0.002)
