"""Plates of C3D types 1 to 4: worked by hand, and against the C3D library's own result."""

from pathlib import Path

import ezc3d
import numpy as np
import pytest

from hipspine.readers.c3d import read_c3d
from hipspine.readers.force_plates import SMALLEST_LOAD_N, Plate, plate_wrench

pytestmark = pytest.mark.ezc3d

# Plate centred on (0.4, 0.7, 0) in a Z-up laboratory: x along +X, y along -Y, z into the floor.
CORNERS_M = np.array([[0.6, 0.4, 0], [0.2, 0.4, 0], [0.2, 1.0, 0], [0.6, 1.0, 0]])
UNITS = {
    1: ["N", "N", "N", "mm", "mm", "Nmm"],
    2: ["N", "N", "N", "Nmm", "Nmm", "Nmm"],
    3: ["N"] * 8,
    4: ["V"] * 6,
}
ORIGINS_MM = {1: (0, 0, 0), 2: (3.0, -4.0, -40.0), 3: (120.0, 200.0, -45.0), 4: (1.0, 2.0, -38.0)}


def a_plate(kind: int, origin_m: tuple[float, float, float] = (0, 0, 0)) -> Plate:
    return Plate(kind, CORNERS_M, np.array(origin_m, dtype=float))


def test_the_axes_follow_the_order_of_the_corners() -> None:
    expected = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])
    np.testing.assert_allclose(a_plate(2).axes, expected, atol=1e-15)


def test_a_weight_beside_the_centre_of_a_type_2_plate_is_found_there() -> None:
    # 700 N pushes up on the body (-700 along the plate's z) at x = 0.05, y = -0.10 of the plate,
    # with sensors 0.04 m below the surface and 20 N forward. About the sensors' origin the point
    # is p = (0.05, -0.10, -0.04): M = p x F with F = (20, 0, -700):
    #   Mx = y Fz - z Fy = 70; My = z Fx - x Fz = -0.8 + 35 = 34.2; Mz = x Fy - y Fx = 2,
    # and a free torque of 3 N·m is added about z.
    channels = np.array([[20.0, 0, -700, 70, 34.2, 5]])
    wrench = plate_wrench(a_plate(2, (0, 0, -0.04)), channels)
    np.testing.assert_allclose(wrench.force_N, [[20, 0, 700]], atol=1e-12)
    np.testing.assert_allclose(wrench.point_m, [[0.45, 0.8, 0]], atol=1e-12)
    np.testing.assert_allclose(wrench.torque_Nm, [[0, 0, -3]], atol=1e-12)


def test_an_origin_given_upside_down_is_turned() -> None:
    channels = np.array([[20.0, 0, -700, 70, 34.2, 5]])
    down = plate_wrench(a_plate(2, (0, 0, -0.04)), channels)
    up = plate_wrench(a_plate(2, (0, 0, 0.04)), channels)
    np.testing.assert_array_equal(down.point_m, up.point_m)


def test_type_1_takes_the_centre_of_pressure_as_given() -> None:
    wrench = plate_wrench(a_plate(1), np.array([[20.0, 0, -700, 0.05, -0.10, 3]]))
    np.testing.assert_allclose(wrench.point_m, [[0.45, 0.8, 0]], atol=1e-12)
    np.testing.assert_allclose(wrench.torque_Nm, [[0, 0, -3]], atol=1e-12)


def test_type_3_puts_equal_corner_forces_at_the_centre() -> None:
    channels = np.array([[5.0, 5, 0, 0, -175, -175, -175, -175]])
    wrench = plate_wrench(a_plate(3, (0.12, 0.2, 0)), channels)
    np.testing.assert_allclose(wrench.force_N, [[10, 0, 700]], atol=1e-12)
    np.testing.assert_allclose(wrench.point_m, [[0.4, 0.7, 0]], atol=1e-12)
    np.testing.assert_allclose(wrench.torque_Nm, [[0, 0, 0]], atol=1e-12)


def test_type_3_puts_a_load_on_sensor_1_at_sensor_1() -> None:
    # Sensor 1 sits at (+a, +b): plate axes (0.12, 0.2), lab (0.4 + 0.12, 0.7 - 0.2).
    channels = np.array([[0.0, 0, 0, 0, -700, 0, 0, 0]])
    wrench = plate_wrench(a_plate(3, (0.12, 0.2, -0.04)), channels)
    np.testing.assert_allclose(wrench.point_m, [[0.52, 0.5, 0]], atol=1e-12)


def test_type_4_applies_its_calibration_before_anything_else() -> None:
    volts = np.array([[0.02, 0, -0.7, 0.07, 0.0342, 0.005]])
    calibration = np.diag([1000.0] * 6)
    plate = Plate(4, CORNERS_M, np.array([0, 0, -0.04]), calibration)
    wrench = plate_wrench(plate, volts)
    same = plate_wrench(a_plate(2, (0, 0, -0.04)), volts * 1000)
    np.testing.assert_allclose(wrench.point_m, same.point_m, atol=1e-12)
    np.testing.assert_allclose(wrench.force_N, same.force_N, atol=1e-12)


@pytest.mark.parametrize("kind", [1, 2])
def test_an_almost_empty_plate_keeps_its_wrench_about_its_centre(kind: int) -> None:
    channels = np.array([[1.0, 2, -0.5 * SMALLEST_LOAD_N, 0.3, 0.2, 0.1]])
    wrench = plate_wrench(a_plate(kind), channels)
    np.testing.assert_array_equal(wrench.point_m, [[0.4, 0.7, 0]])
    np.testing.assert_array_equal(wrench.torque_Nm, wrench.moment_Nm)


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_force_at_its_point_and_free_torque_make_the_moment_about_the_centre(kind: int) -> None:
    random = np.random.default_rng(kind)
    channels = random.normal(size=(50, 8 if kind == 3 else 6)) * 100
    plate = a_plate(kind, (0.1, 0.2, -0.04))
    wrench = plate_wrench(plate, channels)
    lever = wrench.point_m - plate.centre_m
    rebuilt = np.cross(lever, wrench.force_N) + wrench.torque_Nm
    # Rounding of products of 1e2 N with points that noise puts metres away.
    np.testing.assert_allclose(rebuilt, wrench.moment_Nm, atol=1e-9)


def loaded_channels(kind: int, samples: int) -> np.ndarray:
    """Channels (C, T) of a plate that a person stands on, with noise in every channel."""
    channels = np.random.default_rng(kind).normal(size=(8 if kind == 3 else 6, samples)) * 20
    if kind == 3:
        channels[4:] -= 180  # z points down: the force on the body is negative
    else:
        channels[2] -= 700
    if kind in (2, 4):
        channels[3:] *= 500  # N·mm: the centre of pressure wanders by centimetres
    return channels


def assert_same_as_the_library(path: Path, atol_m: float) -> None:
    """Compare every plate of a Z-up file with the C3D library, in the file's own axes."""
    library = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    recording = read_c3d(path)
    assert len(recording.forces) == len(library) > 0
    turn = axes_of(path)
    for ours, theirs in zip(recording.forces, library, strict=True):
        force = ours.force_N @ turn
        sign = np.sign(np.sum(force[:, 2] * theirs["force"][2]))
        np.testing.assert_allclose(sign * force, theirs["force"].T, atol=1e-9)
        loaded = np.abs(theirs["force"][2]) > SMALLEST_LOAD_N
        point = (ours.point_m @ turn)[loaded]
        np.testing.assert_allclose(
            point, theirs["center_of_pressure"].T[loaded] / 1000, atol=atol_m
        )
        torque = sign * (ours.torque_Nm @ turn)[loaded]
        # Under 1e3 N a point that rounds at 1e-12 m moves the torque by 1e-9 N·m.
        np.testing.assert_allclose(torque, theirs["Tz"].T[loaded] / 1000, atol=1e-8)


def axes_of(path: Path) -> np.ndarray:
    """Our axes in the file's: rows X, Y, Z, found from how the markers came out."""
    raw = ezc3d.c3d(str(path))["data"]
    markers = read_c3d(path).markers
    assert markers is not None
    residuals = raw["meta_points"]["residuals"][0]
    names = ezc3d.c3d(str(path))["parameters"]["POINT"]["LABELS"]["value"]
    index = [names.index(name) for name in markers.names]
    theirs = raw["points"][:3, index].transpose(2, 1, 0).reshape(-1, 3) / 1000
    seen = (residuals[index].T >= 0).reshape(-1)
    ours = markers.positions_m.reshape(-1, 3)
    solution = np.linalg.lstsq(theirs[seen], ours[seen], rcond=None)[0]
    turn: np.ndarray = np.round(solution.T)
    np.testing.assert_allclose(theirs[seen] @ turn.T, ours[seen], atol=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)
    return turn


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_a_synthesised_file_gives_the_same_as_the_library(kind: int, write_c3d) -> None:
    matrix = np.eye(6) + 0.01 * np.random.default_rng(9).normal(size=(6, 6))
    plate = {
        "kind": kind,
        "channels": loaded_channels(kind, 100),
        "units": UNITS[kind],
        "corners_mm": CORNERS_M * 1000,
        "origin_mm": ORIGINS_MM[kind],
        "matrix": matrix,
    }
    random = np.random.default_rng(1)
    body = random.uniform([-300, -200, 50], [300, 200, 1700], size=(12, 3))
    body[:6, 1], body[6:, 1] = np.abs(body[:6, 1]) + 50, -np.abs(body[6:, 1]) - 50
    labels = tuple(f"L{i}" for i in range(6)) + tuple(f"R{i}" for i in range(6))
    path = write_c3d(labels=labels, positions_mm=np.tile(body, (10, 1, 1)), plate=plate)
    # Channels and corners are stored as 4-byte floats by both, so agreement is to rounding.
    assert_same_as_the_library(path, atol_m=1e-9)


@pytest.mark.recordings
@pytest.mark.parametrize(
    "name", ["PiG_Motion-FlatFoot-Full.c3d", "PiG_Motion3_FF.c3d", "walking2.c3d"]
)
def test_recorded_type_2_plates_give_the_same_as_the_library(name: str, recordings: Path) -> None:
    assert_same_as_the_library(recordings / "c3d" / name, atol_m=1e-9)
