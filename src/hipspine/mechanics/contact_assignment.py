"""Whose foot stands on a plate: centres of pressure, feet on the ground, and their distance.

Frame: X forward, Y up, Z right. Time first, xyz last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.filters import differentiate
from hipspine.mechanics.runs import is_between, runs_of
from hipspine.mechanics.time_normalise import bridge_short_gaps, resample

FOOT_MARGIN_M = 0.10
"""Farthest that a centre of pressure may lie from the line heel to toe of the foot that makes it.

Half the breadth of an adult's foot is about 0.05 m (men's 95th percentile 0.110 m; Gordon et al.
2014, 2012 Anthropometric Survey of U.S. Army Personnel, NATICK/TR-15/007); shoe, markers beside
the foot's middle and plate error take the rest.
"""

MOMENT_ERROR_NM = 2.0
"""Error of a plate's moment, which moves the centre of pressure by this over the vertical force.

About 0.2 % of the moment range of a common gait plate (1100 N·m). At body weight it is 3 mm, at
20 N 0.1 m: light touches need a wider margin (Bobbert and Schamhardt 1990, J Biomech 23:705-710,
doi:10.1016/0021-9290(90)90169-4, on errors of the point of application).
"""

LOW_M = 0.05
"""A heel or toe this close to its lowest usual height counts as low."""

SLOW_M_S = 0.5
"""A heel or toe slower than this, relative to the ground, counts as at rest.

Swing-phase foot speeds in walking reach 3 to 4 m/s; contact and lift-off pass 0.5 m/s within
about 0.03 s. The low and slow rule follows Ghoussayni et al. 2004 (Gait Posture 20:266-272,
doi:10.1016/j.gaitpost.2003.10.001), whose walking threshold is 0.5 m/s.
"""

SEAT_REACH_M = 0.3
"""Farthest level distance from the pelvis' middle to the seat's centre of pressure [m].

A sitting adult's thigh bears from the buttocks to the hollow of the knee (0.50 m on average;
Gordon et al. 2014); the pelvis' middle is over the rear third of that length, and the centre of
pressure lies within it.
"""

BRIDGED_GAP_S = 0.2
"""Marker gaps up to this are bridged by a straight line: a foot cannot step within them."""


HELD_S = 0.02
"""Beyond the first and last frame a foot is held still for this long: forces are sampled until the
end of the last marker frame, and a swinging foot moves at most 0.08 m meanwhile."""


@dataclass(frozen=True, eq=False)
class FootPaths:
    """Where both feet are over time, from markers or from a model.

    times_s : (T,); heel_m, toe_m : (T, 3) of each side, lab frame [m], NaN where not seen. The
    heel is the heel marker or the calcaneus' origin; the toe a marker at the fore foot.
    """

    times_s: FloatArray
    heel_m: Mapping[Side, FloatArray]
    toe_m: Mapping[Side, FloatArray]

    def at(self, times_s: FloatArray) -> "FootPaths":
        """Return the paths at other times, short gaps bridged, NaN outside the recording."""
        return FootPaths(
            times_s,
            {side: self._path_at(path, times_s) for side, path in self.heel_m.items()},
            {side: self._path_at(path, times_s) for side, path in self.toe_m.items()},
        )

    def _path_at(self, path_m: FloatArray, times_s: FloatArray) -> FloatArray:
        bridged = bridge_short_gaps(self.times_s, path_m, longest_s=BRIDGED_GAP_S)
        first, last = self.times_s[0], self.times_s[-1]
        near = is_between(times_s, first - HELD_S, last + HELD_S)
        held = resample(self.times_s, bridged, np.clip(times_s, first, last))
        return np.where(near[:, np.newaxis], held, np.nan)

    def is_seen(self, side: Side) -> BoolArray:
        """(T,) whether both ends of the foot are known."""
        both = np.concatenate((self.heel_m[side], self.toe_m[side]), axis=1)
        return np.asarray(np.isfinite(both).all(axis=1))


def moment_about_origin(
    force_N: FloatArray, point_m: FloatArray, torque_Nm: FloatArray
) -> FloatArray:
    """Return the moment of a force about the laboratory's origin, point x force + torque.

    Parameters
    ----------
    force_N, point_m, torque_Nm : (T, 3) arrays
        Force, where it acts, and the torque at that point, lab frame. Where the force and the
        torque are zero the moment is zero, whatever the point (even NaN): nothing touches there.

    References
    ----------
    Zatsiorsky VM (2002). Kinetics of Human Motion, Human Kinetics, section 1.1.
    """
    touches = (force_N != 0).any(axis=1) | (torque_Nm != 0).any(axis=1)
    moment = np.cross(np.where(touches[:, np.newaxis], point_m, 0.0), force_N) + torque_Nm
    return np.asarray(moment, dtype=np.float64)


def centre_of_pressure(
    force_N: FloatArray, moment_Nm: FloatArray, height_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where a ground reaction acts on a level surface, and its free torque there.

    Parameters
    ----------
    force_N : (T, 3) array
        Force on the body [N].
    moment_Nm : (T, 3) array
        Its moment about the laboratory's origin [N·m].
    height_m : (T,) array
        Height of the surface [m].

    Returns
    -------
    point_m : (T, 3) array
        Centre of pressure; NaN where the vertical force is zero.
    torque_Nm : (T, 3) array
        Free torque; only its vertical component differs from zero.

    Notes
    -----
    A surface without suction gives no torque about horizontal axes at the centre of pressure
    p = (x, h, z). With M = p x F + (0, T, 0):
    x = (M_z + h F_x) / F_y, z = (h F_z - M_x) / F_y, T = M_y - (z F_x - x F_z).
    Forces of several plates are first added as F and M, which gives the combined centre of
    pressure and the torque about it.

    References
    ----------
    Zatsiorsky VM (2002). Kinetics of Human Motion, Human Kinetics, section 1.3 (centre of
    pressure and free moment). Shimba T (1984). J Biomech 17:53-60.
    doi:10.1016/0021-9290(84)90080-0
    """
    vertical = np.where(force_N[:, 1] == 0, np.nan, force_N[:, 1])
    x = (moment_Nm[:, 2] + height_m * force_N[:, 0]) / vertical
    z = (height_m * force_N[:, 2] - moment_Nm[:, 0]) / vertical
    free = moment_Nm[:, 1] - (z * force_N[:, 0] - x * force_N[:, 2])
    height = np.where(np.isfinite(x), height_m, np.nan)
    nothing = np.zeros_like(free)
    return np.stack((x, height, z), axis=1), np.stack((nothing, free, nothing), axis=1)


def distance_to_foot_m(point_m: FloatArray, heel_m: FloatArray, toe_m: FloatArray) -> FloatArray:
    """Return the level distance from points to the line from heel to toe [m].

    Parameters
    ----------
    point_m, heel_m, toe_m : (T, 3) arrays
        Lab frame [m]; heights are ignored.

    Returns
    -------
    (T,) array
        NaN where point or foot is unknown.
    """
    level = [0, 2]
    along = toe_m[:, level] - heel_m[:, level]
    reach = point_m[:, level] - heel_m[:, level]
    length_squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((reach * along).sum(axis=1) / length_squared, 0.0, 1.0)
    distance: FloatArray = np.linalg.norm(reach - share[:, np.newaxis] * along, axis=1)
    return distance


def ground_velocity_m_s(feet: FootPaths) -> FloatArray:
    """Return the velocity of the surface walked on: zero on a floor, backward on a treadmill.

    Returns
    -------
    (3,) array
        Lab frame [m/s]; the median velocity of whichever foot is lower, since that one stands.
        Below 0.2 m/s it is taken as a floor at rest.
    """
    lower = _lower_foot_velocity(feet)
    if not len(lower):
        return np.zeros(3)
    velocity: FloatArray = np.median(lower, axis=0)
    velocity[1] = 0.0
    return velocity if np.linalg.norm(velocity) > 0.2 else np.zeros(3)


def _lower_foot_velocity(feet: FootPaths) -> FloatArray:
    middles = {side: (feet.heel_m[side] + feet.toe_m[side]) / 2 for side in Side}
    speeds = {side: differentiate(middles[side], feet.times_s) for side in Side}
    left_is_lower = middles[Side.LEFT][:, 1] < middles[Side.RIGHT][:, 1]
    lower = np.where(left_is_lower[:, np.newaxis], speeds[Side.LEFT], speeds[Side.RIGHT])
    seen = np.isfinite(lower).all(axis=1)
    return np.asarray(lower[seen])


def on_ground(feet: FootPaths, side: Side) -> BoolArray:
    """Tell in which frames a foot rests on the ground: its heel or its toe is low and slow.

    Returns
    -------
    (T,) array
        False also where the foot is not seen.

    Notes
    -----
    Low is relative to the marker's own usual lowest height (5th percentile), so a foot placed on
    a step is not found. `LOW_M` and `SLOW_M_S` give thresholds and source.
    """
    ground = ground_velocity_m_s(feet)
    rests: BoolArray = np.zeros(len(feet.times_s), dtype=np.bool_)
    for path_m in (feet.heel_m[side], feet.toe_m[side]):
        height = path_m[:, 1]
        if not np.isfinite(height).any():
            continue
        speed = np.linalg.norm(differentiate(path_m, feet.times_s) - ground, axis=1)
        low = height < np.nanpercentile(height, 5) + LOW_M
        rests |= low & (speed < SLOW_M_S)
    return rests


class OnPlate(IntEnum):
    """What a plate carries in a frame."""

    NOTHING = 0
    RIGHT_FOOT = 1
    LEFT_FOOT = 2
    SEAT = 3
    BOTH_FEET = 4
    STRANGER = 5
    """A force under no foot and not at the seat."""

    @classmethod
    def foot(cls, side: Side) -> "OnPlate":
        """Return the code of a foot."""
        return cls.RIGHT_FOOT if side is Side.RIGHT else cls.LEFT_FOOT


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around the plates at each frame; every array has T frames."""

    feet: FootPaths
    resting: Mapping[Side, BoolArray]
    """Whether each foot is on the ground by its own motion."""
    may_sit: BoolArray
    """Whether the pelvis is low enough to sit."""
    pelvis_m: FloatArray | None


def carried_by_plate(
    point_m: FloatArray, vertical_N: FloatArray, in_contact: BoolArray, around: Surroundings
) -> IntArray:
    """Return what a plate carries in each frame, by where its centre of pressure lies.

    Parameters
    ----------
    point_m : (T, 3) array
        Centre of pressure [m].
    vertical_N : (T,) array
        Vertical force on the plate [N].
    in_contact : (T,) array
        Whether the plate is loaded.
    around : Surroundings
        Feet and pelvis at the same times.

    Returns
    -------
    (T,) array of `OnPlate` codes.

    Notes
    -----
    A whole contact goes to the foot whose line heel to toe lies nearest on the median, if nine
    tenths of its frames lie within `FOOT_MARGIN_M` and the plate's own error (`MOMENT_ERROR_NM`):
    single frames at landing and lift-off, where the centre of pressure is noisy, are not judged
    alone. Any other contact is judged frame by frame; where both feet stand and the point lies
    between them, the plate carries both.
    """
    codes = np.full(len(in_contact), OnPlate.NOTHING, dtype=np.int64)
    # A contact may hold single unloaded frames; there the error is large, not infinite.
    error_m = MOMENT_ERROR_NM / np.maximum(np.where(in_contact, vertical_N, np.inf), 1.0)
    distances = {
        side: distance_to_foot_m(point_m, around.feet.heel_m[side], around.feet.toe_m[side])
        - error_m
        for side in Side
    }
    for first, stop in runs_of(in_contact):
        frames = slice(first, stop)
        within = {side: distance[frames] for side, distance in distances.items()}
        whole = _one_foot(within)
        codes[frames] = (
            whole if whole is not None else _frame_by_frame(point_m, frames, within, around)
        )
    return codes


def _one_foot(distances_m: Mapping[Side, FloatArray]) -> OnPlate | None:
    known = {side: distance[np.isfinite(distance)] for side, distance in distances_m.items()}
    medians = {side: np.median(distance) for side, distance in known.items() if len(distance)}
    if not medians:
        return None
    nearest = min(medians, key=lambda side: medians[side])
    if np.percentile(known[nearest], 90) > FOOT_MARGIN_M:
        return None
    return OnPlate.foot(nearest)


def _frame_by_frame(
    point_m: FloatArray,
    frames: slice,
    distances_m: Mapping[Side, FloatArray],
    around: Surroundings,
) -> IntArray:
    right, left = distances_m[Side.RIGHT], distances_m[Side.LEFT]
    codes = np.full(len(right), OnPlate.STRANGER, dtype=np.int64)
    codes[(right <= FOOT_MARGIN_M) & ~(left < right)] = OnPlate.RIGHT_FOOT
    codes[(left <= FOOT_MARGIN_M) & ~(right <= left)] = OnPlate.LEFT_FOOT
    both_rest = around.resting[Side.RIGHT][frames] & around.resting[Side.LEFT][frames]
    codes[both_rest & _among_feet(point_m, frames, around)] = OnPlate.BOTH_FEET
    far = ~(np.fmin(right, left) <= FOOT_MARGIN_M)
    codes[far & _at_seat(point_m, frames, around)] = OnPlate.SEAT
    return codes


def _among_feet(point_m: FloatArray, frames: slice, around: Surroundings) -> BoolArray:
    """Tell whether points lie on the line that joins the feet, or nearer to it than a margin."""
    feet = around.feet
    middles = [(feet.heel_m[side][frames] + feet.toe_m[side][frames]) / 2 for side in Side]
    half_foot = np.linalg.norm(feet.toe_m[Side.RIGHT] - feet.heel_m[Side.RIGHT], axis=1) / 2
    away = distance_to_foot_m(point_m[frames], middles[0], middles[1])
    among: BoolArray = away <= FOOT_MARGIN_M + half_foot[frames]
    return among


def _at_seat(point_m: FloatArray, frames: slice, around: Surroundings) -> BoolArray:
    """Tell whether points lie under a low pelvis and behind both heels."""
    if around.pelvis_m is None:
        return np.zeros(len(point_m[frames]), dtype=np.bool_)
    level = [0, 2]
    points = point_m[frames][:, level]
    away = np.linalg.norm(points - around.pelvis_m[frames][:, level], axis=1)
    at_seat: BoolArray = around.may_sit[frames] & (away <= SEAT_REACH_M)
    for side in Side:
        heel_m = around.feet.heel_m[side][frames][:, level]
        forward = around.feet.toe_m[side][frames][:, level] - heel_m
        at_seat &= ((points - heel_m) * forward).sum(axis=1) < 0
    return at_seat
