"""What the web app keeps: unfinished forms, accounts, logins, invitations, tokens, jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=f"fk_{table}_person_id")


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["login_accounts.id"],
        name=f"fk_{table}_account_id",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "drafts",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "name", name="pk_drafts"),
        _person("drafts"),
    )
    op.create_table(
        "login_accounts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("login", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_accounts"),
        sa.UniqueConstraint("login", name="uq_login_accounts_login"),
        _person("login_accounts"),
    )
    op.create_table(
        "login_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_sessions"),
        _account("login_sessions"),
    )
    _make_invitations()
    _make_tokens()
    _make_jobs()


def _make_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("account_id", sa.String(64)),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
        _person("invitations"),
        _account("invitations"),
    )


def _make_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64)),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_tokens"),
        _account("api_tokens"),
    )


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("result_id", sa.String(64)),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        _person("jobs"),
    )
    op.create_index("ix_jobs_person_id_made_at", "jobs", ["person_id", "made_at"])
    op.create_index("ix_jobs_state_made_at", "jobs", ["state", "made_at"])


def downgrade() -> None:
    """Drop them, those that refer to others first."""
    for table in (
        "jobs",
        "api_tokens",
        "invitations",
        "login_sessions",
        "login_accounts",
        "drafts",
    ):
        op.drop_table(table)
