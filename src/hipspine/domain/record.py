"""What is kept about a person, besides the nouns that other files name."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hipspine.domain.answers import Answers
from hipspine.domain.finding import Finding
from hipspine.domain.person import Sex
from hipspine.domain.questionnaire import Score
from hipspine.domain.training import NextStep
from hipspine.domain.triage import Triage, TriageLevel


@dataclass(frozen=True)
class Person:
    """Someone whose records are kept. What is not known is None."""

    id: str
    """A UUID, made where the person was entered; it never says who the person is."""
    name: str
    language: str = "en"
    zone: str = "UTC"
    """Name of the time zone in which the person lives, such as ``Europe/Berlin``."""
    birth_year: int | None = None
    sex: Sex | None = None
    height_m: float | None = None
    mass_kg: float | None = None


@dataclass(frozen=True)
class Consent:
    """A consent that was given, or taken back."""

    id: str
    at: datetime
    purpose: str
    """What it is about, such as ``keep_records`` or ``share_with_clinician``."""
    is_given: bool
    wording: str
    """Id and version of the text that was agreed to."""


@dataclass(frozen=True)
class KeptScreening:
    """The answers of a screening with the outcome they had then."""

    id: str
    at: datetime
    answers: Answers
    triage: Triage
    ending: str | None
    """How the interview ended; None while questions are still to be put."""
    software_version: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file kept unchanged, named by the hash of its content."""

    role: str
    """What it is: markers, forces, static trial, results, report."""
    name: str
    """The name it came with."""
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Recording:
    """Files recorded of a person in one sitting."""

    id: str
    at: datetime
    kind: str
    """What was recorded, such as ``gait``, ``emg`` or ``imu``."""
    files: tuple[KeptFile, ...]
    note: str = ""


@dataclass(frozen=True)
class Result:
    """Files that came out of assessing a recording."""

    id: str
    at: datetime
    kind: str
    """Which command made it, such as ``assess`` or ``test``."""
    files: tuple[KeptFile, ...]
    recording: str | None = None
    """Id of the recording it rests on; None where it was entered by hand."""
    software_version: str = ""


@dataclass(frozen=True)
class KeptFindings:
    """Findings as they were told, with the result they were read from."""

    id: str
    at: datetime
    result: str | None
    language: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class KeptScore:
    """One score of one questionnaire, and when it was taken."""

    id: str
    at: datetime
    score: Score


@dataclass(frozen=True)
class KeptSteps:
    """What followed from the log on one day."""

    id: str
    at: datetime
    programme_version: int
    steps: tuple[NextStep, ...]


class Audience(StrEnum):
    """For whom a note is."""

    PERSON = "person"
    CLINICIAN = "clinician"


@dataclass(frozen=True)
class Note:
    """A note, or a message to the clinician or from them."""

    id: str
    at: datetime
    author: str
    """Who wrote it; ``hipspine`` where a rule did."""
    to: Audience
    text: str
    rule: str | None = None
    """Id of the rule that asked for it; None where somebody wrote it."""
    answers: str | None = None
    """Id of the note that it answers."""


class Role(StrEnum):
    """What an account may do with a person's records."""

    OWNER = "owner"
    """The person, or who acts for them."""
    CLINICIAN = "clinician"
    """May read, plan and sign."""
    READER = "reader"
    """May read."""


@dataclass(frozen=True)
class Access:
    """An account that may open a person's records."""

    account: str
    role: Role


@dataclass(frozen=True)
class AuditEntry:
    """Something that was done with a person's records; it holds nothing from inside them."""

    number: int
    at: datetime
    by: str
    action: str
    person: str | None
    kind: str
    entry: str
    """Mark of the entry: a hash of person, kind and id; empty where it is about the person."""
    hash: str
    """Of this line and the hash before it, so that a missing or changed line shows."""


@dataclass(frozen=True)
class CaseloadRow:
    """One line of a clinician's list. None: there is none yet."""

    person: Person
    last_session_at: datetime | None
    sessions_in_28_days: int
    last_check_in_on: date | None
    pain_average: float | None
    """Of the last check-in, 0 to 10."""
    level: TriageLevel | None
    screened_on: date | None
    programme_version: int | None
    stage: str | None
    unanswered_notes: int
    """Messages to the clinician that nobody has answered."""
