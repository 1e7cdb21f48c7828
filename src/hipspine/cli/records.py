"""Open the records that the settings name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hipspine.cli.clock import current_time
from hipspine.cli.places import data_dir

if TYPE_CHECKING:
    from hipspine.records.open_store import RecordsPlace
    from hipspine.records.sql_store import SqlStore


def place_of_records() -> "RecordsPlace":
    """Return where records are kept: ``HIPSPINE_DATABASE_URL``, or a file in the data folder."""
    from hipspine.records.open_store import records_place

    return records_place(data_dir(), os.environ.get("HIPSPINE_DATABASE_URL") or None)


@contextmanager
def open_records() -> Iterator["SqlStore"]:
    """Give the store of records, and close it afterwards.

    Raises
    ------
    RecordsError
        If it cannot be opened, is damaged, or was made by a newer program.
    """
    from hipspine.records.open_store import open_store

    store = open_store(place_of_records(), current_time)
    try:
        yield store
    finally:
        store.close()
