"""Read the body model's tables: published figures, one row each, every row with its source.

Only the right side and the midline are stored (names of paired parts end in ``_r``);
:mod:`hipspine.simulate.body.mirror` makes the left side.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.domain.errors import InternalError

Vector = tuple[float, float, float]
Row = Mapping[str, str]

ORIGIN: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Source:
    """Where figures come from."""

    key: str
    citation: str
    doi: str
    note: str


@dataclass(frozen=True)
class Segment:
    """A rigid body: mass [kg], centre of mass [m] and inertia about it [kg·m²], in its own frame.

    ``inertia_kg_m2`` holds xx, yy, zz, xy, xz, yz.
    """

    name: str
    mass_kg: float
    center_m: Vector
    inertia_kg_m2: tuple[float, ...]


@dataclass(frozen=True)
class JointAxis:
    """One of the six motions a joint is built from: an axis and the amount along or about it."""

    slot: str
    """``rotation1`` ... ``translation3``, in OpenSim's order."""
    coordinate: str
    """The coordinate that drives the motion; empty for a constant."""
    axis: Vector
    function: str


@dataclass(frozen=True)
class Coordinate:
    """A degree of freedom, its default and its range of motion [rad or m]."""

    name: str
    is_rotation: bool
    default: float
    lowest: float
    highest: float
    is_clamped: bool
    is_locked: bool


@dataclass(frozen=True)
class Joint:
    """A joint with its frames: position [m] and body-fixed x-y-z angles [rad] in each body."""

    name: str
    kind: str
    """``custom``, ``pin`` or ``weld``."""
    parent: str
    child: str
    parent_position_m: Vector
    parent_angles_rad: Vector
    child_position_m: Vector
    child_angles_rad: Vector
    axes: tuple[JointAxis, ...]
    coordinates: tuple[Coordinate, ...]


@dataclass(frozen=True)
class MotionFunction:
    """How a motion follows its coordinate: linear, constant, polynomial or natural cubic spline."""

    name: str
    kind: str
    x: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class PathPoint:
    """A point of a muscle's path, fixed in a body [m]."""

    body: str
    position_m: Vector


@dataclass(frozen=True)
class PathWrap:
    """A surface that a muscle's path bends round, between two of its points (-1: first or last)."""

    surface: str
    method: str
    first_point: int
    last_point: int


@dataclass(frozen=True)
class WrapSurface:
    """A cylinder (radius, length) or ellipsoid (three half axes) fixed in a body."""

    name: str
    body: str
    kind: str
    position_m: Vector
    angles_rad: Vector
    sizes_m: tuple[float, ...]
    quadrant: str


@dataclass(frozen=True)
class MuscleRow:
    """A muscle or fascicle: its path and the figures that set its force."""

    name: str
    group: MuscleGroup
    max_isometric_force_N: float
    optimal_fibre_length_m: float
    tendon_slack_length_m: float
    pennation_rad: float
    max_velocity_per_s: float
    passive_strain: float
    points: tuple[PathPoint, ...]
    wraps: tuple[PathWrap, ...]


@dataclass(frozen=True)
class MarkerRow:
    """A marker's place on a body [m]; ``is_fixed`` if fitting may not move it."""

    name: str
    body: str
    position_m: Vector
    is_fixed: bool


def _folder() -> Traversable:
    return files("hipspine.simulate.body") / "tables"


def read_rows(table: str) -> list[dict[str, str]]:
    """Return a table's rows as dictionaries of text; an empty list if there is no such table."""
    file = _folder() / f"{table}.csv"
    if not file.is_file():
        return []
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


@cache
def read_sources() -> Mapping[str, Source]:
    """Return every source that the tables cite, by key."""
    raw = tomllib.loads((_folder() / "sources.toml").read_text(encoding="utf-8"))
    return {
        key: Source(key, entry["citation"], entry.get("doi", ""), entry.get("note", ""))
        for key, entry in raw.items()
    }


def _vector(row: Row, *columns: str) -> Vector:
    x, y, z = (float(row[column]) for column in columns)
    return x, y, z


def _flag(row: Row, column: str) -> bool:
    try:
        return {"true": True, "false": False}[row[column]]
    except KeyError:
        raise InternalError(f"column {column!r} holds {row[column]!r}, not true or false") from None


def read_segments() -> tuple[Segment, ...]:
    """Return the bodies of the right side and the midline."""
    moments = [f"I{axes}_kg_m2" for axes in ("xx", "yy", "zz", "xy", "xz", "yz")]
    return tuple(
        Segment(
            row["name"],
            float(row["mass_kg"]),
            _vector(row, "center_x_m", "center_y_m", "center_z_m"),
            tuple(float(row[moment]) for moment in moments),
        )
        for row in read_rows("bodies")
    )


def _group(rows: Iterable[dict[str, str]], column: str) -> dict[str, list[dict[str, str]]]:
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped


def _axis(row: Row) -> JointAxis:
    axis = _vector(row, "axis_x", "axis_y", "axis_z")
    return JointAxis(row["slot"], row["coordinate"], axis, row["function"])


def _coordinate(row: Row) -> Coordinate:
    return Coordinate(
        row["name"],
        row["motion"] == "rotational",
        float(row["default"]),
        float(row["lowest"]),
        float(row["highest"]),
        _flag(row, "clamped"),
        _flag(row, "locked"),
    )


def _frame(row: Row, side: str) -> tuple[Vector, Vector]:
    position = _vector(row, *(f"{side}_{axis}_m" for axis in "xyz"))
    angles = _vector(row, *(f"{side}_r{axis}_rad" for axis in "xyz"))
    return position, angles


def read_joints() -> tuple[Joint, ...]:
    """Return the joints of the right side and the midline, from the ground outwards."""
    axes = _group(read_rows("joint_axes"), "joint")
    coordinates = _group(read_rows("coordinates"), "joint")
    return tuple(
        Joint(
            row["name"],
            row["kind"],
            row["parent"],
            row["child"],
            *_frame(row, "parent"),
            *_frame(row, "child"),
            axes=tuple(_axis(axis) for axis in axes[row["name"]]),
            coordinates=tuple(_coordinate(each) for each in coordinates[row["name"]]),
        )
        for row in read_rows("joints")
    )


def read_functions() -> Mapping[str, MotionFunction]:
    """Return the functions that joint motions follow, by name."""
    return {
        row["name"]: MotionFunction(
            row["name"],
            row["kind"],
            tuple(float(x) for x in row["x"].split()),
            tuple(float(value) for value in row["values"].split()),
        )
        for row in read_rows("functions")
    }


def _point(row: Row) -> PathPoint:
    return PathPoint(row["body"], _vector(row, "x_m", "y_m", "z_m"))


def _wrap(row: Row) -> PathWrap:
    surface, method = row["wrap_object"], row["method"]
    return PathWrap(surface, method, int(row["first_point"]), int(row["last_point"]))


def read_muscles() -> tuple[MuscleRow, ...]:
    """Return the muscles of the right side, with the strains that are published for them."""
    points = _group(read_rows("path_points"), "muscle")
    wraps = _group(read_rows("path_wraps"), "muscle")
    return tuple(
        MuscleRow(
            row["name"],
            MuscleGroup(row["group"]),
            float(row["max_isometric_force_N"]),
            float(row["optimal_fibre_length_m"]),
            float(row["tendon_slack_length_m"]),
            float(row["pennation_rad"]),
            float(row["max_velocity_per_s"]),
            float(row["passive_strain"]),
            tuple(_point(point) for point in points[row["name"]]),
            tuple(_wrap(wrap) for wrap in wraps[row["name"]]),
        )
        for row in read_rows("muscles")
    )


def read_wrap_surfaces() -> tuple[WrapSurface, ...]:
    """Return the surfaces that muscle paths bend round, right side and midline."""
    return tuple(
        WrapSurface(
            row["name"],
            row["body"],
            row["kind"],
            _vector(row, "x_m", "y_m", "z_m"),
            _vector(row, "rx_rad", "ry_rad", "rz_rad"),
            tuple(float(row[f"size_{i}_m"]) for i in (1, 2, 3) if row[f"size_{i}_m"]),
            row["quadrant"],
        )
        for row in read_rows("wrap_objects")
    )


def read_markers() -> tuple[MarkerRow, ...]:
    """Return the markers, both sides listed; empty if the model carries none."""
    return tuple(
        MarkerRow(
            row["name"],
            row["body"],
            _vector(row, "x_m", "y_m", "z_m"),
            row["fixed"].lower() in ("true", "yes"),
        )
        for row in read_rows("markers")
    )


@cache
def read_lumbar_rhythm() -> Mapping[str, Mapping[str, float]]:
    """Return each level's motion relative to L5/S1, by motion and joint."""
    rows = {row["joint"]: row for row in read_rows("lumbar_rhythm")}
    motions = ("extension", "bending", "rotation")
    return {
        motion: {level: float(rows[level][motion]) for level in LUMBAR_LEVELS} for motion in motions
    }


@cache
def read_disc_stiffness() -> Mapping[str, float]:
    """Return the stiffness of each lumbar coordinate [N·m/rad], by coordinate name."""
    return {
        row["coordinate"]: float(row["stiffness_Nm_per_rad"]) for row in read_rows("disc_stiffness")
    }


@cache
def read_leg_strain_factor() -> float:
    """Return by how much the published passive strains of leg muscles are multiplied."""
    [row] = (row for row in read_rows("passive_strain") if row["part"] == "legs")
    return float(row["factor"])
