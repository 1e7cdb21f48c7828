import numpy as np
import pytest

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import ModelBody
from hipspine.domain.scenario import parse_muscle_change
from hipspine.predict.changes import apply_changes, has_tightness, is_one_sided, sized
from hipspine.predict.names import MUSCLES
from hipspine.predict.parameters import LOWEST_ACTIVATION, Settings


def changed(*texts: str) -> dict[str, tuple[float, float, float, float]]:
    """Return strength, shortening, lowest and highest activation of the muscles that changed."""
    muscles = apply_changes(tuple(parse_muscle_change(text) for text in texts)).muscles
    usual = (1.0, 0.0, LOWEST_ACTIVATION, 1.0)
    rows = zip(
        muscles.strength,
        muscles.shortening,
        muscles.lowest_activation,
        muscles.highest_activation,
        strict=True,
    )
    return {name: row for name, row in zip(MUSCLES, rows, strict=True) if tuple(row) != usual}


def test_a_change_without_a_side_means_both_sides() -> None:
    found = changed("gluteus_maximus.strength=0.5")
    assert set(found) == {"gluteus_maximus_r", "gluteus_maximus_l"}
    assert all(row[0] == 0.5 for row in found.values())


def test_a_change_of_one_side_leaves_the_other_alone() -> None:
    assert set(changed("gluteus_maximus.left.strength=0.5")) == {"gluteus_maximus_l"}
    one = apply_changes((parse_muscle_change("hamstrings.right.drive=0.5"),)).muscles
    assert is_one_sided(one)
    assert not is_one_sided(apply_changes((parse_muscle_change("psoas.drive=0.5"),)).muscles)


def test_hip_flexors_are_iliacus_psoas_and_rectus_femoris() -> None:
    found = changed("hip_flexors.tightness=0.1")
    assert {name[:-2] for name in found} == {"iliacus", "psoas", "rectus_femoris"}
    assert all(row[1] == 0.1 for row in found.values())


def test_drive_caps_activation_but_never_below_rest() -> None:
    found = changed("gluteus_maximus.drive=0")
    assert all(row[2:] == (LOWEST_ACTIVATION, LOWEST_ACTIVATION) for row in found.values())


def test_combinations_of_changes_add_up() -> None:
    found = changed("gluteus_maximus.strength=0.5", "hip_flexors.tightness=0.1")
    assert len(found) == 2 + 6


def test_a_muscle_that_is_not_in_the_planar_body_is_refused() -> None:
    with pytest.raises(ScenarioError, match="planar body"):
        changed("piriformis.tone=0.5")


def test_a_parameter_that_the_planar_body_does_not_know_is_refused() -> None:
    with pytest.raises(ScenarioError, match="ask for strength"):
        changed("gluteus_maximus.fatigue=0.3")


def test_a_combination_is_answered_for_its_members_and_says_which_are_missing() -> None:
    applied = apply_changes((parse_muscle_change("plantarflexors.strength=0.5"),))
    assert [each.what for each in applied.absent] == ["deep_calf"]
    assert np.count_nonzero(applied.muscles.strength == 0.5) == 4  # two muscles on two sides


def test_one_side_of_a_trunk_muscle_is_refused() -> None:
    with pytest.raises(ScenarioError, match="both sides"):
        changed("erector_spinae.left.strength=0.5")


def test_only_tightness_hides_effort() -> None:
    assert has_tightness((parse_muscle_change("hip_flexors.tightness=0.1"),))
    assert not has_tightness((parse_muscle_change("hip_flexors.strength=0.1"),))


def test_the_generic_body_has_factors_of_one() -> None:
    settings = sized(Settings(), ModelBody(1.70, read_planar_body().mass_kg))
    assert settings.mass_factor == pytest.approx(1.0)
    assert settings.length_factor == pytest.approx(1.0)
    assert settings.force_factor == pytest.approx(Settings().force_factor)


def test_strength_grows_with_muscle_volume_over_fibre_length() -> None:
    # Handsfield 2014: 47.05 * 100 * 1.87 + 1289.6 = 10087.95 cm³ against
    # 47.05 * 75.3373 * 1.70 + 1289.6 = 7315.5 cm³; lengths 1.1 times the generic.
    mass = read_planar_body().mass_kg
    generic = 47.05 * mass * 1.70 + 1289.6
    settings = sized(Settings(), ModelBody(1.87, 100.0))
    expected = Settings().force_factor * (47.05 * 100 * 1.87 + 1289.6) / generic / 1.1
    assert settings.force_factor == pytest.approx(expected)


def test_what_is_one_muscle_in_the_planar_body_is_said_to_change_along() -> None:
    def along(*texts: str) -> set[str]:
        applied = apply_changes(tuple(parse_muscle_change(text) for text in texts))
        return {each.what for each in applied.absent if each.reason == "not_apart"}

    assert along("multifidus.strength=0.5") == {"iliocostalis", "longissimus"}
    assert along("gluteus_medius.strength=0.5") == {"gluteus_minimus"}
    assert along("gluteus_maximus.strength=0.5", "back_extensors.strength=0.5") == set()


def test_what_is_left_out_of_two_changes_is_told_once() -> None:
    asked = ("gluteus_medius.left.strength=0.5", "gluteus_medius.right.drive=0.5")
    applied = apply_changes(tuple(parse_muscle_change(text) for text in asked))
    assert len(applied.absent) == 1
