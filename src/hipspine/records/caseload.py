"""A clinician's list: one query over the persons of a page, whatever the number of their logs."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hipspine.domain.record import CaseloadRow, Person
from hipspine.domain.triage import TriageLevel
from hipspine.records.entries import read_content
from hipspine.records.kinds import TO_CLINICIAN
from hipspine.records.persons import visible_to
from hipspine.records.tables import (
    CHECK_INS,
    NOTES,
    PERSONS,
    PROGRAMMES,
    SCREENINGS,
    SESSIONS,
)

RECENT = timedelta(days=28)


def read_caseload(
    connection: sa.Connection, today: datetime, account: str | None, limit: int, offset: int
) -> tuple[CaseloadRow, ...]:
    """Return a page of persons by name with where each stands.

    The figures of a row are those of the person's own entries and of merged duplicates.
    """
    query = sa.select(PERSONS.c.id).where(PERSONS.c.merged_into.is_(None))
    query = visible_to(query, account).order_by(PERSONS.c.name, PERSONS.c.id)
    page = tuple(connection.execute(query.limit(limit).offset(offset)).scalars())
    duplicates = sa.select(PERSONS.c.id).where(PERSONS.c.merged_into.in_(page)).limit(1)
    has_merged = connection.execute(duplicates).first() is not None
    rows = connection.execute(_with_figures(page, today, has_merged=has_merged))
    return tuple(_row(row) for row in rows)


def _with_figures(page: tuple[str, ...], today: datetime, *, has_merged: bool) -> sa.Select[Any]:
    persons = PERSONS.alias("listed")
    merged = sa.select(PERSONS.c.id).where(PERSONS.c.merged_into == persons.c.id)

    def own(table: sa.Table) -> list[sa.ColumnElement[bool]]:
        is_own: sa.ColumnElement[bool] = table.c.person_id == persons.c.id
        if has_merged:
            # Only where there are any: it keeps the database from reading its index in order.
            is_own = sa.or_(is_own, table.c.person_id.in_(merged))
        return [is_own, table.c.withdrawn_at.is_(None)] if "withdrawn_at" in table.c else [is_own]

    def newest(table: sa.Table, column: str, by: str) -> sa.ScalarSelect[Any]:
        query = sa.select(table.c[column]).where(*own(table)).order_by(table.c[by].desc())
        return query.limit(1).scalar_subquery()

    recent = sa.select(sa.func.count()).select_from(SESSIONS).where(*own(SESSIONS))
    recent = recent.where(SESSIONS.c.at > today - RECENT, SESSIONS.c.at <= today)
    figures = sa.select(
        persons.c.content.label("person"),
        newest(SESSIONS, "at", "at").label("last_session_at"),
        recent.scalar_subquery().label("recent_sessions"),
        newest(CHECK_INS, "at", "at").label("last_check_in_at"),
        newest(CHECK_INS, "pain_average", "at").label("pain_average"),
        newest(SCREENINGS, "content", "at").label("screening"),
        newest(PROGRAMMES, "version", "version").label("version"),
        newest(PROGRAMMES, "stage", "version").label("stage"),
        _unanswered(own(NOTES)).label("unanswered_notes"),
    )
    return figures.where(persons.c.id.in_(page)).order_by(persons.c.name, persons.c.id)


def _unanswered(own: list[sa.ColumnElement[bool]]) -> sa.ScalarSelect[int]:
    answer = NOTES.alias("answer")
    answered = sa.exists().where(
        answer.c.person_id == NOTES.c.person_id, answer.c.answers == NOTES.c.id
    )
    # What a clinician notes down for clinicians under such a message closes it.
    asked = NOTES.alias("asked")
    closes = sa.exists().where(
        asked.c.person_id == NOTES.c.person_id,
        asked.c.id == NOTES.c.answers,
        asked.c.audience == TO_CLINICIAN,
    )
    query = sa.select(sa.func.count()).select_from(NOTES)
    to_clinician = NOTES.c.audience == TO_CLINICIAN
    return query.where(*own, to_clinician, ~answered, ~closes).scalar_subquery()


def _row(row: Any) -> CaseloadRow:
    person: Person = read_content(row.person, Person, "in the list")
    level: TriageLevel | None = None
    screened_on = None
    if row.screening is not None:
        # Fifty whole interviews would take longer to read than all the rest: two fields do.
        triage = json.loads(row.screening)["triage"]
        level = TriageLevel(triage["level"])
        screened_on = date.fromisoformat(triage["screened_on"])
    return CaseloadRow(
        person=person,
        last_session_at=row.last_session_at,
        sessions_in_28_days=row.recent_sessions,
        last_check_in_on=None if row.last_check_in_at is None else row.last_check_in_at.date(),
        pain_average=row.pain_average,
        level=level,
        screened_on=screened_on,
        programme_version=row.version,
        stage=row.stage,
        unanswered_notes=row.unanswered_notes,
    )
