"""From a recording to a trial of the movement lab."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from hipspine.clinic.assess_trial import assess_trial, assessable_segments, frame_s
from hipspine.clinic.explain_assessment import explain_trial
from hipspine.clinic.lab_answer import posture_names
from hipspine.clinic.lab_trial import (
    MOST_REPETITIONS,
    REPETITIONS_WITH_POSTURES,
    LabTrial,
    PackedPostures,
    lab_telling,
    pack_bundle,
    stretch_of,
)
from hipspine.clinic.measure_trial import measure_options
from hipspine.clinic.person_motion import person_motion
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.segments import Segments
from hipspine.clinic.standard_sweeps import SAME_MOTION_SWEEPS
from hipspine.clinic.trial_motion import MARGIN_S, TrialMotion, trial_motion
from hipspine.clinic.trial_quality import trial_quality
from hipspine.clinic.what_ifs import TrialEngines, trial_engines
from hipspine.content.text import LANGUAGES
from hipspine.domain.finding import Finding
from hipspine.domain.motion import ContactForce, JointAngles
from hipspine.domain.scenario import PostureChange, PostureParameter, Scenario
from hipspine.domain.units import radians
from hipspine.simulate.fit.workers import opensim_processes

Kept = Callable[[LabTrial], None]
"""Called as soon as the trial can be opened, before other postures are worked out."""

Told = Callable[[Mapping[str, tuple[Finding, ...]]], None]
"""Called with the findings in every language, after the trial can be opened."""


def lab_recording(
    request: AssessmentRequest,
    workshop: Workshop,
    *,
    name: str,
    keep: Kept,
    tell: Told | None = None,
    postures: bool = True,
) -> LabTrial:
    """Return the movement lab's trial of a recording.

    Parameters
    ----------
    request : AssessmentRequest
    workshop : Workshop
    name : str
        What the trial is called.
    keep : callable
        Called with the trial before other postures are worked out.
    tell : callable, optional
        Called with what the recorded motion shows, in every language.
    postures : bool
        Whether other postures are worked out too.

    Raises
    ------
    UserError
        If a file cannot be read or used; the message says what to do.
    """
    with opensim_processes(workshop.workers) as processes:
        workshop = replace(workshop, workers=processes)
        person = person_motion(request, workshop)
        trial = trial_motion(request, person, workshop)
        engines = trial_engines(trial, workshop)
        segments = assessable_segments(request.motion.name, engines)
        lab_trial = _repetitions(name, engines, segments)
        keep(lab_trial)
        if tell is not None:
            tell(_findings(request, engines, segments))
        if not postures:
            return lab_trial
        return _with_postures(lab_trial, trial, engines, workshop)


def _findings(
    request: AssessmentRequest, engines: TrialEngines, segments: Segments
) -> dict[str, tuple[Finding, ...]]:
    """Return what the recorded motion shows; nothing about other postures, which come later."""
    options = measure_options(request)
    found = assess_trial(request, engines, segments, options, sweeps=SAME_MOTION_SWEEPS)
    between_s = frame_s(engines)
    return {
        language: explain_trial(found, frame_s=between_s, language=language).findings
        for language in LANGUAGES
    }


def _repetitions(name: str, engines: TrialEngines, segments: Segments) -> LabTrial:
    """Return the first repetition as recorded, with the others beside it."""
    trial, bundle = engines.trial, engines.bundle
    quality = trial_quality(trial, engines.recorded, segments)
    tellings = (
        lab_telling(name, trial, segments, quality, repetition=number)
        for number, _ in enumerate(segments.of_trunk[:MOST_REPETITIONS], start=1)
    )
    first, *others = (
        LabTrial(telling, stretch_of(bundle, telling.start_s, telling.end_s))
        for telling in tellings
    )
    return replace(first, others=tuple(others))


def _with_postures(
    lab_trial: LabTrial, trial: TrialMotion, engines: TrialEngines, workshop: Workshop
) -> LabTrial:
    """Return the trial with its first repetitions in every other posture."""
    names, shown = posture_names(), (lab_trial, *lab_trial.others)
    moved = range(min(len(shown), REPETITIONS_WITH_POSTURES))
    steps = [(number, name) for number in moved for name in names]
    quiet = replace(engines, workshop=replace(workshop, progress=_tell_nothing))
    found: list[dict[str, bytes]] = [{} for _ in shown]
    for done, (number, name) in enumerate(steps):
        workshop.progress("Trying other postures", done, len(steps))
        telling = shown[number].telling
        near = replace(quiet, trial=_around(trial, telling.start_s, telling.end_s))
        bundle = near.for_posture_of(posture_scenario(name)).bundle
        found[number][name] = pack_bundle(stretch_of(bundle, telling.start_s, telling.end_s))
    workshop.progress("Trying other postures", len(steps), len(steps))
    first, *others = (
        replace(each, postures=PackedPostures(packed))
        for each, packed in zip(shown, found, strict=True)
    )
    return replace(first, others=tuple(others))


def _tell_nothing(_stage: str, _done: int, _total: int) -> None:
    return


def posture_scenario(name: str) -> Scenario:
    """Return the scenario of a posture's name, such as ``pelvis_anterior_tilt=5`` [degrees]."""
    parameter, _, degrees = name.partition("=")
    change = PostureChange(PostureParameter(parameter), radians(float(degrees)))
    return Scenario(name, posture=(change,))


def _around(trial: TrialMotion, start_s: float, end_s: float) -> TrialMotion:
    """Return the trial's frames of a stretch, with a margin on both sides."""
    times_s = trial.angles.times_s
    kept = (times_s >= start_s - MARGIN_S) & (times_s <= end_s + MARGIN_S)
    frames = np.flatnonzero(kept)
    angles = JointAngles(trial.angles.names, times_s[frames], trial.angles.values[frames])
    contacts = tuple(
        ContactForce(
            contact.contact,
            contact.times_s[frames],
            contact.force_N[frames],
            contact.point_m[frames],
            contact.torque_Nm[frames],
        )
        for contact in trial.contacts
    )
    return replace(trial, angles=angles, contacts=contacts)
