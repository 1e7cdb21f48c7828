"""Findings are drawn from numbers worked out here by hand."""

import numpy as np
import pytest

from hipspine.content.findings import finding_texts, read_finding_texts
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
from hipspine.domain.errors import ContentError
from hipspine.domain.motion import CycleKind
from hipspine.domain.scenario import Scenario
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.explain.trial_findings import TrialResults, trial_findings

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


def findings_by_id(trial):
    return {finding.id: finding for finding in trial_findings(trial)}


@pytest.mark.parametrize(
    ("at_percent", "id"),
    [(5, "gluteus_maximus_early"), (97, "gluteus_maximus_early"), (50, "gluteus_maximus_late")],
)
def test_gluteus_maximus_is_placed_in_the_cycle(at_percent, id):
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): bump(at_percent)}
    found = findings_by_id(results(activations=activations))
    assert f"{at_percent} %" in found[id].detail


@pytest.mark.parametrize(
    ("at_percent", "segment", "id"),
    [
        # Stance is 60 % of the cycle, so 45 % of stance is 27 % of the cycle and 90 % is push-off.
        (45, "stance phase", "gluteus_maximus_early"),
        (90, "stance phase", "gluteus_maximus_late"),
        (5, "part of the recording with all forces measured", "gluteus_maximus_use"),
    ],
)
def test_percents_of_something_else_than_a_cycle_are_read_as_such(at_percent, segment, id):
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.LEFT): bump(at_percent)}
    assert id in findings_by_id(results(activations=activations, segment=segment))


def test_squat_gives_the_amount_and_no_timing():
    activations = {(MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): bump(50, 0.3)}
    found = findings_by_id(results(activations=activations, kind=CycleKind.SQUAT))
    assert "about 3 in 10 parts" in found["gluteus_maximus_use"].sentence


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
    assert "the back thigh muscles and a deep seat muscle (piriformis)" in take_over.sentence
    assert "hamstrings right +50 N, piriformis right +25 N" in take_over.detail
    assert "+1.0 %" in take_over.detail  # from 1,000 to 1,010 N
    assert " N" not in take_over.sentence


def test_motion_that_fails_at_full_strength_says_nothing_about_weakness():
    shortfall = Shortfall("hip_flexion_r", Side.RIGHT, 0.4, 12.0, 7, ("semimem_r",))
    fails = [what_if(name, 1000, shortfalls=(shortfall,)) for name in ("absent", "half", "full")]
    sweep = Sweep(
        "gluteus_maximus_strength",
        "Gluteus maximus strength",
        WhatIfKind.SAME_MOTION,
        "%",
        (0.0, 50.0, 100.0),
        100.0,
        tuple(fails),
    )
    found = findings_by_id(results(sweeps=(sweep,)))
    assert not {"take_over", "take_over_impossible"} & set(found)


def test_impossible_motion_is_said_with_its_certificate():
    shortfall = Shortfall("hip_flexion_r", Side.RIGHT, 0.4, 12.0, 7, ("semimem_r",))
    absent = what_if("absent", 1000, shortfalls=(shortfall,))
    found = findings_by_id(results(sweeps=(weakness_sweep(absent),)))
    detail = found["take_over_impossible"].detail
    assert "hip flexion r lacks 12 N·m at 0.40 s (7 frames; at their limit: semimem_r)" in detail
    assert "Down to 50 %" in detail
    assert "take_over" not in found


@pytest.mark.parametrize(("tilted_N", "word"), [(1200, "more"), (1114, "nor"), (1030, "less")])
def test_posture_is_compared_with_weakness(tilted_N, word):
    # Weakness costs 6 %; the tilt costs 20, 11.4 or 3 %: at least twice, neither, at most half.
    tilt = Sweep(
        "pelvis_anterior_tilt",
        "Pelvis turned forward",
        WhatIfKind.OTHER_POSTURE,
        "°",
        (0.0, 10.0),
        0.0,
        (what_if("as recorded", 1000), what_if("tilted", tilted_N)),
    )
    rows = (LedgerRow(MuscleGroup.HAMSTRINGS, Side.RIGHT, 1, 2),)
    sweeps = (weakness_sweep(what_if("absent", 1060, rows)), tilt)
    assert word in findings_by_id(results(sweeps=sweeps))["posture_against_weakness"].sentence


def test_small_changes_are_not_ranked():
    tilt = Sweep(
        "pelvis_anterior_tilt",
        "Pelvis turned forward",
        WhatIfKind.OTHER_POSTURE,
        "°",
        (0.0, 10.0),
        0.0,
        (what_if("as recorded", 1000), what_if("tilted", 1049)),
    )
    found = findings_by_id(results(sweeps=(weakness_sweep(what_if("absent", 1000)), tilt)))
    assert "neither" in found["posture_and_weakness_small"].sentence


def test_one_recording_never_makes_a_side_difference_certain():
    activations = {
        (MuscleGroup.GLUTEUS_MAXIMUS, Side.LEFT): flat(0.05),
        (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT): flat(0.20),
    }
    sentence = findings_by_id(results(activations=activations))["sides"].sentence
    assert "too little to call that a difference" in sentence


def test_disc_load_is_compared_only_for_walking():
    loads = {"L5_S1": joint("L5_S1", 1200), "L4_L5": joint("L4_L5", 1100)}
    assert "disc_load_in_range" in findings_by_id(results(loads=loads))
    assert "disc_load" in findings_by_id(results(loads=loads, kind=CycleKind.SQUAT))
    heavy = {"L5_S1": joint("L5_S1", 5200), "L4_L5": joint("L4_L5", 5100)}
    assert "disc_load" in findings_by_id(results(loads=heavy))


def test_hip_load_is_given_in_body_weights_per_side():
    loads = {"hip_left": joint("hip_left", 0, 3100), "hip_right": joint("hip_right", 0, 4200)}
    assert "left 3.1 and right 4.2" in findings_by_id(results(loads=loads))["hip_load"].detail


def test_nothing_is_found_where_nothing_was_computed_but_the_limit_is_said():
    assert list(findings_by_id(results())) == ["same_motion_limit"]


def test_no_sentence_for_the_person_speaks_of_newtons_or_blames():
    forbidden = (" N ", "newton", "inhibited", "switched off", "out of alignment", "unstable")
    for id, text in finding_texts().items():
        assert not any(word in text.sentence for word in forbidden), id


def test_damaged_content_names_its_path():
    with pytest.raises(ContentError, match=r"findings\.a\.detail"):
        read_finding_texts(
            'reviewed_on = 2026-01-01\n[findings.a]\nsentence = "x"\nevidence = "y"\n'
        )
    with pytest.raises(ContentError, match="valid TOML"):
        read_finding_texts("[findings.a")
