"""What must hold for joint angles from markers, whatever the posture: on our own body model."""

from dataclasses import dataclass

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipspine.domain.landmarks import Landmark
from hipspine.mechanics.marker_kinematics import (
    BodyPoints,
    follow_markers,
    points_in_ground,
    pose_skeleton,
)
from hipspine.simulate.body.build import build_model_xml
from hipspine.simulate.fit.own_postures import points_of
from hipspine.simulate.fit.skeleton_file import parse_body_model
from hipspine.simulate.fit.standing_start import standing_start

BODY = parse_body_model(build_model_xml(), "own model")
SKELETON = BODY.skeleton
# A hip centre carries no marker in a recording.
MARKERS = tuple(marker for marker in BODY.markers if "hip_centre" not in marker.name)
POINTS = points_of(MARKERS)
NAMES = [marker.name for marker in MARKERS]
EACH = list(range(len(NAMES)))
COORDINATES = list(SKELETON.coordinates)

SAME = 1e-6
"""[rad or m] The search ends with a step below 1e-7; the markers of forearms, which are told worst,
can add a few of that by rounding."""


@dataclass(frozen=True)
class Case:
    values: np.ndarray
    measured_m: np.ndarray


def sided(name: str) -> str:
    """Return the other side's coordinate."""
    if name.endswith("_beta"):
        return f"{sided(name.removesuffix('_beta'))}_beta"
    other = {"_r": "_l", "_l": "_r"}.get(name[-2:])
    return name[:-2] + other if other else name


# Sideways, and turns about the fore-and-aft and the vertical axis of midline joints.
TURNED_ROUND = ("pelvis_list", "pelvis_rotation", "pelvis_tz", "_bending", "_rotation")


def mirrored(values: np.ndarray) -> np.ndarray:
    of = dict(zip(COORDINATES, values, strict=True))
    midline = [name for name in COORDINATES if sided(name) == name]
    signs = {name: -1.0 for name in midline if name.endswith(TURNED_ROUND)}
    return np.array([signs.get(name, 1.0) * of[sided(name)] for name in COORDINATES])


def posed(values: np.ndarray) -> np.ndarray:
    return points_in_ground(SKELETON, pose_skeleton(SKELETON, values), POINTS)


def case(number: int, *, noise_m: float = 0.0) -> Case:
    """Return a posture well inside its limits, and its markers with noise."""
    chance = np.random.default_rng(number)
    posture = {name: chance.uniform(-0.3, 0.3) for name in COORDINATES}
    posture |= {f"knee_angle_{side}": chance.uniform(0.3, 1.2) for side in "rl"}
    posture |= {f"elbow_flex_{side}": chance.uniform(0.6, 1.6) for side in "rl"}
    posture |= {f"pro_sup_{side}": chance.uniform(0.3, 1.6) for side in "rl"}
    posture |= {name: chance.uniform(-0.05, 0.05) for name in COORDINATES if "L5_S1" in name}
    values = SKELETON.posture(posture)
    exact = posed(values)
    return Case(values, exact + chance.normal(0.0, noise_m, exact.shape))


def cases(*, noise_m: float = 0.0) -> st.SearchStrategy[Case]:
    return st.integers(0, 2**32 - 1).map(lambda number: case(number, noise_m=noise_m))


def found(
    measured_m: np.ndarray, points: BodyPoints = POINTS, order: list[int] = EACH
) -> np.ndarray:
    """Return the posture, searched from where a trial's first frame is searched from."""
    start = standing_start({NAMES[i]: place for i, place in zip(order, measured_m, strict=True)})
    followed = follow_markers(
        SKELETON,
        points,
        measured_m[None],
        weights=np.ones(len(points.bodies)),
        start=SKELETON.posture(start),
    )
    return followed.values[0]


@given(cases())
@settings(deadline=None, max_examples=40)
def test_known_postures_are_recovered(case):
    np.testing.assert_allclose(found(case.measured_m), case.values, atol=SAME)


@given(cases(), st.integers(0, len(NAMES) - 1))
@example(case(28), NAMES.index("right_elbow_lateral"))
@example(case(43), NAMES.index("left_elbow_lateral"))
@settings(deadline=None, max_examples=40)
def test_one_missing_marker_does_not_matter(case, missing):
    # Every segment has a marker more than it needs, or a neighbour's. With one elbow marker left,
    # searches that start from straight elbows can end there: the examples are such postures.
    seen = case.measured_m.copy()
    seen[missing] = np.nan
    np.testing.assert_allclose(found(seen), case.values, atol=SAME)


@given(cases(noise_m=0.005), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
@settings(deadline=None, max_examples=40)
def test_turning_and_moving_the_laboratory_changes_the_pelvis_in_it_alone(case, turn, ahead, right):
    c, s = np.cos(turn), np.sin(turn)
    about_up = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    moved = case.measured_m @ about_up.T + [ahead, 0.0, right]
    before = found(case.measured_m)
    after = found(moved)
    kept = [not name.startswith("pelvis_") for name in COORDINATES]
    np.testing.assert_allclose(after[kept], before[kept], atol=SAME)
    # The pelvis has turned and moved along: so have all markers on the body.
    expected = posed(before) @ about_up.T + [ahead, 0.0, right]
    np.testing.assert_allclose(posed(after), expected, atol=SAME)


@given(cases(noise_m=0.005), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_markers_does_not_matter(case, random):
    order = random.sample(range(len(NAMES)), len(NAMES))
    points = BodyPoints(tuple(POINTS.bodies[i] for i in order), POINTS.places_m[order])
    np.testing.assert_allclose(
        found(case.measured_m[order], points, order), found(case.measured_m), atol=SAME
    )


@given(cases(noise_m=0.005))
@settings(deadline=None, max_examples=40)
def test_a_mirrored_body_has_mirrored_angles(case):
    swapped = {name: name.replace("right", "RIGHT").replace("left", "right") for name in NAMES}
    order = [NAMES.index(swapped[name].replace("RIGHT", "left")) for name in NAMES]
    reflected = case.measured_m[order] * [1.0, 1.0, -1.0]
    np.testing.assert_allclose(found(reflected), mirrored(found(case.measured_m)), atol=SAME)


@given(cases(noise_m=0.02))
@settings(deadline=None, max_examples=40)
def test_no_posture_nearby_is_nearer_to_the_markers(case):
    """The end is a minimum within the limits, markers that no posture meets included."""
    values = found(case.measured_m)
    best = ((posed(values) - case.measured_m) ** 2).sum()
    for number in SKELETON.free():
        for step in (-1e-3, 1e-3):
            near = values.copy()
            near[number] += step
            if SKELETON.lowest[number] <= near[number] <= SKELETON.highest[number]:
                near = SKELETON.posture(dict(zip(COORDINATES, near, strict=True)))
                assert ((posed(near) - case.measured_m) ** 2).sum() >= best


def test_every_landmark_with_a_marker_takes_part():
    assert {Landmark(name) for name in NAMES} == {each for each in Landmark if "hip" not in each}
