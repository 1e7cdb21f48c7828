"""Run a study: work through what is not yet kept, tell how it goes, lose nothing."""

import json
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hipspine.domain.errors import StudyError
from hipspine.report.write import write_files
from hipspine.study.cohort.crews import Crew
from hipspine.study.cohort.kept_results import (
    FileHashes,
    KeptResults,
    outputs_that_shape,
    trial_key,
)
from hipspine.study.cohort.result import Outcome
from hipspine.study.cohort.trial_process import Done
from hipspine.study.cohort.trials import (
    RecordedTrial,
    StudyPlan,
    StudyTrial,
    Task,
    trial_as_dict,
    trial_of_dict,
)

WHO = "who.json"
"""Every trial of the last run with its key: what a report needs to find the results."""

LOCK = ".hipspine-study.lock"

WINDOW = 200
"""Trials over whose duration the estimate is made."""

USUAL_S = {"walker": 0.3, "recording": 120.0, "reported": 400.0, "prediction": 1800.0}
"""Duration of one trial on one core before any has been measured: ours, on a laptop of 2023."""


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    failed: int
    total: int
    left_s: float | None
    """Estimate of the time that is left; None before the first trial is done."""


@dataclass(frozen=True)
class KeyedTrial:
    """A trial and the key of its result."""

    key: str
    trial: StudyTrial


@dataclass(frozen=True)
class Forecast:
    """What a run would do."""

    trials: int
    kept: int
    to_do: int
    about_s: float
    """On the workers that there are."""
    from_measurements: bool
    """Whether the estimate comes from trials of this study that were worked through before."""


@dataclass(frozen=True)
class RunSummary:
    """What a run did."""

    trials: int
    done: int
    failed: int
    computed: int
    took_s: float


def keyed_trials(plan: StudyPlan, folder: Path) -> list[KeyedTrial]:
    """Return every trial with the key of its result."""
    hashes = FileHashes(folder / "files.json")
    outputs = outputs_that_shape(plan.outputs.model_dump(mode="json"))
    keyed = []
    for trial in plan.trials:
        mine = outputs if isinstance(trial, RecordedTrial) else {**outputs, "reports": False}
        keyed.append(KeyedTrial(trial_key(trial, plan.scenarios, mine, hashes), trial))
    hashes.save()
    return keyed


def trials_to_do(plan: StudyPlan, folder: Path) -> list[StudyTrial]:
    """Return the trials whose results are not kept yet."""
    kept = KeptResults(folder)
    return [each.trial for each in keyed_trials(plan, folder) if not kept.has(each.key)]


def forecast(plan: StudyPlan, folder: Path, *, workers: int) -> Forecast:
    """Return what a run would do and how long it may take; nothing is worked through."""
    kept, keyed = KeptResults(folder), keyed_trials(plan, folder)
    to_do = [each for each in keyed if not kept.has(each.key)]
    took = [line["took_s"] for line in kept.journal() if line["what"] == str(Outcome.DONE)]
    each_s = statistics.fmean(took) if took else None
    usual = sum(_usual_s(each.trial, plan) for each in to_do)
    about_s = (each_s * len(to_do) if each_s is not None else usual) / workers
    return Forecast(len(keyed), len(keyed) - len(to_do), len(to_do), about_s, bool(took))


def _usual_s(trial: StudyTrial, plan: StudyPlan) -> float:
    predictions = USUAL_S["prediction"] * len(plan.scenarios.predictions)
    if not isinstance(trial, RecordedTrial):
        return USUAL_S["walker"] + predictions
    return USUAL_S["reported" if plan.outputs.reports else "recording"] + predictions


def run_study(
    plan: StudyPlan,
    folder: Path,
    crew: Crew,
    *,
    cache_dir: Path,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RunSummary:
    """Work through every trial whose result is not yet kept.

    Parameters
    ----------
    folder : Path
        Where results are kept, now and between runs.
    crew : Crew
        Who works.
    retry_failed : bool
        Try trials again that failed before; otherwise a failure is kept like any result.

    Raises
    ------
    StudyError
        If the scheduler is lost, or another run works in the folder. Finished trials are kept.
    """
    started = time.monotonic()
    with _alone_in(folder):
        kept, keyed = KeptResults(folder), keyed_trials(plan, folder)
        _write_who(plan, keyed, folder)
        if retry_failed:
            _forget_failures(kept, keyed)
        to_do = [each for each in keyed if kept.read(each.key) is None]
        tasks = (
            Task(each.key, each.trial, plan.scenarios, plan.outputs, str(folder), str(cache_dir))
            for each in to_do
        )
        _watch(crew.work_through(tasks), len(to_do), progress)
    failed = sum(1 for each in keyed if _outcome(kept, each.key) is Outcome.FAILED)
    took_s = time.monotonic() - started
    return RunSummary(len(keyed), len(keyed) - failed, failed, len(to_do), took_s)


def _watch(ends: Iterator[Done], total: int, progress: Callable[[Progress], None]) -> None:
    recent: deque[float] = deque([time.monotonic()], maxlen=WINDOW)
    failed = 0
    progress(Progress(0, 0, total, None))
    for done, each in enumerate(ends, start=1):
        failed += each.outcome is Outcome.FAILED
        recent.append(time.monotonic())
        per_trial_s = (recent[-1] - recent[0]) / (len(recent) - 1)
        progress(Progress(done, failed, total, per_trial_s * (total - done)))


def _outcome(kept: KeptResults, key: str) -> Outcome | None:
    result = kept.read(key)
    return None if result is None else result.outcome


def _forget_failures(kept: KeptResults, keyed: list[KeyedTrial]) -> None:
    for each in keyed:
        if _outcome(kept, each.key) is Outcome.FAILED:
            kept.forget(each.key)


def _write_who(plan: StudyPlan, keyed: list[KeyedTrial], folder: Path) -> None:
    content = {
        "name": plan.name,
        "question": plan.question,
        "what_ifs": [
            {
                "name": each.name,
                "changes": [str(change) for change in each.muscles]
                + [f"{change.parameter}={change.offset_rad:g} rad" for change in each.posture],
            }
            for each in plan.scenarios.what_ifs
        ],
        "predictions": [each.name for each in plan.scenarios.predictions],
        "trials": [{"key": each.key, **trial_as_dict(each.trial)} for each in keyed],
    }
    write_files({WHO: json.dumps(content, ensure_ascii=False) + "\n"}, folder)


@dataclass(frozen=True)
class StudyOnDisk:
    """A study that was run: its trials, and where their results are."""

    name: str
    question: str
    what_ifs: tuple[tuple[str, tuple[str, ...]], ...]
    """Names and changes, in the study's order."""
    predictions: tuple[str, ...]
    trials: tuple[KeyedTrial, ...]
    kept: KeptResults


def study_on_disk(folder: Path) -> StudyOnDisk:
    """Return the study that was run in a folder.

    Raises
    ------
    StudyError
        If none was.
    """
    try:
        told = json.loads((folder / WHO).read_text("utf-8"))
        trials = tuple(KeyedTrial(each.pop("key"), trial_of_dict(each)) for each in told["trials"])
        what_ifs = tuple((each["name"], tuple(each["changes"])) for each in told["what_ifs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(
            str(folder),
            expected="a folder in which a study was run",
            got=f"no readable {WHO}",
            do="Run it first: hipspine study run study.toml --out FOLDER.",
        ) from error
    return StudyOnDisk(
        told["name"],
        told["question"],
        what_ifs,
        tuple(told["predictions"]),
        trials,
        KeptResults(folder),
    )


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for one run; the system lets go of it when the run is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+b") as stream:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StudyError(
                    str(folder),
                    expected="a folder in which no study is being run",
                    got="one that another run works in",
                    do="Wait for it, or choose another folder.",
                ) from error
        yield
