"""From a recording to an assessment: the main use case, and the order of its stages."""

from dataclasses import replace

from hipspine.clinic.explain_assessment import explain_trial
from hipspine.clinic.load_bands import load_bands
from hipspine.clinic.measure_trial import (
    MeasureOptions,
    TrialWork,
    measure_options,
    measure_trial,
)
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.predict_beside import check_predictable, predict_beside
from hipspine.clinic.provenance import provenance_of
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments, segments_of
from hipspine.clinic.trial_motion import TrialMotion, trial_motion
from hipspine.clinic.trial_quality import trial_quality
from hipspine.clinic.what_ifs import (
    TrialEngines,
    asked_what_ifs,
    standard_sweeps,
    trial_engines,
    unseen_changes,
)
from hipspine.content.reference_walker import reference_walker_files, reference_walker_plan
from hipspine.domain.assessment import Assessment
from hipspine.domain.errors import RecordingError
from hipspine.simulate.fit.workers import opensim_processes


def reference_walker_request() -> AssessmentRequest:
    """Return the request that assesses the built-in reference walker."""
    files = reference_walker_files()
    return AssessmentRequest(
        motion=files.walk,
        forces=files.forces,
        static=files.static,
        subject=reference_walker_plan().subject,
    )


def assess_recording(request: AssessmentRequest, workshop: Workshop) -> Assessment:
    """Assess one trial: who does the work at hip and trunk, and what it costs back and hips.

    Raises
    ------
    UserError
        If a file cannot be read or used, or a what-if does not apply; the message says what to do.
    """
    # Read first: a wrong table is told before the long work.
    options = measure_options(request)
    check_predictable(request.predict)
    with opensim_processes(workshop.workers) as processes:
        workshop = replace(workshop, workers=processes)
        person = person_motion(request, workshop)
        trial = trial_motion(request, person, workshop)
        engines = trial_engines(trial, workshop, assumptions=request.assumptions)
        segments = _segments(request, trial, engines)
        assessment = _assessment(request, trial, engines, segments, options)
    # After OpenSim's processes have ended: theirs and the prediction's cannot be one, and both
    # together would need twice the memory.
    assessment = replace(
        assessment, predictions=predict_beside(request.predict, assessment, workshop)
    )
    return explain_trial(
        assessment, frame_s=_frame_s(engines), besides=request.besides, language=request.language
    )


def _frame_s(engines: TrialEngines) -> float:
    times_s = engines.bundle.times_s
    return float(times_s[-1] - times_s[0]) / (len(times_s) - 1)


def _segments(request: AssessmentRequest, trial: TrialMotion, engines: TrialEngines) -> Segments:
    segments = segments_of(trial.cycles, engines.bundle.measured, engines.bundle.times_s)
    if not segments.of_trunk:
        raise RecordingError(
            request.motion.name,
            expected="a part of the trial in which the forces on both feet are measured",
            got="none",
            do="Use a trial in which every foot on the ground is on a plate, or change --from.",
        )
    return segments


def _assessment(
    request: AssessmentRequest,
    trial: TrialMotion,
    engines: TrialEngines,
    segments: Segments,
    options: MeasureOptions,
) -> Assessment:
    engine = engines.recorded
    drawn, base = ResultsOverCycle(engine, segments), engine.base
    sweeps, sweeps_absent = standard_sweeps(engines, segments)
    forces_N, loads = drawn.forces(base), drawn.loads(base)
    work = TrialWork(engines.bundle, base, trial.cycles, segments, forces_N, loads)
    return Assessment(
        subject=trial.person.subject,
        provenance=provenance_of(request, trial.person),
        quality=trial_quality(trial, engine, segments),
        cycles=trial.cycles,
        segment_label=segments.label,
        activations=drawn.activations(base),
        forces=forces_N,
        hip_extension_moments=drawn.hip_extension_moments(base),
        loads=loads,
        what_ifs=asked_what_ifs(engines, request.what_ifs, segments),
        sweeps=sweeps,
        findings=(),
        absent=(
            *segments.absent,
            *base.absent,
            *sweeps_absent,
            *unseen_changes(request.what_ifs, segments),
            *drawn.absent(),
        ),
        load_bands=load_bands(engine, segments),
        trunk_side=segments.trunk_side,
        measurements=measure_trial(work, options),
    )
