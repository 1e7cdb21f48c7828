"""Persons and everything that is kept about them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_Columns = tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...]
"""Name, type, and whether it may be empty."""
_ENTRIES: dict[str, _Columns] = {
    "consents": (),
    "screenings": (("level", sa.Integer(), False),),
    "recordings": (),
    "results": (),
    "findings": (),
    "scores": (("score", sa.String(200), False),),
    "sessions": (("programme_version", sa.Integer(), False),),
    "mornings": (),
    "check_ins": (("pain_average", sa.Float(), False),),
    "steps": (),
    "notes": (("audience", sa.String(20), False), ("answers", sa.String(64), True)),
}


def upgrade() -> None:
    """Make the tables."""
    _make_persons()
    for name, columns in _ENTRIES.items():
        _make_entries(name, columns)
    _make_programmes()
    op.create_table(
        "files",
        *_key("files", sa.Column("sha256", sa.String(64), nullable=False)),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, those that others refer to last."""
    for name in ("files", "overrides", "signatures", "programmes", *_ENTRIES, "persons"):
        op.drop_table(name)


def _make_persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.ForeignKeyConstraint(["merged_into"], ["persons.id"], name="fk_persons_merged_into"),
    )
    op.create_index("ix_persons_merged_into_name_id", "persons", ["merged_into", "name", "id"])


def _key(table: str, second: sa.Column[str] | sa.Column[int]) -> tuple[sa.schema.SchemaItem, ...]:
    """Return the columns of a key that starts with the person, and its constraints."""
    return (
        sa.Column("person_id", sa.String(64), nullable=False),
        second,
        sa.PrimaryKeyConstraint("person_id", second.name, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=f"fk_{table}_person_id"),
    )


def _make_entries(name: str, columns: _Columns) -> None:
    op.create_table(
        name,
        *_key(name, sa.Column("id", sa.String(64), nullable=False)),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", _MOMENT),
        sa.Column("withdrawn_because", sa.Text()),
        *(sa.Column(column, kind, nullable=optional) for column, kind, optional in columns),
    )
    op.create_index(f"ix_{name}_person_id_at", name, ["person_id", "at"])


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _make_programmes() -> None:
    op.create_table(
        "programmes",
        *_key("programmes", _number("version")),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
    op.create_table(
        "signatures",
        *_key("signatures", _number("version")),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "version"],
            ["programmes.person_id", "programmes.version"],
            name="fk_signatures_programmes",
        ),
    )
    op.create_table(
        "overrides",
        *_key("overrides", _number("number")),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
