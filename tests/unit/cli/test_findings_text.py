"""Findings on the command line: text in four groups, JSON, and a visit held against an earlier."""

import json

import pytest

from hipspine.cli.findings_text import read_measurements
from hipspine.cli.main import run
from hipspine.domain.errors import FileFormatError

BRIDGE = ["test", "single_leg_bridge", "--age", "30"]


def output_of(capsys, *arguments):
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def test_a_test_is_explained_in_four_groups(capsys):
    shown = output_of(capsys, *BRIDGE, "right.hold_s=80", "left.hold_s=20")
    for heading in ("What we saw", "What it may mean", "What speaks against it", "What would tell"):
        assert f"    {heading}: " in shown
    assert "probably lower on the left than on the right" in shown


def test_the_language_can_be_german(capsys):
    shown = output_of(capsys, *BRIDGE, "right.hold_s=80", "left.hold_s=20", "--language", "de")
    assert "Was dagegen spricht: " in shown
    assert "What speaks against it" not in shown


def test_json_holds_findings_and_map(capsys):
    shown = output_of(capsys, *BRIDGE, "right.hold_s=80", "left.hold_s=20", "--json")
    content = json.loads(shown)
    sides = next(each for each in content["findings"] if each["id"] == "endurance_sides")
    assert (sides["outcome"], sides["confidence"]) == ("left_less", "likely")
    assert {"may_mean", "speaks_against", "would_tell", "sources"} <= set(sides)
    assert len(content["mechanism_map"]["nodes"]) == 7


def test_an_earlier_result_is_the_own_baseline(capsys, tmp_path):
    first = tmp_path / "first.json"
    first.write_text(output_of(capsys, *BRIDGE, "right.hold_s=40", "--json"), "utf-8")
    shown = output_of(capsys, *BRIDGE, "right.hold_s=80", "--since", str(first))
    assert "higher than at your earlier visit" in shown


def test_a_file_without_measurements_is_refused(tmp_path):
    with pytest.raises(FileFormatError, match="No such file"):
        read_measurements(tmp_path / "none.json")
    other = tmp_path / "other.json"
    other.write_text('{"answers": []}', "utf-8")
    with pytest.raises(FileFormatError, match="measurements"):
        read_measurements(other)
