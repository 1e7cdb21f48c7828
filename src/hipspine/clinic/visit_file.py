"""Read a visit from what a command wrote: results.json, or the JSON of emg, imu, pose and test."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from hipspine.domain.errors import FileFormatError
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.domain.visit import CurveKey, VisitCurve, VisitKind, VisitPerson, VisitRecord

READ_VERSIONS = ("1.1", "1.2", "1.3", "1.4")
"""Versions of results.json that can be compared; 1.0 held no measurements."""
LARGEST_FILE = 200_000_000
"""Bytes; a results.json with every sweep has about 2 MB."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class _Curve(_Part):
    mean: float
    mean_sd: float | None = None
    repetitions: int = Field(ge=1)
    curve: list[float] = Field(min_length=101, max_length=101)

    def as_curve(self) -> VisitCurve:
        return VisitCurve(np.array(self.curve), self.mean, self.mean_sd, self.repetitions)


class _Quality(_Part):
    problems: tuple[Problem, ...] = ()


class _Provenance(_Part):
    software_version: str = ""
    model: str = ""
    options: dict[str, str] = {}


class _Subject(_Part):
    name: str | None = None
    sex: str | None = None
    height_m: float | None = None
    mass_kg: float | None = None


class _Cycles(_Part):
    segment_label: str = ""


class _File(_Part):
    """What all files have, and what only some have."""

    measurements: tuple[Measurement, ...]
    visit: str | None = None
    recorded_on: date | None = None
    schema_version: str = ""
    subject: _Subject = _Subject()
    provenance: _Provenance = _Provenance()
    quality: _Quality = _Quality()
    problems: tuple[Problem, ...] = ()
    cycles: _Cycles = _Cycles()
    activations: dict[str, dict[str, _Curve]] = {}
    loads: dict[str, dict[str, Any]] = {}

    @field_validator("measurements", mode="before")
    @classmethod
    def _absent_keys_are_none(cls, found: Any) -> Any:
        """Give a measurement the value None where the file leaves the key out."""
        if not isinstance(found, list):
            return found
        return [{"value": None, **each} if isinstance(each, dict) else each for each in found]


def read_visit_record(path: Path) -> VisitRecord:
    """Return the visit that a file, or the results.json of a folder, holds.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is of no command that measures, or of a version that cannot be
        compared.
    """
    file = path / "results.json" if path.is_dir() else path
    content = _json(file)
    kind = _kind(file, content)
    if kind == "assessment":
        _check_version(file, content)
    try:
        found = _File.model_validate(content)
        loads = dict(_load_curves(found))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise _refused(file, got=f"{where}: {first['msg']}") from error
    return VisitRecord(
        kind=kind,
        label=found.visit or (found.recorded_on.isoformat() if found.recorded_on else _name(file)),
        recorded_on=found.recorded_on or _date_in(found.visit),
        person=VisitPerson(**found.subject.model_dump()),
        measurements=found.measurements,
        curves={**_activation_curves(found), **loads},
        task=found.cycles.segment_label,
        made_with=_made_with(found),
        problems=(*found.quality.problems, *found.problems),
        schema_version=found.schema_version,
    )


def _json(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _refused(file, got="a file of more than 200 MB")
        content = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise _refused(file, got=error.strerror or str(error)) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _refused(file, got=f"no JSON ({error})") from error
    if not isinstance(content, dict):
        raise _refused(file, got="JSON that is no table")
    return content


def _kind(file: Path, content: Mapping[str, Any]) -> VisitKind:
    """Return which command wrote a file, by keys that only its output has."""
    if "what_ifs" in content:
        return "assessment"
    if "channels" in content:
        return "emg"
    if "bouts" in content:
        return "imu"
    if "test" in content:
        return "movement_test"
    if "space" in content:
        return "pose"
    raise _refused(file, got="none of their keys")


def _check_version(file: Path, content: Mapping[str, Any]) -> None:
    version = content.get("schema_version")
    if version not in READ_VERSIONS:
        raise FileFormatError(
            str(file),
            expected=f"results of version {' or '.join(READ_VERSIONS)}",
            got=f"version {version}",
            do="Assess that recording again with this version of hipspine.",
        )


def _refused(file: Path, *, got: str) -> FileFormatError:
    return FileFormatError(
        str(file),
        expected="results.json of hipspine assess, or the --json of emg, imu, pose or test",
        got=got,
        do="Name the results of an earlier run.",
    )


def _activation_curves(found: _File) -> dict[CurveKey, VisitCurve]:
    return {
        ("activation", group, side): curve.as_curve()
        for group, sides in found.activations.items()
        for side, curve in sides.items()
    }


def _load_curves(found: _File) -> Iterator[tuple[CurveKey, VisitCurve]]:
    """Yield the loads in body weights, so that a change of mass does not look like one of load."""
    reader = TypeAdapter(_Curve)
    for joint, components in found.loads.items():
        for component, curve in components.items():
            if component.endswith("_bw"):
                key = ("load", joint, component.removesuffix("_bw"))
                yield key, reader.validate_python(curve).as_curve()


def _made_with(found: _File) -> dict[str, str]:
    kept = {"software_version": found.provenance.software_version}
    if found.provenance.model:
        kept["model"] = found.provenance.model
    skipped = {"from_s", "to_s", "steps_a_day", "fatigue_s"}
    return kept | {
        name: value for name, value in found.provenance.options.items() if name not in skipped
    }


def _name(file: Path) -> str:
    """Return a file's name, or its folder's where the file is called as all are."""
    return file.absolute().parent.name if file.name == "results.json" else file.stem


def _date_in(label: str | None) -> date | None:
    """Return the date that a visit's name is, or None: ``2026-03-01``."""
    try:
        return date.fromisoformat(label or "")
    except ValueError:
        return None
