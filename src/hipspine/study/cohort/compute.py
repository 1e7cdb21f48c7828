"""Work through one trial: read or generate it, solve it under every scenario, keep its numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hipspine.clinic.assess_recording import assess_recording
from hipspine.clinic.assess_trial import assessable_segments
from hipspine.clinic.lab_trial import LabTrial, read_lab_trial
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.predict_motion import Asked, predict_motion
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments
from hipspine.clinic.trial_motion import trial_motion
from hipspine.clinic.what_ifs import asked_what_ifs, trial_engines
from hipspine.domain.anatomy import Side, groups_named
from hipspine.domain.assessment import (
    GAIT_CYCLE,
    Assessment,
    Curve,
    GroupSide,
    JointLoadCurves,
    LedgerRow,
    WhatIfResult,
)
from hipspine.domain.errors import UserError
from hipspine.domain.person import Subject
from hipspine.domain.prediction import Prediction
from hipspine.domain.problem import Level, Problem
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import Scenario
from hipspine.report.write import write_results
from hipspine.simulate.body.build import disc_stiffness_Nm_per_rad
from hipspine.simulate.engine import Engine
from hipspine.simulate.fit.workers import opensim_processes
from hipspine.simulate.what_if import same_motion_what_ifs
from hipspine.study.cohort.asked import AS_RECORDED, AskedPrediction, Outputs
from hipspine.study.cohort.result import (
    FailureKind,
    KeptCurve,
    Number,
    Outcome,
    TrialResult,
    failed,
)
from hipspine.study.cohort.trials import Participant, RecordedTrial, Task, WalkerTrial
from hipspine.study.cohort.walkers import walker_stride

COMPONENTS = ("compression", "anterior_shear", "lateral_shear", "resultant")
SUMMARIES = ("peak", "mean", "lowest")
STRIDE_FILE = ".lab"
"""Ending of a stride that was worked out before; it needs no OpenSim."""

USUAL_HEIGHT_M = 1.70
"""Height of the model body where a person's is not known; predictions say so."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A trial under every scenario, whatever it came from."""

    mass_kg: float
    segment: str
    loads: Mapping[str, JointLoadCurves]
    forces: Mapping[GroupSide, Curve]
    what_ifs: tuple[WhatIfResult, ...]
    problems: tuple[Problem, ...]
    absent: tuple[Absent, ...]


def compute_trial(task: Task) -> TrialResult:
    """Return the result of a trial; what the user can mend is a result too, with its reason."""
    trial = task.trial
    try:
        solved = _solved(task)
        predicted = [
            number
            for asked in task.scenarios.predictions
            for number in _prediction_numbers(asked, trial.person, solved.mass_kg, task)
        ]
    except UserError as error:
        return failed(trial.id, FailureKind.UNUSABLE, str(error))
    return TrialResult(
        trial.id,
        Outcome.DONE,
        mass_kg=solved.mass_kg,
        segment=solved.segment,
        infeasible=tuple(each.scenario.name for each in solved.what_ifs if not each.is_feasible),
        numbers=(*_numbers(solved, task.outputs), *predicted),
        curves=tuple(_curves(solved, task.outputs)),
        problems=tuple(
            f"{each.where}: {each.what}" for each in solved.problems if each.level is not Level.INFO
        ),
        absent=tuple(f"{each.what}: {each.reason}" for each in solved.absent),
    )


def _solved(task: Task) -> Solved:
    trial = task.trial
    if isinstance(trial, WalkerTrial):
        return _solved_stride(walker_stride(trial), task.scenarios.what_ifs)
    path = Path(trial.motion)
    if path.suffix == STRIDE_FILE:
        return _solved_stride(read_lab_trial(path), task.scenarios.what_ifs)
    if task.outputs.reports:
        return _reported(trial, task)
    return _solved_recording(trial, task)


def _solved_stride(stride: LabTrial, scenarios: Sequence[Scenario]) -> Solved:
    bundle, telling = stride.bundle, stride.telling
    spans = ((float(bundle.times_s[0]), float(bundle.times_s[-1])),)
    segments = Segments(GAIT_CYCLE, dict.fromkeys(Side, spans), spans, telling.side)
    engine = Engine(
        bundle,
        disc_stiffness_Nm_per_rad=disc_stiffness_Nm_per_rad(),
        disc_neutral_rad=telling.standing_lumbar_rad or None,
    )
    drawn = ResultsOverCycle(engine, segments)
    return Solved(
        mass_kg=telling.mass_kg,
        segment=segments.label,
        loads=drawn.loads(engine.base),
        forces=drawn.forces(engine.base),
        what_ifs=same_motion_what_ifs(
            engine, scenarios, curves_of=lambda each: ResultsOverCycle(each, segments)
        ),
        problems=telling.problems,
        absent=engine.base.absent,
    )


def request_of(trial: RecordedTrial, scenarios: Sequence[Scenario]) -> AssessmentRequest:
    """Return the assessment that a recorded trial asks for."""
    person = trial.person
    files = {role: Path(path) for role, path in trial.files.items()}
    subject = None
    if person.mass_kg is not None:
        subject = Subject(person.mass_kg, person.height_m, person.sex, person.id)
    return AssessmentRequest(
        motion=files["motion"],
        forces=files.get("forces"),
        static=files.get("static"),
        model=files.get("model"),
        marker_set=files.get("marker_set"),
        events=files.get("events"),
        subject=subject,
        start_s=trial.from_s,
        end_s=trial.to_s,
        what_ifs=tuple(scenarios),
    )


def _solved_recording(trial: RecordedTrial, task: Task) -> Solved:
    request = request_of(trial, task.scenarios.what_ifs)
    with opensim_processes(1) as processes:
        workshop = Workshop(Path(task.cache_dir), processes)
        person = person_motion(request, workshop)
        motion = trial_motion(request, person, workshop)
        engines = trial_engines(motion, workshop, assumptions=request.assumptions)
        segments = assessable_segments(
            request.motion.name,
            engines,
            do="Leave the trial out, or use one with every foot on a plate.",
        )
        what_ifs = asked_what_ifs(engines, request.what_ifs, segments)
    drawn = ResultsOverCycle(engines.recorded, segments)
    base = engines.recorded.base
    return Solved(
        mass_kg=person.subject.mass_kg,
        segment=segments.label,
        loads=drawn.loads(base),
        forces=drawn.forces(base),
        what_ifs=what_ifs,
        problems=(*person.problems, *motion.problems, *segments.problems),
        absent=(*segments.absent, *base.absent),
    )


def _reported(trial: RecordedTrial, task: Task) -> Solved:
    request = request_of(trial, task.scenarios.what_ifs)
    assessment = assess_recording(request, Workshop(Path(task.cache_dir), 1))
    write_results(assessment, Path(task.folder) / "reports" / trial.id)
    return _of_assessment(assessment)


def _of_assessment(assessment: Assessment) -> Solved:
    return Solved(
        mass_kg=assessment.subject.mass_kg,
        segment=assessment.segment_label,
        loads=assessment.loads,
        forces=assessment.forces,
        what_ifs=assessment.what_ifs,
        problems=assessment.quality.problems,
        absent=assessment.absent,
    )


def _numbers(solved: Solved, outputs: Outputs) -> Iterator[Number]:
    yield from _load_numbers(AS_RECORDED, solved.loads, outputs)
    for (group, side), name in _named_groups(solved.forces, outputs):
        curve = solved.forces[group, side]
        yield Number(AS_RECORDED, name, "force", "mean", "N", curve.mean)
        yield Number(AS_RECORDED, name, "force", "peak", "N", curve.peak)
    for result in solved.what_ifs:
        yield from _load_numbers(result.scenario.name, result.loads, outputs)
        yield from _ledger_numbers(result.scenario.name, result.ledger, outputs)


def _load_numbers(
    scenario: str, loads: Mapping[str, JointLoadCurves], outputs: Outputs
) -> Iterator[Number]:
    for joint in outputs.joints:
        if joint not in loads:
            continue
        for component in COMPONENTS:
            curve: Curve = getattr(loads[joint], component)
            for summary in SUMMARIES:
                yield Number(scenario, joint, component, summary, "N", getattr(curve, summary))


def _named_groups(
    forces: Mapping[GroupSide, Curve], outputs: Outputs
) -> Iterator[tuple[GroupSide, str]]:
    wanted = {group for name in outputs.muscles for group in groups_named(name)}
    for group, side in forces:
        if group in wanted:
            yield (group, side), f"{group}_{side}"


def _ledger_numbers(
    scenario: str, ledger: Sequence[LedgerRow], outputs: Outputs
) -> Iterator[Number]:
    wanted = {group for name in outputs.muscles for group in groups_named(name)}
    for row in sorted(ledger, key=lambda each: (each.group, each.side)):
        if row.group in wanted:
            yield Number(scenario, f"{row.group}_{row.side}", "force", "mean", "N", row.after_N)


def _curves(solved: Solved, outputs: Outputs) -> Iterator[KeptCurve]:
    if not outputs.curves:
        return
    by_scenario = {AS_RECORDED: solved.loads}
    by_scenario |= {each.scenario.name: each.loads for each in solved.what_ifs}
    for scenario, loads in by_scenario.items():
        for joint in outputs.joints:
            if joint in loads:
                for component in ("compression", "anterior_shear", "resultant"):
                    curve: Curve = getattr(loads[joint], component)
                    values = tuple(float(value) for value in curve.curve)
                    yield KeptCurve(scenario, joint, component, "N", values)


def _prediction_numbers(
    asked: AskedPrediction, person: Participant, mass_kg: float, task: Task
) -> Iterator[Number]:
    question = Asked(
        asked.motion,
        asked.changes,
        person.height_m or USUAL_HEIGHT_M,
        mass_kg,
        asked.speed,
        asked.load_kg,
    )
    yield from prediction_numbers(
        asked.name, predict_motion(question, cache_dir=Path(task.cache_dir), workers=1)
    )


def prediction_numbers(name: str, prediction: Prediction) -> Iterator[Number]:
    """Yield a prediction's effects as numbers: median, range and share of versions that agree."""
    for effect in prediction.effects:
        told = {"median": effect.median, "low": effect.lowest, "high": effect.highest}
        for summary, value in told.items():
            yield Number(name, "prediction", effect.quantity, summary, effect.unit, value)
        yield Number(name, "prediction", effect.quantity, "agreeing", "1", effect.share_agreeing)
