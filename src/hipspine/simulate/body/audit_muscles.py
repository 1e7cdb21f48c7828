"""Check that every muscle is there once, on both sides, with its passive force and points."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.audit import AuditFinding
from hipspine.domain.problem import Level
from hipspine.simulate.body.audit_common import citation, stem
from hipspine.simulate.body.audit_lengths import NEUTRAL
from hipspine.simulate.body.mirror import left_name
from hipspine.simulate.body.model_probe import ModelProbe, ProbedMuscle, ProbedPoint
from hipspine.simulate.joint_names import lumbar_level
from hipspine.simulate.muscle_groups import muscle_group_of

SAME_PLACE_M = 0.002
"""Points this close are the same place: attachments are read to about a millimetre."""
MIRROR_TOLERANCE = 0.02
"""Sides that differ by less pass: scaling each leg to its own markers makes a percent or so."""
LEG_BODIES = frozenset({"femur", "tibia", "patella"})
_BODY_MODEL = "docs/explanation/body-model.md"


def _spine_bodies(probe: ModelProbe) -> frozenset[str]:
    """Return the bodies above the lowest lumbar disc: vertebrae, thorax, head."""
    children = {joint.child for joint in probe.joints if lumbar_level(joint.name)}
    return frozenset(children)


def _reaches(muscle: ProbedMuscle, stems: frozenset[str]) -> bool:
    return any(stem(body) in stems for body in muscle.bodies)


def check_psoas(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield psoas fascicles that do not span from spine to femur."""
    spine = _spine_bodies(probe)
    if not spine:
        return
    for muscle in probe.muscles:
        found = muscle_group_of(muscle.name)
        if found is None or found[0] is not MuscleGroup.PSOAS or not muscle.points:
            continue
        missing = _missing_end(muscle, spine)
        if missing:
            yield AuditFinding(
                Level.ERROR,
                "decoupled_muscle",
                muscle.name,
                f"this part of the psoas does not reach the {missing}: hip flexion and lumbar "
                "load do not know of each other",
                value=None,
                expected="a path from a lumbar vertebra over the pelvic brim to the femur",
                unit="",
                source=citation("bogduk1992"),
                suggestion="Route the fascicle over the brim to the lesser trochanter.",
            )


def _missing_end(muscle: ProbedMuscle, spine: frozenset[str]) -> str | None:
    if not _reaches(muscle, LEG_BODIES):
        return "femur"
    return None if muscle.bodies & spine else "spine"


def check_legs_and_trunk_share(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield it if no muscle spans from leg to spine, or if there are no trunk muscles at all."""
    spine = _spine_bodies(probe)
    if not spine:
        yield AuditFinding(
            Level.INFO,
            "no_lumbar_levels",
            probe.name,
            "there are no lumbar levels: hips and knees get loads, lumbar discs do not",
            value=None,
            expected="joints from L5/S1 to T12/L1",
            unit="",
            source=_BODY_MODEL,
            suggestion="Use the built-in model for lumbar loads.",
        )
    elif not any(m.bodies & spine and _reaches(m, LEG_BODIES) for m in probe.muscles):
        yield AuditFinding(
            Level.ERROR,
            "decoupled_trunk",
            probe.name,
            "legs and spine share no muscle: whatever the hip muscles do, lumbar load stays",
            value=0.0,
            expected="at least the psoas from spine to femur",
            unit="",
            source=citation("bogduk1992"),
            suggestion="Route the psoas fascicles to the femur.",
        )


def check_duplicates(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield muscles that are in the model twice."""
    yield from _whole_and_parts(probe)
    for one, other in combinations(probe.muscles, 2):
        if _same_line(one, other):
            yield AuditFinding(
                Level.WARNING,
                "duplicated_muscle",
                f"{one.name}, {other.name}",
                "both run along the same line: check that their strengths are meant to add up",
                value=None,
                expected="one line of action per muscle or fascicle",
                unit="",
                source=_BODY_MODEL,
                suggestion="If they stand for the same fibres, remove one.",
            )


def _whole_and_parts(probe: ModelProbe) -> Iterator[AuditFinding]:
    psoas = [m for m in probe.muscles if stem(m.name) == "psoas"]
    for whole in psoas:
        side = whole.name.removeprefix("psoas")
        parts = [m for m in probe.muscles if m.name.startswith("Ps_") and m.name.endswith(side)]
        if parts:
            total = whole.max_isometric_force_N + sum(m.max_isometric_force_N for m in parts)
            yield AuditFinding(
                Level.ERROR,
                "duplicated_muscle",
                whole.name,
                f"the psoas is in the model twice: whole, and as {len(parts)} fascicles",
                value=total,
                expected="the whole muscle or its fascicles",
                unit="N",
                source=citation("psoas-strength"),
                suggestion="Keep the fascicles, routed to the femur; remove the whole muscle.",
            )


def _same_line(one: ProbedMuscle, other: ProbedMuscle) -> bool:
    if len(one.points) != len(other.points) or not one.points:
        return False
    pairs = list(zip(one.points, other.points, strict=True))
    backwards = list(zip(one.points, reversed(other.points), strict=True))
    return any(all(_same_place(*pair) for pair in way) for way in (pairs, backwards))


def _same_place(one: ProbedPoint, other: ProbedPoint) -> bool:
    if one.body != other.body or one.position_m is None or other.position_m is None:
        return False
    return float(np.linalg.norm(np.subtract(one.position_m, other.position_m))) < SAME_PLACE_M


def check_passive_forces(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield it once if passive forces are switched off."""
    off = [muscle.name for muscle in probe.muscles if muscle.is_passive_force_off]
    if off:
        yield AuditFinding(
            Level.WARNING,
            "passive_force_off",
            f"{len(off)} of {len(probe.muscles)} muscles, such as {off[0]}",
            "passive fibre force is switched off: stretched muscle bears nothing",
            value=float(len(off)),
            expected="0",
            unit="",
            source=citation("lai-uhlrich"),
            suggestion="Set ignore_passive_fiber_force to false.",
        )


def check_path_kinds(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield muscles whose path knows lengths but no points, so that bones are not pressed."""
    for muscle in probe.muscles:
        if muscle.path_kind != "GeometryPath":
            yield AuditFinding(
                Level.ERROR,
                "no_path_points",
                muscle.name,
                f"a {muscle.path_kind} gives moments but no forces on bones: contact loads would "
                "come out far too low",
                value=None,
                expected="GeometryPath",
                unit="",
                source="reference measurement: hip contact 672 N instead of 5899 N",
                suggestion="Use the model with its original paths.",
            )


def check_mirror(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield muscles that differ between the sides."""
    by_name = {muscle.name: index for index, muscle in enumerate(probe.muscles)}
    lengths = probe.lengths_m.get(NEUTRAL)
    for name, right in by_name.items():
        if not name.endswith("_r"):
            continue
        left = by_name.get(left_name(name))
        difference = "it has no counterpart on the left"
        if left is not None:
            difference = _difference(probe.muscles[right], probe.muscles[left])
            if not difference and lengths:
                difference = _length_difference(lengths[right], lengths[left])
        if difference:
            yield AuditFinding(
                Level.WARNING,
                "mirror",
                name,
                difference,
                value=None,
                expected="left and right as mirror images",
                unit="",
                source="",
                suggestion="Unless the person's sides differ so, copy the better side over.",
            )


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > MIRROR_TOLERANCE * max(abs(one), abs(other))


def _length_difference(right_m: float, left_m: float) -> str:
    if not _differ(right_m, left_m):
        return ""
    return f"in neutral posture it is {right_m:.4f} m long on the right, {left_m:.4f} m on the left"


def _difference(right: ProbedMuscle, left: ProbedMuscle) -> str:
    for figure in (
        "max_isometric_force_N",
        "optimal_fibre_length_m",
        "tendon_slack_length_m",
        "pennation_rad",
    ):
        mine, its = getattr(right, figure), getattr(left, figure)
        if _differ(mine, its):
            return f"{figure} is {mine:.6g} on the right and {its:.6g} on the left"
    return ""
