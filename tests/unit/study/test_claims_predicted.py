"""Experiments that predict the motion itself: asked as the claims say, and never invented."""

from pathlib import Path

import pytest

from hipspine.clinic.request import Workshop
from hipspine.content.claims.schema import claims
from hipspine.domain.prediction import (
    Certainty,
    Effect,
    Prediction,
    PredictionQuestion,
    Quantity,
    Unit,
)
from hipspine.study.claims_experiments import run_experiments
from hipspine.study.claims_verdicts import Verdict, judge
from hipspine.study.claims_words import claim_text, judged_claims


def only_predictions():
    file = claims().experiments
    some = tuple(each for each in file.experiments if each.kind == "prediction")
    return file.model_copy(update={"experiments": some})


def answered(question: PredictionQuestion) -> Prediction:
    """A prediction in which the pelvis tips forward by 0.03 rad and the spine is uncertain."""
    assert question.changes
    tilt = Effect(
        Quantity.PELVIS_ANTERIOR_TILT, Unit.RADIAN, 0.03, 0.01, 0.05, 16, 1.0, Certainty.ROBUST
    )
    spine = Effect(
        Quantity.LUMBAR_EXTENSION_MEAN, Unit.RADIAN, 0.0, -0.02, 0.02, 16, 0.5, Certainty.UNCERTAIN
    )
    return Prediction(question, (tilt, spine), 16, 16, None, None, (), (), 0.0)


@pytest.fixture
def run(tmp_path: Path):
    def with_predict(predict):
        found = run_experiments(only_predictions(), Workshop(tmp_path), predict=predict)
        return {result.experiment: result for result in found}

    return with_predict


def test_without_a_prediction_the_reason_is_kept(run):
    assert all("no prediction" in (each.absent_because or "") for each in run(None).values())


def test_a_prediction_settles_what_fixed_motion_cannot(run):
    results = run(answered)
    verdicts = {
        name: judge(claims().claim(name), results, matters_from=0.1).verdict
        for name in ("C03", "C16")
    }
    assert verdicts == {"C03": Verdict.MIXED, "C16": Verdict.SUPPORTED}


def test_a_predicted_change_is_told_with_its_band(run):
    results = run(answered)
    judged = {each.claim.id: each for each in judged_claims(claims(), results)}
    said = claim_text(judged["C16"], claims(), results)
    assert "changes by 0.03 rad (0.01 to 0.05 over 16 variants of the prediction, robust)" in said


def test_a_prediction_without_an_answer_is_absent(run):
    def silent(question: PredictionQuestion) -> Prediction:
        return Prediction(question, (), 16, 0, None, None, (), (), 0.0)

    assert all("no answer" in (each.absent_because or "") for each in run(silent).values())
