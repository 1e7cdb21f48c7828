"""Tests done at home: what was entered, the worse side for the plan, and findings from them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from hipspine.content.movement_tests import MovementTest, movement_tests
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement
from hipspine.domain.record import Person, Result
from hipspine.measure.movement_tests.entered import entered_values
from hipspine.measure.movement_tests.outcome import PersonTested, movement_test_outcome
from hipspine.web.people import store_of, today_of

KIND = "self_check"
ROLE = "self_check"

HOLDS = ("single_leg_bridge", "side_lying_abduction_hold")
"""Movement tests of seconds held on each side."""
COUNTED = ("chair_stand_30s",)
"""Movement tests of a count, both legs together."""


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
            if len(sides) < len(Side):
                continue
            noise = movement_tests()[test].results[0].side_noise
            apart = abs(sides[Side.LEFT] - sides[Side.RIGHT])
            if noise is not None and noise.difference is not None and apart > noise.difference:
                return min(sides, key=lambda side: sides[side])
        return None

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON values."""
        holds = {
            test: {side.value: seconds for side, seconds in sides.items()}
            for test, sides in self.holds.items()
        }
        return {"holds_s": holds, "counts": dict(self.counts)}

    def as_typed(self) -> dict[str, str]:
        """Return the form's fields as they were typed."""
        typed = {
            f"{test}.{side.value}": f"{seconds:g}"
            for test, sides in self.holds.items()
            for side, seconds in sides.items()
        }
        return {**typed, **{test: f"{count:g}" for test, count in self.counts.items()}}


def latest_self_check(request: Request, person: Person) -> SelfCheck:
    """Return the tests that were entered last; empty where there are none."""
    store = store_of(request)
    kept = [one for one in store.entries(person.id, Result) if one.kind == KIND]
    if not kept:
        return SelfCheck()
    file = store.file(person.id, kept[-1].files[0].sha256)
    data = json.loads(file.read_text("utf-8"))
    holds = {
        test: {Side(side): float(seconds) for side, seconds in sides.items()}
        for test, sides in data["holds_s"].items()
    }
    return SelfCheck(holds, {test: float(count) for test, count in data["counts"].items()})


def measured_at_home(request: Request, person: Person) -> tuple[Measurement, ...]:
    """Return the measurements of the last self-check."""
    check = latest_self_check(request, person)
    year = person.birth_year
    age = None if year is None else today_of(request, person).year - year
    tested = PersonTested(sex=person.sex, age=age, mass_kg=person.mass_kg)
    return tuple(
        measurement
        for test, given in _assignments(check).items()
        for measurement in movement_test_outcome(
            movement_tests()[test], entered_values(movement_tests()[test], given), tested
        ).measurements
    )


def _assignments(check: SelfCheck) -> dict[str, list[str]]:
    """Return the entries of each test as the reader of movement tests takes them."""
    found: dict[str, list[str]] = {}
    for test, sides in check.holds.items():
        entry = _entry(movement_tests()[test])
        found[test] = [f"{side.value}.{entry}={value:g}" for side, value in sides.items()]
    for test, count in check.counts.items():
        found[test] = [f"{_entry(movement_tests()[test])}={count:g}"]
    return found


def _entry(test: MovementTest) -> str:
    return test.entries[0].id
