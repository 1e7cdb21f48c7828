"""EMG of ten right-leg muscles in the shared walk: our envelope against the processed file.

The processed file's authors state: band-pass 50 to 500 Hz (6th-order Butterworth), rectified,
low-pass 7.5 Hz (4th order), then a critically damped filter of 15 Hz (4th order), each column
divided by its maximum. Right heel strikes at 0.248 and 1.3925 s are the authors' too.
"""

from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.assess_signals import assess_emg_file
from hipspine.domain.anatomy import Side
from hipspine.measure.emg.quality import SignalKind
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import EmgAssessment, EmgChannel

pytestmark = pytest.mark.recordings
MUSCLES = (
    "soleus",
    "gastrocnemius",
    "tibialis_anterior",
    "medial_hamstrings",
    "biceps_femoris",
    "vastus_lateralis",
    "vastus_medius",
    "rectus_femoris",
    "gluteus_maximus",
    "gluteus_medius",
)
AS_THE_AUTHORS = EmgRequest(band_hz=(50.0, 500.0), cutoff_hz=7.5, order=3)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text("side,kind,time_s\nright,heel_strike,0.248\nright,heel_strike,1.3925\n")
    return path


def assessed(recordings: Path, file: str, events: Path, request: EmgRequest) -> EmgAssessment:
    path = recordings / "walk_rajagopal" / file
    return assess_emg_file(path, request, events=events, side=Side.RIGHT)


def channel(found: EmgAssessment, muscle: str) -> EmgChannel:
    return next(c for c in found.channels if c.muscle == muscle)


def course(of: EmgChannel) -> np.ndarray:
    assert of.curve is not None
    return of.curve.values[0]


@pytest.mark.parametrize("muscle", MUSCLES)
def test_our_envelope_of_the_raw_channel_is_the_processed_one(recordings, events, muscle) -> None:
    raw = channel(assessed(recordings, "emg_walk_raw.anc", events, AS_THE_AUTHORS), muscle)
    done = channel(assessed(recordings, "electromyography.sto", events, AS_THE_AUTHORS), muscle)
    assert done.kind is SignalKind.PROCESSED
    # What remains is the order of the filters, which the authors' words leave open, and their last
    # filter (15 Hz), which hardly changes a signal below 7.5 Hz.
    assert np.corrcoef(course(raw), course(done))[0, 1] > 0.99


def test_by_default_the_gluteus_maximus_differs_because_of_movement_below_50_hz(
    recordings, events
) -> None:
    raw = assessed(recordings, "emg_walk_raw.anc", events, EmgRequest())
    done = assessed(recordings, "electromyography.sto", events, EmgRequest())
    medius, maximus = (
        np.corrcoef(course(channel(raw, m)), course(channel(done, m)))[0, 1]
        for m in ("gluteus_medius", "gluteus_maximus")
    )
    assert medius > 0.99
    assert 0.85 < maximus < 0.95  # measured 0.894; the default band starts at 20 Hz
    assert any("median frequency" in p.what for p in channel(raw, "gluteus_maximus").problems)


@pytest.mark.parametrize(
    ("muscle", "normal_end"), [("gluteus_maximus", 14), ("gluteus_medius", 40)]
)
def test_the_gluteals_are_on_in_early_stance_as_published(
    recordings, events, muscle, normal_end
) -> None:
    found = channel(assessed(recordings, "emg_walk_raw.anc", events, EmgRequest()), muscle)
    assert found.curve is not None
    assert found.curve.on_share is not None
    on = np.flatnonzero(found.curve.on_share)
    early = on[on < 60]
    assert found.curve.normal_on[0] == (0.0, normal_end / 100)
    # On within 10 % after heel strike, and off within 5 % of the published end: intervals of the
    # table are rounded, and single walks differ by several percent.
    assert early[0] <= 10
    assert abs(early[-1] - normal_end) <= 5
    # Most of early activity lies in the published interval.
    assert np.mean(early <= normal_end) > 0.7


def test_the_forces_in_the_raw_file_are_no_muscles(recordings, events) -> None:
    found = assessed(recordings, "emg_walk_raw.anc", events, EmgRequest())
    assert [c.muscle for c in found.channels] == list(MUSCLES)


def test_a_c3d_file_with_sides_in_its_names_needs_no_help(recordings) -> None:
    path = recordings / "c3d" / "PiG_Motion-FlatFoot-Full.c3d"
    found = assess_emg_file(path, EmgRequest())
    for side in Side:
        shin = next(c for c in found.channels if c.muscle == "tibialis_anterior" and c.side is side)
        assert shin.curve is not None
        assert shin.curve.on_share is not None
    unlabelled = next(c for c in found.channels if c.channel == "Pin 2")
    assert unlabelled.curve is None
    assert any("does not say which muscle and side" in p.what for p in unlabelled.problems)
