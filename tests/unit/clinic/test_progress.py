"""Progress and forecast of one person, from files and from the records."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hipspine.clinic.follow_up import read_follow_up
from hipspine.clinic.forecast import follow_up_forecast, forecast_pain, forecast_strength
from hipspine.clinic.progress import progress
from hipspine.content.forecast import forecast_content
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError, FileFormatError
from hipspine.domain.forecast import Duration, Forecast, NotCounted
from hipspine.domain.outcome import Dated, FollowUp, Progress, StrengthTest
from hipspine.domain.questionnaire import Course, Verdict
from hipspine.domain.training import CheckIn, TrainingLog
from hipspine.records.documents import as_text

START = date(2026, 6, 1)


def check_ins(*pains: float, rmdq: tuple[float, ...] = ()) -> tuple[CheckIn, ...]:
    scores = [{"roland_morris.total": value} for value in rmdq]
    return tuple(
        CheckIn(f"{k}", START + timedelta(weeks=k), pain, scores=scores[k] if k < len(rmdq) else {})
        for k, pain in enumerate(pains)
    )


def known(*pains: float, **more: object) -> FollowUp:
    log = TrainingLog((), (), check_ins(*pains))
    return replace(FollowUp(log=log, duration=Duration.ACUTE), **more)


def shown(follow_up: FollowUp, *, weeks: int = 8) -> Progress:
    today = START + timedelta(weeks=weeks)
    return progress(follow_up, questionnaire_library(), forecast_content(), today=today)


def expected(follow_up: FollowUp, *, weeks: int = 30) -> Forecast | str:
    return follow_up_forecast(follow_up, forecast_content(), today=START + timedelta(weeks=weeks))


def test_better_in_pain_and_life_is_called_improved_with_its_error():
    log = TrainingLog((), (), check_ins(7, 3, rmdq=(15, 8)))
    found = shown(FollowUp(log=log))
    assert found.course is not None
    assert found.course.course is Course.IMPROVED
    verdicts = {change.before.score: change.verdict for change in found.changes}
    assert verdicts == {"average": Verdict.IMPROVED, "total": Verdict.IMPROVED}
    assert all(change.measurement_error is not None for change in found.changes)


def test_one_point_of_pain_is_within_the_error():
    (change,) = shown(known(5, 4)).changes
    assert change.verdict is Verdict.WITHIN_ERROR


def test_one_check_in_has_no_course_yet():
    found = shown(known(5))
    assert found.course is None
    assert found.changes == ()


@pytest.mark.parametrize(
    "scores", [{"roland_morris.total": 25.0}, {"nothing.total": 3.0}, {"roland_morris.other": 3.0}]
)
def test_an_impossible_score_is_refused(scores):
    wrong = CheckIn("x", START, 5, scores=scores)
    with pytest.raises(AnswersError, match="2026-06-01"):
        shown(FollowUp(log=TrainingLog((), (), (wrong,))))


def test_without_a_check_in_there_is_a_reason_instead_of_a_forecast():
    found = shown(FollowUp(duration=Duration.ACUTE))
    assert (found.forecast, found.forecast_missing) == (None, "no_report")


def test_without_a_duration_there_is_a_reason_instead_of_a_forecast():
    assert expected(known(5, duration=None)) == "duration_not_known"


def test_whoever_should_be_looked_at_gets_no_forecast():
    assert expected(known(5, 4, needs_care=True)) == "needs_care"


def test_pain_is_forecast_on_the_scale_of_the_published_courses():
    found = expected(known(6, 5))
    assert isinstance(found, Forecast)
    assert [(one.weeks, one.value) for one in found.reports] == [(0, 60), (1, 50)]


def test_after_a_new_episode_only_its_own_reports_count():
    free = [0.0] * 6
    found = expected(known(5, *free, 6, 5, duration=Duration.PERSISTENT), weeks=8)
    assert isinstance(found, Forecast)
    assert found.group == "acute"
    assert [one.value for one in found.reports] == [60, 50]


def test_flags_are_counted_only_as_far_as_cited():
    flags = frozenset({"expects_lasting_pain", "worry"})
    found = forecast_pain([], Duration.ACUTE, forecast_content(), flags=flags)
    assert found.counted == ("expects_lasting_pain",)
    assert found.not_counted == (NotCounted("worry", "no_size_published"),)


@pytest.mark.parametrize("values", [(11.0,), (-1.0,), (float("nan"),)])
def test_pain_off_its_scale_is_refused(values):
    reports = [Dated(START, value) for value in values]
    with pytest.raises(AnswersError, match="0 to 10"):
        forecast_pain(reports, Duration.ACUTE, forecast_content())


def test_two_reports_of_a_day_are_refused():
    with pytest.raises(AnswersError, match="one report a day"):
        forecast_pain([Dated(START, 5), Dated(START, 6)], Duration.ACUTE, forecast_content())


def test_each_strength_test_and_side_has_its_own_forecast():
    tests = [
        StrengthTest("hold", START + timedelta(weeks=2), 44, side=Side.LEFT),
        StrengthTest("hold", START, 40, side=Side.LEFT),
        StrengthTest("hold", START, 50, side=Side.RIGHT),
    ]
    left, right = forecast_strength(tests, forecast_content())
    assert (left[1], right[1]) == (Side.LEFT, Side.RIGHT)
    assert [one.value for one in left[2].reports] == pytest.approx([100, 110])


def test_a_strength_test_that_begins_at_zero_is_refused():
    with pytest.raises(AnswersError, match="above zero"):
        forecast_strength([StrengthTest("hold", START, 0)], forecast_content())


def test_files_are_read_together(tmp_path: Path):
    one, other = known(6), known(duration=None, flags=frozenset({"worry"}))
    files = [tmp_path / "one.json", tmp_path / "other.json"]
    for file, content in zip(files, (one, other), strict=True):
        file.write_text(as_text(content), "utf-8")
    found = read_follow_up(files)
    assert found.duration is Duration.ACUTE
    assert found.flags == {"worry"}
    assert len(found.log.check_ins) == 1


def test_files_with_different_durations_are_refused(tmp_path: Path):
    files = [tmp_path / "one.json", tmp_path / "other.json"]
    files[0].write_text(as_text(known(6)), "utf-8")
    files[1].write_text(as_text(known(6, duration=Duration.PERSISTENT)), "utf-8")
    with pytest.raises(FileFormatError, match=r"other\.json"):
        read_follow_up(files)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"painn": 3}', '{"duration": "forever"}', '{"log": {"check_ins": 3}}']
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, text):
    file = tmp_path / "diary.json"
    file.write_text(text, "utf-8")
    with pytest.raises(FileFormatError, match=r"diary\.json"):
        read_follow_up([file])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(FileFormatError, match=r"diary\.json"):
        read_follow_up([tmp_path / "diary.json"])
