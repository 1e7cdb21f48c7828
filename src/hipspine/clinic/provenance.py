"""What made an assessment: files, model, software, options."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from hipspine import __version__
from hipspine.clinic.person_motion import PersonMotion
from hipspine.clinic.request import AssessmentRequest
from hipspine.clinic.trial_motion import ANGLE_CUTOFF_HZ, FORCE_CUTOFF_HZ
from hipspine.domain.assumptions import DiscNeutral
from hipspine.domain.provenance import InputFile, Provenance
from hipspine.readers import fingerprint

MEASURED = "measured"
PREDICTED = "predicted"
"""Where the ground reaction comes from (`ground_reaction` among the options)."""


def provenance_of(request: AssessmentRequest, person: PersonMotion) -> Provenance:
    """Return the files by hash, the model, the version and the options of an assessment."""
    emg = request.emg
    files = {
        "motion": request.motion,
        "forces": request.forces,
        "static trial": request.static,
        "model": request.model,
        "marker set": request.marker_set,
        "events": request.events,
        "gait reference": request.gait_reference,
        "muscle signals": emg.file if emg else None,
    }
    options = {
        "from_s": request.start_s,
        "to_s": request.end_s,
        "angle_cutoff_hz": ANGLE_CUTOFF_HZ,
        "force_cutoff_hz": FORCE_CUTOFF_HZ,
        "steps_a_day": request.steps_a_day,
        "disc_stiffness_factor": request.assumptions.disc_stiffness_factor,
        "abdominal_pressure_Pa": request.assumptions.abdominal_pressure_Pa,
        "signal_weight": emg.weight if emg else None,
        "fatigue_s": request.fatigue_s,
    }
    return Provenance(
        software="hipspine",
        software_version=__version__,
        model=person.model_name,
        model_sha256=hashlib.sha256(person.model_path.read_bytes()).hexdigest(),
        inputs=tuple(
            InputFile(role, path.name, fingerprint(path))
            for role, path in (*files.items(), *_maximum_trials(request))
            if path is not None
        ),
        options=(
            ("objective", str(request.assumptions.objective)),
            ("disc_neutral", _disc_neutral(request, person)),
            ("ground_reaction", MEASURED if person.recording.forces else PREDICTED),
            *_sharing(request),
            *((name, f"{value:g}") for name, value in options.items() if value is not None),
        ),
    )


def _maximum_trials(request: AssessmentRequest) -> Iterator[tuple[str, Path]]:
    for path in request.emg.mvic if request.emg else ():
        yield "maximum trial", path


def _sharing(request: AssessmentRequest) -> Iterator[tuple[str, str]]:
    """Yield the options of sharing that were asked for; the usual ones are told by their lack."""
    if request.assumptions.activation_dynamics:
        yield "activation_dynamics", "yes"
    if request.emg is not None and request.emg.left_out:
        yield "signals_left_out", ", ".join(request.emg.left_out)


def _disc_neutral(request: AssessmentRequest, person: PersonMotion) -> str:
    """Return which posture the discs were unstressed in: without a standing trial the model's."""
    asked = request.assumptions.disc_neutral
    return str(asked if person.standing_lumbar_rad else DiscNeutral.MODEL)
