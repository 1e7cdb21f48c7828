"""An audit's findings as a table for the terminal, or as values for JSON."""

import dataclasses

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hipspine.domain.audit import AuditFinding, AuditReport
from hipspine.domain.problem import Level

_STYLE = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.INFO: "dim"}


def audit_as_dict(report: AuditReport) -> dict[str, object]:
    """Return the whole report as plain values."""
    return dataclasses.asdict(report)


def show_audit(report: AuditReport) -> None:
    """Print the findings, worst first, and one line that sums them up."""
    console = Console(soft_wrap=False)
    console.print(
        Text(f"{report.model}: {report.muscles} muscles, {report.mass_kg:.1f} kg ({report.path})")
    )
    if report.findings:
        console.print(_table(report.findings))
    counts = {level: len(report.at_level(level)) for level in Level}
    console.print(
        Text(
            f"{counts[Level.ERROR]} errors, {counts[Level.WARNING]} warnings, "
            f"{counts[Level.INFO]} notes from {len(report.checks)} checks: "
            f"{', '.join(report.checks)}."
        )
    )


def _table(findings: tuple[AuditFinding, ...]) -> Table:
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("level", "part", "what", "value", "expected", "source", "what to do"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        value = "" if finding.value is None else f"{finding.value:.4g} {finding.unit}".strip()
        cells = (finding.part, finding.what, value, finding.expected, finding.source)
        table.add_row(
            Text(finding.level.value, style=_STYLE[finding.level]),
            *(Text(cell) for cell in cells),
            Text(finding.suggestion),
        )
    return table
