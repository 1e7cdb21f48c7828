"""`hipspine pose`: measurements as text and JSON, written and compared, and what it refuses."""

import importlib.util
import json
from pathlib import Path

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run

_STICK = Path(__file__).parents[1] / "measure" / "landmarks" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("stick_figure", _STICK)
stick = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stick)


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    import numpy as np

    times_s = np.arange(240) / stick.RATE_HZ
    path = tmp_path_factory.mktemp("pose") / "walk.json"
    path.write_text(json.dumps(stick.mediapipe_world(stick.stick_walk(times_s), times_s)))
    return path


def test_the_rate_has_to_be_given_where_the_file_has_none(film, capsys):
    assert run(["pose", str(film)]) == EXIT_USER_INPUT
    assert "--rate" in capsys.readouterr().err


def test_a_visit_is_kept_and_read_back_as_an_earlier_one(film, tmp_path, capsys):
    assert run(["pose", str(film), "--rate", "60", "--visit", "one"]) == 0
    said = capsys.readouterr().out
    assert "knee flexion peak (left)" in said
    assert "absent: hips are two points" in said
    first = tmp_path / "first.json"
    assert run(["pose", str(film), "--rate", "60", "--visit", "one", "--json"]) == 0
    first.write_text(capsys.readouterr().out)
    kept = json.loads(first.read_text())
    assert (kept["visit"], kept["tool"], kept["space"]) == ("one", "MediaPipe", "body")
    assert run(["pose", str(film), "--rate", "60", "--since", str(first), "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes
    # The same film twice: nothing differs; without a published error it cannot be told from noise.
    assert all(change["difference"] in (0.0, None) for change in changes)


def test_findings_say_what_a_film_cannot_show(film, capsys):
    assert run(["pose", str(film), "--rate", "60", "--json"]) == 0
    findings = {each["id"]: each for each in json.loads(capsys.readouterr().out)["findings"]}
    assert "no muscle, no strength" in findings["landmark_limit"]["speaks_against"]
    assert "landmarks_described" in findings
    assert findings["landmark_limit"]["confidence"] == "cannot_tell"


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Landmarks of a pose tool"), ("de", "Körperpunkte aus einem")]
)
def test_the_page_is_written_in_either_language(film, tmp_path, language, heading):
    out = tmp_path / language
    command = ["pose", str(film), "--rate", "60", "--out", str(out), "--language", language]
    assert run(command) == 0
    assert heading in (out / "session.html").read_text("utf-8")


def test_the_german_screen_has_no_english_sentence_left(film, capsys):
    assert run(["pose", str(film), "--rate", "60", "--language", "de"]) == 0
    said = capsys.readouterr()
    for english in ("absent", "guessed", "strides", " the ", "knee", "camera"):
        assert english not in said.out + said.err


def test_two_films_become_a_before_after_page(film, tmp_path, capsys):
    visits = []
    for day in ("2026-03-01", "2026-06-01"):
        assert run(["pose", str(film), "--rate", "60", "--visit", day, "--json"]) == 0
        visits.append(tmp_path / f"{day}.json")
        visits[-1].write_text(capsys.readouterr().out)
    assert run(["compare", *map(str, visits), "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)
    assert (compared["first"]["kind"], compared["second"]["kind"]) == ("pose", "pose")


def test_a_place_that_cannot_be_written_is_named(film, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    command = ["pose", str(film), "--rate", "60", "--out", str(tmp_path / "file")]
    assert run(command) == EXIT_USER_INPUT
    assert "folder" in capsys.readouterr().err
