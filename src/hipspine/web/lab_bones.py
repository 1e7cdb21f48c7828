"""Bone meshes as a browser gets them: one compressed file for all people, scaled when drawn.

A length, a description as JSON, then for each bone two runs of 16-bit integers: corners (N, 3) in
steps of length and triangles (K, 3). Each value is the difference from the corner, or the corner's
number, before; all low bytes stand before all high bytes, as in the scene file.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from hipspine.domain.errors import FileFormatError
from hipspine.simulate.body_bones import Bone, BonePackage, placed_bones, read_bones
from hipspine.simulate.bundle import Bundle

LENGTH_STEPS_PER_M = 20_000
"""Corners are told in twentieths of a millimetre: 16 bits reach 1.6 m to either side."""


@dataclass(frozen=True, eq=False)
class LabBones:
    """The bones of the installed package; without it, or if it is damaged, none."""

    package: BonePackage | None

    @cached_property
    def _read(self) -> tuple[tuple[Bone, ...], str]:
        if self.package is None:
            return (), ""
        try:
            return read_bones(self.package.folder), ""
        except FileFormatError as error:
            return (), str(error)

    @property
    def bones(self) -> tuple[Bone, ...]:
        """The bones, empty where solids are drawn."""
        return self._read[0]

    @property
    def problem(self) -> str:
        """Why an installed package is not used; empty if it is, or if there is none."""
        return self._read[1]

    @cached_property
    def file(self) -> bytes:
        """All bones, compressed with gzip."""
        return _bones_file(self.bones)

    @cached_property
    def key(self) -> str:
        """A name that changes whenever the file does, so that browsers may keep it for good."""
        return hashlib.sha256(self.file).hexdigest()[:16]

    def told(self, bundle: Bundle) -> dict[str, object] | None:
        """Return what a scene says about its bones: where the file is and where each one lies."""
        if not self.bones:
            return None
        placed = placed_bones(bundle, self.bones)
        return {
            "address": f"/lab/bones/{self.key}",
            "placed": [
                {
                    "bone": each.bone,
                    "body": each.body,
                    "scale": _rounded(each.scale),
                    "turn": round(each.turn_rad, 4),
                    "at": _rounded(each.at_m),
                }
                for each in placed
            ],
        }


def _rounded(values: tuple[float, ...]) -> list[float]:
    return [round(value, 5) for value in values]


def _bones_file(bones: tuple[Bone, ...]) -> bytes:
    description = {
        "length_steps_per_m": LENGTH_STEPS_PER_M,
        "bones": [
            {
                "name": bone.name,
                "points": len(bone.surface.points_m),
                "triangles": len(bone.surface.triangles),
            }
            for bone in bones
        ],
    }
    told = json.dumps(description, separators=(",", ":")).encode()
    parts = [len(told).to_bytes(4, "little"), told]
    for bone in bones:
        parts.append(_packed(np.round(bone.surface.points_m * LENGTH_STEPS_PER_M)))
        parts.append(_packed(bone.surface.triangles.reshape(-1, 1)))
    return gzip.compress(b"".join(parts), 9, mtime=0)


def _packed(rows: npt.NDArray[Any]) -> bytes:
    """Return rows as differences from the row before, modulo 65536, low bytes first."""
    steps = rows.astype(np.int64)
    differences = np.diff(steps, axis=0, prepend=np.zeros_like(steps[:1])) & 0xFFFF
    return differences.astype("<u2").reshape(-1, 1).view(np.uint8).T.tobytes()
