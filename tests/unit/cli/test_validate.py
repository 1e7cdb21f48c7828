"""`hipspine validate`: what it refuses before it computes anything."""

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run


@pytest.mark.parametrize(("extra", "got"), [([], "none"), (["--implant-mass", "0"], "0 kg")])
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
