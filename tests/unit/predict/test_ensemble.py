import itertools

import numpy as np
import pytest

from hipspine.domain.prediction import Certainty, Quantity, Unit
from hipspine.domain.units import radians
from hipspine.predict.ensemble import Rule, change_of, most_typical, summarise, two_level_design

RULE = Rule(
    share=0.9,
    matters={
        Unit.RADIAN: radians(1.0),
        Unit.METRE: 0.01,
        Unit.METRE_PER_SECOND: 0.02,
        Unit.RATIO: 0.1,
    },
    effort_matters=0.02,
)


def degrees_of_change(*values: float) -> np.ndarray:
    return radians(np.array(values))


def test_agreement_on_a_change_that_matters_is_robust() -> None:
    changes = degrees_of_change(*[2.0] * 15, -0.5)  # 15 of 16 agree: 94 %
    effect = summarise(Quantity.PELVIS_ANTERIOR_TILT, changes, RULE)
    assert effect.certainty is Certainty.ROBUST
    assert effect.share_agreeing == 15 / 16
    assert effect.lowest == radians(-0.5)
    assert effect.highest == radians(2.0)


def test_agreement_on_a_change_too_small_to_matter_is_no_change() -> None:
    effect = summarise(Quantity.PELVIS_ANTERIOR_TILT, degrees_of_change(*[0.4] * 16), RULE)
    assert effect.share_agreeing == 1.0
    assert effect.certainty is Certainty.NO_CHANGE


def test_two_dissenters_in_sixteen_make_a_change_uncertain() -> None:
    # 14 of 16 is 88 %, below nine in ten.
    effect = summarise(
        Quantity.LUMBAR_EXTENSION_MEAN, degrees_of_change(*[3.0] * 14, -3.0, -3.0), RULE
    )
    assert effect.certainty is Certainty.UNCERTAIN


def test_agreement_on_a_median_below_what_matters_with_a_wide_band_is_uncertain() -> None:
    changes = degrees_of_change(*[0.5] * 10, *[4.0] * 6)
    effect = summarise(Quantity.LUMBAR_EXTENSION_MEAN, changes, RULE)
    assert effect.share_agreeing == 1.0
    assert effect.certainty is Certainty.UNCERTAIN


def test_effort_has_its_own_smallest_change() -> None:
    changes = np.full(16, 0.05)
    assert summarise(Quantity.EFFORT, changes, RULE).certainty is Certainty.ROBUST
    assert summarise(Quantity.HAMSTRING_ACTIVITY, changes, RULE).certainty is Certainty.NO_CHANGE


def test_activity_changes_are_ratios_and_angles_are_differences() -> None:
    assert change_of(Quantity.HAMSTRING_ACTIVITY, 0.02, 0.03) == pytest.approx(0.5)
    assert change_of(Quantity.LUMBAR_EXCURSION, 0.2, 0.3) == pytest.approx(0.1)


def test_the_design_shows_every_pair_of_levels_of_every_two_factors_equally_often() -> None:
    design = two_level_design()
    assert len(set(design)) == 16
    for first, second in itertools.combinations(range(6), 2):
        pairs = [(row[first], row[second]) for row in design]
        assert all(pairs.count(pair) == 4 for pair in itertools.product((-1, 1), repeat=2))


def test_the_most_typical_variant_is_the_one_at_the_medians() -> None:
    answers = [np.array([0.0, 5.0]), np.array([1.0, 1.0]), np.array([9.0, 0.0])]
    assert most_typical(answers) == 1  # medians are 1 and 1
