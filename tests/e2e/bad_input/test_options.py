"""Options that contradict each other or the recording, and places nobody can write to."""

import pytest

from refusals import MASS, WALK, assert_clear


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
