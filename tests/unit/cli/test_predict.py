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
    "more", [["--figure-only"], ["--like", "walk.mot", "--cycle", "0.4", "1.6"]]
)
def test_compression_is_told_of_free_motions_of_all_versions_only(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    weak = ["--what-if", "gluteus_maximus.strength=0.5"]
    assert run(["predict", "walk", *weak, "--compression", *more]) == 2
    assert "--compression" in capsys.readouterr().err
