"""Sharing among feet and seat while standing, by statics worked out by hand."""

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Contact
from hipspine.mechanics.contact_assignment import moment_about_origin
from hipspine.mechanics.ground_reaction import Wrench
from hipspine.mechanics.standing_reaction import Standing, share_while_standing

WEIGHT_N = 700.0
FEET = {Side.RIGHT: [0.4, 0.0, 0.1], Side.LEFT: [0.4, 0.0, -0.1]}
SEAT = [0.0, 0.0, 0.0]


def standing(*, seated: bool, frames: int = 1) -> Standing:
    return Standing(
        {side: np.tile(place, (frames, 1)) for side, place in FEET.items()},
        np.tile(SEAT, (frames, 1)),
        np.full(frames, seated),
    )


def weight_at(x: float, z: float) -> Wrench:
    """The ground's answer to a weight above (x, z): moment (-z F, 0, x F) about the origin."""
    return Wrench(
        np.zeros(1),
        np.array([[0.0, WEIGHT_N, 0.0]]),
        np.array([[-z * WEIGHT_N, 0.0, x * WEIGHT_N]]),
    )


def upward(contacts) -> dict[Contact, float]:
    return {each.contact: float(each.force_N[0, 1]) for each in contacts}


def test_a_body_above_the_middle_stands_on_both_feet_alike():
    found = upward(share_while_standing(weight_at(0.4, 0.0), standing(seated=False)))
    assert found == pytest.approx({Contact.RIGHT_FOOT: 350.0, Contact.LEFT_FOOT: 350.0})


def test_a_body_above_one_foot_stands_on_it():
    found = upward(share_while_standing(weight_at(0.4, 0.1), standing(seated=False)))
    assert found == pytest.approx({Contact.RIGHT_FOOT: 700.0, Contact.LEFT_FOOT: 0.0}, abs=1e-9)


def test_a_quarter_of_the_way_from_seat_to_feet_the_feet_bear_a_quarter():
    found = upward(share_while_standing(weight_at(0.1, 0.0), standing(seated=True)))
    assert found[Contact.SEAT] == pytest.approx(0.75 * WEIGHT_N)
    assert found[Contact.LEFT_FOOT] == pytest.approx(0.125 * WEIGHT_N)


def test_nobody_pulls_on_a_seat():
    found = upward(share_while_standing(weight_at(0.5, 0.0), standing(seated=True)))
    assert found[Contact.SEAT] == 0.0


def test_who_does_not_sit_has_no_seat():
    contacts = share_while_standing(weight_at(0.1, 0.0), standing(seated=False))
    assert Contact.SEAT not in upward(contacts)


@pytest.mark.parametrize("seated", [True, False])
def test_forces_and_moments_add_up_to_what_the_body_needs(seated):
    generator = np.random.default_rng(4)
    frames = 20
    force = np.column_stack(
        [
            generator.normal(0, 50, frames),
            generator.uniform(400, 900, frames),
            generator.normal(0, 50, frames),
        ]
    )
    place = np.column_stack(
        [generator.uniform(0.05, 0.5, frames), np.zeros(frames), generator.uniform(-0.05, 0.05, 20)]
    )
    torque = np.zeros((frames, 3))
    torque[:, 1] = generator.normal(0, 5, frames)
    needed = Wrench(np.arange(20.0), force, moment_about_origin(force, place, torque))
    contacts = share_while_standing(needed, standing(seated=seated, frames=frames))
    total = sum(each.force_N for each in contacts)
    moment = sum(
        moment_about_origin(each.force_N, each.point_m, each.torque_Nm) for each in contacts
    )
    # Rounding of sums of some 1000 N and N·m.
    np.testing.assert_allclose(total, needed.force_N, atol=1e-9)
    np.testing.assert_allclose(moment, needed.moment_Nm, atol=1e-9)
