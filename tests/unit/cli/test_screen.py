"""`hipspine screen` and `hipspine content` through their front door."""

import io
import json
import stat
import tomllib

import pytest

from hipspine.cli.clock import current_day
from hipspine.cli.main import EXIT_USER_INPUT, run
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers
from hipspine.screen.answer_check import answer_from
from hipspine.screen.interview import give_answer, next_question

LIBRARY = screening_library()


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("HIPSPINE_EMERGENCY_NUMBER", raising=False)
    return tmp_path / "data"


@pytest.fixture
def typed(monkeypatch):
    def lines(*answers):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{a}\n" for a in answers)))

    return lines


@pytest.fixture
def harmless(tmp_path):
    def write(**instead):
        chosen = {"age_years": 40, "pain_places": ["lower_back"], "pain_today": 4, **instead}
        answers, lines = Answers(), []
        while (asking := next_question(answers, LIBRARY)) is not None:
            question = asking.question
            plain = {"reply": "no", "number": 0, "choices": ["none"]}
            raw = chosen.get(question.id, plain.get(question.kind) or (*question.choices, 0)[0])
            answers = give_answer(answers, question.id, answer_from(raw, question), LIBRARY)
            lines.append(f"{question.id} = {json.dumps(raw)}")
        file = tmp_path / "answers.toml"
        file.write_text("\n".join(lines), "utf-8")
        return file

    return write


def test_a_file_of_harmless_answers_gives_self_care_as_json(capsys, harmless):
    assert run(["screen", "--answers", str(harmless()), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["level"], data["is_complete"], data["permits_exercise"]) == (
        "self_care",
        True,
        True,
    )


def test_a_file_with_a_missing_safety_item_is_refused(capsys, harmless):
    file = harmless()
    kept = [line for line in file.read_text().splitlines() if not line.startswith("cord_signs")]
    file.write_text("\n".join(kept))
    assert run(["screen", "--answers", str(file), "--json"]) == EXIT_USER_INPUT
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "none for cord_signs" in captured.err


def test_an_emergency_is_told_even_where_other_answers_are_missing(capsys, tmp_path):
    file = tmp_path / "short.toml"
    file.write_text('saddle_numbness = "yes"')
    assert run(["screen", "--answers", str(file), "--emergency-number", "999"]) == 0
    said = capsys.readouterr().out
    assert "GET EMERGENCY HELP NOW" in said
    assert "Call 999" in said
    assert "HOW TO FIND HELP" not in said


@pytest.mark.parametrize(("numb", "is_told"), [("no", True), ("yes", False)])
def test_how_to_exercise_is_not_told_in_an_emergency(capsys, harmless, numb, is_told):
    file = harmless(saddle_numbness=numb, leg_weakness="yes")
    assert run(["screen", "--answers", str(file)]) == 0
    # A weak leg alone asks for gentle exercise only (rule T06b).
    assert ("WHEN YOU EXERCISE" in capsys.readouterr().out) is is_told


def test_a_file_that_does_not_exist_or_is_not_text_is_refused(capsys, tmp_path):
    assert run(["screen", "--answers", str(tmp_path / "none.toml")]) == EXIT_USER_INPUT
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    assert run(["screen", "--answers", str(tmp_path / "bytes.toml")]) == EXIT_USER_INPUT
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["", "call me", "<b>", "+", "1" * 30])
def test_an_emergency_number_that_is_none_is_refused(capsys, number):
    assert run(["screen", "--emergency-number", number]) == EXIT_USER_INPUT
    assert "telephone number" in capsys.readouterr().err


def test_a_language_that_does_not_ship_is_refused(capsys):
    assert run(["screen", "--language", "fr"]) == EXIT_USER_INPUT
    assert "de, en" in capsys.readouterr().err


def test_the_interview_stops_at_an_emergency_and_says_what_to_do(capsys, typed, data_dir):
    typed("40", "1", "yes")
    assert run(["screen"]) == 0
    captured = capsys.readouterr()
    assert "GET EMERGENCY HELP NOW" in captured.out
    assert "Why we ask:" in captured.err
    assert "We stop here" in captured.err
    kept = data_dir / "screening.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_an_interview_is_taken_up_where_it_stopped(capsys, typed, data_dir):
    typed("40", "1", "2", "q")
    assert run(["screen"]) == 0
    assert "So far: not settled yet" in capsys.readouterr().err
    typed("q")
    assert run(["screen"]) == 0
    captured = capsys.readouterr()
    assert "We go on where you stopped" in captured.err
    assert "has peeing changed" in captured.err
    assert "NOT SETTLED YET" in captured.out
    kept = json.loads((data_dir / "screening.json").read_text())["answers"]
    assert kept == {"age_years": 40, "pain_places": ["lower_back"], "saddle_numbness": "no"}


def test_new_forgets_what_was_kept(capsys, typed):
    typed("40", "q")
    run(["screen"])
    capsys.readouterr()
    typed("q")
    run(["screen", "--new"])
    assert "How old are you?" in capsys.readouterr().err


def test_answers_older_than_a_week_are_not_taken_up(capsys, typed, data_dir):
    data_dir.mkdir()
    old = {"started_on": "2020-01-01", "answers": {"age_years": 40}}
    (data_dir / "screening.json").write_text(json.dumps(old))
    typed("q")
    run(["screen"])
    assert "How old are you?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "{}",
        "[]",
        '{"started_on": "2026-13-01", "answers": {}}',
        '{"started_on": "2026-11-21", "answers": {"nonsense": 1}}',
        '{"started_on": "2026-11-21", "answers": {"age_years": 999}}',
        '{"started_on": "2026-11-21", "answers": {"age_years": null}}',
    ],
)
def test_a_damaged_file_of_kept_answers_is_refused(capsys, data_dir, content):
    data_dir.mkdir()
    (data_dir / "screening.json").write_text(content)
    assert run(["screen", "--json"]) == EXIT_USER_INPUT
    assert capsys.readouterr().out == ""


def test_back_puts_the_last_question_again(capsys, typed):
    typed("b", "40", "b", "41", "q")
    run(["screen"])
    asked = capsys.readouterr().err
    assert asked.count("How old are you?") == 3


def test_not_sure_is_asked_in_plainer_words_and_then_taken_as_yes(capsys, typed):
    typed("40", "1", "?", "not sure")
    run(["screen"])
    captured = capsys.readouterr()
    assert "Let us ask that in a simpler way." in captured.err
    assert "we treat it as a yes" in captured.err
    assert "EMERGENCY" in captured.out


def test_what_cannot_be_understood_is_asked_again(capsys, typed):
    typed("old", "?", "400", "40", "9,99", "1 and 2", "1,3", "maybe", "1,2", "q")
    run(["screen"])
    assert capsys.readouterr().err.count("We did not get that.") == 7


def test_none_with_another_choice_is_not_understood(capsys, typed):
    typed("40", "1", *["2"] * 10, "1,5", "None of these", "q")
    run(["screen"])
    assert capsys.readouterr().err.count("We did not get that.") == 1


def test_the_whole_interview_runs_in_german(capsys, typed):
    typed("40", "1", *["nein"] * 10, "5", *["Nein"] * 3, "1", "q")
    assert run(["screen", "--language", "de"]) == 0
    captured = capsys.readouterr()
    assert "Warum wir fragen" in captured.err
    assert "NOCH NICHT GEKLÄRT" in captured.out


def test_a_knee_is_turned_away_politely(capsys, typed):
    typed("40", "12")
    run(["screen"])
    said = capsys.readouterr().out
    assert "WE ARE NOT THE RIGHT HELP FOR THIS" in said
    assert "HOW TO FIND HELP" in said


def test_the_result_lists_limits_patterns_and_what_slows_recovery(capsys, harmless):
    file = harmless(
        known_disease=["bone"],
        buttock_pain_sitting="yes",
        pain_places=["lower_back", "buttock"],
        worry=9,
    )
    assert run(["screen", "--answers", str(file)]) == 0
    said = capsys.readouterr().out
    for part in ("Only exercise that", "deep in the seat", "You worry a lot", "[T21]"):
        assert part in said


def test_at_same_day_patterns_and_yellow_flags_do_not_take_the_eye_off(capsys, harmless):
    file = harmless(low_mood="yes", self_harm_thoughts="yes", buttock_pain_sitting="yes")
    assert run(["screen", "--answers", str(file)]) == 0
    said = capsys.readouterr().out
    assert "crisis line" in said
    assert "WHAT ELSE COULD FIT" not in said
    assert "WHAT CAN SLOW" not in said


def test_the_hand_over_is_written(capsys, harmless, tmp_path):
    out = tmp_path / "new" / "handover.html"
    assert run(["screen", "--answers", str(harmless()), "--handover", str(out)]) == 0
    assert "Hand-over for a clinician" in out.read_text("utf-8")


def test_a_hand_over_that_cannot_be_written_is_an_error(capsys, harmless, tmp_path):
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "handover.html"
    assert run(["screen", "--answers", str(harmless()), "--handover", str(out)]) == EXIT_USER_INPUT


def test_answers_that_cannot_be_kept_are_an_error(capsys, typed, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "file"))
    typed("40")
    assert run(["screen", "--new"]) == EXIT_USER_INPUT
    assert "HIPSPINE_DATA_DIR" in capsys.readouterr().err


def test_content_check_passes_on_ours_and_names_problems_in_a_folder(capsys, tmp_path):
    assert run(["content", "check"]) == 0
    assert "No problems found" in capsys.readouterr().out
    assert run(["content", "check", str(tmp_path)]) == EXIT_USER_INPUT
    captured = capsys.readouterr()
    assert "red_flags.toml: " in captured.out
    assert "problems." in captured.err
    assert run(["content", "check", str(tmp_path / "none")]) == EXIT_USER_INPUT


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("red-flags", "T01  emergency (hard, asked weekly)"),
        ("questions", "saddle_numbness (reply; asked if always)"),
        ("evidence", "nice_ng59 (guideline, for, reviewed"),
    ],
)
def test_content_is_shown(capsys, what, expected):
    assert run(["content", "show", what]) == 0
    assert expected in capsys.readouterr().out


def test_content_of_an_unknown_kind_is_refused(capsys):
    assert run(["content", "show", "recipes"]) == EXIT_USER_INPUT
    assert "red-flags" in capsys.readouterr().err


def test_nothing_is_said_by_colour(capsys, harmless):
    run(["screen", "--answers", str(harmless())])
    assert "\x1b[" not in capsys.readouterr().out


def test_the_end_of_the_input_stops_the_interview_and_keeps_the_answers(typed, data_dir, capsys):
    typed("40")
    assert run(["screen"]) == 0
    assert json.loads((data_dir / "screening.json").read_text())["answers"] == {"age_years": 40}


def test_a_whole_interview_ends_with_thanks_and_a_level(capsys, typed, data_dir, harmless):
    answers = tomllib.loads(harmless().read_text("utf-8"))
    last = next(reversed(answers))
    answer = answers.pop(last)
    data_dir.mkdir()
    kept = {"started_on": current_day().isoformat(), "answers": answers}
    (data_dir / "screening.json").write_text(json.dumps(kept))
    typed(answer)
    assert run(["screen"]) == 0
    captured = capsys.readouterr()
    assert "That was the last question" in captured.err
    assert "YOU CAN LOOK AFTER THIS YOURSELF FOR NOW" in captured.out


def test_answers_may_be_typed_as_ids(capsys, typed, data_dir):
    typed("40", "lower_back buttock", "yes")
    assert run(["screen"]) == 0
    kept = json.loads((data_dir / "screening.json").read_text())["answers"]
    assert kept["pain_places"] == ["buttock", "lower_back"]
