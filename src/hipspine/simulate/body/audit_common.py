"""What the checks of the audit share."""

from collections.abc import Callable, Iterable

from hipspine.domain.audit import AuditFinding
from hipspine.simulate.body.model_probe import ModelProbe
from hipspine.simulate.body.tables import read_sources

Check = Callable[[ModelProbe], Iterable[AuditFinding]]
"""A check looks at a model and yields what it found."""


def citation(key: str) -> str:
    """Return the citation behind a source key of the tables."""
    return read_sources()[key].citation


def stem(name: str) -> str:
    """Return a name without its side."""
    return name.removesuffix("_r").removesuffix("_l")


def span(lowest: float, highest: float) -> str:
    """Return a range as text."""
    return f"{lowest:.3g} to {highest:.3g}"
