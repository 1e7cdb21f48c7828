"""Many what-ifs at once on the body of two joints and five muscles."""

import numpy as np
import pytest

from hipspine.domain.errors import ScenarioError
from hipspine.domain.objective import Objective
from hipspine.domain.scenario import (
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.simulate.engine import Engine
from hipspine.simulate.sharing_problem import SharingRules

# Frames count as solved at 1e-9 of the largest moment.
TOLERANCE = 1e-6


def what_ifs() -> tuple[Scenario, ...]:
    """Strength, drive, tone, tightness and fatigue, and two of them at once."""
    changes = [
        MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.3),
        MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.0),
        MuscleChange("gluteus_maximus", Parameter.DRIVE, 0.1),
        MuscleChange("psoas", Parameter.TONE, 0.2),
        MuscleChange("hamstrings", Parameter.TIGHTNESS, 0.2),
        MuscleChange("hamstrings", Parameter.FATIGUE, 0.4),
    ]
    single = [Scenario(str(each), muscles=(each,)) for each in changes]
    return (*single, Scenario("both", muscles=(changes[0], changes[4])))


@pytest.fixture
def engine(make_bundle) -> Engine:
    # Stretched muscles, so that passive force takes part.
    return Engine(make_bundle(fibre_m=0.11))


def test_many_solutions_are_those_solved_alone(engine):
    many = engine.solve_many(what_ifs())
    for scenario, found in zip(what_ifs(), many, strict=True):
        alone = engine.solve(scenario)
        careful = engine._solve_carefully(scenario)
        assert alone.activations == pytest.approx(careful.activations, abs=TOLERANCE)
        assert found.scenario == scenario
        assert found.activations == pytest.approx(alone.activations, abs=TOLERANCE, nan_ok=True)
        assert found.passive_forces_N == pytest.approx(alone.passive_forces_N)
        assert found.reserves_Nm == pytest.approx(alone.reserves_Nm, abs=TOLERANCE)
        for joint, load in alone.joint_loads.items():
            assert found.joint_loads[joint].force_N == pytest.approx(load.force_N, abs=1e-3)
        assert [each.coordinate for each in found.shortfalls] == [
            each.coordinate for each in alone.shortfalls
        ]


def test_a_sweep_gives_loads_over_what_ifs_and_time(engine):
    sweep = engine.sweep(what_ifs())
    for number, scenario in enumerate(what_ifs()):
        alone = engine.solve(scenario)
        done = sweep.converged[number]
        assert sweep.activations[number, done] == pytest.approx(
            alone.activations[done], abs=TOLERANCE
        )
        hip = alone.joint_loads["hip_right"].force_N
        # Capacities of 2000 N turn the tolerance of activations into millinewtons.
        assert sweep.loads_N["hip_right"][number, done] == pytest.approx(hip[done], abs=1e-2)
    assert sweep.converged[:2].all()


def test_frames_that_were_not_measured_stay_absent(make_bundle):
    bundle = make_bundle()
    required = bundle.required_moments_Nm.copy()
    required[2] = np.nan
    found = Engine(make_bundle(required_moments_Nm=required)).solve_many(what_ifs())[0]
    assert np.isnan(found.activations[2]).all()
    assert np.isnan(found.joint_loads["hip_right"].force_N[2]).all()
    assert np.isfinite(found.activations[[0, 1, 3, 4]]).all()


@pytest.mark.parametrize("objective", Objective)
def test_every_objective_can_solve_many(make_bundle, objective):
    engine = Engine(make_bundle(), rules=SharingRules(objective))
    many = engine.solve_many(what_ifs())
    for scenario, found in zip(what_ifs(), many, strict=True):
        alone = engine.solve(scenario)
        assert found.activations == pytest.approx(alone.activations, abs=TOLERANCE, nan_ok=True)


def test_a_sweep_needs_squares(make_bundle):
    cubed = Engine(make_bundle(), rules=SharingRules(Objective.CUBED))
    with pytest.raises(ScenarioError, match="objective of squares"):
        cubed.sweep(what_ifs())


def test_a_sweep_stays_at_the_recorded_motion(engine):
    leaning = Scenario(
        "leaning", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),)
    )
    with pytest.raises(ScenarioError, match="posture"):
        engine.sweep([leaning])
