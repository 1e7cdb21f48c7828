import json
from pathlib import Path

import pytest

from hipspine.cli.main import run


def test_standing_is_answered_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path))
    code = run(
        ["predict", "stand", "--what-if", "gluteus_maximus.strength=0", "--json", "--workers", "1"]
    )
    assert code == 0
    content = json.loads(capsys.readouterr().out)
    assert content["asked"] == 16
    assert content["question"]["motion"] == "stand"
    assert {effect["quantity"] for effect in content["effects"]} >= {"pelvis_anterior_tilt"}


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["predict", "walk"], "what-if"),
        (["predict", "walk", "--what-if", "piriformis.strength=0.5"], "planar body"),
        (["predict", "walk", "--what-if", "psoas.strength=0.5", "--cycle", "0", "1"], "--like"),
        (["predict", "stand", "--reserve", "psoas"], "a motion"),
    ],
)
def test_a_question_that_cannot_be_asked_ends_with_two(
    arguments: list[str], about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert about in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [["--figure-only", "--out", "out"], ["--like", "walk.mot", "--cycle", "0.4", "1.6"]],
)
def test_compression_is_told_of_free_motions_of_all_versions_only(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    weak = ["--what-if", "gluteus_maximus.strength=0.5"]
    assert run(["predict", "walk", *weak, "--compression", *more]) == 2
    assert "--compression" in capsys.readouterr().err


def test_the_screen_says_whose_answer_it_is_and_how_sure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path))
    asked = ["predict", "stand", "--what-if", "gluteus_medius.strength=0", "--workers", "1"]
    assert run([*asked, "--height", "1.80", "--mass", "82"]) == 0
    told = capsys.readouterr().out
    assert "A model body of your size, gluteus medius at 0 % of its strength." in told
    assert "The model body is 1.80 m tall and weighs 82 kg." in told
    assert "16 of 16 versions of the model gave an answer." in told
    assert "\nWhat the model shows\n" in told
    # What it leaves out, and what it is not.
    assert "gluteus minimus: changed with the muscles that the planar body has as one" in told
    assert "This is a model body of your size. It is not you." in told
    assert "The model knows no pain." in told


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["walk", "--reserve", "psoas", "--what-if", "soleus.strength=0.5"], "--what-if"),
        (["walk", "--reserve", "psoas", "--compression"], "--compression"),
        (["stand", "--what-if", "psoas.strength=0.5", "--speed", "1.2"], "--speed"),
        (["walk", "--what-if", "psoas.strength=0.5", "--load", "5"], "--load"),
        (["walk", "--what-if", "psoas.strength=0.5", "--figure-only"], "--out"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(
    arguments: list[str], about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["predict", *arguments]) == 2
    assert about in capsys.readouterr().err


@pytest.mark.parametrize("rise", ["-5", "0", "1", "nan"])
def test_a_rise_of_effort_within_the_models_noise_is_refused(
    rise: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["predict", "rise", "--reserve", "vasti", "--rise", rise]) == 2
    assert "rise of effort: expected 2 to 1000 %" in capsys.readouterr().err
