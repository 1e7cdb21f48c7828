"""`python -m benchmarks.records`: how long pages wait for the records of 10,000 persons.

Everybody has 100 logs: 60 sessions of five exercises, 28 mornings and 12 check-ins, besides a
screening, a signed programme and, every tenth person, a message to the clinician. Filling takes
about two minutes and half a gigabyte in the folder for temporary files.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from benchmarks.machine import load_line, machine_line
from benchmarks.page import put_into
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Signature, Stage
from hipspine.domain.record import Audience, KeptScreening, Note, Person, Role
from hipspine.domain.training import CheckIn, ExerciseEntry, MorningAfter, Session
from hipspine.domain.triage import Triage, TriageLevel
from hipspine.records.documents import as_text
from hipspine.records.entries import row_of
from hipspine.records.kinds import Entry, kind_of
from hipspine.records.open_store import open_store, records_place
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import ACCESS, PERSONS, PROGRAMMES, SIGNATURES

T = TypeVar("T")
TODAY = datetime(2026, 11, 21, 8, tzinfo=UTC)
ACCOUNT = "clinician-1"
GOAL_MS = 50.0
TRIES = 60
BATCH = 200
"""Persons written in one transaction while filling."""


@dataclass(frozen=True)
class Waiting:
    """How long one page waited for its queries."""

    page: str
    median_ms: float
    p95_ms: float
    longest_ms: float


def main() -> int:
    """Fill, measure, print the table, and put it into a page if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--page", type=Path, help="put the table into this page")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        store = open_store(records_place(Path(folder)), lambda: TODAY)
        started = time.perf_counter()
        _fill(store, options.persons)
        filled_s = time.perf_counter() - started
        file = store.database.sqlite_file
        size_mb = 0.0 if file is None else file.stat().st_size / 1e6
        measured = _table(list(_measure(store, options.persons)), options.persons, size_mb)
        store.close()
    print(f"Filled in {filled_s:.0f} s.", file=sys.stderr)
    print(measured)
    if options.page is not None:
        put_into(options.page, measured)
    return 0


def _person(number: int) -> Person:
    return Person(str(UUID(int=number + 1)), f"Person {number:05}", "en", "Europe/Berlin", 1970)


def _fill(store: SqlStore, persons: int) -> None:
    for first in range(0, persons, BATCH):
        with store.database.writing() as connection:
            for number in range(first, min(first + BATCH, persons)):
                _fill_person(connection, number)
    with store.database.outside_transactions() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_person(connection: sa.Connection, number: int) -> None:
    person = _person(number)
    row = {"id": person.id, "name": person.name, "added_at": TODAY, "content": as_text(person)}
    connection.execute(PERSONS.insert().values(row))
    by_kind: dict[type, list[dict[str, object]]] = {}
    for entry in _logs(number):
        kind = kind_of(type(entry))
        by_kind.setdefault(type(entry), []).append({"person_id": person.id, **row_of(kind, entry)})
    for kind_type, rows in by_kind.items():
        connection.execute(kind_of(kind_type).table.insert(), rows)
    _fill_plan(connection, person.id)
    if number % 50 == 0:
        connection.execute(
            ACCESS.insert().values(person_id=person.id, account=ACCOUNT, role=str(Role.CLINICIAN))
        )


def _logs(number: int) -> Iterator[Entry]:
    chance = random.Random(number)
    done = tuple(
        ExerciseEntry(f"exercise_{place}", 3, Side.LEFT, 10, pain_during=chance.uniform(0, 5))
        for place in range(5)
    )
    for place in range(60):
        at = TODAY - timedelta(days=2 * place, minutes=chance.randrange(600))
        yield Session(f"s{place}", at, 1, done, pain_before=2.0)
    for place in range(28):
        yield MorningAfter((TODAY - timedelta(days=place)).date(), chance.uniform(0, 6))
    for place in range(12):
        yield CheckIn(f"c{place}", (TODAY - timedelta(weeks=place)).date(), 3.0)
    level = TriageLevel.SELF_CARE
    triage = Triage(level, level, (), (), frozenset(), TODAY.date())
    answers = Answers({f"question_{place}": Reply.NO for place in range(40)})
    yield KeptScreening("t", TODAY, answers, triage, "complete")
    if number % 10 == 0:
        yield Note("n", TODAY, "hipspine", Audience.CLINICIAN, "Two steps back.", "regressions")


def _programme(day: date) -> Programme:
    dose = PlannedDose(3, 10, 4.0, rest_s=60)
    items = tuple(
        PlannedExercise(f"exercise_{place}", dose, frozenset({0, 2, 4})) for place in range(8)
    )
    return Programme("combined", Stage.STRENGTHEN, 1, day, day, 20.0, items)


def _fill_plan(connection: sa.Connection, person_id: str) -> None:
    programme = _programme(TODAY.date())
    key = {"person_id": person_id, "version": 1}
    connection.execute(
        PROGRAMMES.insert().values(
            **key, kept_at=TODAY, stage=str(programme.stage), content=as_text(programme)
        )
    )
    signature = Signature("A. Berg", TODAY.date())
    connection.execute(SIGNATURES.insert().values(**key, content=as_text(signature)))


def _measure(store: SqlStore, persons: int) -> Iterator[Waiting]:
    chance = random.Random(6)
    ids = [_person(chance.randrange(persons)).id for _ in range(TRIES)]
    offsets = [chance.randrange(persons - 50) for _ in range(TRIES)]
    names = [f"son {chance.randrange(persons):05}" for _ in range(TRIES)]
    numbers = iter(range(10_000))
    monday = TODAY - timedelta(days=TODAY.weekday())

    yield _waiting("list of persons, 50 from anywhere", offsets, lambda n: store.persons(offset=n))
    yield _waiting("persons found by a part of the name", names, lambda n: store.persons(named=n))
    yield _waiting(
        "caseload of everybody, 50 from anywhere",
        offsets,
        lambda n: store.caseload(TODAY, offset=n),
    )
    yield _waiting(
        "caseload of one clinician (200 persons), first 50",
        offsets,
        lambda _n: store.caseload(TODAY, account=ACCOUNT),
    )
    yield _waiting("today's plan", ids, lambda who: _today(store, who, monday))
    yield _waiting("progress over all 100 logs", ids, lambda who: _progress(store, who))
    yield _waiting("one person's audit trail", ids, store.audit_trail)
    yield _waiting(
        "keeping one session, forced onto the disk",
        ids,
        lambda who: store.add(who, Session(f"new-{next(numbers)}", TODAY, 1, ())),
    )


def _today(store: SqlStore, who: str, monday: datetime) -> None:
    store.person(who)
    store.programme(who)
    store.overrides(who)
    store.entries(who, KeptScreening, latest=1)
    store.entries(who, Session, since=monday)
    store.entries(who, MorningAfter, latest=1)


def _progress(store: SqlStore, who: str) -> None:
    store.person(who)
    store.programmes(who)
    store.entries(who, Session)
    store.entries(who, MorningAfter)
    store.entries(who, CheckIn)


def _waiting(page: str, inputs: list[T], queries: Callable[[T], object]) -> Waiting:
    queries(inputs[0])
    spent = []
    for value in inputs:
        started = time.perf_counter()
        queries(value)
        spent.append((time.perf_counter() - started) * 1e3)
    p95 = statistics.quantiles(spent, n=20)[-1]
    return Waiting(page, statistics.median(spent), p95, max(spent))


def _table(rows: list[Waiting], persons: int, size_mb: float) -> str:
    today = datetime.now(UTC).date().isoformat()  # noqa: TID251 - dates the page
    lines = [
        f"Measured on {today}: {persons:,} persons with 100 logs each, {size_mb:.0f} MB in SQLite; "
        f"{TRIES} persons or places in the list, drawn at random. "
        f"Machine: {machine_line()}; {load_line()} at the end.",
        "",
        f"| queries of | median ms | 95 % within ms | longest ms | goal {GOAL_MS:.0f} ms |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.page} | {row.median_ms:.1f} | {row.p95_ms:.1f} | {row.longest_ms:.1f} | "
        f"{'met' if row.p95_ms <= GOAL_MS else 'not met'} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
