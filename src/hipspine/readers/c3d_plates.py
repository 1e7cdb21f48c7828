"""The force plates of a C3D file: from its FORCE_PLATFORM group to forces on the body."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import ExternalForce
from hipspine.domain.problem import Level, Problem
from hipspine.readers.c3d_axes import LabRotation
from hipspine.readers.c3d_process import C3dContent
from hipspine.readers.c3d_units import in_si, moment_metres
from hipspine.readers.force_plates import CHANNEL_COUNT, Plate, PlateWrench, plate_wrench

_GROUP = "FORCE_PLATFORM"
_LARGEST_PLATES = 100
_FIRM_LOAD_N = 200.0
"""Load under which a centre of pressure is steady enough to tell whether it lies on the plate."""


@dataclass(frozen=True, eq=False)
class FilePlate:
    """One plate as the file describes it, on the file's axes but in metres, with its channels."""

    name: str
    plate: Plate
    channels: FloatArray
    """(T, 6) or (T, 8) in SI."""


def plates_in(
    source: str, content: C3dContent, metres: float
) -> tuple[list[FilePlate], list[Problem]]:
    """Return the plates that can be used and, for each that cannot, the problem.

    Parameters
    ----------
    source : str
        File name for the problems.
    content : C3dContent
        The file.
    metres : float
        Size of the file's length unit [m].
    """
    used = _number(content.values(_GROUP, "USED"), 0)
    plates, problems = [], []
    for number in range(min(int(used or 0), _LARGEST_PLATES)):
        where = f"{source}, plate {number + 1}"
        found = _plate(where, content, number, metres)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        plates.append(found)
        problems += _oddities(where, content, found)
    return plates, problems


def _number(values: Any, index: int) -> float | None:
    try:
        number = float(values[index])
    except (IndexError, TypeError, ValueError, OverflowError):
        return None
    return number if np.isfinite(number) else None


def _unusable(where: str, what: str) -> Problem:
    return Problem(
        Level.WARNING,
        where,
        what,
        "Its forces are left out. Correct the plate's set-up and re-export.",
    )


def _plate(where: str, content: C3dContent, number: int, metres: float) -> FilePlate | Problem:
    kind = int(_number(content.values(_GROUP, "TYPE"), number) or 0)
    if kind not in CHANNEL_COUNT:
        return _unusable(where, f"plate types 1 to 4 can be read, this one has type {kind}")
    corners = _slice(content.values(_GROUP, "CORNERS"), number, (3, 4))
    origin = _slice(content.values(_GROUP, "ORIGIN"), number, (3,))
    if corners is None or origin is None:
        return _unusable(where, "CORNERS and ORIGIN are needed; the file lacks numbers there")
    indices = _channel_indices(content, number, CHANNEL_COUNT[kind])
    if indices is None:
        return _unusable(
            where, f"{CHANNEL_COUNT[kind]} analog channels are needed; CHANNEL does not name them"
        )
    units, raw = _units(content, indices), content.analog[:, indices]
    calibration = None
    if kind == 4:
        calibration = _calibration(content, number, moment_metres(units[3:], metres))
        if calibration is None:
            return _unusable(where, "a plate of type 4 needs its CAL_MATRIX")
    channels = raw if kind == 4 else in_si(raw, units, kind, metres)
    plate = Plate(kind, corners.T * metres, origin * metres, calibration)
    if not plate.is_flat:
        return _unusable(where, "its four corners span no area")
    return FilePlate(f"plate {number + 1}", plate, channels)


def _calibration(content: C3dContent, number: int, lever: float) -> FloatArray | None:
    matrix = _slice(content.values(_GROUP, "CAL_MATRIX"), number, (6, 6))
    if matrix is None:
        return None
    # The matrix gives newtons and newtons times the file's length unit.
    scaled: FloatArray = matrix * np.array([1.0] * 3 + [lever] * 3)[:, None]
    return scaled


def _slice(values: list[Any], number: int, shape: tuple[int, ...]) -> FloatArray | None:
    """Return one plate's share of a parameter whose last dimension counts plates."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (ValueError, TypeError):
        return None
    if array.ndim == len(shape):
        array = array[..., None]
    if array.shape[:-1] != shape or number >= array.shape[-1]:
        return None
    part: FloatArray = array[..., number]
    return part if np.isfinite(part).all() else None


def _channel_indices(content: C3dContent, number: int, count: int) -> list[int] | None:
    try:
        table = np.asarray(content.values(_GROUP, "CHANNEL"), dtype=np.int64)
    except (ValueError, TypeError, OverflowError):
        return None
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2 or table.shape[0] < count or number >= table.shape[1]:
        return None
    indices = table[:count, number] - 1
    channels = content.analog.shape[1]
    return indices.tolist() if ((indices >= 0) & (indices < channels)).all() else None


def _units(content: C3dContent, indices: list[int]) -> list[str]:
    units = content.values("ANALOG", "UNITS")
    return [str(units[i]).strip() if i < len(units) else "" for i in indices]


def _oddities(where: str, content: C3dContent, found: FilePlate) -> list[Problem]:
    problems = []
    polynomial = content.values(_GROUP, "FPCOPPOLY")
    if found.plate.kind == 3 and _any_number(polynomial):
        problems.append(
            Problem(
                Level.WARNING,
                where,
                "the file carries a correction of the centre of pressure (FPCOPPOLY) that is not "
                "applied",
                "Expect the centre of pressure to be off by some millimetres near the edges.",
            )
        )
    if not np.isfinite(found.channels).all():
        problems.append(
            Problem(
                Level.WARNING, where, "some samples are not numbers", "Crop the trial around them."
            )
        )
    return problems


def _any_number(values: list[Any]) -> bool:
    try:
        return bool(np.any(np.asarray(values, dtype=np.float64)))
    except (ValueError, TypeError):
        return False


def force_on_body(
    source: str, found: FilePlate, times_s: FloatArray, lab: LabRotation
) -> tuple[ExternalForce, list[Problem]]:
    """Return the force that a plate puts on the body, on our axes, and what was odd about it.

    The C3D manual leaves open whether channels hold the force on the plate or on the body. The
    floor cannot pull, so a plate whose load points down is reversed, and that is reported.
    """
    where = f"{source}, {found.name}"
    wrench = plate_wrench(found.plate, found.channels)
    force = lab.turned(wrench.force_N)
    sign, problems = _sign(where, force)
    problems += _off_the_plate(where, found.plate, wrench)
    return (
        ExternalForce(
            name=found.name,
            times_s=times_s,
            force_N=sign * force,
            point_m=lab.turned(wrench.point_m),
            torque_Nm=sign * lab.turned(wrench.torque_Nm),
            corners_m=lab.turned(found.plate.corners_m),
        ),
        problems,
    )


def _sign(where: str, force: FloatArray) -> tuple[float, list[Problem]]:
    vertical = force[np.isfinite(force[:, 1]), 1]
    # Squares let the steps outvote hours of a small negative offset on an empty plate.
    if float(np.sum(vertical * np.abs(vertical))) >= 0:
        return 1.0, []
    return -1.0, [
        Problem(
            Level.INFO,
            where,
            "the channels hold the force on the plate; it was reversed to the force on the body",
            "Nothing to do.",
        )
    ]


def _off_the_plate(where: str, plate: Plate, wrench: PlateWrench) -> list[Problem]:
    normal = wrench.force_N @ plate.axes[:, 2]
    loaded = np.abs(normal) > _FIRM_LOAD_N
    if not loaded.any():
        return []
    on_plate = (wrench.point_m[loaded] - plate.centre_m) @ plate.axes
    sides = (plate.corners_m - plate.centre_m) @ plate.axes
    half = np.abs(sides).max(axis=0)[:2] + 0.02  # 2 cm for noise at the edge
    outside = float((np.abs(on_plate[:, :2]) > half).any(axis=1).mean())
    if outside < 0.05:
        return []
    return [
        Problem(
            Level.WARNING,
            where,
            f"in {100 * outside:.0f} % of the loaded samples the centre of pressure lies off the "
            "plate",
            "Check the plate's ORIGIN, CORNERS and the unit of its moments (N·m or N·mm).",
        )
    ]
