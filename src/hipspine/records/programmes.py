"""Versions of programmes in the database, their signatures, and what clinicians decided."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.programme import Overrides, Programme, Signature
from hipspine.records.documents import as_text
from hipspine.records.entries import read_content
from hipspine.records.tables import OVERRIDES, PROGRAMMES, SIGNATURES


def insert_programme(
    connection: sa.Connection, persons: tuple[str, ...], programme: Programme, at: datetime
) -> bool:
    """Keep the next version; False if exactly this version is there, signed or not.

    Raises
    ------
    RecordsError
        If the version is taken by another programme, or does not follow the newest one.
    """
    unsigned = replace(programme, signature=None)
    versions = read_programmes(connection, persons, programme.version)
    if any(replace(there, signature=None) == unsigned for there in versions):
        return False
    newest = newest_version(connection, persons)
    if programme.version != newest + 1:
        raise RecordsError(
            f"programme version {programme.version}",
            expected=f"version {newest + 1}",
            got="another one" if programme.version > newest else "one that is taken",
            do="Somebody may have planned in between: look at the newest version, then plan again.",
        )
    connection.execute(
        PROGRAMMES.insert().values(
            person_id=persons[0],
            version=programme.version,
            kept_at=at,
            stage=str(programme.stage),
            content=as_text(unsigned),
        )
    )
    if programme.signature is not None:
        insert_signature(connection, persons, programme.version, programme.signature)
    return True


def newest_version(connection: sa.Connection, persons: tuple[str, ...]) -> int:
    """Return the highest version of a person's programme; 0 where there is none."""
    highest = connection.execute(
        sa.select(sa.func.max(PROGRAMMES.c.version)).where(PROGRAMMES.c.person_id.in_(persons))
    ).scalar()
    return highest or 0


def read_programmes(
    connection: sa.Connection, persons: tuple[str, ...], version: int | None = None
) -> tuple[Programme, ...]:
    """Return versions with their signatures, in order; of equal versions the main person's last."""
    joined = PROGRAMMES.outerjoin(
        SIGNATURES,
        sa.and_(
            PROGRAMMES.c.person_id == SIGNATURES.c.person_id,
            PROGRAMMES.c.version == SIGNATURES.c.version,
        ),
    )
    query = (
        sa.select(PROGRAMMES.c.version, PROGRAMMES.c.content, SIGNATURES.c.content.label("signed"))
        .select_from(joined)
        .where(PROGRAMMES.c.person_id.in_(persons))
        .order_by(PROGRAMMES.c.version, PROGRAMMES.c.person_id == persons[0])
    )
    if version is not None:
        query = query.where(PROGRAMMES.c.version == version)
    return tuple(_programme(row) for row in connection.execute(query))


def _programme(row: Any) -> Programme:
    programme: Programme = read_content(row.content, Programme, f"version {row.version}")
    if row.signed is None:
        return programme
    signature = read_content(row.signed, Signature, f"of version {row.version}")
    return replace(programme, signature=signature)


def insert_signature(
    connection: sa.Connection, persons: tuple[str, ...], version: int, signature: Signature
) -> bool:
    """Sign a version; False if it is signed exactly so.

    Raises
    ------
    RecordsError
        If there is no such version, or somebody else signed it.
    """
    there = read_programmes(connection, persons, version)
    if not there:
        raise RecordsError(
            f"programme version {version}",
            expected="a version that is kept",
            got="none",
            do="See the versions with: hipspine plan show.",
        )
    if there[-1].signature == signature:
        return False
    if there[-1].signature is not None:
        raise RecordsError(
            f"programme version {version}",
            expected="a version without a signature",
            got=f"one signed by {there[-1].signature.by}",
            do="A signed version stays as it is: plan a new one and sign that.",
        )
    connection.execute(
        SIGNATURES.insert().values(
            person_id=_owner_of_version(connection, persons, version),
            version=version,
            content=as_text(signature),
        )
    )
    return True


def _owner_of_version(connection: sa.Connection, persons: tuple[str, ...], version: int) -> str:
    owner: str = connection.execute(
        sa.select(PROGRAMMES.c.person_id)
        .where(PROGRAMMES.c.person_id.in_(persons), PROGRAMMES.c.version == version)
        .order_by((PROGRAMMES.c.person_id == persons[0]).desc())
        .limit(1)
    ).scalar_one()
    return owner


def insert_overrides(
    connection: sa.Connection, persons: tuple[str, ...], overrides: Overrides, at: datetime
) -> bool:
    """Keep new decisions of a clinician; False if they hold already, or were kept at that time."""
    at_that_time = connection.execute(
        sa.select(OVERRIDES.c.content).where(
            OVERRIDES.c.person_id.in_(persons), OVERRIDES.c.at == at
        )
    ).scalars()
    if as_text(overrides) in at_that_time or read_overrides(connection, persons) == overrides:
        return False
    highest = connection.execute(
        sa.select(sa.func.max(OVERRIDES.c.number)).where(OVERRIDES.c.person_id == persons[0])
    ).scalar()
    connection.execute(
        OVERRIDES.insert().values(
            person_id=persons[0], number=(highest or 0) + 1, at=at, content=as_text(overrides)
        )
    )
    return True


def read_overrides(connection: sa.Connection, persons: tuple[str, ...]) -> Overrides:
    """Return the decisions that hold: the last ones, wherever among merged persons they are."""
    content = connection.execute(
        sa.select(OVERRIDES.c.content)
        .where(OVERRIDES.c.person_id.in_(persons))
        .order_by(OVERRIDES.c.at.desc(), OVERRIDES.c.number.desc())
        .limit(1)
    ).scalar()
    if content is None:
        return Overrides()
    overrides: Overrides = read_content(content, Overrides, "of a clinician")
    return overrides
