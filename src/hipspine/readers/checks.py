"""Checks of a recording: problems collected with a level and a suggestion, nothing raised."""

from itertools import chain

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import ExternalForce, JointAngles, Markers, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.readers.gaps import gaps_of
from hipspine.readers.lab_axes import SignedAxis, body_bounds, upright_axes

MOST_MISSING = 0.10
"""Share of frames a marker may miss before it is called unreliable: with gaps in less than a tenth,
most gait cycles of a trial still hold the marker throughout."""
LONGEST_EASY_GAP_S = 0.2
"""Longest gap that a spline can fill; see gaps.fill_gaps."""
LARGEST_JITTER = 0.05
"""Deviation of a time step from the median step, as a fraction, that rounding cannot explain: time
written with four decimals at 100 Hz rounds by 1 %."""
BODY_EXTENT_M = (0.3, 2.6)
"""Largest extent of the marker cloud in one frame: from the shanks and pelvis of a child to a tall
adult with raised arms."""
CLEARLY_LONGER = 1.3
"""How much longer than along Y a body must be along another axis for that to be its height: a
person with outstretched arms is about as wide as tall."""
TOUCH_N = 20.0
"""Vertical force that counts as contact."""
LARGEST_OFFSET_N = 10.0
"""Pull of an empty plate that counts as a wrong zero: half the contact threshold."""
LARGEST_FORCE_N = 20_000.0
"""About ten times body weight of a 200 kg person: beyond it the unit is not newtons."""
FARTHEST_POINT_M = 20.0
"""Distance of a loaded centre of pressure from the laboratory's origin that metres allow."""


def check_recording(recording: Recording) -> list[Problem]:
    """Return everything that is odd about a recording, most important first.

    Covered are time, gaps, units and axes of markers, gaps in angles, and forces that are empty, do
    not touch, have a wrong zero or unit, or do not cover the markers' time. Whether a plate lies
    under a foot is a matter of the feet's positions and is checked with them.
    """
    source = recording.source
    found = [*_check_presence(recording)]
    if recording.markers:
        found += check_markers(source, recording.markers)
    if recording.angles:
        found += check_angles(source, recording.angles)
    found += chain.from_iterable(check_force(source, force) for force in recording.forces)
    found += _check_none_touches(source, recording.forces)
    found += _check_cover(recording)
    order = [Level.ERROR, Level.WARNING, Level.INFO]
    return sorted(found, key=lambda problem: order.index(problem.level))


def require_usable(source: str, problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Raise one RecordingError that names every problem of level ERROR, if there is any."""
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if errors:
        raise RecordingError(
            source,
            expected="a recording that can be used",
            got="; ".join(f"{problem.where}: {problem.what}" for problem in errors),
            do=" ".join(dict.fromkeys(problem.suggestion for problem in errors)),
        )


def check_times(where: str, times_s: FloatArray) -> list[Problem]:
    """Return problems of time stamps (T,) [s]: backwards, repeated, missing, irregular."""
    if len(times_s) < 2:
        return [Problem(Level.ERROR, where, "fewer than two samples", "Export the whole trial.")]
    if not np.isfinite(times_s).all():
        return [
            Problem(Level.ERROR, where, "time stamps are missing", "Remove the incomplete rows.")
        ]
    steps = np.diff(times_s)
    backward, repeated = int((steps < 0).sum()), int((steps == 0).sum())
    if backward or repeated:
        row = int(np.flatnonzero(steps <= 0)[0])
        what = (
            f"time does not increase: {backward} steps back and {repeated} repeated stamps, the "
            f"first after {times_s[row]:g} s"
        )
        return [
            Problem(Level.ERROR, where, what, "Sort the rows, or cut where trials were joined.")
        ]
    median = float(np.median(steps))
    worst = float(np.abs(steps / median - 1).max())
    if worst > LARGEST_JITTER:
        row = int(np.argmax(np.abs(steps / median - 1)))
        what = (
            f"the time step is {median:.4g} s but {steps[row]:.4g} s after {times_s[row]:g} s "
            f"({100 * worst:.0f} % off)"
        )
        return [
            Problem(Level.WARNING, where, what, "Check for dropped frames; export at a fixed rate.")
        ]
    return []


def check_markers(source: str, markers: Markers) -> list[Problem]:
    """Return problems of marker trajectories: none, gaps, unit, vertical axis, time."""
    if not markers.names:
        return [
            Problem(Level.ERROR, source, "there are no markers", "Export the labelled markers.")
        ]
    found = check_times(f"{source}, markers", markers.times_s)
    if not np.isfinite(markers.positions_m).any():
        what = "no marker is seen in any frame"
        return [*found, Problem(Level.ERROR, source, what, "Label the markers and export again.")]
    for i, name in enumerate(markers.names):
        found += _check_gaps(source, name, markers.times_s, markers.positions_m[:, i])
    named = [i for i, name in enumerate(markers.names) if not name.startswith("*")]
    found += _check_size(source, markers.positions_m[:, named])
    return found


def _check_gaps(source: str, name: str, times_s: FloatArray, path_m: FloatArray) -> list[Problem]:
    seen = np.all(np.isfinite(path_m), axis=1)
    gaps = gaps_of(name, times_s, seen)
    if not gaps:
        return []
    missing = 1 - float(seen.mean())
    longest = max(gaps, key=lambda gap: gap.duration_s)
    easy = missing <= MOST_MISSING and longest.duration_s <= LONGEST_EASY_GAP_S
    what = (
        f"missing in {int((~seen).sum())} of {len(seen)} frames ({100 * missing:.0f} %), longest "
        f"gap {longest.duration_s:.2f} s from {times_s[longest.first]:g} s"
    )
    suggestion = (
        "readers.fill_gaps can fill this."
        if easy
        else "Fill it in the laboratory's software, crop the trial, or leave the marker out."
    )
    level = Level.INFO if easy else Level.WARNING
    return [Problem(level, f"{source}, marker {name}", what, suggestion)]


def _check_size(source: str, positions_m: FloatArray) -> list[Problem]:
    low, high = body_bounds(positions_m)
    if len(low) == 0:
        return []
    extents = np.median(high - low, axis=0)
    extent = float(extents.max())
    if positions_m.shape[1] < 8 or extent == 0:
        return []  # a few markers say nothing about body size
    if not BODY_EXTENT_M[0] <= extent <= BODY_EXTENT_M[1]:
        return [_wrong_unit(source, extent)]
    upright = upright_axes(positions_m)
    if (
        upright
        and SignedAxis(1, 1) not in upright
        and extents[upright[0].index] > CLEARLY_LONGER * extents[1]
    ):
        what = f"the person stands along {upright[0]}; Y should point up"
        suggestion = (
            "Export with Y up (X forward, Z right), or turn the axes before reading. A person who "
            "lies has no loads: what floor or table carries is not measured; use `hipspine test`."
        )
        return [Problem(Level.ERROR, f"{source}, markers", what, suggestion)]
    return []


def _wrong_unit(source: str, extent_m: float) -> Problem:
    what = f"the markers span {extent_m:.3g} m; a person spans 0.3 to 2.6 m"
    guesses = {"mm labelled m": 1e-3, "m labelled mm": 1e3, "cm labelled m": 1e-2}
    fits = [
        guess
        for guess, factor in guesses.items()
        if BODY_EXTENT_M[0] <= extent_m * factor <= BODY_EXTENT_M[1]
    ]
    likely = f" (probably {fits[0]})" if fits else ""
    return Problem(
        Level.ERROR,
        f"{source}, markers",
        what + likely,
        "Correct the unit in the file's header, or remove markers far from the person.",
    )


def check_angles(source: str, angles: JointAngles) -> list[Problem]:
    """Return problems of joint angles: time stamps and missing values."""
    found = check_times(f"{source}, angles", angles.times_s)
    for i, name in enumerate(angles.names):
        missing = int((~np.isfinite(angles.values[:, i])).sum())
        if missing:
            what = f"{missing} of {len(angles.times_s)} values are not numbers"
            suggestion = "Fill the gap before inverse kinematics, or crop the trial."
            found.append(Problem(Level.ERROR, f"{source}, {name}", what, suggestion))
    return found


def check_force(source: str, force: ExternalForce) -> list[Problem]:
    """Return problems of one plate: time stamps, missing values, unit, zero, no contact."""
    where = f"{source}, {force.name}"
    found = check_times(where, force.times_s)
    parts = np.concatenate([force.force_N, force.point_m, force.torque_Nm], axis=1)
    broken = int((~np.isfinite(parts).all(axis=1)).sum())
    if broken:
        what = f"{broken} of {len(parts)} samples hold a value that is not a number"
        found.append(Problem(Level.WARNING, where, what, "Crop the trial around them."))
    vertical = force.force_N[np.isfinite(parts).all(axis=1), 1]
    if vertical.size == 0:
        what = "the plate holds no complete sample"
        return [*found, Problem(Level.ERROR, where, what, "Export the plate again.")]
    return found + _check_load(where, force, vertical)


def _check_load(where: str, force: ExternalForce, vertical: FloatArray) -> list[Problem]:
    if float(np.abs(vertical).max()) > LARGEST_FORCE_N:
        what = f"the vertical force reaches {np.abs(vertical).max():.3g} N"
        suggestion = "Check the unit: newtons are expected, not millinewtons or raw counts."
        return [Problem(Level.ERROR, where, what, suggestion)]
    if -float(vertical.min()) > max(float(vertical.max()), TOUCH_N):
        what = f"the vertical force reaches {vertical.min():.0f} N: the floor would pull"
        suggestion = "Reverse the sign: the force on the body, up positive along Y, is expected."
        return [Problem(Level.ERROR, where, what, suggestion)]
    if float(vertical.max()) <= TOUCH_N:
        what = f"nobody touches this plate: its vertical force stays below {TOUCH_N:g} N"
        suggestion = "Nothing to do if the person missed it; otherwise export it again."
        return [Problem(Level.INFO, where, what, suggestion)]
    return _check_zero(where, vertical) + _check_point(where, force)


def _check_zero(where: str, vertical: FloatArray) -> list[Problem]:
    empty = vertical[vertical < TOUCH_N]
    if empty.size < 0.05 * vertical.size:
        return []  # always loaded: its zero cannot be seen
    offset = float(np.median(empty))
    if abs(offset) <= LARGEST_OFFSET_N:
        return []
    what = f"the empty plate reads {offset:.0f} N"
    return [Problem(Level.WARNING, where, what, "Zero the plate, or subtract the offset.")]


def _check_point(where: str, force: ExternalForce) -> list[Problem]:
    loaded = force.force_N[:, 1] > 10 * TOUCH_N
    points = force.point_m[loaded]
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) == 0 or float(np.median(np.abs(points).max(axis=1))) <= FARTHEST_POINT_M:
        return []
    far = float(np.median(np.abs(points).max(axis=1)))
    what = f"under load the centre of pressure lies {far:.3g} m from the laboratory's origin"
    return [Problem(Level.ERROR, where, what, "Check the unit: metres are expected, not mm.")]


def _check_presence(recording: Recording) -> list[Problem]:
    if recording.markers or recording.angles or recording.forces or recording.analog:
        return []
    what = "the recording is empty: no markers, angles, forces or analog channels"
    return [Problem(Level.ERROR, recording.source, what, "Export the trial again.")]


def _check_none_touches(source: str, forces: tuple[ExternalForce, ...]) -> list[Problem]:
    if not forces or any(np.nanmax(f.force_N[:, 1], initial=0.0) > TOUCH_N for f in forces):
        return []
    what = f"no plate is touched: every vertical force stays below {TOUCH_N:g} N"
    suggestion = "Loads need the ground reaction; name the force file of this trial."
    return [Problem(Level.ERROR, f"{source}, forces", what, suggestion)]


def _check_cover(recording: Recording) -> list[Problem]:
    motion = recording.markers or recording.angles
    if motion is None or len(motion.times_s) == 0:
        return []
    if not recording.forces:
        what = "there is a motion but there are no force plates"
        suggestion = (
            "Name the force file, if there is one; else the ground reaction is predicted from the "
            "motion, and loads are less certain."
        )
        return [Problem(Level.WARNING, recording.source, what, suggestion)]
    found = []
    start, end = float(motion.times_s[0]), float(motion.times_s[-1])
    slack = (end - start) / max(len(motion.times_s) - 1, 1)
    for force in recording.forces:
        first, last = float(force.times_s[0]), float(force.times_s[-1])
        if first <= start + slack and last >= end - slack:
            continue
        apart = last < start or first > end
        what = f"the force runs {first:g} to {last:g} s, the motion {start:g} to {end:g} s"
        suggestion = "Check that both files belong to the same trial and share a clock."
        level = Level.ERROR if apart else Level.WARNING
        where = f"{recording.source}, {force.name}"
        found.append(Problem(level, where, what, suggestion))
    return found
