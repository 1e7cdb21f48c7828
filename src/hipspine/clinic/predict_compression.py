"""Lumbar compression of a predicted motion: experimental, for clinicians, never for patients.

The planar motion goes to the full body model of the same size (`predict_full_body`), with the
ground's forces that belong to it, and the full engine shares the work among all muscles. Reported
is the load with the change less the load without it, over the versions of the model, and how far
the planar motion fits the full body: the forces that remain at the pelvis.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from hipspine.clinic.predict_full_body import FullMotion, Repeats, full_motion
from hipspine.clinic.predict_motion import Asked, executor_or_processes, question_of
from hipspine.clinic.trial_quality import residuals_of
from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.prediction import (
    CompressionChange,
    Fit,
    ModelBody,
    MotionKind,
    NoCompression,
    PredictedCompression,
    Prediction,
    PredictionQuestion,
)
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.predict.ask import ask_each, job_for
from hipspine.predict.ask_reactions import reactions
from hipspine.predict.changes import apply_changes
from hipspine.predict.jobs import Found, Job, VariantAnswer
from hipspine.predict.names import MUSCLES
from hipspine.predict.parameters import Settings
from hipspine.predict.reaction import Reaction
from hipspine.predict.summary import summed_up
from hipspine.predict.variants import variants
from hipspine.simulate.body.build import (
    LUMBAR_SHARES,
    disc_stiffness_Nm_per_rad,
    model_segments,
    write_model,
)
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.requests import ScalingRequest
from hipspine.simulate.fit.workers import OpenSimProcesses, opensim_processes

DISC = "L5_S1"
FEWEST = 0.75
"""Share of the versions that must fit the full body before anything is summed up, as for the
motions themselves."""
ASKING = "Versions of the model"
PASSING = "Passing the motions through the full body"

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True, eq=False)
class _Pair:
    """One version's motion before and after the change, with what acts on it."""

    job: Job
    motions: tuple[Found, Found]
    reactions: tuple[Reaction, Reaction]


@dataclass(frozen=True)
class VersionLoad:
    """Mean and peak compression of one version, before and after [N], and how well it fits."""

    mean_N: tuple[float, float]
    peak_N: tuple[float, float]
    fit: Fit
    is_feasible: bool
    """Whether the full body's muscles can make both motions."""


def predict_with_compression(
    asked: Asked,
    *,
    cache_dir: Path,
    workers: int = 2,
    executor: Executor | None = None,
    progress: Progress = lambda *_: None,
) -> tuple[Prediction, PredictedCompression]:
    """Return the prediction, and the change of lumbar compression that goes with it.

    Parameters
    ----------
    asked : Asked
    cache_dir : Path
        Where built problems and extracted motions are kept.
    workers : int
        Processes to start; those of the prediction end before OpenSim's begin.
    executor : Executor, optional
        Where the motions are predicted instead.
    progress : callable, optional
    """
    question = question_of(asked)
    applied = apply_changes(question.changes)
    jobs = [job_for(question, variant, applied.muscles, cache_dir) for variant in variants()]
    with executor_or_processes(executor, workers) as where:
        answers = ask_each(jobs, where, progress=lambda *step: progress(ASKING, *step))
        found = _found_both(jobs, answers)
        is_cyclic = question.motion is MotionKind.WALK
        acting = reactions(
            [(each.motion, job.settings, is_cyclic) for job, both in found for each in both],
            where,
        )
    prediction = summed_up(question, jobs, answers, body=read_planar_body(), absent=applied.absent)
    pairs = [
        _Pair(job, both, (acting[2 * i], acting[2 * i + 1])) for i, (job, both) in enumerate(found)
    ]
    if prediction.before is None:
        return prediction, _nothing(NoCompression.NO_ANSWER)
    with opensim_processes(workers) as processes:
        loads = _loads(question, pairs, _Bench(processes, cache_dir, progress))
    return prediction, summed_up_compression(loads)


def _found_both(
    jobs: Sequence[Job], answers: Sequence[VariantAnswer]
) -> list[tuple[Job, tuple[Found, Found]]]:
    return [
        (job, (answer.before, answer.after))
        for job, answer in zip(jobs, answers, strict=True)
        if answer.before is not None and answer.after is not None
    ]


def summed_up_compression(loads: Sequence[VersionLoad]) -> PredictedCompression:
    """Return the change over the versions that fit the full body, or why there is none."""
    if not loads:
        return _nothing(NoCompression.NO_ANSWER)
    worst = max((each.fit for each in loads), key=lambda fit: fit.worst_share)
    fitting = [each for each in loads if each.fit.is_good and each.is_feasible]
    if len(fitting) < FEWEST * len(loads):
        return _nothing(NoCompression.DOES_NOT_FIT, len(loads), len(fitting), worst)
    # In a posture held still they are the same.
    figures = ("mean",) if all(each.mean_N == each.peak_N for each in loads) else ("mean", "peak")
    changes = tuple(
        _change(of, np.array([getattr(each, f"{of}_N") for each in fitting])) for of in figures
    )
    return PredictedCompression(DISC, changes, len(loads), len(fitting), worst)


def _nothing(
    reason: NoCompression, asked: int = 0, fitting: int = 0, fit: Fit | None = None
) -> PredictedCompression:
    return PredictedCompression(DISC, (), asked, fitting, fit, reason)


def _change(of: str, before_and_after_N: FloatArray) -> CompressionChange:
    change = before_and_after_N[:, 1] - before_and_after_N[:, 0]
    median = float(np.median(change))
    return CompressionChange(
        of=of,
        usual_N=float(np.median(before_and_after_N[:, 0])),
        usual_lowest_N=float(before_and_after_N[:, 0].min()),
        usual_highest_N=float(before_and_after_N[:, 0].max()),
        median_N=median,
        lowest_N=float(change.min()),
        highest_N=float(change.max()),
        share_agreeing=float(np.mean(np.sign(change) == np.sign(median))),
    )


@dataclass(frozen=True, eq=False)
class _Bench:
    processes: OpenSimProcesses
    cache_dir: Path
    progress: Progress


def _loads(
    question: PredictionQuestion, pairs: Sequence[_Pair], bench: _Bench
) -> list[VersionLoad]:
    loads = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        model = sized_model(question.body, pairs[0].job.settings, folder, bench.processes)
        for number, pair in enumerate(pairs):
            bench.progress(PASSING, number, len(pairs))
            loads.append(_load(question, pair, model, bench))
    bench.progress(PASSING, len(pairs), len(pairs))
    return loads


def sized_model(
    body: ModelBody, settings: Settings, folder: Path, processes: OpenSimProcesses
) -> Path:
    """Return the full body model of the planar body's size, mass and strength."""
    generic = write_model(folder / "generic.osim")
    request = ScalingRequest(
        model_path=generic,
        out_path=folder / "sized.osim",
        name="model_body",
        body_factors={each.name: settings.length_factor for each in model_segments()},
        mass_kg=body.mass_kg,
        strength_factor=settings.force_factor,
    )
    return Path(processes.ask("scaling.write_scaled_model", request))


def _load(question: PredictionQuestion, pair: _Pair, model: Path, bench: _Bench) -> VersionLoad:
    shares = hip_extensor_shares(pair.job)
    scenarios = (
        Scenario("before", shares),
        Scenario("after", (*shares, *question.changes)),
    )
    solved = []
    for when, scenario in enumerate(scenarios):
        motion = full_motion(
            pair.motions[when].motion,
            pair.reactions[when],
            length_factor=pair.job.settings.length_factor,
            repeats=_repeats(question, pair.job, when),
        )
        solved.append(_solved(motion, scenario, pair.job.settings, model, bench))
    compressions = [each.compression_N for each in solved]
    return VersionLoad(
        mean_N=(float(compressions[0].mean()), float(compressions[1].mean())),
        peak_N=(float(compressions[0].max()), float(compressions[1].max())),
        fit=max((each.fit for each in solved), key=lambda fit: fit.worst_share),
        is_feasible=all(each.is_feasible for each in solved),
    )


def _repeats(question: PredictionQuestion, job: Job, when: int) -> Repeats:
    if question.motion is not MotionKind.WALK:
        return Repeats.NEVER
    is_symmetric = job.one_sided is None or when == 0
    return Repeats.EVERY_STEP if is_symmetric else Repeats.EVERY_CYCLE


def hip_extensor_shares(job: Job) -> tuple[MuscleChange, ...]:
    """Return the strengths in which a version's muscles differ from the body model's."""
    strengths = dict(zip(MUSCLES, job.usual.strength, strict=True))
    return tuple(
        MuscleChange(group, Parameter.STRENGTH, float(strengths[f"{group}_r"]))
        for group in ("gluteus_maximus", "hamstrings")
        if strengths[f"{group}_r"] != 1.0
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    compression_N: FloatArray
    fit: Fit
    is_feasible: bool


def _solved(
    motion: FullMotion, scenario: Scenario, settings: Settings, model: Path, bench: _Bench
) -> _Solved:
    bundle = extract_bundle(
        model,
        motion.angles,
        motion.contacts,
        cache_dir=bench.cache_dir,
        workers=bench.processes,
    )
    stiffness, neutral = discs_like(settings)
    engine = Engine(bundle, disc_stiffness_Nm_per_rad=stiffness, disc_neutral_rad=neutral)
    solution: Solution = engine.solve(scenario)
    first_s, last_s = motion.span_s
    inside = (bundle.times_s >= first_s) & (bundle.times_s <= last_s)
    compression = solution.joint_loads[DISC].compression_N[inside]
    return _Solved(compression, _fit(bundle, motion, inside), not solution.shortfalls)


def _fit(bundle: Bundle, motion: FullMotion, inside: BoolArray) -> Fit:
    residuals = residuals_of(bundle, motion.contacts, inside)
    assert residuals is not None  # our own model's pelvis is free

    def left_over(*coordinates: str) -> float:
        rows = [bundle.equations.index(name) for name in coordinates]
        return float(np.linalg.norm(bundle.required_moments_Nm[inside][:, rows], axis=1).max())

    return Fit(
        force_N=residuals.force_peak_N,
        force_limit_N=residuals.force_limit_N,
        moment_Nm=left_over("pelvis_tilt"),
        moment_limit_Nm=residuals.moment_limit_Nm,
        sideways_moment_Nm=left_over("pelvis_list", "pelvis_rotation"),
    )


def discs_like(settings: Settings) -> tuple[dict[str, float], dict[str, float]]:
    """Return disc stiffness [N·m/rad] and neutral angle [rad] by coordinate, as a version has them.

    The planar lumbar spine is one hinge. Six discs in a row that share its angle carry the same
    moment each where each disc's stiffness is the hinge's over the disc's share. Sideways and in
    rotation, where nothing moves, they keep their published stiffness.
    """
    stiffness, neutral = disc_stiffness_Nm_per_rad(), {}
    for level, share in LUMBAR_SHARES["extension"].items():
        stiffness[f"{level}_extension"] = settings.lumbar_stiffness_Nm_per_rad / share
        neutral[f"{level}_extension"] = share * settings.lumbar_neutral_rad
    return stiffness, neutral
