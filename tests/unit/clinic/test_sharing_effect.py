"""What another way of sharing changes, and tiring, on the body of two joints."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from hipspine.clinic.load_bands import load_samples
from hipspine.clinic.own_signals import OwnSignal, OwnSignals, SignalsOnModel, signals_on_model
from hipspine.clinic.segments import Segments
from hipspine.clinic.sharing_effect import correlation, samples_of, sharing_effect
from hipspine.clinic.tiring import over_one_repetition, tiring
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.motion import Cycle, CycleKind, Cycles
from hipspine.domain.objective import Objective
from hipspine.domain.uncertainty import LoadSummary
from hipspine.measure.emg.results import Reference
from hipspine.simulate.engine import Engine
from hipspine.simulate.sharing_problem import SharingRules
from two_joints import two_joint_bundle

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)
TIMES_S = 1.0 + 0.1 * np.arange(5)
BODIES = 6
SPAN = (1.0, 1.4)
WHOLE = Segments("squat", {Side.RIGHT: (SPAN,), Side.LEFT: (SPAN,)}, (SPAN,))
HIP_PEAK = ("hip_right", "resultant", LoadSummary.PEAK)


SQUATS = Cycles(CycleKind.SQUAT, (Cycle(CycleKind.SQUAT, None, 1.0, 1.2),) * 2, (), (), "made")


def engines_of(recorded: Engine, signals: SignalsOnModel | None = None) -> SimpleNamespace:
    """Return what of a trial's engines the sharing looks at."""
    return SimpleNamespace(
        recorded=recorded,
        signals=signals,
        trial=SimpleNamespace(cycles=SQUATS),
        workshop=SimpleNamespace(progress_of=lambda _stage: lambda _done, _total: None),
    )


@pytest.fixture
def engine() -> Engine:
    return Engine(replace(two_joint_bundle(), times_s=TIMES_S), passive_curve=None)


def ramp(channel: str = "R_GMAX", muscle: str = "gluteus_maximus") -> OwnSignal:
    times_s = np.linspace(0.0, 2.0, 201)
    return OwnSignal(channel, muscle, Side.RIGHT, Reference.MVIC, times_s, 0.1 * times_s)


def informed(engine: Engine, *signals: OwnSignal) -> SimpleNamespace:
    on_model = signals_on_model(OwnSignals("emg.csv", signals, 1e4, (), ()), engine)
    return engines_of(engine.variant(rules=on_model.rules()), on_model)


def test_the_usual_sharing_has_no_effect_to_tell(engine):
    assert (
        sharing_effect(
            engines_of(engine), WHOLE, samples_of(engines_of(engine), WHOLE, count=BODIES)
        )
        is None
    )


def test_samples_of_two_engines_are_of_the_same_bodies(engine):
    same = engine.variant(rules=SharingRules(engine.rules.objective))
    one, other = (load_samples(each, WHOLE, count=3) for each in (engine, same))
    assert [each[HIP_PEAK] for each in one.drawn] == [each[HIP_PEAK] for each in other.drawn]


def test_a_change_is_asked_minus_usual_with_its_band_from_the_same_bodies(engine):
    engines = engines_of(engine.variant(rules=SharingRules(Objective.SQUARED)))
    asked = samples_of(engines, WHOLE, count=BODIES)
    effect = sharing_effect(engines, WHOLE, asked)
    assert effect.objective == "squared"
    assert effect.signal_weight is None
    usual = load_samples(engine, WHOLE, count=BODIES)
    [hip] = [each for each in effect.loads if each.joint == "hip_right"]
    assert hip.usual_N == pytest.approx(usual.own[HIP_PEAK], rel=1e-12)
    assert hip.change.value_N == pytest.approx(asked.own[HIP_PEAK] - usual.own[HIP_PEAK], abs=1e-9)
    differences = [
        after[HIP_PEAK] - before[HIP_PEAK]
        for before, after in zip(usual.drawn, asked.drawn, strict=True)
    ]
    # The tenth and the ninetieth percentile hold four in five.
    assert (hip.change.low_N, hip.change.high_N) == pytest.approx(
        tuple(np.percentile(differences, [10, 90])), abs=1e-9
    )


def test_a_signal_that_asks_for_more_of_one_extensor_shifts_the_hip_load(engine):
    engines = informed(engine, ramp())
    effect = sharing_effect(engines, WHOLE, samples_of(engines, WHOLE, count=BODIES))
    assert effect.signal_weight == 1e4
    assert [cause[0] for cause in effect.causes][-2:] == ["signal_delay", "signal_gain"]
    [signal] = effect.signals
    # Of 2 s of a ramp to 0.2 of the maximal effort the last frame, 50 ms late, asks for most.
    assert signal.largest_wanted == pytest.approx(0.1 * (TIMES_S[-1] - 0.05), abs=1e-9)
    assert signal.reference == "MVIC"
    # The usual sharing stands still, so it cannot vary with a ramp; the informed follows it.
    assert signal.usual is None
    assert signal.informed == pytest.approx(1.0, abs=1e-3)
    # Nobody else speaks for the muscle: left out, it is as usual.
    assert signal.left_out is None


def test_an_unmeasured_muscle_takes_what_the_measured_one_leaves(engine):
    engines = informed(engine, ramp())
    base, usual = engines.recorded.base, engine.base
    arms = engine.bundle.moment_arms_m[0, 1]
    assert base.activations[0, GLMAX] != pytest.approx(usual.activations[0, GLMAX], rel=0.05)
    # 60 N·m as before, but for the reserve of 1 N·m strength.
    assert -arms @ base.muscle_forces_N[0] == pytest.approx(60.0, abs=0.05)


def test_correlation_leaves_out_what_is_not_known_and_has_none_of_a_flat_course():
    course = np.array([0.0, 1.0, 2.0, np.nan, 4.0])
    assert correlation(course, -course) == pytest.approx(-1.0)
    assert correlation(course, np.ones(5)) is None
    assert correlation(course, np.full(5, np.nan)) is None


def test_the_course_of_fatigue_runs_from_rested_to_the_time_asked_for(engine):
    course = tiring(engines_of(engine), WHOLE, 120.0, count=BODIES)
    assert [stage.time_s for stage in course.stages] == [0.0, 30.0, 60.0, 90.0, 120.0]
    # Two squats in 0.4 s of recording, pauses included: one every 0.2 s.
    assert [stage.repetitions for stage in course.stages] == pytest.approx(
        [0.0, 150.0, 300.0, 450.0, 600.0]
    )
    assert {row.share for row in course.stages[0].lost} == {0.0}
    last = {row.group: row for row in course.stages[-1].lost}
    worked, idle = last[MuscleGroup.GLUTEUS_MAXIMUS], last[MuscleGroup.RECTUS_ABDOMINIS]
    assert 0.0 < worked.low < worked.share < worked.high < 1.0
    assert idle.share == 0.0
    assert course.stages[-1].lost[0].share == max(row.share for row in last.values())
    assert course.causes[-1][0] == "rates_of_tiring"


def test_signals_recorded_rested_do_not_hold_a_tired_muscle_down(engine):
    engines = informed(engine, ramp())
    assert tiring(engines, WHOLE, 60.0, count=BODIES) == tiring(
        engines_of(engine), WHOLE, 60.0, count=BODIES
    )


def test_each_side_is_repeated_over_its_own_cycle_and_not_over_the_whole_trial(engine):
    activations = np.tile(np.arange(5.0)[:, None], (1, 5))
    half = Segments("gait cycle", {Side.RIGHT: ((1.0, 1.2),), Side.LEFT: ()}, ((1.0, 1.2),))
    repeated = over_one_repetition(activations, engine=engine, segments=half)
    # A ramp over the frames: of the first three frames the mean is 1, of all five 2.
    assert repeated.mean(axis=0) == pytest.approx(1.0)
    none = Segments("gait cycle", {Side.RIGHT: (), Side.LEFT: ((1.0, 1.2),)}, ((1.0, 1.2),))
    assert over_one_repetition(activations, engine=engine, segments=none).mean() == pytest.approx(
        2.0, abs=0.05
    )  # five frames drawn 101 times do not divide evenly
