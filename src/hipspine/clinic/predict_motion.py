"""Predict how a motion would change: check the question, ask the variants, return the answer."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hipspine.domain.errors import RecordingError, ScenarioError
from hipspine.domain.prediction import (
    ModelBody,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Quantity,
)
from hipspine.domain.scenario import MuscleChange, Parameter, parse_muscle_change
from hipspine.predict.ask import USUAL_SPEED_M_S, Means, Progress, predict, prediction_processes
from hipspine.predict.personal import TrackedPrediction, own_walk, predict_near
from hipspine.predict.reserve import Reserve, find_reserve
from hipspine.predict.variants import stated_rule
from hipspine.readers.registry import read_file

OWN_SPEED = "own"
"""How a caller asks for the speed that the body chooses itself."""
SPEEDS_M_S = (0.6, 1.8)
HEIGHTS_M = (1.45, 2.0)
MASS_PER_HEIGHT_KG_M2 = (17.0, 40.0)
LOADS_KG = (0.0, 25.0)
"""Ranges within which searches were tried out; outside, an answer would be luck."""
WEAKEST_TIGHTNESS = 0.25
MOST_RISE_PERCENT = 1000.0


@dataclass(frozen=True)
class Asked:
    """A question as a person puts it."""

    motion: MotionKind
    what_if: tuple[str, ...]
    """Such as ``gluteus_maximus.strength=0.5``."""
    height_m: float = ModelBody().height_m
    mass_kg: float = ModelBody().mass_kg
    speed: str = f"{USUAL_SPEED_M_S:g}"
    """Walking speed [m/s], or ``own``."""
    load_kg: float = 0.0


@dataclass(frozen=True)
class RecordedCycle:
    """One gait cycle of a file with joint angles, from a heel strike to the same foot's next."""

    path: Path
    start_s: float
    end_s: float


def question_of(asked: Asked) -> PredictionQuestion:
    """Return the question that was asked.

    Raises
    ------
    ScenarioError
        If a change does not parse, or a size, speed or load is out of the tried range.
    """
    changes = tuple(parse_muscle_change(text) for text in asked.what_if)
    if not changes:
        raise ScenarioError(
            "what-if",
            expected="at least one change",
            got="none",
            do="Name it, such as --what-if gluteus_maximus.strength=0.5.",
        )
    check_changes(changes)
    body = ModelBody(asked.height_m, asked.mass_kg)
    check_size(body)
    _check("load", asked.load_kg, LOADS_KG, "kg")
    return PredictionQuestion(
        motion=asked.motion,
        changes=changes,
        body=body,
        speed_m_s=_speed(asked) if asked.motion is MotionKind.WALK else None,
        load_kg=asked.load_kg if asked.motion is MotionKind.LIFT else 0.0,
    )


def predict_near_recording(
    asked: Asked,
    cycle: RecordedCycle,
    *,
    cache_dir: Path | None = None,
    workers: int = 2,
    executor: Executor | None = None,
    with_ensemble: bool = True,
    progress: Progress | None = None,
) -> tuple[TrackedPrediction, ...]:
    """Return how a recorded walk would change, for three weights of staying near it.

    Parameters as in `predict_motion`.

    Raises
    ------
    RecordingError
        If the file holds no joint angles over the cycle.
    """
    question = question_of(asked)
    if question.motion is not MotionKind.WALK:
        raise ScenarioError(
            "recorded walk",
            expected="a question about walking",
            got=question.motion.value,
            do="Leave out the recording, or ask about walking.",
        )
    angles = read_file(cycle.path).angles
    if angles is None:
        raise RecordingError(
            str(cycle.path),
            expected="joint angles (.mot or .sto)",
            got="none",
            do="Write them with inverse kinematics, for instance with OpenSim.",
        )
    own = own_walk(angles, start_s=cycle.start_s, end_s=cycle.end_s)
    with executor_or_processes(executor, workers) as where:
        means = Means(where, cache_dir, with_ensemble)
        return predict_near(question, own, means, progress=progress)


def reserve_question(asked: Asked, group: str) -> PredictionQuestion:
    """Return the question about a muscle group's reserve, the group wholly without strength."""
    return question_of(replace(asked, what_if=(f"{group}.strength=0",)))


def reserve_in(
    asked: Asked,
    group: str,
    *,
    rise: float,
    cache_dir: Path | None = None,
    workers: int = 2,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Reserve:
    """Return how weak a muscle group may become before a motion's effort rises by a share.

    Raises
    ------
    ScenarioError
        If the group is not in the planar body, the motion is standing, which has no effort to
        compare, or the rise is smaller than what counts as a change of effort at all.
    """
    least = stated_rule().smallest(Quantity.EFFORT)
    _check("rise of effort", 100.0 * rise, (100.0 * least, MOST_RISE_PERCENT), "%")
    question = reserve_question(asked, group)
    if question.motion is MotionKind.STAND:
        raise ScenarioError(
            "reserve",
            expected="a motion",
            got=question.motion.value,
            do="Ask about walking, rising, squatting or lifting.",
        )
    with executor_or_processes(executor, workers) as where:
        means = Means(where, cache_dir)
        return find_reserve(question, group, means, rise=rise, progress=progress)


def _speed(asked: Asked) -> float | None:
    if asked.speed == OWN_SPEED:
        return None
    try:
        speed = float(asked.speed)
    except ValueError:
        raise ScenarioError(
            "speed",
            expected=f"a number in m/s, or {OWN_SPEED}",
            got=repr(asked.speed),
            do="Write it as in --speed 1.2.",
        ) from None
    check_speed(speed)
    return speed


def check_changes(changes: Iterable[MuscleChange]) -> None:
    """Check that searches were tried out with muscles changed so far.

    Raises
    ------
    ScenarioError
        If they were not.
    """
    for change in changes:
        if change.parameter is Parameter.TIGHTNESS:
            _check(f"what-if {change}", change.value, (0.0, WEAKEST_TIGHTNESS), "")


def check_size(body: ModelBody) -> None:
    """Check that searches were tried out on bodies of this size.

    Raises
    ------
    ScenarioError
        If they were not.
    """
    _check("height", body.height_m, HEIGHTS_M, "m")
    _check("body mass index", body.mass_kg / body.height_m**2, MASS_PER_HEIGHT_KG_M2, "kg/m²")


def check_speed(speed_m_s: float) -> None:
    """Check that searches were tried out at this walking speed.

    Raises
    ------
    ScenarioError
        If they were not.
    """
    _check("speed", speed_m_s, SPEEDS_M_S, "m/s")


def _check(what: str, value: float, tried: tuple[float, float], unit: str) -> None:
    low, high = tried
    if not low <= value <= high:
        raise ScenarioError(
            what,
            expected=f"{low:g} to {high:g} {unit}".strip(),
            got=f"{value:g}",
            do="Choose a value in this range; outside it the prediction was not tried out.",
        )


def predict_motion(
    asked: Asked,
    *,
    cache_dir: Path | None = None,
    workers: int = 2,
    executor: Executor | None = None,
    with_ensemble: bool = True,
    progress: Progress | None = None,
) -> Prediction:
    """Return the prediction that answers a question.

    Parameters
    ----------
    asked : Asked
    cache_dir : Path, optional
        Where built problems are kept.
    workers : int
        Processes to start, if no executor is given.
    executor : Executor, optional
        Where the variants run instead, such as ``client.get_executor()`` of a Dask client.
    with_ensemble : bool
        All sixteen variants. Without them there are figures but no numbers.
    progress : callable, optional
        Called with how many variants have answered, and how many were asked.
    """
    question = question_of(asked)
    with executor_or_processes(executor, workers) as where:
        return predict(question, Means(where, cache_dir, with_ensemble), progress=progress)


@contextmanager
def executor_or_processes(executor: Executor | None, workers: int) -> Iterator[Executor]:
    """Give the executor, or, without one, processes of our own that end with the context."""
    if executor is not None:
        yield executor
        return
    with prediction_processes(workers) as own:
        yield own
