from dataclasses import replace

import numpy as np
import pytest

from hipspine.clinic.lab_answer import LabEngines, LabQuestion, groups_of, posture_names
from hipspine.clinic.lab_recording import posture_scenario
from hipspine.clinic.lab_trial import (
    FRAMES,
    LabTrial,
    PackedPostures,
    frames_of,
    lab_trial_bytes,
    pack_bundle,
    read_lab_trial,
    stretch_of,
)
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import WhatIfKind
from hipspine.domain.errors import FileFormatError, ScenarioError
from hipspine.domain.scenario import PostureParameter, parse_muscle_change
from hipspine.domain.units import degrees


@pytest.fixture(scope="module")
def walker():
    return read_lab_trial(reference_walker_files().lab)


@pytest.fixture(scope="module")
def engines(walker):
    return LabEngines(walker)


def asked(engines, *changes, posture=""):
    return engines.answer(LabQuestion(tuple(map(parse_muscle_change, changes)), posture))


def change_N(answer, group, side):
    [row] = [row for row in answer.ledger if (row.group, row.side) == (group, side)]
    return row.change_N


def test_the_example_shows_one_stride_of_the_right_side(walker):
    assert (walker.telling.label, walker.telling.side) == ("gait cycle", Side.RIGHT)
    assert len(walker.bundle.times_s) == FRAMES
    # The frames are 10 ms apart in a stride of 1.1 s: none is further off than half of 0.9 %.
    assert np.abs(walker.percents - np.linspace(0, 100, FRAMES)).max() < 0.5


def test_right_heel_strike_is_at_the_start_and_left_half_a_cycle_later(walker):
    strikes = {
        event.side: event.percent
        for event in walker.telling.events
        if event.name == "heel_strike" and event.percent < 99
    }
    # The walker's sides do the same half a cycle apart, by construction.
    assert strikes[Side.RIGHT] == pytest.approx(0.0, abs=0.1)
    assert strikes[Side.LEFT] == pytest.approx(50.0, abs=0.1)


def test_a_trial_is_read_as_it_was_written(walker, tmp_path):
    path = tmp_path / "trial.lab"
    path.write_bytes(
        lab_trial_bytes(replace(walker, postures={"trunk_forward_lean=5": walker.bundle}))
    )
    again = read_lab_trial(path)
    assert again.telling == walker.telling
    assert list(again.postures) == ["trunk_forward_lean=5"]
    # What was rounded once is not rounded further.
    np.testing.assert_array_equal(again.bundle.moment_arms_m, walker.bundle.moment_arms_m)
    np.testing.assert_array_equal(again.bundle.path_points_m, walker.bundle.path_points_m)


def two_repetitions(walker):
    """A trial whose second repetition is the first half of its stride."""
    times = walker.bundle.times_s
    spans_s = ((float(times[0]), float(times[-1])), (float(times[0]), float(times[25])))
    first = replace(walker.telling, spans_s=spans_s)
    second = replace(first, repetition=2, end_s=spans_s[1][1])
    other = LabTrial(second, stretch_of(walker.bundle, *spans_s[1]))
    return LabTrial(first, walker.bundle, others=(other,))


def test_each_repetition_of_a_trial_can_be_read(walker, tmp_path):
    path = tmp_path / "trial.lab"
    path.write_bytes(lab_trial_bytes(two_repetitions(walker)))
    first, second = (read_lab_trial(path, repetition=number) for number in (1, 2))
    assert [trial.telling.repetition for trial in (first, second)] == [1, 2]
    assert first.telling.spans_s == second.telling.spans_s
    np.testing.assert_array_equal(second.bundle.times_s, walker.bundle.times_s[:26])
    with pytest.raises(FileFormatError):
        read_lab_trial(path, repetition=3)


def test_each_repetition_has_postures_of_its_own(walker, tmp_path):
    trial, path = two_repetitions(walker), tmp_path / "trial.lab"
    (second,) = trial.others
    name = "trunk_forward_lean=5"
    moved = PackedPostures({name: pack_bundle(second.bundle)})
    trial = replace(trial, others=(replace(second, postures=moved),))
    path.write_bytes(lab_trial_bytes(trial))
    first, second = (read_lab_trial(path, repetition=number) for number in (1, 2))
    assert (list(first.postures), list(second.postures)) == ([], [name])
    assert first.numbers_with_postures == second.numbers_with_postures == {2}
    np.testing.assert_array_equal(second.postures[name].times_s, second.bundle.times_s)
    np.testing.assert_array_equal(moved[name].moment_arms_m, second.postures[name].moment_arms_m)


def test_other_postures_stay_in_the_file_until_they_are_asked_for(walker, tmp_path):
    path = tmp_path / "trial.lab"
    path.write_bytes(
        lab_trial_bytes(replace(walker, postures={"trunk_forward_lean=5": walker.bundle}))
    )
    postures = read_lab_trial(path).postures
    path.unlink()
    assert "trunk_forward_lean=5" in postures
    with pytest.raises(KeyError):
        postures["trunk_forward_lean=10"]
    with pytest.raises(FileFormatError):
        postures["trunk_forward_lean=5"]


def test_the_same_trial_is_the_same_file(walker):
    assert lab_trial_bytes(walker) == lab_trial_bytes(walker)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a trial" * 100])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path, content):
    path = tmp_path / "trial.lab"
    path.write_bytes(content)
    with pytest.raises(FileFormatError):
        read_lab_trial(path)


def test_a_stretch_takes_the_frames_nearest_to_each_second_percent(walker):
    times = walker.bundle.times_s
    short = stretch_of(walker.bundle, float(times[0]), float(times[10]))
    # Ten steps of frames hold eleven frames, each taken once.
    np.testing.assert_array_equal(short.times_s, times[:11])
    assert frames_of(walker.bundle, [3]).body_origins_m.shape[0] == 1


def test_weak_gluteus_shifts_work_to_the_hamstrings_of_its_side(engines):
    answer = asked(engines, "gluteus_maximus.right.strength=0.3")
    assert change_N(answer, MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT) < 0
    assert change_N(answer, MuscleGroup.HAMSTRINGS, Side.RIGHT) > 0
    # The motion of the left leg does not change, so neither does its work by much.
    assert abs(change_N(answer, MuscleGroup.HAMSTRINGS, Side.LEFT)) < abs(
        change_N(answer, MuscleGroup.HAMSTRINGS, Side.RIGHT)
    )
    assert answer.kind is WhatIfKind.SAME_MOTION


def test_the_ledger_is_in_order_of_the_size_of_the_change(engines):
    sizes = [abs(row.change_N) for row in asked(engines, "hamstrings.tone=0.2").ledger]
    assert sizes == sorted(sizes, reverse=True)


def test_nothing_changed_changes_nothing(engines):
    answer = engines.answer(LabQuestion())
    assert {row.change_N for row in answer.ledger} == {0.0}
    for load in answer.loads:
        np.testing.assert_array_equal(load.before_N, load.after_N)


def test_discs_press_and_hips_carry_more_than_the_body_weight(engines):
    loads = {load.joint: load for load in engines.answer(LabQuestion()).loads}
    assert loads["hip_right"].peaks_N[0] > engines.body_weight_N
    assert loads["L5_S1"].shear_N is not None
    assert loads["hip_left"].shear_N is None


def test_a_posture_that_was_not_worked_out_says_what_to_do(engines):
    with pytest.raises(ScenarioError, match="work out other postures"):
        asked(engines, posture="pelvis_anterior_tilt=5")


def test_a_posture_is_answered_on_its_own_bundle(walker):
    # The same bundle under another name: only the kind of the answer may differ.
    trial = LabTrial(walker.telling, walker.bundle, {"pelvis_anterior_tilt=5": walker.bundle})
    answer = LabEngines(trial).answer(LabQuestion(posture="pelvis_anterior_tilt=5"))
    assert answer.kind is WhatIfKind.OTHER_POSTURE
    # The same problem solved from the same start.
    assert {row.change_N for row in answer.ledger} == {0.0}


def test_a_posture_that_was_made_ready_and_forgotten_answers_the_same(walker):
    trial = LabTrial(walker.telling, walker.bundle, {"trunk_forward_lean=5": walker.bundle})
    engines = LabEngines(trial)
    engines.make_ready("trunk_forward_lean=5")
    assert engines.is_ready("trunk_forward_lean=5")
    question = ("hamstrings.tone=0.2",), "trunk_forward_lean=5"
    first = asked(engines, *question[0], posture=question[1])
    engines.forget_postures()
    assert not engines.is_ready("trunk_forward_lean=5")
    again = asked(engines, *question[0], posture=question[1])
    np.testing.assert_array_equal(first.activations, again.activations)


def test_every_posture_name_stands_for_its_angle():
    assert len(posture_names()) == 8
    [change] = posture_scenario("trunk_forward_lean=-10").posture
    assert change.parameter is PostureParameter.TRUNK_FORWARD_LEAN
    assert degrees(change.offset_rad) == pytest.approx(-10.0)


def test_groups_are_told_with_their_sides(walker):
    assert groups_of(walker)[MuscleGroup.GLUTEUS_MAXIMUS] == (Side.LEFT, Side.RIGHT)


@pytest.mark.slow
@pytest.mark.opensim
def test_the_example_is_what_the_reference_walker_gives_today(engines, tmp_path):
    """After a change of body model or walker, scripts/make_lab_demo.py makes it anew."""
    from hipspine.clinic.assess_recording import reference_walker_request
    from hipspine.clinic.lab_recording import lab_recording
    from hipspine.clinic.request import Workshop

    seen, told = [], {}
    today = lab_recording(
        reference_walker_request(),
        Workshop(tmp_path),
        name="now",
        keep=seen.append,
        tell=told.update,
        postures=False,
    )
    assert seen == [today]
    # What a report says of the walk, in both languages; the other postures are not worked out.
    names = {language: [each.id for each in found] for language, found in told.items()}
    assert names["en"] == names["de"]
    assert {"hip_extension_share", "take_over"} <= set(names["en"])
    assert "posture_what_if" not in names["en"]
    peaks = {load.joint: load.peaks_N[0] for load in LabEngines(today).answer(LabQuestion()).loads}
    kept = {load.joint: load.peaks_N[0] for load in engines.answer(LabQuestion()).loads}
    # Rounding to 18 bits moves loads by hundredths of a newton; model fitting is deterministic.
    assert peaks == pytest.approx(kept, abs=1.0)
