"""Errors of predicted forces, from two contacts made up by hand."""

import numpy as np
import pytest

from hipspine.domain.motion import Contact, ContactForce
from hipspine.simulate.contact_wrenches import contact_wrenches
from hipspine.study.ground_reaction import _Pair

TIMES = np.arange(4.0)


def wrench(force, place):
    forces, places = np.tile(force, (4, 1)), np.tile(place, (4, 1))
    contact = ContactForce(Contact.RIGHT_FOOT, TIMES, forces, places, np.zeros((4, 3)))
    return contact_wrenches([contact], TIMES)[:, 0]


def test_errors_are_told_by_component_and_place():
    pair = _Pair(
        measured=wrench([10.0, 700.0, 0.0], [0.1, 0.0, 0.2]),
        predicted=wrench([20.0, 730.0, -5.0], [0.13, 0.0, 0.24]),
        counted=np.array([True, True, False, True]),
    )
    assert pair.force_errors_N() == pytest.approx([10.0, 30.0, 5.0])
    # 3 and 4 cm apart make 5 cm.
    assert pair.pressure_error_m(70.0) == pytest.approx(0.05)


def test_a_foot_that_hardly_touches_has_no_centre_of_pressure():
    light = wrench([0.0, 20.0, 0.0], [0.1, 0.0, 0.2])
    assert _Pair(light, light, np.ones(4, dtype=bool)).pressure_error_m(70.0) is None
