import json

from hipspine.cli.main import run
from hipspine.content.movement_tests import movement_tests


def test_without_a_name_every_test_is_listed(capsys):
    assert run(["test"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in movement_tests())


def test_a_name_alone_shows_the_protocol(capsys):
    assert run(["test", "modified_thomas"]) == 0
    shown = capsys.readouterr().out
    assert "1. Sit at the very edge" in shown
    assert "left./right.thigh_length_cm=<cm>" in shown


def test_entries_give_number_error_and_what_the_sides_tell(capsys):
    assert run(["test", "single_leg_bridge", "right.hold_s=60", "left.hold_s=45"]) == 0
    shown = capsys.readouterr().out
    assert "right minus left: +15 s: within noise" in shown
    assert "change above 25 s is not noise" in shown
    assert "not a diagnosis" in shown


def test_what_follows_from_groin_pain_comes_first(capsys):
    assert run(["test", "fadir", "left.groin_pain=yes"]) == 0
    assert capsys.readouterr().out.startswith("! Groin pain")


def test_json_is_in_si_with_reasons(capsys):
    arguments = ["test", "trendelenburg", "left.drop_deg=10", "--json"]
    assert run(arguments) == 0
    left, right = json.loads(capsys.readouterr().out)["measurements"]
    assert abs(left["value"] - 0.174533) < 1e-6  # 10 degrees
    assert right["absent_because"] == "this side was not tested"


def test_an_unknown_test_names_the_known_ones(capsys):
    assert run(["test", "plank"]) == 2
    assert "single_leg_bridge" in capsys.readouterr().err
