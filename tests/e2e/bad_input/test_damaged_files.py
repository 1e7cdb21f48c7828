"""Files that are damaged, absent or something else."""

import numpy as np
import pytest

from hipspine.cli.main import run
from refusals import MASS, WALK, Outcome, assert_clear


def cut_short(content: bytes) -> bytes:
    return content[: int(len(content) * 0.6)]


def empty(_content: bytes) -> bytes:
    return b""


def garbage(content: bytes) -> bytes:
    return np.random.default_rng(7).bytes(min(len(content), 20_000))


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("damage", [cut_short, empty, garbage])
@pytest.mark.parametrize("role", ["markers", "forces", "static"])
def test_damaged_file_is_named(role, damage, place, assess):
    files = {"markers": WALK.walk, "forces": WALK.forces, "static": WALK.static}
    broken = place / f"broken{files[role].suffix}"
    broken.write_bytes(damage(files[role].read_bytes()))
    files[role] = broken
    outcome = assess(
        files["markers"], "--forces", files["forces"], "--static", files["static"], *MASS
    )
    assert_clear(outcome, broken.name)


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "walk.c3d"),
        (b"\x02P" + np.random.default_rng(3).bytes(4000), "walk.c3d"),
        (b"%PDF-1.7 not a recording", "walk.c3d"),
        (WALK.walk.read_bytes(), "walk.mot"),
        (WALK.walk.read_bytes(), "walk.txt"),
        (WALK.walk.read_bytes(), "walk"),
        (WALK.forces.read_bytes(), "walk.trc"),
    ],
    ids=["empty c3d", "damaged c3d", "pdf", "trc as mot", "trc as txt", "no suffix", "mot as trc"],
)
def test_file_that_is_not_what_its_name_says_is_refused(content, name, place, assess):
    file = place / name
    file.write_bytes(content)
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), name)


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("option", ["--forces", "--static", "--events", "--marker-set", "MOTION"])
def test_path_that_does_not_exist_is_named(option, place, assess):
    missing = place / "nowhere" / "file.mot"
    motion = missing if option == "MOTION" else WALK.walk
    extra = [] if option == "MOTION" else [option, missing]
    forces = [] if option == "--forces" else ["--forces", WALK.forces]
    assert_clear(assess(motion, *forces, *extra, *MASS), "file.mot", "no such file")


@pytest.mark.usefixtures("no_opensim")
def test_model_that_does_not_exist_is_named(assess):
    outcome = assess(WALK.angles, "--forces", WALK.forces, "--model", "nowhere.osim")
    assert_clear(outcome, "nowhere.osim", "no such file")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize(
    "content",
    [b"", b"not a model", np.random.default_rng(5).bytes(5000), b"<html><body/></html>"],
    ids=["empty", "text", "binary", "web page"],
)
@pytest.mark.parametrize("command", ["assess", "audit"])
def test_file_that_is_no_model_is_refused(command, content, place, assess, capfd):
    model = place / "own.osim"
    model.write_bytes(content)
    if command == "assess":
        outcome = assess(WALK.angles, "--forces", WALK.forces, "--model", model)
    else:
        outcome = Outcome(run(["model", "audit", str(model)]), capfd.readouterr().err)
    assert_clear(outcome, "own.osim")
