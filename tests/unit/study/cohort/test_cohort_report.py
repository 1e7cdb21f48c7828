"""From results to tables, summary, page and bands."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from hipspine.cli.cohort_bands import read_cohort_bands
from hipspine.cli.main import run
from hipspine.content.text import page_texts
from hipspine.domain.errors import FileFormatError
from hipspine.domain.units import body_weight_N
from hipspine.study.cohort.asked import AskedWalkers, Outputs
from hipspine.study.cohort.columns import CURVES, NUMBERS, TRIALS, columns_page
from hipspine.study.cohort.compute import compute_trial
from hipspine.study.cohort.kept_results import KeptResults
from hipspine.study.cohort.page import render_study, study_page
from hipspine.study.cohort.read_study import scenario_of
from hipspine.study.cohort.result import FailureKind, failed
from hipspine.study.cohort.run import StudyOnDisk, run_study, study_on_disk
from hipspine.study.cohort.summary import StudySummary, cohort_bands, summarise_study
from hipspine.study.cohort.tables import write_tables
from hipspine.study.cohort.trial_process import Done
from hipspine.study.cohort.trials import Scenarios, StudyPlan, Task
from hipspine.study.cohort.walkers import walker_trials

ROOT = Path(__file__).parents[4]
LOST = "w03-1"
"""The trial on which the fake crew fails."""


class InThisProcess:
    """A crew that works here, and for which one trial goes wrong."""

    def work_through(self, tasks: Iterator[Task]) -> Iterator[Done]:
        for task in tasks:
            result = compute_trial(task)
            if task.trial.id == LOST:
                result = failed(LOST, FailureKind.CRASHED, "planted: ended with SIGSEGV")
            KeptResults(Path(task.folder)).write(task.key, result)
            yield Done(task.key, task.trial.id, result.outcome, 0.1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    plan = StudyPlan(
        "Small",
        "Does it hold?",
        tuple(walker_trials(AskedWalkers(count=13, trials_each=2, frames=11))),
        Scenarios((scenario_of("half", ["gluteus_maximus.strength=0.5"]),)),
        Outputs(joints=("L5_S1", "hip_right"), muscles=("gluteus_maximus",)),
    )
    run_study(plan, place, InThisProcess(), cache_dir=place)
    write_tables(study_on_disk(place), place)
    return place


@pytest.fixture(scope="module")
def study(folder: Path) -> StudyOnDisk:
    return study_on_disk(folder)


@pytest.fixture(scope="module")
def summary(study: StudyOnDisk, folder: Path) -> StudySummary:
    return summarise_study(study, folder)


def test_every_row_has_the_documented_columns_and_every_trial_is_there(folder: Path) -> None:
    numbers = pq.read_table(folder / "numbers.parquet")
    assert numbers.column_names == [each.name for each in NUMBERS]
    assert len(set(numbers["trial"].to_pylist())) == 26
    with (folder / "numbers.csv").open() as stream:
        assert len(list(csv.DictReader(stream))) == numbers.num_rows
    with (folder / "trials.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [each.name for each in TRIALS]
    assert len(rows) == 26


def test_a_column_carries_its_unit_and_meaning(folder: Path) -> None:
    schema = pq.read_schema(folder / "numbers.parquet")
    assert schema.field("mass_kg").metadata[b"unit"] == b"kg"
    assert all(field.metadata[b"meaning"] for field in schema)


def test_a_failed_trial_is_one_row_with_its_reason_and_no_value(folder: Path) -> None:
    rows = pq.read_table(folder / "numbers.parquet", filters=[("trial", "=", LOST)]).to_pylist()
    assert len(rows) == 1
    assert rows[0]["outcome"] == "failed"
    assert rows[0]["reason"] == "planted: ended with SIGSEGV"
    assert rows[0]["value"] is None


def test_body_weights_are_newtons_over_the_persons_weight(folder: Path) -> None:
    row = pq.read_table(folder / "numbers.parquet").to_pylist()[0]
    assert row["value_bw"] == pytest.approx(row["value"] / body_weight_N(row["mass_kg"]))


def test_the_page_of_columns_is_what_the_tables_have() -> None:
    page = (ROOT / "docs" / "reference" / "study-columns.md").read_text("utf-8")
    assert page == columns_page()
    for column in (*NUMBERS, *CURVES, *TRIALS):
        assert f"`{column.name}`" in page


def test_the_summary_counts_persons_trials_and_names_who_is_out(summary: StudySummary) -> None:
    assert (summary.trials, summary.done, summary.persons) == (26, 25, 13)
    assert [each.trial for each in summary.excluded] == [LOST]


def test_a_response_is_the_mean_of_each_persons_own_change(
    summary: StudySummary, folder: Path
) -> None:
    rows = pq.read_table(
        folder / "numbers.parquet",
        filters=[
            ("place", "=", "hip_right"),
            ("quantity", "=", "resultant"),
            ("summary", "=", "peak"),
        ],
    ).to_pylist()
    by_trial: dict[str, dict[str, float]] = {}
    for row in rows:
        by_trial.setdefault(row["trial"], {})[row["scenario"]] = row["value_bw"]
    changes: dict[str, list[float]] = {}
    for trial, values in by_trial.items():
        changes.setdefault(trial.split("-")[0], []).append(values["half"] - values["as_recorded"])
    wanted = np.mean([np.mean(each) for each in changes.values()])
    load = next(each for each in summary.loads if each.place == "hip_right")
    change = load.responses[0].change
    assert change is not None
    assert change.mean == pytest.approx(wanted)
    assert change.persons == 13


def test_walkers_with_repeated_trials_have_a_mixed_model(summary: StudySummary) -> None:
    model = summary.loads[0].responses[0].model
    assert model is not None
    assert model.absent_because == ""
    assert {each.name for each in model.coefficients} >= {"intercept", "strength", "speed_m_s"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_runs_no_script_and_names_every_failure(
    summary: StudySummary, language: str
) -> None:
    page = render_study(summary, language=language)
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert ' style="' not in page
    assert LOST in page
    assert "SIGSEGV" in page
    assert page_texts("study", language)("what_ifs.title") in page


def test_both_languages_say_the_same_things() -> None:
    english, german = page_texts("study", "en"), page_texts("study", "de")
    assert set(english.sentences) == set(german.sentences)


def test_a_changed_name_cannot_become_markup(summary: StudySummary) -> None:
    from dataclasses import replace

    page = render_study(replace(summary, name="<b>x</b>"))
    assert "<b>x</b>" not in page


def test_the_page_says_mixed_groups_apart(summary: StudySummary) -> None:
    page = study_page(summary)
    assert page.groups == (("generated", "13"),)
    assert page.loads[0][1] == "generated"


def test_four_in_five_persons_lie_within_the_band(study: StudyOnDisk, folder: Path) -> None:
    bands = cohort_bands(study, folder)
    band = bands.of("hip_right", "resultant")
    assert band is not None
    assert bands.persons == 13
    assert bands.is_generated
    from hipspine.study.cohort.summary import person_curves

    curves = np.stack(list(person_curves(folder, "as_recorded", "hip_right", "resultant").values()))
    inside = (curves >= np.array(band.low_bw)) & (curves <= np.array(band.high_bw))
    # Of 13 persons the quantiles 0.1 and 0.9 lie between the 2nd and 3rd of each end: 9 are inside.
    assert inside.sum(axis=0).min() == 9


def test_too_few_persons_give_no_band(study: StudyOnDisk, folder: Path) -> None:
    assert cohort_bands(study, folder, group="nobody").bands == ()


def test_the_report_command_writes_page_numbers_and_bands(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["study", "report", str(folder), "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["done"] == 25
    assert (tmp_path / "study.html").is_file()
    bands = read_cohort_bands(tmp_path / "cohort_bands.json")
    assert bands.segment == "gait cycle"


def test_a_file_that_holds_no_bands_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"name": "x"}')
    with pytest.raises(FileFormatError, match="bands of a cohort"):
        read_cohort_bands(path)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "study.toml"
    study.write_text('[study]\nname = "s"\n[walkers]\ncount = 7\n')
    out = tmp_path / "out"
    assert run(["study", "run", str(study), "--out", str(out), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["trials"], told["to_do"], told["problems"]) == (7, 7, [])
    assert not (out / "kept").exists()


def test_a_run_tells_of_damaged_files_first_and_works_through_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.lab").write_text("no stride")
    study = tmp_path / "study.toml"
    study.write_text(
        '[study]\nname = "s"\n[[person]]\nid = "a"\n[[trial]]\nperson = "a"\n'
        'motion = "bad.lab"\n[walkers]\ncount = 1\nframes = 6\n'
    )
    command = ["study", "run", str(study), "--out", str(tmp_path / "out"), "--workers", "1"]
    assert run(command) == 0
    said = capsys.readouterr()
    assert "1 of 2 trials done" in said.out
    before, _, after = said.err.partition("1 trial will fail")
    assert "Trials" not in before
    assert "trial a-bad, bad.lab" in after
    assert run([*command, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["done"], again["failed"], again["computed"]) == (1, 1, 0)


def test_a_wrong_study_ends_with_the_users_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "study.toml"
    study.write_text('[study]\nname = "s"\n')
    assert run(["study", "run", str(study), "--out", str(tmp_path / "out")]) == 2
    assert "it has no trials" in capsys.readouterr().err


def test_a_folder_without_a_study_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["study", "report", str(tmp_path)]) == 2
    assert "hipspine study run" in capsys.readouterr().err
