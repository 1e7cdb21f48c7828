"""What a recording asks of the model body, and when it asks nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from hipspine.clinic import predict_beside as beside
from hipspine.clinic.predict_beside import check_predictable, question_beside
from hipspine.clinic.request import Workshop
from hipspine.domain.assessment import Assessment, Quality
from hipspine.domain.errors import ScenarioError
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.domain.person import Subject
from hipspine.domain.prediction import MotionKind, NotPredicted
from hipspine.domain.provenance import Provenance
from hipspine.domain.scenario import parse_muscle_change

WEAK = (parse_muscle_change("gluteus_maximus.strength=0.5"),)
RIGHT = (parse_muscle_change("gluteus_maximus.right.strength=0.5"),)


PERSON = Subject(85.0, 1.80)


def recorded(kind=CycleKind.GAIT, *, subject=PERSON, speed=1.4):
    measured = () if speed is None else (Measurement("walking_speed", "m/s", speed),)
    return Assessment(
        subject=subject,
        provenance=Provenance("hipspine", "1", "model", "0" * 64, ()),
        quality=Quality((), None, None, (), ()),
        cycles=Cycles(kind, (), (), (), "none"),
        segment_label="gait cycle",
        activations={},
        forces={},
        hip_extension_moments={},
        loads={},
        what_ifs=(),
        sweeps=(),
        findings=(),
        absent=(),
        measurements=measured,
    )


def test_a_walk_asks_at_its_own_speed_and_in_the_persons_size():
    question = question_beside(WEAK, recorded())
    assert question.motion is MotionKind.WALK
    assert (question.body.height_m, question.body.mass_kg) == (1.80, 85.0)
    assert question.speed_m_s == 1.4
    assert question.changes == WEAK


@pytest.mark.parametrize(
    ("kind", "motion"),
    [(CycleKind.SQUAT, MotionKind.SQUAT), (CycleKind.SIT_TO_STAND, MotionKind.RISE)],
)
def test_a_squat_and_a_rise_need_no_speed(kind, motion):
    question = question_beside(WEAK, recorded(kind, speed=None))
    assert (question.motion, question.speed_m_s) == (motion, None)


@pytest.mark.parametrize(
    ("assessment", "changes", "reason"),
    [
        (recorded(CycleKind.STEP), WEAK, NotPredicted.OTHER_MOTION),
        (recorded(CycleKind.UNKNOWN), WEAK, NotPredicted.OTHER_MOTION),
        (recorded(subject=Subject(85.0)), WEAK, NotPredicted.NO_HEIGHT),
        (recorded(speed=None), WEAK, NotPredicted.NO_SPEED),
        # 85 kg at 1.40 m is a body mass index of 43.
        (recorded(subject=Subject(85.0, 1.40)), WEAK, NotPredicted.OTHER_SIZE),
        (recorded(speed=2.5), WEAK, NotPredicted.OTHER_SIZE),
        (recorded(CycleKind.SQUAT), RIGHT, NotPredicted.ONE_SIDED),
    ],
)
def test_what_cannot_be_asked_is_absent_with_its_reason(assessment, changes, reason):
    assert question_beside(changes, assessment) is reason


def test_one_side_alone_can_be_asked_of_a_walk():
    assert question_beside(RIGHT, recorded()).changes == RIGHT


def test_without_casadi_the_prediction_is_absent_and_nothing_else(monkeypatch):
    monkeypatch.setattr(beside, "find_spec", lambda _name: None)
    (found,) = beside.predict_beside((WEAK,), recorded(), Workshop(Path()))
    assert found.prediction is None
    assert found.absent_because is NotPredicted.NOT_INSTALLED


def test_no_question_starts_no_process(monkeypatch):
    monkeypatch.setattr(beside, "prediction_processes", None)
    assert beside.predict_beside((), recorded(), Workshop(Path())) == ()


@pytest.mark.parametrize(
    "text", ["piriformis.strength=0.5", "psoas.fatigue=0.5", "psoas.tightness=0.3"]
)
def test_a_question_that_nobody_can_ask_is_refused_before_the_long_work(text):
    with pytest.raises(ScenarioError, match="what-if"):
        check_predictable(((parse_muscle_change(text),),))


@pytest.mark.slow
def test_a_squat_beside_a_recording_is_answered_in_processes_of_its_own(tmp_path):
    weaker = (replace(WEAK[0], value=0.3),)
    told = []
    workshop = Workshop(tmp_path, workers=2, progress=lambda *step: told.append(step))
    (found,) = beside.predict_beside((weaker,), recorded(CycleKind.SQUAT), workshop)
    assert found.prediction.answered >= 12
    assert found.prediction.question.body.height_m == 1.80
    assert told[-1] == (beside.STAGE, 16, 16)
