"""What may come next, as bands that stay on the scale."""

import pytest

from hipspine.content.forecast import forecast_content
from hipspine.domain.forecast import CoursePrior, Duration, Forecast, Quantity, Report
from hipspine.track.forecast import HORIZON_WEEKS, forecast


def pain(*values: float, duration: Duration = Duration.ACUTE) -> Forecast:
    prior = forecast_content().pain_prior(duration, flags=frozenset(), step=10.0)
    reports = [Report(float(week), value) for week, value in enumerate(values)]
    return forecast(Quantity.PAIN, duration.value, prior, reports)


def test_bands_lie_on_the_scale_inside_each_other_around_the_middle():
    for values in ((), (100.0, 100.0), (0.0, 0.0, 0.0), (60.0, 20.0, 80.0)):
        for point in pain(*values).points:
            half, most = point.bands
            assert 0 <= most.low <= half.low <= point.middle <= half.high <= most.high <= 100


def test_it_reaches_half_a_year_beyond_the_last_report():
    found = pain(60.0, 50.0, 40.0)
    assert [point.weeks for point in found.points] == [2 + week for week in HORIZON_WEEKS]


def test_the_same_reports_give_the_same_bands_in_any_order():
    prior = forecast_content().pain_prior(Duration.ACUTE, flags=frozenset(), step=10.0)
    reports = [Report(0.0, 60.0), Report(2.0, 40.0), Report(1.0, 50.0)]
    one = forecast(Quantity.PAIN, "acute", prior, reports)
    other = forecast(Quantity.PAIN, "acute", prior, reports[::-1])
    assert one == other


def test_two_reports_of_one_time_are_refused():
    prior = forecast_content().pain_prior(Duration.ACUTE, flags=frozenset(), step=10.0)
    with pytest.raises(ValueError, match="same time"):
        forecast(Quantity.PAIN, "acute", prior, [Report(1.0, 10.0), Report(1.0, 20.0)])


def test_someone_whose_pain_stays_is_expected_higher_than_the_published_course():
    stays, group = pain(*[60.0] * 10), pain()
    assert stays.points[-1].middle > group.points[-1].middle + 15


def test_bands_narrow_with_reports_and_widen_with_time():
    few, many = pain(60.0), pain(60.0, 40.0, 30.0, 30.0, 20.0, 20.0, 20.0, 20.0)

    def width(found: Forecast, place: int) -> float:
        return found.points[place].bands[1].high - found.points[place].bands[1].low

    assert width(many, 5) < width(few, 5)
    assert width(many, 0) < width(many, -1)


def test_lasting_pain_is_expected_to_change_less_than_recent_pain():
    recent, lasting = (pain(60.0, duration=kind) for kind in (Duration.ACUTE, Duration.PERSISTENT))
    assert lasting.points[4].middle > recent.points[4].middle + 8


def test_what_was_expected_before_does_not_depend_on_the_reports():
    assert pain().before == pain(90.0, 90.0).before


def strength_prior() -> CoursePrior:
    return forecast_content().strength_prior(error_percent=8.0)


def test_strength_starts_at_the_first_test_and_gains_about_a_quarter():
    found = forecast(Quantity.STRENGTH, "strength", strength_prior(), [Report(0.0, 100.0)])
    late = found.points[-1]
    # Prior gain 0.25: true start 100 after one test (sd 8), so 125; the prior pulls by a few.
    assert late.middle == pytest.approx(125, abs=5)
    # Gain 10, start 1.25 * 8, scatter about 8 sqrt(2): 18 in all, so 1.28 * 18 below 125.
    assert late.bands[1].low == pytest.approx(102, abs=5)


def test_a_person_who_gains_nothing_is_expected_to_gain_less():
    flat = [Report(float(week), 100.0) for week in range(0, 14, 2)]
    found = forecast(Quantity.STRENGTH, "strength", strength_prior(), flat)
    assert found.points[-1].middle < 112
