import numpy as np
import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.measure.gait.load_sharing import load_sharing_measures
from hipspine.measure.gait.muscle_work import HipMotion, HipWork, muscle_work_measures
from hipspine.measure.gait.symmetry import side_difference_index
from hipspine.measure.gait.work_ledger import work_ledger_measures

TIMES = np.linspace(0, 1, 101)
MAXIMUS, HAMSTRINGS, ILIACUS = (
    MuscleGroup.GLUTEUS_MAXIMUS,
    MuscleGroup.HAMSTRINGS,
    MuscleGroup.ILIACUS,
)


def flat(value):
    return np.full(101, float(value))


def work(moments, *, active=20.0, capacity=100.0):
    right = {(group, Side.RIGHT): moment for group, moment in moments.items()}
    return HipWork(
        times_s=TIMES,
        mass_kg=70.0,
        moments_Nm={HipMotion.EXTENSION: right, HipMotion.ABDUCTION: {}},
        active_N={(MAXIMUS, Side.RIGHT): flat(active)},
        capacity_N={(MAXIMUS, Side.RIGHT): flat(capacity)},
    )


STANCE = {"stance": {Side.RIGHT: ((0.1, 0.6),)}}


def test_shares_are_of_the_moment_in_that_direction_only(found):
    moments = {MAXIMUS: flat(30), HAMSTRINGS: flat(10), ILIACUS: flat(-25)}
    measures = muscle_work_measures(work(moments), STANCE)
    share = found(measures, "gluteus_maximus_share_of_hip_extension_in_stance", Side.RIGHT)
    assert share.value == pytest.approx(30 / 40)  # the flexor takes no part
    rest = found(measures, "other_muscles_share_of_hip_extension_in_stance", Side.RIGHT)
    assert rest.value == pytest.approx(0.0, abs=1e-12)


def test_shares_add_up_to_one(found):
    moments = {MAXIMUS: flat(30), HAMSTRINGS: flat(10), MuscleGroup.PIRIFORMIS: flat(4)}
    measures = muscle_work_measures(work(moments), STANCE)
    shares = [m.value for m in measures if "share_of_hip_extension" in m.name and m.value]
    assert sum(shares) == pytest.approx(1.0)
    rest = found(measures, "other_muscles_share_of_hip_extension_in_stance", Side.RIGHT)
    assert rest.value == pytest.approx(4 / 44)


def test_shares_of_next_to_nothing_are_absent(found):
    # 1 N·m of 70 kg is 0.014 N·m/kg, below 0.02.
    measures = muscle_work_measures(work({MAXIMUS: flat(1.0)}), STANCE)
    share = found(measures, "gluteus_maximus_share_of_hip_extension_in_stance", Side.RIGHT)
    assert "next to no extension moment" in share.absent_because


def test_a_phase_that_is_not_measured_has_no_share_and_no_use(found):
    gap = np.where(TIMES > 0.5, np.nan, 30.0)
    measures = muscle_work_measures(work({MAXIMUS: gap}, active=float("nan")), STANCE)
    for name in ("gluteus_maximus_share_of_hip_extension", "gluteus_maximus_use_mean"):
        assert found(measures, f"{name}_in_stance", Side.RIGHT).value is None


def test_use_is_active_force_over_capacity(found):
    measures = muscle_work_measures(work({MAXIMUS: flat(30)}), STANCE)
    use = found(measures, "gluteus_maximus_use_mean_in_stance", Side.RIGHT)
    assert use.value == pytest.approx(0.2)
    assert any("not measured in the muscle" in caution for caution in use.cautions)
    medius = found(measures, "gluteus_medius_use_mean_in_stance", Side.RIGHT)
    assert medius.absent_because == "the model has no gluteus medius on this side"


def test_the_side_index_is_zero_for_alike_and_two_for_one_side_alone():
    assert side_difference_index(3.0, 3.0) == 0
    assert side_difference_index(3.0, 0.0) == 2
    assert side_difference_index(0.0, 3.0) == -2
    assert side_difference_index(110.0, 90.0) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="sizes"):
        side_difference_index(-1.0, 2.0)


def curve(value):
    return Curve(np.full((1, 101), float(value)))


def test_the_ledger_compares_with_the_walker_and_with_the_other_side(found):
    forces = {(HAMSTRINGS, Side.RIGHT): curve(280), (HAMSTRINGS, Side.LEFT): curve(140)}
    measures = work_ledger_measures(forces, 70.0, reference_N_per_kg={HAMSTRINGS: 3.0})
    beyond = found(measures, "hamstrings_force_beyond_reference_walker", Side.RIGHT)
    assert beyond.value == pytest.approx(280 / 70 - 3)
    difference = found(measures, "hamstrings_force_side_difference")
    assert difference.value == pytest.approx(140 / 210)
    assert any("not a fault" in caution for caution in beyond.cautions)


def test_without_a_walker_the_ledger_says_why(found):
    measures = work_ledger_measures({(HAMSTRINGS, Side.RIGHT): curve(280)}, 70.0)
    beyond = found(measures, "hamstrings_force_beyond_reference_walker", Side.RIGHT)
    assert "no walk" in beyond.absent_because
    assert found(measures, "hamstrings_force_side_difference").value is None


def test_load_sharing_compares_the_resultants():
    def load(joint, value):
        return JointLoadCurves(joint, curve(0), curve(0), curve(0), curve(value))

    loads = {"hip_right": load("hip_right", 1100), "hip_left": load("hip_left", 900)}
    hip, _, knee, _ = load_sharing_measures(loads)
    assert hip.value == pytest.approx(0.2)
    assert knee.absent_because == "no knee load over a whole stretch on: left, right"
