"""Size and strength from mass, height and sex."""

import numpy as np
import pytest

from hipspine.domain.errors import ModelError, RecordingError
from hipspine.domain.person import Sex, Subject
from hipspine.domain.problem import Level
from hipspine.simulate.fit.body_size import (
    check_subject,
    factors_by_height,
    height_problems,
    stature_m,
    strength_factor,
)


@pytest.mark.parametrize("mass_kg", [0.0, 700.0, -5.0, float("nan")])
def test_a_mass_that_is_no_persons_is_refused_with_what_to_do(mass_kg: float) -> None:
    with pytest.raises(RecordingError, match=r"20 to 300 kg.*--mass"):
        check_subject(Subject(mass_kg))


@pytest.mark.parametrize("height_m", [0.0, 17.5, 175.0])
def test_a_height_in_the_wrong_unit_is_refused(height_m: float) -> None:
    with pytest.raises(RecordingError, match="metres"):
        check_subject(Subject(70.0, height_m))


def test_stature_follows_from_ankle_and_shoulder_height() -> None:
    # Drillis & Contini: a person of 2 m has the ankle at 0.078 m and the shoulder at 1.636 m.
    joints = {"ankle_r": np.array([0, 0.078, 0]), "acromial_r": np.array([0, 1.636, 0])}
    assert stature_m(joints, "model") == pytest.approx(2.0)


def test_a_model_without_shoulders_says_so() -> None:
    with pytest.raises(ModelError, match="acromial_r"):
        stature_m({"ankle_r": np.zeros(3)}, "legs.osim")


def test_one_factor_makes_the_persons_height() -> None:
    factors = factors_by_height(Subject(70.0, 1.87), 1.7)
    assert {factor.factor for factor in factors} == {1.87 / 1.7}


@pytest.mark.parametrize(("sex", "height_m"), [(Sex.FEMALE, 1.613), (Sex.MALE, 1.753)])
def test_without_a_height_the_populations_mean_is_assumed_aloud(sex: Sex, height_m: float) -> None:
    subject = Subject(70.0, sex=sex)
    assert factors_by_height(subject, 1.7)[0].factor == pytest.approx(height_m / 1.7)
    problem = height_problems(subject)[0]
    assert problem.level is Level.WARNING
    assert "assumed" in problem.what


def test_strength_grows_with_mass_to_two_thirds() -> None:
    assert strength_factor(8 * 75.0, 75.0) == pytest.approx(4.0)
    assert strength_factor(75.0, 75.0) == 1.0
