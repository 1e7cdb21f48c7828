"""Segment sizes from landmark distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import Landmark, Segment
from hipspine.domain.problem import Level
from hipspine.simulate.fit.marker_table import landmark_markers
from hipspine.simulate.fit.reports import ScaleFactor
from hipspine.simulate.fit.scale_factors import (
    completed,
    measured_factors,
    refined,
    with_midpoints,
)

ORIGINS = {
    # Bodies of a standing skeleton, roughly; only distances between landmarks matter here.
    "pelvis": (0.0, 0.95, 0.0),
    "femur": (-0.06, 0.87, 0.08),
    "tibia": (-0.06, 0.46, 0.08),
    "calcn": (-0.1, 0.02, 0.09),
    "torso": (-0.1, 1.03, 0.0),
    "humerus": (-0.1, 1.4, 0.17),
    "radius": (-0.1, 1.1, 0.19),
}


def skeleton() -> dict[str, FloatArray]:
    places = {}
    for marker in landmark_markers():
        bone, _, side = marker.body.partition("_")
        origin = np.array(ORIGINS[bone]) * [1, 1, -1 if side == "l" else 1]
        places[str(marker.name)] = origin + marker.location_m
    return places


def factors_of(factors: tuple[ScaleFactor, ...]) -> dict[Segment, float]:
    return {factor.segment: factor.factor for factor in factors}


@given(st.floats(0.75, 1.25))
def test_a_person_of_another_size_has_that_factor_everywhere(size: float) -> None:
    person = {name: place * size for name, place in skeleton().items()}
    factors, problems = completed(measured_factors(person, skeleton()))
    assert not problems
    for factor in factors:
        assert factor.factor == pytest.approx(size, rel=1e-12)


@given(st.lists(st.floats(-0.02, 0.02), min_size=33 * 3, max_size=33 * 3))
def test_a_mirrored_person_has_the_factors_of_the_other_side(shifts: list[float]) -> None:
    model = skeleton()
    moved = np.array(shifts).reshape(33, 3)
    names = list(model)
    assert len(names) <= len(moved)
    person = {name: model[name] + moved[index] for index, name in enumerate(names)}
    mirrored = {str(Landmark(name).mirrored): place * [1, 1, -1] for name, place in person.items()}
    straight = factors_of(measured_factors(person, model))
    swapped = factors_of(measured_factors(mirrored, model))
    for segment, factor in straight.items():
        other = segment.replace("right", "?").replace("left", "right").replace("?", "left")
        assert swapped[Segment(other)] == pytest.approx(factor, rel=1e-9)


def test_a_longer_thigh_lengthens_only_the_thigh() -> None:
    person = skeleton()
    # The whole leg below the knee 41 mm further down: the model's thigh is 404 mm long.
    for name in person:
        if name.startswith("right_") and any(
            part in name for part in ("knee", "ankle", "heel", "metatarsal")
        ):
            person[name] = person[name] + [0, -0.0404, 0]
    factors = factors_of(measured_factors(person, skeleton()))
    assert factors[Segment.RIGHT_THIGH] == pytest.approx(1.1, abs=2e-3)  # not quite vertical
    assert factors[Segment.RIGHT_SHANK] == pytest.approx(1.0, rel=1e-12)
    assert factors[Segment.LEFT_THIGH] == pytest.approx(1.0, rel=1e-12)


def test_without_medial_markers_lateral_ones_serve() -> None:
    person = {name: place for name, place in skeleton().items() if "medial" not in name}
    thigh = next(
        factor
        for factor in measured_factors(person, skeleton())
        if factor.segment is Segment.RIGHT_THIGH
    )
    assert thigh.basis == "right_hip_centre to right_knee_lateral"


def test_a_segment_without_landmarks_takes_the_other_sides_size_and_says_so() -> None:
    person = {name: place for name, place in skeleton().items() if name != "left_heel"}
    factors, problems = completed(measured_factors(person, skeleton()))
    left = next(factor for factor in factors if factor.segment is Segment.LEFT_FOOT)
    assert (left.factor, left.basis) == (pytest.approx(1.0), "as the right foot")
    assert [problem.where for problem in problems] == ["size of the left foot"]


def test_nothing_stands_in_for_the_pelvis() -> None:
    person = {name: place for name, place in skeleton().items() if name != "left_asis"}
    with pytest.raises(RecordingError, match="size of the pelvis"):
        completed(measured_factors(person, skeleton()))


def test_an_implausible_thigh_is_an_error_that_names_its_landmarks() -> None:
    person = skeleton()
    for name in ("right_knee_lateral", "right_knee_medial"):
        person[name] = person[name] + [0, -0.2, 0]
    with pytest.raises(RecordingError, match=r"right thigh.*right_knee_centre.*0\.60"):
        completed(measured_factors(person, skeleton()))


def test_an_implausible_foot_is_a_warning_and_the_shank_stands_in() -> None:
    person = skeleton()
    for side in ("right", "left"):
        person[f"{side}_heel"] = person[f"{side}_heel"] - [0.3, 0, 0]
    factors, problems = completed(measured_factors(person, skeleton()))
    assert factors_of(factors)[Segment.RIGHT_FOOT] == pytest.approx(1.0)
    assert [p.level for p in problems].count(Level.WARNING) == 2


def test_refining_multiplies_what_is_still_missing() -> None:
    before = (ScaleFactor(Segment.TRUNK, 0.9, "x", 0.54, 0.6),)
    again = (ScaleFactor(Segment.TRUNK, 1.1, "x", 0.54, 0.54 / 1.1),)
    trunk = refined(before, again)[0]
    assert trunk.factor == pytest.approx(0.99)
    assert trunk.measured_m == 0.54
    # The generic model's length in the person's posture: 0.54 / 0.99.
    assert trunk.model_m == pytest.approx(0.54 / 0.99)


def test_midpoints_need_both_ends() -> None:
    points = with_midpoints({"right_knee_lateral": np.zeros(3), "right_acromion": np.ones(3)})
    assert set(points) == {"right_knee_lateral", "right_acromion"}
