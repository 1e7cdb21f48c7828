"""Runs of whole studies: same numbers however they are run, and nothing lost when parts fail."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.study.cohort.crews import DEATHS_ALLOWED
from hipspine.study.cohort.kept_results import KeptResults
from hipspine.study.cohort.read_study import read_study
from hipspine.study.cohort.result import FailureKind, Outcome, TrialResult
from hipspine.study.cohort.run import StudyOnDisk, study_on_disk
from hipspine.study.cohort.trial_process import (
    InterruptedTrialError,
    TrialProcess,
    work_and_keep,
)
from hipspine.study.cohort.trials import Task

HERE = Path(__file__).parent
OUTPUTS = """
[outputs]
joints = ["L5_S1"]
muscles = ["gluteus_maximus"]
curves = false
"""
WORKER_OPTIONS = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "10")
WHAT_IF = """
[[what_if]]
name = "half"
changes = ["gluteus_maximus.strength=0.5"]
"""


def walkers(count: int) -> str:
    return f"[walkers]\ncount = {count}\nframes = 6\n"


def write_study(folder: Path, *parts: str) -> Path:
    path = folder / "study.toml"
    path.write_text("\n".join(('[study]\nname = "planted"', *parts)), encoding="utf-8")
    return path


def start(study: Path, folder: Path, where: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(HERE / "planted.py"), str(study), str(folder), where],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(study: Path, folder: Path, where: str, *, at_most_s: float = 85) -> str:
    program = start(study, folder, where)
    out, complaint = program.communicate(timeout=at_most_s)
    assert program.returncode == 0, complaint
    return out


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "kept").rglob("*.gz")}


def wait_for_kept(folder: Path, count: int, *, at_most_s: float = 60.0) -> None:
    deadline = time.monotonic() + at_most_s
    while len(list((folder / "kept").rglob("*.gz"))) < count:
        assert time.monotonic() < deadline, "the run keeps nothing"
        time.sleep(0.1)


def times_finished(study: StudyOnDisk) -> Counter[str]:
    ends = {str(outcome) for outcome in Outcome}
    return Counter(line["key"] for line in study.kept.journal() if line["what"] in ends)


@pytest.mark.slow
def test_one_process_two_workers_and_a_resumed_run_give_the_same_bytes(tmp_path: Path) -> None:
    study = write_study(tmp_path, walkers(30), WHAT_IF, OUTPUTS)
    run(study, tmp_path / "one", "one")
    run(study, tmp_path / "two", "2")
    killed = start(study, tmp_path / "resumed", "2")
    wait_for_kept(tmp_path / "resumed", 10)
    killed.kill()
    killed.communicate(timeout=30)
    run(study, tmp_path / "resumed", "one")
    # Bit for bit: every trial is worked through by one thread, wherever its process runs.
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "resumed")
    assert len(files_of(tmp_path / "one")) == 30
    assert max(times_finished(study_on_disk(tmp_path / "resumed")).values()) == 1


def test_a_second_run_works_through_what_changed_and_nothing_else(tmp_path: Path) -> None:
    study = write_study(tmp_path, walkers(3), OUTPUTS)
    assert "computed=3" in run(study, tmp_path / "out", "one")
    assert "computed=0" in run(study, tmp_path / "out", "one")
    study = write_study(tmp_path, walkers(5), OUTPUTS)
    assert "computed=2" in run(study, tmp_path / "out", "one")


def damaged_stride(folder: Path, number: int) -> None:
    """Write a stride file that is cut short, each at another byte, or is something else."""
    whole = reference_walker_files().lab.read_bytes()
    content = whole[: 1000 + 997 * number] if number % 2 else b"\x00not a stride %d" % number
    (folder / f"bad{number:03d}.lab").write_bytes(content)


def person(name: str, group: str) -> str:
    return f'[[person]]\nid = "{name}"\ngroup = "{group}"\n'


def trial(name: str, motion: str) -> str:
    return f'[[trial]]\nperson = "{name}"\nmotion = "{motion}"\n'


def plant(folder: Path) -> str:
    """Return 100 trials that go wrong: 90 damaged files, and 10 that take their process along."""
    for number in range(90):
        damaged_stride(folder, number)
    whole = reference_walker_files().lab.read_bytes()
    parts = [person("damaged", "all"), trial("damaged", "bad*.lab")]
    for kind, count in (("crashing", 4), ("ending", 3), ("defective", 2), ("hanging", 1)):
        for number in range(count):
            name = f"{kind}{number}"
            (folder / f"{name}.lab").write_bytes(whole)
            parts += [person(name, kind), trial(name, f"{name}.lab")]
    return "\n".join(parts)


@pytest.mark.slow
def test_a_thousand_trials_with_a_hundred_failures_and_a_killed_run_lose_nothing(
    tmp_path: Path,
) -> None:
    study = write_study(tmp_path, plant(tmp_path), walkers(900), f"{OUTPUTS}time_limit_s = 10\n")
    folder = tmp_path / "out"
    killed = start(study, folder, "2")
    wait_for_kept(folder, 150)
    # The scheduler runs in the program that was started; nothing can be tidied up after SIGKILL.
    killed.kill()
    killed.communicate(timeout=30)
    run(study, folder, "2")

    found = study_on_disk(folder)
    results = {each.trial.id: found.kept.read(each.key) for each in found.trials}
    assert len(results) == 1000
    outcomes = Counter(result.outcome for result in results.values() if result is not None)
    assert outcomes == {Outcome.DONE: 900, Outcome.FAILED: 100}
    kinds = Counter(result.failure for result in results.values() if result and result.failure)
    assert kinds == {
        FailureKind.UNUSABLE: 90,
        FailureKind.CRASHED: 7,
        FailureKind.DEFECT: 2,
        FailureKind.TOO_LONG: 1,
    }
    reasons = {name: result.reason for name, result in results.items() if result}
    assert "SIGSEGV" in reasons["crashing0-crashing0"]
    assert "exit code 3" in reasons["ending0-ending0"]
    assert "ZeroDivisionError: planted" in reasons["defective0-defective0"]
    assert "bad001.lab" in reasons["damaged-bad001"]
    assert max(times_finished(found).values()) == 1


def whole_stride(folder: Path, name: str) -> str:
    """Return a study's part in which something goes wrong on one person's stride."""
    (folder / f"{name}.lab").write_bytes(reference_walker_files().lab.read_bytes())
    return "\n".join((person(name, name), trial(name, f"{name}.lab")))


def failure_of(folder: Path, name: str) -> TrialResult:
    """Return the one failure of a study in which every other trial is done once."""
    found = study_on_disk(folder)
    results = {each.trial.id: found.kept.read(each.key) for each in found.trials}
    failed = [result for result in results.values() if result and result.failure is not None]
    assert all(results.values())
    assert [result.trial for result in failed] == [f"{name}-{name}"]
    assert max(times_finished(found).values()) == 1
    return failed[0]


@pytest.mark.slow
def test_a_prediction_is_asked_for_every_persons_size_and_kept_as_rows(tmp_path: Path) -> None:
    asked = '[[prediction]]\nname = "stands_weaker"\nmotion = "stand"\n'
    asked += 'changes = ["gluteus_maximus.strength=0.5"]\n'
    study = write_study(tmp_path, walkers(2), asked, OUTPUTS)
    run(study, tmp_path / "out", "one", at_most_s=300)
    found = study_on_disk(tmp_path / "out")
    by_trial = []
    for each in found.trials:
        result = found.kept.read(each.key)
        assert result is not None
        assert result.outcome is Outcome.DONE, result.reason
        rows = [number for number in result.numbers if number.scenario == "stands_weaker"]
        by_trial.append({(row.quantity, row.summary): row.value for row in rows})
    for rows in by_trial:
        quantities = {quantity for quantity, _ in rows}
        assert quantities
        for quantity in quantities:
            low, median, high = (rows[quantity, name] for name in ("low", "median", "high"))
            assert low <= median <= high
            assert 0 <= rows[quantity, "agreeing"] <= 1
    # Two walkers of different size: the same question of each model body has another answer.
    assert by_trial[0] != by_trial[1]


@pytest.mark.slow
@pytest.mark.opensim
def test_a_recording_gets_a_report_of_its_own_when_asked(tmp_path: Path) -> None:
    files = reference_walker_files()
    recording = (
        f'[[person]]\nid = "ref"\nmass_kg = 75.337\nheight_m = 1.7\n[[trial]]\nperson = "ref"\n'
        f'id = "walk"\nmotion = "{files.walk.name}"\nforces = "{files.forces.name}"\n'
        # Two of the walk's three and a half seconds: a whole stride of each side.
        f'static = "{files.static.name}"\nto_s = 2.0\n'
    )
    study = write_study(tmp_path, recording, WHAT_IF, f"{OUTPUTS}reports = true\n")
    text = study.read_text("utf-8")
    here = f'[study]\nrecordings = "{files.walk.parent}"'
    study.write_text(text.replace("[study]", here, 1), encoding="utf-8")
    run(study, tmp_path / "out", "one", at_most_s=900)
    found = study_on_disk(tmp_path / "out")
    result = found.kept.read(found.trials[0].key)
    assert result is not None
    assert result.outcome is Outcome.DONE, result.reason
    report = tmp_path / "out" / "reports" / "ref-walk"
    told = json.loads((report / "results.json").read_text("utf-8"))
    assert (report / "report.html").stat().st_size > 10_000
    # The row and the report are one assessment: the same peak, to what JSON rounds.
    (peak,) = (
        number.value
        for number in result.numbers
        if (number.scenario, number.quantity, number.summary)
        == ("as_recorded", "compression", "peak")
    )
    weight_N = told["subject"]["mass_kg"] * STANDARD_GRAVITY
    assert told["loads"]["L5_S1"]["compression_bw"]["peak"] * weight_N == pytest.approx(
        peak, rel=1e-3
    )


def test_a_trial_whose_process_is_closed_is_interrupted_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    plan = read_study(write_study(tmp_path, whole_stride(tmp_path, "hanging"), OUTPUTS))
    task = Task("key", plan.trials[0], plan.scenarios, plan.outputs, str(tmp_path), str(tmp_path))
    process = TrialProcess("planted:work")
    closing = threading.Timer(1.0, process.close)
    closing.start()
    with pytest.raises(InterruptedTrialError):
        work_and_keep(task, process)
    closing.join()
    assert KeptResults(tmp_path).read("key") is None
    with pytest.raises(InterruptedTrialError):
        process.work(task)


@pytest.mark.slow
def test_a_trial_that_grows_beyond_its_memory_is_stopped_and_named(tmp_path: Path) -> None:
    limits = f"{OUTPUTS}memory_limit_gb = 0.9\n"
    study = write_study(tmp_path, whole_stride(tmp_path, "growing"), walkers(2), limits)
    run(study, tmp_path / "out", "one")
    result = failure_of(tmp_path / "out", "growing")
    assert result.failure is FailureKind.TOO_LARGE
    assert "beyond 0.9 GB" in result.reason
    assert "memory_limit_gb" in result.reason


@pytest.mark.slow
def test_a_trial_over_which_workers_keep_dying_is_given_up_and_costs_no_other(
    tmp_path: Path,
) -> None:
    study = write_study(tmp_path, whole_stride(tmp_path, "killing"), walkers(6), OUTPUTS)
    # Four workers are started one after the other: seconds on an idle machine.
    run(study, tmp_path / "out", "2", at_most_s=300)
    result = failure_of(tmp_path / "out", "killing")
    assert result.failure is FailureKind.CRASHED
    assert f"its worker was lost {DEATHS_ALLOWED + 1} times" in result.reason


@contextmanager
def own_scheduler(workers: int) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Give the address of a scheduler with workers, as a user starts them."""
    port = 18700 + os.getpid() % 1000
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        env=env,
        **quiet,
    )
    worker = subprocess.Popen(
        [*dask, "worker", address, "--nworkers", str(workers), *WORKER_OPTIONS],
        env=env,
        **quiet,
    )
    try:
        yield address, scheduler
    finally:
        for process in (worker, scheduler):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.mark.slow
def test_a_users_own_scheduler_may_be_killed_and_the_next_run_goes_on(tmp_path: Path) -> None:
    study = write_study(tmp_path, walkers(60), OUTPUTS)
    folder = tmp_path / "out"
    with own_scheduler(1) as (address, scheduler):
        program = start(study, folder, address)
        wait_for_kept(folder, 8)
        scheduler.kill()
        _, complaint = program.communicate(timeout=60)
    assert program.returncode != 0
    assert "goes on where it stopped" in complaint
    run(study, folder, "one")
    found = study_on_disk(folder)
    results = [found.kept.read(each.key) for each in found.trials]
    # What was being worked on when the scheduler went is done later, and not called a failure.
    assert {result and result.outcome for result in results} == {Outcome.DONE}
    assert max(times_finished(found).values()) == 1
