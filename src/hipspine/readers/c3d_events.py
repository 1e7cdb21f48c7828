"""Gait events of a C3D file: its EVENT group."""

import re
from typing import Any

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Event, EventKind
from hipspine.domain.problem import Level, Problem
from hipspine.readers.c3d_process import C3dContent

_KINDS = {
    EventKind.HEEL_STRIKE: re.compile(r"(foot|heel) ?-?_?(strike|contact|on|down)|[lr]?(hs|fs|ic)"),
    EventKind.TOE_OFF: re.compile(r"(foot|toe) ?-?_?off|[lr]?(to|fo)"),
}
_SECONDS_PER_MINUTE = 60.0


def events_in(source: str, content: C3dContent) -> tuple[tuple[Event, ...], list[Problem]]:
    """Return the heel strikes and toe offs of a C3D file in order of time.

    The side comes from EVENT:CONTEXTS, or from the label where that begins or ends with it (RHS).
    Times are EVENT:TIMES, minutes and seconds on the clock of the frames (C3D format manual, EVENT
    group). Events of other kinds, or without a side, are counted and left out.
    """
    labels = [str(label).strip() for label in content.values("EVENT", "LABELS")]
    contexts = [str(context).strip() for context in content.values("EVENT", "CONTEXTS")]
    times_s = _times_s(content.values("EVENT", "TIMES"))
    events, others = [], []
    for label, context, time_s in zip(labels, contexts, times_s, strict=False):
        kind, side = _kind(label), _side(label, context)
        if kind is None or side is None or not np.isfinite(time_s):
            others.append(f"{context} {label}".strip())
        else:
            events.append(Event(kind, side, float(time_s)))
    problems = []
    if others:
        problems.append(
            Problem(
                Level.INFO,
                f"{source}, EVENT",
                f"{len(others)} events are no heel strike or toe off of a side "
                f"({', '.join(sorted(set(others))[:5])})",
                "Nothing to do unless steps are missing; label them Foot Strike or Foot Off.",
            )
        )
    return tuple(sorted(events, key=lambda event: event.time_s)), problems


def _times_s(values: list[Any]) -> FloatArray:
    try:
        times = np.asarray(values, dtype=np.float64)
    except (ValueError, TypeError):
        return np.empty(0)
    if times.ndim == 1 and times.size % 2 == 0:
        times = times.reshape(-1, 2).T  # some writers flatten minutes and seconds into one row
    if times.ndim != 2 or times.shape[0] != 2:
        return np.empty(0)
    seconds: FloatArray = times[0] * _SECONDS_PER_MINUTE + times[1]
    return seconds


def _kind(label: str) -> EventKind | None:
    plain = label.lower()
    for side in ("left ", "right "):
        plain = plain.removeprefix(side)
    return next((kind for kind, form in _KINDS.items() if form.fullmatch(plain)), None)


def _side(label: str, context: str) -> Side | None:
    for text in (context.lower(), label.lower()):
        for side in Side:
            if text.startswith(side.value):
                return side
    short = re.fullmatch(r"([lr])(hs|fs|ic|to|fo)", label.lower())
    if short:
        return Side.LEFT if short.group(1) == "l" else Side.RIGHT
    return None
