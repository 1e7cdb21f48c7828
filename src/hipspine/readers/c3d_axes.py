"""From a C3D file's laboratory axes to X forward, Y up, Z right."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Markers
from hipspine.domain.problem import Level, Problem
from hipspine.readers.force_plates import Plate
from hipspine.readers.lab_axes import (
    SignedAxis,
    nearest_axis,
    rightward,
    rotation_to_ours,
    travel,
    upright_axes,
)


@dataclass(frozen=True, eq=False)
class LabRotation:
    """The rotation (3, 3) applied to everything in a file, and what to say about it."""

    rotation: FloatArray
    problems: tuple[Problem, ...]

    def turned(self, vectors: FloatArray) -> FloatArray:
        """Return vectors (..., 3) on our axes."""
        turned: FloatArray = vectors @ self.rotation.T
        return turned


def lab_rotation(
    source: str,
    markers: Markers | None,
    plates: list[Plate],
    *,
    x_screen: SignedAxis | None,
    y_screen: SignedAxis | None,
) -> LabRotation:
    """Return how the file's axes turn into X forward, Y up, Z right.

    Up is POINT:Y_SCREEN unless plates or markers contradict it; without it, the plates' normal or
    the axis along which the markers stand on the floor. Forward is the way the person faces, from
    left and right markers; failing that the way they travel; failing that POINT:X_SCREEN. Both are
    rounded to the nearest axis of the file, so the turn is by quarter turns and loses no accuracy.

    Parameters
    ----------
    source : str
        File name for the problems reported.
    markers : Markers or None
        On the file's axes [m].
    plates : list of Plate
        On the file's axes [m]; their z axis points into the floor.
    x_screen, y_screen : SignedAxis or None
        What the file says lies to the right of and up on a screen (C3D format manual, POINT group).
    """
    up, up_said, problems = _up(source, markers, plates, y_screen)
    forward, forward_said, more = _forward(source, markers, up, x_screen)
    problems += more
    problems.append(
        Problem(
            Level.INFO,
            source,
            f"the laboratory's {forward} became X (forward, {forward_said}) and its {up} became Y "
            f"(up, {up_said}); Z points right",
            "Nothing to do if this describes your laboratory.",
        )
    )
    return LabRotation(rotation_to_ours(up, forward), tuple(problems))


_Chosen = tuple[SignedAxis, str, list[Problem]]


def _up(
    source: str, markers: Markers | None, plates: list[Plate], said: SignedAxis | None
) -> _Chosen:
    seen = _up_as_seen(markers, plates)
    if said is not None and (not seen or said in seen):
        return said, "as POINT:Y_SCREEN says", []
    if said is not None:
        problem = Problem(
            Level.WARNING,
            f"{source}, POINT:Y_SCREEN",
            f"the file says {said} points up, its plates and markers say {seen[0]}",
            "The plates and markers are believed; check that the person stands upright.",
        )
        return seen[0], "as plates and markers show", [problem]
    if seen:
        return seen[0], "as plates and markers show", []
    problem = Problem(
        Level.WARNING,
        source,
        "neither the file nor its plates or markers tell which axis points up; +Z is assumed",
        "Export the file with POINT:X_SCREEN and POINT:Y_SCREEN.",
    )
    return SignedAxis(2, 1), "assumed", [problem]


def _up_as_seen(markers: Markers | None, plates: list[Plate]) -> list[SignedAxis]:
    # Flat plates say it exactly. The markers' shape only excludes: several axes may fit.
    if plates:
        return [nearest_axis(-np.sum([plate.axes[:, 2] for plate in plates], axis=0))]
    return upright_axes(markers.positions_m) if markers else []


def _forward(
    source: str, markers: Markers | None, up: SignedAxis, x_screen: SignedAxis | None
) -> _Chosen:
    if markers:
        right = rightward(markers.names, markers.positions_m)
        if right is not None:
            facing = np.cross(up.vector, right)
            return nearest_axis(facing, besides=up.index), "the way the person faces", []
        moved = travel(markers.positions_m)
        if moved is not None:
            return nearest_axis(moved, besides=up.index), "the way the person travels", []
    if x_screen is not None and x_screen.index != up.index:
        return x_screen, "as POINT:X_SCREEN says", []
    forward = SignedAxis(0 if up.index != 0 else 1, 1)
    problem = Problem(
        Level.WARNING,
        source,
        f"nothing tells which way the person faces; {forward} is assumed to be forward",
        "Export the file with POINT:X_SCREEN, or name markers in pairs such as LASI and RASI.",
    )
    return forward, "assumed", [problem]
