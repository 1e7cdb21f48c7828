"""Predictions as files, and a question asked again answered from the cache."""

import json

import numpy as np
import pytest

from hipspine.clinic import predict_kept
from hipspine.clinic.predict_kept import kept_prediction, prediction_bytes, read_prediction
from hipspine.clinic.predict_motion import Asked
from hipspine.domain.errors import FileFormatError, ScenarioError
from hipspine.domain.prediction import MotionKind
from hipspine.domain.provenance import Absent
from made_prediction import HAMSTRINGS, STEPS, TILT, made_prediction

ASKED = Asked(MotionKind.WALK, ("gluteus_maximus.strength=0.5",))


@pytest.mark.parametrize(
    "prediction",
    [
        made_prediction(HAMSTRINGS, TILT, STEPS),
        made_prediction(absent=(Absent("walk", "none"),)),
    ],
)
def test_a_prediction_is_read_as_it_was_written(prediction):
    found = read_prediction(prediction_bytes(prediction))
    assert found.question == prediction.question
    assert found.effects == prediction.effects
    assert found.absent == prediction.absent
    assert (found.asked, found.answered) == (prediction.asked, prediction.answered)
    assert (found.before is None) == (prediction.before is None)
    if prediction.before is not None:
        # Six significant digits of at most 1.7 m: half of the last is 5 micrometres.
        assert found.before.points_m == pytest.approx(prediction.before.points_m, abs=5e-6)
        assert found.before.names == prediction.before.names
        assert found.curves[0].after.shape == (16, 101)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": 0}', b'{"format": 1}', b"\xff\x00"])
def test_what_is_no_prediction_is_refused(content):
    with pytest.raises(FileFormatError, match="kept prediction"):
        read_prediction(content)


def test_a_prediction_of_another_format_is_refused():
    told = json.loads(prediction_bytes(made_prediction(HAMSTRINGS)))
    with pytest.raises(FileFormatError, match="kept prediction"):
        read_prediction(json.dumps(told | {"format": 99}).encode())


@pytest.fixture
def asked_of_the_model(monkeypatch):
    """Count how often the model is really asked."""
    asked = []

    def answer(question, **_options):
        asked.append(question)
        return made_prediction(HAMSTRINGS)

    monkeypatch.setattr(predict_kept, "predict_motion", answer)
    return asked


def test_an_equal_question_is_worked_out_once(tmp_path, asked_of_the_model):
    first = kept_prediction(ASKED, cache_dir=tmp_path)
    again = kept_prediction(ASKED, cache_dir=tmp_path)
    assert len(asked_of_the_model) == 1
    assert np.array_equal(first.after.points_m, again.after.points_m)


@pytest.mark.parametrize(
    "other",
    [
        Asked(MotionKind.STAND, ASKED.what_if),
        Asked(MotionKind.WALK, ("gluteus_maximus.strength=0.4",)),
        Asked(MotionKind.WALK, ASKED.what_if, height_m=1.71),
        Asked(MotionKind.WALK, ASKED.what_if, mass_kg=80.0),
        Asked(MotionKind.WALK, ASKED.what_if, speed="own"),
    ],
)
def test_a_different_question_is_asked_anew(tmp_path, asked_of_the_model, other):
    kept_prediction(ASKED, cache_dir=tmp_path)
    kept_prediction(other, cache_dir=tmp_path)
    assert len(asked_of_the_model) == 2


def test_a_changed_model_answers_anew(tmp_path, asked_of_the_model, monkeypatch):
    kept_prediction(ASKED, cache_dir=tmp_path)
    monkeypatch.setattr(predict_kept, "_model_fingerprint", lambda: "another")
    kept_prediction(ASKED, cache_dir=tmp_path)
    assert len(asked_of_the_model) == 2


def test_a_question_that_cannot_be_asked_is_not_kept(tmp_path, asked_of_the_model):
    with pytest.raises(ScenarioError):
        kept_prediction(Asked(MotionKind.WALK, ()), cache_dir=tmp_path)
    assert asked_of_the_model == []
