"""What the scoreboard says without recordings, and how goals are counted."""

from pathlib import Path

import pytest

from hipspine.clinic.request import Workshop
from hipspine.content.validation.schema import goals, lumbar_figures, scored_trials
from hipspine.study.scoreboard import Row, RowWriter, Verdict
from hipspine.study.solved_trial import missing_files
from hipspine.study.validation import TrialsAtHand, goal_results, recorded_rows, trials_at_hand


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture
def nothing(workshop: Workshop) -> TrialsAtHand:
    return trials_at_hand(None, workshop)


@pytest.fixture
def rows_without_recordings(nothing: TrialsAtHand, workshop: Workshop) -> list[Row]:
    return recorded_rows(nothing, workshop)


def test_without_recordings_every_recorded_row_says_that_it_was_not_run(rows_without_recordings):
    assert {row.verdict for row in rows_without_recordings} == {Verdict.NOT_RUN}
    assert all(row.because for row in rows_without_recordings)


def test_without_recordings_every_figure_still_has_a_row(rows_without_recordings):
    parts = {row.figure.part for row in rows_without_recordings}
    assert parts == {
        "Lumbar load in walking",
        "Hip contact",
        "Muscle signals",
        "Signs and orders",
        "Tight or weak",
        "Ground reaction without plates",
    }
    walks = [trial.name for trial in scored_trials() if trial.task == "walking"]
    for figure in lumbar_figures().figures:
        settings = [row.setting for row in rows_without_recordings if row.figure.id == figure.id]
        expected = ["between the walks"] if figure.id == "l3_l4_rises_with_speed" else walks
        assert settings == expected


def test_an_empty_folder_lacks_every_file_by_name(tmp_path, workshop):
    for trial in scored_trials():
        assert missing_files(trial, tmp_path) == trial.files
    lacking = trials_at_hand(tmp_path, workshop).lacking
    assert all("not in the folder: " in because for _, because in lacking)


def test_goals_without_rows_are_not_run(nothing):
    results = goal_results([], nothing)
    assert [result.goal for result in results] == list(goals())
    assert {result.verdict for result in results} == {"not run"}


def test_the_walk_with_the_fewest_bands_counts(nothing):
    writer = RowWriter(lumbar_figures())
    counted = [figure for figure in lumbar_figures().figures if figure.goal == "lumbar_bands"]
    # Walk A meets all eleven, walk B all but three.
    rows = [writer.scored(figure.id, "walk A", figure.low) for figure in counted]
    rows += [
        writer.scored(figure.id, "walk B", figure.high + (1.0 if number < 3 else 0.0))
        for number, figure in enumerate(counted)
    ]
    results = goal_results(rows, nothing)
    [result] = [result for result in results if result.goal.id == "lumbar_bands"]
    assert result.reached == 8
    assert result.verdict == "not met"
    assert result.detail == "walk A: 11 of 11; walk B: 8 of 11"
