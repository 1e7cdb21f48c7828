import pytest

from hipspine.cli.main import run
from hipspine.cli.remedies import count_minutes
from hipspine.content.exercise_library import exercise_library


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_remedy_is_listed_and_shown_with_both_sides_and_its_sources(capsys, language):
    assert run(["remedies", "--language", language]) == 0
    listed = capsys.readouterr().out
    for remedy in exercise_library().remedies.values():
        words = remedy.words[language]
        assert f"{remedy.id}: {words.name}." in listed
        assert run(["remedies", remedy.id, "--language", language]) == 0
        shown = capsys.readouterr().out
        for line in (*words.how, *words.care, *words.speaks_for, *words.speaks_against):
            assert line in shown
        assert all(exercise_library().evidence[one].citation in shown for one in remedy.cited)


def test_minutes_are_counted_down_to_the_end():
    told, waited = [], []
    count_minutes(2.5, told.append, waited.append)
    assert told == [3, 2, 1]
    assert sum(waited) == 150.0


@pytest.fixture
def waited(monkeypatch):
    """The seconds that were waited, none of them really."""
    found = []
    monkeypatch.setattr("hipspine.cli.remedies.time.sleep", found.append)
    return found


def test_heat_is_timed_after_the_question_about_the_skin(capsys, monkeypatch, waited):
    monkeypatch.setattr("sys.stdin", iter_lines("n"))
    assert run(["remedies", "heat", "--timer", "15"]) == 0
    said = capsys.readouterr()
    assert "numb, broken" in said.err
    assert "Do not fall asleep on it." in said.out
    assert "Take it off now" in said.out
    assert sum(waited) == 15 * 60


def test_numb_skin_gets_no_heat(capsys, monkeypatch, waited):
    monkeypatch.setattr("sys.stdin", iter_lines("y"))
    assert run(["remedies", "heat", "--timer", "15"]) == 2
    assert "burn or freeze" in capsys.readouterr().err
    assert waited == []


@pytest.mark.parametrize(
    "wrong", [["heat", "--timer", "60"], ["heat", "--timer", "0"], ["sleep", "--timer", "15"]]
)
def test_a_time_that_a_remedy_may_not_last_is_refused(capsys, wrong, waited):
    assert run(["remedies", *wrong]) == 2
    assert "a time that it may last" in capsys.readouterr().err
    assert waited == []


def test_an_unknown_remedy_is_named(capsys):
    assert run(["remedies", "leeches"]) == 2
    assert "staying_active" in capsys.readouterr().err


def iter_lines(*lines):
    from io import StringIO

    return StringIO("".join(f"{line}\n" for line in lines))
