"""Failures of the database as errors that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from hipspine.domain.errors import RecordsError

_KNOWN = (
    (
        ("readonly database", "read-only", "permission denied", "unable to open database"),
        "records that can be written",
        "Nothing was changed. Make the disk or folder writable, or choose another with "
        "HIPSPINE_DATA_DIR or HIPSPINE_DATABASE_URL.",
    ),
    (
        ("disk is full", "no space left", "disk i/o error", "file too large"),
        "a disk with free space that can be written",
        "Nothing was changed. Free some space and do it once more.",
    ),
    (
        ("database is locked", "lock timeout", "deadlock detected"),
        "a database that is not busy",
        "Nothing was changed. Another program is writing; try again in a moment.",
    ),
    (
        ("malformed", "not a database", "file is encrypted", "corrupt"),
        "an undamaged database",
        "Keep this file aside, and take the records from the last backup with: hipspine restore.",
    ),
    (
        ("connection refused", "could not connect", "connection failed", "could not translate"),
        "a database that answers",
        "Start the database server, or correct HIPSPINE_DATABASE_URL.",
    ),
    (
        ("audit lines are never",),
        "an audit trail that only grows",
        "Do not change it.",
    ),
)


@contextmanager
def clear_failures(where: str) -> Iterator[None]:
    """Turn a failure of the database inside the block into a RecordsError.

    Raises
    ------
    RecordsError
        If the database cannot be opened, read or written.
    """
    try:
        yield
    except exc.DBAPIError as problem:
        raise records_error(where, str(problem.orig)) from problem


def records_error(where: str, problem: str) -> RecordsError:
    """Return the error for what a database said."""
    said = problem.strip().splitlines()[0] if problem.strip() else "no reason given"
    for signs, expected, do in _KNOWN:
        if any(sign in problem.lower() for sign in signs):
            return RecordsError(where, expected=expected, got=said, do=do)
    return RecordsError(
        where,
        expected="a database that works",
        got=said,
        do="Nothing was changed. If it comes again, check the disk and the last backup.",
    )
