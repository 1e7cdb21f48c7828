"""Findings of a session as text and as JSON, and measurements read back from earlier outputs."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from hipspine.content.findings import finding_rules
from hipspine.domain.errors import FileFormatError
from hipspine.domain.finding import Finding
from hipspine.domain.measurement import Measurement
from hipspine.report.findings_section import finding_content

if TYPE_CHECKING:
    from hipspine.clinic.explain_assessment import Explained


class MeasurementsFile(BaseModel):
    """What every command writes that measures; further keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    measurements: tuple[dict[str, Any], ...]


_MEASUREMENT = TypeAdapter(Measurement)


def read_measurements(path: Path) -> tuple[Measurement, ...]:
    """Return the measurements of an earlier output: results.json, or any command's ``--json``.

    Raises
    ------
    FileFormatError
        If the file cannot be read or holds no measurements.
    """
    try:
        written = MeasurementsFile.model_validate_json(path.read_bytes()).measurements
        # What has no value is left out of a file.
        return tuple(_MEASUREMENT.validate_python({"value": None, **each}) for each in written)
    except OSError as error:
        got = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors()[0]
        got = f"{'.'.join(str(part) for part in first['loc']) or 'file'}: {first['msg']}"
    raise FileFormatError(
        str(path),
        expected="results.json, or what test, emg, imu or pose write with --json",
        got=got,
        do="Name such a file of the same person.",
    )


def explained_as_text(explained: "Explained", language: str) -> str:
    """Return the findings in their four groups, most useful first."""
    return "\n\n".join(_as_text(finding, language) for finding in explained.findings)


def explained_as_dict(explained: "Explained") -> dict[str, Any]:
    """Return findings and map as JSON values."""
    return {
        "findings": [finding_content(finding) for finding in explained.findings],
        "mechanism_map": asdict(explained.mechanism_map),
    }


def _as_text(finding: Finding, language: str) -> str:
    words = finding_rules().words(language).page
    groups = (
        (words["saw"], finding.detail),
        (words["may_mean"], finding.may_mean),
        (words["speaks_against"], finding.speaks_against),
        (words["would_tell"], finding.would_tell),
    )
    lines = [f"* {finding.sentence}"]
    lines += [f"    {heading}: {sentence}" for heading, sentence in groups]
    return "\n".join([*lines, f"    {words['sure']}: {finding.evidence}"])
