"""What is quick enough for every run; walks against facts are in tests/reference."""

from concurrent.futures import Executor

import numpy as np
import pytest

from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import Certainty, MotionKind, PredictionQuestion, Quantity
from hipspine.domain.scenario import parse_muscle_change
from hipspine.domain.units import degrees
from hipspine.predict.ask import Means, predict


def question(motion: MotionKind, *changes: str, load_kg: float = 0.0) -> PredictionQuestion:
    speed = 1.3 if motion is MotionKind.WALK else None
    return PredictionQuestion(
        motion,
        tuple(parse_muscle_change(text) for text in changes),
        speed_m_s=speed,
        load_kg=load_kg,
    )


def test_quiet_standing_hardly_needs_gluteus_maximus(processes: Executor) -> None:
    found = predict(question(MotionKind.STAND, "gluteus_maximus.strength=0"), Means(processes))
    effects = {effect.quantity: effect for effect in found.effects}
    assert found.answered >= 15
    tilt = effects[Quantity.PELVIS_ANTERIOR_TILT]
    assert tilt.certainty is Certainty.NO_CHANGE
    assert max(abs(degrees(tilt.lowest)), abs(degrees(tilt.highest))) < 1.0


def test_slightly_shorter_hip_flexors_leave_the_standing_posture_as_it_is(
    processes: Executor,
) -> None:
    # Hip extension range and standing tilt are not related in people: r = -0.04 (JOSPT 1990;
    # 12:243). Below the threshold of passive force the model has no relation either.
    found = predict(question(MotionKind.STAND, "hip_flexors.tightness=0.03"), Means(processes))
    effects = {effect.quantity: effect for effect in found.effects}
    assert effects[Quantity.PELVIS_ANTERIOR_TILT].certainty is Certainty.NO_CHANGE
    assert Quantity.EFFORT not in effects
    assert ("effort", "tightness") in {(each.what, each.reason) for each in found.absent}


def test_one_variant_alone_gives_figures_but_no_numbers(processes: Executor) -> None:
    found = predict(
        question(MotionKind.RISE, "gluteus_maximus.strength=0.5"),
        Means(processes, with_ensemble=False),
    )
    assert found.effects == ()
    assert ("rise", "single") in {(each.what, each.reason) for each in found.absent}
    assert found.before is not None
    head = found.before.points_m[:, found.before.names.index("head"), 1]
    # From a 0.45 m chair to upright the head rises by about the thigh's length, 0.41 m.
    assert 0.25 < head[-1] - head[0] < 0.6


def test_a_muscle_that_cannot_be_driven_acts_like_one_without_active_strength(
    processes: Executor,
) -> None:
    both = [
        predict(question(MotionKind.RISE, text), Means(processes, with_ensemble=False)).after
        for text in ("gluteus_maximus.strength=0.001", "gluteus_maximus.drive=0")
    ]
    assert both[0] is not None
    assert both[1] is not None
    # Passive force and the resting 0.1 % are left to the undriven muscle, hence the centimetre.
    assert np.abs(both[0].points_m - both[1].points_m).max() < 0.02


def test_rising_with_one_weak_leg_is_refused(processes: Executor) -> None:
    with pytest.raises(ScenarioError, match="both legs move alike"):
        predict(question(MotionKind.RISE, "gluteus_maximus.left.strength=0.5"), Means(processes))
