"""MOT and STO: joint angles, ground reaction forces or muscle activity, told apart by columns."""

import re
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.motion import AnalogChannels, JointAngles, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import radians
from hipspine.readers.force_columns import forces_in
from hipspine.readers.storage import Storage, read_storage

_COORDINATE_PATH = re.compile(r"(?:/[^/]+)+/([^/]+)/value", re.IGNORECASE)
"""OpenSim 4 state paths: /jointset/<joint>/<coordinate>/value."""
_TRANSLATION = re.compile(r"(?:^|_)t[xyz](?:_[lr])?$|translation", re.IGNORECASE)
_NOT_A_COORDINATE = re.compile(
    r"_moment$|_force$|_torque$|_u$|_speed$|_reserve$|activation|fiber_|/", re.IGNORECASE
)
_KNOWN_COORDINATE = re.compile(
    r"(?:pelvis_(?:tilt|list|rotation|t[xyz])|(?:hip|knee|ankle|subtalar|mtp|lumbar|elbow|arm|neck)"
    r"_(?:flexion|adduction|rotation|angle|extension|bending|flex|add|rot)(?:_[lr])?(?:_beta)?"
    r"|pro_sup(?:_[lr])?|L\d_[SL]\d_(?:flex_?ext|lat_?bending|axial_?rotation))",
    re.IGNORECASE,
)
_MUSCLE_ACTIVITY = re.compile(r"electromyogra|\bemg\b", re.IGNORECASE)


def read_sto(path: Path) -> Recording:
    """Return the joint angles, forces or muscle activity of a .mot or .sto file.

    Which of them a file holds is decided by its columns: force columns (``ground_force_r_vx``,
    ``ground_force_1_vx``, ``1_ground_force_vx``), coordinates by path
    (``/jointset/hip_r/hip_flexion_r/value``) or by short name (``hip_flexion_r``), and channels of
    a file titled Electromyography. Angles come back in radians whatever the header said;
    translations are metres in both cases.

    Raises
    ------
    FileFormatError
        If the file is damaged or holds no column of these kinds.
    RecordingError
        If time stamps do not increase, or the angles' unit cannot be told.
    """
    storage = read_storage(path)
    forces, problems = forces_in(storage)
    angles: JointAngles | None = None
    analog: AnalogChannels | None = None
    columns = _coordinate_columns(storage)
    if columns:
        angles, unit_problems = _angles(storage, columns)
        problems += unit_problems
    if not forces and not columns:
        analog = _muscle_activity(storage)
    return Recording(
        str(path),
        angles=angles,
        forces=forces,
        analog=analog,
        problems=(*storage.problems, *problems),
    )


def _coordinate_columns(storage: Storage) -> dict[str, str]:
    """Return the coordinate's short name for each column that holds one."""
    by_path = {
        name: match.group(1)
        for name in storage.names
        if (match := _COORDINATE_PATH.fullmatch(name))
    }
    short = [name for name in storage.names if not _NOT_A_COORDINATE.search(name)]
    is_table_of_angles = any(_KNOWN_COORDINATE.fullmatch(name) for name in short) or (
        storage.title.lower().startswith("coordinates")
    )
    by_name = {name: name for name in short if is_table_of_angles and "ground_" not in name}
    return by_path | by_name


def _angles(storage: Storage, columns: dict[str, str]) -> tuple[JointAngles, list[Problem]]:
    names = tuple(columns.values())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileFormatError(
            str(storage.path),
            expected="every coordinate once",
            got=f"{', '.join(twice[:5])} in more than one column",
            do="Delete the duplicate columns.",
        )
    values = np.stack([storage.column(column) for column in columns], axis=1)
    turning = np.array([not _TRANSLATION.search(name) for name in names])
    in_degrees, problems = _unit(storage, values[:, turning])
    if in_degrees:
        values = np.where(turning, radians(values), values)
    else:
        problems += _beyond_half_a_turn(storage.path, names, values, turning)
    return JointAngles(names, storage.times_s, values), problems


def _unit(storage: Storage, rotations: FloatArray) -> tuple[bool, list[Problem]]:
    largest = float(np.nanmax(np.abs(rotations), initial=0.0))
    where = f"{storage.path}, header inDegrees"
    if storage.in_degrees is None:
        if largest > np.pi:
            raise RecordingError(
                where,
                expected="yes or no: the unit of the angles",
                got=f"nothing, and angles up to {largest:.4g}, which may be either",
                do="Add inDegrees=yes (degrees) or inDegrees=no (radians) above `endheader`.",
            )
        return False, [
            Problem(
                Level.WARNING,
                where,
                f"the header does not say it; angles up to {largest:.3g} are taken as radians",
                "Add inDegrees=yes or inDegrees=no above `endheader`.",
            )
        ]
    if storage.in_degrees and 0 < largest < np.pi / 2 and rotations.shape[1] > 6:
        return True, [
            Problem(
                Level.WARNING,
                where,
                f"the header says degrees, but no angle exceeds {largest:.3g}",
                "If the file holds radians, write inDegrees=no.",
            )
        ]
    return storage.in_degrees, []


def _beyond_half_a_turn(
    path: Path, names: tuple[str, ...], values: FloatArray, turning: np.ndarray
) -> list[Problem]:
    largest = np.nanmax(np.abs(values), axis=0, initial=0.0)
    problems = []
    for name, size, turns in zip(names, largest, turning, strict=True):
        if not turns or size <= np.pi:
            continue
        dependent = name.endswith("_beta")
        problems.append(
            Problem(
                Level.INFO if dependent else Level.WARNING,
                f"{path}, {name}",
                f"values up to {size:.4g} although the header says radians: probably degrees",
                "Nothing to do: the model recomputes this dependent coordinate from the knee."
                if dependent
                else "Check the column; a person who turns round may exceed half a turn, a joint "
                "may not.",
            )
        )
    return problems


def _muscle_activity(storage: Storage) -> AnalogChannels:
    if not _MUSCLE_ACTIVITY.search(storage.title):
        shown = ", ".join(storage.names[:4])
        raise FileFormatError(
            str(storage.path),
            expected="columns of joint angles (hip_flexion_r or /jointset/.../value), of forces "
            "(ground_force_r_vx ...), or a file titled Electromyography",
            got=f"{len(storage.names)} columns such as {shown}",
            do="Name the file with joint angles or ground reaction forces.",
        )
    return AnalogChannels(
        storage.names, ("as in the file",) * len(storage.names), storage.times_s, storage.values
    )
