"""Turn what-ifs and a body's size into the parameters of the prediction engine."""

from dataclasses import dataclass, replace

import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.anatomy import Side, groups_named
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ScenarioError
from hipspine.domain.prediction import ModelBody
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.predict.names import MEMBERS, MUSCLES, TRUNK_MUSCLES
from hipspine.predict.parameters import Muscles, Settings

GENERIC_HEIGHT_M = 1.70
"""Height of the body that the planar one was fitted to."""


@dataclass(frozen=True, eq=False)
class AppliedChanges:
    """The muscles after a what-if, and what of it the planar body cannot show."""

    muscles: Muscles
    absent: tuple[Absent, ...]


def apply_changes(changes: tuple[MuscleChange, ...]) -> AppliedChanges:
    """Return the planar body's muscles after changes; later changes win over earlier ones.

    Raises
    ------
    ScenarioError
        If a change names only muscles or parameters that the planar body does not have.
    """
    arrays = {
        Parameter.STRENGTH: np.ones(len(MUSCLES)),
        Parameter.TIGHTNESS: np.zeros(len(MUSCLES)),
        Parameter.DRIVE: np.ones(len(MUSCLES)),
        Parameter.TONE: np.full(len(MUSCLES), Muscles().lowest_activation[0]),
    }
    absent: list[Absent] = []
    for change in changes:
        if change.parameter not in arrays:
            raise ScenarioError(
                f"what-if {change}",
                expected=f"one of {', '.join(arrays)}",
                got=change.parameter.value,
                do="The planar body knows no other parameter; ask for strength instead.",
            )
        meant, missing = _meant(change)
        absent += [Absent(group, "not_in_model") for group in missing]
        absent += [Absent(group, "not_apart") for group in _changed_along(change)]
        arrays[change.parameter][meant] = change.value
    lowest = np.maximum(arrays[Parameter.TONE], Muscles().lowest_activation)
    # A muscle that the nerves cannot drive stays at its resting activation, not below.
    highest = np.maximum(arrays[Parameter.DRIVE], lowest)
    muscles = Muscles(arrays[Parameter.STRENGTH], arrays[Parameter.TIGHTNESS], highest, lowest)
    return AppliedChanges(muscles, tuple(dict.fromkeys(absent)))


def _changed_along(change: MuscleChange) -> tuple[str, ...]:
    """Return the groups that were not asked about but are one muscle with those that were."""
    asked = groups_named(change.group)
    kinds = {MEMBERS[group] for group in asked if group in MEMBERS}
    return tuple(
        group.value for group, kind in MEMBERS.items() if kind in kinds and group not in asked
    )


def _meant(change: MuscleChange) -> tuple[list[int], tuple[str, ...]]:
    groups = groups_named(change.group)
    kinds = {MEMBERS[group] for group in groups if group in MEMBERS}
    missing = tuple(group.value for group in groups if group not in MEMBERS)
    if not kinds:
        raise ScenarioError(
            f"what-if {change}",
            expected=f"a muscle of the planar body: {', '.join(sorted(set(MEMBERS.values())))}",
            got=change.group,
            do="Ask about one of these; the others need the full body at the recorded motion.",
        )
    sides = [side for side in Side if change.side in (None, side)]
    names = {f"{kind}{side.suffix}" for kind in kinds for side in sides}
    if change.side is None:
        names |= kinds & set(TRUNK_MUSCLES)
    meant = [i for i, name in enumerate(MUSCLES) if name in names]
    if not meant:
        raise ScenarioError(
            f"what-if {change}",
            expected="a muscle of the leg, or a trunk muscle of both sides",
            got=str(change),
            do="Leave out the side: in the planar body a trunk muscle stands for both sides.",
        )
    return meant, missing


def is_one_sided(muscles: Muscles) -> bool:
    """Tell whether left and right differ, so that a whole cycle must be predicted."""
    half = (len(MUSCLES) - len(TRUNK_MUSCLES)) // 2
    arrays: tuple[FloatArray, ...] = (
        muscles.strength,
        muscles.shortening,
        muscles.highest_activation,
        muscles.lowest_activation,
    )
    return any(bool(np.any(each[:half] != each[half : 2 * half])) for each in arrays)


def has_tightness(changes: tuple[MuscleChange, ...]) -> bool:
    """Tell whether any change is one of tightness, for which effort means nothing."""
    return any(change.parameter is Parameter.TIGHTNESS for change in changes)


def sized(settings: Settings, body: ModelBody) -> Settings:
    """Return the settings for a body of a height and mass.

    Lengths grow with height, masses with mass, and muscle volume after Handsfield 2014
    (doi:10.1016/j.jbiomech.2013.12.002): 47 cm³ per kg and m, plus 1290 cm³. Strength is volume
    over fibre length.
    """
    generic = read_planar_body().mass_kg
    length = body.height_m / GENERIC_HEIGHT_M
    volume = _muscle_volume_cm3(body.mass_kg, body.height_m)
    generic_volume = _muscle_volume_cm3(generic, GENERIC_HEIGHT_M)
    return replace(
        settings,
        mass_factor=body.mass_kg / generic,
        length_factor=length,
        force_factor=settings.force_factor * volume / generic_volume / length,
    )


def _muscle_volume_cm3(mass_kg: float, height_m: float) -> float:
    return 47.05 * mass_kg * height_m + 1289.6
