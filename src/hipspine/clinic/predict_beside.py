"""Predict how a recorded motion might change, for a model body of the person's size."""

from collections.abc import Sequence
from importlib.util import find_spec

from hipspine.clinic.predict_motion import check_changes, check_size, check_speed
from hipspine.clinic.request import Workshop
from hipspine.domain.assessment import Assessment
from hipspine.domain.errors import ScenarioError
from hipspine.domain.motion import CycleKind
from hipspine.domain.prediction import (
    AskedPrediction,
    ModelBody,
    MotionKind,
    NotPredicted,
    PredictionQuestion,
)
from hipspine.domain.scenario import MuscleChange
from hipspine.predict.ask import Means, predict, prediction_processes
from hipspine.predict.changes import apply_changes, is_one_sided
from hipspine.simulate.fit.workers import OpenSimProcesses

Changes = tuple[MuscleChange, ...]

MOTIONS = {
    CycleKind.GAIT: MotionKind.WALK,
    CycleKind.SQUAT: MotionKind.SQUAT,
    CycleKind.SIT_TO_STAND: MotionKind.RISE,
}
"""What the model body can do of what a recording shows; steps and stillness it is not asked."""

STAGE = "Predicting the motion"


def check_predictable(questions: Sequence[Changes]) -> None:
    """Check, before the long work, that each question is one that the planar body can be asked.

    Raises
    ------
    ScenarioError
        If one names no muscle of that body, or a value outside the tried range.
    """
    for changes in questions:
        check_changes(changes)
        apply_changes(changes)


def predict_beside(
    questions: Sequence[Changes], assessment: Assessment, workshop: Workshop
) -> tuple[AskedPrediction, ...]:
    """Return the answer to each question, or why there is none.

    The model body has the person's height and mass, and walks at the recording's speed. It does
    not follow the person's own motion: `predict_near_recording` does.
    """
    if not questions:
        return ()
    asked = [_asked(changes, assessment) for changes in questions]
    ready = [each for each in asked if isinstance(each, PredictionQuestion)]
    if not ready:
        return tuple(each for each in asked if isinstance(each, AskedPrediction))
    workers = workshop.workers
    count = workers.count if isinstance(workers, OpenSimProcesses) else workers
    with prediction_processes(count) as executor:
        means = Means(executor, workshop.cache_dir)
        return tuple(
            each
            if isinstance(each, AskedPrediction)
            else AskedPrediction(
                each.changes, predict(each, means, progress=workshop.progress_of(STAGE))
            )
            for each in asked
        )


def _asked(changes: Changes, assessment: Assessment) -> PredictionQuestion | AskedPrediction:
    question = question_beside(changes, assessment)
    if isinstance(question, NotPredicted):
        return AskedPrediction(changes, None, question)
    return question


def question_beside(changes: Changes, assessment: Assessment) -> PredictionQuestion | NotPredicted:
    """Return the question that a recording makes of changes, or why it makes none."""
    motion = MOTIONS.get(assessment.cycles.kind)
    subject = assessment.subject
    if find_spec("casadi") is None:
        return NotPredicted.NOT_INSTALLED
    if motion is None:
        return NotPredicted.OTHER_MOTION
    if subject.height_m is None:
        return NotPredicted.NO_HEIGHT
    if motion is not MotionKind.WALK and is_one_sided(apply_changes(changes).muscles):
        return NotPredicted.ONE_SIDED
    speed = _speed_m_s(assessment) if motion is MotionKind.WALK else None
    if motion is MotionKind.WALK and speed is None:
        return NotPredicted.NO_SPEED
    body = ModelBody(subject.height_m, subject.mass_kg)
    if not _is_tried(body, speed):
        return NotPredicted.OTHER_SIZE
    return PredictionQuestion(motion, changes, body, speed)


def _is_tried(body: ModelBody, speed_m_s: float | None) -> bool:
    try:
        check_size(body)
        if speed_m_s is not None:
            check_speed(speed_m_s)
    except ScenarioError:
        return False
    return True


def _speed_m_s(assessment: Assessment) -> float | None:
    return next(
        (each.value for each in assessment.measurements if each.name == "walking_speed"), None
    )
