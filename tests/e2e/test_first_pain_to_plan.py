"""One person from first pain to maintenance, every step through the command line."""

import csv
import io
import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from hipspine.cli.main import run

SPEC = Path(__file__).parents[1] / "spec" / "screening_cases.toml"
HARMLESS = tomllib.loads(SPEC.read_text("utf-8"))["harmless"]
BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = date(2026, 3, 2)
"""A Monday; the clocks change on 29 March, in the fourth week."""
SELF_CHECK = """
[self_check]
goals = ["climb_stairs"]
minutes = 25
equipment = ["mat", "chair", "wall", "pillow", "loop_band", "step"]
no = "all"
"""
HOLDS = """
[holds.single_leg_bridge]
left = 34
right = 60
[holds.side_lying_abduction_hold]
left = 50
right = 52
"""


class Anna:
    """Somebody who types commands on days that the test chooses."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.capsys = capsys
        self.now = datetime(2026, 3, 2, 8, tzinfo=BERLIN)
        clock = SimpleNamespace(time=lambda: self.now.timestamp())
        monkeypatch.setattr("hipspine.cli.clock.time", clock)

    def go_to(self, day: date, hour: int = 8) -> None:
        """Let the clock in Berlin show an hour of a day."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)

    def types(self, *arguments: str, code: int = 0) -> str:
        """Run a command and return what it says."""
        self.capsys.readouterr()
        assert run([*arguments]) == code, self.capsys.readouterr().err
        heard = self.capsys.readouterr()
        return heard.out if code == 0 else heard.err

    def data(self, *arguments: str) -> dict[str, Any]:
        """Run a command with --json and return its result."""
        found: dict[str, Any] = json.loads(self.types(*arguments, "--json"))
        return found

    def plan(self) -> dict[str, Any]:
        """Return the plan to follow today."""
        found: dict[str, Any] = self.data("plan", "show", "--person", "Anna")["programme"]
        return found

    def checks(self, *, pain: int, more: str = "", **answers: object) -> dict[str, Any]:
        """Answer everything from a file."""
        said = {**HARMLESS, "pain_today": pain, "pain_duration": "under_3_weeks", **answers}
        lines = [f"{name} = {json.dumps(value)}" for name, value in said.items()]
        file = self.folder / "answers.toml"
        file.write_text("\n".join(["[safety]", *lines, more]), "utf-8")
        return self.data("check", "--answers", str(file), "--out", str(self.folder / "check.html"))

    def trains(self, *, pain: int) -> dict[str, Any]:
        """Do today's session as planned and log it, each side apart."""
        programme = self.plan()
        today = self.now.date()
        entries = [
            {
                "exercise": item["exercise"],
                "sets": item["dose"]["sets"],
                "side": side,
                "reps": item["dose"]["reps"],
                "seconds": item["dose"]["hold_s"]
                if item["dose"]["minutes"] is None
                else item["dose"]["minutes"] * 60,
                "effort": 5,
                "pain_during": pain,
            }
            for item in programme["exercises"]
            if today.weekday() in item["weekdays"] and item["part"] in ("warm_up", "main")
            for side in (item["sides"] or [None])
        ]
        session = {
            "id": f"session-{today}",
            "done_at": self.now.isoformat(),
            "programme_version": programme["version"],
            "entries": entries,
        }
        return self.logs(sessions=[session] if entries else [])

    def logs(self, **content: object) -> dict[str, Any]:
        """Log a file of entries."""
        file = self.folder / "log.json"
        file.write_text(json.dumps(content), "utf-8")
        return self.data("log", "--person", "Anna", "--file", str(file))

    def lives_through(self, first: date, days: int, *, pain: int) -> None:
        """Log mornings and sessions of several days."""
        for ahead in range(days):
            day = first + timedelta(days=ahead)
            self.go_to(day, 7)
            self.types("log", "--morning", str(pain), "--person", "Anna")
            self.go_to(day, 18)
            self.trains(pain=pain // 2)


@pytest.fixture
def anna(tmp_path, monkeypatch, capsys) -> Anna:
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("HIPSPINE_DATABASE_URL", raising=False)
    someone = Anna(tmp_path, monkeypatch, capsys)
    someone.types("person", "add", "Anna Example", "--zone", "Europe/Berlin")
    return someone


@pytest.mark.slow
def test_from_first_pain_to_maintenance_and_out_of_the_records(anna, tmp_path):
    _first_pain(anna)
    _only_with_answers_of_this_week(anna, BEGIN + timedelta(days=7))
    third = BEGIN + timedelta(days=14)
    before = _weeks_two_and_three(anna, third)
    _flare(anna, third + timedelta(days=6), before)
    _recovery(anna, third + timedelta(days=6))
    _maintenance(anna)
    _take_out(anna, tmp_path)
    _erased(anna, tmp_path)


def _first_pain(anna: Anna) -> None:
    """Strong pain: the plan begins by settling, and is logged every day of the first week."""
    first = anna.checks(pain=7, more=SELF_CHECK)
    assert first["stopped"] is None
    assert first["programme"]["stage"] == "settle"
    assert first["programme"]["irritability"] == "high"
    assert "Check for Anna Example" in (anna.folder / "check.html").read_text("utf-8")
    anna.lives_through(BEGIN, 7, pain=4)
    anna.go_to(BEGIN + timedelta(days=6), 20)
    looked_back = anna.types("check-in", "--person", "Anna", "--pain", "4", "--sitting", "8")
    assert "WHAT COMES NEXT" in looked_back


def _only_with_answers_of_this_week(anna: Anna, monday: date) -> None:
    """After seven days nothing goes on before the safety questions are answered again."""
    anna.go_to(monday)
    assert "hipspine check" in anna.types("plan", "show", "--person", "Anna", code=2)
    assert "hipspine check" in anna.types("export", "ics", "Anna", "--out", "x.ics", code=2)
    stopped = anna.logs(mornings=[{"day": monday.isoformat(), "pain": 4}])
    assert stopped["stopped"] == "expired"
    assert stopped["new"] == 1, "the morning itself is kept"
    again = anna.checks(pain=4)
    assert again["stopped"] is None
    assert again["programme"]["wishes"]["goals"] == ["climb_stairs"], "wishes are kept"


def _weeks_two_and_three(anna: Anna, third: date) -> dict[str, Any]:
    """Calm mornings and calmer answers open the next stage; return the plan before the flare."""
    anna.lives_through(third - timedelta(days=7), 7, pain=3)
    assert anna.plan()["stage"] == "activate"
    anna.go_to(third)
    version = anna.checks(pain=3, more=HOLDS)["programme"]["version"]
    anna.lives_through(third, 6, pain=2)
    assert anna.plan()["version"] > version, "good sessions make something harder"
    return anna.plan()


def _flare(anna: Anna, day: date, before: dict[str, Any]) -> None:
    """A flare stops everything; new answers on the same day lead to gentle work only."""
    anna.go_to(day)
    said = anna.types("check-in", "--person", "Anna", "--pain", "7", "--flare")
    assert "NOT TODAY" in said
    assert "hipspine check" in " ".join(said.split())
    assert "flare unscreened" in anna.types("plan", "show", "--person", "Anna", code=2)
    anna.go_to(day, 9)
    gentle = anna.checks(pain=7)
    assert gentle["stopped"] is None
    assert gentle["programme"]["stage"] == "settle"
    assert gentle["programme"]["resume_stage"] == before["stage"]
    assert gentle["programme"]["version"] == before["version"] + 1
    assert "why.flare" in [why["rule"] for why in gentle["programme"]["why"]]


def _recovery(anna: Anna, flare_day: date) -> None:
    """Once it has settled, the plan goes on; the clocks change within these days."""
    anna.lives_through(flare_day, 7, pain=5)
    anna.go_to(flare_day + timedelta(days=7))
    anna.checks(pain=3)
    anna.lives_through(flare_day + timedelta(days=7), 5, pain=2)
    recovered = anna.plan()
    assert recovered["stage"] == "activate"
    assert recovered["resume_stage"] is None


def _maintenance(anna: Anna) -> None:
    """A clinician agrees to the last stage and signs it."""
    anna.types("plan", "edit", "--person", "Anna", "--by", "Dr. E", "--stage", "maintain")
    assert "Signed by Dr. E" in anna.types("plan", "sign", "--person", "Anna", "--by", "Dr. E")
    assert anna.plan()["stage"] == "maintain"


def _erased(anna: Anna, folder: Path) -> None:
    """Erased, nothing is left; what was exported is whole, and the same plan stands again."""
    anna.types("erase", "Anna Example", "--yes")
    anna.types("person", "show", "Anna", code=2)
    assert list((folder / "home" / "files").rglob("*.json")) == []
    anna.types("person", "take-in", str(folder / "anna.zip"))
    assert anna.plan()["stage"] == "maintain"


def _take_out(anna: Anna, folder: Path) -> None:
    """Export everything in every form, and hold the forms to what was logged."""
    anna.types("export", "all", "Anna", "--out", str(folder / "anna.zip"))
    anna.types("export", "fhir", "Anna", "--out", str(folder / "anna.json"))
    anna.types("export", "ics", "Anna", "--out", str(folder / "anna.ics"), "--weeks", "2")
    anna.types("export", "pdf", "Anna", "--out", str(folder / "anna.pdf"))
    anna.types("export", "csv", "Anna", "--out", str(folder / "tables"))
    bundle = json.loads((folder / "anna.json").read_text("utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    versions = anna.plan()["version"]
    assert kinds.count("CarePlan") == versions
    assert kinds.count("AdverseEvent") == 1, "one flare"
    assert kinds.count("QuestionnaireResponse") == 5, "one for each time of screening"
    rows = list(csv.DictReader(io.StringIO((folder / "tables" / "mornings.csv").read_text())))
    assert len(rows) == 32, "7 + 7 + 6 + 7 + 5 mornings; the one logged twice counts once"
    events = Calendar.from_ical((folder / "anna.ics").read_bytes()).walk("VEVENT")
    hours = {event["DTSTART"].dt.hour for event in events if hasattr(event["DTSTART"].dt, "hour")}
    assert hours == {18}
    assert (folder / "anna.pdf").read_bytes().startswith(b"%PDF")
    told = anna.types("progress", "--person", "Anna")
    assert "Where you are now" in told


def test_a_worrying_answer_gives_no_plan_and_says_where_to_go(anna, tmp_path):
    found = anna.checks(pain=5, saddle_numbness="yes", more=SELF_CHECK)
    assert found["stopped"] == "level"
    assert found["programme"] is None
    assert found["screening"]["level"] == "emergency"
    page = (tmp_path / "check.html").read_text("utf-8")
    assert "Hand-over for a clinician" in page, "the page is the hand-over, not a plan"
    assert "hipspine check" in anna.types("plan", "show", "--person", "Anna", code=2)
    made = ["plan", "make", "--person", "Anna", "--minutes", "20", "--no", "all"]
    assert "Call the emergency number now." in anna.types(*made, code=2)


def test_new_numbness_in_a_leg_stops_the_plan_and_tells_the_clinician(anna):
    anna.checks(pain=3, more=SELF_CHECK)
    exercise = anna.plan()["exercises"][0]["exercise"]
    entry = {"exercise": exercise, "sets": 1, "leg_symptoms": 3}
    session = {
        "id": "s", "done_at": anna.now.isoformat(), "programme_version": 1, "entries": [entry],
    }  # fmt: skip
    found = anna.logs(sessions=[session])
    assert found["stopped"] == "new_numbness"
    assert "See a doctor today" in anna.types("plan", "show", "--person", "Anna", code=2)
    made = ["plan", "make", "--person", "Anna", "--minutes", "20", "--no", "all"]
    assert "See a doctor today" in anna.types(*made, code=2), "making it anew is no way around"
    (note,) = anna.data("person", "notes", "Anna")["notes"]
    assert note["to"] == "clinician"
    assert note["rule"] == "stop.new_numbness"
    assert "numbness" in anna.types("person", "notes", "Anna")
    # Answering the safety questions on the same day does not lift it.
    assert anna.checks(pain=3)["stopped"] == "new_numbness"
    anna.go_to(BEGIN + timedelta(days=1))
    assert anna.checks(pain=3)["stopped"] is None


def test_a_day_is_the_day_where_the_person_lives(anna):
    anna.now = datetime(2026, 3, 7, 23, 30, tzinfo=UTC)  # Sunday, half past midnight in Berlin
    assert anna.checks(pain=3, more=SELF_CHECK)["today"] == "2026-03-08"
    anna.types("log", "--person", "Anna", "--morning", "2")
    folder = anna.folder / "tables"
    anna.types("export", "csv", "Anna", "--out", str(folder))
    assert "2026-03-08,2" in (folder / "mornings.csv").read_text("utf-8")


def test_the_hour_that_a_clock_change_repeats_holds_two_sessions(anna):
    anna.go_to(date(2026, 10, 24))
    anna.checks(pain=3, more=SELF_CHECK)
    anna.now = datetime(2026, 10, 25, 6, tzinfo=UTC)
    first, second = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
    exercise = anna.plan()["exercises"][0]["exercise"]
    sessions = [
        {
            "id": name, "done_at": f"{moment}[Europe/Berlin]", "programme_version": 1,
            "entries": [{"exercise": exercise, "sets": 1}],
        }
        for name, moment in (("late", second), ("early", first))
    ]  # fmt: skip
    assert anna.logs(sessions=sessions)["new"] == 2
    folder = anna.folder / "tables"
    anna.types("export", "csv", "Anna", "--out", str(folder))
    table = (folder / "sessions.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in table[1:]] == ["early", "late"]


def test_a_calendar_keeps_its_hour_over_a_change_of_clocks_and_in_another_zone(anna):
    anna.go_to(date(2026, 3, 27))
    anna.checks(pain=3, more=SELF_CHECK)
    for zone, offset in (("Europe/Berlin", 2), ("America/New_York", -4)):
        out = anna.folder / "plan.ics"
        anna.types("export", "ics", "Anna", "--out", str(out), "--zone", zone, "--at", "07:15")
        begins = [
            event["DTSTART"].dt
            for event in Calendar.from_ical(out.read_bytes()).walk("VEVENT")
            if hasattr(event["DTSTART"].dt, "hour")
        ]
        assert {(one.hour, one.minute) for one in begins} == {(7, 15)}
        after = [one for one in begins if one.date() >= date(2026, 3, 30)]
        assert {one.utcoffset() for one in after} == {timedelta(hours=offset)}
    assert "IANA" in anna.types(
        "export", "ics", "Anna", "--out", str(out), "--zone", "Nowhere", code=2
    )
