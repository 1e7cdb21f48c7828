"""Files that the tests of the readers write for themselves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@pytest.fixture
def write_c3d(tmp_path: Path) -> Callable[..., Path]:
    """Write a C3D file with markers and, if asked, one plate; returns its path."""
    import ezc3d

    def write(
        name: str = "trial.c3d",
        *,
        labels: tuple[str, ...] = ("LASI", "RASI"),
        positions_mm: np.ndarray | None = None,
        plate: dict[str, Any] | None = None,
        parameters: dict[tuple[str, str], Any] | None = None,
    ) -> Path:
        frames = 10
        if positions_mm is None:
            positions_mm = np.tile([[0.0, 100, 900], [0, -100, 900]], (frames, 1, 1))
        content = ezc3d.c3d()
        content.add_parameter("POINT", "RATE", [100.0])
        content.add_parameter("POINT", "LABELS", labels)
        content.add_parameter("POINT", "UNITS", ["mm"])
        points = np.ones((4, len(labels), frames))
        points[:3] = positions_mm.transpose(2, 1, 0)
        content["data"]["points"] = points
        if plate:
            _add_plate(content, plate)
        for (group, key), value in (parameters or {}).items():
            content.add_parameter(group, key, value)
        path = tmp_path / name
        content.write(str(path))
        return path

    return write


def _add_plate(content: Any, plate: dict[str, Any]) -> None:
    kind, channels = plate["kind"], plate["channels"]
    count = len(channels)
    content.add_parameter("ANALOG", "RATE", [1000.0])
    content.add_parameter("ANALOG", "LABELS", tuple(f"ch{i}" for i in range(count)))
    content.add_parameter("ANALOG", "UNITS", plate["units"])
    content["data"]["analogs"] = channels[None]
    group = "FORCE_PLATFORM"
    _add_whole_numbers(content, "USED", [1], [1])
    _add_whole_numbers(content, "TYPE", [kind], [1])
    content.add_parameter(group, "CORNERS", plate["corners_mm"].T[:, :, None])
    content.add_parameter(group, "ORIGIN", np.asarray(plate["origin_mm"], dtype=float)[:, None])
    _add_whole_numbers(content, "CHANNEL", list(range(1, count + 1)), [count, 1])
    matrix = plate.get("matrix", np.eye(6))
    content.add_parameter(group, "CAL_MATRIX", matrix[:, :, None])


def _add_whole_numbers(content: Any, name: str, values: list[int], shape: list[int]) -> None:
    """Add an integer parameter, which add_parameter would turn into floats."""
    import ezc3d

    parameter = ezc3d.ezc3d.Parameter(name, "")
    parameter.set(ezc3d.ezc3d.VecInt(values), shape)
    content["parameters"].add_parameter("FORCE_PLATFORM", parameter)
