"""From the engines of one trial to its assessment, before anything is explained."""

from collections.abc import Sequence
from dataclasses import replace

from hipspine.clinic.load_bands import load_bands
from hipspine.clinic.measure_trial import MeasureOptions, TrialWork, measure_trial
from hipspine.clinic.own_signals import SignalsOnModel
from hipspine.clinic.provenance import provenance_of
from hipspine.clinic.request import AssessmentRequest
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments, segments_of
from hipspine.clinic.sharing_effect import samples_of, sharing_effect
from hipspine.clinic.standard_sweeps import SweepPlan
from hipspine.clinic.tiring import tiring
from hipspine.clinic.trial_quality import trial_quality
from hipspine.clinic.what_ifs import TrialEngines, asked_what_ifs, standard_sweeps, unseen_changes
from hipspine.domain.assessment import Assessment, Quality
from hipspine.domain.errors import RecordingError

USE_ANOTHER = "Use a trial in which every foot on the ground is on a plate."


def assessable_segments(file: str, engines: TrialEngines, *, do: str = USE_ANOTHER) -> Segments:
    """Return the parts of a trial in which every foot's force is known.

    Parameters
    ----------
    file : str
        Name of the recording, for the error.
    engines : TrialEngines
    do : str
        What the error advises, where there is more to do than to use another trial.

    Raises
    ------
    RecordingError
        If there is none.
    """
    bundle = engines.bundle
    segments = segments_of(engines.trial.cycles, bundle.measured, bundle.times_s)
    if not segments.of_trunk:
        raise RecordingError(
            file,
            expected="a part of the trial in which the forces on both feet are measured",
            got="none",
            do=do,
        )
    return segments


def assess_trial(
    request: AssessmentRequest,
    engines: TrialEngines,
    segments: Segments,
    options: MeasureOptions,
    *,
    sweeps: Sequence[SweepPlan],
) -> Assessment:
    """Return what a trial shows; findings are empty.

    Parameters
    ----------
    request : AssessmentRequest
    engines : TrialEngines
    segments : Segments
        From `assessable_segments`.
    options : MeasureOptions
    sweeps : sequence of SweepPlan
        Which sliders are worked out; those of posture take an extraction for each level.
    """
    trial, engine = engines.trial, engines.recorded
    drawn, base = ResultsOverCycle(engine, segments), engine.base
    found, sweeps_absent = standard_sweeps(engines, segments, sweeps)
    forces_N, loads = drawn.forces(base), drawn.loads(base)
    samples = samples_of(engines, segments)
    work = TrialWork(engines.bundle, base, trial.cycles, segments, forces_N, loads)
    return Assessment(
        subject=trial.person.subject,
        provenance=provenance_of(request, trial.person),
        quality=_with_problems_of(engines.signals, trial_quality(trial, engine, segments)),
        cycles=trial.cycles,
        segment_label=segments.label,
        activations=drawn.activations(base),
        forces=forces_N,
        hip_extension_moments=drawn.hip_extension_moments(base),
        loads=loads,
        what_ifs=asked_what_ifs(engines, request.what_ifs, segments),
        sweeps=found,
        findings=(),
        absent=(
            *segments.absent,
            *base.absent,
            *sweeps_absent,
            *unseen_changes(request.what_ifs, segments),
            *drawn.absent(),
            *(engines.signals.absent if engines.signals else ()),
        ),
        load_bands=load_bands(samples),
        sharing=sharing_effect(engines, segments, samples),
        fatigue=tiring(engines, segments, request.fatigue_s) if request.fatigue_s else None,
        trunk_side=segments.trunk_side,
        measurements=measure_trial(work, options),
    )


def _with_problems_of(signals: SignalsOnModel | None, quality: Quality) -> Quality:
    """Return the quality with what was noticed about muscle signals, each thing once."""
    if signals is None:
        return quality
    return replace(
        quality, problems=tuple(dict.fromkeys((*quality.problems, *signals.own.problems)))
    )


def frame_s(engines: TrialEngines) -> float:
    """Return the time between two frames of a trial [s]."""
    times_s = engines.bundle.times_s
    return float(times_s[-1] - times_s[0]) / (len(times_s) - 1)
