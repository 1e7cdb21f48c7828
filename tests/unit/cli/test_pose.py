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


def test_measurements_are_written_and_read_back_as_an_earlier_visit(film, tmp_path, capsys):
    out = tmp_path / "first.json"
    assert run(["pose", str(film), "--rate", "60", "--out", str(out), "--visit", "one"]) == 0
    said = capsys.readouterr().out
    assert "knee flexion peak (left)" in said
    assert "absent: hips are two points" in said
    kept = json.loads(out.read_text())
    assert (kept["visit"], kept["tool"], kept["space"]) == ("one", "MediaPipe", "body")
    assert run(["pose", str(film), "--rate", "60", "--since", str(out), "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes
    # The same film twice: nothing differs; without a published error it cannot be told from noise.
    assert all(change["difference"] in (0.0, None) for change in changes)


def test_a_place_that_cannot_be_written_is_named(film, tmp_path, capsys):
    out = tmp_path / "none" / "walk.json"
    assert run(["pose", str(film), "--rate", "60", "--out", str(out)]) == EXIT_USER_INPUT
    assert "--out" in capsys.readouterr().err
