"""Persons, exports, backups and erasing through the command line."""

import io
import json
import re

import pytest

from hipspine.cli.main import run


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("HIPSPINE_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def anna(capsys):
    assert run(["person", "add", "Anna Example", "--zone", "Europe/Berlin", "--mass", "70"]) == 0
    return capsys.readouterr().out.strip()


def test_a_new_person_gets_an_id_and_is_listed(anna, capsys):
    assert re.fullmatch(r"[0-9a-f-]{36}", anna)
    assert run(["person", "list"]) == 0
    assert capsys.readouterr().out == f"{anna}  Anna Example\n"


def test_as_json_what_is_not_known_is_left_out(anna, capsys):
    assert run(["person", "list", "anna", "--json"]) == 0
    (person,) = json.loads(capsys.readouterr().out)["persons"]
    assert person == {
        "id": anna,
        "name": "Anna Example",
        "language": "en",
        "zone": "Europe/Berlin",
        "mass_kg": 70.0,
    }


def test_an_empty_list_says_how_to_add_somebody(capsys):
    assert run(["person", "list"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "hipspine person add" in captured.err


def test_what_is_known_about_a_person_can_be_changed_and_forgotten(anna, capsys):
    changed = ["--name", "Anna Sample", "--zone", "Europe/Lisbon", "--birth-year", "1980"]
    assert run(["person", "change", "anna", *changed, "--forget", "mass"]) == 0
    capsys.readouterr()
    run(["person", "list", "sample", "--json"])
    (person,) = json.loads(capsys.readouterr().out)["persons"]
    assert person == {
        "id": anna,
        "name": "Anna Sample",
        "language": "en",
        "zone": "Europe/Lisbon",
        "birth_year": 1980,
    }
    assert run(["person", "change", anna, "--birth-year", "1980"]) == 0
    assert "Nothing to change." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--zone", "Middle/Earth"], "Europe/Berlin"),
        (["--birth-year", "1700"], "year of birth"),
        (["--mass", "7000"], "mass in kg"),
        (["--forget", "name"], "birth-year, sex, height, mass"),
        (["--mass", "60", "--forget", "mass"], "without a new value"),
        (["--name", " "], "a name"),
    ],
)
def test_what_cannot_be_is_refused_and_the_person_stays_as_before(anna, capsys, wrong, said):
    run(["person", "show", anna])
    before = capsys.readouterr().out
    assert run(["person", "change", anna, *wrong]) == 2
    assert said in capsys.readouterr().err
    run(["person", "show", anna])
    assert capsys.readouterr().out == before


def test_a_person_is_shown_by_a_part_of_the_name(anna, capsys):
    assert run(["person", "show", "anna"]) == 0
    shown = capsys.readouterr().out
    assert "name: Anna Example" in shown
    assert run(["person", "show", anna, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"]["session"] == 0


def test_nobody_of_that_name_ends_with_2_and_what_to_do(capsys):
    assert run(["person", "show", "nobody"]) == 2
    assert "hipspine person list" in capsys.readouterr().err


def test_a_merge_can_be_undone(anna, capsys):
    run(["person", "add", "Anna Exampel"])
    duplicate = capsys.readouterr().out.strip()
    assert run(["person", "merge", duplicate, anna]) == 0
    run(["person", "show", anna])
    assert f"merged into this person: {duplicate}" in capsys.readouterr().out
    assert run(["person", "merge", duplicate, anna, "--undo"]) == 0
    capsys.readouterr()
    run(["person", "list"])
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_erasing_asks_for_the_name_and_another_answer_erases_nothing(anna, capsys, monkeypatch):
    for answer in ("no\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert run(["erase", "Anna Example"]) == 2
        assert "Nothing was erased." in capsys.readouterr().err
    run(["person", "list"])
    assert anna in capsys.readouterr().out


def test_the_right_name_erases(anna, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Anna Example\n"))
    assert run(["erase", anna]) == 0
    assert "Backups and exports written before" in capsys.readouterr().out
    run(["person", "list"])
    assert capsys.readouterr().out == ""


def test_a_part_of_the_name_never_erases(anna, capsys):
    assert run(["erase", "Anna", "--yes"]) == 2
    capsys.readouterr()
    run(["person", "list"])
    assert anna in capsys.readouterr().out


def test_an_erased_person_comes_back_from_an_export(anna, capsys, tmp_path):
    assert run(["export", "all", "anna", "--out", str(tmp_path / "anna.zip")]) == 0
    assert run(["export", "all", "anna", "--out", str(tmp_path / "anna.zip")]) == 2
    assert run(["erase", anna, "--yes"]) == 0
    assert run(["person", "take-in", str(tmp_path / "anna.zip")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == anna


def test_a_backup_is_restored_only_over_nothing_or_on_purpose(anna, capsys, tmp_path, monkeypatch):
    backup = str(tmp_path / "b.zip")
    assert run(["backup", backup, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": backup, "persons": 1, "files": 0}
    assert run(["restore", backup]) == 2
    assert "--replace" in capsys.readouterr().err
    assert run(["restore", backup, "--replace"]) == 0
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "drill"))
    assert run(["restore", backup]) == 0
    capsys.readouterr()
    run(["person", "list"])
    assert anna in capsys.readouterr().out


def test_what_is_no_archive_is_refused(capsys, tmp_path):
    (tmp_path / "b.zip").write_text("no archive")
    for command in (["restore"], ["person", "take-in"]):
        assert run([*command, str(tmp_path / "b.zip")]) == 2
        assert "an archive that hipspine wrote" in capsys.readouterr().err


def test_the_setting_names_the_database(anna, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("HIPSPINE_DATABASE_URL", f"sqlite:///{tmp_path}/other/clinic.db")
    assert run(["person", "list"]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "other" / "clinic.db").exists()


def test_an_assessment_for_nobody_is_refused_before_the_work(anna, tmp_path, capsys):
    walk, out = tmp_path / "walk.trc", tmp_path / "out"
    walk.write_text("never read")
    assert run(["assess", str(walk), "--out", str(out), "--person", "Zoe"]) == 2
    assert "Zoe" in capsys.readouterr().err
    assert not out.exists()
