"""The small measures that scores are made from, on cases worked out by hand."""

import numpy as np
import pytest

from hipspine.domain.units import body_weight_N
from hipspine.readers.orthoload import ImplantForce
from hipspine.study.directions import pairs_in_order, weakened
from hipspine.study.disc_pressure import mean_relative_deviation_percent
from hipspine.study.hip_contact import ImplantWalk, curve_error_bw
from hipspine.study.lumbar_walking import muscles_matching, peak_frequency_hz, percent_apart
from hipspine.study.muscle_signals import chance_jaccard, delayed, is_on, jaccard, pearson

ON = np.array([True, True, False, False])


def test_two_peaks_a_cycle_of_a_second_are_two_hertz():
    place = np.linspace(0.0, 1.0, 101)
    curve = 3.0 + np.sin(4 * np.pi * place) + 0.5 * np.sin(2 * np.pi * place)
    assert peak_frequency_hz(curve, 1.0) == pytest.approx(2.0)
    assert peak_frequency_hz(curve, 1.25) == pytest.approx(1.6)


def test_ripples_above_four_hertz_are_no_peaks():
    place = np.linspace(0.0, 1.0, 101)
    curve = np.sin(2 * np.pi * place) + 9.0 * np.sin(2 * np.pi * 10 * place)
    assert peak_frequency_hz(curve, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "other", "apart"), [(60.0, 62.0, 2.0), (2.0, 98.0, 4.0), (0.0, 50.0, 50.0)]
)
def test_places_in_a_cycle_are_compared_the_shorter_way_round(one, other, apart):
    assert percent_apart(one, other) == pytest.approx(apart)


def test_lumbar_and_thoracic_parts_of_a_muscle_are_told_apart():
    names = ["IL_L1_r", "IL_R5_r", "IL_R5_l", "LTpT_T1_r", "LTpL_L2_l", "glmax1_r"]
    assert muscles_matching(names, r"IL_R\d+.*") == [1, 2]
    assert muscles_matching(names, r"IL_L\d+.*") == [0]
    assert muscles_matching(names, r"LTpT_.*") == [3]


def test_jaccard_is_shared_time_over_time_of_either():
    # On together in 1 of 4, either in 3.
    assert jaccard(ON, np.array([False, True, True, False])) == pytest.approx(1 / 3)
    assert jaccard(~np.ones(4, dtype=np.bool_), ~np.ones(4, dtype=np.bool_)) == 0.0


def test_chance_agreement_of_two_halves_is_a_third():
    # 1/2 x 1/2 together, 3/4 either: 1/3.
    assert chance_jaccard(ON, ~ON) == pytest.approx(1 / 3)
    assert chance_jaccard(~(ON | ~ON), ~(ON | ~ON)) == 0.0


def test_intervals_cover_their_percents():
    on = is_on([(0.0, 10.0), (95.0, 100.0)])
    assert on.sum() == 15
    assert on[:10].all()
    assert on[95:].all()


def test_a_signal_is_taken_from_50_ms_earlier_and_is_missing_before_it_began():
    times = np.linspace(0.0, 1.0, 101)
    found = delayed(times, times, np.array([0.02, 0.05, 0.5]))
    assert np.isnan(found[0])
    np.testing.assert_allclose(found[1:], [0.0, 0.45])


def test_pearson_of_a_line_and_its_mirror():
    line = np.arange(5.0)
    assert pearson(line, 2 * line + 1) == pytest.approx(1.0)
    assert pearson(line, -line) == pytest.approx(-1.0)


def test_pairs_in_order_count_ties_half():
    # (0 < 30), (0 < 20), (20 < 30), 20 = 20: 3.5 of 4.
    assert pairs_in_order([0.0, 20.0], [30.0, 20.0]) == 3.5


def test_weakness_is_of_both_sides():
    scenario = weakened(("gluteus_maximus", "hamstrings"), 0.3)
    assert [str(change) for change in scenario.muscles] == [
        "gluteus_maximus.strength=0.3",
        "hamstrings.strength=0.3",
    ]
    assert scenario.name == "gluteus_maximus, hamstrings at 30 %"


def test_curve_error_is_the_root_mean_square_in_body_weights():
    weight = body_weight_N(80.0)
    force = np.array([[0.0, weight, 0.0], [0.0, weight, 0.0]])
    implant = ImplantWalk(ImplantForce("walk", np.array([0.0, 100.0]), force), 80.0)
    assert curve_error_bw(np.full(101, 1.5), implant) == pytest.approx(0.5)


def test_mean_relative_deviation_is_of_the_middle_of_each_band_and_counts_the_goal_only(row):
    rows = [
        row(110.0, 90.0, 110.0, goal="disc_pressure"),
        row(140.0, 180.0, 220.0, goal="disc_pressure"),
        row(9.0, 1.0, 2.0),
    ]
    # |110 - 100| / 100 = 10 %, |140 - 200| / 200 = 30 %.
    assert mean_relative_deviation_percent(rows) == pytest.approx(20.0)
