"""The change between two scores, held against points, percent and error."""

import pytest

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers
from hipspine.domain.errors import UserError
from hipspine.domain.questionnaire import Course, InstrumentEntry, Verdict
from hipspine.screen.course import course_between, visit
from hipspine.screen.score_change import change_between
from hipspine.screen.scores import score_instrument, score_questionnaire

LIBRARY = questionnaire_library()


def total(name, value, score="total"):
    scores = score_instrument(LIBRARY.instrument(name), InstrumentEntry(totals={score: value}))
    return next(s for s in scores if s.score == score)


def change(name, before, after, score="total"):
    rule = LIBRARY.instrument(name).score(score)
    return change_between(rule, total(name, before, score), total(name, after, score))


@pytest.mark.parametrize(
    ("name", "score", "before", "after", "verdict"),
    [
        # Roland-Morris: 5 points and 30 % (Ostelo 2008), error 5 (Maughan 2010).
        ("roland_morris", "total", 16, 11, Verdict.IMPROVED),  # 5 points, 31 %
        ("roland_morris", "total", 17, 12, Verdict.UNCLEAR),  # 5 points, but 29 %
        ("roland_morris", "total", 10, 6, Verdict.WITHIN_ERROR),  # 40 %, but 4 points
        ("roland_morris", "total", 11, 16, Verdict.WORSE),  # 5 points, 45 %
        ("roland_morris", "total", 0, 5, Verdict.WORSE),  # any share of nothing is reached
        ("roland_morris", "total", 8, 8, Verdict.NO_CHANGE),
        # Oswestry: 10 points and 30 %, but error 17.
        ("oswestry", "total", 40, 24, Verdict.WITHIN_ERROR),  # 16 points, 40 %
        ("oswestry", "total", 40, 23, Verdict.IMPROVED),  # 17 points, 42 %
        ("oswestry", "total", 80, 63, Verdict.UNCLEAR),  # 17 points, 21 %
        # PROMIS: 2 to 6 points, error not known; physical function is better when higher.
        ("promis_physical_function", "t_score", 40, 41.9, Verdict.TOO_SMALL),
        ("promis_physical_function", "t_score", 40, 42, Verdict.UNCLEAR),
        ("promis_physical_function", "t_score", 40, 45.9, Verdict.UNCLEAR),
        ("promis_physical_function", "t_score", 40, 46, Verdict.IMPROVED),
        ("promis_pain_interference", "t_score", 60, 66, Verdict.WORSE),
        # LEFS: 9 points, better when higher (Binkley 1999).
        ("lefs", "total", 40, 48, Verdict.WITHIN_ERROR),
        ("lefs", "total", 40, 49, Verdict.IMPROVED),
        ("lefs", "total", 49, 40, Verdict.WORSE),
        # TSK-11: 4 points (Woby 2005), but error 5.8 (Eiger 2022).
        ("tsk_11", "total", 30, 25, Verdict.WITHIN_ERROR),
        ("tsk_11", "total", 30, 24, Verdict.IMPROVED),
        # Nothing is published that was read.
        ("phq_2", "total", 5, 1, Verdict.NOT_KNOWN),
        ("orebro_short", "total", 60, 30, Verdict.NOT_KNOWN),
    ],
)
def test_a_change_counts_only_by_every_yardstick(name, score, before, after, verdict):
    assert change(name, before, after, score).verdict is verdict


def test_a_change_carries_its_yardsticks():
    found = change("roland_morris", 16, 11)
    assert (found.difference, found.better_by, found.percent) == (-5, 5, pytest.approx(31.25))
    assert (found.reaches_points, found.reaches_percent, found.beyond_error) == (True, True, True)
    assert found.measurement_error == 5
    assert found.measurement_error_missing is None
    assert found.important_missing is None


def test_what_is_not_known_is_absent_with_a_reason():
    found = change("phq_2", 5, 1)
    assert found.measurement_error is None
    assert found.measurement_error_missing == "no_source_read"
    assert found.important_missing == "no_source_read"
    assert (found.reaches_points, found.reaches_percent, found.beyond_error) == (None, None, None)
    assert change("roland_morris", 0, 3).percent is None


@pytest.mark.parametrize(
    ("before", "after", "outside"), [(4, 20, False), (3, 10, True), (10, 21, True)]
)
def test_roland_morris_says_where_it_hardly_tells_changes(before, after, outside):
    assert change("roland_morris", before, after).outside_sensitive_range is outside


def test_two_different_scores_are_not_compared():
    rule = LIBRARY.instrument("phq_2").score("total")
    with pytest.raises(UserError, match=r"gad_2\.total as the second"):
        change_between(rule, total("phq_2", 3), total("gad_2", 3))


def activities(*named):
    given = {}
    for number, (name, rating) in enumerate(named, start=1):
        given |= {f"own_activity_{number}": name, f"own_activity_{number}_now": float(rating)}
    form = LIBRARY.questionnaire("own_activities")
    return score_questionnaire(form, Answers(given))[0]


def test_own_activities_are_compared_with_the_same_ones_in_any_order():
    rule = LIBRARY.questionnaire("own_activities").score("mean")
    before = activities(("Garden", 2), ("tie shoes", 3), ("walk", 4))
    after = activities(("walk", 6), ("garden ", 5), ("Tie  shoes", 4))
    found = change_between(rule, before, after)
    # 3 to 5: 2 points is the error at 90 %, and 67 % of the start.
    assert (found.better_by, found.verdict) == (pytest.approx(2), Verdict.IMPROVED)
    with pytest.raises(UserError, match="the same activities"):
        change_between(rule, before, activities(("swim", 2), ("tie shoes", 3), ("walk", 4)))


def pain(average, worst):
    answers = Answers({"pain_average": float(average), "pain_worst": float(worst)})
    return score_questionnaire(LIBRARY.questionnaire("pain_scale"), answers)


def at(average=None, worst=None, roland=None):
    scores = [] if average is None else list(pain(average, worst if worst is not None else 10))
    return visit(*scores, *([] if roland is None else [total("roland_morris", roland)]))


@pytest.mark.parametrize(
    ("first", "second", "course"),
    [
        (at(6), at(4), Course.IMPROVED),  # 2 points, 33 %
        (at(7), at(5), Course.NO_CLEAR_CHANGE),  # 2 points, 29 %
        (at(3), at(2), Course.NO_CLEAR_CHANGE),  # 33 %, 1 point
        (at(4), at(6), Course.WORSE),
        (at(0), at(2), Course.WORSE),
        (at(roland=15), at(roland=10), Course.IMPROVED),  # 5 points, 33 %
        (at(roland=17), at(roland=12), Course.NO_CLEAR_CHANGE),  # 29 %
        (at(roland=10), at(roland=15), Course.WORSE),
        (at(6, roland=10), at(4, roland=15), Course.MIXED),
        (at(6, roland=10), at(4, roland=12), Course.IMPROVED),
        (at(4, 6, roland=12), at(1, 1, roland=2), Course.RECOVERED),
        (at(4, 6, roland=12), at(1, 2, roland=2), Course.IMPROVED),
        (at(4, 6, roland=12), at(1, 1, roland=3), Course.IMPROVED),
        (at(1, 1, roland=2), at(1, 1, roland=2), Course.RECOVERED),
    ],
)
def test_the_course_needs_points_and_percent(first, second, course):
    assert course_between(first, second, LIBRARY).course is course


def test_only_no_pain_at_all_is_strictly_recovered():
    start = at(4, 6, roland=12)
    assert course_between(start, at(0, 0, roland=2), LIBRARY).strictly_recovered
    assert not course_between(start, at(0, 1, roland=2), LIBRARY).strictly_recovered
    assert not course_between(start, at(0, 0), LIBRARY).strictly_recovered


def test_a_course_without_any_pair_of_scores_is_refused():
    with pytest.raises(UserError, match="neither"):
        course_between(at(4), at(roland=3), LIBRARY)
