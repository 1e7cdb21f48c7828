"""Force plates of C3D types 1 to 4: from their analog channels to the force on the body.

Kept free of files: arrays in, arrays out, SI throughout. The channel order, corner order and
ORIGIN of each type are those of the C3D format manual, chapter "The FORCE_PLATFORM group"
(Motion Lab Systems, c3d.org, parameters TYPE, CHANNEL, CORNERS, ORIGIN and CAL_MATRIX).
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray

CHANNEL_COUNT = {1: 6, 2: 6, 3: 8, 4: 6}
"""Analog channels that each supported plate type needs."""

SMALLEST_LOAD_N = 10.0
"""Normal force below which no centre of pressure is computed.

The centre of pressure divides moments by the normal force: a moment noise of 0.5 N·m displaces it
by 5 cm at 10 N, about half the width of a foot, and without bound below.
"""


@dataclass(frozen=True, eq=False)
class Plate:
    """Where a plate is and how its channels are to be understood.

    corners_m : (4, 3) in the lab frame, in the order +x+y, -x+y, -x-y, +x-y of the plate's own
    axes, whose z points into the floor. origin_m : (3,) ORIGIN as in the file: for types 2 and 4
    the vector from the sensors' origin to the centre of the surface, for type 3 the sensors'
    half distances along x and y and the surface's height, all along the plate's axes.
    calibration : (6, 6), type 4 only; channels in, N and N·m out.
    """

    kind: int
    corners_m: FloatArray
    origin_m: FloatArray
    calibration: FloatArray | None = None

    @property
    def centre_m(self) -> FloatArray:
        """(3,) centre of the surface in the lab frame [m]."""
        centre: FloatArray = self.corners_m.mean(axis=0)
        return centre

    @property
    def axes(self) -> FloatArray:
        """(3, 3) columns are the plate's x, y and z axes in the lab frame."""
        x = self.corners_m[0] - self.corners_m[1]
        z = np.cross(x, self.corners_m[0] - self.corners_m[3])
        columns = [x, np.cross(z, x), z]
        axes: FloatArray = np.stack([axis / np.linalg.norm(axis) for axis in columns], axis=1)
        return axes

    @property
    def is_flat(self) -> bool:
        """Whether the corners span an area, so that the plate has axes."""
        x = self.corners_m[0] - self.corners_m[1]
        y = self.corners_m[0] - self.corners_m[3]
        area = float(np.linalg.norm(np.cross(x, y)))
        return bool(np.isfinite(self.corners_m).all()) and area > 1e-6


@dataclass(frozen=True, eq=False)
class PlateWrench:
    """What a plate measures, in the lab frame, with the sign of the plate's channels.

    force_N : (T, 3); moment_Nm : (T, 3) about the centre of the surface; point_m : (T, 3), centre
    of pressure; torque_Nm : (T, 3), the moment about that point (the free torque). Below
    SMALLEST_LOAD_N the point is the centre of the surface and the torque is the whole moment there:
    the same wrench, written about a point that exists.
    """

    force_N: FloatArray
    moment_Nm: FloatArray
    point_m: FloatArray
    torque_Nm: FloatArray


def plate_wrench(plate: Plate, channels: FloatArray) -> PlateWrench:
    """Return force, moment, centre of pressure and free torque of one plate.

    Parameters
    ----------
    plate : Plate
        Geometry and type.
    channels : (T, 6) or (T, 8) array
        In the order of the C3D manual: type 1 Fx Fy Fz Px Py Mz; types 2 and 4 Fx Fy Fz Mx My Mz
        (type 4 before calibration); type 3 Fx12 Fx34 Fy14 Fy23 Fz1 Fz2 Fz3 Fz4. N, N·m and m.

    Notes
    -----
    About the surface's centre the moment is M' = M + F x O, O the vector from sensor origin to
    centre. On a flat surface a centre of pressure (x, y, 0) gives M'x = y Fz and M'y = -x Fz.

    References
    ----------
    C3D format manual, FORCE_PLATFORM:TYPE, CORNERS, ORIGIN, CAL_MATRIX (c3d.org). The moments of
    type 3 from its corner sensors: Visual3D documentation, "FP Type 3" (HAS-Motion), after
    Kistler's formulae for its plates.
    """
    if plate.kind == 1:
        force, moment, point, torque = _pressure_channels(channels)
    else:
        force, moment = _force_and_moment(plate, channels)
        point, torque = _centre_of_pressure(force, moment)
    axes = plate.axes
    return PlateWrench(
        force_N=force @ axes.T,
        moment_Nm=moment @ axes.T,
        point_m=point @ axes.T + plate.centre_m,
        torque_Nm=torque @ axes.T,
    )


_Wrench = tuple[FloatArray, FloatArray]


def _pressure_channels(
    channels: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    force = channels[:, :3]
    free = np.zeros_like(force)
    free[:, 2] = channels[:, 5]
    point = np.zeros_like(force)
    point[:, :2] = channels[:, 3:5]
    moment = np.cross(point, force) + free
    loaded = np.abs(force[:, 2:]) >= SMALLEST_LOAD_N
    return force, moment, np.where(loaded, point, 0.0), np.where(loaded, free, moment)


def _force_and_moment(plate: Plate, channels: FloatArray) -> _Wrench:
    if plate.kind == 3:
        return _corner_sensors(plate.origin_m, channels)
    six = channels if plate.calibration is None else channels @ plate.calibration.T
    origin = _into_the_floor(plate.origin_m)
    return six[:, :3], six[:, 3:] + np.cross(six[:, :3], origin)


def _into_the_floor(origin_m: FloatArray) -> FloatArray:
    # The surface lies above the sensors and z points down, so the vector must have z <= 0; files
    # with the opposite vector (centre to sensors) exist, and ezc3d reverses them likewise.
    return -origin_m if origin_m[2] > 0 else origin_m


def _corner_sensors(origin_m: FloatArray, channels: FloatArray) -> _Wrench:
    a, b, height = abs(origin_m[0]), abs(origin_m[1]), -abs(origin_m[2])
    x12, x34, y14, y23, z1, z2, z3, z4 = channels.T
    force = np.stack([x12 + x34, y14 + y23, z1 + z2 + z3 + z4], axis=1)
    moment = np.stack(
        [b * (z1 + z2 - z3 - z4), a * (-z1 + z2 + z3 - z4), b * (x34 - x12) + a * (y14 - y23)],
        axis=1,
    )
    return force, moment + np.cross(force, [0.0, 0.0, height])


def _centre_of_pressure(force: FloatArray, moment: FloatArray) -> _Wrench:
    loaded = np.abs(force[:, 2]) >= SMALLEST_LOAD_N
    normal = np.where(loaded, force[:, 2], 1.0)
    point = np.zeros_like(force)
    point[:, 0] = np.where(loaded, -moment[:, 1] / normal, 0.0)
    point[:, 1] = np.where(loaded, moment[:, 0] / normal, 0.0)
    return point, moment - np.cross(point, force)
