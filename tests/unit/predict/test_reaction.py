"""What the ground does to a predicted walk, held against the body's weight and momentum."""

from concurrent.futures import Executor

import numpy as np
import pytest

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.predict.ask_reactions import reactions
from hipspine.predict.jobs import Whole
from hipspine.predict.names import COORDINATES
from hipspine.predict.reaction import Reaction
from shipped_walk import shipped_walk


@pytest.fixture(scope="module")
def walk(processes: Executor) -> tuple[Whole, Reaction]:
    motion, settings = shipped_walk()
    (found,) = reactions([(motion, settings, True)], processes)
    return motion, found


def test_over_a_cycle_the_ground_bears_the_bodys_weight(walk: tuple[Whole, Reaction]) -> None:
    _, found = walk
    weight = read_planar_body().mass_kg * STANDARD_GRAVITY
    upward = (found.right_foot + found.left_foot)[:, 1].mean()
    # A cycle begins and ends with the same momentum. The search balances to 1e-5 of the scaled
    # equations, so that only the smoothing constants of the contact are left: millinewtons.
    assert upward == pytest.approx(weight, rel=1e-3)
    assert (found.right_foot + found.left_foot)[:, 0].mean() == pytest.approx(0.0, abs=1.0)


def test_the_left_foot_does_half_a_cycle_later_what_the_right_foot_does(
    walk: tuple[Whole, Reaction],
) -> None:
    motion, found = walk
    half = len(motion.times_s) // 2
    assert np.roll(found.left_foot[:, :2], half, axis=0) == pytest.approx(
        found.right_foot[:, :2], abs=0.5
    )


def test_the_ground_pushes_where_the_foot_is(walk: tuple[Whole, Reaction]) -> None:
    motion, found = walk
    stands = found.right_foot[:, 1] > 100.0
    centre_m = found.right_foot[stands, 2] / found.right_foot[stands, 1]
    hip_m = motion.q[stands, COORDINATES.index("hip_forward")]
    # A step of 0.7 m: the foot lands and leaves within half a metre of the hip.
    assert np.all(np.abs(centre_m - hip_m) < 0.55)
    # The next stance, a stride further on, may begin within the cycle; no longer than a foot.
    stride_m = motion.speed_m_s * motion.duration_s
    assert np.ptp(np.mod(centre_m, stride_m)) < 0.30


def test_no_seat_and_no_load_push_on_a_walk(walk: tuple[Whole, Reaction]) -> None:
    _, found = walk
    assert not found.seat.any()
    assert not found.load.any()


def test_the_centre_of_mass_moves_as_the_ground_pushes(walk: tuple[Whole, Reaction]) -> None:
    motion, found = walk
    step_s = float(motion.times_s[0])
    mass_kg = read_planar_body().mass_kg
    height = found.mass_centre_m[:, 1]
    # Backward differences, as the search goes by: those of an instant and the two before it.
    acceleration = (height - 2.0 * np.roll(height, 1) + np.roll(height, 2)) / step_s**2
    upward = (found.right_foot + found.left_foot)[:, 1]
    # Legs that turn by up to 0.15 rad in a step of 18 ms part the second difference of the centre
    # from the acceleration in the search's equations, by a few per cent of what the ground bears.
    assert upward == pytest.approx(mass_kg * (STANDARD_GRAVITY + acceleration), abs=40.0)
