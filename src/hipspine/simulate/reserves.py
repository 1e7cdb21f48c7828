"""Reserve moments: how strong, at which coordinates, and why. Fixed beforehand, never tuned."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ReserveRule:
    """The reserve of all coordinates whose name matches a pattern from its start."""

    pattern: str
    strength_Nm: float | None
    """None: the coordinate takes no part in sharing."""
    is_loose: bool
    """Whether the reserve stands in for muscles that the model lacks; its use is no shortfall."""
    reason: str


RESERVE_RULES: tuple[ReserveRule, ...] = (
    ReserveRule(
        r"pelvis_",
        strength_Nm=None,
        is_loose=False,
        reason="No muscle acts on the pelvis from outside the body: what is left over there is the "
        "residual of the recording, reported as such.",
    ),
    ReserveRule(
        r"arm_|shoulder|elbow|pro_sup|wrist|neck",
        strength_Nm=10.0,
        is_loose=True,
        reason="Only latissimus dorsi crosses the shoulder in the model; the reserve stands for "
        "the arm and neck muscles that it lacks, so that latissimus need not move the arm.",
    ),
    ReserveRule(
        r"",
        strength_Nm=1.0,
        is_loose=False,
        reason="Legs and lumbar levels: 1 N·m costs as much as one muscle at full activation, so "
        "muscles do the work and a reserve shows only where they cannot.",
    ),
)
"""The first rule that matches counts."""


def reserve_rule(coordinate: str, rules: tuple[ReserveRule, ...] = RESERVE_RULES) -> ReserveRule:
    """Return the rule for a coordinate's reserve.

    Raises
    ------
    KeyError
        If no rule matches.
    """
    for rule in rules:
        if re.match(rule.pattern, coordinate):
            return rule
    raise KeyError(coordinate)
