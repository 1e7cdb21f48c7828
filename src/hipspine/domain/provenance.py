"""Where a number comes from: files, model and software."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InputFile:
    """A file that went into a result."""

    role: str
    """What it was used for: markers, forces, static trial, joint angles, model, events."""
    name: str
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """What made a result."""

    software: str
    software_version: str
    model: str
    model_sha256: str
    inputs: tuple[InputFile, ...]
    options: tuple[tuple[str, str], ...] = ()
    """Options that shaped the result, by name."""


@dataclass(frozen=True)
class Absent:
    """A result that could not be computed, and why. Absent is not zero."""

    what: str
    reason: str
