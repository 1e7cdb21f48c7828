"""What an audit of a body model found."""

from dataclasses import dataclass

from hipspine.domain.problem import Level


@dataclass(frozen=True)
class AuditFinding:
    """One thing about a model that makes muscle forces or joint loads doubtful or wrong."""

    level: Level
    check: str
    """Which check found it, such as ``fibre_length``."""
    part: str
    """The muscle, body, joint, coordinate or force that it is about."""
    what: str
    """What is wrong, in one sentence."""
    value: float | None
    """The measured figure, in `unit`; None where the finding is not about a figure."""
    expected: str
    """What would have been right: a range in `unit`, or words."""
    unit: str
    """SI unit of the value; empty for a pure number or none."""
    source: str
    """Where the expectation comes from."""
    suggestion: str
    """What to do about it."""


@dataclass(frozen=True)
class AuditReport:
    """All findings about one model file, worst first."""

    model: str
    """The model's own name."""
    path: str
    sha256: str
    muscles: int
    mass_kg: float
    checks: tuple[str, ...]
    """The checks that ran."""
    findings: tuple[AuditFinding, ...]

    def at_level(self, level: Level) -> tuple[AuditFinding, ...]:
        """Return the findings of one level."""
        return tuple(finding for finding in self.findings if finding.level is level)

    @property
    def is_usable(self) -> bool:
        """Whether no finding is an error."""
        return not self.at_level(Level.ERROR)
