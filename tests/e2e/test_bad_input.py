"""Bad input through the command line: one clear message, exit code 2, earlier results untouched."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.cli.main import run
from hipspine.content.reference_walker import reference_walker_files
from hipspine.simulate.fit.workers import OpenSimProcesses

EARLIER = {"results.json": "earlier numbers", "report.html": "earlier report"}
"""What lies in the output folder before the run."""

WALK = reference_walker_files()
MASS = ["--mass", "75"]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    message: str


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A folder of one's own to run in, with a cache of its own and earlier results in out."""
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    for name, text in EARLIER.items():
        (tmp_path / "out" / name).write_text(text)
    return tmp_path


@pytest.fixture
def no_opensim(monkeypatch) -> None:
    """Fail as soon as OpenSim is asked anything: what is wrong must be found before."""

    def asked(_self, door, _questions):
        raise AssertionError(f"OpenSim was started for {door}")

    monkeypatch.setattr(OpenSimProcesses, "ask_each", asked)


@pytest.fixture
def assess(place, capfd) -> Callable[..., Outcome]:
    """Run `hipspine assess` and check what every refusal owes to the person."""

    def refused(*arguments: object, out: str = "out") -> Outcome:
        before = {path for path in place.rglob("*") if "cache" not in path.parts}
        code = run(["assess", *map(str, arguments), "--out", str(place / out)])
        captured = capfd.readouterr()
        after = {path for path in place.rglob("*") if "cache" not in path.parts}
        assert after == before, "a refused run leaves no files"
        kept = {path.name: path.read_text() for path in (place / "out").iterdir()}
        assert kept == EARLIER, "a refused run leaves earlier results as they were"
        assert not list((place / "cache").rglob("*.npz")), "nothing half done is kept"
        assert captured.out == "", "results alone go to stdout"
        assert "Traceback" not in captured.err
        return Outcome(code, captured.err)

    return refused


def assert_clear(outcome: Outcome, *said: str) -> None:
    """Check the four parts of a message: where, expected, got, what to do."""
    assert outcome.code == 2, outcome.message
    # The progress bar may come first; the message is one line at the end, and the only one.
    errors = [line for line in outcome.message.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, outcome.message
    assert ": expected " in errors[0]
    assert ", got " in errors[0]
    for words in said:
        assert words in errors[0]


def changed(source: Path, target: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """Write a text file with its lines changed."""
    lines = change(source.read_text("utf-8").splitlines())
    target.write_text("\n".join(lines) + "\n", "utf-8")
    return target


# --- damaged files ----------------------------------------------------------------------------


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


# --- wrong content ----------------------------------------------------------------------------


def in_columns(columns: slice, text: str, *, every: int = 1) -> Callable[[list[str]], list[str]]:
    """Overwrite cells of a tab-separated table below a header of any length."""

    def change(lines: list[str]) -> list[str]:
        result = []
        for i, line in enumerate(lines):
            cells = line.split("\t")
            if cells[0].strip().replace(".", "").isdigit() and len(cells) > 9 and i % every == 0:
                count = len(cells[columns])
                cells[columns] = [text] * count
            result.append("\t".join(cells))
        return result

    return change


def with_unit(unit: str) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        values = lines[2].split("\t")
        values[lines[1].split("\t").index("Units")] = unit
        return [*lines[:2], "\t".join(values), *lines[3:]]

    return change


def backwards(lines: list[str]) -> list[str]:
    """Swap two rows in the middle of the table."""
    middle = len(lines) - 50
    return [*lines[:middle], lines[middle + 1], lines[middle], *lines[middle + 2 :]]


@pytest.mark.usefixtures("no_opensim")
def test_millimetres_labelled_metres_are_noticed(place, assess):
    labelled = {"mm": "m", "m": "mm"}[WALK.walk.read_text().splitlines()[2].split("\t")[4]]
    file = changed(WALK.walk, place / "walk.trc", with_unit(labelled))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "walk.trc", "a person spans")


@pytest.mark.usefixtures("no_opensim")
def test_unit_that_nobody_uses_is_named(place, assess):
    file = changed(WALK.walk, place / "walk.trc", with_unit("furlong"))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "furlong")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("role", ["markers", "forces"])
def test_time_that_runs_backwards_is_located(role, place, assess):
    source = {"markers": WALK.walk, "forces": WALK.forces}[role]
    file = changed(source, place / f"back{source.suffix}", backwards)
    motion, forces = (file, WALK.forces) if role == "markers" else (WALK.walk, file)
    assert_clear(assess(motion, "--forces", forces, *MASS), file.name, "Time must run forwards")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("cell", ["nan", "", "0"])
def test_trial_in_which_no_marker_is_seen_is_refused(cell, place, assess):
    file = changed(WALK.walk, place / "walk.trc", in_columns(slice(2, None), cell))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "no marker is seen")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("cell", ["inf", "1,5", "abc"])
def test_cell_that_is_no_number_is_located(cell, place, assess):
    file = changed(WALK.walk, place / "walk.trc", in_columns(slice(5, 6), cell, every=7))
    assert_clear(assess(file, "--forces", WALK.forces, *MASS), "line ", "column 6", repr(cell))


@pytest.mark.usefixtures("no_opensim")
def test_forces_without_a_number_are_refused(place, assess):
    file = changed(WALK.forces, place / "grf.mot", in_columns(slice(1, None), "nan"))
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "no complete sample")


@pytest.mark.usefixtures("no_opensim")
def test_plates_that_nobody_touches_are_refused(place, assess):
    file = changed(WALK.forces, place / "grf.mot", in_columns(slice(1, None), "0"))
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "no plate is touched")


@pytest.mark.usefixtures("no_opensim")
def test_joint_angle_that_is_missing_for_a_while_is_located(place, assess):
    file = changed(WALK.angles, place / "angles.mot", in_columns(slice(4, 5), "nan", every=5))
    model = place / "own.osim"
    model.write_text('<OpenSimDocument Version="40000"><Model/></OpenSimDocument>')
    outcome = assess(file, "--forces", WALK.forces, "--model", model)
    assert_clear(outcome, "values are not numbers")


@pytest.mark.usefixtures("no_opensim")
def test_forces_file_that_holds_none_is_refused(assess):
    outcome = assess(WALK.walk, "--forces", WALK.angles, *MASS)
    assert_clear(outcome, "angles.mot", "only joint angles")


@pytest.mark.usefixtures("no_opensim")
def test_forces_of_another_time_are_refused(place, assess):
    def later(lines: list[str]) -> list[str]:
        start = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 2
        rows = [line.split("\t") for line in lines[start:]]
        moved = ["\t".join([f"{float(row[0]) + 100:.4f}", *row[1:]]) for row in rows]
        return [*lines[:start], *moved]

    file = changed(WALK.forces, place / "grf.mot", later)
    assert_clear(assess(WALK.walk, "--forces", file, *MASS), "same trial")


@pytest.mark.usefixtures("no_opensim")
def test_recording_too_slow_to_tell_steps_is_refused(place, assess):
    def every_tenth(lines: list[str]) -> list[str]:
        header, rows = lines[:6], lines[6::10]
        header[2] = header[2].replace("\t342\t", f"\t{len(rows)}\t")
        return [*header, *rows]

    file = changed(WALK.walk, place / "walk.trc", every_tenth)
    outcome = assess(file, "--forces", WALK.forces, *MASS)
    # Every tenth of 100 frames per second.
    assert_clear(outcome, "walk.trc", "at least 25 frames per second", "got 10.")


# --- options ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("mass", ["0", "700", "-75", "nan", "inf"])
def test_mass_that_nobody_has_is_refused(mass, assess):
    outcome = assess(WALK.walk, "--forces", WALK.forces, "--mass", mass)
    assert_clear(outcome, "body mass", "20 to 300 kg", "--mass")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("mass", ["0", "700", "nan"])
def test_mass_that_nobody_has_is_refused_beside_a_model_too(mass, place, assess):
    model = place / "own.osim"
    model.write_text('<OpenSimDocument Version="40000"><Model/></OpenSimDocument>')
    outcome = assess(WALK.angles, "--forces", WALK.forces, "--model", model, "--mass", mass)
    assert_clear(outcome, "body mass", "20 to 300 kg")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("height", ["175", "0", "nan"])
def test_height_that_nobody_has_is_refused(height, assess):
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--height", height)
    assert_clear(outcome, "body height", "1.2 to 2.3 m")


@pytest.mark.usefixtures("no_opensim")
def test_markers_without_a_mass_are_refused(assess):
    assert_clear(assess(WALK.walk, "--forces", WALK.forces), "body mass", "--mass")


@pytest.mark.usefixtures("no_opensim")
def test_angles_without_a_model_are_refused(assess):
    assert_clear(assess(WALK.angles, "--forces", WALK.forces, *MASS), "--model")


@pytest.mark.usefixtures("no_opensim")
def test_markers_with_a_model_are_refused(place, assess):
    model = place / "own.osim"
    model.write_text('<OpenSimDocument Version="40000"><Model/></OpenSimDocument>')
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--model", model)
    assert_clear(outcome, "markers together with a model")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("option", ["--static", "--marker-set"])
def test_option_that_a_model_makes_idle_is_refused(option, place, assess):
    model = place / "own.osim"
    model.write_text('<OpenSimDocument Version="40000"><Model/></OpenSimDocument>')
    outcome = assess(WALK.angles, "--forces", WALK.forces, "--model", model, option, WALK.static)
    assert_clear(outcome, option, "--model")


@pytest.mark.parametrize("option", [["--height", "1.7"], ["--sex", "female"]])
def test_body_size_without_a_mass_is_wrong_usage(option, assess):
    outcome = assess(WALK.angles, "--forces", WALK.forces, "--model", "own.osim", *option)
    assert outcome.code == 2
    assert "--mass" in outcome.message


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize(
    ("start", "end"), [("2", "1"), ("50", "60"), ("-9", "-8"), ("nan", "2"), ("1", "nan")]
)
def test_part_outside_the_recording_is_refused(start, end, assess):
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, f"--from={start}", f"--to={end}")
    assert_clear(outcome, "--from", "--to")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize(
    "what_if",
    [
        "glutes.strength=0.5",
        "gluteus_maximus.up.strength=0.5",
        "gluteus_maximus.power=0.5",
        "gluteus_maximus.strength=7",
        "gluteus_maximus.strength=nan",
        "gluteus_maximus.strength",
        "",
        "pelvis_anterior_tilt=90",
        "pelvis_anterior_tilt=",
    ],
)
def test_what_if_that_is_not_known_is_refused(what_if, assess):
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--what-if", what_if)
    assert_clear(outcome, "what-if")


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty file"),
        ("side,kind\nleft,heel_strike\n", "side,kind"),
        ("side,kind,time_s\nmiddle,heel_strike,1\nleft,jump,2\nleft,toe_off,soon\n", "line 4"),
        ("side,kind,time_s\n", "none"),
        ("\0\1\2", "header"),
        ("side,kind,time_s\nleft,heel_strike,100\nleft,heel_strike,101\n", "100"),
    ],
    ids=["empty", "column missing", "wrong entries", "no entry", "binary", "outside the trial"],
)
def test_events_file_that_is_wrong_is_refused(text, said, place, assess):
    events = place / "events.csv"
    events.write_text(text)
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--events", events)
    assert_clear(outcome, "events.csv", said)


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("content", ["", "not = [toml", 'name = "ours"\n'])
def test_marker_set_that_is_wrong_is_refused(content, place, assess):
    file = place / "ours.toml"
    file.write_text(content)
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--marker-set", file)
    assert_clear(outcome, "ours.toml")


# --- where results go -------------------------------------------------------------------------


@pytest.mark.usefixtures("no_opensim")
@pytest.mark.parametrize("out", ["report", "report/below"])
def test_output_folder_that_is_a_file_is_refused_before_the_work(out, place, assess):
    (place / "report").write_text("a file")
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, out=out)
    assert_clear(outcome, "report", "--out")
    assert (place / "report").read_text() == "a file"


@pytest.mark.usefixtures("no_opensim")
def test_cache_that_cannot_be_written_is_refused(place, assess, monkeypatch):
    (place / "blocked").write_text("")
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(place / "blocked"))
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS)
    assert_clear(outcome, "HIPSPINE_CACHE_DIR")


@pytest.mark.parametrize("workers", ["0", "-1"])
def test_number_of_workers_below_one_is_wrong_usage(workers, assess):
    outcome = assess(WALK.walk, "--forces", WALK.forces, *MASS, "--workers", workers)
    assert outcome.code == 2
    assert "--workers" in outcome.message
