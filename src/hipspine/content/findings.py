"""Load the sentences that may be said about one trial (``findings.toml``)."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, ValidationError

from hipspine.domain.errors import ContentError


class FindingText(BaseModel):
    """The three texts of one finding, with braces for computed values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: str
    detail: str
    evidence: str


class _FindingsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

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
    try:
        return _FindingsFile.model_validate(tomllib.loads(toml_text)).findings
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(
            where, expected="valid TOML", got=str(problem), do="Mend the line it names."
        ) from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ContentError(
            f"{where}, {path}",
            expected="the schema of content/findings.py",
            got=first["msg"],
            do="Mend the entry at that path.",
        ) from problem


@cache
def finding_texts() -> Mapping[str, FindingText]:
    """Return the finding texts that ship with hipspine."""
    return read_finding_texts(
        files("hipspine.content").joinpath("findings.toml").read_text("utf-8")
    )
