"""The kinds of entry that a person's records hold: where each is kept, and by which id and time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import sqlalchemy as sa

from hipspine.domain.record import (
    Audience,
    Consent,
    KeptFindings,
    KeptScore,
    KeptScreening,
    KeptSteps,
    Note,
    Recording,
    Result,
)
from hipspine.domain.training import CheckIn, MorningAfter, Session
from hipspine.records import tables

Entry = (
    Consent
    | KeptScreening
    | Recording
    | Result
    | KeptFindings
    | KeptScore
    | Session
    | MorningAfter
    | CheckIn
    | KeptSteps
    | Note
)
"""Anything of a person that is kept under an id of its own."""

E = TypeVar(
    "E",
    Consent,
    KeptScreening,
    Recording,
    Result,
    KeptFindings,
    KeptScore,
    Session,
    MorningAfter,
    CheckIn,
    KeptSteps,
    Note,
)


def _no_columns(_entry: Any) -> Mapping[str, object]:
    return {}


def _own_id(entry: Any) -> str:
    return str(entry.id)


def _own_time(entry: Any) -> datetime:
    moment: datetime = entry.at
    return moment


@dataclass(frozen=True)
class Kind:
    """How entries of one kind are kept."""

    name: str
    """In exports and in the audit trail."""
    type: type[Any]
    table: sa.Table
    id_of: Callable[[Any], str] = _own_id
    at: Callable[[Any], datetime] = _own_time
    columns: Callable[[Any], Mapping[str, object]] = _no_columns
    """Values of the columns that only this kind has."""
    can_be_corrected: bool = False
    """Whether another content under the same id replaces the first."""


def noon(day: date) -> datetime:
    """Return the moment under which something of a whole day is sorted: noon, universal time."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def _note_columns(note: Note) -> Mapping[str, object]:
    return {"audience": str(note.to), "answers": note.answers}


KINDS = (
    Kind("consent", Consent, tables.CONSENTS),
    Kind(
        "screening",
        KeptScreening,
        tables.SCREENINGS,
        columns=lambda entry: {"level": int(entry.triage.level)},
    ),
    Kind("recording", Recording, tables.RECORDINGS),
    Kind("result", Result, tables.RESULTS),
    Kind("findings", KeptFindings, tables.FINDINGS),
    Kind(
        "score",
        KeptScore,
        tables.SCORES,
        columns=lambda entry: {"score": f"{entry.score.questionnaire}.{entry.score.score}"},
    ),
    Kind(
        "session",
        Session,
        tables.SESSIONS,
        at=lambda entry: entry.done_at,
        columns=lambda entry: {"programme_version": entry.programme_version},
    ),
    Kind(
        "morning",
        MorningAfter,
        tables.MORNINGS,
        id_of=lambda entry: entry.day.isoformat(),
        at=lambda entry: noon(entry.day),
        can_be_corrected=True,
    ),
    Kind(
        "check_in",
        CheckIn,
        tables.CHECK_INS,
        at=lambda entry: noon(entry.made_on),
        columns=lambda entry: {"pain_average": entry.pain_average},
    ),
    Kind("steps", KeptSteps, tables.STEPS),
    Kind("note", Note, tables.NOTES, columns=_note_columns),
)

TO_CLINICIAN = str(Audience.CLINICIAN)

_BY_TYPE = {kind.type: kind for kind in KINDS}
KIND_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(entry_type: type[Any]) -> Kind:
    """Return how entries of a type are kept."""
    return _BY_TYPE[entry_type]
