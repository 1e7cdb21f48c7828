"""Which days of the week carry training, and which are for light work."""

from collections.abc import Iterable
from itertools import combinations

from hipspine.content.exercises import Exercise
from hipspine.domain.programme import Part

DAYS = 7
LIGHT_FAMILIES = frozenset({"walking", "stretch", "mobility", "pelvis"})
"""What may be done on any day; everything else waits for a training day, so that muscles rest."""
PARTS = {
    "warm_up": Part.WARM_UP,
    "break": Part.THROUGH_THE_DAY,
    "relief": Part.WHEN_NEEDED,
}


def training_days(available: Iterable[int], count: int) -> tuple[int, ...]:
    """Return up to ``count`` days of which no two follow each other, spread over the week.

    The week is a circle: Sunday and Monday follow each other. A day between two sessions for the
    same muscles is general guidance for novices.

    References
    ----------
    American College of Sports Medicine (2009). Progression models in resistance training for
    healthy adults. Med Sci Sports Exerc 41:687-708. doi:10.1249/MSS.0b013e3181915670
    """
    days = sorted(available)
    for size in range(min(count, len(days)), 0, -1):
        fitting = [chosen for chosen in combinations(days, size) if _rests_between(chosen)]
        if fitting:
            return max(fitting, key=lambda chosen: (_least_gap(chosen), [-day for day in chosen]))
    return ()


def _rests_between(days: tuple[int, ...]) -> bool:
    return _least_gap(days) > 1


def _least_gap(days: tuple[int, ...]) -> int:
    if len(days) == 1:
        return DAYS
    following = (*days[1:], days[0] + DAYS)
    return min(after - day for day, after in zip(days, following, strict=True))


def part_of(exercise: Exercise) -> Part:
    """Return where in a day an exercise has its place."""
    return PARTS.get(exercise.family, Part.MAIN)


def may_be_light(exercise: Exercise) -> bool:
    """Tell whether an exercise may be done on days between training."""
    return exercise.family in LIGHT_FAMILIES


def spread(days: tuple[int, ...], most: int) -> tuple[int, ...]:
    """Return at most so many of the days, as far apart as can be."""
    if len(days) <= most:
        return days
    return max(
        combinations(days, most), key=lambda chosen: (_least_gap(chosen), [-day for day in chosen])
    )
