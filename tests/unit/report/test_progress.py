"""The page of progress: what it shows, in both languages, and what it never shows."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from hipspine.clinic.forecast import forecast_pain, forecast_strength
from hipspine.clinic.progress import progress
from hipspine.content.exercise_library import exercise_library
from hipspine.content.forecast import forecast_content
from hipspine.content.loop_model import loop_content
from hipspine.content.progress_texts import progress_texts
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.anatomy import Side
from hipspine.domain.forecast import Duration
from hipspine.domain.outcome import FollowUp, StrengthTest
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Stage
from hipspine.domain.training import CheckIn, ExerciseEntry, MorningAfter, Session, TrainingLog
from hipspine.report.loop_page import LoopResult, loop_data, loop_lines, render_loop
from hipspine.report.progress import StrengthForecast, render_forecast, render_progress
from hipspine.report.progress_charts import OwnReport, WeekFrame, forecast_chart
from hipspine.report.progress_words import Telling, basis_sentences, shown_range, side_sentence
from hipspine.track.loop_model import run_loop

START = date(2026, 10, 5)
TODAY = START + timedelta(days=46)
LANGUAGES = ("en", "de")


def telling(language: str) -> Telling:
    return Telling(
        progress_texts(language),
        questionnaire_library().words(language),
        exercise_library(),
        forecast_content(),
        "112",
    )


def a_session(day: date, load_kg: float = 0.0) -> Session:
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    entries = (
        ExerciseEntry("bridge", 3, reps=10, pain_during=2, load_kg=load_kg),
        ExerciseEntry("clam", 2, side=Side.LEFT, reps=8, pain_during=3),
        ExerciseEntry("clam", 2, side=Side.RIGHT, reps=12),
    )
    return Session(day.isoformat(), at, 1, entries)


@pytest.fixture(scope="module")
def diary() -> FollowUp:
    dose = PlannedDose(3, 10)
    plan = Programme(
        "combined", Stage.ACTIVATE, 1, START, START, 20,
        (PlannedExercise("bridge", dose, frozenset({0, 2, 4})),),
    )  # fmt: skip
    days = [START + timedelta(weeks=week, days=day) for week in range(6) for day in (0, 2)]
    mornings = tuple(MorningAfter(day + timedelta(days=1), 2) for day in days)
    check_ins = tuple(
        CheckIn(
            f"{week}", START + timedelta(weeks=week, days=5), 6 - week / 2,
            scores={"roland_morris.total": 14 - week},
            sitting_hours_per_day=8, driving_hours_per_week=3, standing_hours_per_day=1,
        )
        for week in range(6)
    )  # fmt: skip
    return FollowUp(
        (plan,),
        TrainingLog(tuple(a_session(day) for day in days), mornings, check_ins),
        Duration.PERSISTENT,
        frozenset({"worry", "expects_lasting_pain"}),
    )


def page(known: FollowUp, language: str = "en", **more: object) -> str:
    found = progress(known, questionnaire_library(), forecast_content(), today=TODAY)
    return render_progress(found, known, telling(language), **more)


@pytest.fixture(scope="module")
def english(diary: FollowUp) -> str:
    return page(diary)


def words_of(html: str) -> str:
    body = html[html.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_there_in_every_language(diary, language):
    html = page(diary, language)
    say = progress_texts(language)
    for part in ("now", "forecast", "weeks", "sides", "scores", "life", "episode", "sources"):
        assert f"<h2>{say.sentence(f'{part}.title')}</h2>" in html
    assert f'lang="{language}"' in html
    assert "112" in html


def test_it_asks_the_network_for_nothing_and_runs_nothing(english):
    assert "<script" not in english
    assert "http://" not in english.replace("http://www.w3.org", "")
    assert re.search(r'(?:src|href)="', english) is None
    assert ' style="' not in english
    assert "default-src 'none'; style-src 'sha256-" in english


def test_the_policy_allows_exactly_the_style_that_is_there(english):
    import base64
    import hashlib

    style = re.search(r"<style>(.*?)</style>", english, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in english


def test_no_date_of_the_future_is_ever_told(english):
    days = re.findall(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b", english)
    told = {datetime.strptime(f"{day} +0000", "%d %b %Y %z").date() for day in days}
    assert told
    assert max(told) <= TODAY


def test_names_from_files_are_escaped(diary):
    wicked = a_session(TODAY - timedelta(days=1))
    entries = tuple(replace(one, exercise="<b>x</b>") for one in wicked.entries if one.side)
    again = a_session(TODAY - timedelta(days=3))
    sessions = (replace(wicked, entries=entries), replace(again, entries=entries))
    html = page(replace(diary, log=replace(diary.log, sessions=sessions)))
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_an_old_safety_check_is_told(english):
    assert "more than a week old" in english


def test_whoever_should_be_looked_at_reads_that_first_and_gets_no_bands(diary):
    html = page(replace(diary, needs_care=True))
    assert "someone should look at you soon" in html
    assert 'class="expected' not in html
    assert "You are better" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_diary_says_what_is_missing(language):
    say = progress_texts(language)
    html = page(FollowUp(), language)
    for key in ("weeks.none", "sides.none", "scores.none", "life.none", "forecast.no_report",
                "now.nothing", "page.not_screened"):  # fmt: skip
        assert say.sentence(key) in html


def test_a_new_episode_puts_its_plan_before_the_forecast(diary):
    pains = [5, 0, 0, 0, 0, 0, 0, 4]
    first = TODAY - timedelta(weeks=7)
    back = tuple(CheckIn(f"e{k}", first + timedelta(weeks=k), p) for k, p in enumerate(pains))
    html = page(replace(diary, log=TrainingLog((), (), back)))
    say = progress_texts("en")
    assert html.index(say.sentence("episode.step_screen")) < html.index("What may come next")


def test_left_and_right_are_told_in_words_with_the_caution(english):
    assert "right did 50 % more" in english
    assert progress_texts("en").sentence("sides.caution") in english


def test_each_score_stands_beside_its_measuring_error(english):
    text = words_of(english)
    assert re.search(r"Pain on most days, last seven days 6 3\.5 ± 2", text)


def test_what_was_counted_and_what_was_not_is_told(english):
    assert "Counted, as a study gives its size: expecting the pain to last." in english
    assert "as no study gives its size on pain: worry." in english


@pytest.mark.parametrize(
    ("duration", "own", "other"), [("acute", "2.2", "1.2"), ("persistent", "4.3", "2.6")]
)
def test_another_pooled_study_stands_beside_the_one_that_is_used(duration, own, other):
    found = forecast_pain([], Duration(duration), forecast_content())
    # Means after 26 weeks: Wallwork 2024 and Menezes Costa 2012, 0 to 100.
    said = " ".join(basis_sentences(found, telling("en")))
    assert (
        f"these people said {own} of 10 on average. An older review found {other}: Menezes" in said
    )


def test_error_bars_span_twice_the_error():
    frame = WeekFrame(0, 10, 0, 10, "x", "y")
    svg = forecast_chart(
        frame, [OwnReport(2, 5, 2)],
        forecast_pain([], Duration.ACUTE, forecast_content()).points, (),
        now="now", title="t", description="d",
    )  # fmt: skip
    y1, y2 = map(
        float, re.search(r'y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)" class="error"', svg).groups()
    )
    assert {round(y1, 1), round(y2, 1)} == {round(frame.y(7), 1), round(frame.y(3), 1)}


def test_ranges_are_rounded_to_whole_points_of_pain():
    found = forecast_pain([], Duration.ACUTE, forecast_content())
    for point in found.points:
        low, high = shown_range(found.quantity, point, 1)
        assert low == int(np.floor(point.bands[1].low / 10 + 0.5))
        assert 0 <= low <= high <= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_of_strength_is_shown_per_side(diary, language):
    tests = [StrengthTest("clam", START, 10, side=side) for side in Side]
    strength = [
        StrengthForecast(f"clam {side}", found)
        for _, side, found in forecast_strength(tests, forecast_content())
    ]
    html = page(diary, language, strength=strength)
    for side in Side:
        title = progress_texts(language)("forecast.strength_title", test=f"clam {side}")
        assert title in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_alone_is_a_page_of_its_own(language):
    found = forecast_pain([], Duration.SUBACUTE, forecast_content())
    html = render_forecast(found, telling(language), title="T", today=TODAY)
    assert "Wallwork" in html
    assert html.count("<svg") >= 1


@pytest.fixture(scope="module")
def loop() -> LoopResult:
    content, evidence = loop_content()
    return LoopResult(run_loop(content, draws=20), content, evidence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_loop_is_labelled_an_illustration_beside_trials_and_numbers(loop, language):
    say = progress_texts(language)
    html = render_loop(loop, say, draws=20)
    assert html.index(say.sentence("loop.label")) < html.index("<svg")
    for trial in loop.content.trials:
        assert trial.words[language] in html
    for one in loop.content.parameters:
        assert one.id in html
    text = "\n".join(loop_lines(loop, say, draws=20))
    assert text.index(say.sentence("loop.label")) < text.index(say.sentence("loop.nothing"))


def test_the_loop_as_data_says_that_it_is_an_illustration(loop):
    data = loop_data(loop)
    assert data["is_illustration"] is True
    assert len(data["strategies"]) == 4
    assert all(len(run["states"]["irritation"]) == 27 for run in data["strategies"])


def test_sides_that_hardly_differ_are_called_equal(diary):
    found = progress(diary, questionnaire_library(), forecast_content(), today=TODAY)
    (side,) = found.sides
    assert side_sentence(replace(side, left=20.0, right=20.5), telling("en")) == "equal"
    assert "left did 25 % more" in side_sentence(replace(side, left=10, right=8), telling("en"))
    assert "> 100" in side_sentence(replace(side, left=10, right=0), telling("en"))


def test_german_writes_numbers_and_days_its_way():
    assert telling("de").trimmed(3.5) == "3,5"
    assert telling("de").day(date(2026, 11, 5)) == "05.11.2026"
