"""The command line's doors: exit codes, messages, help. No OpenSim is started here."""

import subprocess
import sys

import pytest

from hipspine import __version__
from hipspine.cli.main import run


def test_version_is_printed(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"hipspine {__version__}"


@pytest.mark.parametrize("command", [[], ["demo"], ["assess"], ["model"], ["model", "audit"]])
def test_help_says_what_a_command_does(command, capsys):
    assert run([*command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess"],
        ["assess", "walk.trc", "--out", "x", "--mass", "heavy"],
        ["no-such-verb"],
        ["assess", "walk.trc", "--out", "x", "--what-if", "gluteus_maximus.strength=7"],
    ],
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(arguments, capsys):
    assert run(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_missing_file_is_named_and_nothing_is_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path / "cache"))
    assert run(["assess", "nowhere.trc", "--out", str(tmp_path / "out"), "--mass", "70"]) == 2
    assert "nowhere.trc" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_groups_that_a_what_if_can_name_are_listed(capsys):
    assert run(["model", "groups"]) == 0
    listed = capsys.readouterr().out
    assert "gluteus_maximus\n" in listed
    assert "hip_flexors = iliacus + psoas + rectus_femoris" in listed


def test_model_is_built_where_asked(tmp_path, capsys):
    target = tmp_path / "own.osim"
    assert run(["model", "build", "--out", str(target)]) == 0
    assert target.read_text("utf-8").startswith("<?xml")


def test_defects_of_ours_are_exit_code_70(monkeypatch, capsys):
    from hipspine.domain.errors import InternalError
    from hipspine.simulate.body import build

    def broken(_path):
        raise InternalError("planted")

    monkeypatch.setattr(build, "write_model", broken)
    assert run(["model", "build"]) == 70
    assert "defect of hipspine" in capsys.readouterr().err


def test_what_nobody_foresaw_is_exit_code_70_too():
    code = (
        "from hipspine.cli import main\n"
        "def broken(_arguments): raise KeyError('planted')\n"
        "main.run = broken\n"
        "main.main()"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 70
    assert "KeyError: 'planted'" in ended.stderr
    assert ended.stderr.rstrip().endswith("This is a defect of hipspine, not of your data.")
