"""The load of the low back in drawn poses of exercises, held still by the body model.

The angles are those of the picture; supports follow from equilibrium (`posed_body`). A pose is
repeated under every variant of the model that the experiments on claims use, and with the trunk
leaned a little forward and back, since a drawn angle is not a measured one. What comes out is a
figure of this model, not of a person.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from hipspine.content.exercise_estimates import HeldPose, LoadEstimate
from hipspine.content.poses import Limb, PosePicture
from hipspine.content.validation.schema import Posture
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import body_weight_N, degrees
from hipspine.report.pose_figure import Points, posed
from hipspine.study.claims_variants import VARIANTS, Variant, variant_engine
from hipspine.study.disc_pressure import compression_N
from hipspine.study.posed_body import PosedBody

LEAN_DEG = 5.0
"""How far the trunk is leaned to either side of the drawn pose, about the hips: two people who
follow one picture easily differ by that much; a round figure of ours."""
OFF_THE_SOLE_M = 0.03
"""A pose is held while its centre of pressure lies no farther off the sole: a small error of
drawing, and what little movement of the arms would mend."""
SHORTFALL_NM = 1.0
"""Moments that muscles miss by less are the solver's rounding."""
DIGITS = 3
SITTING_FEET_SHARE = 0.2
"""Of the weight, on the feet of a person who sits: as in the table of disc pressures."""

_STANDING: Mapping[str, dict[str, object]] = {
    "both_feet": {"feet": "both"},
    "one_foot": {"feet": "right"},
    "sitting": {"feet": "both", "seat": True, "feet_share": SITTING_FEET_SHARE},
    "back_and_feet": {"feet": "both", "shoulders": True},
    "back_and_one_foot": {"feet": "right", "shoulders": True},
    "lying_one_leg_up": {"rests": True, "unsupported": ("right_leg",)},
}

Poser = Callable[[Posture, float], PosedBody]
"""Holds a body in a posture with so many kilograms in its hands."""


def postures_of(pose: HeldPose, picture: PosePicture) -> Iterator[tuple[int, Posture]]:
    """Yield each held frame's number and its posture as the model is put into it."""
    for number in pose.frames:
        posture = Posture.model_validate(
            {
                "id": f"{picture.id}_{number}",
                "name": picture.frames[number - 1].label.en,
                "crate": pose.load_kg > 0,
                "angles_deg": angles_deg(picture, number - 1, right=pose.bears),
                **_STANDING[pose.stands],
            }
        )
        yield number, posture


def angles_deg(picture: PosePicture, frame: int, *, right: Limb) -> dict[str, float]:
    """Return the model's joint angles of a pose drawn from the side [degrees].

    Parameters
    ----------
    frame : int
        Counted from 0.
    right : {"near", "far"}
        The drawn leg that becomes the model's right one.

    Returns
    -------
    dict
        By coordinate of the model: ``pelvis_tilt`` and ``lumbar_extension`` positive backward,
        ``hip_flexion``, ``knee_angle``, ``arm_flex`` and ``elbow_flex`` positive in flexion,
        ``ankle_angle`` positive in dorsiflexion.
    """
    figure = posed(picture.frames[frame], picture.view)
    points = _facing_right(figure.points, faces=picture.faces)
    sides: dict[str, Limb] = {"r": right, "l": "far" if right == "near" else "near"}
    trunk = _direction(points, "pelvis", "waist")
    chest = _direction(points, "waist", "neck")
    angles = {"pelvis_tilt": trunk - 90.0, "lumbar_extension": _turn(trunk, chest)}
    for suffix, limb in sides.items():
        angles |= {
            f"{name}_{suffix}": angle for name, angle in _limb_angles(points, limb, trunk, chest)
        }
    return {name: round(_within_half_turn(angle), 1) for name, angle in angles.items()}


def _limb_angles(
    points: Points, limb: Limb, trunk: float, chest: float
) -> Iterator[tuple[str, float]]:
    thigh = _direction(points, f"{limb}_hip", f"{limb}_knee")
    shank = _direction(points, f"{limb}_knee", f"{limb}_ankle")
    foot = _direction(points, f"{limb}_heel", f"{limb}_toe")
    upper = _direction(points, f"{limb}_shoulder", f"{limb}_elbow")
    fore = _direction(points, f"{limb}_elbow", f"{limb}_hand")
    # Straight limbs point opposite to the trunk; a foot stands at a right angle to its shank.
    yield "hip_flexion", _turn(trunk + 180.0, thigh)
    yield "knee_angle", _turn(shank, thigh)
    yield "ankle_angle", _turn(shank + 90.0, foot)
    yield "arm_flex", _turn(chest + 180.0, upper)
    yield "elbow_flex", max(_turn(upper, fore), 0.0)


def _facing_right(points: Points, *, faces: str) -> Points:
    if faces == "right":
        return points
    return {name: point * np.array([-1.0, 1.0]) for name, point in points.items()}


def _direction(points: Points, start: str, end: str) -> float:
    along: FloatArray = points[end] - points[start]
    return float(degrees(np.arctan2(along[1], along[0])))


def _turn(start: float, end: float) -> float:
    """Return the turn from one direction to another, counter-clockwise [degrees]."""
    return _within_half_turn(end - start)


def _within_half_turn(angle: float) -> float:
    return (angle + 180.0) % 360.0 - 180.0


def leaned(posture: Posture, lean_deg: float) -> Posture:
    """Return a posture with the trunk leaned forward about the hips, legs as they were."""
    angles = dict(posture.angles_deg)
    angles["pelvis_tilt"] -= lean_deg
    for side in ("r", "l"):
        angles[f"hip_flexion_{side}"] += lean_deg
    return posture.model_copy(update={"angles_deg": angles})


def estimate(
    pose: HeldPose, picture: PosePicture, hold: Poser, *, level: str
) -> list[LoadEstimate]:
    """Return the load of the low back in every held frame of an exercise.

    Parameters
    ----------
    level : str
        The disc, such as ``L4_L5``.
    """
    found = []
    for number, posture in postures_of(pose, picture):
        body = hold(posture, pose.load_kg)
        why_not = _why_not_held(body)
        if why_not is not None:
            found.append(LoadEstimate(exercise=pose.exercise, frame=number, absent=why_not))
            continue
        others = [hold(leaned(posture, lean), pose.load_kg) for lean in _leans(posture)]
        found.append(_estimate(pose.exercise, number, [body, *others], level))
    return found


def _leans(posture: Posture) -> Sequence[float]:
    """Return how far a posture is leaned; what lies on the floor has no room to lean."""
    return () if posture.rests or posture.shoulders else (-LEAN_DEG, LEAN_DEG)


def _why_not_held(body: PosedBody) -> str | None:
    if body.imbalance_m > OFF_THE_SOLE_M:
        off = body.imbalance_m * 100
        return f"the drawn pose is not in balance: its weight lies {off:.0f} cm off the sole"
    short = [each for each in body.engine.base.shortfalls if each.missing_Nm > SHORTFALL_NM]
    if short:
        worst = max(short, key=lambda each: each.missing_Nm)
        return (
            f"the model's muscles cannot hold the drawn pose: {worst.missing_Nm:.0f} N·m are "
            f"missing at {worst.coordinate}"
        )
    return None


def _estimate(exercise: str, frame: int, bodies: Sequence[PosedBody], level: str) -> LoadEstimate:
    """Return the load as published and its range over bodies; the first body is as drawn."""
    loads = [_compression(body, variant, level) for body in bodies for variant in VARIANTS]
    held = [load for load in loads if load is not None]
    return LoadEstimate(
        exercise=exercise,
        frame=frame,
        compression=_rounded(compression_N(bodies[0], level) / _weight_N(bodies[0])),
        low=_rounded(min(held)),
        high=_rounded(max(held)),
        tried=len(loads),
        held=len(held),
    )


def _weight_N(body: PosedBody) -> float:
    return body_weight_N(body.engine.bundle.mass_kg)


def _compression(body: PosedBody, variant: Variant, level: str) -> float | None:
    """Return the compression of a disc under a variant of the model [body weights].

    None where the variant's muscles cannot hold the pose: an unbalanced body has no load to tell.
    """
    varied = variant_engine(body.engine.bundle, variant, None)
    solved = varied.engine.solve(varied.scenario("held still", ()))
    if any(each.missing_Nm > SHORTFALL_NM for each in solved.shortfalls):
        return None
    load_N = float(solved.joint_loads[level].compression_N[0])
    return load_N / body_weight_N(varied.mass_kg)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
