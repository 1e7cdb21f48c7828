"""What-ifs name who takes over, by how much, and what it does to the joints."""

import numpy as np
import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import (
    AS_RECORDED,
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.simulate.engine import Engine
from hipspine.simulate.group_curves import (
    Segment,
    curves_over,
    group_activations,
    group_forces_N,
    group_hip_extension_moments_Nm,
)
from hipspine.simulate.what_if import ledger, other_posture_what_ifs, same_motion_what_ifs

GLMAX = (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT)
HAMSTRINGS = (MuscleGroup.HAMSTRINGS, Side.RIGHT)
PSOAS = (MuscleGroup.PSOAS, Side.RIGHT)
WHOLE = (Segment(0.0, 0.04),)


@pytest.fixture
def engine(make_bundle) -> Engine:
    return Engine(make_bundle(), with_passive_forces=False)


def weak_gluteus(level: float) -> Scenario:
    return Scenario(
        f"gluteus at {level}",
        muscles=(MuscleChange("gluteus_maximus", Parameter.STRENGTH, level),),
    )


def test_the_ledger_puts_the_largest_change_first_whatever_its_sign():
    before = {GLMAX: 100.0, HAMSTRINGS: 50.0, PSOAS: 5.0}
    after = {GLMAX: 40.0, HAMSTRINGS: 75.0, PSOAS: 5.0}
    rows = ledger(before, after)
    assert [(row.group, row.side) for row in rows] == [GLMAX, HAMSTRINGS, PSOAS]
    assert [row.change_N for row in rows] == [-60.0, 25.0, 0.0]


def test_hamstrings_take_over_from_a_weak_gluteus_and_load_the_hip_more(engine):
    (half,) = same_motion_what_ifs(engine, [weak_gluteus(0.5)], WHOLE)
    rows = {(row.group, row.side): row for row in half.ledger}
    # The hip moment stays: 4 cm of hamstrings must replace 5 cm of gluteus, but for the reserve,
    # which changes by less than 0.05 N·m.
    assert rows[HAMSTRINGS].change_N * 0.04 == pytest.approx(-rows[GLMAX].change_N * 0.05, abs=0.05)
    assert rows[GLMAX].change_N < 0.0 < rows[HAMSTRINGS].change_N
    (base,) = same_motion_what_ifs(engine, [AS_RECORDED], WHOLE)
    assert half.loads["hip_right"].resultant.mean > base.loads["hip_right"].resultant.mean
    assert half.is_feasible


def test_nothing_changed_leaves_the_ledger_at_zero(engine):
    (same,) = same_motion_what_ifs(engine, [AS_RECORDED], WHOLE)
    assert all(row.change_N == 0.0 for row in same.ledger)


def test_loads_over_the_segment_are_those_of_the_solution(engine):
    (base,) = same_motion_what_ifs(engine, [AS_RECORDED], WHOLE)
    assert base.loads["L5_S1"].compression.mean == pytest.approx(
        engine.base.joint_loads["L5_S1"].compression_N.mean()
    )


def test_same_motion_refuses_a_change_of_posture(engine):
    lean = Scenario("lean", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),))
    with pytest.raises(ScenarioError):
        same_motion_what_ifs(engine, [lean], WHOLE)


def test_another_posture_is_solved_on_its_own_bundle(engine, make_bundle):
    lean = Scenario("lean", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),))
    heavier = make_bundle()
    heavier.required_moments_Nm[:, 2] += 20.0
    asked = []

    def engine_for(scenario: Scenario) -> Engine:
        asked.append(scenario)
        return Engine(heavier, with_passive_forces=False)

    (result,) = other_posture_what_ifs(engine, [lean], WHOLE, engine_for=engine_for)
    assert asked == [lean]
    assert result.scenario == lean
    first = result.ledger[0]
    assert first.group is MuscleGroup.ILIOCOSTALIS
    # 20 N·m more over 5 cm, less what the reserve takes (below 0.05 N·m).
    assert first.change_N == pytest.approx(400.0, abs=1.0)


def test_group_activation_is_weighted_by_strength(make_bundle):
    bundle = make_bundle()
    bundle.muscles.max_isometric_force_N[:] = [3000.0, 1000.0, 1.0, 1.0, 1.0]
    names = ("glmax1_r", "glmax2_r", *bundle.muscles.names[2:])
    object.__setattr__(bundle.muscles, "names", names)
    solution = Engine(bundle, with_passive_forces=False).base
    mean = (3 * solution.activations[:, 0] + solution.activations[:, 1]) / 4
    assert group_activations(bundle, solution)[GLMAX] == pytest.approx(mean)
    assert group_forces_N(bundle, solution)[GLMAX] == pytest.approx(
        solution.muscle_forces_N[:, :2].sum(axis=1)
    )


def test_hip_extension_moments_are_positive_for_extensors(engine):
    moments = group_hip_extension_moments_Nm(engine.bundle, engine.base)
    assert set(moments) == {GLMAX, HAMSTRINGS, PSOAS}
    total = moments[GLMAX] + moments[HAMSTRINGS] + moments[PSOAS]
    # 60 N·m of extension, less what the reserve takes (below 0.05 N·m).
    assert total == pytest.approx(60.0, abs=0.05)
    assert (moments[PSOAS] <= 0.0).all()


def test_curves_take_every_segment_as_one_repetition():
    times = np.linspace(0.0, 1.0, 11)
    (curve,) = curves_over(times, times[:, None], [Segment(0.0, 0.5), Segment(0.5, 1.0)])
    assert curve.values.shape == (2, 101)
    assert curve.values[:, 0] == pytest.approx([0.0, 0.5])
    assert curve.mean == pytest.approx(0.5)
