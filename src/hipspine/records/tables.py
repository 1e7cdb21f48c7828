"""The tables, as the newest migration leaves them.

Every entry is kept whole as JSON text in ``content``; columns beside it exist only where a query
needs them. Rows never move between persons: a merged duplicate points at whom it is merged into.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
ID_LENGTH = 64
NAME_LENGTH = 200


class Moment(sa.TypeDecorator[datetime]):
    """A moment, kept in universal time; SQLite has no time zones, so there it is kept without."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as the database takes it."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone: universal time."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _person() -> sa.Column[str]:
    return sa.Column(
        "person_id", sa.String(ID_LENGTH), sa.ForeignKey("persons.id"), primary_key=True
    )


def _entries(name: str, *more: sa.Column[int] | sa.Column[str] | sa.Column[float]) -> sa.Table:
    """Return a table of entries: whose, which, when, what, and whether it was taken back."""
    return sa.Table(
        name,
        METADATA,
        _person(),
        sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.Column("withdrawn_because", sa.Text),
        *more,
        sa.Index(f"ix_{name}_person_id_at", "person_id", "at"),
    )


PERSONS = sa.Table(
    "persons",
    METADATA,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("name", sa.String(NAME_LENGTH), nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("merged_into", sa.String(ID_LENGTH), sa.ForeignKey("persons.id")),
    # Lists go by name and leave merged duplicates out: this index answers them alone.
    sa.Index("ix_persons_merged_into_name_id", "merged_into", "name", "id"),
)

CONSENTS = _entries("consents")
SCREENINGS = _entries("screenings", sa.Column("level", sa.Integer, nullable=False))
RECORDINGS = _entries("recordings")
RESULTS = _entries("results")
FINDINGS = _entries("findings")
SCORES = _entries("scores", sa.Column("score", sa.String(NAME_LENGTH), nullable=False))
SESSIONS = _entries("sessions", sa.Column("programme_version", sa.Integer, nullable=False))
MORNINGS = _entries("mornings")
CHECK_INS = _entries("check_ins", sa.Column("pain_average", sa.Float, nullable=False))
STEPS = _entries("steps")
NOTES = _entries(
    "notes",
    sa.Column("audience", sa.String(20), nullable=False),
    sa.Column("answers", sa.String(ID_LENGTH)),
)

PROGRAMMES = sa.Table(
    "programmes",
    METADATA,
    _person(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kept_at", Moment, nullable=False),
    sa.Column("stage", sa.String(20), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

SIGNATURES = sa.Table(
    "signatures",
    METADATA,
    _person(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "version"],
        ["programmes.person_id", "programmes.version"],
        name="fk_signatures_programmes",
    ),
)

OVERRIDES = sa.Table(
    "overrides",
    METADATA,
    _person(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

FILES = sa.Table(
    "files",
    METADATA,
    _person(),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
)

AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    # No foreign keys: the trail outlives what it is about.
    sa.Column("by", sa.String(NAME_LENGTH), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("person_id", sa.String(ID_LENGTH)),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("entry", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("ix_audit_person_id_number", "person_id", "number"),
)

ACCESS = sa.Table(
    "access",
    METADATA,
    _person(),
    sa.Column("account", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Index("ix_access_account", "account"),
)

HASH_LENGTH = 64


# What the web app keeps. Secrets are kept as hashes only: whoever reads the database can log in
# as nobody.


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
