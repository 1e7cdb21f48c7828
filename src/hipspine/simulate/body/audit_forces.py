"""Check what acts on the model besides its muscles, and what keeps the lumbar levels in balance."""

from collections.abc import Iterator

from hipspine.domain.audit import AuditFinding
from hipspine.domain.problem import Level
from hipspine.simulate.body.model_probe import ModelProbe
from hipspine.simulate.joint_names import lumbar_level

CONTACT_KINDS = frozenset(
    {
        "SmoothSphereHalfSpaceForce",
        "HuntCrossleyForce",
        "ElasticFoundationForce",
        "ExponentialContactForce",
        "MeyerFregly2016Force",
    }
)
RESERVE_KINDS = frozenset(
    {
        "CoordinateActuator",
        "ActivationCoordinateActuator",
        "PointActuator",
        "TorqueActuator",
        "BodyActuator",
    }
)
_BODY_MODEL = "docs/explanation/body-model.md"


def check_contacts(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield it once if feet meet a modelled ground."""
    contacts = [force.name for force in probe.other_forces if force.kind in CONTACT_KINDS]
    if contacts:
        yield AuditFinding(
            Level.ERROR,
            "contact_force",
            f"{len(contacts)} contact forces, such as {contacts[0]}",
            "the model makes its own ground reaction: with a measured one it counts twice",
            value=float(len(contacts)),
            expected="0",
            unit="",
            source=_BODY_MODEL,
            suggestion="Remove the contact forces before using measured ground forces.",
        )


def check_reserves(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield it once if actuators stand beside the muscles."""
    reserves = [force.name for force in probe.other_forces if force.kind in RESERVE_KINDS]
    if reserves:
        yield AuditFinding(
            Level.WARNING,
            "reserve_actuator",
            f"{len(reserves)} actuators, such as {reserves[0]}",
            "actuators can take over from muscles; hipspine ignores them and sets its own reserves",
            value=float(len(reserves)),
            expected="0",
            unit="",
            source=_BODY_MODEL,
            suggestion="Nothing to do here; in other software, remove or weaken them.",
        )


def check_lumbar_coordinates(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield it once if lumbar coordinates are coupled or locked."""
    lumbar = [each for each in probe.coordinates if lumbar_level(each.joint)]
    bound = [each.name for each in lumbar if each.is_coupled or each.is_locked]
    if bound:
        yield AuditFinding(
            Level.WARNING,
            "coupled_lumbar",
            f"{len(bound)} of {len(lumbar)} lumbar coordinates, such as {bound[0]}",
            "couplers or locks bind them: solved as it stands, the constraints supply moments that "
            "no tissue produces; hipspine gives every level its own balance instead",
            value=float(len(bound)),
            expected="0",
            unit="",
            source=_BODY_MODEL,
            suggestion="Nothing to do here; in other software, free the levels before solving.",
        )
