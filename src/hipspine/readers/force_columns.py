"""Which columns of an OpenSim table are the force, point and torque of which plate."""

import re
from dataclasses import dataclass, field

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import ExternalForce
from hipspine.domain.problem import Level, Problem
from hipspine.readers.storage import Storage

_COLUMN = re.compile(
    r"(?P<before>.*?)ground_(?P<word>force|torque|moment)(?P<plate>.*?)_?(?P<part>[vpmt]?)"
    r"(?P<axis>[xyz])",
    re.IGNORECASE,
)
_FORCE, _POINT, _TORQUE = "force", "point", "torque"
_PART = {"v": _FORCE, "p": _POINT, "m": _TORQUE, "t": _TORQUE}


@dataclass
class _PlateColumns:
    name: str
    columns: dict[str, dict[str, str]] = field(
        default_factory=lambda: {_FORCE: {}, _POINT: {}, _TORQUE: {}}
    )


def forces_in(storage: Storage) -> tuple[tuple[ExternalForce, ...], list[Problem]]:
    """Return one force per plate found among the columns, and what was odd about them.

    Three naming styles are known: ``ground_force_r_vx, _px`` with ``ground_torque_r_x``;
    ``ground_force_1_vx, _px, _mx``; ``1_ground_force_vx, _px`` with ``1_ground_torque_x``.
    Forces in N on the body, points in m, torques in N·m, as OpenSim defines these files.

    Raises
    ------
    FileFormatError
        If a plate lacks one of the three components of its force, point or torque.
    """
    plates: dict[str, _PlateColumns] = {}
    for name in storage.names:
        match = _COLUMN.fullmatch(name)
        part = _part(match) if match else None
        if match and part:
            key = (match["before"] + "ground_force" + match["plate"]).lower()
            plate = plates.setdefault(key, _PlateColumns(key))
            plate.columns[part][match["axis"].lower()] = name
    problems: list[Problem] = []
    forces = []
    for plate in plates.values():
        force, found = _force(storage, plate)
        forces.append(force)
        problems += found
    return tuple(forces), problems


def _part(match: re.Match[str]) -> str | None:
    if match["word"].lower() == "force":
        return _PART.get(match["part"].lower())
    return _TORQUE


def _force(storage: Storage, plate: _PlateColumns) -> tuple[ExternalForce, list[Problem]]:
    force = _vector(storage, plate, _FORCE)
    point = _vector(storage, plate, _POINT)
    if not plate.columns[_TORQUE]:
        torque = np.zeros_like(force)
        problems = [torque_not_given(storage, plate.name)]
    else:
        torque, problems = _vector(storage, plate, _TORQUE), []
    return ExternalForce(plate.name, storage.times_s, force, point, torque), problems


def torque_not_given(storage: Storage, name: str) -> Problem:
    """Return the problem that a force without torque columns is reported with."""
    return Problem(
        Level.WARNING,
        f"{storage.path}, {name}",
        "there are no torque columns; the free torque about the vertical is left out",
        "Export the torques too; the moments that rotate hip and knee depend on them.",
    )


def _vector(storage: Storage, plate: _PlateColumns, part: str) -> FloatArray:
    columns = plate.columns[part]
    missing = [axis for axis in "xyz" if axis not in columns]
    if missing:
        raise FileFormatError(
            f"{storage.path}, {plate.name}",
            expected=f"columns for x, y and z of the {part}",
            got=f"no {' and no '.join(missing)}",
            do="Export force, point of application and torque of every plate.",
        )
    return np.stack([storage.column(columns[axis]) for axis in "xyz"], axis=1)


def vector_by_identifier(storage: Storage, identifier: str) -> FloatArray | None:
    """Return the (T, 3) columns ``<identifier>x, y, z``, or None if none of them exists.

    Raises
    ------
    FileFormatError
        If only some of the three columns exist.
    """
    names = [identifier + axis for axis in "xyz"]
    present = [name for name in names if name in storage.names]
    if not present:
        return None
    if len(present) < 3:
        raise FileFormatError(
            str(storage.path),
            expected=f"columns {', '.join(names)}",
            got=f"only {', '.join(present)}",
            do="Export the missing columns.",
        )
    return np.stack([storage.column(name) for name in names], axis=1)
