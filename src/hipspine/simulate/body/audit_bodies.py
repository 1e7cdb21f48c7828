"""Check that masses and inertia are possible, and shared out like a person's."""

from collections.abc import Iterator

import numpy as np

from hipspine.domain.audit import AuditFinding
from hipspine.domain.problem import Level
from hipspine.simulate.body.audit_common import citation, span, stem
from hipspine.simulate.body.model_probe import ModelProbe, ProbedBody
from hipspine.simulate.body.tables import read_rows

LIGHTEST_KG, HEAVIEST_KG = 2.0, 400.0
"""Whole-body mass below or above which no person is."""
MASSLESS_KG = 0.01
"""A body lighter than this carries nothing; muscles that end on it need something to hold it."""
TRIANGLE_SLACK = 1e-6
"""Published inertia is rounded, so the triangle inequality may fail by this fraction."""
LIGHT_FRACTION = 0.01
"""A body with less than this share of the mass cannot spoil a result by its inertia."""
_PHYSICS = "Goldstein H. Classical Mechanics, 2nd edition, 1980, chapter 5"


def check_total_mass(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield a whole-body mass that no person has."""
    if not LIGHTEST_KG <= probe.mass_kg <= HEAVIEST_KG:
        yield AuditFinding(
            Level.ERROR,
            "mass",
            probe.name,
            "the masses of all bodies add up to what no person weighs",
            value=probe.mass_kg,
            expected=span(LIGHTEST_KG, HEAVIEST_KG),
            unit="kg",
            source="",
            suggestion="Scale the model with the person's mass.",
        )


def inertia_problem(body: ProbedBody) -> str | None:
    """Return what is impossible about a body's inertia, or None.

    The principal moments of a rigid body are not negative, and none exceeds the sum of the other
    two. A body without mass must have none.
    """
    xx, yy, zz, xy, xz, yz = body.inertia_kg_m2
    tensor = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    moments = np.sort(np.linalg.eigvalsh(tensor))
    if body.mass_kg < 0:
        return "its mass is negative"
    if moments[0] < -TRIANGLE_SLACK * max(moments[2], 0.0):
        return "its inertia is negative about some axis"
    if moments[2] > (moments[0] + moments[1]) * (1.0 + TRIANGLE_SLACK):
        return "one principal moment of inertia exceeds the sum of the other two"
    return None


def check_inertia(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield bodies whose inertia no rigid body can have; of light bodies as warnings."""
    for body in probe.bodies:
        problem = inertia_problem(body)
        if problem is not None:
            is_light = 0 <= body.mass_kg < LIGHT_FRACTION * probe.mass_kg
            yield AuditFinding(
                Level.WARNING if is_light else Level.ERROR,
                "inertia",
                body.name,
                problem,
                value=body.mass_kg,
                expected="principal moments that are not negative, each at most the others' sum",
                unit="kg",
                source=_PHYSICS,
                suggestion="Take the inertia from a published segment table.",
            )


def check_segment_fractions(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield segments whose share of the body mass is unlike any published table's."""
    if probe.mass_kg <= 0:
        return
    masses = {body.name: body.mass_kg for body in probe.bodies}
    for row in read_rows("audit_segments"):
        stems = row["bodies"].split()
        for side in _sides(row["segment"]):
            names = [name for name in masses if stem(name) in stems and name.endswith(side)]
            share = sum(masses[name] for name in names) / probe.mass_kg
            lowest, highest = float(row["lowest_fraction"]), float(row["highest_fraction"])
            if names and not lowest <= share <= highest:
                yield AuditFinding(
                    Level.WARNING,
                    "segment_mass",
                    f"{row['segment']}{side}",
                    "its share of the body mass is unlike the published tables",
                    value=share,
                    expected=span(lowest, highest),
                    unit="",
                    source=citation(row["source"]),
                    suggestion="Check which bodies carry the segment's mass.",
                )


def _sides(segment: str) -> tuple[str, ...]:
    return ("",) if segment == "head_and_trunk" else ("_r", "_l")


def check_massless_anchors(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield bodies without mass that muscles end on and only constraints or locks hold."""
    coupled = {each.joint for each in probe.coordinates if each.is_coupled or each.is_locked}
    movable = {each.joint for each in probe.coordinates}
    held_by = {joint.child: joint.name for joint in probe.joints}
    for body in probe.bodies:
        joint = held_by.get(body.name)
        anchored = [m.name for m in probe.muscles if body.name in m.bodies]
        if body.mass_kg < MASSLESS_KG and joint in movable and joint in coupled and anchored:
            yield AuditFinding(
                Level.ERROR,
                "massless_anchor",
                body.name,
                f"{len(anchored)} muscles end on this body without mass, which couplers or locks "
                "hold: their pull reaches the spine as moments that no tissue produces",
                value=body.mass_kg,
                expected="muscles that end on bones, or on bodies in equilibrium",
                unit="kg",
                source=citation("sheath-attachment"),
                suggestion="Let these muscles end on pelvis and thorax, as in the built-in model.",
            )
