"""Stay near a person's own recorded walk, and let the weakness move it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import JointAngles
from hipspine.domain.prediction import Prediction, PredictionQuestion
from hipspine.predict.ask import Means, Progress, ask_each, job_for
from hipspine.predict.changes import apply_changes
from hipspine.predict.jobs import Job, VariantAnswer
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.names import COORDINATES, mirror
from hipspine.predict.summary import summed_up
from hipspine.predict.variants import nominal, variants

TRACKING_WEIGHTS = (0.03, 0.3, 3.0)
"""How dear it is to be five degrees away from the recorded angles, against effort. With the
smallest weight the body is nearly free, with the largest it hardly leaves the recording."""
SAMPLES = 200
"""Instants over a recorded cycle; half of them are a step."""

_RECORDED = {
    "pelvis_tilt": "pelvis_tilt",
    "lumbar_extension": "lumbar_extension",
    **{f"hip_flexion_{side}": f"hip_flexion_{side}" for side in "rl"},
    **{f"knee_flexion_{side}": f"knee_angle_{side}" for side in "rl"},
    **{f"ankle_dorsiflexion_{side}": f"ankle_angle_{side}" for side in "rl"},
}
"""Coordinates of the planar body and their names in recordings of OpenSim's models."""


@dataclass(frozen=True, eq=False)
class OwnWalk:
    """A person's cycle made symmetric.

    angles_rad : (SAMPLES, 12) evenly over the cycle, left the mirror image of right half a cycle
    later; places, and angles that were not recorded, are 0.
    """

    angles_rad: FloatArray
    speed_m_s: float
    cycle_s: float


def own_walk(angles: JointAngles, *, start_s: float, end_s: float) -> OwnWalk:
    """Return one recorded cycle, the mean of both legs.

    Raises
    ------
    RecordingError
        If the recording does not reach over the cycle, or lacks an angle or the pelvis's place.
    """
    where = "the recorded walk"
    if angles.times_s[0] > start_s or angles.times_s[-1] < end_s or end_s - start_s < 0.6:
        raise RecordingError(
            where,
            expected=f"a whole cycle within {angles.times_s[0]:.2f} to {angles.times_s[-1]:.2f} s",
            got=f"{start_s:.2f} to {end_s:.2f} s",
            do="Give the times of two heel strikes of the same foot.",
        )
    needed = (*_RECORDED.values(), "pelvis_tx", "pelvis_tz")
    missing = [name for name in needed if name not in angles.names]
    if missing:
        raise RecordingError(
            where,
            expected="the angles of a walk by OpenSim's names",
            got=f"none for {', '.join(missing)}",
            do="Use joint angles as inverse kinematics writes them.",
        )
    times = start_s + (end_s - start_s) * np.arange(SAMPLES) / SAMPLES
    q = np.zeros((SAMPLES, len(COORDINATES)))
    for ours, theirs in _RECORDED.items():
        q[:, COORDINATES.index(ours)] = np.interp(times, angles.times_s, angles.of(theirs))
    later = np.roll(q, -SAMPLES // 2, axis=0)[:, mirror(COORDINATES)]
    ends = np.array([start_s, end_s])
    travelled = [
        np.ptp(np.interp(ends, angles.times_s, angles.of(f"pelvis_t{axis}"))) for axis in "xz"
    ]
    speed = float(np.hypot(*travelled) / (end_s - start_s))
    return OwnWalk(0.5 * (q + later), speed, end_s - start_s)


def in_phase(own: OwnWalk, step: FloatArray) -> FloatArray:
    """Return the recorded step (SAMPLES / 2, 12) that begins where a predicted one does.

    `step` : (N, 12) angles evenly over the predicted step.
    """
    half = SAMPLES // 2
    given = np.linspace(0.0, 1.0, len(step))
    wanted = np.arange(half) / half
    model = np.array([np.interp(wanted, given, column) for column in step.T]).T
    shifts = [np.roll(own.angles_rad, -shift, axis=0)[:half] for shift in range(SAMPLES)]
    distances = [float(np.sum((each[:, 4:] - model[:, 4:]) ** 2)) for each in shifts]
    return shifts[int(np.argmin(distances))]


@dataclass(frozen=True, eq=False)
class TrackedPrediction:
    """A prediction near the recorded walk, for one weight of staying there."""

    weight: float
    distance_rad: float
    """Root mean square difference of the unchanged walk from the recorded one, over variants."""
    prediction: Prediction


def predict_near(
    question: PredictionQuestion,
    own: OwnWalk,
    means: Means,
    *,
    weights: Sequence[float] = TRACKING_WEIGHTS,
    progress: Progress | None = None,
) -> tuple[TrackedPrediction, ...]:
    """Return the predictions near a recorded walk, one for each tracking weight."""
    asked = variants() if means.with_ensemble else (nominal(),)
    applied = apply_changes(question.changes)
    at_speed = replace(question, speed_m_s=own.speed_m_s)
    jobs = [job_for(at_speed, each, applied.muscles, means.cache_dir) for each in asked]
    every = [_near(job, own, weight) for weight in weights for job in jobs]
    answers = ask_each(every, means.executor, progress=progress)
    found = []
    for number, weight in enumerate(weights):
        chosen = slice(number * len(jobs), (number + 1) * len(jobs))
        prediction = summed_up(
            at_speed, every[chosen], answers[chosen], body=read_planar_body(), absent=applied.absent
        )
        distance = _distance(every[chosen], answers[chosen])
        found.append(TrackedPrediction(weight, distance, prediction))
    return tuple(found)


def _near(job: Job, own: OwnWalk, weight: float) -> Job:
    if job.seed is None:
        return job
    # A seed's states follow its duration and speed, one row for each instant.
    states = job.seed[2:].reshape(-1, BOTH_LEGS.size) * BOTH_LEGS.scale
    return replace(
        job,
        settings=replace(job.settings, tracking_weight=weight),
        tracked=in_phase(own, states[:, : BOTH_LEGS.q]),
        is_seed_solution=False,
    )


def _distance(jobs: Sequence[Job], answers: Sequence[VariantAnswer]) -> float:
    squares = []
    for job, answer in zip(jobs, answers, strict=True):
        if answer.before is None or job.tracked is None:
            continue
        q = answer.before.motion.q[: len(answer.before.motion.q) // 2]
        given = np.linspace(0.0, 1.0, len(job.tracked))
        wanted = np.arange(1, len(q) + 1) / len(q)
        recorded = np.array([np.interp(wanted, given, column) for column in job.tracked.T]).T
        kept = [i for i, name in enumerate(COORDINATES) if name in _RECORDED]
        squares.append(np.mean((q[:, kept] - recorded[:, kept]) ** 2))
    return float(np.sqrt(np.mean(squares))) if squares else float("nan")
