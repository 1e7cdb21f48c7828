"""Tiring on the body of two joints."""

import numpy as np
import pytest

from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.simulate.engine import Engine
from hipspine.simulate.fatigue_course import fatigue_course, fatigue_rates

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)


def tired(group: str, value: float) -> Scenario:
    return Scenario("tired", muscles=(MuscleChange(group, Parameter.FATIGUE, value),))


def test_a_tired_muscle_has_less_active_force_and_all_of_its_passive_force(make_bundle):
    engine = Engine(make_bundle(fibre_m=0.13))
    solution = engine.solve(tired("gluteus_maximus", 0.5))
    ratio = solution.active_forces_N[0, GLMAX] / solution.activations[0, GLMAX]
    rested = engine.base.active_forces_N[0, GLMAX] / engine.base.activations[0, GLMAX]
    assert ratio == pytest.approx(0.5 * rested, rel=1e-12)
    assert np.array_equal(solution.passive_forces_N, engine.base.passive_forces_N)


def test_what_two_changes_leave_of_a_muscle_multiplies(make_bundle):
    engine = Engine(make_bundle())
    pair = (tired(group, 0.5).muscles[0] for group in ("gluteals", "gluteus_maximus"))
    twice = Scenario("twice", tuple(pair))
    once = engine.solve(tired("gluteus_maximus", 0.75))
    both = engine.solve(twice)
    before, after = (s.active_forces_N[0, GLMAX] / s.activations[0, GLMAX] for s in (once, both))
    assert before == pytest.approx(after, rel=1e-12)


def test_the_muscle_that_works_tires_and_the_idle_one_does_not(make_bundle):
    [rested, later] = fatigue_course(Engine(make_bundle(), passive_curve=None), [0.0, 120.0])
    assert rested.fatigued.tolist() == [0.0] * 5
    assert later.fatigued[GLMAX] > 0.0
    assert later.fatigued[RECTUS] == 0.0


def test_tiring_muscles_work_harder_for_the_same_moment(make_bundle):
    engine = Engine(make_bundle(), passive_curve=None)
    [later] = fatigue_course(engine, [120.0])
    assert later.solution.activations[0, GLMAX] > engine.base.activations[0, GLMAX]
    arms = engine.bundle.moment_arms_m[0, 1]
    # 60 N·m as before, but for the reserve of 1 N·m strength.
    assert -arms @ later.solution.muscle_forces_N[0] == pytest.approx(60.0, abs=0.05)


def test_the_back_tires_slower_than_the_thigh():
    rates = fatigue_rates(["IL_L1_r", "glmax1_r", "soleus_r", "unheard_of"])
    assert rates.tiring.tolist() == [0.00755, 0.015, 0.00589, 0.015]


def test_who_tires_twice_as_fast_is_where_the_other_is_in_twice_the_time(make_bundle):
    # Within one step of sharing the equations hold time times rate only.
    engine = Engine(make_bundle(), passive_curve=None)
    [usual] = fatigue_course(engine, [40.0])
    [faster] = fatigue_course(engine, [20.0], rates_factor=2.0)
    assert faster.fatigued == pytest.approx(usual.fatigued, rel=1e-12)


def test_what_is_repeated_decides_who_tires(make_bundle):
    engine = Engine(make_bundle(), passive_curve=None)

    def without_the_thigh(activations):
        rested = activations.copy()
        rested[:, [GLMAX, SEMIMEM]] = 0.0
        return rested

    [later] = fatigue_course(engine, [120.0], one_repetition=without_the_thigh)
    assert later.fatigued[GLMAX] == 0.0
    assert later.fatigued[ILIOCOSTALIS] > 0.0
