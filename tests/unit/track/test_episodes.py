"""New episodes: pain for a day, 2 of 10 or more, after 30 days without."""

from datetime import date, timedelta

from hipspine.domain.outcome import Episodes, EpisodeState
from hipspine.domain.training import CheckIn, MorningAfter
from hipspine.track.episodes import episodes

START = date(2026, 6, 1)


def weekly(*pains: float) -> list[CheckIn]:
    return [CheckIn(f"{k}", START + timedelta(weeks=k), pain) for k, pain in enumerate(pains)]


def told(*pains: float, mornings: tuple[MorningAfter, ...] = (), later: int = 0) -> Episodes:
    today = START + timedelta(weeks=len(pains) - 1, days=later)
    return episodes(weekly(*pains), mornings, today=today)


def test_pain_every_week_is_one_episode():
    found = told(6, 5, 4, 3)
    assert found == Episodes(EpisodeState.IN_EPISODE, (), None)


def test_thirty_days_without_pain_end_an_episode():
    # Reports at days 0, 7, ... without pain: day 28 is not yet 30, day 35 is.
    assert told(5, 0, 0, 0, 0, 0).state is EpisodeState.IN_EPISODE
    found = told(5, 0, 0, 0, 0, 0, 0)
    assert found.state is EpisodeState.PAIN_FREE
    assert found.free_since == START + timedelta(weeks=1)


def test_pain_after_thirty_days_without_is_a_new_episode_on_its_day():
    found = told(5, 0, 0, 0, 0, 0, 0, 3)
    assert found.state is EpisodeState.NEW_EPISODE
    assert found.recurred_on == (START + timedelta(weeks=7),)


def test_pain_after_three_weeks_without_is_the_same_episode():
    assert told(5, 0, 0, 0, 4).recurred_on == ()


def test_a_little_pain_is_no_new_episode():
    assert told(5, 0, 0, 0, 0, 0, 0, 1).recurred_on == ()


def test_weeks_that_nobody_reported_are_not_called_free_of_pain():
    reports = [CheckIn("a", START, 0), CheckIn("b", START + timedelta(days=60), 0)]
    found = episodes(reports, (), today=START + timedelta(days=60))
    assert found.state is EpisodeState.IN_EPISODE
    assert found.free_since == START + timedelta(days=60)


def test_two_mornings_in_a_row_make_an_episode_and_one_does_not():
    first = START + timedelta(weeks=6, days=2)
    one = (MorningAfter(first, 4),)
    both = (*one, MorningAfter(first + timedelta(days=1), 3))
    assert told(5, 0, 0, 0, 0, 0, 0, mornings=one, later=4).recurred_on == ()
    found = told(5, 0, 0, 0, 0, 0, 0, mornings=both, later=4)
    assert found.recurred_on == (first,)


def test_two_painful_mornings_a_week_apart_are_not_a_day_of_pain():
    first = START + timedelta(weeks=6, days=2)
    apart = (MorningAfter(first, 4), MorningAfter(first + timedelta(days=7), 4))
    assert told(5, 0, 0, 0, 0, 0, 0, mornings=apart, later=9).recurred_on == ()


def test_every_new_episode_is_kept():
    free = [0.0] * 6
    found = told(5, *free, 4, *free, 4)
    assert len(found.recurred_on) == 2


def test_without_a_recent_report_nothing_can_be_told():
    assert told(5, 4, later=11).state is EpisodeState.NOT_KNOWN
    assert episodes([], (), today=START) == Episodes(EpisodeState.NOT_KNOWN, (), None)


def test_reports_of_the_future_do_not_count():
    found = episodes(weekly(5, 5, 5), (), today=START)
    assert found.state is EpisodeState.IN_EPISODE
