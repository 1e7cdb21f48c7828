"""Results of experiments come back from JSON as they were, and damaged ones are refused."""

import pytest

from hipspine.domain.errors import ContentError
from hipspine.domain.prediction import Certainty
from hipspine.domain.provenance import Absent
from hipspine.study.claims_results import (
    Effect,
    ExperimentResult,
    Predicted,
    Taker,
    Takers,
    kept_results,
    read_results,
    results_json,
)
from hipspine.study.claims_variants import VARIANTS

RESULT = ExperimentResult(
    "some",
    (Effect("0", "force:hamstrings", "N/kg", {"as_published": 1.5, "weaker": -0.25}),),
    (Takers("0", (Taker("hamstrings", 0.5),), (Taker("gluteus_maximus", -1.0),)),),
    None,
    (Absent("load at 0", "no disc"),),
    (Predicted("0", "lumbar_extension_mean", "rad", 0.02, 0.01, 0.03, 16, Certainty.ROBUST),),
)
NOT_RUN = ExperimentResult("other", (), (), "no recording")


def test_results_come_back_as_they_were():
    kept = {"some": RESULT, "other": NOT_RUN}
    assert read_results(results_json(kept)) == kept


def test_the_band_is_that_of_all_variants():
    assert (RESULT.effects[0].low, RESULT.effects[0].high) == (-0.25, 1.5)


def test_a_quantity_that_was_not_measured_is_absent():
    assert RESULT.effect("0", "force:psoas") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "another"}'])
def test_other_texts_are_refused(text):
    with pytest.raises(ContentError, match="hipspine claims --run"):
        read_results(text)


def test_kept_results_have_every_variant_everywhere():
    wanted = {variant.id for variant in VARIANTS}
    for result in kept_results().values():
        for effect in result.effects:
            assert wanted <= set(effect.values), (result.experiment, effect.quantity)
