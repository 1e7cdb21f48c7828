"""Hold the unweakened predicted walk against recorded ones, each at its own speed and body size."""

from dataclasses import dataclass
from pathlib import Path

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import ModelBody, MotionKind, PredictionQuestion
from hipspine.domain.units import STANDARD_GRAVITY, degrees
from hipspine.predict import walking
from hipspine.predict.answer import answer
from hipspine.predict.ask import job_for
from hipspine.predict.built import STEP_MESH
from hipspine.predict.instant import instant, parameter_symbol
from hipspine.predict.jobs import Job
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.names import COORDINATES
from hipspine.predict.parameters import Muscles, parameter_vector
from hipspine.predict.personal import SAMPLES, OwnWalk, own_walk
from hipspine.predict.problem import course_of
from hipspine.predict.stage import state_of
from hipspine.predict.variants import nominal
from hipspine.readers.registry import read_file

USUAL = (ModelBody(), 1.3)
JOINTS = {"hip": "hip_flexion_r", "knee": "knee_flexion_r", "ankle": "ankle_dorsiflexion_r"}
STANDING_SHARE = 0.05
"""A foot stands while the ground pushes it up by more of the body's weight. Recordings are cut at
20 N; the smooth ground already pushes with 20 to 30 N on a sole 3 mm above it."""


@dataclass(frozen=True)
class Recorded:
    """A recorded walk: its cycle, and the body as its authors scaled their model.

    The height is that of the generic body, 1.70 m with 0.805 m from hip to ankle, made longer as
    the person's leg is.
    """

    file: str
    cycle_s: tuple[float, float]
    height_m: float
    mass_kg: float


RECORDED = {
    "first adult": Recorded("walk_rajagopal/coordinates.sto", (0.45, 1.595), 1.82, 85.27),
    "second adult": Recorded("subject4/walking1_ik.mot", (0.0, 1.06), 1.68, 62.6),
    "second adult, another walk": Recorded("subject4/walking2_ik.mot", (0.0, 1.07), 1.68, 62.6),
}
"""Legs of 0.860 and 0.796 m in the scaled models. The first cycle begins where the angles do and
lasts as long as the authors' heel strikes are apart; the others last as long as hip and knee angles
repeat best."""


@dataclass(frozen=True)
class Compared:
    """Root mean square differences [deg] over the cycle, after one common shift in phase."""

    walk: str
    compared_at: str
    hip_deg: float
    knee_deg: float
    ankle_deg: float
    first_peak: float
    """Largest vertical ground reaction in the first half of stance [body weights]."""
    second_peak: float
    toe_off: float
    """Share of the cycle that a foot stands."""
    step_m: float
    cadence_per_min: float


def compared(recordings: Path) -> list[Compared]:
    """Return every recorded walk against the usual predicted one, and against one like it."""
    usual = _walk(*USUAL)
    rows = []
    for name, recorded in RECORDED.items():
        own = _own(recordings, recorded)
        alike = _walk(ModelBody(recorded.height_m, recorded.mass_kg), own.speed_m_s)
        rows.append(_against(own, usual, name, "the usual body at 1.3 m/s"))
        text = f"a body of {recorded.height_m:.2f} m and {recorded.mass_kg:.0f} kg"
        rows.append(_against(own, alike, name, f"{text} at {own.speed_m_s:.2f} m/s"))
    return rows


def between_people(recordings: Path) -> dict[str, float]:
    """Return how far the two adults differ from each other [deg], as context for the rest."""
    one, other = (_own(recordings, RECORDED[name]) for name in ("first adult", "second adult"))
    return dict(zip(JOINTS, _least(other.angles_rad, one.angles_rad), strict=True))


def _own(recordings: Path, recorded: Recorded) -> OwnWalk:
    angles = read_file(recordings / recorded.file).angles
    assert angles is not None
    start, end = recorded.cycle_s
    return own_walk(angles, start_s=start, end_s=end)


def _walk(body: ModelBody, speed_m_s: float) -> tuple[Job, FloatArray]:
    question = PredictionQuestion(MotionKind.WALK, (), body=body, speed_m_s=speed_m_s)
    job = job_for(question, nominal(), Muscles(), None)
    found = answer(job).before
    if found is None:
        raise SystemExit(f"no walk of {body} at {speed_m_s} m/s")
    return job, found.unknowns


def _against(own: OwnWalk, walk: tuple[Job, FloatArray], name: str, how: str) -> Compared:
    job, unknowns = walk
    cycle = walking.whole_cycle(course_of(unknowns, BOTH_LEGS, STEP_MESH))
    progress = np.arange(SAMPLES) / SAMPLES * cycle.duration_s
    columns = cycle.states[:, : BOTH_LEGS.q].T
    model = np.array([np.interp(progress, cycle.times_s, each) for each in columns]).T
    weight = read_planar_body().mass_kg * job.settings.mass_factor * STANDARD_GRAVITY
    up = _upward_N(job, unknowns) / weight
    stands = up > STANDING_SHARE
    landing = int(np.flatnonzero(stands & ~np.roll(stands, 1))[0])
    stance = np.roll(up, -landing)[: np.sum(stands)]
    first, second = (float(half.max()) for half in np.array_split(stance, 2))
    step_s, speed = unknowns[0], unknowns[1]
    return Compared(
        name,
        how,
        *_least(model, own.angles_rad),
        first,
        second,
        float(stands.mean()),
        float(speed * step_s),
        float(60.0 / step_s),
    )


def _least(model: FloatArray, recorded: FloatArray) -> tuple[float, float, float]:
    """Return the differences of hip, knee and ankle [deg] at the shift that fits best."""
    every = [_differences(np.roll(model, shift, axis=0), recorded) for shift in range(SAMPLES)]
    return min(every, key=lambda each: sum(gap**2 for gap in each))


def _differences(model: FloatArray, recorded: FloatArray) -> tuple[float, float, float]:
    hip, knee, ankle = (
        _size((model - recorded)[:, COORDINATES.index(name)]) for name in JOINTS.values()
    )
    return hip, knee, ankle


def _size(gap_rad: FloatArray) -> float:
    return degrees(float(np.sqrt(np.mean(gap_rad**2))))


def _upward_N(job: Job, unknowns: FloatArray) -> FloatArray:
    """Return the upward force on one foot over a cycle, evenly, from any instant on."""
    x, rates, p = ca.SX.sym("x", BOTH_LEGS.size), ca.SX.sym("v", BOTH_LEGS.size), parameter_symbol()
    seen = instant(read_planar_body(), state_of(BOTH_LEGS, x, rates), p)
    at = ca.Function("ground", [x, rates, p], [ca.vertcat(seen.ground[1], seen.ground[4])])
    states = unknowns[2:].reshape(-1, BOTH_LEGS.size)
    slopes = np.diff(states, axis=0) * STEP_MESH.intervals / unknowns[0]
    parameters = parameter_vector(job.settings, job.usual)
    found = np.array(at.map(len(slopes))(states[1:].T, slopes.T, ca.repmat(parameters, 1, 30)))
    return np.concatenate([found[0], found[1]])


def as_table(rows: list[Compared]) -> str:
    """Return the comparison as a table."""
    head = (
        "| recorded | model | hip | knee | ankle | peaks, body weights | toe-off | step "
        "| steps a minute |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|---|"]
    lines += [
        f"| {row.walk} | {row.compared_at} | {row.hip_deg:.1f} | {row.knee_deg:.1f} | "
        f"{row.ankle_deg:.1f} | {row.first_peak:.2f} and {row.second_peak:.2f} | "
        f"{100 * row.toe_off:.0f} % | {row.step_m:.2f} m | {row.cadence_per_min:.0f} |"
        for row in rows
    ]
    return "\n".join(lines)
