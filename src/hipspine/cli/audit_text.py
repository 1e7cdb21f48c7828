"""An audit's findings as text for the terminal, or as values for JSON."""

import dataclasses
import textwrap
from collections.abc import Iterator
from itertools import groupby

from hipspine.domain.audit import AuditFinding, AuditReport
from hipspine.domain.problem import Level

_WIDTH = 96
_INDENT = "  "


def audit_as_dict(report: AuditReport) -> dict[str, object]:
    """Return the whole report as plain values."""
    return dataclasses.asdict(report)


def audit_as_text(report: AuditReport) -> str:
    """Return the findings grouped by check, worst first, and one line that sums them up."""
    return "\n".join((*_head(report), *_groups(report), *_sum(report)))


def _head(report: AuditReport) -> Iterator[str]:
    yield f"{report.model}: {report.muscles} muscles, {report.mass_kg:.1f} kg ({report.path})"
    yield ""


def _groups(report: AuditReport) -> Iterator[str]:
    for level in (Level.ERROR, Level.WARNING, Level.INFO):
        ordered = sorted(report.at_level(level), key=_same_advice)
        for (check, suggestion, source), findings in groupby(ordered, key=_same_advice):
            yield f"{level.upper()} {check}"
            for finding in findings:
                yield from _wrapped(_line(finding))
            yield from _wrapped(f"What to do: {suggestion}")
            yield from _wrapped(f"Source: {source}")
            yield ""


def _same_advice(finding: AuditFinding) -> tuple[str, str, str]:
    return finding.check, finding.suggestion, finding.source


def _line(finding: AuditFinding) -> str:
    value = "" if finding.value is None else f": {finding.value:.4g} {finding.unit}".rstrip()
    expected = f" (expected {finding.expected})" if finding.expected else ""
    return f"- {finding.part}{value}{expected}; {finding.what}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT * 2, break_on_hyphens=False
    )


def _sum(report: AuditReport) -> Iterator[str]:
    counts = {level: len(report.at_level(level)) for level in Level}
    yield (
        f"{counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings, "
        f"{counts[Level.INFO]} notes from {len(report.checks)} checks."
    )
