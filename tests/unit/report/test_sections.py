"""What the sections say: tasks, certainty, shares, effects."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.content.norms import published_norms
from hipspine.content.text import report_texts
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, MarkerError, ReserveUse
from hipspine.domain.motion import Cycle, CycleKind
from hipspine.domain.problem import Level
from hipspine.report.figures import ENGLISH
from hipspine.report.first_page import certainties, first_page
from hipspine.report.hip_extension import extending_shares, hip_extension
from hipspine.report.joint_loads import joint_loads
from hipspine.report.quality import quality_section
from hipspine.report.trial import Trial
from hipspine.report.what_if_words import level_label
from hipspine.report.what_ifs import what_ifs


def trial_of(assessment):
    return Trial(assessment, report_texts(), published_norms())


def test_a_cycle_with_a_flight_phase_is_running_and_gets_no_walking_norms(walk):
    running = (Cycle(CycleKind.GAIT, Side.RIGHT, 0.0, 0.7, 0.25),)
    trial = trial_of(replace(walk, cycles=replace(walk.cycles, cycles=running)))
    assert trial.task == "running"
    assert trial.trial_words == "a run"


def test_a_walk_stands_for_more_than_half_of_the_cycle(walk):
    trial = trial_of(walk)
    assert trial.task == "walking"
    # (0.970 - 0.266) / 1.145 and (2.118 - 1.411) / 1.149 of the cycle.
    expected = 100 * (0.704 / 1.145 + 0.707 / 1.149) / 2
    assert trial.toe_off_percent(Side.RIGHT) == pytest.approx(expected)


def test_coordinates_are_named_in_words(walk):
    trial = trial_of(walk)
    assert trial.coordinate("hip_adduction_l") == "Hip adduction and abduction, left"
    assert trial.coordinate("L5_S1_extension") == "L5/S1 extension"
    assert trial.coordinate("pelvis_tilt") == "pelvis tilt"


def test_marker_error_is_good_only_within_both_limits(walk):
    def certainty(rms_m, max_m):
        quality = replace(walk.quality, marker_error=MarkerError(rms_m, max_m, "heel"))
        return certainties(trial_of(replace(walk, quality=quality)))["markers"]

    assert certainty(0.019, 0.039) == "good"
    assert certainty(0.021, 0.039) == "care"
    assert certainty(0.019, 0.041) == "care"


def test_reserves_are_good_up_to_five_percent_of_the_peak_moment(walk):
    def certainty(peak_Nm):
        reserve = ReserveUse("hip_flexion_r", peak_Nm, 0.1, 100.0, 1.0)
        quality = replace(walk.quality, reserves=(reserve,))
        return certainties(trial_of(replace(walk, quality=quality)))["muscles"]

    assert certainty(4.9) == "good"
    assert certainty(5.1) == "care"


def test_one_repetition_on_a_side_calls_for_care_and_part_of_one_is_unknown(
    walk, walk_without_cycles
):
    assert certainties(trial_of(walk))["repetitions"] == "care"
    assert certainties(trial_of(walk_without_cycles))["repetitions"] == "unknown"
    twice = {key: Curve(np.ones((2, 101))) for key in walk.activations}
    often = replace(walk, activations=twice)
    assert certainties(trial_of(often))["repetitions"] == "good"


def test_cycles_that_could_not_be_used_are_not_counted(walk):
    right = {key: each for key, each in walk.activations.items() if key[1] is Side.RIGHT}
    loads = {"hip_right": walk.loads["hip_right"]}
    page = first_page(trial_of(replace(walk, activations=right, loads=loads)))
    assert page.looked[1] == "We used 2 full steps on the right leg and no full step on the left."


def test_a_stance_phase_is_not_held_against_the_whole_cycle_even_where_there_are_cycles(walk):
    trial = trial_of(replace(walk, segment_label="stance phase"))
    assert trial.norm_task is None
    assert trial.toe_off_percent(Side.RIGHT) is None
    assert trial.trunk_x_label == "Stance phase, right side [%]"


def test_charts_of_the_trunk_name_the_side_that_counts_their_time(walk, squat):
    assert trial_of(walk).trunk_x_label == "Gait cycle, right side [%]"
    # Both sides have curves here, and the trunk's are the left side's all the same.
    by_left = trial_of(replace(walk, trunk_side=Side.LEFT))
    assert by_left.trunk_x_label == "Gait cycle, left side [%]"
    assert trial_of(squat).trunk_x_label == "Squat [%]"


def test_a_note_about_a_file_is_not_a_fault(walk):
    notes = tuple(each for each in walk.quality.problems if each.level is Level.INFO)
    assert certainties(trial_of(walk))["files"] == "care"
    only_notes = replace(walk, quality=replace(walk.quality, problems=notes))
    assert certainties(trial_of(only_notes))["files"] == "good"


def test_the_first_page_does_not_send_to_sliders_that_are_not_there(walk, walk_without_cycles):
    swap = report_texts()("plain.can_swap")
    assert swap in first_page(trial_of(walk)).can
    assert swap not in first_page(trial_of(walk_without_cycles)).can


def test_shares_count_only_what_extends():
    half = np.where(np.arange(101) < 50, 1.0, -1.0)
    shares = extending_shares({"a": half, "b": np.full(101, 1.0), "c": np.full(101, -9.0)})
    # a extends in 50 of 101 samples, b in all, c never.
    assert shares == pytest.approx({"a": 100 * 50 / 151, "b": 100 * 101 / 151, "c": 0})


def test_groups_of_one_stack_are_summed_and_left_stays_left(walk):
    moments = {
        (MuscleGroup.GLUTEUS_MEDIUS, Side.LEFT): Curve(np.full((1, 101), 3.0)),
        (MuscleGroup.GLUTEUS_MINIMUS, Side.LEFT): Curve(np.full((1, 101), 1.0)),
        (MuscleGroup.SOLEUS, Side.LEFT): Curve(np.full((1, 101), 4.0)),
    }
    section = hip_extension(trial_of(replace(walk, hip_extension_moments=moments)))
    assert section is not None
    assert [panel.title for panel in section.panels] == ["Left hip"]
    assert section.shares.rows == (
        ("Gluteus medius, minimus", "50"),
        ("Other muscles", "50"),
    )


def test_hips_without_discs_still_have_their_chart(walk_without_lumbar):
    section = joint_loads(trial_of(walk_without_lumbar))
    assert section is not None
    assert [panel.title for panel in section.panels] == ["Hips: contact force"]
    assert section.lumbar_absent is not None


def test_discs_come_first_with_compression_then_hips_then_shear(walk):
    section = joint_loads(trial_of(walk))
    assert section is not None
    assert [panel.title for panel in section.panels] == [
        "L4/L5: compression",
        "L5/S1: compression",
        "Hips: contact force",
        "L4/L5: forward shear",
        "L5/S1: forward shear",
    ]


def test_the_effect_names_the_range_over_feasible_levels_and_the_impossible_ones(walk):
    section = what_ifs(trial_of(walk))
    assert section is not None
    card = next(c for c in section.same_motion if c.id == "gluteus_medius_minimus_strength")
    assert "not possible at 10\u00a0%, 0\u00a0%" in card.effect
    weight = trial_of(walk).body_weight_N
    feasible = [r.loads["L5_S1"].compression.mean / weight for r in walk.sweeps[7].results[:9]]
    assert f"{min(feasible):.2f} to {max(feasible):.2f} BW" in card.effect


def test_levels_carry_their_unit_and_posture_its_sign():
    assert level_label(ENGLISH, 50.0, "%") == "50\u00a0%"
    assert level_label(ENGLISH, 10.0, "°") == "+10°"
    assert level_label(ENGLISH, -2.5, "°") == "−2.5°"
    assert level_label(ENGLISH, 0.0, "°") == "0°"


def test_a_level_without_a_joint_shows_a_dash_not_a_zero(walk):
    sweep = walk.sweeps[0]
    broken = replace(sweep.results[2], loads={})
    results = (*sweep.results[:2], broken, *sweep.results[3:])
    section = what_ifs(trial_of(replace(walk, sweeps=(replace(sweep, results=results),))))
    assert section is not None
    (card,) = section.same_motion
    assert {line.after for line in card.outcomes[2].loads} == {"–"}
    assert len({len(outcome.loads) for outcome in card.outcomes}) == 1


def test_reserves_are_listed_by_their_share_largest_first(walk):
    section = quality_section(trial_of(walk))
    assert section.reserves is not None
    shares = [float(row[3]) for row in section.reserves.rows]
    assert shares == sorted(shares, reverse=True)
    # 0.35 of 31.0 N·m.
    assert shares[0] == pytest.approx(100 * 0.35 / 31.0, abs=0.05)


def test_a_coordinate_that_needs_no_moment_has_no_share(walk):
    idle = ReserveUse("mtp_angle_r", 0.1, 0.1, 0.0, 1.0)
    section = quality_section(
        trial_of(replace(walk, quality=replace(walk.quality, reserves=(idle,))))
    )
    assert section.reserves is not None
    assert section.reserves.rows[0][3] == "–"


def test_shear_is_given_from_lowest_to_highest_because_its_sign_is_a_direction(walk):
    load = walk.loads["L5_S1"]
    weight_N = trial_of(walk).body_weight_N
    swing = Curve(np.linspace(-0.3, 0.2, 101)[np.newaxis] * weight_N)
    loads = {"L5_S1": replace(load, anterior_shear=swing)}
    section = joint_loads(trial_of(replace(walk, loads=loads)))
    assert section is not None
    assert section.table.rows[0][4] == "−0.30 to 0.20"
    assert section.panels[1].legend[0].figures == "mean −0.05, from −0.30 to 0.20"


def test_the_peak_of_a_shear_that_points_backwards_is_its_lowest_value(walk):
    load = walk.loads["L5_S1"]
    weight = trial_of(walk).body_weight_N
    # From 0.7 body weights backwards to 0.4: the peak is 0.7, with its sign.
    backwards = Curve(np.linspace(-0.7, -0.4, 101)[np.newaxis] * weight)
    loads = {**walk.loads, "L5_S1": replace(load, anterior_shear=backwards)}
    section = what_ifs(trial_of(replace(walk, loads=loads)))
    assert section is not None
    lines = {line.name: line.before for line in section.same_motion[0].outcomes[0].loads}
    assert lines["L5/S1, forward shear, peak"] == "−0.70"
    assert lines["L5/S1, forward shear, mean"] == "−0.55"
