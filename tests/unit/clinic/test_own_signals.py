"""Muscle signals of a file, put to the muscles of the body of two joints."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.own_signals import on_the_clock_of, read_own_signals, signals_on_model
from hipspine.clinic.request import AssessmentRequest, OwnEmg
from hipspine.domain.anatomy import Side
from hipspine.domain.assumptions import Assumptions
from hipspine.domain.errors import RecordingError, ScenarioError
from hipspine.domain.objective import Objective
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.measure.emg.results import Reference
from hipspine.mechanics.emg_synthetic import synthetic_emg
from hipspine.simulate.engine import Engine
from two_joints import MUSCLES, two_joint_bundle

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)


def table(folder: Path, names: list[str], *, name: str = "emg.csv") -> Path:
    made = [
        synthetic_emg(snr_db=20.0, random=np.random.default_rng(seed), bursts=3)
        for seed in range(len(names))
    ]
    columns = np.stack([made[0].times_s, *(each.values for each in made)], axis=1)
    path = folder / name
    header = ",".join(["time_s", *(f"{each} (mV)" for each in names)])
    np.savetxt(path, columns, delimiter=",", header=header, comments="", fmt="%.6f")
    return path


@pytest.fixture
def engine() -> Engine:
    bundle = replace(two_joint_bundle(), times_s=1.0 + 0.1 * np.arange(5))
    return Engine(bundle, passive_curve=None)


def test_signals_of_known_muscles_and_sides_are_read_and_the_others_say_why_not(tmp_path):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX", "EMG7", "GMED"])))
    assert [(each.muscle, each.side) for each in own.signals] == [("gluteus_maximus", Side.RIGHT)]
    assert [each.what for each in own.absent] == [
        "the muscle signal EMG7",
        "the muscle signal GMED",
    ]
    assert "which muscle" in own.absent[0].reason
    assert "which side" in own.absent[1].reason


def test_channels_of_one_reason_are_told_together_and_their_faults_not_at_all(tmp_path):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX", "Pin 1", "Pin 2"])))
    [absent] = own.absent
    assert absent.what == "the muscle signals Pin 1, Pin 2"
    assert not any("Pin" in each.where for each in own.problems)


def test_a_maximum_trial_makes_a_signal_a_fraction_of_it(tmp_path):
    path = table(tmp_path, ["R_GMAX", "R_GMED"])
    maximal = table(tmp_path, ["R_GMAX"], name="maximum.csv")
    own = read_own_signals(OwnEmg(path, mvic=(maximal,)))
    references = {each.channel: each.reference for each in own.signals}
    assert references == {"R_GMAX": Reference.MVIC, "R_GMED": Reference.DYNAMIC_PEAK}
    # The reference is the highest mean of half a second of the same signal, so its peak is above.
    assert own.signals[0].envelope.max() > 1.0
    assert own.signals[1].envelope.max() == 1.0
    # Told by the file's name: where it lies on this machine belongs in no report.
    [problem] = own.problems
    assert problem.where == "emg.csv"
    assert "R_GMED" in problem.what


def test_a_side_for_all_and_names_by_hand_make_them_known(tmp_path):
    named = {"EMG7": ChannelName("EMG7", "soleus", None, Side.LEFT)}
    asked = OwnEmg(table(tmp_path, ["EMG7", "GMED"]), names=named, side=Side.RIGHT)
    own = read_own_signals(asked)
    assert [(each.muscle, each.side) for each in own.signals] == [
        ("soleus", Side.LEFT),
        ("gluteus_medius", Side.RIGHT),
    ]


def test_a_channel_to_leave_out_informs_nothing_and_must_be_there(tmp_path):
    path = table(tmp_path, ["R_GMAX", "R_GMED"])
    own = read_own_signals(OwnEmg(path, left_out=("R_GMED",)))
    assert [each.channel for each in own.signals] == ["R_GMAX"]
    assert own.absent == ()
    with pytest.raises(RecordingError, match="R_GMAX, R_GMED"):
        read_own_signals(OwnEmg(path, left_out=("R_VL",)))


def test_two_signals_of_one_muscle_are_refused(tmp_path):
    with pytest.raises(RecordingError, match="--emg-leave-out"):
        read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX", "gmax right"])))


def test_a_part_beside_its_whole_is_refused(tmp_path, engine):
    # The body of two joints has one hamstring, which both names stand for.
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_hamstrings", "R_medial_hamstrings"])))
    with pytest.raises(RecordingError, match="one is a part of the other"):
        signals_on_model(own, engine)


def test_a_file_whose_channels_nobody_knows_is_refused_with_each_reason(tmp_path):
    with pytest.raises(RecordingError, match="the muscle signal EMG1: no word of the name"):
        read_own_signals(OwnEmg(table(tmp_path, ["EMG1"])))


def test_another_clock_is_refused_and_part_of_the_frames_is_told(tmp_path):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX"])))
    end = float(own.signals[0].times_s[-1])
    with pytest.raises(RecordingError, match="own clock"):
        on_the_clock_of(own, end + 10.0 + np.arange(5.0))
    # The signal acts 50 ms later: of frames every 0.1 s up to half a second past its end, that at
    # the end itself is the last which it reaches, and four of the ten lie beyond it.
    told = on_the_clock_of(own, end - 0.5 + 0.1 * np.arange(10.0))
    assert told.problems[-1].what == "the muscle signals cover 6 of 10 frames"
    assert on_the_clock_of(own, np.linspace(0.1, end, 5)) == own


def test_a_signal_speaks_for_its_muscles_one_delay_earlier(tmp_path, engine):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX", "R_SOL"])))
    signals = signals_on_model(own, engine)
    assert signals.muscles == {"R_GMAX": [GLMAX]}
    [absent] = signals.absent
    assert absent.what == "the muscle signal R_SOL"
    assert "no such muscle" in absent.reason
    signal = own.signals[0]
    times_s = signal.times_s[[200, 400]]
    assert signal.before(times_s, 0.05) == pytest.approx(
        np.interp(times_s - 0.05, signal.times_s, signal.envelope), rel=1e-12
    )
    wanted = signals.tracked(delay_s=0.0).wanted
    assert np.isfinite(wanted[:, GLMAX]).all()
    assert np.isnan(wanted[:, [SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS]]).all()


def test_a_channel_left_out_is_not_tracked(tmp_path, engine):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX"])))
    signals = signals_on_model(own, engine)
    assert np.isnan(signals.tracked(without="R_GMAX").wanted).all()


def test_rules_follow_signals_beside_what_else_was_asked(tmp_path, engine):
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX"]), weight=3.0))
    rules = signals_on_model(own, engine).rules()
    assert rules.objective is engine.rules.objective
    assert rules.tracked is not None
    assert rules.tracked.weight == 3.0


def test_delay_and_size_are_drawn_anew_from_the_generator_alone(tmp_path, engine):
    signals = signals_on_model(read_own_signals(OwnEmg(table(tmp_path, ["R_GMAX"]))), engine)
    first, again, other = (
        signals.redrawn(np.random.default_rng(seed)).tracked.wanted[:, GLMAX] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other, equal_nan=True)


def test_a_model_without_any_of_the_muscles_is_refused(tmp_path, engine):
    assert "soleus_r" not in MUSCLES
    own = read_own_signals(OwnEmg(table(tmp_path, ["R_SOL"])))
    with pytest.raises(RecordingError, match="body model has"):
        signals_on_model(own, engine)


@pytest.mark.parametrize("weight", [0.0, -1.0, 1e6, float("nan")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(ScenarioError, match="weight of muscle signals"):
        OwnEmg(Path("emg.csv"), weight=weight)


@pytest.mark.parametrize("seconds", [0.0, -60.0, 7200.0, float("nan")])
def test_a_time_of_tiring_that_is_none_is_refused(seconds):
    with pytest.raises(ScenarioError, match="--fatigue-minutes"):
        AssessmentRequest(Path("walk.trc"), fatigue_s=seconds)


def test_cubes_go_neither_with_signals_nor_with_dynamics():
    cubed = Assumptions(Objective.CUBED)
    with pytest.raises(ScenarioError, match="objective of squares"):
        AssessmentRequest(Path("walk.trc"), emg=OwnEmg(Path("emg.csv")), assumptions=cubed)
    with pytest.raises(ScenarioError, match="objective of squares"):
        Assumptions(Objective.CUBED, activation_dynamics=True)
