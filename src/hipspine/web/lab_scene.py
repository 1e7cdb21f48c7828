"""The scene file: all that a browser needs to draw a trial, in one compressed answer.

A length, a description as JSON, then three runs of 16-bit integers over T frames: muscle stations
(T, M, K, 3), body positions (T, B, 3) and body turns (T, B, 4). Each value is the difference from
the frame before, and all low bytes stand before all high bytes: neighbours are then alike, which
compression likes.
"""

import gzip
import json
from collections.abc import Iterator

import numpy as np

from hipspine.clinic.lab_trial import LabTrial
from hipspine.domain.arrays import FloatArray
from hipspine.simulate.body_drawing import STATIONS, BodyDrawing, Shape, body_drawing
from hipspine.simulate.muscle_groups import muscle_group_of
from hipspine.web.lab_bones import LabBones

LENGTH_STEPS_PER_M = 10_000
"""Positions are told in tenths of a millimetre: 16 bits reach 3.2 m to either side."""

TURN_STEPS = 32_767
"""A quaternion's parts lie between -1 and 1."""


def scene_file(trial: LabTrial, bones: LabBones) -> bytes:
    """Return a trial's scene, compressed with gzip."""
    drawing = body_drawing(trial.bundle)
    told = _description(trial, drawing) | {"bones": bones.told(trial.bundle)}
    description = json.dumps(told, separators=(",", ":")).encode()
    parts = (
        _packed(drawing.muscles_m * LENGTH_STEPS_PER_M),
        _packed(drawing.positions_m * LENGTH_STEPS_PER_M),
        _packed(_without_flips(drawing.turns) * TURN_STEPS),
    )
    length = len(description).to_bytes(4, "little")
    return gzip.compress(b"".join((length, description, *parts)), 9, mtime=0)


def _description(trial: LabTrial, drawing: BodyDrawing) -> dict[str, object]:
    return {
        "percents": np.round(trial.percents, 2).tolist(),
        "duration_s": round(trial.telling.end_s - trial.telling.start_s, 4),
        "bodies": drawing.bodies,
        "shapes": [_shape(shape) for shape in drawing.shapes],
        "muscles": list(_muscles(trial, drawing)),
        "stations": STATIONS,
        "length_steps_per_m": LENGTH_STEPS_PER_M,
        "turn_steps": TURN_STEPS,
        "floor_m": round(_floor_m(drawing), 4),
    }


def _shape(shape: Shape) -> dict[str, object]:
    return {
        "kind": shape.kind,
        "body": shape.body,
        "points": np.round(shape.points, 4).ravel().tolist(),
        "radii": np.round(shape.radii, 4).tolist(),
        "joint": shape.joint,
        "turn": [round(part, 4) for part in shape.turn],
    }


def _muscles(trial: LabTrial, drawing: BodyDrawing) -> Iterator[dict[str, object]]:
    for name, radius in zip(trial.bundle.muscles.names, drawing.radii_m, strict=True):
        found = muscle_group_of(name)
        group, side = found if found is not None else ("", "")
        yield {"group": group, "side": side, "radius": round(float(radius), 4)}


def _floor_m(drawing: BodyDrawing) -> float:
    """Return the height of the ground: where the lowest heel ever is."""
    heels = [row for row, body in enumerate(drawing.bodies) if body.startswith("calcn")]
    return float(drawing.positions_m[:, heels, 1].min()) if heels else 0.0


def _packed(values: FloatArray) -> bytes:
    steps = np.round(values).astype(np.int64)
    differences = np.diff(steps, axis=0, prepend=np.zeros_like(steps[:1])).astype("<i2")
    return differences.view(np.uint8).reshape(-1, 2).T.tobytes()


def _without_flips(turns: FloatArray) -> FloatArray:
    """Return quaternions each on the same half as the one before: q and -q are the same turn."""
    nearer = np.sign(np.sum(turns[1:] * turns[:-1], axis=-1, keepdims=True))
    signs = np.cumprod(np.concatenate([np.ones_like(nearer[:1]), nearer]), axis=0)
    return np.asarray(turns * signs)
