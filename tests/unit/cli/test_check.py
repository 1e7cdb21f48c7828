"""`hipspine check`, `log` and `check-in` as somebody types them, in both languages."""

import io
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from hipspine.cli.check_questions import Questions
from hipspine.cli.main import run
from hipspine.clinic.sitting import asked_gates
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers
from hipspine.screen.answer_check import answer_from
from hipspine.screen.interview import give_answer, next_question

SPEC = Path(__file__).parents[2] / "spec" / "screening_cases.toml"
HARMLESS = tomllib.loads(SPEC.read_text("utf-8"))["harmless"]
LIBRARY = screening_library()
GATES = len(asked_gates())
"""How many questions open or close exercises."""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("HIPSPINE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(monkeypatch) -> Callable[..., None]:
    def lines(*answers: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{a}\n" for a in answers)))

    return lines


def safety(**instead: object) -> list[str]:
    """Return what is typed to answer every safety question harmlessly, but for some."""
    chosen = {**HARMLESS, "pain_today": 3, **instead}
    answers, lines = Answers(), []
    while (asking := next_question(answers, LIBRARY)) is not None:
        question = asking.question
        plain = {"reply": "no", "number": 0, "choices": ["none"]}
        raw = chosen.get(question.id, plain.get(question.kind) or (*question.choices, 0)[0])
        value = answer_from(raw, question)
        if question.kind == "choices" and not set(raw) <= set(question.choices):
            raw, value = ["none"], frozenset({"none"})
        answers = give_answer(answers, question.id, value, LIBRARY)
        lines.append(",".join(raw) if isinstance(raw, list) else str(raw))
    return lines


def wishes(*, gates: str = "n") -> list[str]:
    """Return goals, minutes, equipment and days as they are typed, then the gates."""
    return ["climb_stairs", "20", "mat,chair,wall", "1 3 5", *[gates] * GATES]


HOLDS = ["34", "60", "50", "s"]


def result(capsys, *more: str) -> dict[str, object]:
    """Return what is kept."""
    capsys.readouterr()
    assert run(["check", "--json", *more]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_sitting_leads_from_the_first_question_to_a_plan_and_a_page(home, typed, capsys):
    typed(*safety(), *wishes(), *HOLDS)
    assert run(["check"]) == 0
    heard = capsys.readouterr()
    assert "YOUR PLAN FOR TODAY" in heard.out
    assert "Not a diagnosis" in heard.out
    found = result(capsys)
    assert found["self_check"]["holds_s"] == {
        "single_leg_bridge": {"left": 34.0, "right": 60.0},
        "side_lying_abduction_hold": {"left": 50.0},
    }
    made = found["programme"]["wishes"]
    assert made["goals"] == ["climb_stairs"]
    assert made["weekdays"] == [0, 2, 4]
    # 26 s apart is more than the 20 s that are noise, so the left side goes first.
    assert made["weaker_side"] == "left"
    assert made["tests"] == {"single_leg_bridge_hold": 34.0}, "one side alone is no worse side"
    page = (home / "check.html").read_text("utf-8")
    assert "34 s" in page
    assert "60 s" in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_is_one_page_of_pdf(home, planned, capsys, language):
    arguments = ["check", "--json", "--language", language, "--pdf", "check.pdf"]
    assert run(arguments) == 0
    pages = PdfReader(home / "check.pdf").pages
    assert len(pages) == 1
    title = {"en": "Your check", "de": "Ihr Check"}[language]
    assert title in pages[0].extract_text()


def test_it_is_german_where_german_is_asked_for(home, typed, capsys):
    typed(*safety(), *wishes(gates="n"), *HOLDS)
    assert run(["check", "--language", "de"]) == 0
    heard = capsys.readouterr()
    assert "IHR PLAN FÜR HEUTE" in heard.out
    assert "EIN CHECK IN EINEM ZUG" in heard.err
    assert "Ihr Check" in (home / "check.html").read_text("utf-8")


def test_what_was_said_is_not_asked_again(typed, capsys):
    answers = safety()
    typed(*answers[:5], "q")
    assert run(["check"]) == 0
    assert "Stopped." in capsys.readouterr().err
    typed(*answers[5:], *wishes()[:3], "q")
    assert run(["check"]) == 0
    assert result(capsys)["programme"] is None
    typed(*wishes()[3:], *HOLDS[:1], "q")
    assert run(["check"]) == 0
    typed(*HOLDS[1:])
    assert run(["check"]) == 0
    assert "You go on where you stopped." in capsys.readouterr().err
    assert result(capsys)["programme"] is not None


def test_a_worrying_answer_ends_it_before_anything_else_is_asked(home, typed, capsys):
    typed(*safety(saddle_numbness="yes"))
    assert run(["check", "--emergency-number", "999"]) == 0
    heard = capsys.readouterr()
    assert "THERE IS NO PLAN TODAY." in heard.out
    assert "999" in heard.out
    assert "minutes" not in heard.err
    assert "Hand-over" in (home / "check.html").read_text("utf-8")


def test_with_strong_pain_the_holds_wait(typed, capsys):
    typed(*safety(pain_today=7), *wishes())
    assert run(["check"]) == 0
    assert "your pain is strong today" in capsys.readouterr().err
    assert result(capsys)["self_check"]["holds_s"] == {}


def test_a_gate_leaves_its_hold_out_with_the_reason(typed, capsys):
    typed(*safety(), *wishes(gates="y"))
    assert run(["check"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "Single-leg bridge hold is left out. Getting down to the floor is hard" in said


def test_a_second_check_keeps_plan_and_wishes_that_still_fit(typed, capsys):
    typed(*safety(), *wishes(), *HOLDS)
    run(["check"])
    before = result(capsys)["programme"]
    typed("y", "n")
    assert run(["check"]) == 0
    assert "still hold" in capsys.readouterr().err
    assert result(capsys)["programme"] == before


def test_other_wishes_make_the_next_version(typed, capsys):
    typed(*safety(), *wishes(), *HOLDS)
    run(["check"])
    typed("n", "0", "30", "mat", "1,2,3,4,5,6,7", *["n"] * GATES, *["s"] * 4)
    assert run(["check"]) == 0
    programme = result(capsys)["programme"]
    assert programme["version"] == 2
    assert programme["minutes_per_day"] == 30.0
    assert programme["wishes"]["goals"] == []


def test_what_is_not_understood_is_asked_once_more(typed, capsys):
    typed(*safety(), "nothing", "climb_stairs", "4", "20", *wishes()[2:], "much", *HOLDS)
    assert run(["check"]) == 0
    assert capsys.readouterr().err.count("Please try again.") == 3


def test_the_clock_counts_from_enter_to_enter(typed):
    moments = iter([100.0, 141.6, 200.0, 1000.0])
    telling = SimpleNamespace(language="en")
    questions = Questions(None, None, telling, quiet=False, seconds=lambda: next(moments))
    typed("", "", "", "")
    from hipspine.domain.anatomy import Side

    assert questions._timed(Side.LEFT) == 42.0
    assert questions._timed(Side.RIGHT) == 600.0, "the test takes no more"


@pytest.fixture
def planned(home, capsys) -> list[dict[str, object]]:
    """A plan for every day; the exercises of today that are logged."""
    said = {**HARMLESS, "pain_today": 3}
    lines = ["[safety]", *(f"{name} = {json.dumps(value)}" for name, value in said.items())]
    lines += ["[self_check]", "minutes = 20", 'equipment = ["mat", "chair", "wall"]', 'no = "all"']
    (home / "answers.toml").write_text("\n".join(lines), "utf-8")
    assert run(["check", "--answers", "answers.toml"]) == 0
    found = result(capsys)
    return [
        item
        for item in found["programme"]["exercises"]
        if item["exercise"] in found["today_exercises"] and item["part"] in ("warm_up", "main")
    ]


def sessions(home, capsys) -> list[list[str]]:
    """Return the rows of the table of sessions."""
    assert run(["export", "csv", "me", "--out", str(home / "tables")]) == 0
    capsys.readouterr()
    rows = (home / "tables" / "sessions.csv").read_text("utf-8").splitlines()[1:]
    return [row.split(",") for row in rows]


def test_a_session_done_as_planned_is_logged_on_each_side(home, planned, typed, capsys):
    typed("2", "y", *["5", "1"] * len(planned), "1")
    assert run(["log"]) == 0
    said = capsys.readouterr().out
    assert "1 entry kept." in said
    assert "One more good session on another day first." in said
    rows = sessions(home, capsys)
    assert len(rows) == sum(len(item["sides"]) or 1 for item in planned)
    assert {row[13] for row in rows} == {"yes"}


def test_a_second_session_of_a_day_is_kept_only_if_there_was_one(home, planned, typed, capsys):
    done = ["2", "y", *["5", "1"] * len(planned), "1"]
    typed(*done)
    assert run(["log"]) == 0
    once = sessions(home, capsys)
    typed("n")
    assert run(["log"]) == 0
    assert sessions(home, capsys) == once
    typed("y", *done)
    assert run(["log"]) == 0
    assert len(sessions(home, capsys)) == 2 * len(once)


def test_a_session_is_taken_up_where_it_was_left(home, planned, typed, capsys):
    typed("", "y", "5", "1", "q")
    assert run(["log"]) == 0
    assert sessions(home, capsys) == []
    typed("y", *["5", "1"] * (len(planned) - 1), "1")
    assert run(["log"]) == 0
    assert {row[3] for row in sessions(home, capsys)} == {item["exercise"] for item in planned}


def test_pain_that_goes_down_the_leg_stops_that_exercise(planned, typed, capsys):
    typed("2", "y", *["5", "1"] * len(planned), "3", "1")
    assert run(["log"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Pain went further down the leg." in said
    assert "version 2" in said


def test_what_was_left_out_is_not_logged(home, planned, typed, capsys):
    typed("", "n", *["n"] * len(planned))
    assert run(["log"]) == 0
    assert sessions(home, capsys) == []


def test_less_than_planned_is_told_side_by_side(home, planned, typed, capsys):
    first = planned[0]
    per_side = ["1"]
    per_side += [] if first["dose"]["reps"] is None else ["3"]
    has_seconds = first["dose"]["hold_s"] is not None or first["dose"]["minutes"] is not None
    per_side += ["10"] if has_seconds else []
    amounts = per_side * (len(first["sides"]) or 1)
    typed("", "n", "y", *amounts, "n", "6", "2", *["n"] * (len(planned) - 1), "1")
    assert run(["log"]) == 0
    (row, *_others) = sessions(home, capsys)
    assert row[3] == first["exercise"]
    assert row[5] == "1"
    assert row[13] == "no"


def test_without_a_plan_there_is_nothing_to_log(capsys):
    run(["person", "add", "Anna"])
    assert run(["log"]) == 2
    assert "hipspine check" in capsys.readouterr().err


def test_a_check_in_is_asked_and_what_is_skipped_stays_unsaid(home, planned, typed, capsys):
    typed("3", "n", "8", "", "", "", "2,5")
    assert run(["check-in"]) == 0
    run(["export", "csv", "me", "--out", str(home / "tables")])
    (row,) = (home / "tables" / "check_ins.csv").read_text("utf-8").splitlines()[1:]
    assert row.split(",")[2:9] == ["no", "3.0", "8.0", "", "", "", "2.5"]


def test_a_check_in_that_is_left_is_not_kept(planned, typed, capsys):
    typed("3", "q")
    assert run(["check-in"]) == 0
    capsys.readouterr()
    run(["person", "show", "me", "--json"])
    assert json.loads(capsys.readouterr().out)["kept"]["check_in"] == 0


def test_a_screening_can_be_kept_with_a_person(home, typed, capsys):
    run(["person", "add", "Anna"])
    typed(*safety())
    assert run(["screen", "--person", "Anna"]) == 0
    capsys.readouterr()
    assert run(["screen", "--person", "Anna", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_complete"]
    assert run(["plan", "make", "--person", "Anna", "--no", "all"]) == 0
    assert "Version 1" in capsys.readouterr().out
    assert run(["plan", "compare", "--person", "Anna", "--no", "all"]) == 0
    assert run(["plan", "next", "--person", "Anna"]) == 0
    assert run(["plan", "show", "--person", "Anna", "--version", "1"]) == 0
    assert run(["plan", "show", "--person", "Anna", "--version", "9"]) == 2
    assert run(["plan", "show", "--person", "Anna", "--out", str(home / "plan.html")]) == 0
    assert "<svg" in (home / "plan.html").read_text("utf-8")


def test_answers_that_need_a_clinician_take_a_plan_by_one(home, typed, capsys):
    run(["person", "add", "Anna"])
    typed(*safety(age_years=16))
    run(["screen", "--person", "Anna"])
    make = ["plan", "make", "--person", "Anna", "--no", "all"]
    capsys.readouterr()
    assert run(make) == 2
    assert "--by" in capsys.readouterr().err
    assert run([*make, "--by", "Dr. E"]) == 0
    assert run(["plan", "show", "--person", "Anna"]) == 0


def test_somebody_without_a_plan_is_told_how_to_get_one(typed, capsys):
    run(["person", "add", "Anna"])
    typed(*safety())
    run(["screen", "--person", "Anna"])
    capsys.readouterr()
    assert run(["check", "--json", "--out", "page.html"]) == 0
    assert json.loads(capsys.readouterr().out)["stopped"] is None
    assert run(["log"]) == 2
    assert "There is no plan yet." in capsys.readouterr().err
