"""Ask the variants of the model a question, in processes of their own."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import InternalError, ModelError, ScenarioError
from hipspine.domain.prediction import MotionKind, Prediction, PredictionQuestion
from hipspine.predict.changes import apply_changes, is_one_sided, sized
from hipspine.predict.jobs import Job, VariantAnswer, surroundings
from hipspine.predict.parameters import Muscles
from hipspine.predict.summary import summed_up
from hipspine.predict.variants import (
    Variant,
    changed_muscles,
    fingerprint,
    first_guess,
    nearest_seed,
    nominal,
    variants,
)

USUAL_SPEED_M_S = 1.3
"""Comfortable walking of healthy adults is 1.27 to 1.46 m/s (Bohannon 1997,
doi:10.1093/ageing/26.1.15)."""
Progress = Callable[[int, int], None]
"""Called with how many variants have answered, and how many were asked."""


@contextmanager
def prediction_processes(count: int) -> Iterator[Executor]:
    """Give processes in which casadi may be imported; leaving the context ends them.

    They are spawned, so that nothing of this process (OpenSim, say) is in them.

    Raises
    ------
    ModelError
        If casadi is not installed.
    """
    if find_spec("casadi") is None:
        raise ModelError(
            "prediction",
            expected="the package casadi",
            got="an installation without it",
            do="Install the extra: pip install 'hipspine[predict]'.",
        )
    forget_opensims_libraries()
    pool = ProcessPoolExecutor(
        max_workers=count, mp_context=get_context("spawn"), initializer=_leave_interrupts
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def forget_opensims_libraries() -> None:
    """Take OpenSim's folder out of the library path that new processes inherit.

    Importing OpenSim puts it there, and it holds another casadi. OpenSim's own processes put it
    back when they import OpenSim.
    """
    package = find_spec("opensim")
    if package is None or package.origin is None:
        return
    folder = str(Path(package.origin).parent)
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        kept = [part for part in os.environ.get(name, "").split(os.pathsep) if part != folder]
        if any(kept):
            os.environ[name] = os.pathsep.join(kept)
        else:
            os.environ.pop(name, None)


def _leave_interrupts() -> None:
    # Ctrl-C reaches every process of the terminal; only the parent answers to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True)
class Means:
    """What a prediction is made with.

    executor : anything that runs functions in other processes: `prediction_processes`, or the
    executor of a Dask client (``client.get_executor()``); cache_dir : where built problems are
    kept, or None; with_ensemble : all sixteen variants, or the nominal model alone, whose answer
    is shown as a single variant's and never called robust.
    """

    executor: Executor
    cache_dir: Path | None = None
    with_ensemble: bool = True


def predict(
    question: PredictionQuestion, means: Means, *, progress: Progress | None = None
) -> Prediction:
    """Return what the variants of the model answer to a question.

    Raises
    ------
    ScenarioError
        If a change names no muscle of the planar body.
    InternalError
        If a process ends before its answer.
    """
    asked = variants() if means.with_ensemble else (nominal(),)
    applied = apply_changes(question.changes)
    jobs = [job_for(question, variant, applied.muscles, means.cache_dir) for variant in asked]
    answers = ask_each(jobs, means.executor, progress=progress)
    body = read_planar_body()
    return summed_up(question, jobs, answers, body=body, absent=applied.absent)


def job_for(
    question: PredictionQuestion, variant: Variant, change: Muscles, cache_dir: Path | None
) -> Job:
    """Return one variant's job for a question."""
    settings = surroundings(question, sized(variant.settings, question.body))
    where = (
        variant.number,
        question.speed_m_s or USUAL_SPEED_M_S,
        settings.length_factor,
    )
    nearest = nearest_seed(*where)
    is_usual_speed = where[1] == USUAL_SPEED_M_S
    at_usual_speed = (variant.number, USUAL_SPEED_M_S, settings.length_factor)
    is_solved = nearest.fingerprint == fingerprint(settings, variant.muscles, question.speed_m_s)
    return Job(
        kind=question.motion,
        settings=settings,
        usual=variant.muscles,
        changed=changed_muscles(variant.muscles, change),
        speed_m_s=question.speed_m_s,
        seed=nearest.unknowns if is_solved else first_guess(*where),
        other_seed=nearest.unknowns,
        usual_speed_seed=None if is_usual_speed else first_guess(*at_usual_speed),
        is_seed_solution=is_solved,
        one_sided=_weak_side(question, change),
        cache_dir=cache_dir,
    )


def _weak_side(question: PredictionQuestion, change: Muscles) -> Side | None:
    """Return the side of a walk's one-sided change; other motions move both legs alike."""
    if not is_one_sided(change):
        return None
    if question.motion is not MotionKind.WALK:
        raise ScenarioError(
            f"what-if for {question.motion}",
            expected="a change on both sides: in this motion both legs move alike",
            got=", ".join(str(each) for each in question.changes),
            do="Leave out the side, or ask about walking.",
        )
    sides = [each.side for each in question.changes if each.side is not None]
    return sides[0]


def ask_each(
    jobs: Sequence[Job], executor: Executor, *, progress: Progress | None = None
) -> list[VariantAnswer]:
    """Return the answers to jobs, in their order.

    Raises
    ------
    InternalError
        If a process ends before its answer.
    """
    waiting = {executor.submit(_answer, job): number for number, job in enumerate(jobs)}
    answers: dict[int, VariantAnswer] = {}
    try:
        for future in as_completed(waiting):
            answers[waiting[future]] = future.result()
            if progress is not None:
                progress(len(answers), len(jobs))
    except BrokenProcessPool as error:
        raise InternalError("a prediction process ended before its answer") from error
    return [answers[number] for number in range(len(jobs))]


def _answer(job: Job) -> VariantAnswer:
    # Imported where it runs: this module is also loaded by processes that hold OpenSim.
    from hipspine.predict.answer import answer

    return answer(job)
