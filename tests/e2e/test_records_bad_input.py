"""What cannot be kept through the command line: one clear message, exit code 2, nothing lost."""

import io
import json
import shutil
import sqlite3
import tomllib
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from hipspine.cli.main import run

SPEC = Path(__file__).parents[1] / "spec" / "screening_cases.toml"
HARMLESS = {**tomllib.loads(SPEC.read_text("utf-8"))["harmless"], "pain_today": 3}
SELF_CHECK = {"minutes": 20, "equipment": ["mat", "chair", "wall"], "no": "all"}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("HIPSPINE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answers(folder: Path, **tables: object) -> str:
    """Write a file of answers; a table is left out where it is None."""
    given = {"safety": HARMLESS, "self_check": SELF_CHECK, **tables}
    lines = []
    for name, table in given.items():
        if isinstance(table, dict):
            lines += [f"[{name}]", *(f"{key} = {json.dumps(v)}" for key, v in table.items())]
    file = folder / "answers.toml"
    file.write_text("\n".join(lines), "utf-8")
    return str(file)


@pytest.fixture(scope="module")
def records_with_a_plan(tmp_path_factory) -> Path:
    """A data folder with one person and a plan, made once."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HIPSPINE_DATA_DIR", str(folder / "home"))
        patch.delenv("HIPSPINE_DATABASE_URL", raising=False)
        page = str(folder / "check.html")
        assert run(["check", "--answers", answers(folder), "--out", page]) == 0
    return folder / "home"


@pytest.fixture
def anna(home, records_with_a_plan, capsys) -> Path:
    """Records of somebody with a plan."""
    shutil.copytree(records_with_a_plan, home / "home")
    capsys.readouterr()
    return home


def refused(capsys, *arguments: str) -> str:
    """Run a command that must be refused, and return its one message."""
    capsys.readouterr()
    assert run([*arguments]) == 2
    heard = capsys.readouterr()
    errors = [line for line in heard.err.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, heard.err
    assert ": expected " in errors[0]
    assert ", got " in errors[0]
    assert "Traceback" not in heard.err
    return errors[0]


def kept(capsys) -> dict[str, object]:
    """Return how much is kept about the only person, and the version of the plan."""
    capsys.readouterr()
    assert run(["person", "show", "me", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    return {**shown["kept"], "version": shown["programme_versions"]}


def session(**entry: object) -> dict[str, object]:
    return {
        "id": "s1",
        "done_at": "2026-01-05T18:00:00+01:00",
        "programme_version": 1,
        "entries": [{"exercise": "bridge", "sets": 2, **entry}],
    }


def log_file(folder: Path, **content: object) -> str:
    file = folder / "log.json"
    file.write_text(json.dumps(content), "utf-8")
    return str(file)


FUTURE = {"day": "2999-01-01", "pain": 2}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"sessions": [session(exercise="moonwalk")]}, "no exercise moonwalk"),
        ({"sessions": [session(reps=5000)]}, "repetitions is 5000"),
        ({"sessions": [session(pain_during=11)]}, "pain during is 11"),
        ({"sessions": [session(load_kg=900)]}, "load in kg is 900"),
        ({"sessions": [{**session(), "programme_version": 7}]}, "version 7"),
        ({"sessions": [{**session(), "done_at": "2999-01-05T18:00:00Z"}]}, "time to come"),
        ({"sessions": [{**session(), "done_at": "2026-01-05T18:00:00"}]}, "offset"),
        ({"sessions": [session(), session(reps=3)]}, "another content"),
        ({"mornings": [FUTURE]}, "2999-01-01 is to come"),
        ({"mornings": [{"day": "2026-02-30", "pain": 2}]}, "day"),
        (
            {
                "check_ins": [
                    {"id": "c", "made_on": "2026-01-05", "pain_average": 3, "scores": {"x.y": 1}}
                ]
            },
            "no score x.y",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_log_with_one_impossible_entry_is_refused_whole(anna, capsys, content, said):
    before = kept(capsys)
    good = {"day": "2026-01-05", "pain": 2}
    content = {**content, "mornings": [good, *content.get("mornings", [])]}
    assert said in refused(capsys, "log", "--file", log_file(anna, **content))
    assert kept(capsys) == before


def test_the_same_log_twice_counts_once(anna, capsys):
    file = log_file(anna, sessions=[session(reps=10)], mornings=[{"day": "2026-01-06", "pain": 2}])
    assert run(["log", "--file", file]) == 0
    assert "2 entries kept." in capsys.readouterr().out
    before = kept(capsys)
    assert run(["log", "--file", file]) == 0
    said = capsys.readouterr().out
    assert "0 entries kept." in said
    assert "2 entries were there already." in said
    assert kept(capsys) == before


def test_another_content_under_an_id_that_is_kept_is_refused(anna, capsys):
    assert run(["log", "--file", log_file(anna, sessions=[session(reps=10)])]) == 0
    before = kept(capsys)
    file = log_file(anna, sessions=[session(reps=12)])
    assert "another content" in refused(capsys, "log", "--file", file)
    assert kept(capsys) == before


@pytest.mark.parametrize("option", ["--pain=11", "--pain=-1", "--sitting=25"])
def test_a_check_in_off_its_scale_is_wrong_usage(anna, capsys, option):
    pain = [] if option.startswith("--pain") else ["--pain=3"]
    assert run(["check-in", *pain, option]) == 2
    assert kept(capsys)["check_in"] == 0


@pytest.mark.parametrize(
    ("score", "said"), [("roland_morris.total", "12"), ("roland_morris.total=99", "outside")]
)
def test_a_score_that_is_not_one_is_refused(anna, capsys, score, said):
    assert said in refused(capsys, "check-in", "--pain", "3", "--score", score)
    assert kept(capsys)["check_in"] == 0


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"safety": {**HARMLESS, "age_years": 400}}, "age_years"),
        ({"safety": {**HARMLESS, "is_it_bad": "yes"}}, "is_it_bad"),
        ({"safety": {"age_years": 40}}, "an answer to every safety question"),
        ({"self_check": {"minutes": 900}}, "minutes"),
        ({"self_check": {"equipment": ["rocket"]}}, "rocket"),
        ({"self_check": {"goals": ["fly"]}}, "fly"),
        ({"self_check": {"days": ["someday"]}}, "days"),
        ({"self_check": {"no": ["no_gate"]}}, "no_gate"),
        ({"self_check": None}, "[self_check]"),
        ({"holds": {"single_leg_bridge": {"left": -1}}}, "holds"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_answers_that_cannot_be_meant_make_no_plan(home, capsys, tables, said):
    if isinstance(tables.get("holds"), dict):
        file = answers(home)
        Path(file).write_text(
            Path(file).read_text("utf-8") + "\n[holds.single_leg_bridge]\nleft = -1\n", "utf-8"
        )
    else:
        file = answers(home, **tables)
    assert said in refused(capsys, "check", "--answers", file)
    assert kept(capsys)["version"] == 0
    assert not (home / "check.html").exists()


def test_a_file_of_answers_that_is_not_there_is_named(home, capsys):
    assert "nowhere.toml" in refused(capsys, "check", "--answers", "nowhere.toml")


def _changed_export(anna: Path, old: str, new: str) -> str:
    """Return an export of the person, one text in it replaced."""
    assert run(["export", "all", "me", "--out", str(anna / "me.zip")]) == 0
    content = io.BytesIO()
    with zipfile.ZipFile(anna / "me.zip") as before, zipfile.ZipFile(content, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "person.json":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            after.writestr(name, data)
    (anna / "changed.zip").write_bytes(content.getvalue())
    return str(anna / "changed.zip")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"exercise": "bridge"', '"exercise": "moonwalk"'),
        ('"sets": 2', '"sets": 2000'),
        ('"version": 1', '"version": "one"'),
    ],
)
def test_an_import_that_cannot_be_is_refused_and_nothing_is_taken_in(
    anna, capsys, monkeypatch, old, new
):
    file = _changed_export(anna, old, new)
    before = kept(capsys)
    refused(capsys, "person", "take-in", file)
    assert kept(capsys) == before
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(anna / "elsewhere"))
    refused(capsys, "person", "take-in", file)
    capsys.readouterr()
    run(["person", "list"])
    assert capsys.readouterr().out == ""


def test_records_of_a_newer_program_are_refused_by_every_command(anna, capsys):
    database = anna / "home" / "hipspine.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in (
        ["check", "--json"],
        ["log", "--morning", "2"],
        ["check-in", "--pain", "2"],
        ["plan", "show", "--person", "me"],
        ["export", "csv", "me", "--out", str(anna / "tables")],
    ):
        assert "newer hipspine" in refused(capsys, *command)
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM programmes").fetchone() == (1,)
    connection.close()


def test_records_that_cannot_be_written_are_named_and_stay_as_they_are(anna, capsys):
    before = kept(capsys)

    # SQLite then answers every writer as on a read-only disk, also a superuser.
    def read_only(connection, _record):
        connection.execute("PRAGMA query_only = ON")

    sa.event.listen(sa.engine.Engine, "connect", read_only)
    try:
        for command in (["log", "--morning", "2"], ["check-in", "--pain", "2"]):
            assert "records that can be written" in refused(capsys, *command)
    finally:
        sa.event.remove(sa.engine.Engine, "connect", read_only)
    assert kept(capsys) == before


@pytest.mark.parametrize("kind", ["csv", "fhir", "ics", "pdf"])
def test_an_export_that_cannot_be_written_is_refused(anna, capsys, kind):
    (anna / "taken").write_text("a file")
    target = str(anna / "taken" / "out")
    refused(capsys, "export", kind, "me", "--out", target)
    assert (anna / "taken").read_text() == "a file"


@pytest.mark.parametrize("option", [["--at", "25:00"], ["--breaks", "9"], ["--zone", "Mars/One"]])
def test_a_calendar_of_no_hour_or_place_is_refused(anna, capsys, option):
    refused(capsys, "export", "ics", "me", "--out", str(anna / "p.ics"), *option)
    assert not (anna / "p.ics").exists()


def test_a_file_and_a_person_together_are_refused(anna, capsys):
    assert "both" in refused(capsys, "plan", "show", "--person", "me", "--plan", "p.json")


def test_with_two_persons_somebody_has_to_be_named(anna, capsys):
    run(["person", "add", "Berta"])
    for command in (["log", "--morning", "2"], ["check-in", "--pain", "2"], ["check", "--json"]):
        assert "--person" in refused(capsys, *command)
