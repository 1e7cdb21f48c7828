"""C3D: markers, force plates, analog channels and events in one binary file."""

import re
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import AnalogChannels, ExternalForce, Markers, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import METRES_PER
from hipspine.readers.c3d_axes import LabRotation, lab_rotation
from hipspine.readers.c3d_events import events_in
from hipspine.readers.c3d_plates import force_on_body, plates_in
from hipspine.readers.c3d_process import C3dContent, open_c3d
from hipspine.readers.lab_axes import SignedAxis, axis_named
from hipspine.readers.text_file import require_increasing_times

_MODEL_OUTPUTS = re.compile(r"(ANGLES|FORCES|MOMENTS|POWERS|SCALARS|MODELED_MARKERS)\d*")
"""Parameters of the POINT group that list points which are not markers."""


def read_c3d(path: Path) -> Recording:
    """Return what a C3D file holds, in SI units, with X forward, Y up, Z right.

    Markers with a negative residual count as not seen. Points that are model outputs (angles,
    moments, powers) are left out. Forces keep the rate of their analog channels. Time starts at the
    file's first frame, (first frame - 1) / rate, which is the clock of its events.

    Raises
    ------
    FileFormatError
        If the file is missing, cut short or damaged, or crashes or hangs the C3D library.
    """
    return recording_from(path, open_c3d(path))


def recording_from(path: Path, content: C3dContent) -> Recording:
    """Return the recording that an opened C3D file holds; see read_c3d."""
    source = str(path)
    rate_hz = _rate_hz(path, content, "POINT")
    start_s = _first_frame(content) / rate_hz
    metres, problems = _metres(source, content)
    markers, said = _markers(path, content, metres, start_s, rate_hz)
    plates, unusable = plates_in(source, content, metres)
    x_screen, y_screen = (_screen(content, name) for name in ("X_SCREEN", "Y_SCREEN"))
    lab = lab_rotation(
        source, markers, [found.plate for found in plates], x_screen=x_screen, y_screen=y_screen
    )
    analog = _analog(path, content, start_s)
    forces: list[ExternalForce] = []
    odd: list[Problem] = []
    for found in plates:
        force, noticed = force_on_body(source, found, _analog_times_s(path, content, start_s), lab)
        forces.append(force)
        odd += noticed
    events, unknown = events_in(source, content)
    return Recording(
        source,
        markers=_turned(markers, lab),
        forces=tuple(forces),
        analog=analog,
        events=events,
        problems=(*problems, *said, *lab.problems, *unusable, *odd, *unknown),
    )


def _rate_hz(path: Path, content: C3dContent, group: str) -> float:
    values = content.values(group, "RATE")
    try:
        rate_hz = float(values[0])
    except (IndexError, TypeError, ValueError):
        rate_hz = np.nan
    if not 0 < rate_hz < 1e6:
        raise FileFormatError(
            f"{path}, {group}:RATE",
            expected="a rate in Hz",
            got=repr(values)[:40],
            do="Export the trial again; without the rate there is no time.",
        )
    return rate_hz


def _first_frame(content: C3dContent) -> int:
    # The header's 16 bits overflow at frame 65535; ACTUAL_START_FIELD holds low and high word.
    words = [word for word in content.values("TRIAL", "ACTUAL_START_FIELD") if type(word) is int]
    if len(words) == 2:
        start: int = (words[0] & 0xFFFF) + ((words[1] & 0xFFFF) << 16)
        return max(start - 1, 0)
    return max(content.first_frame, 0)


def _metres(source: str, content: C3dContent) -> tuple[float, list[Problem]]:
    values = content.values("POINT", "UNITS")
    unit = str(values[0]).strip().lower() if values else ""
    if unit in METRES_PER:
        return METRES_PER[unit], []
    if unit:
        raise FileFormatError(
            f"{source}, POINT:UNITS",
            expected="m, cm or mm",
            got=repr(unit[:40]),
            do="Export the trial in millimetres.",
        )
    return METRES_PER["mm"], [
        Problem(
            Level.WARNING,
            f"{source}, POINT:UNITS",
            "the file does not say its unit of length; mm is assumed, the usual one",
            "Check the body size; export the file with POINT:UNITS.",
        )
    ]


def _screen(content: C3dContent, name: str) -> SignedAxis | None:
    values = content.values("POINT", name)
    return axis_named(str(values[0])) if values else None


def _labels(content: C3dContent, group: str, count: int) -> list[str]:
    """Return a name per point or channel; LABELS2, LABELS3 ... continue lists beyond 255."""
    labels = [str(label).strip() for label in content.values(group, "LABELS")]
    more = 2
    while len(labels) < count and content.values(group, f"LABELS{more}"):
        labels += [str(label).strip() for label in content.values(group, f"LABELS{more}")]
        more += 1
    labels = [label or f"*{i + 1}" for i, label in enumerate(labels[:count])]
    return labels + [f"*{i + 1}" for i in range(len(labels), count)]


def _markers(
    path: Path, content: C3dContent, metres: float, start_s: float, rate_hz: float
) -> tuple[Markers | None, list[Problem]]:
    frames, points, _ = content.points.shape
    labels = _labels(content, "POINT", points)
    outputs = _model_outputs(content)
    kept = [i for i, label in enumerate(labels) if label not in outputs]
    if not kept or frames == 0:
        return None, []
    names = _distinct(_without_subject([labels[i] for i in kept]))
    times_s = start_s + np.arange(frames) / rate_hz
    require_increasing_times(path, times_s)
    markers = Markers(tuple(names), times_s, content.points[:, kept] * metres)
    return markers, _said(str(path), names, points - len(kept))


def _model_outputs(content: C3dContent) -> set[str]:
    group = content.parameters.get("POINT", {})
    lists = [value for name, value in group.items() if _MODEL_OUTPUTS.fullmatch(name)]
    return {str(label).strip() for labels in lists if isinstance(labels, list) for label in labels}


def _without_subject(labels: list[str]) -> list[str]:
    """Drop a subject's name before a colon, where all named markers carry the same one."""
    prefixes = {label.split(":", 1)[0] for label in labels if ":" in label}
    if len(prefixes) != 1:
        return labels
    return [label.split(":", 1)[1] if ":" in label else label for label in labels]


def _distinct(labels: list[str]) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for label in labels:
        name, number = label, 2
        while name in taken:
            name, number = f"{label}#{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def _said(source: str, names: list[str], left_out: int) -> list[Problem]:
    unlabelled = sum(name.startswith("*") for name in names)
    said = []
    if left_out:
        said.append(f"{left_out} points are model outputs (angles, moments ...), not markers")
    if unlabelled:
        said.append(f"{unlabelled} markers have no name (kept as *1, *2 ...)")
    return [
        Problem(Level.INFO, source, what, "Nothing to do unless a marker is missing.")
        for what in said
    ]


def _analog(path: Path, content: C3dContent, start_s: float) -> AnalogChannels | None:
    samples, channels = content.analog.shape
    if samples < 2 or channels == 0:
        return None
    names = _distinct(_labels(content, "ANALOG", channels))
    units = [str(unit).strip() for unit in content.values("ANALOG", "UNITS")][:channels]
    units += [""] * (channels - len(units))
    times_s = _analog_times_s(path, content, start_s)
    return AnalogChannels(tuple(names), tuple(units), times_s, content.analog)


def _analog_times_s(path: Path, content: C3dContent, start_s: float) -> FloatArray:
    return start_s + np.arange(len(content.analog)) / _rate_hz(path, content, "ANALOG")


def _turned(markers: Markers | None, lab: LabRotation) -> Markers | None:
    if markers is None:
        return None
    positions: FloatArray = lab.turned(markers.positions_m)
    return Markers(markers.names, markers.times_s, positions)
