"""Forecast pain and strength of one person from what is known so far."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from hipspine.content.forecast import ForecastContent
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError
from hipspine.domain.forecast import (
    Duration,
    Forecast,
    NotCounted,
    Quantity,
    Report,
)
from hipspine.domain.outcome import Dated, FollowUp, StrengthTest
from hipspine.track.daily_life import distinct_check_ins
from hipspine.track.episodes import episodes
from hipspine.track.forecast import forecast

PAIN_SCALE = 10.0
"""Pain is asked from 0 to 10 and forecast from 0 to 100, as the published courses are."""
DAYS_PER_WEEK = 7.0


def forecast_pain(
    reports: Sequence[Dated],
    duration: Duration,
    content: ForecastContent,
    *,
    flags: frozenset[str] = frozenset(),
) -> Forecast:
    """Return what pain a person may report in the half year after the last report.

    Parameters
    ----------
    reports : sequence of Dated
        Average pain of a week, 0 to 10, in order of days; none gives the published course.

    Raises
    ------
    AnswersError
        If a report is not from 0 to 10, or two are of the same day.
    """
    _check_pain(reports)
    prior = content.pain_prior(duration, flags=flags, step=_step(reports))
    counted = _counted(content, flags)
    return forecast(
        Quantity.PAIN,
        duration.value,
        prior,
        _weeks_from_first(reports, PAIN_SCALE),
        counted=counted,
        not_counted=tuple(
            NotCounted(flag, "no_size_published" if flag not in _sized(content) else "smaller")
            for flag in sorted(flags - set(counted))
        ),
    )


def follow_up_forecast(known: FollowUp, content: ForecastContent, *, today: date) -> Forecast | str:
    """Return the forecast of pain, or the key of the reason why there is none.

    Notes
    -----
    After a new episode only its own reports count, as those of recent pain.
    """
    if known.needs_care:
        return "needs_care"
    check_ins = distinct_check_ins(known.log.check_ins, today=today)
    if not check_ins:
        return "no_report"
    recurred = episodes(check_ins, known.log.mornings, today=today).recurred_on
    duration = Duration.ACUTE if recurred else known.duration
    if duration is None:
        return "duration_not_known"
    since = recurred[-1] if recurred else date.min
    reports = [Dated(one.made_on, one.pain_average) for one in check_ins if one.made_on >= since]
    return forecast_pain(reports, duration, content, flags=known.flags)


def forecast_strength(
    tests: Sequence[StrengthTest], content: ForecastContent, *, error_percent: float | None = None
) -> tuple[tuple[str, Side | None, Forecast], ...]:
    """Return what each test of each side may show, in percent of its first value.

    Parameters
    ----------
    error_percent : float or None
        Standard error of one measurement, in percent of the first; None takes the content's.

    Raises
    ------
    AnswersError
        If the first value of a test is not above zero, or two are of the same day.
    """
    error = error_percent if error_percent is not None else content.file.strength.scatter
    prior = content.strength_prior(error_percent=error)
    ordered = sorted(tests, key=lambda one: (*_series_of(one), one.day))
    found = []
    for (name, _side), grouped in groupby(ordered, key=_series_of):
        series = list(grouped)
        if series[0].value <= 0:
            raise AnswersError(
                name, expected="a first value above zero", got=f"{series[0].value:g}",
                do="Leave out tests that could not be done.",
            )  # fmt: skip
        dated = [Dated(one.day, one.value) for one in series]
        _check_days(dated)
        reports = _weeks_from_first(dated, 100.0 / series[0].value)
        found.append(
            (name, series[0].side, forecast(Quantity.STRENGTH, "strength", prior, reports))
        )
    return tuple(found)


def _series_of(test: StrengthTest) -> tuple[str, str]:
    return test.test, test.side.value if test.side is not None else ""


def _weeks_from_first(reports: Sequence[Dated], factor: float) -> tuple[Report, ...]:
    return tuple(
        Report((one.day - reports[0].day).days / DAYS_PER_WEEK, one.value * factor)
        for one in reports
    )


def _step(reports: Sequence[Dated]) -> float:
    """Return the step of the scale that the reports seem to be made on, of 100."""
    for step in (1.0, 0.5):
        if all((one.value / step).is_integer() for one in reports):
            return step * PAIN_SCALE
    return 1.0


def _sized(content: ForecastContent) -> frozenset[str]:
    return frozenset(shift.flag for shift in content.file.shifts)


def _counted(content: ForecastContent, flags: frozenset[str]) -> tuple[str, ...]:
    """Return the flag whose published size is counted: the largest one alone."""
    shifts = [shift for shift in content.file.shifts if shift.flag in flags]
    largest = sorted(shifts, key=lambda shift: (-shift.standard_deviations, shift.flag))
    return tuple(shift.flag for shift in largest[:1])


def _check_pain(reports: Sequence[Dated]) -> None:
    wrong = [one for one in reports if not 0 <= one.value <= PAIN_SCALE]
    if wrong:
        raise AnswersError(
            f"pain on {wrong[0].day.isoformat()}",
            expected="a number from 0 to 10",
            got=f"{wrong[0].value:g}",
            do="Correct it.",
        )
    _check_days(reports)


def _check_days(reports: Sequence[Dated]) -> None:
    days = [one.day for one in reports]
    if len(set(days)) < len(days) or days != sorted(days):
        raise AnswersError(
            "reports",
            expected="one report a day, in order",
            got=", ".join(day.isoformat() for day in days),
            do="Keep one report of each day.",
        )
