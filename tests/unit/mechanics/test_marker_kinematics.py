"""Skeletons of one or two segments, whose postures can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.errors import ModelError
from hipspine.mechanics.marker_kinematics import (
    BodyPoints,
    coordinate_errors,
    follow_markers,
    points_in_ground,
    pose_skeleton,
)
from hipspine.mechanics.skeleton import Skeleton, scaled
from hipspine.mechanics.skeleton_curves import polynomial
from hipspine.mechanics.skeleton_kernel import all_slopes
from hipspine.mechanics.skeleton_parts import Coordinate, Coupler, Frame, Joint, Motion, assemble

X, Y, Z = np.eye(3)
NOWHERE = np.zeros(3)
STRAIGHT = polynomial(0.0, 1.0)


def hinge(
    name: str,
    parent: str,
    at: tuple[float, float, float],
    *,
    limits: tuple[float, float] = (-np.inf, np.inf),
    is_locked: bool = False,
    default: float = 0.0,
) -> Joint:
    """A joint about Z that carries the segment of its own name."""
    return Joint(
        f"{name}_joint",
        Frame(parent, np.array(at), NOWHERE),
        Frame(name, NOWHERE, NOWHERE),
        (Coordinate(name, default, *limits, is_locked),),
        (Motion(Z, STRAIGHT, name, turns=True),),
    )


def arm(*couplers: Coupler, **lower: object) -> Skeleton:
    """An upper segment that hangs on a rail along X, and a lower one 1 m along the upper's X."""
    rail = Joint(
        "rail",
        Frame("ground", NOWHERE, NOWHERE),
        Frame("cart", NOWHERE, NOWHERE),
        (Coordinate("travel", 0.0, -np.inf, np.inf, is_locked=False),),
        (Motion(X, STRAIGHT, "travel", turns=False),),
    )
    joints = (rail, hinge("upper", "cart", (0, 0, 0)), hinge("lower", "upper", (1, 0, 0), **lower))
    return assemble(joints, couplers, "arm")


TIPS = BodyPoints(("upper", "lower"), np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))


def places(skeleton: Skeleton, **posture: float) -> np.ndarray:
    return points_in_ground(skeleton, pose_skeleton(skeleton, skeleton.posture(posture)), TIPS)


def found(skeleton: Skeleton, measured: np.ndarray, **start: float) -> np.ndarray:
    weights = np.ones(measured.shape[1])
    frames = follow_markers(
        skeleton, TIPS, measured, weights=weights, start=skeleton.posture(start)
    )
    return frames.values


def test_segments_turn_about_their_joints_one_after_the_other() -> None:
    tips = places(arm(), travel=2.0, upper=np.pi / 2, lower=-np.pi / 2)
    # The upper segment points up from x = 2, the lower one forwards again from its tip.
    np.testing.assert_allclose(tips, [[2, 1, 0], [3, 1, 0]], atol=1e-15)


def test_frames_that_stand_askew_in_parent_and_child_are_taken_into_account() -> None:
    # The joint's frame is turned a quarter about Z in both: its X is the parents' Y. The child is
    # held 0.5 m along its own Y, so its origin lies half a metre below the joint.
    quarter = np.array([0.0, 0.0, np.pi / 2])
    slide = Joint(
        "slide",
        Frame("ground", np.array([0.0, 3.0, 0.0]), quarter),
        Frame("sledge", np.array([0.0, 0.5, 0.0]), quarter),
        (Coordinate("up", 0.0, -np.inf, np.inf, is_locked=False),),
        (Motion(X, polynomial(0.25, 2.0), "up", turns=False),),
    )
    skeleton = assemble((slide,), (), "slide")
    posed = pose_skeleton(skeleton, skeleton.posture({"up": 1.0}))
    np.testing.assert_allclose(posed.rotations[1], np.eye(3), atol=1e-15)
    # 3 m, and 0.25 + 2 * 1 m along the joint's X, which points up.
    np.testing.assert_allclose(posed.joint_centres_m[0], [0, 5.25, 0], atol=1e-15)
    np.testing.assert_allclose(posed.origins_m[1], [0, 4.75, 0], atol=1e-15)


def test_rotations_follow_each_other_about_axes_that_turn_along() -> None:
    names = ("first", "second")
    ball = Joint(
        "ball",
        Frame("ground", NOWHERE, NOWHERE),
        Frame("ball", NOWHERE, NOWHERE),
        tuple(Coordinate(name, 0.0, -np.inf, np.inf, is_locked=False) for name in names),
        tuple(
            Motion(axis, STRAIGHT, name, turns=True)
            for axis, name in zip((Z, X), names, strict=True)
        ),
    )
    skeleton = assemble((ball,), (), "ball")
    posed = pose_skeleton(skeleton, np.array([np.pi / 2, np.pi / 2]))
    # About Z first: X points up. Then about that X: Y, which points back, turns towards Z.
    np.testing.assert_allclose(posed.rotations[1] @ X, Y, atol=1e-15)
    np.testing.assert_allclose(posed.rotations[1] @ Y, Z, atol=1e-15)


def test_followers_follow_and_locked_coordinates_stay() -> None:
    skeleton = arm(Coupler("lower", "upper", ratio=2.0, offset=0.1))
    assert skeleton.posture({"upper": 0.3, "lower": 9.0})[2] == pytest.approx(0.7)
    assert [skeleton.coordinates[each] for each in skeleton.free()] == ["travel", "upper"]
    stiff = arm(is_locked=True, default=0.4)
    assert stiff.posture({"lower": 9.0})[2] == 0.4
    assert found(stiff, places(stiff, travel=1.0)[None])[0, 2] == 0.4


def test_the_posture_that_made_the_markers_is_found() -> None:
    skeleton = arm()
    made = places(skeleton, travel=0.4, upper=0.7, lower=1.1)
    values = found(skeleton, np.stack([made, made]))
    # Steps end below 1e-7, and each is a small part of the one before: nothing is left over.
    np.testing.assert_allclose(values, [[0.4, 0.7, 1.1]] * 2, atol=1e-9)


def test_a_follower_takes_its_leader_along() -> None:
    skeleton = arm(Coupler("lower", "upper", ratio=2.0, offset=0.1))
    made = places(skeleton, travel=0.4, upper=0.3)
    np.testing.assert_allclose(found(skeleton, made[None])[0], [0.4, 0.3, 0.7], atol=1e-9)


def test_a_coordinate_stops_at_its_limit_and_the_others_make_the_best_of_it() -> None:
    skeleton = arm(limits=(-0.5, 0.5))
    made = places(arm(), travel=0.0, upper=0.0, lower=1.0)
    values = found(skeleton, made[None])[0]
    assert values[2] == 0.5
    # With the elbow at 0.5, no other posture is nearer: a small turn of the shoulder or a small
    # way of the cart does not bring the tips nearer to the markers.
    free = arm()

    def misses(travel: float, upper: float) -> float:
        return float(((places(free, travel=travel, upper=upper, lower=0.5) - made) ** 2).sum())

    best = misses(values[0], values[1])
    for travel, upper in ((1e-4, 0), (-1e-4, 0), (0, 1e-4), (0, -1e-4)):
        assert misses(values[0] + travel, values[1] + upper) > best


def forearm_and_its_marker() -> tuple[Skeleton, BodyPoints]:
    """Two hinged segments of 1 m, of which the lower bends one way; its marker lies off its line.

    The marker is farthest from the upper hinge with the lower one at 0.46 rad = atan(1 / 2), where
    both hinges and the marker are in line. So for each distance there are two bends, as much to
    either side of that. With a bend of 1.5 rad the other one would be -0.57, which the limit
    forbids: straight is the nearest to it that is allowed, and from there both ways lead uphill.
    """
    joints = (
        hinge("upper", "ground", (0, 0, 0)),
        hinge("lower", "upper", (1, 0, 0), limits=(0.0, 2.5)),
    )
    return assemble(joints, (), "forearm"), BodyPoints(("lower",), np.array([[1.0, -0.5, 0.0]]))


@pytest.mark.parametrize("frames_before_it_is_seen", [0, 2])
def test_a_limit_that_the_start_lies_at_does_not_keep_the_posture(
    frames_before_it_is_seen: int,
) -> None:
    skeleton, points = forearm_and_its_marker()
    made = skeleton.posture({"upper": 0.3, "lower": 1.5})
    seen = points_in_ground(skeleton, pose_skeleton(skeleton, made), points)
    unseen = np.full((frames_before_it_is_seen, 1, 3), np.nan)
    frames = follow_markers(
        skeleton,
        points,
        np.concatenate([unseen, seen[None]]),
        weights=np.ones(1),
        start=skeleton.posture({"upper": 0.3, "lower": 0.0}),
    )
    np.testing.assert_allclose(frames.values[-1], made, atol=1e-9)
    # Before anything is seen, all stays.
    assert (frames.values[:-1] == [0.3, 0.0]).all()


def test_a_limit_that_the_markers_ask_for_is_kept() -> None:
    skeleton, points = forearm_and_its_marker()
    # In line with both hinges and farther than they reach: nothing allowed is nearer than the
    # lower hinge at atan(1 / 2); with no more than 0.2 allowed, the limit is.
    stiff = replace(skeleton, highest=np.array([np.inf, 0.2]))
    frames = follow_markers(
        stiff,
        points,
        np.array([[[3.0, 0.0, 0.0]]]),
        weights=np.ones(1),
        start=stiff.posture({"upper": 0.0, "lower": 0.1}),
    )
    assert frames.values[0, 1] == 0.2


def test_a_leader_is_kept_within_what_its_follower_may_do() -> None:
    skeleton = arm(Coupler("lower", "upper", ratio=-2.0, offset=0.0), limits=(0.0, 1.0))
    assert (skeleton.lowest[1], skeleton.highest[1]) == (-0.5, 0.0)


def test_what_no_marker_sees_stays_where_it_was() -> None:
    skeleton = arm()
    made = places(skeleton, travel=0.4, upper=0.0)
    # Without the lower tip nothing tells the elbow; the upper tip alone cannot tell travel and
    # turn apart either, but comes to where it was seen.
    made[1] = np.nan
    frames = follow_markers(
        skeleton,
        TIPS,
        made[None],
        weights=np.ones(2),
        start=skeleton.posture({"upper": 0.2, "lower": 0.6}),
    )
    assert frames.values[0, 2] == pytest.approx(0.6, abs=1e-12)
    assert frames.errors_m[0, 0] < 1e-9
    assert np.isnan(frames.errors_m[0, 1])
    np.testing.assert_array_equal(skeleton.moves({"upper"}), [True, True, False])


def test_weights_say_whose_word_counts() -> None:
    # The cart alone, with markers that want it at 0 and at 1: the weighted mean, 3 : 1.
    skeleton = assemble(
        (
            Joint(
                "rail",
                Frame("ground", NOWHERE, NOWHERE),
                Frame("cart", NOWHERE, NOWHERE),
                (Coordinate("travel", 0.0, -np.inf, np.inf, is_locked=False),),
                (Motion(X, STRAIGHT, "travel", turns=False),),
            ),
        ),
        (),
        "cart",
    )
    points = BodyPoints(("cart", "cart"), np.zeros((2, 3)))
    measured = np.array([[[0.0, 0, 0], [1.0, 0, 0]]])
    frames = follow_markers(
        skeleton, points, measured, weights=np.array([1.0, 3.0]), start=np.zeros(1)
    )
    assert frames.values[0, 0] == pytest.approx(0.75, abs=1e-12)
    np.testing.assert_allclose(frames.errors_m, [[0.75, 0.25]], atol=1e-12)
    # Errors of 1 mm in each: the mean's is sqrt(0.25² + 0.75²) mm.
    errors = coordinate_errors(
        skeleton, points, np.zeros(1), weights=np.array([1.0, 3.0]), marker_error_m=0.001
    )
    assert errors[0] == pytest.approx(0.001 * np.hypot(0.25, 0.75))


def test_an_error_of_a_marker_turns_a_hinge_by_itself_over_the_lever() -> None:
    skeleton = assemble((hinge("rod", "ground", (0, 0, 0)),), (), "rod")
    points = BodyPoints(("rod",), np.array([[0.25, 0.0, 0.0]]))
    errors = coordinate_errors(
        skeleton, points, np.zeros(1), weights=np.ones(1), marker_error_m=0.005
    )
    assert errors[0] == pytest.approx(0.005 / 0.25)


def test_what_cannot_be_told_has_no_bounded_error() -> None:
    skeleton = arm(Coupler("lower", "upper", ratio=0.0, offset=0.0))
    on_cart = BodyPoints(("cart",), np.zeros((1, 3)))
    errors = coordinate_errors(
        skeleton, on_cart, np.zeros(3), weights=np.ones(1), marker_error_m=0.005
    )
    np.testing.assert_allclose(errors, [0.005, np.inf, 0.0])


def test_slopes_are_what_small_steps_show() -> None:
    skeleton = arm(Coupler("lower", "upper", ratio=2.0, offset=0.1))
    values = skeleton.posture({"travel": 0.3, "upper": 0.4})
    slopes = all_slopes(skeleton.tree, np.array([0, 1, 1]), np.array([2, 3]), TIPS.places_m, values)
    step = 1e-6
    for unknown, name in enumerate(("travel", "upper")):
        at = {"travel": 0.3, "upper": 0.4}
        ahead = places(skeleton, **{**at, name: at[name] + step})
        behind = places(skeleton, **{**at, name: at[name] - step})
        # Central differences of 1e-6 on lengths of about 1 m: exact to 1e-9.
        np.testing.assert_allclose(slopes[:, :, unknown], (ahead - behind) / (2 * step), atol=1e-8)


def test_a_scaled_skeleton_is_larger_where_its_bodies_are() -> None:
    sledge = Joint(
        "sledge_joint",
        Frame("upper", np.array([1.0, 0.0, 0.0]), NOWHERE),
        Frame("sledge", np.array([0.1, 0.0, 0.0]), NOWHERE),
        (Coordinate("slide", 0.0, -np.inf, np.inf, is_locked=False),),
        (Motion(Y, polynomial(0.0, 0.5), "slide", turns=False),),
    )
    skeleton = assemble((hinge("upper", "ground", (0, 0, 0)), sledge), (), "arm")
    bigger = scaled(skeleton, {"upper": 2.0, "sledge": 3.0})
    posed = pose_skeleton(bigger, bigger.posture({"slide": 1.0}))
    # The joint lies at twice 1 m and slides twice 0.5 m; the sledge is held three times 0.1 m off.
    np.testing.assert_allclose(posed.joint_centres_m[1], [2.0, 1.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(posed.origins_m[2], [1.7, 1.0, 0.0], atol=1e-15)


def test_joints_may_come_in_any_order_but_must_lead_from_the_ground() -> None:
    lower, upper = hinge("lower", "upper", (1, 0, 0)), hinge("upper", "ground", (0, 0, 0))
    skeleton = assemble((lower, upper), (), "arm")
    assert skeleton.bodies == ("ground", "upper", "lower")
    assert skeleton.coordinates == ("lower", "upper")
    with pytest.raises(ModelError, match="lead from the ground"):
        assemble((lower,), (), "arm")
    with pytest.raises(ModelError, match="lead from the ground"):
        assemble((upper, hinge("upper", "ground", (0, 1, 0))), (), "arm")


def test_couplers_that_follow_followers_are_refused() -> None:
    chain = (Coupler("upper", "travel", 1.0, 0.0), Coupler("lower", "upper", 1.0, 0.0))
    with pytest.raises(ModelError, match="follows a free one"):
        arm(*chain)


def test_a_search_stopped_before_its_end_is_told_apart_frame_by_frame() -> None:
    # Six frames of one posture, 0.3 rad from the start, which Newton's steps reach in more than
    # one. The markers lie 1 cm out of the plane, so that the least distance is not zero.
    skeleton = arm()
    measured = np.stack([places(skeleton, upper=0.4) + 0.01 * Z] * 6)
    start, weights = skeleton.posture({"upper": 0.1}), np.ones(2)
    whole = follow_markers(skeleton, TIPS, measured, weights=weights, start=start)
    assert whole.is_found.all()
    assert whole.steps[0] > 1
    stopped = follow_markers(skeleton, TIPS, measured, weights=weights, start=start, most_steps=1)
    assert not stopped.is_found[0]
    # Each frame goes on from the one before, one step further, and so a later one comes to the end.
    assert stopped.is_found[-1]
    assert (stopped.steps == 1).all()
    np.testing.assert_allclose(stopped.values[-1], whole.values[-1], atol=1e-6)


def test_a_search_ends_where_rounding_decides_which_posture_is_nearer() -> None:
    # Three markers that slid along the lower segment by 1, -2 and 1 mm: neither their sum nor,
    # along the lever, their moment asks for another posture. They lie 10 to 13 m from the origin,
    # where doubles are 1.8e-15 m apart, so that the squares of the misses are known to 4e-12 of
    # themselves only: more than what a turn of 1e-9 rad changes.
    skeleton, on_lower = arm(), ("lower",) * 3
    fixed = BodyPoints(on_lower, np.outer([0.5, 1.0, 1.5], X))
    slid = BodyPoints(on_lower, np.outer([0.501, 0.998, 1.501], X))
    made = 0.01 * np.outer(np.arange(100), [1.0, 0.5, 1.0]) + [10.0, 0.4, 0.6]
    frames = follow_markers(
        skeleton,
        fixed,
        np.stack(
            [points_in_ground(skeleton, pose_skeleton(skeleton, each), slid) for each in made]
        ),
        weights=np.ones(3),
        start=made[0],
    )
    assert frames.is_found.all()
    np.testing.assert_allclose(frames.values, made, atol=1e-9)
    # Each step squares what is missing: 0.01 rad, 1e-4, 1e-8, and one too short to matter, with one
    # to spare. A search that goes on after that follows the rounding.
    assert frames.steps.max() <= 5
