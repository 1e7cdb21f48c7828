"""`hipspine validate`: what it refuses before it computes anything."""

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run


@pytest.mark.parametrize(
    ("extra", "got"),
    [
        ([], "none"),
        (["--implant-mass", "0"], "0 kg"),
        (["--implant-mass", "nan"], "nan kg"),
        (["--implant-mass", "inf"], "inf kg"),
    ],
)
def test_an_implants_force_needs_the_persons_mass(extra, got, tmp_path, capsys):
    code = run(["validate", "--implant", str(tmp_path / "walk.hip"), *extra])
    assert code == EXIT_USER_INPUT
    said = capsys.readouterr().err
    assert f"walk.hip: expected the body mass of the person with the implant, got {got}" in said
    assert "--implant-mass" in said


def test_an_implants_file_that_is_not_there_is_named(tmp_path, capsys):
    missing = tmp_path / "walk.hip"
    code = run(["validate", "--implant", str(missing), "--implant-mass", "80"])
    assert code == EXIT_USER_INPUT
    assert "walk.hip" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["--implant-mass", "80"], "--implant"),
        (["--objectives"], "--out"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_an_option_that_could_do_nothing_is_refused(arguments, about, capsys):
    assert run(["validate", *arguments]) == EXIT_USER_INPUT
    assert about in capsys.readouterr().err


def test_a_folder_of_recordings_that_is_not_there_is_named_before_the_work(tmp_path, capsys):
    missing = tmp_path / "recordigns"
    assert run(["validate", "--recordings", str(missing)]) == EXIT_USER_INPUT
    assert "recordigns: expected a folder of recordings" in capsys.readouterr().err


def test_a_place_that_cannot_hold_the_scoreboard_is_named_before_the_work(tmp_path, capsys):
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    assert run(["validate", "--out", str(file)]) != 0
    assert "expected a folder that can be written to" in capsys.readouterr().err
