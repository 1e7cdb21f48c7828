"""The audit trail, whose lines the database itself refuses to change, and who may open what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSAL = "audit lines are never changed or deleted"


def upgrade() -> None:
    """Make the tables, and guard the trail."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_person_id_number", "audit", ["person_id", "number"])
    op.create_table(
        "access",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "account", name="pk_access"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_access_person_id"),
    )
    op.create_index("ix_access_account", "access", ["account"])
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop both; guards go with their table."""
    op.drop_table("access")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _guards(dialect: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for event in ("update", "delete")
        )
    return (
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    )
