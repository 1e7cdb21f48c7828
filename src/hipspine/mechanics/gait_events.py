"""Heel strikes and toe offs, from forces or from the motion of the feet.

Frame: X forward, Y up, Z right. Time first, xyz last.
"""

from collections.abc import Iterable

import numpy as np
from scipy import signal

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Event, EventKind
from hipspine.mechanics.contact_assignment import FootPaths, ground_velocity_m_s
from hipspine.mechanics.filters import differentiate, low_pass, sampling_rate_hz
from hipspine.mechanics.runs import (
    TIME_TOLERANCE_S,
    runs_of,
    without_short_gaps,
    without_short_runs,
)

CONTACT_THRESHOLD_N = 20.0
"""Vertical force above which a foot counts as in contact.

Common in gait analysis because it is above plate noise; Tirosh and Sparrow 2003 (J Appl Biomech
19:178-184, doi:10.1123/jab.19.2.178) compare thresholds.
"""

SHORTEST_CONTACT_S = 0.05
"""A shorter touch is a scuff or noise; stance even in sprinting lasts about 0.1 s."""

SHORTEST_FLIGHT_S = 0.05
"""A shorter interruption of contact is noise; swing lasts at least about 0.25 s."""

KINEMATIC_CUTOFF_HZ = 6.0
"""Low-pass cut-off for foot paths; walking's foot motion lies below it (Winter 2009, 3.4.4)."""

SMALLEST_SWING_M = 0.03
"""Smallest fore-aft swing of a foot against the pelvis that counts as a step."""

LOW_HEEL = 0.35
"""Share of the heel's range of height below which it can strike (O'Connor 2007)."""

SMALLEST_LANDING_M_S = 0.15
"""Smallest peak of the foot's sinking speed that counts as landing; walking has 0.4 to 0.7."""

SHORTEST_STEP_S = 0.3
"""Two events of one kind and side lie at least this far apart, in running too."""


def in_contact(
    times_s: FloatArray, vertical_N: FloatArray, *, threshold_N: float = CONTACT_THRESHOLD_N
) -> BoolArray:
    """Tell in which frames a force is a contact: above the threshold, for long enough.

    Parameters
    ----------
    times_s : (T,) array
        Time [s].
    vertical_N : (T,) array
        Upward force on the body [N]; NaN counts as no contact.
    threshold_N : float
        Smallest force that counts [N].
    """
    loaded = np.nan_to_num(vertical_N, nan=0.0) > threshold_N
    joined = without_short_gaps(loaded, times_s, shortest_s=SHORTEST_FLIGHT_S)
    return without_short_runs(joined, times_s, shortest_s=SHORTEST_CONTACT_S)


def events_from_force(
    times_s: FloatArray,
    vertical_N: FloatArray,
    side: Side,
    *,
    threshold_N: float = CONTACT_THRESHOLD_N,
) -> tuple[Event, ...]:
    """Return heel strikes and toe offs where a foot's force crosses the threshold.

    Parameters
    ----------
    times_s : (T,) array
        Time [s].
    vertical_N : (T,) array
        Vertical force on this foot [N]; NaN where not measured.
    side : Side
        Whose foot.
    threshold_N : float
        Smallest force that counts as contact [N].

    Returns
    -------
    tuple of Event
        In order of time, the crossing interpolated between frames. A contact that is already
        there at the start of the measurement, or still there at its end, gives no event there.
    """
    events = []
    contact = in_contact(times_s, vertical_N, threshold_N=threshold_N)
    for first, stop in runs_of(contact):
        if first > 0 and np.isfinite(vertical_N[first - 1]):
            struck = _crossing_s(times_s, vertical_N, first, threshold_N)
            events.append(Event(EventKind.HEEL_STRIKE, side, struck))
        if stop < len(times_s) and np.isfinite(vertical_N[stop]):
            left = _crossing_s(times_s, vertical_N, stop, threshold_N)
            events.append(Event(EventKind.TOE_OFF, side, left))
    return tuple(events)


def _crossing_s(times_s: FloatArray, values: FloatArray, after: int, level: float) -> float:
    before = after - 1
    share = (level - values[before]) / (values[after] - values[before])
    return float(times_s[before] + share * (times_s[after] - times_s[before]))


def progression(feet: FootPaths, pelvis_m: FloatArray) -> FloatArray:
    """Return the level unit vector of walking, over ground or over a treadmill's belt.

    Parameters
    ----------
    feet : FootPaths
        Both feet.
    pelvis_m : (T, 3) array
        A point of the pelvis at the same times [m].

    Returns
    -------
    (3,) array
        Direction of the pelvis' velocity relative to the ground; X where it does not travel.
    """
    seen = np.flatnonzero(np.isfinite(pelvis_m).all(axis=1))
    if len(seen) < 2:
        return np.array([1.0, 0.0, 0.0])
    ends = seen[[0, -1]]
    duration = feet.times_s[ends[1]] - feet.times_s[ends[0]]
    velocity = (pelvis_m[ends[1]] - pelvis_m[ends[0]]) / duration - ground_velocity_m_s(feet)
    velocity[1] = 0.0
    speed = np.linalg.norm(velocity)
    return velocity / speed if speed > SMALLEST_SWING_M else np.array([1.0, 0.0, 0.0])


def events_from_motion(feet: FootPaths, pelvis_m: FloatArray, side: Side) -> tuple[Event, ...]:
    """Return heel strikes and toe offs from the paths of foot and pelvis alone.

    Parameters
    ----------
    feet : FootPaths
        Both feet, evenly sampled.
    pelvis_m : (T, 3) array
        A point of the pelvis at the same times [m].
    side : Side
        Whose events.

    Returns
    -------
    tuple of Event
        In order of time, the extreme interpolated between frames.

    Notes
    -----
    Heel strike after O'Connor: the foot's middle sinks fastest while the heel is in the lowest
    35 % of its range; 16 ms (SD 15) from the force plate's. Toe off after Zeni: the toe is
    farthest behind the pelvis; over ground 98 % within 33 ms of the force plate's. Both were shown
    for walking, over ground or (Zeni) on a treadmill; running and toe walking are less certain.

    References
    ----------
    O'Connor CM, Thorpe SK, O'Malley MJ, Vaughan CL (2007). Automatic detection of gait events
    using kinematic data. Gait Posture 25:469-474. doi:10.1016/j.gaitpost.2006.05.016
    Zeni JA, Richards JG, Higginson JS (2008). Two simple methods for determining gait events
    during treadmill and overground walking using kinematic data. Gait Posture 27:710-714.
    doi:10.1016/j.gaitpost.2007.07.007
    """
    strikes = [Event(EventKind.HEEL_STRIKE, side, at_s) for at_s in _strikes_s(feet, side)]
    toe_behind = (pelvis_m - feet.toe_m[side]) @ progression(feet, pelvis_m)
    rate_hz = sampling_rate_hz(feet.times_s)
    smooth = low_pass(toe_behind, rate_hz=rate_hz, cutoff_hz=KINEMATIC_CUTOFF_HZ)
    peaks = _peaks(feet.times_s, smooth, prominence=SMALLEST_SWING_M)
    return in_order(strikes + [Event(EventKind.TOE_OFF, side, at_s) for at_s in peaks])


def _strikes_s(feet: FootPaths, side: Side) -> list[float]:
    heel = feet.heel_m[side][:, 1]
    if not np.isfinite(heel).any():
        return []
    middle = (heel + feet.toe_m[side][:, 1]) / 2
    rate_hz = sampling_rate_hz(feet.times_s)
    smooth = low_pass(middle, rate_hz=rate_hz, cutoff_hz=KINEMATIC_CUTOFF_HZ)
    sinking = -differentiate(smooth, feet.times_s)
    lowest, highest = np.nanmin(heel), np.nanmax(heel)
    is_low = heel < lowest + LOW_HEEL * (highest - lowest)
    # The foot also sinks before it swings past the other leg, with the heel still high.
    return _peaks(feet.times_s, sinking, prominence=SMALLEST_LANDING_M_S, only=is_low)


def _peaks(
    times_s: FloatArray,
    values: FloatArray,
    *,
    prominence: float,
    only: BoolArray | None = None,
) -> list[float]:
    """Return the times of a signal's peaks in allowed frames, of close ones the highest [s]."""
    peaks: list[int] = []
    for first, stop in runs_of(np.isfinite(values)):
        found, _ = signal.find_peaks(values[first:stop], prominence=prominence)
        peaks += [first + int(peak) for peak in found if only is None or only[first + peak]]
    apart_s = SHORTEST_STEP_S - TIME_TOLERANCE_S
    kept: list[int] = []
    for peak in sorted(peaks, key=lambda frame: -values[frame]):
        if all(abs(times_s[peak] - times_s[other]) >= apart_s for other in kept):
            kept.append(peak)
    return [_top_s(times_s, values, peak) for peak in sorted(kept)]


def _top_s(times_s: FloatArray, values: FloatArray, peak: int) -> float:
    """Return the time of the top of the parabola through a peak and its neighbours [s]."""
    before, top, after = values[peak - 1 : peak + 2]
    bend = before - 2 * top + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(times_s[peak] + shift * (times_s[peak + 1] - times_s[peak]))


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events in order of time, ties in a fixed order."""
    return tuple(sorted(events, key=lambda event: (event.time_s, event.side, event.kind)))
