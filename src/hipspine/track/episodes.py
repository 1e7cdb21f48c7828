"""Has a new episode begun? Pain for a day at least, 2 of 10 or more, after 30 days without.

References
----------
Stanton TR, Latimer J, Maher CG, Hancock MJ (2011). A modified Delphi approach to standardize low
back pain recurrence terminology. Eur Spine J 20:744-752. doi:10.1007/s00586-010-1671-8
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hipspine.domain.outcome import Episodes, EpisodeState
from hipspine.domain.training import CheckIn, MorningAfter

FREE_DAYS = 30
LEAST_PAIN = 2.0
LONGEST_GAP = timedelta(days=10)
"""Between two reports of a time without pain: what nobody reported cannot be called free. A weekly
check-in may come three days late."""


@dataclass(frozen=True)
class _Said:
    """One report of pain: of a morning, or of the week before a check-in."""

    day: date
    pain: float
    is_week: bool


def episodes(
    check_ins: Sequence[CheckIn], mornings: Sequence[MorningAfter], *, today: date
) -> Episodes:
    """Return new episodes of pain, and where the person is now.

    Notes
    -----
    Pain of a day at least is a week's average of 2 or more, or two mornings in a row of 2 or more.
    Free of pain is 0 in every report, none of them more than 10 days apart.
    """
    reports = _reports(check_ins, mornings, today)
    if not reports:
        return Episodes(EpisodeState.NOT_KNOWN, (), None)
    now = Episodes(EpisodeState.IN_EPISODE, (), None)
    before: _Said | None = None
    for report in reports:
        now = _after(now, report, before)
        before = report
    if today - reports[-1].day > LONGEST_GAP:
        return Episodes(EpisodeState.NOT_KNOWN, now.recurred_on, None)
    return now


def _after(now: Episodes, report: _Said, before: _Said | None) -> Episodes:
    """Return the episodes after one more report."""
    if report.pain == 0:
        watched = before is not None and report.day - before.day <= LONGEST_GAP
        since = (now.free_since if watched else None) or report.day
        free = (report.day - since).days >= FREE_DAYS
        return replace(now, free_since=since, state=EpisodeState.PAIN_FREE if free else now.state)
    painful = replace(now, free_since=None)
    began = _began(report, before)
    if began is None:
        return painful
    if now.state is EpisodeState.PAIN_FREE:
        return Episodes(EpisodeState.NEW_EPISODE, (*now.recurred_on, began), None)
    return painful


def _reports(
    check_ins: Sequence[CheckIn], mornings: Sequence[MorningAfter], today: date
) -> list[_Said]:
    said = [_Said(one.made_on, one.pain_average, is_week=True) for one in check_ins]
    said += [_Said(one.day, one.pain, is_week=False) for one in mornings]
    return sorted((one for one in said if one.day <= today), key=lambda one: (one.day, one.is_week))


def _began(report: _Said, before: _Said | None) -> date | None:
    """Return the first day of pain that has lasted a day at least, or None."""
    if report.pain < LEAST_PAIN:
        return None
    if report.is_week:
        return report.day
    if before is None or before.is_week or before.pain < LEAST_PAIN:
        return None
    return before.day if (report.day - before.day).days == 1 else None
