import numpy as np
import pytest

from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.simulate.body_drawing import STATIONS, THICKEST_M, THINNEST_M, body_drawing


@pytest.fixture(scope="module")
def bundle():
    return read_lab_trial(reference_walker_files().lab).bundle


@pytest.fixture(scope="module")
def drawing(bundle):
    return body_drawing(bundle)


def shapes_of(drawing, body):
    return [shape for shape in drawing.shapes if shape.body == body]


def test_muscles_run_from_origin_to_insertion_evenly(bundle, drawing):
    assert drawing.muscles_m.shape == (51, len(bundle.muscles.names), STATIONS, 3)
    travel = bundle.body_origins_m[0, bundle.bodies.index("pelvis")] * [1.0, 0.0, 1.0]
    first, stop = bundle.path_start[:2]
    path = bundle.path_points_m[0, first:stop]
    path = path[np.isfinite(path[:, 0])] - travel
    np.testing.assert_allclose(drawing.muscles_m[0, 0, [0, -1]], path[[0, -1]], atol=1e-12)
    # Along a path that bends, chords between even stations are no longer than their arcs.
    steps = np.linalg.norm(np.diff(drawing.muscles_m[0], axis=1), axis=2).sum(axis=1)
    paths = np.array(
        [
            np.nansum(np.linalg.norm(np.diff(bundle.path_points_m[0, a:b], axis=0), axis=1))
            for a, b in zip(bundle.path_start[:-1], bundle.path_start[1:], strict=True)
        ]
    )
    assert (steps <= paths + 1e-9).all()


def test_the_pelvis_stays_on_one_spot(bundle, drawing):
    pelvis = drawing.positions_m[:, bundle.bodies.index("pelvis")]
    np.testing.assert_allclose(pelvis[:, [0, 2]], 0.0, atol=1e-12)


def test_turns_are_quaternions_of_length_one(drawing):
    np.testing.assert_allclose(np.linalg.norm(drawing.turns, axis=-1), 1.0, atol=1e-9)


def test_muscles_are_neither_hidden_nor_hide_others(drawing):
    assert drawing.radii_m.min() >= THINNEST_M
    assert drawing.radii_m.max() <= THICKEST_M


def test_every_limb_is_drawn_alike_on_both_sides(drawing):
    for body in ("femur", "tibia", "calcn", "humerus"):
        right, left = shapes_of(drawing, f"{body}_r"), shapes_of(drawing, f"{body}_l")
        assert len(right) == len(left) > 0
        for one, other in zip(right, left, strict=True):
            np.testing.assert_allclose(one.points * [1, 1, -1], other.points, atol=1e-12)


def test_the_thigh_ends_at_this_persons_knee(bundle, drawing):
    femur, tibia = bundle.bodies.index("femur_r"), bundle.bodies.index("tibia_r")
    length = np.linalg.norm(
        bundle.body_origins_m[:, tibia] - bundle.body_origins_m[:, femur], axis=1
    ).mean()
    lowest = min(shape.points[:, 1].min() for shape in shapes_of(drawing, "femur_r"))
    # The joint's centre lies within the condyles, which reach 2 cm beyond their middle.
    assert -lowest == pytest.approx(length, abs=0.02)


def test_every_disc_is_drawn_with_its_joint(drawing):
    assert {shape.joint for shape in drawing.shapes if shape.joint} == set(LUMBAR_LEVELS)
