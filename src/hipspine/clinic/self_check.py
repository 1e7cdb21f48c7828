"""Holds done at home: what was entered, kept, compared with published ranges, told to the plan."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from hipspine import __version__
from hipspine.clinic.local_time import local_day
from hipspine.content.movement_tests import MovementTest, movement_tests
from hipspine.content.plan_rules import plan_rules
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers
from hipspine.domain.errors import RecordsError
from hipspine.domain.measurement import Measurement
from hipspine.domain.outcome import StrengthTest
from hipspine.domain.record import Person, Result
from hipspine.measure.movement_tests.entered import entered_values
from hipspine.measure.movement_tests.outcome import (
    MovementOutcome,
    PersonTested,
    movement_test_outcome,
)
from hipspine.records.store import Store

KIND = "self_check"
HOLDS = ("single_leg_bridge", "side_lying_abduction_hold")
"""Movement tests of seconds held on each side."""
LIKE = {
    "single_leg_bridge": "bridge_single_leg",
    "side_lying_abduction_hold": "side_lying_leg_raise",
}
"""The exercise whose gates forbid the hold as well."""


@dataclass(frozen=True)
class SelfCheck:
    """What was entered: seconds by test and side, counts by test."""

    holds: Mapping[str, Mapping[Side, float]] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)

    @property
    def worse_sides(self) -> dict[str, float]:
        """Results by name, of the worse side; only where both sides were tested."""
        tests = movement_tests()
        found = {
            tests[test].results[0].name: min(sides.values())
            for test, sides in self.holds.items()
            if len(sides) == len(Side)
        }
        return {**found, **{tests[test].results[0].name: n for test, n in self.counts.items()}}

    @property
    def weaker_side(self) -> Side | None:
        """The side that held clearly less, in the first test that tells one; None: no test does."""
        for test, sides in self.holds.items():
            noise = movement_tests()[test].results[0].side_noise
            if noise is None or noise.difference is None or len(sides) < len(Side):
                continue
            if abs(sides[Side.LEFT] - sides[Side.RIGHT]) > noise.difference:
                return min(sides, key=lambda side: sides[side])
        return None

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON values."""
        holds = {
            test: {side.value: seconds for side, seconds in sides.items()}
            for test, sides in self.holds.items()
        }
        return {"holds_s": holds, "counts": dict(self.counts)}


def keep_self_check(store: Store, person: Person, check: SelfCheck, *, at: datetime) -> None:
    """Keep what was entered, if anything was."""
    if not check.holds and not check.counts:
        return
    text = json.dumps(check.as_data(), sort_keys=True)
    file = store.keep_bytes(person.id, text.encode(), name="self-check.json", role=KIND)
    store.add(person.id, Result(str(uuid4()), at, KIND, (file,), software_version=__version__))


def self_checks(store: Store, person: Person) -> tuple[tuple[datetime, SelfCheck], ...]:
    """Return every self-check that was kept, with its moment, in order of time.

    Raises
    ------
    RecordsError
        If a kept one is not as it was written.
    """
    kept = [one for one in store.entries(person.id, Result) if one.kind == KIND]
    return tuple((one.at, _read(store, person, one)) for one in kept)


def latest_self_check(store: Store, person: Person) -> SelfCheck:
    """Return what was entered last; empty where nothing was."""
    kept = self_checks(store, person)
    return kept[-1][1] if kept else SelfCheck()


def _read(store: Store, person: Person, kept: Result) -> SelfCheck:
    text = store.file(person.id, kept.files[0].sha256).read_text("utf-8")
    try:
        data = json.loads(text)
        holds = {
            test: {Side(side): float(seconds) for side, seconds in sides.items()}
            for test, sides in data["holds_s"].items()
        }
        in_order = {test: holds[test] for test in HOLDS if test in holds}
        return SelfCheck(in_order, {test: float(n) for test, n in data["counts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise RecordsError(
            f"self-check {kept.id}",
            expected="holds and counts as hipspine writes them",
            got=repr(problem),
            do="Enter it again with: hipspine check.",
        ) from None


def outcomes_of(
    check: SelfCheck, person: Person, today: date, *, age: int | None = None
) -> tuple[MovementOutcome, ...]:
    """Return each test with numbers, published range and what a side difference tells.

    Parameters
    ----------
    age : int or None
        In years, as said in the safety questions; None: by the year of birth, where it is known.
    """
    if age is None and person.birth_year is not None:
        age = today.year - person.birth_year
    tested = PersonTested(sex=person.sex, age=age, mass_kg=person.mass_kg)
    return tuple(
        movement_test_outcome(test, entered_values(test, given), tested)
        for test, given in _assignments(check)
    )


def measured_at_home(check: SelfCheck, person: Person, today: date) -> tuple[Measurement, ...]:
    """Return the measurements of a self-check."""
    outcomes = outcomes_of(check, person, today)
    return tuple(one for outcome in outcomes for one in outcome.measurements)


def _assignments(check: SelfCheck) -> list[tuple[MovementTest, list[str]]]:
    """Return the entries of each test as the reader of movement tests takes them."""
    found = []
    for name, sides in check.holds.items():
        test = movement_tests()[name]
        entry = test.entries[0].id
        found.append((test, [f"{side.value}.{entry}={s:g}" for side, s in sides.items()]))
    for name, count in check.counts.items():
        test = movement_tests()[name]
        found.append((test, [f"{test.entries[0].id}={count:g}"]))
    return found


def age_said(answers: Answers) -> int | None:
    """Return the age that was said in the safety questions, in years; None: it was not."""
    age = answers.get("age_years")
    return int(age) if isinstance(age, float | int) else None


def emphasis_of(outcomes: Iterable[MovementOutcome]) -> dict[str, str]:
    """Return targets that a hold below its published range asks more of, each with the test.

    Notes
    -----
    Only where the range is published for people of this age; elsewhere nothing is called short.
    """
    trains = {rule.measurement: rule.target for rule in plan_rules().findings if rule.target}
    return {
        trains[one.name]: outcome.test.id
        for outcome in outcomes
        for one in outcome.measurements
        if one.name in trains and is_below_range(one)
    }


def is_below_range(one: Measurement) -> bool:
    """Tell whether a value lies below a published range; a lone mean is no range."""
    return (
        one.value is not None
        and one.norm is not None
        and one.norm.low < one.norm.high
        and one.value < one.norm.low
    )


def strength_tests(store: Store, person: Person) -> tuple[StrengthTest, ...]:
    """Return every hold, as forecasts of strength take them; of one day only the last counts."""
    last_of_day = {local_day(person, at): check for at, check in self_checks(store, person)}
    return tuple(
        StrengthTest(test, day, seconds, side)
        for day, check in last_of_day.items()
        for test, sides in check.holds.items()
        for side, seconds in sides.items()
        if seconds > 0
    )
