"""From a study's tables to what its report says: who is in it, loads, responses, bands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from hipspine.domain.arrays import FloatArray
from hipspine.domain.cohort import CohortBand, CohortBands
from hipspine.domain.units import body_weight_N
from hipspine.study.cohort.asked import AS_RECORDED
from hipspine.study.cohort.result import Outcome
from hipspine.study.cohort.run import StudyOnDisk
from hipspine.study.cohort.statistics import (
    FEWEST_PERSONS,
    CurveComparison,
    MixedModel,
    Summary,
    compare_groups,
    compare_pairs,
    mixed_model,
    summarise,
)
from hipspine.study.cohort.trials import RecordedTrial

BAND = (0.1, 0.9)
"""The band of a cohort: four in five persons."""

FEWEST_IN_BAND = 10
"""Persons without whom the tenth of a cohort is nobody."""

SHOWN = (
    ("L5_S1", "compression"),
    ("L5_S1", "anterior_shear"),
    ("L4_L5", "compression"),
    ("hip_right", "resultant"),
    ("hip_left", "resultant"),
)
"""Loads that the report tells, where the study kept them."""

PREDICTORS = ("strength", "speed_m_s", "height_m", "mass_kg")


@dataclass(frozen=True)
class Excluded:
    """A trial without numbers."""

    trial: str
    failure: str
    reason: str


@dataclass(frozen=True, eq=False)
class Response:
    """What one what-if does to one load over the cohort [body weights]."""

    scenario: str
    place: str
    quantity: str
    change: Summary | None
    """Change of the peak, trials in which the motion stays possible."""
    changes: FloatArray
    """(n,) every person's mean change of the peak."""
    infeasible: int
    """Trials in which muscles can no longer produce the motion."""
    trials: int
    curves: CurveComparison | None
    model: MixedModel | None


@dataclass(frozen=True, eq=False)
class Load:
    """One load as recorded over the cohort [body weights]."""

    place: str
    quantity: str
    peak: Summary | None
    peaks: FloatArray
    """(n,) every person's mean peak."""
    by_group: dict[str, Summary]
    groups_differ: CurveComparison | None
    """Whole curves of two groups compared; None where there are not two of at least three."""
    curves: FloatArray
    """(n, 101) persons' mean curves; (0, 101) where none were kept."""
    responses: tuple[Response, ...]


@dataclass(frozen=True)
class StudySummary:
    """What the report of a study is made from."""

    name: str
    question: str
    trials: int
    done: int
    persons: int
    groups: dict[str, int]
    """Persons by group, of whom at least one trial is there."""
    recordings: int
    walkers: int
    excluded: tuple[Excluded, ...]
    what_ifs: tuple[tuple[str, tuple[str, ...]], ...]
    loads: tuple[Load, ...]
    problems: dict[str, int]
    """What checks found, and in how many trials."""
    not_tried: int
    """Trials that a run has not come to yet."""


def summarise_study(study: StudyOnDisk, folder: Path) -> StudySummary:
    """Return what a study found, from the tables in its folder (see `write_tables`)."""
    excluded, done, problems, not_tried = [], [], Counter[str](), 0
    for each in study.trials:
        result = study.kept.read(each.key)
        if result is None:
            not_tried += 1
        elif result.outcome is Outcome.FAILED:
            excluded.append(Excluded(each.trial.id, str(result.failure), result.reason))
        else:
            done.append(each.trial)
            problems.update(set(result.problems))
    groups = Counter({trial.person.id: trial.person.group for trial in done}.values())
    return StudySummary(
        name=study.name,
        question=study.question,
        trials=len(study.trials),
        done=len(done),
        persons=sum(groups.values()),
        groups=dict(groups),
        recordings=sum(isinstance(trial, RecordedTrial) for trial in done),
        walkers=sum(not isinstance(trial, RecordedTrial) for trial in done),
        excluded=tuple(excluded),
        what_ifs=study.what_ifs,
        loads=tuple(_loads(study, folder)),
        problems=dict(problems.most_common()),
        not_tried=not_tried,
    )


def _loads(study: StudyOnDisk, folder: Path) -> list[Load]:
    loads = []
    for place, quantity in SHOWN:
        table = _Peaks(folder, place, quantity)
        if table.rows:
            loads.append(_load(study, folder, table))
    return loads


class _Peaks:
    """The peaks of one load in every scenario: rows of the table of numbers."""

    def __init__(self, folder: Path, place: str, quantity: str) -> None:
        self.place, self.quantity = place, quantity
        columns = ["trial", "person", "group", "scenario", "feasible", "value_bw", *PREDICTORS]
        wanted = [
            ("place", "=", place),
            ("quantity", "=", quantity),
            ("summary", "=", "peak"),
        ]
        table = pq.read_table(folder / "numbers.parquet", columns=columns, filters=wanted)
        self.rows: list[dict[str, Any]] = [
            row for row in table.to_pylist() if row["value_bw"] is not None
        ]

    def of(self, scenario: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["scenario"] == scenario]


def _load(study: StudyOnDisk, folder: Path, table: _Peaks) -> Load:
    recorded = table.of(AS_RECORDED)
    values = [row["value_bw"] for row in recorded]
    persons = [row["person"] for row in recorded]
    groups = sorted({row["group"] for row in recorded})
    curves = person_curves(folder, AS_RECORDED, table.place, table.quantity)
    by_group = {group: [row for row in recorded if row["group"] == group] for group in groups}
    summaries = {
        group: found
        for group, rows in by_group.items()
        if (found := summarise([r["value_bw"] for r in rows], [r["person"] for r in rows]))
    }
    return Load(
        table.place,
        table.quantity,
        summarise(values, persons),
        _by_person(values, persons),
        summaries,
        _groups_differ(curves, by_group),
        _stacked(curves),
        tuple(
            _response(name, table, recorded, curves, folder)
            for name, _ in study.what_ifs
            if table.of(name)
        ),
    )


def _by_person(values: Sequence[float], persons: Sequence[str]) -> FloatArray:
    found: dict[str, list[float]] = {}
    for value, person in zip(values, persons, strict=True):
        found.setdefault(person, []).append(value)
    return np.array([np.mean(each) for each in found.values()], dtype=np.float64)


def person_curves(folder: Path, scenario: str, place: str, quantity: str) -> dict[str, FloatArray]:
    """Return every person's mean curve of a load in a scenario, (101,) each [body weights]."""
    wanted = [("scenario", "=", scenario), ("place", "=", place), ("quantity", "=", quantity)]
    table = pq.read_table(
        folder / "curves.parquet", columns=["person", "mass_kg", "values"], filters=wanted
    )
    found: dict[str, list[FloatArray]] = {}
    for row in table.to_pylist():
        weight_N = body_weight_N(row["mass_kg"])
        found.setdefault(row["person"], []).append(np.array(row["values"]) / weight_N)
    return {person: np.mean(each, axis=0) for person, each in found.items()}


def _stacked(curves: dict[str, FloatArray]) -> FloatArray:
    return np.stack(list(curves.values())) if curves else np.empty((0, 101))


def _groups_differ(
    curves: dict[str, FloatArray], by_group: dict[str, list[dict[str, Any]]]
) -> CurveComparison | None:
    members = {
        group: [curves[name] for name in dict.fromkeys(r["person"] for r in rows) if name in curves]
        for group, rows in by_group.items()
    }
    large = [each for each in members.values() if len(each) >= FEWEST_PERSONS]
    if len(large) != 2:
        return None
    return compare_groups(np.stack(large[0]), np.stack(large[1]))


def _response(
    name: str,
    table: _Peaks,
    recorded: list[dict[str, Any]],
    before: dict[str, FloatArray],
    folder: Path,
) -> Response:
    base = {row["trial"]: row["value_bw"] for row in recorded}
    every = table.of(name)
    rows = [row for row in every if row["feasible"] and row["trial"] in base]
    changes = [row["value_bw"] - base[row["trial"]] for row in rows]
    persons = [row["person"] for row in rows]
    return Response(
        name,
        table.place,
        table.quantity,
        summarise(changes, persons),
        _by_person(changes, persons),
        sum(not row["feasible"] for row in every),
        len(every),
        _curves_differ(before, person_curves(folder, name, table.place, table.quantity), persons),
        _model(changes, rows, persons),
    )


def _curves_differ(
    before: dict[str, FloatArray], after: dict[str, FloatArray], persons: Sequence[str]
) -> CurveComparison | None:
    both = [name for name in dict.fromkeys(persons) if name in before and name in after]
    if len(both) < FEWEST_PERSONS:
        return None
    return compare_pairs(
        np.stack([before[name] for name in both]), np.stack([after[name] for name in both])
    )


def _model(
    changes: Sequence[float], rows: Sequence[dict[str, Any]], persons: Sequence[str]
) -> MixedModel | None:
    """Return the model over the predictors that most trials know, and the trials that know all."""
    known = [
        name
        for name in PREDICTORS
        if rows and sum(row[name] is not None for row in rows) >= 0.5 * len(rows)
    ]
    if not known:
        return None
    whole = [
        place for place, row in enumerate(rows) if all(row[name] is not None for name in known)
    ]
    return mixed_model(
        [changes[place] for place in whole],
        {name: [rows[place][name] for place in whole] for name in known},
        [persons[place] for place in whole],
    )


def cohort_bands(study: StudyOnDisk, folder: Path, *, group: str | None = None) -> CohortBands:
    """Return the bands of a cohort's loads as recorded, to draw behind a person's curves.

    Parameters
    ----------
    group : str, optional
        Only persons of this group.
    """
    members = {
        each.trial.person.id
        for each in study.trials
        if group is None or each.trial.person.group == group
    }
    bands, persons = [], 0
    for place, quantity in sorted(_kept_curves(folder)):
        curves = person_curves(folder, AS_RECORDED, place, quantity)
        mine = [curve for person, curve in curves.items() if person in members]
        if len(mine) < FEWEST_IN_BAND:
            continue
        persons = max(persons, len(mine))
        low, high = np.quantile(np.stack(mine), BAND, axis=0)
        bands.append(CohortBand(place, quantity, tuple(low.tolist()), tuple(high.tolist())))
    recorded = any(
        isinstance(each.trial, RecordedTrial) and each.trial.person.id in members
        for each in study.trials
    )
    return CohortBands(study.name, group, persons, _segment(study), not recorded, tuple(bands))


def _segment(study: StudyOnDisk) -> str:
    for each in study.trials:
        result = study.kept.read(each.key)
        if result is not None and result.outcome is Outcome.DONE:
            return result.segment
    return ""


def _kept_curves(folder: Path) -> set[tuple[str, str]]:
    table = pq.read_table(folder / "curves.parquet", columns=["place", "quantity"])
    return set(zip(table["place"].to_pylist(), table["quantity"].to_pylist(), strict=True))
