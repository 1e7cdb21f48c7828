"""Writing is all or nothing, and two runs never mix."""

import json
import multiprocessing
import resource
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from hipspine.domain.errors import OutputError
from hipspine.report import write_results

FILES = {"results.json", "loads.csv", "activations.csv", "ledger.csv", "report.html"}


def named(assessment, name):
    return replace(assessment, subject=replace(assessment.subject, name=name))


def visible(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in folder.iterdir() if not f.name.startswith(".")}


def test_all_files_are_written_into_a_folder_that_did_not_exist(walk_without_cycles, tmp_path):
    write_results(walk_without_cycles, tmp_path / "deep" / "out")
    assert set(visible(tmp_path / "deep" / "out")) == FILES


def test_nothing_but_results_and_the_lock_stays_behind(walk_without_cycles, tmp_path):
    write_results(walk_without_cycles, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {*FILES, ".hipspine.lock"}


def test_other_files_in_the_folder_are_left_alone(walk_without_cycles, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write_results(walk_without_cycles, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_second_run_replaces_the_first(walk_without_cycles, tmp_path):
    write_results(named(walk_without_cycles, "first"), tmp_path)
    write_results(named(walk_without_cycles, "second"), tmp_path)
    assert json.loads((tmp_path / "results.json").read_text())["subject"]["name"] == "second"
    assert "second" in (tmp_path / "report.html").read_text()


def test_two_runs_with_the_same_input_give_the_same_bytes(walk_without_cycles, tmp_path):
    write_results(walk_without_cycles, tmp_path / "a")
    write_results(walk_without_cycles, tmp_path / "b")
    assert visible(tmp_path / "a") == visible(tmp_path / "b")


def test_a_folder_that_is_a_file_is_refused(walk_without_cycles, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="folder"):
        write_results(walk_without_cycles, tmp_path / "out")
    with pytest.raises(OutputError, match="folder"):
        write_results(walk_without_cycles, tmp_path / "out" / "below")


def test_a_file_that_cannot_be_replaced_brings_the_earlier_ones_back(walk_without_cycles, tmp_path):
    write_results(named(walk_without_cycles, "first"), tmp_path)
    # report.html is moved last; a folder of that name makes the rename fail after the others.
    (tmp_path / "report.html").unlink()
    (tmp_path / "report.html").mkdir()
    before = {f.name: f.read_bytes() for f in tmp_path.iterdir() if f.is_file()}
    with pytest.raises(OutputError):
        write_results(named(walk_without_cycles, "second"), tmp_path)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir() if f.is_file()} == before


def test_files_that_were_not_there_before_a_failure_are_not_there_after(
    walk_without_cycles, tmp_path
):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError):
        write_results(walk_without_cycles, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"report.html", ".hipspine.lock"}


def write_on_a_small_disk(assessment, folder, answers):
    """Write with files limited to 20 kB, which the system refuses as it refuses a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        write_results(assessment, folder)
    except OutputError as problem:
        answers.put(str(problem))
    else:
        answers.put("written")


def test_a_full_disk_is_said_plainly_and_leaves_earlier_results_untouched(
    walk_without_cycles, tmp_path
):
    write_results(named(walk_without_cycles, "first"), tmp_path)
    before = visible(tmp_path)
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    process = context.Process(
        target=write_on_a_small_disk,
        args=(named(walk_without_cycles, "second"), tmp_path, answers),
    )
    process.start()
    answer = answers.get()
    process.join()
    assert "free some space" in answer
    assert visible(tmp_path) == before
    assert {f.name for f in tmp_path.iterdir()} == {*FILES, ".hipspine.lock"}


def write_often(assessment, folder):
    for _ in range(4):
        write_results(assessment, folder)


def test_two_runs_into_one_folder_leave_the_complete_set_of_one(walk_without_cycles, tmp_path):
    context = multiprocessing.get_context("fork")
    runs = [
        context.Process(target=write_often, args=(named(walk_without_cycles, name), tmp_path))
        for name in ("anna", "bert")
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0]
    winner = json.loads((tmp_path / "results.json").read_text())["subject"]["name"]
    assert f": {winner}</title>" in (tmp_path / "report.html").read_text()
    assert set(visible(tmp_path)) == FILES
