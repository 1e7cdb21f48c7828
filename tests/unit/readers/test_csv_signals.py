from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.problem import Level
from hipspine.readers.csv_signals import read_csv_signals

G = 9.80665


def written(folder: Path, header: str, *rows: str, above: str = "") -> Path:
    path = folder / "trial.csv"
    path.write_text("\n".join([*above.splitlines(), header, *rows]) + "\n")
    return path


def still(header: str, *, size: float = 1.0, turn: float = 0.0, rows: int = 4) -> tuple[str, ...]:
    """Rows of a resting sensor for a header of acc and gyr columns, with z up."""
    return tuple(f"{i},0,0,{size},{turn},0,0" for i in range(rows))


IMU = "samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"


@pytest.mark.parametrize(("size", "unit"), [(1.0, "g"), (9.81, "m/s^2"), (1000.0, "mg")])
def test_gravity_tells_the_unit_of_acceleration_and_says_so(tmp_path, size, unit) -> None:
    path = written(tmp_path, IMU, *still(IMU, size=size, turn=50.0))
    recording = read_csv_signals(path, rate_hz=100.0)
    assert recording.analog is not None
    np.testing.assert_allclose(recording.analog.values[:, 2], G, rtol=1e-3)  # 9.81 is not 9.80665
    assert recording.analog.units[2] == "m/s^2"
    assert any(f"gravity in {unit}" in problem.what for problem in recording.problems)


def test_acceleration_that_cannot_be_gravity_is_refused(tmp_path) -> None:
    path = written(tmp_path, IMU, *still(IMU, size=3.0))
    with pytest.raises(RecordingError, match="which gravity gives"):
        read_csv_signals(path, rate_hz=100.0)
    path = written(tmp_path, IMU, *still(IMU, size=9.81), above="# acc_unit = g")
    with pytest.raises(RecordingError, match="with the unit g"):
        read_csv_signals(path, rate_hz=100.0)


def test_degrees_per_second_become_radians(tmp_path) -> None:
    path = written(tmp_path, IMU, *still(IMU, turn=180.0))
    analog = read_csv_signals(path, rate_hz=100.0).analog
    assert analog is not None
    np.testing.assert_allclose(analog.values[:, 3], np.pi)


def test_a_gyroscope_of_unknown_unit_is_left_out_with_a_warning(tmp_path) -> None:
    path = written(tmp_path, IMU, *still(IMU, turn=2.0))
    recording = read_csv_signals(path, rate_hz=100.0)
    assert recording.analog is not None
    assert recording.analog.names == ("acc_x", "acc_y", "acc_z")
    assert [p.level for p in recording.problems if p.where.endswith(", gyroscope")] == [
        Level.WARNING
    ]
    stated = written(tmp_path, IMU, *still(IMU, turn=2.0), above="# gyr_unit = rad/s")
    analog = read_csv_signals(stated, rate_hz=100.0).analog
    assert analog is not None
    np.testing.assert_allclose(analog.values[:, 3], 2.0)


def test_headers_of_phone_apps_are_understood(tmp_path) -> None:
    header = (
        '"Time (s)";"Acceleration x (m/s^2)";"Acceleration y (m/s^2)";"Acceleration z (m/s^2)";'
        '"Gyroscope x (rad/s)";"Gyroscope y (rad/s)";"Gyroscope z (rad/s)"'
    )
    rows = [f"{0.01 * i:.2f};0;0;9.81;0.5;0;0" for i in range(4)]
    recording = read_csv_signals(written(tmp_path, header, *rows))
    assert recording.analog is not None
    assert recording.analog.names[3:] == ("gyr_x", "gyr_y", "gyr_z")
    np.testing.assert_allclose(recording.analog.times_s, [0, 0.01, 0.02, 0.03])
    assert recording.problems == ()


def test_acceleration_without_gravity_is_refused(tmp_path) -> None:
    header = "time_s,linear acceleration x,linear acceleration y,linear acceleration z"
    with pytest.raises(RecordingError, match="gravity has been taken out"):
        read_csv_signals(written(tmp_path, header, "0,0,0,0", "0.01,0,0,0"))


def test_a_missing_axis_is_refused(tmp_path) -> None:
    with pytest.raises(RecordingError, match="x, y and z once"):
        read_csv_signals(written(tmp_path, "time_s,acc_x,acc_y", "0,0,1", "0.01,0,1"))


def test_a_rate_is_never_assumed(tmp_path) -> None:
    path = written(tmp_path, "samples,GMAX", "0,1", "1,2")
    with pytest.raises(RecordingError, match="a sampling rate"):
        read_csv_signals(path)
    analog = read_csv_signals(path, rate_hz=50.0).analog
    assert analog is not None
    np.testing.assert_allclose(analog.times_s, [0.0, 0.02])
    stated = written(tmp_path, "samples,GMAX", "0,1", "1,2", above="# rate_hz = 25")
    analog = read_csv_signals(stated).analog
    assert analog is not None
    np.testing.assert_allclose(analog.times_s, [0.0, 0.04])


def test_a_rate_that_contradicts_the_time_stamps_is_refused(tmp_path) -> None:
    path = written(tmp_path, "time_s,GMAX", "0,1", "0.01,2", "0.02,1")
    with pytest.raises(RecordingError, match="time stamps at 100 Hz"):
        read_csv_signals(path, rate_hz=50.0)


@pytest.mark.parametrize("rate", ["0", "-5", "fast", "inf", "1e12"])
def test_a_rate_that_is_no_rate_is_refused(tmp_path, rate) -> None:
    path = written(tmp_path, "samples,GMAX", "0,1", "1,2", above=f"# rate_hz = {rate}")
    with pytest.raises(FileFormatError, match="a sampling rate in hertz"):
        read_csv_signals(path)


def test_time_in_milliseconds_is_converted_and_nanoseconds_are_refused(tmp_path) -> None:
    analog = read_csv_signals(written(tmp_path, "time_ms,GMAX", "0,1", "10,2")).analog
    assert analog is not None
    np.testing.assert_allclose(analog.times_s, [0.0, 0.01])
    with pytest.raises(RecordingError, match="time in seconds or milliseconds"):
        read_csv_signals(written(tmp_path, "timestamp,GMAX", "0,1", "10000000,2"))


@pytest.mark.parametrize(
    ("header", "factor"),
    [("GMAX (mV)", 1e-3), ("GMAX_uV", 1e-6), ("GMAX [V]", 1.0), ("GMAX (µV)", 1e-6)],
)
def test_muscle_signals_become_volts(tmp_path, header, factor) -> None:
    analog = read_csv_signals(written(tmp_path, f"time_s,{header}", "0,1", "0.01,2")).analog
    assert analog is not None
    assert (analog.names, analog.units) == (("GMAX",), ("V",))
    np.testing.assert_allclose(analog.values[:, 0], [factor, 2 * factor])


def test_a_signal_without_unit_keeps_its_numbers_and_says_so(tmp_path) -> None:
    recording = read_csv_signals(written(tmp_path, "time_s,GMAX", "0,1", "0.01,2"))
    assert recording.analog is not None
    assert recording.analog.units == ("as in the file",)
    assert any("no unit is given for GMAX" in problem.what for problem in recording.problems)


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        ("time_s,GMAX,GMAX", ["0,1,1", "1,1,1"], "a different name"),
        ("time_s,", ["0,1", "1,1"], "a different name"),
        ("time_s,samples", ["0,1", "0.1,1"], "only times"),
        ("time_s,GMAX", ["0,1"], "fewer than two"),
        ("time_s,GMAX", ["0,1", "0.01,x"], "a number or a blank"),
        ("time_s,GMAX", ["0,1", "0.01"], "2 columns"),
    ],
)
def test_broken_tables_are_refused(tmp_path, header, rows, message) -> None:
    with pytest.raises(FileFormatError, match=message):
        read_csv_signals(written(tmp_path, header, *rows))


def test_a_promised_number_of_samples_is_held_to(tmp_path) -> None:
    path = written(tmp_path, "time_s,GMAX", "0,1", "0.01,2", above="# samples = 3")
    with pytest.raises(FileFormatError, match="expected 3 rows"):
        read_csv_signals(path)
