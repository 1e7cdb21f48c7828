"""Movement tests kept about a person: what was measured last, and what a plan makes of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from hipspine import __version__
from hipspine.clinic.self_check import is_below_range, outcomes_of, self_checks
from hipspine.clinic.visit_file import read_visit_record
from hipspine.content.movement_tests import movement_tests
from hipspine.content.plan_rules import plan_rules
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement
from hipspine.domain.programme import Wishes
from hipspine.domain.record import Person, Result
from hipspine.measure.movement_tests.outcome import MovementOutcome
from hipspine.records.documents import as_data
from hipspine.records.store import Store

KIND = "movement_test"


def keep_movement_test(
    store: Store, person: Person, outcome: MovementOutcome, *, at: datetime
) -> None:
    """Keep what a movement test gave."""
    content = {"test": outcome.test.id, "measurements": as_data(outcome.measurements)}
    text = json.dumps(content, sort_keys=True)
    file = store.keep_bytes(person.id, text.encode(), name=f"{outcome.test.id}.json", role=KIND)
    store.add(person.id, Result(str(uuid4()), at, KIND, (file,), software_version=__version__))


def tests_by_moment(
    store: Store, person: Person
) -> tuple[tuple[datetime, tuple[Measurement, ...]], ...]:
    """Return the measurements of every kept movement test with its moment, in order of time.

    Raises
    ------
    FileFormatError
        If a kept one is not as it was written.
    """
    return tuple(
        (one.at, read_visit_record(store.file(person.id, one.files[0].sha256)).measurements)
        for one in store.entries(person.id, Result)
        if one.kind == KIND
    )


def latest_measurements(
    store: Store, person: Person, today: date, *, age: int | None = None
) -> tuple[Measurement, ...]:
    """Return the last measurements of each name, whether held at home or tested by somebody.

    Parameters
    ----------
    age : int or None
        In years, as said in the safety questions; the range of a hold at home depends on it.
    """
    at_home = [
        (at, tuple(one for outcome in outcomes for one in outcome.measurements))
        for at, check in self_checks(store, person)
        for outcomes in (outcomes_of(check, person, today, age=age),)
    ]
    in_order = sorted([*at_home, *tests_by_moment(store, person)], key=lambda each: each[0])
    latest: dict[str, tuple[Measurement, ...]] = {}
    for _at, measurements in in_order:
        for name in {one.name for one in measurements}:
            latest[name] = tuple(one for one in measurements if one.name == name)
    return tuple(one for name in sorted(latest) for one in latest[name])


def with_findings(wishes: Wishes, measurements: Iterable[Measurement]) -> Wishes:
    """Return wishes with what movement tests tell a plan; what was measured wins over older words.

    A value below its published range asks more of what the test trains, the worse side counts for
    the next stage, a side that is lower by more than chance goes first, and pain that a test
    provoked closes the gate of its question. What has no value or no range asks nothing.
    """
    known = [one for one in measurements if one.value is not None]
    rules = {rule.measurement: rule for rule in plan_rules().findings}
    found = [(one, rules[one.name]) for one in known if one.name in rules]
    short = {
        rule.target: _test_of(one.name)
        for one, rule in found
        if rule.target is not None and is_below_range(one)
    }
    closed = {rule.closes for one, rule in found if rule.closes and one.value}
    tested = {one.name for one in known} | {_test_of(one.name) for one in known}
    earlier = {target: by for target, by in wishes.emphasis.items() if by not in tested}
    return replace(
        wishes,
        emphasis={**earlier, **short},
        tests={**wishes.tests, **dict(_worse_sides(known))},
        asked_no=wishes.asked_no - closed,
        weaker_side=_weaker_side(known) or wishes.weaker_side,
    )


def _test_of(name: str) -> str:
    """Return the id of the movement test that gives a measurement; the name itself if none does."""
    tests = movement_tests().values()
    return next((t.id for t in tests if name in {result.name for result in t.results}), name)


def _worse_sides(measurements: Iterable[Measurement]) -> Iterator[tuple[str, float]]:
    """Give the lower side of each test that a stage asks for, where both sides are there."""
    asked = {gate.test for gate in plan_rules().gates.values()}
    for name, sides in _by_side(measurements).items():
        if name in asked and len(sides) == len(Side):
            yield name, min(sides.values())


def _weaker_side(measurements: Iterable[Measurement]) -> Side | None:
    """Return the side that is lower by more than chance, in the first test that tells one."""
    noise = {
        result.name: result.side_noise
        for test in movement_tests().values()
        for result in test.results
        if result.side_noise is not None
    }
    for name, sides in _by_side(measurements).items():
        if name in noise and len(sides) == len(Side):
            larger = max(sides.values())
            by_chance = noise[name].difference or (noise[name].share or 1.0) * larger
            if larger - min(sides.values()) > by_chance:
                return min(sides, key=lambda side: sides[side])
    return None


def _by_side(measurements: Iterable[Measurement]) -> dict[str, dict[Side, float]]:
    found: dict[str, dict[Side, float]] = {}
    for one in measurements:
        if one.value is not None and one.side is not None:
            found.setdefault(one.name, {})[one.side] = one.value
    return found
