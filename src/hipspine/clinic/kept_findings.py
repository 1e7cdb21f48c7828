"""Findings of recordings kept about a person, each language by itself."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from hipspine import __version__
from hipspine.domain.finding import Finding
from hipspine.domain.record import KeptFindings, Person, Recording, Result
from hipspine.records.store import Store

Findings = Mapping[str, tuple[Finding, ...]]
"""What a recording shows, in each language that it was told in."""


def keep_assessment(
    store: Store, person: Person, figures: Path, findings: Findings, *, at: datetime
) -> None:
    """Keep what an assessment gave: its file of figures, and its findings."""
    file = store.keep_file(person.id, figures, role="results")
    result = Result(str(uuid4()), at, "assess", (file,), software_version=__version__)
    keep_findings(store, person.id, result, findings)


def keep_findings(store: Store, person_id: str, result: Result, findings: Findings) -> None:
    """Keep a result of a recording, and what it shows in each language."""
    store.add(person_id, result)
    for language, found in findings.items():
        store.add(person_id, KeptFindings(str(uuid4()), result.at, result.id, language, found))


def latest_findings(store: Store, person_id: str, language: str) -> KeptFindings | None:
    """Return what the last recording showed; None where nothing is kept in the language.

    Findings are kept in the language they were told in; those in another language are left out
    rather than mixed.
    """
    kept = [one for one in store.entries(person_id, KeptFindings) if one.language == language]
    return kept[-1] if kept else None


def recording_of(store: Store, person_id: str, findings: KeptFindings) -> Recording | None:
    """Return the recording that findings were read from, where its files are kept."""
    results = {one.id: one.recording for one in store.entries(person_id, Result)}
    recording = results.get(findings.result or "")
    recordings = store.entries(person_id, Recording)
    return next((one for one in recordings if one.id == recording), None)


def withdraw_findings(store: Store, person_id: str, recording: str, because: str) -> None:
    """Take back what a recording showed: it stays in exports, marked, and is told no more."""
    results = {one.id for one in store.entries(person_id, Result) if one.recording == recording}
    for found in store.entries(person_id, KeptFindings):
        if found.result in results:
            store.withdraw(person_id, KeptFindings, found.id, because)
