import pytest

from hipspine.clinic.predict_motion import Asked, question_of
from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import MotionKind

WEAK = ("gluteus_maximus.strength=0.5",)


def test_a_walk_is_asked_at_the_usual_speed() -> None:
    question = question_of(Asked(MotionKind.WALK, WEAK))
    assert question.speed_m_s == 1.3
    assert question.load_kg == 0.0


def test_own_speed_leaves_the_speed_to_the_body() -> None:
    assert question_of(Asked(MotionKind.WALK, WEAK, speed="own")).speed_m_s is None


def test_only_lifting_has_a_load_and_only_walking_a_speed() -> None:
    lift = question_of(Asked(MotionKind.LIFT, WEAK, load_kg=10.0))
    stand = question_of(Asked(MotionKind.STAND, WEAK, load_kg=10.0))
    assert (lift.load_kg, lift.speed_m_s) == (10.0, None)
    assert (stand.load_kg, stand.speed_m_s) == (0.0, None)


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        (Asked(MotionKind.WALK, ()), "what-if"),
        (Asked(MotionKind.WALK, WEAK, speed="fast"), "speed"),
        (Asked(MotionKind.WALK, WEAK, speed="3"), "speed"),
        (Asked(MotionKind.WALK, WEAK, height_m=1.0), "height"),
        (Asked(MotionKind.WALK, WEAK, mass_kg=30.0), "body mass index"),
        (Asked(MotionKind.LIFT, WEAK, load_kg=80.0), "load"),
        (Asked(MotionKind.STAND, ("hip_flexors.tightness=0.3",)), "tightness"),
        (Asked(MotionKind.WALK, ("gluteus_maximus",)), "what-if"),
    ],
)
def test_a_question_outside_what_was_tried_out_is_refused(asked: Asked, about: str) -> None:
    with pytest.raises(ScenarioError, match=about):
        question_of(asked)
