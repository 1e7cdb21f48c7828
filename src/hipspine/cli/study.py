"""`hipspine study`: many people, several trials each, every trial under the same what-ifs."""

import json as json_text
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.cli.places import cache_dir
from hipspine.domain.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hipspine.domain.problem import Problem
    from hipspine.study.cohort.crews import Crew
    from hipspine.study.cohort.run import Forecast, Progress, StudyOnDisk
    from hipspine.study.cohort.trials import StudyPlan

app = typer.Typer(no_args_is_help=True, help="Work through a cohort of trials, and report on it.")

SECONDS_PER_HOUR = 3600.0
BANDS = "cohort_bands.json"
PAGE = "study.html"
SHOWN_FAILURES = 20


@app.command("run")
def run_study_command(  # noqa: PLR0913 - one parameter per command-line option
    study: Annotated[Path, typer.Argument(help="The study: study.toml.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for results, now and in later runs.")],
    recordings: Annotated[
        Path | None, typer.Option(help="Folder of the files, instead of the study's own.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every file, say what would be done, and stop.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Trials at once; by default as cores and memory allow."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Your own Dask scheduler, such as tcp://host:8786.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try trials again that failed before.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Run a study: every trial that is not yet done, then the tables.

    Stop it at any time, even with kill -9: the next run goes on where this one stopped.

    Example: hipspine study run study.toml --out out/study
    """
    _require_extra()
    from hipspine.report.write import check_output_folder
    from hipspine.study.cohort.crews import workers_that_fit
    from hipspine.study.cohort.read_study import check_files, read_study
    from hipspine.study.cohort.run import forecast, trials_to_do

    check_output_folder(out)
    plan = read_study(study, recordings=recordings)
    count = workers or workers_that_fit()
    if dry_run:
        problems = list(check_files(plan.trials))
        ahead = forecast(plan, out, workers=count)
        _tell_forecast(plan, ahead, problems, workers=count, json=json)
        return
    _tell_problems(list(check_files(trials_to_do(plan, out))), error=True)
    with _crew(scheduler, count) as crew:
        _run(plan, out.absolute(), crew, retry_failed=retry_failed, json=json)


@contextmanager
def _crew(scheduler: str | None, workers: int) -> "Iterator[Crew]":
    from hipspine.study.cohort.crews import OneProcess, crew_at, local_crew

    if scheduler is not None:
        with crew_at(scheduler) as crew:
            yield crew
    elif workers == 1:
        yield OneProcess()
    else:
        with local_crew(workers) as crew:
            yield crew


def _run(plan: "StudyPlan", out: Path, crew: "Crew", *, retry_failed: bool, json: bool) -> None:
    from hipspine.study.cohort.run import run_study, study_on_disk
    from hipspine.study.cohort.tables import write_tables

    with _progress(quiet=json) as show:
        summary = run_study(
            plan, out, crew, cache_dir=cache_dir(), retry_failed=retry_failed, progress=show
        )
    found = study_on_disk(out)
    write_tables(found, out)
    if json:
        say_json(asdict(summary))
        return
    say(f"{summary.done} of {summary.trials} trials done, {summary.computed} of them now.")
    _tell_failures(found, summary.failed)
    say(f"Tables: {out / 'numbers.parquet'}, {out / 'numbers.csv'}")
    say(f"Next: hipspine study report {out}")


def _tell_failures(found: "StudyOnDisk", count: int) -> None:
    if not count:
        return
    say(f"{count} failed:", error=True)
    shown = 0
    for each in found.trials:
        result = found.kept.read(each.key)
        if result is None or result.failure is None:
            continue
        if shown == SHOWN_FAILURES:
            say("  The others stand in trials.csv.", error=True)
            return
        shown += 1
        say(f"  {result.trial}: {result.failure}. {result.reason}", error=True)


def _tell_forecast(
    plan: "StudyPlan", ahead: "Forecast", problems: "list[Problem]", *, workers: int, json: bool
) -> None:
    if json:
        told = [f"{each.where}: {each.what}. {each.suggestion}" for each in problems]
        say_json({**asdict(ahead), "workers": workers, "problems": told})
        return
    say(f"{plan.name}: {ahead.trials} trials, {ahead.kept} already done, {ahead.to_do} to do.")
    source = "measured on this study" if ahead.from_measurements else "usual times, a rough guess"
    say(f"About {_duration(ahead.about_s)} with {workers} workers ({source}).")
    what_ifs = ", ".join(each.name for each in plan.scenarios.what_ifs) or "none"
    say(f"What-ifs on every trial: {what_ifs}.")
    _tell_problems(problems)


def _tell_problems(problems: "list[Problem]", *, error: bool = False) -> None:
    """Tell of damaged files before anything runs; they do not stop the other trials."""
    if problems:
        trials = "1 trial" if len(problems) == 1 else f"{len(problems)} trials"
        say(f"{trials} will fail and be listed with the reason:", error=error)
    for each in problems:
        say(f"  {each.where}: {each.what}. {each.suggestion}", error=error)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 1.5 * SECONDS_PER_HOUR:
        return f"{round(seconds / 60)} min"
    return f"{seconds / SECONDS_PER_HOUR:.1f} h"


@contextmanager
def _progress(*, quiet: bool) -> "Iterator[Callable[[Progress], None]]":
    if quiet:
        yield lambda _progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    words = TextColumn("{task.fields[words]}")
    with Bar(
        TextColumn("Trials"), BarColumn(), MofNCompleteColumn(), words, console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("Trials", total=None, words="")

        def show(now: "Progress") -> None:
            left = "" if now.left_s is None else f"about {_duration(now.left_s)} left"
            failures = f"{now.failed} failed" if now.failed else ""
            told = ", ".join(
                each for each in (left if now.done < now.total else "", failures) if each
            )
            bar.update(task, completed=now.done, total=now.total, words=told)

        yield show


@app.command("report")
def report_study_command(
    folder: Annotated[Path, typer.Argument(help="Folder in which the study was run.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the page and bands; by default the same.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Make the cohort's bands from this group only.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the page.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print study.json on stdout.")] = False,
) -> None:
    """Report on a study: who is in it, loads, what-if responses with bands, quality.

    Writes study.html, study.json, and cohort_bands.json for `hipspine assess --compare-with`.

    Example: hipspine study report out/study
    """
    _require_extra()
    from hipspine.report.write import check_output_folder, write_files
    from hipspine.study.cohort.page import render_study, study_dict
    from hipspine.study.cohort.run import study_on_disk
    from hipspine.study.cohort.summary import cohort_bands, summarise_study
    from hipspine.study.cohort.tables import write_tables

    place = out or folder
    check_output_folder(place)
    found = study_on_disk(folder)
    write_tables(found, place)
    summary = summarise_study(found, place)
    bands = cohort_bands(found, place, group=group)
    content = study_dict(summary)
    write_files(
        {
            PAGE: render_study(summary, language=language),
            "study.json": json_text.dumps(content, ensure_ascii=False, allow_nan=False) + "\n",
            BANDS: json_text.dumps(asdict(bands), ensure_ascii=False, allow_nan=False) + "\n",
        },
        place,
    )
    if json:
        say_json(content)
        return
    say(f"Report: {place / PAGE}")
    if bands.bands:
        say(f"Bands of {bands.persons} persons: {place / BANDS}")
    else:
        say("No bands: they take ten persons whose curves were kept.")


def _require_extra() -> None:
    from importlib.util import find_spec

    missing = [
        name for name in ("distributed", "pyarrow", "statsmodels", "psutil") if not find_spec(name)
    ]
    if missing:
        raise StudyError(
            "hipspine study",
            expected=f"the packages {', '.join(missing)}",
            got="an installation without them",
            do="Install the extra: pip install 'hipspine[study]'.",
        )
