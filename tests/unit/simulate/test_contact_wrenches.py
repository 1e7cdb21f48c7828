"""Contact forces at a motion's frames."""

import numpy as np
import pytest

from hipspine.domain.errors import ModelError
from hipspine.domain.motion import Contact, ContactForce
from hipspine.simulate.contact_wrenches import contact_body, contact_wrenches


def foot(force: list[list[float]], point: list[list[float]]) -> ContactForce:
    times = 0.1 * np.arange(len(force))
    return ContactForce(
        Contact.RIGHT_FOOT, times, np.array(force), np.array(point), np.zeros((len(force), 3))
    )


def test_moment_is_point_cross_force() -> None:
    contact = foot([[0.0, 800.0, 0.0]] * 2, [[0.2, 0.0, 0.1]] * 2)
    [[wrench]] = contact_wrenches([contact], np.array([0.05]))
    # (0.2, 0, 0.1) x (0, 800, 0) = (0*0 - 0.1*800, 0, 0.2*800)
    np.testing.assert_allclose(wrench, [-80.0, 0.0, 160.0, 0.0, 800.0, 0.0])


def test_a_point_far_away_without_force_does_no_harm_between_samples() -> None:
    contact = foot([[0, 0, 0], [0, 100, 0]], [[331.0, 0, 92.0], [1.0, 0, 0]])
    [[wrench]] = contact_wrenches([contact], np.array([0.05]))
    np.testing.assert_allclose(wrench, [0.0, 0.0, 50.0, 0.0, 50.0, 0.0])


def test_a_missing_point_without_force_is_no_moment() -> None:
    contact = foot([[0.0, 0, 0]] * 2, [[np.nan] * 3] * 2)
    assert not contact_wrenches([contact], np.array([0.0])).any()


def test_a_force_that_was_not_measured_stays_missing() -> None:
    contact = foot([[np.nan] * 3, [0, 100, 0], [0, 100, 0]], [[0.0, 0, 0]] * 3)
    wrenches = contact_wrenches([contact], np.array([0.05, 0.1, 0.15]))
    np.testing.assert_array_equal(np.isnan(wrenches[:, 0]).all(axis=1), [True, False, False])


def test_frames_outside_the_plates_time_are_missing() -> None:
    contact = foot([[0.0, 100, 0]] * 2, [[0.0, 0, 0]] * 2)
    assert np.isnan(contact_wrenches([contact], np.array([0.2]))).all()


def test_no_contacts_are_no_columns() -> None:
    assert contact_wrenches([], np.arange(3.0)).shape == (3, 0, 6)


def test_the_heel_bone_is_preferred_and_other_names_are_accepted() -> None:
    assert contact_body(Contact.LEFT_FOOT, ("talus_l", "calcn_l")) == "calcn_l"
    assert contact_body(Contact.LEFT_FOOT, ("talus_l",)) == "talus_l"
    assert contact_body(Contact.SEAT, ("pelvis",)) == "pelvis"


def test_a_model_without_feet_is_refused() -> None:
    with pytest.raises(ModelError, match="calcn_r or foot_r or talus_r"):
        contact_body(Contact.RIGHT_FOOT, ("pelvis", "arm"))


@pytest.mark.parametrize(
    ("contact", "body"),
    [
        (Contact.RIGHT_HAND, "hand_r"),
        (Contact.LEFT_HAND, "hand_l"),
        (Contact.TRUNK, "torso"),
        (Contact.RIGHT_THIGH, "femur_r"),
        (Contact.LEFT_SHANK, "tibia_l"),
    ],
)
def test_what_a_body_lies_on_or_holds_pushes_on_its_own_segment(contact, body) -> None:
    bodies = ["pelvis", "torso", "femur_r", "femur_l", "tibia_r", "tibia_l", "hand_r", "hand_l"]
    assert contact_body(contact, bodies) == body


def test_every_contact_has_a_body_to_push_on() -> None:
    every = ["calcn_r", "calcn_l", "pelvis", "torso", "hand_r", "hand_l"]
    every += ["femur_r", "femur_l", "tibia_r", "tibia_l"]
    assert {contact_body(contact, every) for contact in Contact} == set(every)
