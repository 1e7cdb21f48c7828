"""The recorded walk with the person's own muscle signals, through the command line."""

import numpy as np
import pytest

from hipspine.report.results_schema import Results

pytestmark = [
    pytest.mark.slow,
    pytest.mark.opensim,
    pytest.mark.recordings,
    # Of the runs that are made once and shared.
    pytest.mark.xdist_group("assessed recordings"),
]

RESERVE_LIMIT = 0.05
"""Hicks et al. 2015 (doi:10.1115/1.4029304): reserves below 5 % of the net joint moment."""


@pytest.fixture(scope="module")
def informed(assessed, recordings):
    folder = recordings / "walk_rajagopal"
    return assessed(
        "assess",
        str(folder / "markers_walk.trc"),
        f"--forces={folder / 'grf_walk.mot'}",
        f"--static={folder / 'static_walk_1.trc'}",
        "--mass=85.3",
        f"--emg={folder / 'electromyography.sto'}",
        "--emg-side=right",
        "--activation-dynamics",
        "--fatigue-minutes=1",
    )


def test_all_ten_signals_inform_the_sharing_and_the_file_is_named(informed):
    Results.model_validate(informed.results)
    sharing = informed.results["sharing"]
    assert len(sharing["signals"]) == 10
    assert sharing["with_dynamics"]
    inputs = {each["role"]: each["name"] for each in informed.results["provenance"]["inputs"]}
    assert inputs["muscle signals"] == "electromyography.sto"


def test_muscles_follow_their_signals_more_than_without_them(informed):
    signals = informed.results["sharing"]["signals"]
    usual, followed = (
        np.mean([each[key] ** 2 for each in signals]) for key in ("r_usual", "r_informed")
    )
    assert followed > usual


def test_signals_change_who_works_and_not_what_work_there_is(informed, walk):
    # Residuals come from forces and motion alone.
    assert informed.results["quality"]["residuals"] == walk.results["quality"]["residuals"]
    assert max(informed.reserve_shares().values()) < RESERVE_LIMIT
    assert informed.results["quality"]["shortfalls"] == []


def test_the_usual_peaks_are_those_of_a_run_without_signals(informed, walk):
    for peak in informed.results["sharing"]["peaks"]:
        plain = walk.load(peak["joint"], f"{peak['quantity']}_bw")["peak"]
        asked = informed.load(peak["joint"], f"{peak['quantity']}_bw")["peak"]
        # The same problem solved twice; the solver's tolerance is 1e-6.
        assert peak["usual_bw"] == pytest.approx(plain, rel=1e-5)
        assert peak["asked_bw"] == pytest.approx(asked, rel=1e-5)


def test_tiring_goes_up_from_nothing(informed):
    stages = informed.results["fatigue"]["stages"]
    assert [stage["time_s"] for stage in stages] == [0.0, 15.0, 30.0, 45.0, 60.0]
    most = [stage["lost"][0]["median"] for stage in stages]
    assert most[0] == 0.0
    assert np.all(np.diff(most) > 0.0)


def test_the_report_tells_it_on_page_one_and_in_its_sections(informed):
    page = (informed.folder / "report.html").read_text("utf-8")
    assert "We also used what was measured on 10 of your muscles." in page
    assert 'id="sharing"' in page
    assert 'id="tiring"' in page
