"""Fit the planar body of the prediction engine to the body model, and write its table.

Run after a change of the body model (needs the opensim extra, takes about two minutes)::

    python scripts/fit_planar_body.py

Muscles of a group become one muscle: lengths and fibre lengths are averaged with the fascicles'
strengths as weights, so that at equal activation its moment about every joint is the sum of the
fascicles' moments (virtual work). Lengths are polynomials in the joint angles, fitted to lengths
and, by differences, to moment arms at random postures; a second set of postures checks them.
The moving centres of knee and lumbar spine become fixed hinges, fitted over the range of motion.
"""

import hashlib
import itertools
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import opensim

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import radians
from hipspine.simulate.body.build import LUMBAR_SHARES, write_model
from hipspine.simulate.muscle_groups import muscle_group_of
from hipspine.simulate.opensim_worker.session import Session, open_session

TABLE = Path(__file__).parents[1] / "src/hipspine/content/prediction/planar_body.toml"

ANGLES = ("lumbar_extension", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")
WIDE_DEG = np.array([(-45.0, 30.0), (-35.0, 115.0), (-5.0, 120.0), (-45.0, 35.0)])
"""Postures that the movements may pass through: from walking to a deep squat."""
WALKING_DEG = np.array([(-15.0, 25.0), (-30.0, 50.0), (-2.0, 75.0), (-30.0, 25.0)])
STEP_RAD = 2e-3
"""Half width of the difference that gives moment arms; error far below 0.1 mm on smooth paths."""

MUSCLES: dict[str, tuple[tuple[MuscleGroup, ...], tuple[int, ...], int]] = {
    "gluteus_maximus": ((MuscleGroup.GLUTEUS_MAXIMUS,), (1,), 7),
    "gluteus_medius": ((MuscleGroup.GLUTEUS_MEDIUS, MuscleGroup.GLUTEUS_MINIMUS), (1,), 7),
    "hamstrings": ((MuscleGroup.HAMSTRINGS,), (1, 2), 5),
    "biceps_femoris_short_head": ((MuscleGroup.BICEPS_FEMORIS_SHORT_HEAD,), (2,), 7),
    "iliacus": ((MuscleGroup.ILIACUS,), (1,), 7),
    "psoas": ((MuscleGroup.PSOAS,), (0, 1), 5),
    "rectus_femoris": ((MuscleGroup.RECTUS_FEMORIS,), (1, 2), 5),
    "vasti": ((MuscleGroup.VASTI,), (2,), 7),
    "gastrocnemius": ((MuscleGroup.GASTROCNEMIUS,), (2, 3), 5),
    "soleus": ((MuscleGroup.SOLEUS,), (3,), 5),
    "shin": ((MuscleGroup.SHIN,), (3,), 5),
    "adductor_magnus": ((MuscleGroup.ADDUCTORS,), (1,), 7),
    "short_adductors": ((MuscleGroup.ADDUCTORS,), (1,), 7),
    "sartorius_and_tensor": (
        (MuscleGroup.SARTORIUS, MuscleGroup.TENSOR_FASCIAE_LATAE),
        (1, 2),
        5,
    ),
    "back_extensors": (
        (MuscleGroup.ILIOCOSTALIS, MuscleGroup.LONGISSIMUS, MuscleGroup.MULTIFIDUS),
        (0,),
        4,
    ),
    "rectus_abdominis": ((MuscleGroup.RECTUS_ABDOMINIS,), (0,), 4),
    "external_oblique": ((MuscleGroup.EXTERNAL_OBLIQUE,), (0,), 4),
    "internal_oblique": ((MuscleGroup.INTERNAL_OBLIQUE,), (0,), 4),
}
"""Muscle of the planar body: its groups, the angles it depends on, degree of its polynomial."""

NAMED = {"adductor_magnus": "addmag", "short_adductors": ("addbrev", "addlong")}
"""Muscles that are part of a group only: how their fascicles' names begin."""
TRUNK = ("back_extensors", "rectus_abdominis", "external_oblique", "internal_oblique")
SEGMENTS = {
    "pelvis": ("pelvis",),
    "thigh": ("femur_r", "patella_r"),
    "shank": ("tibia_r",),
    "foot": ("talus_r", "calcn_r"),
    "toes": ("toes_r",),
}
"""Bodies of the model in each segment of the planar body; all others belong to the trunk."""


class Poser:
    """Puts the body model into planar postures, both sides alike, arms hanging."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.column = {name: i for i, name in enumerate(session.coordinates)}

    def set(self, angles_rad: FloatArray, *, toes_rad: float = 0.0) -> None:
        """Set lumbar extension, hip flexion, knee flexion and ankle dorsiflexion [rad]."""
        values = self.session.defaults.copy()
        lumbar, hip, knee, ankle = angles_rad
        for level, share in LUMBAR_SHARES["extension"].items():
            values[self.column[f"{level}_extension"]] = share * lumbar
        for side in "rl":
            for name, value in (
                ("hip_flexion", hip),
                ("knee_angle", knee),
                ("ankle_angle", ankle),
                ("mtp_angle", toes_rad),
            ):
                values[self.column[f"{name}_{side}"]] = value
            values[self.column[f"knee_angle_{side}_beta"]] = knee
        self.session.set_motion(values, np.zeros_like(values))

    def lengths_m(self, angles_rad: FloatArray) -> FloatArray:
        """Return all muscle-tendon lengths [m]."""
        self.set(angles_rad)
        state = self.session.state
        return np.array([muscle.getLength(state) for muscle in self.session.muscles])

    def place(self, body: str, point: Sequence[float] = (0.0, 0.0, 0.0)) -> FloatArray:
        """Return where a point of a body lies in the pelvis frame, forward and up [m]."""
        bodies = self.session.model.getBodySet()
        vec = opensim.Vec3(*(float(x) for x in point))
        found = bodies.get(body).findStationLocationInAnotherFrame(
            self.session.state, vec, bodies.get("pelvis")
        )
        return np.array([found.get(0), found.get(1)])


@dataclass(frozen=True)
class Fit:
    """A length polynomial and how far it is from the model at postures it has not seen."""

    exponents: tuple[tuple[int, ...], ...]
    coefficients_m: FloatArray
    length_error_mm: float
    arm_error_mm: float


def _powers(degree: int, count: int) -> tuple[tuple[int, ...], ...]:
    every = itertools.product(range(degree + 1), repeat=count)
    return tuple(powers for powers in every if sum(powers) <= degree)


def _terms(q: FloatArray, powers: Iterable[tuple[int, ...]]) -> FloatArray:
    return np.array([np.prod(q ** np.array(p), axis=1) for p in powers]).T


def _slopes(q: FloatArray, powers: Iterable[tuple[int, ...]], angle: int) -> FloatArray:
    columns = []
    for p in powers:
        lower = np.array(p)
        factor = lower[angle]
        lower[angle] = max(factor - 1, 0)
        columns.append(factor * np.prod(q**lower, axis=1))
    return np.array(columns).T


def _samples(rng: np.random.Generator, count: int) -> FloatArray:
    wide = rng.uniform(WIDE_DEG[:, 0], WIDE_DEG[:, 1], (count, 4))
    walking = rng.uniform(WALKING_DEG[:, 0], WALKING_DEG[:, 1], (count, 4))
    return radians(np.vstack([wide, walking]))


@dataclass(frozen=True)
class Sampled:
    """Lengths (P, M) [m] and their slopes (4, P, M) [m/rad] at P postures (P, 4)."""

    q: FloatArray
    lengths_m: FloatArray
    slopes_m: FloatArray


def _sample(poser: Poser, q: FloatArray) -> Sampled:
    lengths = np.array([poser.lengths_m(each) for each in q])
    slopes = []
    for angle in range(4):
        step = np.zeros(4)
        step[angle] = STEP_RAD
        ahead = np.array([poser.lengths_m(each + step) for each in q])
        behind = np.array([poser.lengths_m(each - step) for each in q])
        slopes.append((ahead - behind) / (2 * STEP_RAD))
    return Sampled(q, lengths, np.array(slopes))


def _fit(
    sampled: Sampled, check: Sampled, weights: FloatArray, on: tuple[int, ...], degree: int
) -> Fit:
    powers = _powers(degree, len(on))

    def rows(data: Sampled) -> tuple[FloatArray, FloatArray]:
        q = data.q[:, on]
        left = [_terms(q, powers), *(_slopes(q, powers, a) for a in range(len(on)))]
        right = [data.lengths_m @ weights, *(data.slopes_m[joint] @ weights for joint in on)]
        return np.vstack(left), np.concatenate(right)

    left, right = rows(sampled)
    coefficients = np.linalg.lstsq(left, right, rcond=None)[0]
    left, right = rows(check)
    error = left @ coefficients - right
    count = len(check.q)
    return Fit(
        powers,
        coefficients,
        1e3 * float(np.abs(error[:count]).max()),
        1e3 * float(np.sqrt(np.mean(error[count:] ** 2))),
    )


def _forces(session: Session, planar: str) -> FloatArray:
    """Return the strength of the fascicles that belong to a planar muscle, (M,) [N], else 0."""
    groups, both = MUSCLES[planar][0], planar in TRUNK
    start = NAMED.get(planar, "")
    names = [muscle.getName() for muscle in session.muscles]
    force = np.array([muscle.getMaxIsometricForce() for muscle in session.muscles])
    wanted = []
    for name in names:
        found = muscle_group_of(name)
        wanted.append(
            found is not None
            and found[0] in groups
            and (both or found[1] is Side.RIGHT)
            and name.startswith(start)
        )
    return np.array(wanted) * force


def _muscle_text(name: str, session: Session, sampled: Sampled, check: Sampled) -> list[str]:
    _, on, degree = MUSCLES[name]
    forces = _forces(session, name)
    weights = forces / forces.sum()
    fit = _fit(sampled, check, weights, on, degree)

    def mean(values: Iterable[float]) -> float:
        return float(weights @ np.array(list(values)))

    degroote = [opensim.DeGrooteFregly2016Muscle.safeDownCast(m) for m in session.muscles]
    rows = {
        "angles": [ANGLES[i] for i in on],
        "max_isometric_force_N": float(forces.sum()),
        "optimal_fibre_length_m": mean(m.getOptimalFiberLength() for m in session.muscles),
        "tendon_slack_length_m": mean(m.getTendonSlackLength() for m in session.muscles),
        "pennation_rad": mean(m.getPennationAngleAtOptimalFiberLength() for m in session.muscles),
        "passive_strain": mean(m.get_passive_fiber_strain_at_one_norm_force() for m in degroote),
        "length_error_mm": fit.length_error_mm,
        "arm_error_mm": fit.arm_error_mm,
        "exponents": [list(p) for p in fit.exponents],
        "coefficients_m": [float(c) for c in fit.coefficients_m],
    }
    print(f"{name:28s} length {fit.length_error_mm:5.2f} mm, arm {fit.arm_error_mm:5.2f} mm rms")
    return [f"[muscles.{name}]", *(f"{key} = {_toml(value)}" for key, value in rows.items()), ""]


def _toml(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.9g}" if "e" in f"{value:.9g}" or "." in f"{value:.9g}" else f"{value:.1f}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _hinge(angles_rad: FloatArray, places_m: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return centre, arm and worst error [m] of the hinge that best carries a point along.

    place = centre + R(angle) arm, the rotation counter-clockwise seen from the right.
    """
    c, s = np.cos(angles_rad), np.sin(angles_rad)
    one, zero = np.ones_like(c), np.zeros_like(c)
    rows = np.vstack([np.column_stack([one, zero, c, -s]), np.column_stack([zero, one, s, c])])
    right = np.concatenate([places_m[:, 0], places_m[:, 1]])
    found = np.linalg.lstsq(rows, right, rcond=None)[0]
    error = np.abs(rows @ found - right).max()
    return found[:2], found[2:], float(error)


def _segment(poser: Poser, names: Iterable[str], origin: FloatArray) -> dict[str, object]:
    """Return mass, mass centre from the origin and moment of inertia about it, as posed."""
    table = poser.session.bodies
    rows = [table.names.index(name) for name in names]
    masses = table.masses_kg[rows]
    places = np.array([poser.place(table.names[r], table.centres_m[r]) for r in rows])
    centre = masses @ places / masses.sum()
    bodies = poser.session.model.getBodySet()
    inertia = 0.0
    for r, mass, place in zip(rows, masses, places, strict=True):
        turn = bodies.get(table.names[r]).findTransformBetween(
            poser.session.state, bodies.get("pelvis")
        )
        matrix = np.array([[turn.R().get(i, j) for j in range(3)] for i in range(3)])
        turned = matrix @ table.inertias_kg_m2[r] @ matrix.T
        inertia += turned[2, 2] + mass * float(np.sum((place - centre) ** 2))
    return {
        "mass_kg": float(masses.sum()),
        "centre_m": [float(x) for x in centre - origin],
        "inertia_kg_m2": float(inertia),
    }


def _geometry(poser: Poser) -> tuple[dict[str, FloatArray], Mapping[str, float]]:
    """Return the joints' places in the neutral posture, from the pelvis's origin, and errors."""
    poser.set(np.zeros(4))
    hip = poser.place("femur_r")
    knees = radians(np.linspace(0.0, 100.0, 41))
    ankles = []
    for knee in knees:
        poser.set(np.array([0.0, 0.0, knee, 0.0]))
        ankles.append(poser.place("talus_r"))
    knee_at, to_ankle, knee_error = _hinge(-knees, np.array(ankles))
    lumbar = radians(np.linspace(-40.0, 25.0, 41))
    necks = []
    for angle in lumbar:
        poser.set(np.array([angle, 0.0, 0.0, 0.0]))
        necks.append(poser.place("torso", (0.0, 0.2, 0.0)))
    lumbar_at, _, lumbar_error = _hinge(lumbar, np.array(necks))
    poser.set(np.zeros(4))
    joints = {
        "hip": hip,
        "knee": knee_at,
        "ankle": knee_at + to_ankle,
        "toes": poser.place("toes_r"),
        "heel_bone": poser.place("calcn_r"),
        "lumbar": lumbar_at,
    }
    return joints, {"knee_error_m": knee_error, "lumbar_error_m": lumbar_error}


def _body_text(poser: Poser) -> list[str]:
    joints, errors = _geometry(poser)
    poser.set(np.zeros(4))
    lower = {name for names in SEGMENTS.values() for name in names}
    left = {name[:-2] + "_l" for name in lower if name.endswith("_r")}
    trunk = [name for name in poser.session.bodies.names if name not in lower | left]
    start = {"pelvis": "hip", "thigh": "hip", "shank": "knee", "foot": "ankle", "toes": "toes"}
    lines = [
        "# Joints in the neutral posture, forward and up from the hip centre [m].",
        "[joints_m]",
    ]
    lines += [
        f"{name} = {_toml([float(x) for x in at - joints['hip']])}" for name, at in joints.items()
    ]
    lines += [
        "",
        "# Worst distance between a moving centre and the hinge that stands for it.",
    ]
    lines += [
        "[hinge_errors_m]",
        *(f"{name} = {_toml(value)}" for name, value in errors.items()),
        "",
    ]
    parts = {**SEGMENTS, "trunk": trunk}
    for name, bodies in parts.items():
        origin = joints[start.get(name, "lumbar")]
        lines.append(f"[segments.{name}]")
        lines += [f"{key} = {_toml(v)}" for key, v in _segment(poser, bodies, origin).items()]
        lines.append("")
    print({name: np.round(at, 4) for name, at in joints.items()}, errors)
    return lines


HEADER = """\
# The planar body of the prediction engine, written by scripts/fit_planar_body.py.
# Do not edit: change the body model or the script, and run it.
# Angles in radians: lumbar extension (total of six levels), hip flexion, knee flexion, ankle
# dorsiflexion, positive as named. A muscle's length is the sum of coefficient * product of
# angle^exponent.
# Errors are those at postures not used in the fit: largest in length, root mean square in lever.
# Leg muscles are one side's; trunk muscles are both sides together.
"""


def main() -> None:
    """Fit and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        model = write_model(Path(folder) / "body.osim")
        sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
        session = open_session(str(model), sha256)
        poser = Poser(session)
        rng = np.random.default_rng(8)
        sampled, check = (_sample(poser, _samples(rng, n)) for n in (350, 80))
        lines = [HEADER + f'body_model_sha256 = "{sha256}"', ""]
        lines += _body_text(poser)
        for name in MUSCLES:
            lines += _muscle_text(name, session, sampled, check)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
