"""What no sentence may say, whatever rule or text it comes from (``never_say.toml``)."""

import re
from datetime import date
from functools import cache
from importlib import resources

from pydantic import Field

from hipspine.content.toml_file import Record, read_toml_as

_GAP = re.compile(r"\{[^{}]*\}")


class Forbidden(Record):
    """One thing never to say: patterns in all languages, why, and sentences to try them on."""

    id: str
    why: str
    patterns: tuple[str, ...] = Field(min_length=1)
    caught: tuple[str, ...] = Field(min_length=1)
    allowed: tuple[str, ...] = ()

    def is_in(self, sentence: str) -> bool:
        """Tell whether a sentence says it; gaps such as ``{dose}`` count as a word."""
        plain = _GAP.sub("X", sentence).casefold()
        # Casefolding writes ß as ss; the patterns are read in the same way.
        return any(
            re.search(pattern.replace("ß", "ss"), plain, re.IGNORECASE) for pattern in self.patterns
        )


class _ForbiddenFile(Record):
    reviewed_on: date
    phrases: tuple[Forbidden, ...] = Field(min_length=1)


@cache
def forbidden_phrases() -> tuple[Forbidden, ...]:
    """Return everything that is never said."""
    text = (resources.files("hipspine.content") / "never_say.toml").read_text("utf-8")
    return read_toml_as(_ForbiddenFile, text, where="never_say.toml").phrases


def forbidden_in(sentence: str) -> tuple[str, ...]:
    """Return the ids of what a sentence says and may not; empty where it is fine."""
    return tuple(each.id for each in forbidden_phrases() if each.is_in(sentence))
