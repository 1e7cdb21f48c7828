"""What is quick enough for every run; walks against facts are in tests/reference."""

from concurrent.futures import Executor

import pytest

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import Certainty, MotionKind, PredictionQuestion, Quantity
from hipspine.domain.scenario import parse_muscle_change
from hipspine.domain.units import degrees
from hipspine.predict.ask import Means, ask_each, job_for, predict
from hipspine.predict.changes import apply_changes
from hipspine.predict.names import MUSCLES
from hipspine.predict.parameters import LOWEST_ACTIVATION
from hipspine.predict.variants import nominal


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


def lost_extension_deg(shortening: float) -> float:
    """Hip extension at which a shortened iliacus is as long as the usual one was before."""
    iliacus = read_planar_body().muscles["iliacus"]
    # The lever at zero hip flexion is minus the coefficient of the first power.
    lever_m = -iliacus.coefficients_m[iliacus.exponents.index((1,))]
    return degrees(shortening * iliacus.optimal_fibre_length_m / lever_m)


def test_shorter_hip_flexors_tip_the_standing_pelvis_no_more_than_stretching_allows(
    processes: Executor,
) -> None:
    # Stretching that gave 2.6 degrees of hip extension took 1.2 degrees of tilt (Preece 2021, JMPT
    # 44:289): at most 0.46 degrees of tilt for each degree of extension.
    found = predict(question(MotionKind.STAND, "hip_flexors.tightness=0.1"), Means(processes))
    tilt = next(e for e in found.effects if e.quantity is Quantity.PELVIS_ANTERIOR_TILT)
    assert 0.0 < degrees(tilt.median) < 0.46 * lost_extension_deg(0.1)


def test_slightly_shorter_hip_flexors_tip_the_standing_pelvis_by_a_degree_or_less(
    processes: Executor,
) -> None:
    # Hip extension range and standing tilt are not related in people: r = -0.04 (JOSPT 1990;
    # 12:243). Three percent stand for five degrees of hip extension.
    found = predict(question(MotionKind.STAND, "hip_flexors.tightness=0.03"), Means(processes))
    tilt = next(e for e in found.effects if e.quantity is Quantity.PELVIS_ANTERIOR_TILT)
    assert tilt.certainty is not Certainty.ROBUST
    assert abs(degrees(tilt.median)) < 1.0


def test_effort_is_never_shown_for_tightness(processes: Executor) -> None:
    found = predict(
        question(MotionKind.RISE, "hip_flexors.tightness=0.1"),
        Means(processes, with_ensemble=False),
    )
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


def test_a_muscle_that_cannot_be_driven_stays_at_rest_and_others_work_more(
    processes: Executor,
) -> None:
    asked = question(MotionKind.RISE, "gluteus_maximus.drive=0")
    change = apply_changes(asked.changes).muscles
    found = ask_each([job_for(asked, nominal(), change, None)], processes)[0]
    assert found.before is not None
    assert found.after is not None
    gluteus = found.after.motion.activations[:, MUSCLES.index("gluteus_maximus_r")]
    # IPOPT may pass a bound by a hundred-millionth of its size.
    assert gluteus.max() <= LOWEST_ACTIVATION + 1e-6
    more = Quantity.HAMSTRING_ACTIVITY
    assert found.after.quantities[more] > found.before.quantities[more]


def test_rising_with_one_weak_leg_is_refused(processes: Executor) -> None:
    with pytest.raises(ScenarioError, match="both legs move alike"):
        predict(question(MotionKind.RISE, "gluteus_maximus.left.strength=0.5"), Means(processes))
