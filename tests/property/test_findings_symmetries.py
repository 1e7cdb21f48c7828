"""Findings do not hang on names of sides, on units, on sampling or on noise within the error."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.domain.finding import Confidence
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.domain.motion import CycleKind
from hipspine.explain.compare import against_baseline, against_norm, between_sides
from hipspine.explain.mechanism_map import mechanism_map
from hipspine.explain.session_findings import session_findings
from hipspine.explain.trial_findings import trial_findings
from hipspine.explain.trial_results import TrialResults

NAME = "single_leg_bridge_hold"
values = st.floats(1.0, 300.0)
errors = st.floats(0.5, 40.0)
counts = st.integers(1, 5)
OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
MIRRORED = {"left_less": "right_less", "right_less": "left_less"}


def hold(value, sem, *, side=None, repetitions=1, scale=1.0, low=50.0, high=100.0):
    return Measurement(
        NAME,
        "s",
        value * scale,
        side=side,
        repetitions=repetitions,
        repeatability=Repeatability(sem * scale, "made up", "nobody"),
        norm=NormRange(low * scale, high * scale, "made up", "nobody"),
    )


def told(findings):
    return {(each.id, each.side): (each.outcome, each.confidence) for each in findings}


@given(values, values, errors, counts)
def test_swapping_the_sides_swaps_what_is_said_of_them(left, right, sem, repetitions):
    assume(left != right)

    def findings(of_left, of_right):
        return session_findings(
            [
                hold(of_left, sem, side=Side.LEFT, repetitions=repetitions),
                hold(of_right, sem, side=Side.RIGHT, repetitions=repetitions),
            ]
        )

    mirrored = {
        (id, None if side is None else OTHER[side]): (MIRRORED.get(outcome, outcome), confidence)
        for (id, side), (outcome, confidence) in told(findings(left, right)).items()
    }
    assert told(findings(right, left)) == mirrored


@given(values, values, errors, st.sampled_from([1 / 60, 60.0, 1000.0]))
def test_another_unit_gives_the_same_judgement(one, other, sem, scale):
    # Within a billionth of a limit rounding may decide: no number is measured so finely.
    limits = (1.96 * sem, 1.96 * np.sqrt(2) * sem)
    sizes = (abs(one - other), abs(one - 50), abs(one - 100))
    assume(all(abs(size - limit) > 1e-9 * size for size in sizes for limit in limits))
    assume(one not in (50.0, 100.0))
    for judge in (
        lambda scale: against_norm(hold(one, sem, scale=scale)),
        lambda scale: between_sides(hold(one, sem, scale=scale), hold(other, sem, scale=scale)),
        lambda scale: against_baseline(hold(one, sem, scale=scale), hold(other, sem, scale=scale)),
    ):
        here, there = judge(1.0), judge(scale)
        assert (here.outcome, here.confidence, here.reason) == (
            there.outcome,
            there.confidence,
            there.reason,
        )


@given(values, values, errors, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_noise_within_the_error_never_turns_a_finding_round(one, other, sem, up, down):
    noise = 0.5 * 1.96 * sem
    before = between_sides(hold(one, sem), hold(other, sem)).outcome
    after = between_sides(hold(one + up * noise, sem), hold(other + down * noise, sem)).outcome
    assert {before, after} != {"left_less", "right_less"}
    steady = against_norm(hold(one, sem)).outcome
    noisy = against_norm(hold(one + up * noise, sem)).outcome
    assert {steady, noisy} not in ({"below", "above"}, {"below", "within"}, {"within", "above"})


@given(values, values, errors, st.floats(1.0, 5.0))
def test_more_error_never_makes_a_finding_surer(one, other, sem, factor):
    order = [Confidence.CANNOT_TELL, Confidence.LIKELY, Confidence.CLEAR]

    def sure(error):
        return order.index(between_sides(hold(one, error), hold(other, error)).confidence)

    assert sure(factor * sem) <= sure(sem)


def trial(curves, *, samples=101, disc_N=1200.0):
    """Return a walk whose curves are drawn at a number of samples and read at 101."""

    def read(curve):
        drawn = np.linspace(0, 100, samples)
        at = np.interp(np.arange(101), drawn, np.interp(drawn, np.arange(101), curve))
        return Curve(at[None])

    flat = Curve(np.full((1, 101), disc_N))
    return TrialResults(
        kind=CycleKind.GAIT,
        segment="gait cycle",
        mass_kg=80.0,
        activations={
            (MuscleGroup.GLUTEUS_MAXIMUS, side): read(curve) for side, curve in curves.items()
        },
        hip_extension_moments={},
        loads={name: JointLoadCurves(name, flat, flat, flat, flat) for name in ("L5_S1", "L4_L5")},
        sweeps=(),
    )


def bell(centre, height):
    away = np.abs((np.arange(101) - centre + 50) % 100 - 50)
    return 0.02 + height * np.exp(-((away / 8.0) ** 2))


@given(st.integers(0, 100), st.floats(0.1, 0.9), st.sampled_from([51, 201, 401, 1001]))
def test_resampling_leaves_the_findings_of_a_trial(centre, height, samples):
    # Within a percent of the window's ends a coarser grid may move the peak across.
    assume(min(abs(centre - 30), abs(centre - 85)) > 2)
    curves = {Side.LEFT: bell(centre, height), Side.RIGHT: bell(centre, 0.9 * height)}
    assert told(trial_findings(trial(curves, samples=samples))) == told(
        trial_findings(trial(curves))
    )


@given(st.integers(0, 100), st.floats(0.2, 0.9), st.integers(0, 2**32 - 1))
def test_small_noise_leaves_the_findings_of_a_trial(centre, height, seed):
    # Noise of a hundredth of the peak moves the top of a bell of width 8 by at most
    # 8 * sqrt(0.02) = 1.2 percent of the cycle.
    assume(min(abs(centre - 30), abs(centre - 85)) > 2)
    noise = np.random.default_rng(seed)
    curve = bell(centre, height)
    shaken = curve + 0.01 * height * noise.uniform(-1, 1, 101)
    before = trial_findings(trial({Side.RIGHT: curve}))
    after = trial_findings(trial({Side.RIGHT: shaken}))
    assert told(after) == told(before)


@given(st.integers(0, 100), st.floats(0.1, 0.9), st.floats(0.2, 1.0))
def test_a_mirrored_walk_gives_mirrored_findings(centre, height, share):
    assume(abs(share - 1) > 1e-6)
    strong, weak = bell(centre, height), bell(centre, share * height)
    here = told(trial_findings(trial({Side.LEFT: strong, Side.RIGHT: weak})))
    there = told(trial_findings(trial({Side.LEFT: weak, Side.RIGHT: strong})))
    assert there == {
        (id, None if side is None else OTHER[side]): verdict for (id, side), verdict in here.items()
    }


@given(st.permutations(range(4)))
def test_the_order_of_findings_does_not_change_the_map(order):
    found = session_findings(
        [
            hold(20.0, 5.0, side=Side.LEFT),
            hold(90.0, 5.0, side=Side.RIGHT),
            replace(hold(1.0, 0.1, side=Side.LEFT), name="fadir_provokes_groin_pain", unit="1"),
        ]
    )
    assume(len(found) >= 4)
    shuffled = [*(found[at] for at in order), *found[4:]]
    links = [(link.start, link.end, link.state) for link in mechanism_map(shuffled).links]
    assert links == [(link.start, link.end, link.state) for link in mechanism_map(found).links]
