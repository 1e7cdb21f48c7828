"""What is wrong with numbers that a person copied from a published form."""

import math
from collections.abc import Mapping

from hipspine.content.instruments import Instrument
from hipspine.content.score_rules import ScoreRule
from hipspine.domain.questionnaire import Absence, InstrumentEntry

ROUNDED_BY = 0.5
"""A total that allows fractions may be rounded to a whole number on the form."""


def entry_problems(instrument: Instrument, entry: InstrumentEntry) -> tuple[str, ...]:
    """Return what is wrong with the items and totals, each taken by itself."""
    if not entry.totals and not entry.ratings and entry.ticked is None:
        return ("nothing was entered: give a total or the items",)
    return (
        *_kind_problems(instrument, entry),
        *_rating_problems(instrument, entry.ratings),
        *_range_problems(instrument, entry.totals),
    )


def total_problems(
    instrument: Instrument, totals: Mapping[str, float], values: Mapping[str, float | Absence]
) -> tuple[str, ...]:
    """Return where a total contradicts the items, or a part contradicts the whole."""
    problems: list[str] = []
    for name, total in totals.items():
        rule, value = instrument.score(name), values[name]
        if rule is None or isinstance(value, Absence):
            continue
        if abs(total - value) > (1e-9 if rule.whole else ROUNDED_BY):
            problems.append(f"{name} was entered as {total:g}, but the items give {value:g}")
    return (*problems, *_part_problems(instrument, totals))


def _kind_problems(instrument: Instrument, entry: InstrumentEntry) -> tuple[str, ...]:
    problems: list[str] = []
    if entry.ratings and instrument.entry != "ratings":
        problems.append(f"this form takes {_takes(instrument)}, not a number per item")
    if entry.ticked is not None and instrument.entry != "ticks":
        problems.append(f"this form takes {_takes(instrument)}, not ticked items")
    elif unknown := sorted(n for n in entry.ticked or () if str(n) not in instrument.item_ids):
        problems.append(
            f"the form has items 1 to {instrument.items}, not {', '.join(map(str, unknown))}"
        )
    return tuple(problems)


def _takes(instrument: Instrument) -> str:
    words = {"ticks": "ticked items", "ratings": "a number per item", "total": "a total only"}
    return words[instrument.entry]


def _rating_problems(instrument: Instrument, ratings: Mapping[int, float]) -> tuple[str, ...]:
    if instrument.entry != "ratings":
        return ()
    problems: list[str] = []
    for number, mark in sorted(ratings.items()):
        if str(number) not in instrument.item_ids:
            problems.append(f"the form has items 1 to {instrument.items}, not {number}")
            continue
        lowest, highest = instrument.item_range(str(number))
        if not _lies_in(mark, lowest, highest, whole=True):
            problems.append(
                f"item {number} is a whole number from {lowest} to {highest}, not {mark:g}"
            )
    return tuple(problems)


def _range_problems(instrument: Instrument, totals: Mapping[str, float]) -> tuple[str, ...]:
    problems: list[str] = []
    for name, total in totals.items():
        rule = instrument.score(name)
        if rule is None:
            known = ", ".join(score.id for score in instrument.scores)
            problems.append(f"its scores are called {known}, not {name}")
        elif not _lies_in(total, rule.lowest, rule.highest, whole=rule.whole):
            kind = "a whole number" if rule.whole else "a number"
            problems.append(
                f"{name} is {kind} from {rule.lowest:g} to {rule.highest:g}, not {total:g}"
            )
    return tuple(problems)


def _lies_in(value: float, lowest: float, highest: float, *, whole: bool) -> bool:
    inside = math.isfinite(value) and lowest <= value <= highest
    return inside and (not whole or float(value).is_integer())


def _part_problems(instrument: Instrument, totals: Mapping[str, float]) -> tuple[str, ...]:
    """Return where the items outside a part cannot make up what is left of the whole."""
    sums = [score for score in instrument.scores if score.rule == "sum" and score.id in totals]
    return tuple(
        f"{part.id} {totals[part.id]:g} does not fit {whole.id} {totals[whole.id]:g}"
        for part in sums
        for whole in sums
        if set(part.items) < set(whole.items)
        and not _rest_is_possible(part, whole, totals[whole.id] - totals[part.id])
    )


def _rest_is_possible(part: ScoreRule, whole: ScoreRule, rest: float) -> bool:
    return whole.lowest - part.lowest <= rest <= whole.highest - part.highest
