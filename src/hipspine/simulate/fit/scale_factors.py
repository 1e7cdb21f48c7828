"""How large each segment of a person is, relative to a model, from landmark distances."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import Segment
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.fit.reports import ScaleFactor

PLAUSIBLE = (0.7, 1.3)
"""Segment lengths of adults relative to a model of mean stature. Statures from the 0.1st percentile
of women to the 99.9th of men span 0.83-1.15 of 1.70 m (Gordon et al. 2014, Natick/TR-15/007);
proportions add about a tenth. Beyond it a marker is mislabelled or misplaced."""

ESSENTIAL = (
    Segment.PELVIS,
    Segment.TRUNK,
    Segment.RIGHT_THIGH,
    Segment.LEFT_THIGH,
    Segment.RIGHT_SHANK,
    Segment.LEFT_SHANK,
)
"""Segments whose size decides hip and lumbar loads: an implausible factor is an error there, and
a warning elsewhere."""

Points = Mapping[str, FloatArray]

_LIMB_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "thigh": (("hip_centre", "knee_centre"), ("hip_centre", "knee_lateral")),
    "shank": (("knee_centre", "ankle_centre"), ("knee_lateral", "ankle_lateral")),
    "foot": (("heel", "fifth_metatarsal"), ("heel", "first_metatarsal")),
    "upper_arm": (("acromion", "elbow_centre"), ("acromion", "elbow_lateral")),
    "forearm": (("elbow_centre", "wrist_centre"), ("elbow_lateral", "wrist_radial")),
}
_TRUNK_PAIRS = (
    ("hip_midpoint", "c7"),
    ("hip_midpoint", "sternum_jugular_notch"),
    ("hip_midpoint", "acromion_midpoint"),
)
_PELVIC_POINTS = ("right_asis", "left_asis", "right_hip_centre", "left_hip_centre")
_MIDPOINTS = {
    "knee_centre": ("knee_lateral", "knee_medial"),
    "ankle_centre": ("ankle_lateral", "ankle_medial"),
    "elbow_centre": ("elbow_lateral", "elbow_medial"),
    "wrist_centre": ("wrist_radial", "wrist_ulnar"),
}
_STAND_INS = {
    "thigh": "shank",
    "shank": "thigh",
    "foot": "shank",
    "upper_arm": "trunk",
    "forearm": "upper_arm",
}


def measured_factors(person: Points, model: Points) -> tuple[ScaleFactor, ...]:
    """Return the factor of every segment that both sets of landmarks can give.

    One uniform factor per segment. Thigh: hip to knee centre; shank: knee to ankle centre; foot:
    heel to metatarsal head; trunk: midpoint of the hips to C7; arms: acromion to elbow to wrist.
    The pelvis takes the ratio of sizes (root mean square distance from the centroid) of the
    constellation of both anterior spines and both hip centres. Width, height and depth of the
    pelvis are not scaled apart: skin over the spines is thick and uneven, and a pelvis stretched
    along one axis distorts the moment arms of everything that crosses the hip.

    Parameters
    ----------
    person, model : mapping of str to (3,) array
        Landmarks by name [m], the model's in the posture in which the person was measured.
    """
    person, model = with_midpoints(person), with_midpoints(model)
    factors = [_pelvis(person, model), _first(Segment.TRUNK, _TRUNK_PAIRS, person, model)]
    for side in Side:
        for part, pairs in _LIMB_PAIRS.items():
            sided = tuple((f"{side}_{a}", f"{side}_{b}") for a, b in pairs)
            factors.append(_first(Segment(f"{side}_{part}"), sided, person, model))
    return tuple(factor for factor in factors if factor is not None)


def completed(
    measured: tuple[ScaleFactor, ...],
) -> tuple[tuple[ScaleFactor, ...], tuple[Problem, ...]]:
    """Return a factor for every segment, and a problem for each that is not the person's own.

    A segment that cannot be measured takes the factor of the other side, or else of its
    neighbour; so does a foot or arm whose factor is implausible.

    Raises
    ------
    RecordingError
        If an essential segment's factor is implausible, or nothing stands in for a segment.
    """
    problems = []
    known: dict[Segment, ScaleFactor] = {}
    for factor in measured:
        if PLAUSIBLE[0] <= factor.factor <= PLAUSIBLE[1]:
            known[factor.segment] = factor
        elif factor.segment in ESSENTIAL:
            raise _implausible(factor)
        else:
            problems.append(_odd(factor))
    whole = dict(known)
    for segment in Segment:
        if segment not in known:
            whole[segment] = _stand_in(segment, whole)
            problems.append(_borrowed(whole[segment]))
    return tuple(whole[segment] for segment in Segment), tuple(problems)


def refined(
    before: tuple[ScaleFactor, ...], again: tuple[ScaleFactor, ...]
) -> tuple[ScaleFactor, ...]:
    """Return factors corrected by what a model scaled by ``before`` still lacks.

    Distances that span a joint depend on posture; ``again`` compares the person with the scaled
    model in the person's posture.
    """
    rest = {factor.segment: factor for factor in again}
    return tuple(
        replace(
            factor,
            factor=factor.factor * rest[factor.segment].factor,
            model_m=_divided(rest[factor.segment].model_m, factor.factor),
        )
        if factor.segment in rest and factor.measured_m is not None
        else factor
        for factor in before
    )


def with_midpoints(points: Points) -> dict[str, FloatArray]:
    """Return the landmarks with joint centres and midpoints where their ends are known."""
    ends = {"hip_midpoint": ("right_hip_centre", "left_hip_centre")}
    ends["acromion_midpoint"] = ("right_acromion", "left_acromion")
    for side in Side:
        for name, (a, b) in _MIDPOINTS.items():
            ends[f"{side}_{name}"] = (f"{side}_{a}", f"{side}_{b}")
    middles = {
        name: (points[a] + points[b]) / 2
        for name, (a, b) in ends.items()
        if a in points and b in points
    }
    return {**{str(name): place for name, place in points.items()}, **middles}


def _pelvis(person: Points, model: Points) -> ScaleFactor | None:
    missing = [name for name in _PELVIC_POINTS if name not in person or name not in model]
    if missing:
        return None
    measured = _size(np.stack([person[name] for name in _PELVIC_POINTS]))
    generic = _size(np.stack([model[name] for name in _PELVIC_POINTS]))
    basis = "size of the constellation of both anterior spines and both hip centres"
    return ScaleFactor(Segment.PELVIS, measured / generic, basis, measured, generic)


def _size(points_m: FloatArray) -> float:
    centred = points_m - points_m.mean(axis=0)
    return float(np.sqrt((centred**2).sum(axis=1).mean()))


def _first(
    segment: Segment, pairs: tuple[tuple[str, str], ...], person: Points, model: Points
) -> ScaleFactor | None:
    for a, b in pairs:
        if all(name in points for name in (a, b) for points in (person, model)):
            measured = float(np.linalg.norm(person[a] - person[b]))
            generic = float(np.linalg.norm(model[a] - model[b]))
            return ScaleFactor(segment, measured / generic, f"{a} to {b}", measured, generic)
    return None


def _stand_in(segment: Segment, known: Mapping[Segment, ScaleFactor]) -> ScaleFactor:
    for other in _stand_ins(segment):
        if other in known:
            words = other.value.replace("_", " ")
            return ScaleFactor(segment, known[other].factor, f"as the {words}")
    raise RecordingError(
        f"size of the {segment.value.replace('_', ' ')}",
        expected="landmarks on both ends of it, or of a segment beside it",
        got="none",
        do="Use a static trial with markers on both anterior and posterior iliac spines, knees, "
        "ankles and C7 or the acromia, or scale by height alone.",
    )


def _stand_ins(segment: Segment) -> tuple[Segment, ...]:
    side = next((side for side in Side if segment.value.startswith(side)), None)
    if side is None:
        legs = (Segment.RIGHT_THIGH, Segment.LEFT_THIGH, Segment.RIGHT_SHANK, Segment.LEFT_SHANK)
        return legs if segment is Segment.TRUNK else ()
    part = segment.value.removeprefix(f"{side}_")
    beside = _STAND_INS[part]
    neighbour = Segment.TRUNK if beside == "trunk" else Segment(f"{side}_{beside}")
    return (Segment(f"{side.other}_{part}"), neighbour)


def _implausible(factor: ScaleFactor) -> RecordingError:
    words = factor.segment.value.replace("_", " ")
    return RecordingError(
        f"size of the {words}",
        expected=f"{PLAUSIBLE[0]:g} to {PLAUSIBLE[1]:g} of the generic model's",
        got=f"{factor.factor:.2f} ({factor.basis}: {_length(factor.measured_m)} measured, "
        f"{_length(factor.model_m)} in the model)",
        do="Look for swapped or misplaced markers in the static trial, and check its length unit.",
    )


def _odd(factor: ScaleFactor) -> Problem:
    return Problem(
        Level.WARNING,
        f"size of the {factor.segment.value.replace('_', ' ')}",
        f"{factor.factor:.2f} of the generic model's ({factor.basis}) is not plausible "
        f"({PLAUSIBLE[0]:g} to {PLAUSIBLE[1]:g}) and is not used",
        "Look for swapped or misplaced markers there.",
    )


def _borrowed(factor: ScaleFactor) -> Problem:
    return Problem(
        Level.INFO,
        f"size of the {factor.segment.value.replace('_', ' ')}",
        f"not measured; scaled {factor.basis} ({factor.factor:.3f})",
        "Markers on both ends of the segment would give its own size.",
    )


def _length(metres: float | None) -> str:
    return "unknown" if metres is None else f"{metres:.3f} m"


def _divided(value: float | None, by: float) -> float | None:
    return None if value is None else value / by
