"""Audit a body model: ours, a published one, or a user's own.

Muscle forces and joint loads are only as good as the model under them. Each check looks for one
way in which models are known to go wrong; its limits and their sources stand beside it.
"""

import hashlib
from collections import defaultdict
from pathlib import Path

from hipspine.domain.audit import AuditFinding, AuditReport
from hipspine.domain.problem import Level
from hipspine.simulate.body.audit_arms import arms_to_measure, check_moment_arms
from hipspine.simulate.body.audit_bodies import (
    check_inertia,
    check_massless_anchors,
    check_segment_fractions,
    check_total_mass,
)
from hipspine.simulate.body.audit_common import Check
from hipspine.simulate.body.audit_forces import (
    check_contacts,
    check_lumbar_coordinates,
    check_reserves,
)
from hipspine.simulate.body.audit_lengths import NEUTRAL, check_fibre_lengths
from hipspine.simulate.body.audit_muscles import (
    check_duplicates,
    check_legs_and_trunk_share,
    check_mirror,
    check_passive_forces,
    check_path_kinds,
    check_psoas,
)
from hipspine.simulate.body.model_probe import PROBE_SECONDS, ModelProbe, probe_model
from hipspine.simulate.body.tables import read_rows

CHECKS: dict[str, Check] = {
    "fibre_length": check_fibre_lengths,
    "moment_arm": check_moment_arms,
    "mirror": check_mirror,
    "mass": check_total_mass,
    "inertia": check_inertia,
    "segment_mass": check_segment_fractions,
    "duplicated_muscle": check_duplicates,
    "decoupled_muscle": check_psoas,
    "decoupled_trunk": check_legs_and_trunk_share,
    "massless_anchor": check_massless_anchors,
    "passive_force_off": check_passive_forces,
    "no_path_points": check_path_kinds,
    "contact_force": check_contacts,
    "reserve_actuator": check_reserves,
    "coupled_lumbar": check_lumbar_coordinates,
}
"""Every check, by the name under which it is listed."""

_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


def postures() -> dict[str, dict[str, float]]:
    """Return the postures in which muscles are looked at: neutral, and those of the table."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    found[NEUTRAL] = {}
    for row in read_rows("audit_postures"):
        found[row["posture"]][row["coordinate"]] = float(row["value_rad"])
    return dict(found)


def audit_model(path: Path, *, wall_seconds: float = PROBE_SECONDS) -> AuditReport:
    """Return everything that the checks find about a model file.

    Parameters
    ----------
    path : Path
        An OpenSim model file (.osim), anyone's.
    wall_seconds : float
        Longest time that OpenSim may take over it, in a process of its own.

    Raises
    ------
    FileFormatError
        If the file is no OpenSim model, or so damaged that OpenSim fails on it.
    ModelError
        If there is no such file, OpenSim refuses it, or OpenSim is not installed.
    """
    probe = probe_model(
        path, postures=postures(), moment_arms=arms_to_measure(), wall_seconds=wall_seconds
    )
    return report_on(probe, path)


def report_on(probe: ModelProbe, path: Path) -> AuditReport:
    """Return the checks' findings about a model that has been probed."""
    findings = [finding for check in CHECKS.values() for finding in check(probe)]
    findings.extend(_skipped(probe))
    return AuditReport(
        model=probe.name,
        path=str(path),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        muscles=len(probe.muscles),
        mass_kg=probe.mass_kg,
        checks=tuple(CHECKS),
        findings=tuple(sorted(findings, key=lambda finding: _ORDER[finding.level])),
    )


def _skipped(probe: ModelProbe) -> list[AuditFinding]:
    missing = [name for name in postures() if name not in probe.lengths_m]
    if not missing:
        return []
    return [
        AuditFinding(
            Level.INFO,
            "posture_skipped",
            ", ".join(missing),
            "the model lacks coordinates for these postures: muscles were not looked at there",
            value=float(len(missing)),
            expected="coordinates named as in OpenSim's gait models",
            unit="",
            source="",
            suggestion="Rename the coordinates if the model has them under other names.",
        )
    ]
