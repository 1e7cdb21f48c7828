import hashlib

import pytest

from hipspine.content.prediction.model import read_prediction_model
from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.simulate.body.build import GENERIC_MASS_KG, build_model_xml


def test_the_planar_body_was_fitted_to_the_present_body_model() -> None:
    # The script fits to the model file under the name "hipspine", byte for byte.
    present = hashlib.sha256(build_model_xml(name="hipspine").encode("utf-8")).hexdigest()
    assert read_planar_body().body_model_sha256 == present


def test_the_planar_body_weighs_what_the_body_model_weighs() -> None:
    # Ten segments rounded to the tables' four decimals.
    assert read_planar_body().mass_kg == pytest.approx(GENERIC_MASS_KG, abs=1e-3)


def test_lengths_and_levers_are_those_of_the_body_model_at_unseen_postures() -> None:
    # The prototype's fit to another model was within 2.5 mm and 1.7 mm.
    for name, muscle in read_planar_body().muscles.items():
        assert muscle.length_error_mm < 0.5, name
        assert muscle.arm_error_mm < 1.0, name
    assert read_planar_body().hinge_errors_m.lumbar_error_m < 0.003
    assert read_planar_body().hinge_errors_m.knee_error_m < 0.003


def test_every_factor_of_the_variants_has_a_source_and_two_levels() -> None:
    model = read_prediction_model()
    assert len(model.factors) == 6
    assert all(factor.low < factor.high and factor.source for factor in model.factors)
