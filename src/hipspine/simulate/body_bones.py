"""Bones as scanned: the meshes of the package myo-sim, if it is installed, on this model's bodies.

Nothing of that package is run or copied: its files are read where pip has put them, thinned and
scaled to the person as the drawn shapes are. ``body_bones.toml`` says which file is which bone.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.simulate.body_drawing import body_sizes, vertebra_above_m
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.stl import Surface, piece_near, read_stl, thinned

CELL_M = 0.0025
"""Details finer than this are thinned away: less than a pixel where the pelvis fills a screen."""

END_PLATE_M = 0.004
"""From the middle of a disc to the end plate beside it, as drawn: with it the meshes, 21 to 24 mm
between their end plates, keep their height on the 31 to 33 mm from joint to joint of the tables."""


@dataclass(frozen=True)
class BonePackage:
    """Where the installed package keeps its meshes, and on what terms."""

    name: str
    version: str
    licence: str
    licence_text: str
    folder: Path


@dataclass(frozen=True, eq=False)
class Bone:
    """One bone, in the frame of its body at the size of the tables [m].

    A vertebra's origin is the middle of its lower end plate, its Y axis goes to that of the upper.
    """

    name: str
    body: str
    surface: Surface
    is_paired: bool = False
    """Whether its mirror image belongs to the same body."""
    height_m: float = 0.0
    """Of a vertebra, between its end plates; 0 of other bones."""


@dataclass(frozen=True)
class PlacedBone:
    """Where a bone is drawn: scaled along its axes, turned about Z, then moved; in its body."""

    bone: str
    body: str
    scale: tuple[float, float, float]
    """Below zero across: the mirror image."""
    turn_rad: float = 0.0
    at_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


@cache
def _table() -> dict[str, Any]:
    file = resources.files("hipspine.simulate") / "body_bones.toml"
    return tomllib.loads(file.read_text("utf-8"))


def installed_bones() -> BonePackage | None:
    """Return the package with the meshes, None if it is not installed; it is not imported."""
    table = _table()
    try:
        package = metadata.distribution(table["package"])
    except metadata.PackageNotFoundError:
        return None
    folder = Path(str(package.locate_file(table["folder"])))
    if not folder.is_dir():
        return None
    text = package.read_text(table["licence_file"]) or ""
    return BonePackage(table["package"], package.version, table["licence"], text, folder)


def read_bones(folder: Path) -> tuple[Bone, ...]:
    """Return the bones in a folder of meshes; one of whose files some are missing is left out.

    Raises
    ------
    FileFormatError
        If a file is damaged.
    """
    table = _table()
    bones = (*_bones_of_bodies(folder, table["bone"]), *_vertebrae(folder, table["vertebra"]))
    return tuple(bones)


def _bones_of_bodies(folder: Path, rows: list[Mapping[str, Any]]) -> Iterator[Bone]:
    for row in rows:
        if all((folder / part["file"]).is_file() for part in row["parts"]):
            surface = _together([_part(folder, part) for part in row["parts"]])
            name = Path(row["parts"][0]["file"]).stem
            yield Bone(name, row["body"], surface, is_paired=bool(row.get("mirrored")))


def _part(folder: Path, part: Mapping[str, Any]) -> Surface:
    surface = read_stl(folder / part["file"])
    if "near" in part:
        surface = piece_near(surface, np.array(part["near"]))
    surface = thinned(surface, CELL_M)
    turned = surface.points_m @ _about_z(part.get("turn", 0.0)).T
    return Surface(turned + np.array(part.get("at", (0.0, 0.0, 0.0))), surface.triangles)


def _vertebrae(folder: Path, rows: list[Mapping[str, Any]]) -> Iterator[Bone]:
    for row in rows:
        if not (folder / row["file"]).is_file():
            continue
        surface = thinned(read_stl(folder / row["file"]), CELL_M)
        below = np.array([*row["below"], 0.0])
        up = np.array([*row["above"], 0.0]) - below
        # Turned back by as much as the line between its end plates leans.
        upright = (surface.points_m - below) @ _about_z(_lean_rad(up))
        height_m = float(np.linalg.norm(up))
        centred = Surface(upright, surface.triangles)
        yield Bone(row["body"], row["body"], centred, height_m=height_m)


def _together(surfaces: list[Surface]) -> Surface:
    starts = np.cumsum([0, *(len(each.points_m) for each in surfaces[:-1])])
    triangles = [each.triangles + start for each, start in zip(surfaces, starts, strict=True)]
    return Surface(np.concatenate([each.points_m for each in surfaces]), np.concatenate(triangles))


def _about_z(angle_rad: float) -> FloatArray:
    """Return the rotation about Z, counter-clockwise where X points right and Y up, (3, 3)."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _lean_rad(up_m: FloatArray) -> float:
    """Return by how much a direction leans backwards from Y, about Z [rad]."""
    return float(np.arctan2(-up_m[0], up_m[1]))


def placed_bones(bundle: Bundle, bones: tuple[Bone, ...]) -> tuple[PlacedBone, ...]:
    """Return where bones lie in the bodies of a person."""
    sizes = body_sizes(bundle)
    placed: list[PlacedBone] = []
    for bone in bones:
        if bone.height_m:
            placed.extend(_between_discs(bundle, bone, sizes))
            continue
        x, y, z = sizes.get(bone.body, np.ones(3)).tolist()
        left = bone.body
        if left.endswith(Side.RIGHT.suffix):
            left = left.removesuffix(Side.RIGHT.suffix) + Side.LEFT.suffix
        if bone.body in bundle.bodies:
            placed.append(PlacedBone(bone.name, bone.body, (x, y, z)))
        if left in bundle.bodies and (left != bone.body or bone.is_paired):
            placed.append(PlacedBone(bone.name, left, (x, y, -z)))
    return tuple(placed)


def _between_discs(
    bundle: Bundle, bone: Bone, sizes: Mapping[str, FloatArray]
) -> Iterator[PlacedBone]:
    """Yield where a vertebra lies: from the disc below it to the disc above it."""
    above_m = vertebra_above_m(bundle, bone.body)
    if above_m is None:
        return
    length_m = float(np.linalg.norm(above_m))
    width = float(np.cbrt(sizes.get("torso", np.ones(3)).prod()))
    height = (length_m - 2.0 * END_PLATE_M) / bone.height_m
    x, y, z = (above_m / length_m * END_PLATE_M).tolist()
    yield PlacedBone(bone.name, bone.body, (width, height, width), _lean_rad(above_m), (x, y, z))
