"""A package of bone meshes as pip would leave it, made of small solids."""

from pathlib import Path

import numpy as np

MESHES = "myo_sim/models/meshes"
VERSION = "0.0.1"

CUBE_CORNERS = np.array(
    [[x, y, z] for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)], dtype=np.float64
)
CUBE_FACES = [
    (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
    (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
]  # fmt: skip


def box(low, high):
    """Return the 12 triangles of a box between two corners, (12, 3, 3) [m]."""
    low, high = np.array(low), np.array(high)
    return (low + CUBE_CORNERS * (high - low))[np.array(CUBE_FACES)]


def stl_bytes(triangles):
    """Return triangles (K, 3, 3) as a binary STL file."""
    kind = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    rows = np.zeros(len(triangles), kind)
    rows["corners"] = triangles
    return b"a solid".ljust(80) + len(rows).to_bytes(4, "little") + rows.tobytes()


BOXES = {
    "r_pelvis.stl": ((-0.13, -0.13, 0.0), (0.0, 0.08, 0.13)),
    "sacrum.stl": ((-0.15, -0.06, -0.04), (-0.07, 0.06, 0.04)),
    "r_femur.stl": ((-0.03, -0.43, -0.03), (0.03, 0.02, 0.06)),
    "r_patella.stl": ((-0.01, 0.0, -0.02), (0.015, 0.05, 0.025)),
    "r_tibia.stl": ((-0.03, -0.39, -0.03), (0.03, -0.02, 0.04)),
    # r_fibula.stl is missing: the shank then keeps its drawn shape.
    "lumbar5.stl": ((-0.04, 0.0106, -0.03), (0.02, 0.032, 0.03)),
    "lumbar1.stl": ((-0.04, 0.0075, -0.03), (0.02, 0.0313, 0.03)),
}


def write_bone_package(site: Path) -> Path:
    """Write the package into a folder for packages, and return the folder of its meshes."""
    meshes = site / MESHES
    meshes.mkdir(parents=True)
    for name, (low, high) in BOXES.items():
        (meshes / name).write_bytes(stl_bytes(box(low, high)))
    # Nothing may run it.
    (site / "myo_sim" / "__init__.py").write_text("raise ImportError('imported')\n")
    info = site / f"myo_sim-{VERSION}.dist-info"
    (info / "licenses").mkdir(parents=True)
    told = f"Metadata-Version: 2.4\nName: myo-sim\nVersion: {VERSION}\n"
    (info / "METADATA").write_text(told, "ascii")
    (info / "licenses" / "LICENSE").write_text("Apache License, as a test has it", "ascii")
    return meshes
