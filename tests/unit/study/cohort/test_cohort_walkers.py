"""Generated walkers: known differences from one walk, by mechanics that can be worked out."""

import numpy as np
import pytest

from hipspine.content.reference_walker import reference_walker_plan
from hipspine.study.cohort.asked import AskedWalkers, Outputs
from hipspine.study.cohort.compute import compute_trial
from hipspine.study.cohort.result import Number, TrialResult
from hipspine.study.cohort.trials import Participant, Scenarios, Task, WalkerTrial
from hipspine.study.cohort.walkers import walker_stride, walker_trials

PLAN = reference_walker_plan()
MASS_KG, HEIGHT_M = 75.337, 1.70


def walker(
    *, mass_kg: float = MASS_KG, height_m: float = HEIGHT_M, strength: float = 1.0, pace: float = 1
) -> WalkerTrial:
    speed = pace * PLAN.speed_m_s * (height_m / HEIGHT_M) ** 0.5
    person = Participant("w", "generated", mass_kg, height_m)
    return WalkerTrial("w-1", person, strength, speed, frames=26)


def result(trial: WalkerTrial) -> TrialResult:
    return compute_trial(Task("k", trial, Scenarios(), Outputs(), "", ""))


def peak(found: TrialResult, place: str, quantity: str) -> float:
    numbers: list[Number] = [
        each
        for each in found.numbers
        if (each.place, each.quantity, each.summary) == (place, quantity, "peak")
    ]
    return numbers[0].value


def test_the_same_size_strength_and_pace_is_the_reference_walker() -> None:
    from hipspine.clinic.lab_trial import read_lab_trial
    from hipspine.content.reference_walker import reference_walker_files

    usual = read_lab_trial(reference_walker_files().lab).bundle
    stride = walker_stride(WalkerTrial("w", walker().person, 1.0, PLAN.speed_m_s, 51)).bundle
    assert stride.times_s == pytest.approx(usual.times_s)
    assert stride.required_moments_Nm == pytest.approx(usual.required_moments_Nm)


def test_a_heavier_walker_of_equal_height_bears_the_same_body_weights() -> None:
    light, heavy = result(walker()), result(walker(mass_kg=1.3 * MASS_KG))
    for place, quantity in (("L5_S1", "compression"), ("hip_right", "resultant")):
        # Forces, strengths and inertia all grow with mass; what remains is the discs' stiffness,
        # which is the same in everybody, so small moments at the trunk differ a little.
        ratio = peak(heavy, place, quantity) / peak(light, place, quantity)
        assert ratio == pytest.approx(1.3, rel=0.03)


def test_size_scales_moments_by_mass_times_height_and_times_by_its_root() -> None:
    small = walker_stride(walker()).bundle
    large = walker_stride(walker(mass_kg=1.2 * MASS_KG, height_m=1.1 * HEIGHT_M)).bundle
    hip = small.equations.index("hip_flexion_r")
    assert large.required_moments_Nm[:, hip] == pytest.approx(
        1.2 * 1.1 * small.required_moments_Nm[:, hip]
    )
    assert large.times_s == pytest.approx(np.sqrt(1.1) * small.times_s)
    assert large.joint_load_offset_N[..., 3:] == pytest.approx(
        1.2 * small.joint_load_offset_N[..., 3:]
    )


def test_walking_faster_loads_the_hip_more() -> None:
    slow, fast = result(walker(pace=0.85)), result(walker(pace=1.15))
    assert peak(fast, "hip_right", "resultant") > peak(slow, "hip_right", "resultant")


def test_trunk_moments_lie_on_a_straight_line_over_the_square_of_the_pace() -> None:
    # Weight stays, inertia grows with the square: exact for the trunk, which no foot touches.
    stored = {pace: walker_stride(walker(pace=pace)).bundle for pace in (0.8, 1.0, 1.2)}
    row = stored[1.0].equations.index("L5_S1_extension")
    slow, usual, fast = (stored[pace].required_moments_Nm[:, row] for pace in (0.8, 1.0, 1.2))
    told = usual + (usual - slow) * (1.2**2 - 1.0) / (1.0 - 0.8**2)
    # Stored in single precision: six digits of moments up to 40 N·m.
    assert fast == pytest.approx(told, abs=1e-3)


def test_the_same_seed_gives_the_same_walkers_and_more_of_them_hold_the_fewer() -> None:
    few = list(walker_trials(AskedWalkers(count=12)))
    many = list(walker_trials(AskedWalkers(count=20)))
    assert few == many[:12]
    assert few != list(walker_trials(AskedWalkers(count=12, seed=2)))


def test_every_walker_walks_at_a_pace_that_was_worked_out() -> None:
    for trial in walker_trials(AskedWalkers(count=100, trials_each=2)):
        assert trial.person.height_m is not None
        usual = PLAN.speed_m_s * (trial.person.height_m / HEIGHT_M) ** 0.5
        assert trial.speed_m_s / usual + 1e-4 >= 0.8
        assert trial.speed_m_s / usual - 1e-4 <= 1.2
