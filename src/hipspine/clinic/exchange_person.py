"""Take in what was exported about a person, held to the exercise library that is here."""

from pathlib import Path

from hipspine.content.exercise_library import exercise_library
from hipspine.domain.record import Person
from hipspine.records.person_import import take_in_person
from hipspine.records.sql_store import SqlStore


def take_in_export(store: SqlStore, file: Path) -> Person:
    """Take in everything that was exported about a person.

    Raises
    ------
    FileFormatError
        If the archive is damaged, or no export of a person.
    RecordsError
        If an entry is impossible, names an unknown exercise, or contradicts one that is here.
    """
    return take_in_person(store, file, known_exercises=set(exercise_library().exercises))
