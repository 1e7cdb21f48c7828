"""Options of `hipspine assess` that are told wrong before any long work."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.cli.main import run


def assess(folder: Path, *options: str) -> int:
    return run(["assess", str(folder / "walk.trc"), "--out", str(folder / "out"), *options])


@pytest.fixture
def signals(tmp_path: Path) -> Path:
    """A table whose only channel nobody knows."""
    times_s = np.arange(0.0, 1.0, 0.0005)
    values = np.random.default_rng(1).standard_normal(times_s.size)
    path = tmp_path / "emg.csv"
    header = "time_s,EMG1 (mV)"
    np.savetxt(path, np.stack([times_s, values], axis=1), delimiter=",", header=header, comments="")
    return path


@pytest.mark.parametrize(
    "option",
    [
        "--emg-weight=5",
        "--mvic=max.csv",
        "--muscle=EMG1=soleus:right",
        "--emg-side=left",
        "--emg-rate=2000",
        "--emg-leave-out=EMG1",
    ],
)
def test_an_option_of_signals_without_signals_is_refused(option, tmp_path, capsys):
    assert assess(tmp_path, option) == 2
    # Long messages are broken and boxed.
    told = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert option.split("=")[0] in told
    assert "only with --emg" in told


def test_a_channel_that_nobody_knows_is_refused_with_what_to_do(signals, tmp_path, capsys):
    assert assess(tmp_path, f"--emg={signals}") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "which muscle" in told
    assert "--muscle" in told


def test_a_weight_beyond_its_range_is_refused(signals, tmp_path, capsys):
    assert assess(tmp_path, f"--emg={signals}", "--emg-weight=0") == 2
    assert "weight of muscle signals" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--emg=emg.csv"], ["--activation-dynamics"]])
def test_cubes_go_with_neither_signals_nor_dynamics(options, tmp_path, capsys):
    assert assess(tmp_path, "--objective=cubed", *options) == 2
    assert "objective of squares" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("minutes", ["0", "-3", "61"])
def test_a_time_of_tiring_out_of_range_is_refused(minutes, tmp_path, capsys):
    assert assess(tmp_path, f"--fatigue-minutes={minutes}") == 2
    assert "--fatigue-minutes" in capsys.readouterr().err
