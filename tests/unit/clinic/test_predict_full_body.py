"""A planar walk on the full body: the same places, the same angles, feet on one line."""

import numpy as np
import pytest

from hipspine.clinic.predict_full_body import Repeats, feet_on_one_line_rad, full_motion
from hipspine.domain.motion import Contact
from hipspine.predict.jobs import Whole
from hipspine.predict.names import COORDINATES, MUSCLES
from hipspine.predict.reaction import Reaction
from hipspine.simulate.body.build import model_joints
from hipspine.simulate.splines import natural_quintic
from shipped_walk import shipped_walk

HIP_M = np.array(next(each for each in model_joints() if each.name == "hip_r").parent_position_m)


def no_push(count):
    return np.zeros((count, 3))


def both_feet(motion, upward_N):
    """Return a ground that pushes each foot up below the centre of mass, 5 cm before the hips."""
    hip = motion.q[:, COORDINATES.index("hip_forward")]
    centre = np.stack([hip + 0.05, np.full_like(hip, 1.0)], axis=1)
    upward = np.broadcast_to(upward_N, hip.shape)
    foot = np.stack([np.zeros_like(hip), upward, centre[:, 0] * upward], axis=1)
    return Reaction(foot, foot.copy(), no_push(len(hip)), no_push(len(hip)), centre)


def pushed(walk, upward_N=400.0):
    return both_feet(walk, upward_N)


@pytest.fixture(scope="module")
def walk():
    return shipped_walk()[0]


@pytest.fixture(scope="module")
def full(walk):
    return full_motion(walk, pushed(walk), length_factor=1.0, repeats=Repeats.EVERY_CYCLE)


def test_the_hips_are_where_the_planar_body_has_them(walk, full):
    tilt = full.angles.of("pelvis_tilt")
    up = full.angles.of("pelvis_ty") + np.sin(tilt) * HIP_M[0] + np.cos(tilt) * HIP_M[1]
    at = np.arange(len(walk.times_s)) * walk.times_s[0]
    planar = np.interp(full.angles.times_s, at, walk.q[:, COORDINATES.index("hip_height")])
    inside = (full.angles.times_s > 0) & (full.angles.times_s < at[-1])
    # The hips move up and down by 4 cm twice a cycle, 1.9 Hz; the low-pass at 6 Hz and linear
    # the spline, which passes within a sixth of a step's second difference of its control points
    # (0.3 mm at 5 m/s²), take less than 2 mm off.
    assert up[inside] == pytest.approx(planar[inside], abs=2e-3)


def test_a_cycle_moves_on_by_speed_times_duration(walk, full):
    first, last = full.span_s
    times = full.angles.times_s
    travelled = np.interp([first, last], times, full.angles.of("pelvis_tx"))
    # At both ends the pelvis tilts alike, so its origin has moved as far as the hips.
    assert np.diff(travelled)[0] == pytest.approx(walk.speed_m_s * walk.duration_s, abs=1e-3)


def test_both_feet_tread_on_one_line(full):
    angle = feet_on_one_line_rad()
    # The hips are 77 mm from the middle, the ankles 805 mm below: 5.5 degrees.
    assert angle == pytest.approx(np.arcsin(0.07726 / 0.80495), abs=1e-6)
    assert np.all(full.angles.of("hip_adduction_r") == angle)
    assert np.all(full.angles.of("hip_adduction_l") == angle)


def test_angles_keep_their_sign_and_trunk_and_seat_get_no_force_that_is_not_there(walk, full):
    knee = full.angles.of("knee_angle_r")
    assert knee.max() == pytest.approx(
        walk.q[:, COORDINATES.index("knee_flexion_r")].max(), abs=0.1
    )
    assert [each.contact for each in full.contacts] == [Contact.RIGHT_FOOT, Contact.LEFT_FOOT]


def test_a_force_below_the_centre_of_mass_stays_below_it(full):
    foot = full.contacts[0]
    # 400 N straight up without a moment about the point that moves on with the body.
    assert foot.force_N[:, 1] == pytest.approx(400.0, abs=1e-6)
    assert foot.torque_Nm == pytest.approx(0.0, abs=1e-6)
    centre = full.angles.of("pelvis_tx") + HIP_M[0] + 0.05
    assert foot.point_m[:, 0] == pytest.approx(centre, abs=0.03)  # a tilted pelvis shifts by cm


def test_of_a_symmetric_walk_half_a_cycle_is_solved(walk, full):
    half = full_motion(walk, pushed(walk), length_factor=1.0, repeats=Repeats.EVERY_STEP)
    assert half.span_s[1] == pytest.approx(0.5 * full.span_s[1])


def test_a_larger_body_has_its_pelvis_further_from_its_hips(walk, full):
    tall = full_motion(walk, pushed(walk), length_factor=1.1, repeats=Repeats.EVERY_CYCLE)
    tilt = full.angles.of("pelvis_tilt")
    further = tall.angles.of("pelvis_ty") - full.angles.of("pelvis_ty")
    assert further == pytest.approx(
        -0.1 * (np.sin(tilt) * HIP_M[0] + np.cos(tilt) * HIP_M[1]), abs=1e-9
    )


def test_a_force_that_rises_is_moved_one_step_back(walk):
    count = len(walk.times_s)
    step_s = float(walk.times_s[0])
    phase = 2 * np.pi * np.arange(count) / count
    reaction = both_feet(walk, 400.0 + 100.0 * np.sin(phase))
    moved = full_motion(walk, reaction, length_factor=1.0, repeats=Repeats.EVERY_CYCLE)
    times = moved.contacts[0].times_s
    expected = 400.0 + 100.0 * np.sin(2 * np.pi * (times + step_s) / (count * step_s))
    # The zero-lag low-pass at 6 Hz takes 0.04 % of a swing at 0.9 Hz (one part in 1 + (w/wc)^4).
    assert moved.contacts[0].force_N[:, 1] == pytest.approx(expected, abs=0.5)


def test_what_balanced_in_the_search_balances_between_its_coarse_instants_too():
    """A body that comes up by 0.5 m in 1.5 s, searched in steps of 50 ms by backward Euler."""
    step_s, steps = 0.05, 30
    # Two instants at rest at its end, as the search asks for.
    part = np.minimum(np.arange(steps + 1) / (steps - 2), 1.0)
    height = 0.5 + 0.5 * (part - np.sin(2 * np.pi * part) / (2 * np.pi))
    q = np.zeros((steps + 1, len(COORDINATES)))
    q[:, COORDINATES.index("hip_height")] = height
    motion = Whole(step_s * np.arange(steps + 1), q, np.zeros((steps + 1, len(MUSCLES))), 1.5, 0.0)
    # The search makes each instant's force carry weight and the change of backward speeds.
    speed = np.diff(height, prepend=height[0]) / step_s
    acceleration = np.diff(speed, prepend=0.0) / step_s
    mass_kg, gravity = 75.0, 9.80665
    reaction = both_feet(motion, 0.5 * mass_kg * (gravity + acceleration))
    full = full_motion(motion, reaction, length_factor=1.0, repeats=Repeats.NEVER)
    _, second = natural_quintic(full.angles.times_s, full.angles.values)
    moving = second[:, full.angles.names.index("pelvis_ty")]
    carried = sum(contact.force_N[:, 1] for contact in full.contacts)
    left_over = carried - mass_kg * (gravity + moving)
    # The largest acceleration is 0.5 m times 2 pi over (1.4 s)², 1.6 m/s², so 120 N. Straight lines
    # between instants would leave more than that over at every kink; what the spline leaves is the
    # rounding of the corners of its acceleration by the quintic, a few per cent of it.
    inside = slice(3, -3)  # the quintic's ends are uncertain
    assert np.abs(left_over[inside]).max() < 5.0
