"""Plates whose description in the file is incomplete or odd."""

from typing import Any

import numpy as np
import pytest

from hipspine.readers.c3d_plates import plates_in
from hipspine.readers.c3d_process import C3dContent
from hipspine.readers.c3d_units import in_si, moment_metres

CORNERS_MM = np.array([[600.0, 400, 0], [200, 400, 0], [200, 1000, 0], [600, 1000, 0]])


def content(*, kind: int = 2, analog: np.ndarray | None = None, **changes: Any) -> C3dContent:
    group: dict[str, Any] = {
        "USED": [1],
        "TYPE": [kind],
        "CORNERS": CORNERS_MM.T[:, :, None].tolist(),
        "ORIGIN": [[0.0], [0.0], [-40.0]],
        "CHANNEL": [[i] for i in range(1, 9)],
        "CAL_MATRIX": np.eye(6)[:, :, None].tolist(),
    }
    group |= changes
    channels = np.zeros((5, 8)) if analog is None else analog
    parameters = {"FORCE_PLATFORM": group, "ANALOG": {"UNITS": ["N"] * 3 + ["Nmm"] * 3}}
    return C3dContent(np.zeros((1, 1, 3)), channels, 0, parameters)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_a_complete_description_gives_a_plate_in_metres(kind: int) -> None:
    (found,), problems = plates_in("walk", content(kind=kind), 0.001)
    assert problems == []
    assert found.name == "plate 1"
    np.testing.assert_allclose(found.plate.corners_m, CORNERS_MM / 1000)
    np.testing.assert_allclose(found.plate.origin_m, [0, 0, -0.04])


def test_parameters_of_a_single_plate_may_lack_their_last_dimension() -> None:
    flat = {"CORNERS": CORNERS_MM.T.tolist(), "ORIGIN": [0, 0, -40], "CHANNEL": list(range(1, 9))}
    (found,), problems = plates_in("walk", content(**flat), 0.001)
    assert problems == []
    np.testing.assert_allclose(found.plate.corners_m, CORNERS_MM / 1000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"TYPE": []}, "has type 0"),
        ({"TYPE": [float("nan")]}, "has type 0"),
        ({"TYPE": ["two"]}, "has type 0"),
        ({"CORNERS": []}, "CORNERS and ORIGIN are needed"),
        ({"CORNERS": ["a"]}, "CORNERS and ORIGIN are needed"),
        ({"ORIGIN": [[float("nan")], [0.0], [0.0]]}, "CORNERS and ORIGIN are needed"),
        ({"CHANNEL": []}, "CHANNEL does not name them"),
        ({"CHANNEL": ["x"]}, "CHANNEL does not name them"),
        ({"CHANNEL": [[i] for i in range(4, 12)]}, "CHANNEL does not name them"),
        ({"CHANNEL": [[i] for i in range(8)]}, "CHANNEL does not name them"),
        ({"kind": 4, "CAL_MATRIX": []}, "needs its CAL_MATRIX"),
    ],
)
def test_an_incomplete_plate_is_left_out_with_the_reason(changes: dict, reason: str) -> None:
    plates, (problem,) = plates_in("walk", content(**changes), 0.001)
    assert plates == []
    assert problem.where == "walk, plate 1"
    assert reason in problem.what


@pytest.mark.parametrize("used", [[], [0], [float("nan")], ["x"], [-3]])
def test_no_plates_in_use_means_no_plates(used: list) -> None:
    assert plates_in("walk", content(USED=used), 0.001) == ([], [])


def test_a_pressure_correction_that_is_not_applied_is_reported() -> None:
    _, (problem,) = plates_in("walk", content(kind=3, FPCOPPOLY=[0.1] * 12), 0.001)
    assert "FPCOPPOLY" in problem.what
    assert plates_in("walk", content(kind=3, FPCOPPOLY=[0.0] * 12), 0.001)[1] == []
    assert plates_in("walk", content(kind=3, FPCOPPOLY=["?"]), 0.001)[1] == []


def test_samples_that_are_not_numbers_are_reported() -> None:
    broken = np.zeros((5, 8))
    broken[2, 1] = np.nan
    _, (problem,) = plates_in("walk", content(analog=broken), 0.001)
    assert "not numbers" in problem.what


@pytest.mark.parametrize(
    ("unit", "lever"),
    [
        ("Nmm", 1e-3),
        ("N.mm", 1e-3),
        ("N*m", 1.0),
        ("Nm", 1.0),
        ("N·cm", 1e-2),
        ("V", 0.5),
        ("", 0.5),
    ],
)
def test_the_lever_of_a_moment_unit(unit: str, lever: float) -> None:
    assert moment_metres([unit], 0.5) == lever


def test_channels_are_scaled_by_what_they_measure() -> None:
    one = np.ones((1, 6))
    np.testing.assert_allclose(in_si(one, ["kN"] * 3 + ["Nm"] * 3, 2, 0.001), [[1e3] * 3 + [1] * 3])
    units = ["N", "N", "N", "cm", "", "Nmm"]
    np.testing.assert_allclose(in_si(one, units, 1, 0.001), [[1, 1, 1, 0.01, 0.001, 0.001]])
