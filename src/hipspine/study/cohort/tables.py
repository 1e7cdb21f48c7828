"""Write a study's results as tidy tables, a few trials at a time so that memory stays flat."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hipspine.domain.errors import OutputError
from hipspine.domain.units import body_weight_N
from hipspine.study.cohort.columns import CURVES, NUMBERS, TRIALS, Column, arrow_schema
from hipspine.study.cohort.result import Outcome, TrialResult
from hipspine.study.cohort.run import KeyedTrial, StudyOnDisk
from hipspine.study.cohort.trials import RecordedTrial, StudyTrial

TRIALS_AT_ONCE = 200
Row = dict[str, Any]
"""One row of a table."""


def write_tables(study: StudyOnDisk, folder: Path) -> None:
    """Write numbers.parquet, numbers.csv, curves.parquet and trials.csv.

    Raises
    ------
    OutputError
        If the folder cannot be written; earlier tables are then untouched.
    """
    names = ("numbers.parquet", "numbers.csv", "curves.parquet", "trials.csv")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(study, [folder / f".{name}.part" for name in names])
        for name in names:
            (folder / f".{name}.part").replace(folder / name)
    except OSError as error:
        for name in names:
            with suppress(OSError):
                (folder / f".{name}.part").unlink()
        raise OutputError(
            str(error.filename or folder),
            expected="a folder that can be written to, with free space",
            got=error.strerror or str(error),
            do="Free some space or choose another folder; the results are kept.",
        ) from error


def _write(study: StudyOnDisk, paths: list[Path]) -> None:
    numbers, numbers_csv, curves, trials_csv = paths
    with ExitStack() as stack:
        to_numbers = stack.enter_context(pq.ParquetWriter(numbers, arrow_schema(NUMBERS)))
        to_curves = stack.enter_context(pq.ParquetWriter(curves, arrow_schema(CURVES)))
        to_csv = _csv_writer(stack, numbers_csv, NUMBERS)
        to_trials = _csv_writer(stack, trials_csv, TRIALS)
        for some in _some_at_once(study.trials):
            read = [(each.trial, result) for each in some if (result := study.kept.read(each.key))]
            rows = [row for trial, result in read for row in number_rows(trial, result)]
            to_numbers.write_table(pa.Table.from_pylist(rows, arrow_schema(NUMBERS)))
            to_csv.writerows(rows)
            drawn = [row for trial, result in read for row in curve_rows(trial, result)]
            to_curves.write_table(pa.Table.from_pylist(drawn, arrow_schema(CURVES)))
            to_trials.writerows(trial_row(trial, result) for trial, result in read)


def _some_at_once(trials: Iterable[KeyedTrial]) -> Iterator[list[KeyedTrial]]:
    some: list[KeyedTrial] = []
    for trial in trials:
        some.append(trial)
        if len(some) == TRIALS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _csv_writer(stack: ExitStack, path: Path, columns: tuple[Column, ...]) -> "csv.DictWriter[str]":
    stream: io.TextIOWrapper = stack.enter_context(path.open("w", newline="", encoding="utf-8"))
    writer = csv.DictWriter(stream, [each.name for each in columns], lineterminator="\n")
    writer.writeheader()
    return writer


def number_rows(trial: StudyTrial, result: TrialResult) -> Iterator[Row]:
    """Yield a trial's rows of numbers; a failed trial has one, with its reason."""
    head = {**_who(trial, result), **_outcome(result)}
    if result.outcome is Outcome.FAILED:
        empty = ("segment", "scenario", "feasible", "place", "quantity", "summary", "unit")
        yield {**head, **dict.fromkeys(empty), "value": None, "value_bw": None}
        return
    weight_N = body_weight_N(result.mass_kg) if result.mass_kg else None
    for number in result.numbers:
        is_force = number.unit == "N" and weight_N is not None
        yield {
            **head,
            "segment": result.segment,
            "scenario": number.scenario,
            "feasible": number.scenario not in result.infeasible,
            "place": number.place,
            "quantity": number.quantity,
            "summary": number.summary,
            "unit": number.unit,
            "value": number.value,
            "value_bw": number.value / weight_N if is_force and weight_N else None,
        }


def curve_rows(trial: StudyTrial, result: TrialResult) -> Iterator[Row]:
    """Yield a trial's curves."""
    for curve in result.curves:
        yield {
            "trial": trial.id,
            "person": trial.person.id,
            "group": trial.person.group,
            "mass_kg": result.mass_kg,
            "scenario": curve.scenario,
            "place": curve.place,
            "quantity": curve.quantity,
            "unit": curve.unit,
            "values": list(curve.values),
        }


def trial_row(trial: StudyTrial, result: TrialResult) -> Row:
    """Return what there is to say of a trial as a whole."""
    return {**_who(trial, result), **_outcome(result), "problems": "; ".join(result.problems)}


def _who(trial: StudyTrial, result: TrialResult) -> Row:
    recorded, person = isinstance(trial, RecordedTrial), trial.person
    return {
        "trial": trial.id,
        "person": person.id,
        "group": person.group,
        "kind": "recording" if recorded else "walker",
        "mass_kg": result.mass_kg if result.mass_kg is not None else person.mass_kg,
        "height_m": person.height_m,
        "sex": str(person.sex) if person.sex else None,
        "age_years": person.age_years,
        "strength": None if isinstance(trial, RecordedTrial) else trial.strength,
        "speed_m_s": None if isinstance(trial, RecordedTrial) else trial.speed_m_s,
    }


def _outcome(result: TrialResult) -> Row:
    return {
        "outcome": str(result.outcome),
        "failure": str(result.failure) if result.failure else None,
        "reason": result.reason or None,
    }
