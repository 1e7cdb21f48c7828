"""Pain, scores and the day beside exercise over time, from check-ins."""

from collections.abc import Sequence
from datetime import date

from hipspine.domain.outcome import DailyLife, Dated, Series
from hipspine.domain.training import CheckIn


def distinct_check_ins(check_ins: Sequence[CheckIn], *, today: date) -> tuple[CheckIn, ...]:
    """Return every check-in until today once, in order; of two on one day the worse counts."""
    by_id: dict[str, CheckIn] = {}
    for check_in in sorted(check_ins, key=_by_day_and_pain):
        if check_in.made_on <= today:
            by_id.setdefault(check_in.id, check_in)
    by_day = {one.made_on: one for one in by_id.values()}
    return tuple(by_day.values())


def _by_day_and_pain(check_in: CheckIn) -> tuple[date, bool, float, str]:
    return check_in.made_on, check_in.is_flare, check_in.pain_average, check_in.id


def pain_series(check_ins: Sequence[CheckIn]) -> Series | None:
    """Return the weekly average pain, 0 to 10; None without a check-in."""
    values = tuple(Dated(one.made_on, one.pain_average) for one in check_ins)
    return Series("pain_average", values) if values else None


def daily_life_series(check_ins: Sequence[CheckIn]) -> tuple[Series, ...]:
    """Return sitting, breaks, driving, standing and endurance, each where it was ever said."""
    found = []
    for kind in DailyLife:
        said = [(one.made_on, getattr(one, kind.value)) for one in check_ins]
        values = tuple(Dated(day, float(value)) for day, value in said if value is not None)
        if values:
            found.append(Series(kind.value, values))
    return tuple(found)


def score_series(check_ins: Sequence[CheckIn]) -> tuple[Series, ...]:
    """Return every score of every questionnaire over time, by ``questionnaire.score``."""
    names = sorted({name for one in check_ins for name in one.scores})
    return tuple(
        Series(
            name,
            tuple(
                Dated(one.made_on, float(one.scores[name]))
                for one in check_ins
                if name in one.scores
            ),
        )
        for name in names
    )
