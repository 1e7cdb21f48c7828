"""What-ifs name who takes over, by how much, and what it does to the joints."""

import numpy as np
import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import (
    AS_RECORDED,
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import members_by_group
from hipspine.simulate.what_if import ledger, other_posture_what_ifs, same_motion_what_ifs

GLMAX = (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT)
HAMSTRINGS = (MuscleGroup.HAMSTRINGS, Side.RIGHT)
PSOAS = (MuscleGroup.PSOAS, Side.RIGHT)


class WholeTrial:
    """Draws the whole trial, which stands still, as one repetition."""

    def __init__(self, engine: Engine) -> None:
        self.muscles = engine.bundle.muscles.names

    def forces(self, solution: Solution) -> dict:
        forces = solution.muscle_forces_N
        return {
            key: Curve(forces[:, members].sum(axis=1)[None])
            for key, members in members_by_group(self.muscles).items()
        }

    def loads(self, solution: Solution) -> dict:
        return {
            joint: JointLoadCurves(
                joint,
                Curve(load.compression_N[None]),
                Curve(load.anterior_shear_N[None]),
                Curve(load.lateral_shear_N[None]),
                Curve(load.resultant_N[None]),
            )
            for joint, load in solution.joint_loads.items()
        }


def steady(force: float) -> Curve:
    return Curve(np.full((1, 101), force))


@pytest.fixture
def engine(make_bundle) -> Engine:
    return Engine(make_bundle(), passive_curve=None)


def weak_gluteus(level: float) -> Scenario:
    return Scenario(
        f"gluteus at {level}",
        muscles=(MuscleChange("gluteus_maximus", Parameter.STRENGTH, level),),
    )


def test_the_ledger_puts_the_largest_change_first_whatever_its_sign():
    before = {GLMAX: steady(100.0), HAMSTRINGS: steady(50.0), PSOAS: steady(5.0)}
    after = {GLMAX: steady(40.0), HAMSTRINGS: steady(75.0), PSOAS: steady(5.0)}
    rows = ledger(before, after)
    assert [(row.group, row.side) for row in rows] == [GLMAX, HAMSTRINGS, PSOAS]
    assert [row.change_N for row in rows] == [-60.0, 25.0, 0.0]


def test_a_group_drawn_only_once_is_left_out_of_the_ledger():
    rows = ledger({GLMAX: steady(1.0), PSOAS: steady(2.0)}, {PSOAS: steady(3.0)})
    assert [(row.group, row.side) for row in rows] == [PSOAS]


def test_hamstrings_take_over_from_a_weak_gluteus_and_load_the_hip_more(engine):
    (half,) = same_motion_what_ifs(engine, [weak_gluteus(0.5)], curves_of=WholeTrial)
    rows = {(row.group, row.side): row for row in half.ledger}
    # The hip moment stays: 4 cm of hamstrings must replace 5 cm of gluteus, but for the reserve,
    # which changes by less than 0.05 N·m.
    assert rows[HAMSTRINGS].change_N * 0.04 == pytest.approx(-rows[GLMAX].change_N * 0.05, abs=0.05)
    assert rows[GLMAX].change_N < 0.0 < rows[HAMSTRINGS].change_N
    (base,) = same_motion_what_ifs(engine, [AS_RECORDED], curves_of=WholeTrial)
    assert half.loads["hip_right"].resultant.mean > base.loads["hip_right"].resultant.mean
    assert half.is_feasible


def test_nothing_changed_leaves_the_ledger_at_zero(engine):
    (same,) = same_motion_what_ifs(engine, [AS_RECORDED], curves_of=WholeTrial)
    assert all(row.change_N == 0.0 for row in same.ledger)


def test_loads_over_the_segment_are_those_of_the_solution(engine):
    (base,) = same_motion_what_ifs(engine, [AS_RECORDED], curves_of=WholeTrial)
    assert base.loads["L5_S1"].compression.mean == pytest.approx(
        engine.base.joint_loads["L5_S1"].compression_N.mean()
    )


def test_same_motion_refuses_a_change_of_posture(engine):
    lean = Scenario("lean", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),))
    with pytest.raises(ScenarioError):
        same_motion_what_ifs(engine, [lean], curves_of=WholeTrial)


def test_another_posture_is_solved_on_its_own_bundle(engine, make_bundle):
    lean = Scenario("lean", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),))
    heavier = make_bundle()
    heavier.required_moments_Nm[:, 2] += 20.0
    asked = []

    def engine_for(scenario: Scenario) -> Engine:
        asked.append(scenario)
        return Engine(heavier, passive_curve=None)

    (result,) = other_posture_what_ifs(engine, [lean], curves_of=WholeTrial, engine_for=engine_for)
    assert asked == [lean]
    assert result.scenario == lean
    first = result.ledger[0]
    assert first.group is MuscleGroup.ILIOCOSTALIS
    # 20 N·m more over 5 cm, less what the reserve takes (below 0.05 N·m).
    assert first.change_N == pytest.approx(400.0, abs=1.0)
