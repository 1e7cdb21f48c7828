"""Ground reaction without force plates: what the whole body's motion needs, shared between feet.

Newton and Euler give the total force and moment that the ground must supply. With one foot on the
ground it supplies all of it. With two, the smooth transition assumption of Ren, Jones and Howard
(2008) shares the force: what the trailing foot carried at the other foot's heel strike fades out
along fixed curves until its own toe off, and the leading foot carries the rest.

Frame: ground, X forward, Y up, Z right. Forces act on the body; moments are about ground's origin.

References
----------
Ren L, Jones RK, Howard D (2008). Whole body inverse dynamics over a complete gait cycle based
only on measured kinematics. J Biomech 41:2750-2759. DOI 10.1016/j.jbiomech.2008.06.001.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Contact, ContactForce
from hipspine.mechanics.contact_assignment import centre_of_pressure, moment_about_origin

_HORIZONTAL = [0, 2]

FRICTION_LIMIT = 0.5
"""Largest ratio of horizontal to vertical force under one foot. Walking needs about 0.2; 0.5 is a
usual demand on floors (Miller 1983, J Safety Res 14:145-158, doi:10.1016/0022-4375(83)90042-7)."""


@dataclass(frozen=True, eq=False)
class Wrench:
    """Force [N] and moment about ground's origin [N·m] over time, each (T, 3)."""

    times_s: FloatArray
    force_N: FloatArray
    moment_Nm: FloatArray

    def at(self, time_s: float) -> "Wrench":
        """Return the wrench at one time, by linear interpolation, as T = 1."""

        def values(series: FloatArray) -> FloatArray:
            return np.array([[np.interp(time_s, self.times_s, column) for column in series.T]])

        return Wrench(np.array([time_s]), values(self.force_N), values(self.moment_Nm))

    def pressure_m(self, ground_height_m: float) -> FloatArray:
        """Return its centre of pressure on level ground, (T, 2) of x and z [m]."""
        height = np.full(len(self.times_s), ground_height_m)
        point, _ = centre_of_pressure(self.force_N, self.moment_Nm, height)
        return np.asarray(point[:, _HORIZONTAL])


@dataclass(frozen=True, eq=False)
class Stance:
    """One foot on the ground, from its heel strike to its toe off.

    Either end may lie outside the trial. heel_m, toe_m : (3,) ends of the sole's centre line while
    the foot is flat; half_width_m : from that line to the sole's edge.
    """

    side: Side
    start_s: float
    end_s: float
    heel_m: FloatArray
    toe_m: FloatArray
    half_width_m: float

    def clipped(self, points_m: FloatArray) -> FloatArray:
        """Return the nearest points of the sole's rectangle, (T, 2) of x and z."""
        heel = self.heel_m[_HORIZONTAL]
        length = float(np.linalg.norm(self.toe_m[_HORIZONTAL] - heel))
        along = (self.toe_m[_HORIZONTAL] - heel) / length
        across = np.array([-along[1], along[0]])
        forward = np.clip((points_m - heel) @ along, 0.0, length)
        sideways = np.clip((points_m - heel) @ across, -self.half_width_m, self.half_width_m)
        return heel + np.outer(forward, along) + np.outer(sideways, across)


@dataclass(frozen=True, eq=False)
class GroundReaction:
    """The reaction under each foot, and what no foot could supply.

    residual_force_N, residual_moment_Nm : (T, 3), required minus supplied, moment about ground's
    origin: not zero where no foot stands, or where a centre of pressure had to be held back at the
    edge of its sole.
    """

    feet: tuple[ContactForce, ...]
    residual_force_N: FloatArray
    residual_moment_Nm: FloatArray


def trailing_share(fractions: FloatArray) -> FloatArray:
    """Return the part of its force at heel strike that the trailing foot still carries.

    Parameters
    ----------
    fractions : array
        Time since the leading foot's heel strike, as a fraction of double support (0 to 1).

    Returns
    -------
    (..., 3) array
        Shares of the fore-aft (X), vertical (Y) and lateral (Z) force: 1 at the start; at the end
        0 fore-aft and exp(-8), 0.03 %, in the others.

    Notes
    -----
    Ren 2008, with T the duration of double support and t the time since heel strike:
    exp(-(2t/T)³) for vertical and lateral forces, and k₁ exp(-(2t/T - 2/3)²) - 2 k₂ t/T with
    k₁ = exp(4/9), k₂ = k₁ exp(-16/9)/2 for the fore-aft force, which first rises.
    """
    halves = 2.0 * np.asarray(fractions, dtype=float)
    k1 = np.exp(4.0 / 9.0)
    k2 = k1 * np.exp(-16.0 / 9.0) / 2.0
    fading = np.exp(-(halves**3))
    fore_aft = k1 * np.exp(-((halves - 2.0 / 3.0) ** 2)) - k2 * halves
    return np.stack([fore_aft, fading, fading], axis=-1)


def share_between_feet(
    needed: Wrench, stances: Sequence[Stance], *, ground_height_m: float = 0.0
) -> GroundReaction:
    """Share the wrench that a walk needs between the feet on the ground.

    Parameters
    ----------
    needed : Wrench
        From whole-body dynamics with no external force.
    stances : sequence of Stance
        From gait events; each foot's own stances must not overlap.

    Returns
    -------
    GroundReaction
        Of the right and of the left foot. The forces sum to the needed one in every frame in
        which a foot stands. In a double support whose heel strike was before the trial they are
        NaN: what the trailing foot carried then is not known.

    Notes
    -----
    Ren 2008 leaves open where in double support each force acts. Here both centres of pressure
    start from nominal paths (leading: heel to where it is at the other foot's toe off; trailing:
    from where it was at heel strike to the toe) and are displaced together by the smallest
    force-weighted amounts δ that balance the moment: minimise δ_l² + δ_t² subject to
    F_l δ_l + F_t δ_t = m gives δ_i = F_i m / (F_l² + F_t²), which passes continuously into single
    support at both ends. Points stay within their soles. The free vertical torque is shared like
    the vertical force. Ren's fore-aft force also outlives the vertical one by so much that no floor
    would hold the foot; the horizontal force is drawn towards a sharing in proportion to the
    vertical one just as far as friction under both feet demands. These three choices are ours.
    """
    feet = {side: _Foot.resting(len(needed.times_s)) for side in (Side.RIGHT, Side.LEFT)}
    standing = sorted(stances, key=lambda stance: stance.start_s)
    for stance in standing:
        alone = _during(needed, stance.start_s, stance.end_s)
        for other in standing:
            if other.side is not stance.side:
                alone &= ~_during(needed, other.start_s, other.end_s)
        _stand_alone(feet[stance.side], needed, stance, alone, ground_height_m)
    for trailing in standing:
        for leading in standing:
            if leading.side is trailing.side.other and (
                trailing.start_s < leading.start_s <= trailing.end_s
            ):
                _stand_together(feet, needed, trailing, leading, ground_height_m)
    return _collected(feet, needed)


@dataclass(frozen=True, eq=False)
class _Foot:
    """One foot's reaction while it is being filled in, each (T, 3)."""

    force: FloatArray
    point: FloatArray
    torque: FloatArray

    @classmethod
    def resting(cls, frames: int) -> "_Foot":
        return cls(*(np.zeros((frames, 3)) for _ in range(3)))

    @property
    def moment(self) -> FloatArray:
        return moment_about_origin(self.force, self.point, self.torque)


def _during(needed: Wrench, start_s: float, end_s: float) -> BoolArray:
    return (needed.times_s >= start_s) & (needed.times_s <= end_s)


def _part(needed: Wrench, frames: BoolArray) -> Wrench:
    return Wrench(needed.times_s[frames], needed.force_N[frames], needed.moment_Nm[frames])


def _on_ground(points_m: FloatArray, ground_height_m: float) -> FloatArray:
    height = np.full(len(points_m), ground_height_m)
    return np.stack([points_m[:, 0], height, points_m[:, 1]], axis=1)


def _stand_alone(
    foot: _Foot, needed: Wrench, stance: Stance, frames: BoolArray, ground_height_m: float
) -> None:
    wrench = _part(needed, frames)
    points = wrench.pressure_m(ground_height_m)
    foot.force[frames] = wrench.force_N
    foot.point[frames] = _on_ground(stance.clipped(points), ground_height_m)
    turning = np.cross(foot.point[frames], wrench.force_N)[:, 1]
    foot.torque[frames, 1] = wrench.moment_Nm[:, 1] - turning


def _stand_together(
    feet: dict[Side, _Foot],
    needed: Wrench,
    trailing: Stance,
    leading: Stance,
    ground_height_m: float,
) -> None:
    frames = _during(needed, leading.start_s, trailing.end_s)
    wrench = _part(needed, frames)
    back, front = feet[trailing.side], feet[leading.side]
    if leading.start_s < needed.times_s[0]:
        for foot in (back, front):
            foot.force[frames] = foot.point[frames] = foot.torque[frames] = np.nan
        return
    fractions = (wrench.times_s - leading.start_s) / (trailing.end_s - leading.start_s)
    at_strike = needed.at(leading.start_s)
    published = at_strike.force_N * trailing_share(fractions)
    back.force[frames] = _held_by_friction(published, wrench.force_N)
    front.force[frames] = wrench.force_N - back.force[frames]
    nominal = _nominal_points(needed, trailing, leading, fractions, ground_height_m)
    loads = np.stack([back.force[frames, 1], front.force[frames, 1]])
    points = _balanced(wrench, loads, nominal, ground_height_m)
    back.point[frames] = _on_ground(trailing.clipped(points[0]), ground_height_m)
    front.point[frames] = _on_ground(leading.clipped(points[1]), ground_height_m)
    turning = sum(np.cross(f.point[frames], f.force[frames])[:, 1] for f in (back, front))
    share = loads[0] / loads.sum(axis=0)
    back.torque[frames, 1] = share * (wrench.moment_Nm[:, 1] - turning)
    front.torque[frames, 1] = (1.0 - share) * (wrench.moment_Nm[:, 1] - turning)


def _held_by_friction(trailing_N: FloatArray, total_N: FloatArray) -> FloatArray:
    """Return the (T, 3) trailing force, its horizontal part changed where a foot would slide.

    With T and L = F - T the two forces, p = F_h T_y / F_y the proportional part and d = T_h - p,
    the horizontal part becomes p + s d with the largest s in 0..1 for which |p + s d| <= mu T_y
    and |F_h - p - s d| <= mu L_y; s = 0 always does, as long as F itself lies within friction.
    """
    upward = trailing_N[:, 1:2], (total_N - trailing_N)[:, 1:2]
    horizontal = total_N[:, _HORIZONTAL]
    proportional = horizontal * upward[0] / total_N[:, 1:2]
    change = trailing_N[:, _HORIZONTAL] - proportional
    behind = _reach(proportional, change, FRICTION_LIMIT * upward[0][:, 0])
    ahead = _reach(horizontal - proportional, -change, FRICTION_LIMIT * upward[1][:, 0])
    held = trailing_N.copy()
    held[:, _HORIZONTAL] = proportional + np.minimum(behind, ahead)[:, None] * change
    return held


def _reach(start: FloatArray, step: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the largest (T,) part, 0 to 1, of a step that stays within a radius of the origin."""
    a = (step**2).sum(axis=1)
    b = (start * step).sum(axis=1)
    c = (start**2).sum(axis=1) - radius**2
    root = np.sqrt(np.maximum(b**2 - a * c, 0.0))
    longest = np.divide(root - b, a, out=np.ones_like(a), where=a > 0)
    return np.where(radius > 0, np.clip(longest, 0.0, 1.0), 0.0)


def _nominal_points(
    needed: Wrench,
    trailing: Stance,
    leading: Stance,
    fractions: FloatArray,
    ground_height_m: float,
) -> FloatArray:
    """Return (2, T, 2) points under the trailing and the leading foot."""

    def under(stance: Stance, time_s: float) -> FloatArray:
        point = needed.at(time_s).pressure_m(ground_height_m)
        return np.asarray(stance.clipped(point)[0])

    starts = under(trailing, leading.start_s), leading.heel_m[_HORIZONTAL]
    ends = trailing.toe_m[_HORIZONTAL], under(leading, trailing.end_s)
    return np.stack(
        [start + np.outer(fractions, end - start) for start, end in zip(starts, ends, strict=True)]
    )


def _balanced(
    wrench: Wrench, loads: FloatArray, nominal: FloatArray, ground_height_m: float
) -> FloatArray:
    """Displace the (2, T, 2) nominal points so that the (2, T) vertical forces balance M."""
    total = wrench.pressure_m(ground_height_m)
    missing = wrench.force_N[:, 1:2] * total - np.einsum("ft,ftx->tx", loads, nominal)
    weights = loads / (loads**2).sum(axis=0)
    return np.asarray(nominal + weights[:, :, None] * missing)


def _collected(feet: dict[Side, _Foot], needed: Wrench) -> GroundReaction:
    reactions = tuple(
        ContactForce(Contact.foot(side), needed.times_s, foot.force, foot.point, foot.torque)
        for side, foot in feet.items()
    )
    force = np.sum([foot.force for foot in feet.values()], axis=0)
    moment = np.sum([foot.moment for foot in feet.values()], axis=0)
    return GroundReaction(reactions, needed.force_N - force, needed.moment_Nm - moment)
