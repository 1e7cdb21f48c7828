"""From a recording to an assessment: the main use case, and the order of its stages."""

from dataclasses import replace

from hipspine.clinic.assess_trial import assess_trial, assessable_segments, frame_s
from hipspine.clinic.explain_assessment import explain_trial
from hipspine.clinic.measure_trial import measure_options
from hipspine.clinic.own_signals import on_the_clock_of, read_own_signals
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.predict_beside import check_predictable, predict_beside
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.standard_sweeps import POSTURE_SWEEPS, SAME_MOTION_SWEEPS
from hipspine.clinic.trial_motion import trial_motion
from hipspine.clinic.what_ifs import trial_engines
from hipspine.content.reference_walker import reference_walker_files, reference_walker_plan
from hipspine.domain.assessment import Assessment
from hipspine.simulate.compiling import compiling_beside
from hipspine.simulate.fit.workers import opensim_processes

OTHER_TRIAL_OR_START = (
    "Use a trial in which every foot on the ground is on a plate, or change --from."
)


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
    own = read_own_signals(request.emg) if request.emg else None
    with compiling_beside() as compiled, opensim_processes(workshop.workers) as processes:
        workshop = replace(workshop, workers=processes)
        person = person_motion(request, workshop)
        trial = trial_motion(request, person, workshop)
        if own is not None:
            own = on_the_clock_of(own, trial.angles.times_s)
        engines = trial_engines(trial, workshop, assumptions=request.assumptions)
        compiled()
        engines = engines if own is None else engines.informed_by(own)
        segments = assessable_segments(request.motion.name, engines, do=OTHER_TRIAL_OR_START)
        sweeps = (*SAME_MOTION_SWEEPS, *POSTURE_SWEEPS)
        assessment = assess_trial(request, engines, segments, options, sweeps=sweeps)
    # After OpenSim's processes have ended: theirs and the prediction's cannot be one, and both
    # together would need twice the memory.
    assessment = replace(
        assessment, predictions=predict_beside(request.predict, assessment, workshop)
    )
    return explain_trial(
        assessment, frame_s=frame_s(engines), besides=request.besides, language=request.language
    )
