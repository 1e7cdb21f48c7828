"""What experiments on claims report: one number of a solution, and its unit.

A quantity is named as in the experiments' file: ``l5_s1_compression_mean``, or with a muscle group
as in ``force:hamstrings``. Loads are in body weights and forces in N/kg, so that bodies of
different mass compare.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hipspine.clinic.segments import Segments
from hipspine.domain.anatomy import LUMBAR_LEVELS, Side, groups_named
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import GAIT_CYCLE
from hipspine.domain.errors import ContentError, HipspineError
from hipspine.domain.units import body_weight_N
from hipspine.measure.gait.power import joint_power_W
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import members_by_group

LATE_STANCE = (0.30, 0.60)
"""Terminal stance and pre-swing as shares of the cycle (Perry J, Burnfield JM (2010). Gait
Analysis, 2nd ed., SLACK: terminal stance 31 to 50 %, pre-swing to 62 %)."""
EARLY_STANCE = (0.0, 0.30)
PUSH_OFF = (0.40, 0.62)
"""Where ankle and hip power of push-off lie, from heel rise to toe off (as above)."""


@dataclass(frozen=True, eq=False)
class Case:
    """One motion (or posture) solved under one scenario."""

    engine: Engine
    solution: Solution
    segments: Segments | None
    """Stretches that a motion is looked at over; None for a posture, whose every frame counts."""

    @property
    def mass_kg(self) -> float:
        """Body mass [kg]."""
        return self.engine.bundle.mass_kg

    @cached_property
    def members(self) -> dict[str, dict[Side, list[int]]]:
        """Positions of each group's muscles on each side."""
        found: dict[str, dict[Side, list[int]]] = {}
        for (group, side), members in members_by_group(self.engine.bundle.muscles.names).items():
            found.setdefault(group, {})[side] = members
        return found

    def over(self, values: FloatArray, side: Side | None) -> FloatArray:
        """Return a (T,) quantity over the stretches of a side (or the trunk), (N, 101) or (1, T).

        Raises
        ------
        QuantityAbsentError
            If no stretch holds it throughout.
        """
        if self.segments is None:
            return values[None, :]
        curve = self.segments.curve(self.engine.bundle.times_s, values, side)
        if curve is None:
            raise QuantityAbsentError(f"no stretch of the {side or 'trunk'} holds it throughout")
        return curve.values

    def sides(self) -> tuple[Side, ...]:
        """Return the sides of which there is something to see."""
        if self.segments is None:
            return tuple(Side)
        return tuple(side for side in Side if self.segments.of_side.get(side))

    def group_force_N(self, group: str, side: Side) -> FloatArray:
        """Return the (T,) force of a group or combination on one side [N]."""
        members = [
            position for name in groups_named(group) for position in self.members[name][side]
        ]
        force: FloatArray = self.solution.muscle_forces_N[:, members].sum(axis=1)
        return force

    def hip_extension_moment_Nm(self, group: str, side: Side) -> FloatArray:
        """Return the (T,) moment of a group about the hip of its side, positive extending."""
        bundle = self.engine.bundle
        row = bundle.equations.index(f"hip_flexion{side.suffix}")
        members = [
            position for name in groups_named(group) for position in self.members[name][side]
        ]
        arms = bundle.moment_arms_m[:, row, members]
        # The coordinate is positive in flexion; extension is its opposite.
        moment: FloatArray = -(arms * self.solution.muscle_forces_N[:, members]).sum(axis=1)
        return moment


class QuantityAbsentError(HipspineError):
    """A quantity cannot be told for a case; the text says why."""


@dataclass(frozen=True)
class Quantity:
    """How a number is worked out, its unit, and what it is called."""

    title: str
    unit: str
    of: Callable[[Case, str], float]


def quantity_of(name: str) -> tuple[Quantity, str]:
    """Return a quantity and the muscle group it is about (or nothing).

    Raises
    ------
    ContentError
        If there is no quantity of this name.
    """
    kind, _, group = name.partition(":")
    if kind not in QUANTITIES:
        raise ContentError(
            "experiments.toml",
            expected=f"a quantity: {', '.join(QUANTITIES)}",
            got=repr(name),
            do="Correct the experiment's quantities.",
        )
    return QUANTITIES[kind], group


def quantity_title(name: str, *, group: str | None = None) -> str:
    """Return a quantity in words, with its muscle group, in other words where they are given."""
    quantity, named = quantity_of(name)
    return quantity.title.format(group=named.replace("_", " ") if group is None else group)


def quantity_unit(name: str) -> str:
    """Return a quantity's unit; ``1`` for a share."""
    return quantity_of(name)[0].unit


def _l5_s1(case: Case, part: str) -> FloatArray:
    load = case.solution.joint_loads.get("L5_S1")
    if load is None:
        raise QuantityAbsentError("the model has no load at L5/S1")
    values = load.compression_N if part == "compression" else load.anterior_shear_N
    return case.over(values, None) / body_weight_N(case.mass_kg)


def _l5_s1_mean(case: Case, _group: str) -> float:
    return float(_l5_s1(case, "compression").mean())


def _l5_s1_peak(case: Case, _group: str) -> float:
    return float(_l5_s1(case, "compression").max(axis=1).mean())


def _l5_s1_shear(case: Case, _group: str) -> float:
    return float(np.abs(_l5_s1(case, "shear")).max(axis=1).mean())


def _hip_peak(case: Case, side: Side) -> float:
    load = case.solution.joint_loads[f"hip_{side}"]
    over = case.over(load.resultant_N, side) / body_weight_N(case.mass_kg)
    return float(over.max(axis=1).mean())


def _hip_load_peak(case: Case, _group: str) -> float:
    return _mean(_hip_peak(case, side) for side in case.sides())


def _hip_difference(case: Case, _group: str) -> float:
    """Return right minus left of both hips' peaks over their mean (Robinson 1987)."""
    right, left = (_hip_peak(case, side) for side in (Side.RIGHT, Side.LEFT))
    return (right - left) / (0.5 * (right + left))


def _force(case: Case, group: str) -> float:
    return _mean(
        float(case.over(case.group_force_N(group, side), side).mean()) / case.mass_kg
        for side in case.sides()
    )


def _use_peak(case: Case, group: str) -> float:
    strength = case.engine.bundle.muscles.max_isometric_force_N
    peaks = []
    for side in case.sides():
        members = [p for name in groups_named(group) for p in case.members[name][side]]
        activation = np.average(
            case.solution.activations[:, members], axis=1, weights=strength[members]
        )
        peaks.append(float(case.over(activation, side).max(axis=1).mean()))
    return _mean(peaks)


def _window(case: Case, curves: FloatArray, window: tuple[float, float]) -> FloatArray:
    """Return the part of curves over whole gait cycles that lies in a window of the cycle."""
    if case.segments is None or case.segments.label != GAIT_CYCLE:
        raise QuantityAbsentError("phases of the cycle take a whole gait cycle")
    first, last = (round(share * (curves.shape[1] - 1)) for share in window)
    part: FloatArray = curves[:, first : last + 1]
    return part


def _extension_share(case: Case, group: str, window: tuple[float, float] | None) -> float:
    """Return a group's share of all that muscles do to extend the hip, by impulse."""

    def impulse(name: str, side: Side) -> float:
        curves = case.over(case.hip_extension_moment_Nm(name, side), side)
        part = curves if window is None else _window(case, curves, window)
        return float(np.clip(part, 0.0, None).sum())

    shares = []
    for side in case.sides():
        whole = sum(impulse(name, side) for name in case.members)
        if whole <= 0:
            raise QuantityAbsentError("no muscle extends the hip then")
        shares.append(impulse(group, side) / whole)
    return _mean(shares)


def _late_share(case: Case, group: str) -> float:
    return _extension_share(case, group, LATE_STANCE)


def _whole_share(case: Case, group: str) -> float:
    return _extension_share(case, group, None)


def _late_moment(case: Case, _group: str) -> float:
    def of_side(side: Side) -> float:
        moments = sum(
            (case.hip_extension_moment_Nm(name, side) for name in case.members),
            np.zeros(case.engine.bundle.times_s.size),
        )
        return float(_window(case, case.over(moments, side), LATE_STANCE).mean()) / case.mass_kg

    return _mean(of_side(side) for side in case.sides())


def _early_force_share(case: Case, group: str) -> float:
    def of_side(side: Side) -> float:
        curves = case.over(case.group_force_N(group, side), side)
        return float(_window(case, curves, EARLY_STANCE).sum() / curves.sum())

    return _mean(of_side(side) for side in case.sides())


def _ankle_share(case: Case, _group: str) -> float:
    bundle = case.engine.bundle

    def generated(coordinate: str, side: Side) -> float:
        row = bundle.equations.index(f"{coordinate}{side.suffix}")
        moments, angles = bundle.required_moments_Nm[:, row], bundle.coordinate_values[:, row]
        power = joint_power_W(moments, angles, bundle.times_s)
        return float(np.clip(_window(case, case.over(power, side), PUSH_OFF), 0.0, None).sum())

    def of_side(side: Side) -> float:
        ankle, hip = generated("ankle_angle", side), generated("hip_flexion", side)
        if ankle + hip <= 0:
            raise QuantityAbsentError("neither ankle nor hip generates work then")
        return ankle / (ankle + hip)

    return _mean(of_side(side) for side in case.sides())


def _missing_moment(case: Case, _group: str) -> float:
    missing = [shortfall.missing_Nm for shortfall in case.solution.shortfalls]
    return max(missing, default=0.0) / case.mass_kg


def _lumbar_arm(case: Case, group: str) -> float:
    bundle = case.engine.bundle
    rows = [
        row for row, name in enumerate(bundle.equations) if name.startswith(tuple(LUMBAR_LEVELS))
    ]
    members = [
        position
        for name in groups_named(group)
        for of_side in case.members[name].values()
        for position in of_side
    ]
    if not rows:
        raise QuantityAbsentError("the model's lumbar spine does not move")
    return float(np.abs(bundle.moment_arms_m[:, rows][:, :, members]).max())


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


QUANTITIES: dict[str, Quantity] = {
    "l5_s1_compression_mean": Quantity("L5/S1 compression, mean", "body weights", _l5_s1_mean),
    "l5_s1_compression_peak": Quantity("L5/S1 compression, peak", "body weights", _l5_s1_peak),
    "l5_s1_shear_peak": Quantity("L5/S1 shear fore and aft, peak", "body weights", _l5_s1_shear),
    "hip_load_peak": Quantity("hip contact force, peak", "body weights", _hip_load_peak),
    "hip_load_side_difference": Quantity(
        "side difference of the hips' peak force, right larger", "1", _hip_difference
    ),
    "force": Quantity("mean force of {group}", "N/kg", _force),
    "use_peak": Quantity("highest activation of {group}", "1", _use_peak),
    "late_stance_extension_share": Quantity(
        "share of {group} in hip extension in late stance", "1", _late_share
    ),
    "extension_share": Quantity("share of {group} in hip extension", "1", _whole_share),
    "late_stance_extension_moment": Quantity(
        "hip extension moment of all muscles in late stance", "N·m/kg", _late_moment
    ),
    "early_stance_force_share": Quantity(
        "share of the force of {group} that falls into 0 to 30 % of the cycle",
        "1",
        _early_force_share,
    ),
    "ankle_share_of_push_off_work": Quantity(
        "share of the ankle in what ankle and hip generate at push-off", "1", _ankle_share
    ),
    "missing_moment": Quantity(
        "largest moment that muscles cannot make", "N·m/kg", _missing_moment
    ),
    "lumbar_arm": Quantity("largest lever of {group} at a lumbar joint", "m", _lumbar_arm),
}
"""Every quantity that a case of the engine gives."""


def _is_predicted(_case: Case, _group: str) -> float:
    raise QuantityAbsentError("it takes a prediction of the motion")


QUANTITIES["largest_taker_share"] = Quantity(
    "share of the group that takes over most in all that is taken over", "1", _is_predicted
)
QUANTITIES["lumbar_extension_mean"] = Quantity("mean lumbar extension", "rad", _is_predicted)
QUANTITIES["pelvis_anterior_tilt"] = Quantity(
    "mean anterior tilt of the pelvis", "rad", _is_predicted
)
