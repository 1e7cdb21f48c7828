"""Findings are drawn from numbers worked out here by hand."""

import numpy as np
import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import (
    Curve,
    JointLoadCurves,
    LedgerRow,
    Shortfall,
    Sweep,
    WhatIfKind,
    WhatIfResult,
)
from hipspine.domain.finding import Confidence
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.motion import CycleKind
from hipspine.domain.scenario import Scenario
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.explain.trial_findings import trial_findings
from hipspine.explain.trial_results import TrialResults

MASS_KG = 1000 / STANDARD_GRAVITY  # a body weight of 1,000 N makes body weights readable


def flat(value):
    return Curve(np.full((1, 101), float(value)))


def bump(at_percent, height=0.5):
    percent = np.arange(101)
    return Curve((height * np.exp(-(((percent - at_percent) / 5.0) ** 2)))[None])


def joint(name, compression_N, resultant_N=None):
    resultant = compression_N if resultant_N is None else resultant_N
    return JointLoadCurves(name, flat(compression_N), flat(0), flat(0), flat(resultant))


def what_if(name, disc_N, rows=(), shortfalls=()):
    return WhatIfResult(Scenario(name), {"L5_S1": joint("L5_S1", disc_N)}, rows, shortfalls)


def weakness_sweep(absent):
    return Sweep(
        "gluteus_maximus_strength",
        "Gluteus maximus strength",
        WhatIfKind.SAME_MOTION,
        "%",
        (0.0, 50.0, 100.0),
        100.0,
        (absent, what_if("half", 1000), what_if("as recorded", 1000)),
    )


def results(**changes):
    given = {
        "kind": CycleKind.GAIT,
        "segment": "gait cycle",
        "mass_kg": MASS_KG,
        "activations": {},
        "hip_extension_moments": {},
        "loads": {},
        "sweeps": (),
    }
    return TrialResults(**(given | changes))


def findings_by_id(trial, language="en"):
    return {finding.id: finding for finding in trial_findings(trial, language=language)}


def tilt_sweep(forward_N, backward_N=1000):
    return Sweep(
        "pelvis_anterior_tilt",
        "Pelvis turned forward",
        WhatIfKind.OTHER_POSTURE,
        "°",
        (-10.0, 0.0, 10.0),
        0.0,
        (what_if("back", backward_N), what_if("as recorded", 1000), what_if("forward", forward_N)),
    )


@pytest.mark.parametrize(("at_percent", "outcome"), [(5, "early"), (97, "early"), (50, "late")])
def test_gluteus_maximus_is_placed_in_the_cycle(at_percent, outcome):
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): bump(at_percent)}
    finding = findings_by_id(results(activations=activations))["gluteus_maximus_timing"]
    assert finding.outcome == outcome
    assert f"{at_percent} %" in finding.detail


def test_the_timing_of_walking_is_not_held_against_a_run():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): bump(50)}
    finding = findings_by_id(results(activations=activations, is_running=True))
    assert finding["gluteus_maximus_timing"].outcome == "use"


@pytest.mark.parametrize(
    ("at_percent", "segment", "outcome"),
    [
        # Stance is 60 % of the cycle, so 45 % of stance is 27 % of the cycle and 90 % is push-off.
        (45, "stance phase", "early"),
        (90, "stance phase", "late"),
        (5, "part of the recording with all forces measured", "use"),
    ],
)
def test_percents_of_something_else_than_a_cycle_are_read_as_such(at_percent, segment, outcome):
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.LEFT): bump(at_percent)}
    found = findings_by_id(results(activations=activations, segment=segment))
    assert found["gluteus_maximus_timing"].outcome == outcome


def test_late_timing_of_a_model_is_never_sure():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.LEFT): bump(50)}
    finding = findings_by_id(results(activations=activations))["gluteus_maximus_timing"]
    assert finding.confidence is Confidence.CANNOT_TELL


def test_squat_gives_the_amount_and_no_timing():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): bump(50, 0.3)}
    found = findings_by_id(results(activations=activations, kind=CycleKind.SQUAT))
    assert "about 3 of 10 parts" in found["gluteus_maximus_timing"].sentence


def test_hip_extension_shares_count_only_extending_moments():
    moments = {
        (MuscleGroup.HAMSTRINGS, Side.RIGHT): flat(30),
        (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): flat(10),
        (MuscleGroup.ILIACUS, Side.RIGHT): flat(-50),
    }
    found = findings_by_id(results(hip_extension_moments=moments))
    # 30 of 40 and 10 of 40; the flexing iliacus extends nothing.
    assert "the back thigh muscles 75 %" in found["hip_extension_share"].detail
    assert "the big seat muscle 25 %" in found["hip_extension_share"].detail


def test_take_over_names_the_largest_gainers_and_the_disc():
    rows = (
        LedgerRow(MuscleGroup.HAMSTRINGS, Side.RIGHT, 100, 150),
        LedgerRow(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT, 40, 0),
        LedgerRow(MuscleGroup.PIRIFORMIS, Side.RIGHT, 10, 35),
    )
    found = findings_by_id(results(sweeps=(weakness_sweep(what_if("absent", 1010, rows)),)))
    take_over = found["take_over"]
    assert take_over.outcome == "possible"
    assert "the back thigh muscles and a deep seat muscle (piriformis)" in take_over.sentence
    assert "right +50 N" in take_over.detail
    assert "+1.0 %" in take_over.detail  # from 1,000 to 1,010 N
    assert " N" not in take_over.sentence


def lacking(missing_Nm, frames):
    return Shortfall("hip_flexion_r", Side.RIGHT, 0.4, missing_Nm, frames, ("semimem_r",))


def test_motion_that_fails_at_full_strength_says_nothing_about_weakness():
    fails = [what_if(name, 1000, shortfalls=(lacking(12, 7),)) for name in ("a", "b", "c")]
    sweep = Sweep(
        "gluteus_maximus_strength",
        "Gluteus maximus strength",
        WhatIfKind.SAME_MOTION,
        "%",
        (0.0, 50.0, 100.0),
        100.0,
        tuple(fails),
    )
    assert "take_over" not in findings_by_id(results(sweeps=(sweep,)))


def test_impossible_motion_is_said_with_its_certificate():
    absent = what_if("absent", 1000, shortfalls=(lacking(12, 7),))
    found = findings_by_id(results(sweeps=(weakness_sweep(absent),)))
    finding = found["take_over"]
    assert (finding.outcome, finding.confidence) == ("impossible", Confidence.LIKELY)
    assert "hip flexion r −12 N·m, 0.40 s (7 ×; 100 %: semimem_r)" in finding.detail
    assert "Down to 50 %" in finding.detail


@pytest.mark.parametrize(
    ("missing_Nm", "frames", "peak_Nm", "outcome"),
    [
        (1.0, 3, 60.0, "nearly"),  # 1 of 60 N·m is below 5 %, and 3 frames are 0.03 s
        (4.0, 3, 60.0, "nearly"),  # above 5 % of 60, but for 0.03 s only
        (2.9, 20, 60.0, "nearly"),  # 0.2 s, but below 5 % of 60 = 3 N·m
        (3.1, 5, 60.0, "impossible"),  # above 3 N·m for 0.05 s
        (4.9, 20, None, "nearly"),  # no peak known: 1,000 N times 5 mm = 5 N·m
        (5.1, 20, None, "impossible"),
    ],
)
def test_a_trivial_shortfall_is_no_impossibility(missing_Nm, frames, peak_Nm, outcome):
    absent = what_if("absent", 1000, shortfalls=(lacking(missing_Nm, frames),))
    peaks = {} if peak_Nm is None else {"hip_flexion_r": peak_Nm}
    trial = results(sweeps=(weakness_sweep(absent),), peak_moments_Nm=peaks, frame_s=0.01)
    finding = findings_by_id(trial)["take_over"]
    assert finding.outcome == outcome
    if outcome == "nearly":
        assert finding.confidence is Confidence.CANNOT_TELL
        assert "could not keep" not in finding.sentence


@pytest.mark.parametrize(
    ("forward_N", "outcome", "percent", "word"),
    [
        (1180, "higher", "+18.0 %", "raised"),
        (910, "lower", "−9.0 %", "lowered"),
        (1049, "unchanged", "+4.9 %", "hardly"),
    ],
)
def test_the_direction_of_a_posture_what_if_is_kept(forward_N, outcome, percent, word):
    found = findings_by_id(results(sweeps=(tilt_sweep(forward_N, 950),)))
    finding = found["posture_what_if"]
    assert finding.outcome == outcome
    assert word in finding.sentence
    assert (
        f"Pelvis +10°, trunk upright, ground forces as recorded: mean L5/S1 compression {percent}"
        in finding.detail
    )
    assert "pelvis −10°: −5.0 %" in finding.detail


def test_load_and_pain_are_kept_apart():
    finding = findings_by_id(results(sweeps=(tilt_sweep(1180),)))["posture_what_if"]
    assert "More load is not more pain" in finding.sentence


@pytest.mark.parametrize(
    ("disc_N", "outcome"), [(1010, "unchanged"), (1060, "higher"), (930, "lower")]
)
def test_the_disc_load_without_gluteus_has_a_direction(disc_N, outcome):
    found = findings_by_id(results(sweeps=(weakness_sweep(what_if("absent", disc_N)),)))
    assert found["disc_load_without_gluteus"].outcome == outcome


def test_an_infeasible_end_of_a_sweep_gives_no_load():
    absent = what_if("absent", 1200, shortfalls=(lacking(12, 7),))
    assert "disc_load_without_gluteus" not in findings_by_id(
        results(sweeps=(weakness_sweep(absent),))
    )


def test_one_recording_never_makes_a_side_difference_certain():
    activations = {
        (MuscleGroup.GLUTEUS_MAXIMUS, Side.LEFT): flat(0.05),
        (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): flat(0.20),
    }
    finding = findings_by_id(results(activations=activations))["modelled_sides"]
    assert finding.outcome == "differ"
    assert finding.confidence is Confidence.CANNOT_TELL
    assert "too little to call it a difference" in finding.sentence


def test_disc_load_is_compared_only_for_walking():
    loads = {"L5_S1": joint("L5_S1", 1200), "L4_L5": joint("L4_L5", 1100)}
    heavy = {"L5_S1": joint("L5_S1", 5200), "L4_L5": joint("L4_L5", 5100)}

    def outcome(**changes):
        return findings_by_id(results(**changes))["disc_load"].outcome

    assert outcome(loads=loads) == "in_range"
    assert outcome(loads=loads, kind=CycleKind.SQUAT) == "stated"
    assert outcome(loads=loads, is_running=True) == "stated"
    assert outcome(loads=heavy) == "beside_range"


def test_hip_load_is_given_in_body_weights_per_side():
    loads = {"hip_left": joint("hip_left", 0, 3100), "hip_right": joint("hip_right", 0, 4200)}
    detail = findings_by_id(results(loads=loads))["hip_load"].detail
    assert "3.1, left" in detail
    assert "4.2, right" in detail


def test_measured_angles_are_held_against_the_other_side():
    error = Repeatability(0.02, "made up", "nobody")
    measured = tuple(
        Measurement("pelvis_drop_in_single_support", "rad", value, side=side, repetitions=3,
                    repeatability=error)
        for side, value in ((Side.LEFT, 0.20), (Side.RIGHT, 0.05))
    )  # fmt: skip
    finding = findings_by_id(results(measurements=measured))["gait_sides"]
    # 0.15 is more than 1.96 * sqrt(2) * 0.02 = 0.055, over three strides: clear.
    assert (finding.outcome, finding.confidence) == ("right_less", Confidence.CLEAR)


def test_nothing_is_found_where_nothing_was_computed_but_the_limit_is_said():
    assert list(findings_by_id(results())) == ["same_motion_limit"]


def test_german_findings_hold_no_english_words():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, side): bump(5) for side in Side}
    rows = (LedgerRow(MuscleGroup.HAMSTRINGS, Side.RIGHT, 100, 150),)
    sweeps = (weakness_sweep(what_if("absent", 1010, rows)), tilt_sweep(1180))
    trial = results(activations=activations, sweeps=sweeps)
    for finding in findings_by_id(trial, "de").values():
        said = f" {finding.sentence} {finding.detail} {finding.may_mean} {finding.evidence} "
        assert not any(word in said for word in (" the ", " and ", " of ", "gait cycle", "right"))


def test_no_sentence_for_the_person_speaks_of_newtons():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, side): bump(5) for side in Side}
    loads = {"L5_S1": joint("L5_S1", 1200), "L4_L5": joint("L4_L5", 1100)}
    for finding in trial_findings(results(activations=activations, loads=loads)):
        assert not any(word in finding.sentence for word in (" N ", "N·m", "newton"))
