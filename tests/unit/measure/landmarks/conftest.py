"""A stick figure that walks with angles written down here, as each pose tool would see it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.pose import PosePoint
from hipspine.readers.pose_names import BODY_25, BODY_25_POINTS, MEDIAPIPE, MEDIAPIPE_LANDMARKS

RATE_HZ, SECONDS = 60.0, 6.0
CYCLE_S, SPEED_M_S = 1.1, 1.2
THIGH_M, SHANK_M, TRUNK_M = 0.42, 0.43, 0.50
SWING_RAD = 0.40  # thigh, either way from its middle
KNEE_RAD = 0.50  # knee bends from 0 to twice this
LEAN_RAD = 0.10


def angles(side: Side, times_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thigh from straight down, forward positive, and knee flexion [rad]."""
    phase = 2 * np.pi * (times_s / CYCLE_S + (0.0 if side is Side.RIGHT else 0.5))
    return SWING_RAD * np.cos(phase), KNEE_RAD * (1.0 + np.sin(phase - np.pi))


def stick_walk(times_s: FloatArray, *, knee: Callable[[Side], float] = lambda _side: 1.0):
    """The figure's points in a room, X forward, Y up, Z right [m]."""
    hips = np.stack([SPEED_M_S * times_s, np.full_like(times_s, 0.9), 0 * times_s], axis=1)
    lean = TRUNK_M * np.array([np.sin(LEAN_RAD), np.cos(LEAN_RAD), 0.0])
    points = {PosePoint.NOSE: hips + 1.4 * lean}
    for side in Side:
        out = np.array([0.0, 0.0, 0.1 if side is Side.RIGHT else -0.1])
        thigh, flexion = angles(side, times_s)
        shank = thigh - knee(side) * flexion
        points[PosePoint.on(side, "shoulder")] = hips + lean + out
        points[PosePoint.on(side, "hip")] = hips + out
        below = hips + out + THIGH_M * _down(thigh)
        points[PosePoint.on(side, "knee")] = below
        ankle = below + SHANK_M * _down(shank)
        points[PosePoint.on(side, "ankle")] = ankle
        points[PosePoint.on(side, "heel")] = ankle + np.array([-0.05, -0.05, 0.0])
        points[PosePoint.on(side, "toe")] = ankle + np.array([0.17, -0.06, 0.0])
    return points


def _down(angle: FloatArray) -> FloatArray:
    return np.stack([np.sin(angle), -np.cos(angle), 0 * angle], axis=1)


@pytest.fixture(scope="session")
def times_s() -> FloatArray:
    return np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ


@pytest.fixture(scope="session")
def walk(times_s: FloatArray) -> dict[PosePoint, FloatArray]:
    return stick_walk(times_s)


def landmarks(points, frame: int, place: Callable[[FloatArray], dict[str, float]]):
    found = [{"x": 0.0, "y": 0.0, "z": 0.0, "visibility": 0.9} for _ in range(MEDIAPIPE_LANDMARKS)]
    for point, number in MEDIAPIPE.items():
        found[number] = {**place(points[point][frame]), "visibility": 0.9}
    return found


def mediapipe_world(points, times_s: FloatArray, **head: object) -> dict[str, object]:
    """Metres about the hips' middle, as a camera at the person's right sees it: x right, y down."""
    middle = 0.5 * (points[PosePoint.LEFT_HIP] + points[PosePoint.RIGHT_HIP])

    def frame(number: int) -> dict[str, object]:
        def place(at: FloatArray) -> dict[str, float]:
            x, y, z = at - middle[number]
            # The camera looks towards the person's left, so depth grows with -Z.
            return {"x": float(x), "y": float(-y), "z": float(-z)}

        return {"pose_world_landmarks": [landmarks(points, number, place)]}

    return {**head, "frames": [frame(number) for number in range(len(times_s))]}


def mediapipe_image(points, times_s: FloatArray, **head: object) -> dict[str, object]:
    """Shares of a picture of 1920 by 1080 pixels, 200 pixels a metre."""

    def place(at: FloatArray) -> dict[str, float]:
        return {"x": float(200 * at[0] / 1920), "y": float(1 - 200 * at[1] / 1080), "z": 0.0}

    frames = [{"landmarks": landmarks(points, number, place)} for number in range(len(times_s))]
    return {"width": 1920, "height": 1080, **head, "frames": frames}


def write_openpose(folder: Path, points, times_s: FloatArray, *, score: float = 0.8) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(len(times_s)):
        table = np.zeros((BODY_25_POINTS, 3))
        for point, row in BODY_25.items():
            at = points[point][number]
            table[row] = 200 * at[0], 1080 - 200 * at[1], score
        people = [{"pose_keypoints_2d": table.ravel().tolist()}]
        name = f"walk_{number:012d}_keypoints.json"
        (folder / name).write_text(json.dumps({"version": 1.3, "people": people}))
    return folder


NAMES = {
    PosePoint.on(side, place): f"{side.value[0].upper()}{name}"
    for side in Side
    for place, name in (
        ("shoulder", "Shoulder"),
        ("hip", "Hip"),
        ("knee", "Knee"),
        ("ankle", "Ankle"),
        ("heel", "Heel"),
        ("toe", "BigToe"),
    )
} | {PosePoint.NOSE: "Nose"}


def write_trc(path: Path, points, times_s: FloatArray, names=NAMES) -> Path:
    chosen = [point for point in points if point in names]
    rows = []
    for number, time in enumerate(times_s):
        cells = [f"{value:.6f}" for point in chosen for value in points[point][number]]
        rows.append("\t".join([str(number + 1), f"{time:.6f}", *cells]))
    lines = [
        "PathFileType\t4\t(X/Y/Z)\twalk.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"{RATE_HZ:g}\t{RATE_HZ:g}\t{len(times_s)}\t{len(chosen)}\tm",
        "Frame#\tTime\t" + "\t\t\t".join(names[point] for point in chosen) + "\t\t",
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(chosen) + 1)),
        *rows,
    ]
    path.write_text("\n".join(lines) + "\n")
    return path
