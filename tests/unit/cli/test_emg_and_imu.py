import json
from pathlib import Path

import numpy as np
import pytest

from hipspine.cli.main import run
from hipspine.cli.measurement_text import shown
from hipspine.mechanics.emg_synthetic import synthetic_emg


@pytest.fixture
def emg(tmp_path: Path) -> Path:
    made = synthetic_emg(snr_db=20.0, random=np.random.default_rng(1), bursts=3)
    rows = [f"{t:.5f},{v:.5f}" for t, v in zip(made.times_s, made.values, strict=True)]
    path = tmp_path / "walk.csv"
    path.write_text("\n".join(["time_s,EMG1 (mV)", *rows]) + "\n")
    return path


@pytest.fixture
def belt(tmp_path: Path) -> Path:
    times_s = np.arange(0, 15, 0.01)
    phase = 2 * np.pi * times_s / 0.55
    columns = [
        1 + 0.25 * np.cos(phase - 0.8),
        0.1 * np.sin(phase / 2),
        -0.12 * np.sin(phase - 0.8),
        *[20 * np.cos(phase)] * 3,
    ]
    path = tmp_path / "belt.csv"
    header = "acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    np.savetxt(path, np.stack(columns, axis=1), delimiter=",", header=header, comments="")
    return path


def test_a_walk_is_measured_and_compared_with_itself(belt, tmp_path, capsys) -> None:
    assert run(["imu", str(belt), "--rate", "100", "--json", "--visit", "May"]) == 0
    first = capsys.readouterr().out
    cadence = next(m for m in json.loads(first)["measurements"] if m["name"] == "cadence")
    assert cadence["value"] == pytest.approx(1 / 0.55, rel=0.005)  # one sample over 15 s
    earlier = tmp_path / "may.json"
    earlier.write_text(first)
    assert run(["imu", str(belt), "--rate", "100", "--since", str(earlier), "--visit", "June"]) == 0
    text = capsys.readouterr().out
    assert f"{60 * cadence['value']:.1f} steps/min" in text
    assert "May to June: cadence: 0.0 steps/min, within measurement error" in text
    assert "cannot tell" in text


def test_a_rate_that_nobody_gave_ends_in_a_clear_error(belt, capsys) -> None:
    assert run(["imu", str(belt)]) == 2
    assert "--rate" in capsys.readouterr().err


def test_an_earlier_visit_that_is_none_is_refused(belt, tmp_path, capsys) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"visit": "May"}')
    for path in (wrong, tmp_path / "absent.json"):
        assert run(["imu", str(belt), "--rate", "100", "--since", str(path)]) == 2
        assert "as written with --json" in capsys.readouterr().err


def test_a_named_channel_is_that_muscle(emg, capsys) -> None:
    options = ["--muscle", "EMG1=gluteus_maximus:right", "--hold", "0:1"]
    assert run(["emg", str(emg), *options]) == 0
    out = capsys.readouterr().out
    assert "gluteus maximus activity peak (right)" in out
    assert "100 %" in out
    assert "shorter than 8 s" in out


def test_json_holds_bursts_with_their_intervals(emg, capsys) -> None:
    assert run(["emg", str(emg), "--json"]) == 0
    (channel,) = json.loads(capsys.readouterr().out)["channels"]
    assert len(channel["bursts"]) == 3
    for burst in channel["bursts"]:
        low, high = burst["start_between_s"]
        assert low <= burst["start_s"] <= high


@pytest.mark.parametrize(
    "options",
    [
        ["--muscle", "EMG1=elbow"],
        ["--muscle", "EMG1=gmax:up"],
        ["--muscle", "gmax"],
        ["--hold", "5"],
        ["--hold", "5:2"],
    ],
)
def test_wrong_options_name_the_right_form(emg, capsys, options) -> None:
    assert run(["emg", str(emg), *options]) == 2
    assert "As in" in capsys.readouterr().err


def test_a_rate_for_a_file_that_states_its_own_is_refused(tmp_path, capsys) -> None:
    path = tmp_path / "walk.anc"
    path.write_text("anything")
    assert run(["emg", str(path), "--rate", "1000"]) == 2
    assert "states its own" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "unit", "text"),
    [
        ("cadence", 1.8, "1/s", "108.0 steps/min"),
        ("pelvis_tilt_range_walking", 0.0698132, "rad", "4.0 deg"),
        ("x_activity_peak", 0.254, "1", "25 %"),
        ("x_median_frequency_slope_hold_1", -0.001, "1/s", "-6.0 %/min"),
        ("steps", 12.0, "1", "12"),
        ("step_symmetry", 0.8765, "1", "0.876"),
        ("walking_time", 5.504, "s", "5.5 s"),
    ],
)
def test_numbers_are_shown_in_the_units_people_read(name, value, unit, text) -> None:
    assert shown(name, value, unit) == text
