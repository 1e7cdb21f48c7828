"""Tables of the web app: unfinished forms, accounts, logins, invitations, tokens and jobs.

Secrets are kept as hashes only: whoever reads the database can log in as nobody.
"""

import sqlalchemy as sa

from hipspine.records.tables import ID_LENGTH, METADATA, NAME_LENGTH, Moment

HASH_LENGTH = 64


def _of_person(*, primary: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(
        "person_id",
        sa.String(ID_LENGTH),
        sa.ForeignKey("persons.id"),
        primary_key=primary,
        nullable=nullable,
    )


def _of_account(*, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(
        "account_id",
        sa.String(ID_LENGTH),
        sa.ForeignKey("login_accounts.id", ondelete="CASCADE"),
        nullable=nullable,
    )


DRAFTS = sa.Table(
    "drafts",
    METADATA,
    _of_person(primary=True),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

LOGIN_ACCOUNTS = sa.Table(
    "login_accounts",
    METADATA,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("login", sa.String(NAME_LENGTH), nullable=False, unique=True),
    sa.Column("name", sa.String(NAME_LENGTH), nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    _of_person(nullable=True),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
)

LOGIN_SESSIONS = sa.Table(
    "login_sessions",
    METADATA,
    sa.Column("token_hash", sa.String(HASH_LENGTH), primary_key=True),
    _of_account(),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

INVITATIONS = sa.Table(
    "invitations",
    METADATA,
    sa.Column("token_hash", sa.String(HASH_LENGTH), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    _of_person(nullable=True),
    # An invitation for an account that exists already lets its owner choose a new password.
    _of_account(nullable=True),
    sa.Column("made_by", sa.String(ID_LENGTH), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

API_TOKENS = sa.Table(
    "api_tokens",
    METADATA,
    sa.Column("token_hash", sa.String(HASH_LENGTH), primary_key=True),
    _of_account(nullable=True),
    sa.Column("name", sa.String(NAME_LENGTH), nullable=False),
    sa.Column("scopes", sa.String(NAME_LENGTH), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
)

JOBS = sa.Table(
    "jobs",
    METADATA,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    _of_person(),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("progress", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("result_id", sa.String(ID_LENGTH)),
    sa.Column("problem", sa.Text),
    sa.Index("ix_jobs_person_id_made_at", "person_id", "made_at"),
    sa.Index("ix_jobs_state_made_at", "state", "made_at"),
)
