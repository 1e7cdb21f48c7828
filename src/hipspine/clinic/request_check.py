"""What can be told wrong about a request from its files alone, before the long work begins."""

import math
from dataclasses import replace
from pathlib import Path

from hipspine.clinic.request import AssessmentRequest
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import JointAngles, Markers, Recording
from hipspine.measure.cycles import SLOWEST_RATE_HZ
from hipspine.mechanics.filters import sampling_rate_hz
from hipspine.readers.events_file import read_events
from hipspine.simulate.body.model_probe import check_is_model_file
from hipspine.simulate.fit.body_size import check_subject

Span = tuple[float, float]
"""Start and end [s]."""


def check_request(request: AssessmentRequest, recording: Recording) -> None:
    """Check body size, model file and the part asked for against a recording.

    Raises
    ------
    UserError
        If one of them cannot be used; the message says what to do.
    """
    if request.subject is not None:
        check_subject(request.subject)
    if request.model is not None:
        check_is_model_file(request.model)
        _check_options_of_markers(request)
    motion = recording.markers or recording.angles
    if motion is not None:
        _check_rate(request, motion)
    span = _span_of(recording)
    if span is not None:
        _check_part(request, span)


def with_given_events(request: AssessmentRequest, recording: Recording) -> Recording:
    """Return the recording with the events of the request's file in place of its own.

    Raises
    ------
    FileFormatError, RecordingError
        If the file is wrong, or none of its events lies within the recording.
    """
    if request.events is None:
        return recording
    events = read_events(request.events)
    span = _span_of(recording)
    if span is not None and not any(span[0] <= event.time_s <= span[1] for event in events):
        raise RecordingError(
            request.events.name,
            expected=f"events between {span[0]:.3f} and {span[1]:.3f} s, as the recording runs",
            got=f"events from {events[0].time_s:.3f} to {events[-1].time_s:.3f} s",
            do="Give the times in seconds on the recording's own clock.",
        )
    return replace(recording, events=events)


def _span_of(recording: Recording) -> Span | None:
    motion = recording.markers or recording.angles
    return None if motion is None else (float(motion.times_s[0]), float(motion.times_s[-1]))


def _check_rate(request: AssessmentRequest, motion: Markers | JointAngles) -> None:
    rate_hz = sampling_rate_hz(motion.times_s)
    if rate_hz < SLOWEST_RATE_HZ:
        raise RecordingError(
            request.motion.name,
            expected=f"at least {SLOWEST_RATE_HZ:g} frames per second",
            got=f"{rate_hz:.3g}",
            do="Export every frame of the recording, or check its time column.",
        )


def _check_part(request: AssessmentRequest, span: Span) -> None:
    first, last = span
    start = first if request.start_s is None else request.start_s
    end = last if request.end_s is None else request.end_s
    # Written so that a time that is not a number fails too.
    if start < min(end, last) and end > first and math.isfinite(start + end):
        return
    raise RecordingError(
        "the part of the trial asked for",
        expected=f"a start before its end, within {first:.3f} to {last:.3f} s",
        got=f"{start:.3f} to {end:.3f} s",
        do="Change --from and --to.",
    )


def _check_options_of_markers(request: AssessmentRequest) -> None:
    """Refuse what only a model made from markers uses: it would be passed over in silence."""
    given: dict[str, Path | None] = {
        "--static": request.static,
        "--marker-set": request.marker_set,
    }
    unused = [option for option, path in given.items() if path is not None]
    if unused:
        raise RecordingError(
            request.motion.name,
            expected="joint angles and their model alone",
            got=f"{' and '.join(unused)} beside --model",
            do=f"Leave {' and '.join(unused)} out: the model is taken as it is. "
            "To have one fitted to markers, leave --model out.",
        )
