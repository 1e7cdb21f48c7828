"""Load the sentences that may be said about one trial (``findings.toml``)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from hipspine.content.toml_file import Record, read_toml_as


class FindingText(Record):
    """The three texts of one finding, with braces for computed values."""

    sentence: str
    detail: str
    evidence: str


class _FindingsFile(Record):
    reviewed_on: date
    findings: dict[str, FindingText]


def read_finding_texts(
    toml_text: str, *, where: str = "findings.toml"
) -> Mapping[str, FindingText]:
    """Return the finding texts by id.

    Raises
    ------
    ContentError
        If the text is not TOML or does not follow the schema; the message names the path.
    """
    return read_toml_as(_FindingsFile, toml_text, where=where).findings


@cache
def finding_texts() -> Mapping[str, FindingText]:
    """Return the finding texts that ship with hipspine."""
    return read_finding_texts(
        files("hipspine.content").joinpath("findings.toml").read_text("utf-8")
    )
