"""Sentences by language and key: ``content/text/<language>/*.toml``."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from hipspine.content.toml_file import read_toml
from hipspine.domain.errors import ContentError

LANGUAGES = ("en", "de")
"""Languages that the report ships in."""


@dataclass(frozen=True)
class Texts:
    """Sentences by dotted key; a call returns one with its gaps filled in.

    Examples
    --------
    >>> Texts("en", {"trial.repetitions": "{count} repetitions"})("trial.repetitions", count=3)
    '3 repetitions'
    """

    language: str
    sentences: Mapping[str, str] = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence of a key, its gaps filled with the values.

        Raises
        ------
        ContentError
            If there is no such sentence, or a gap has no value.
        """
        sentence = self.sentence(key)
        gaps = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        if missing := gaps - set(values):
            raise ContentError(
                f"text {self.language}: {key}",
                expected=f"a value for each of {', '.join(sorted(gaps))}",
                got=f"none for {', '.join(sorted(missing))}",
                do="Name the gaps as the report does.",
            )
        return sentence.format(**values)

    def sentence(self, key: str) -> str:
        """Return the sentence of a key as it stands, gaps unfilled."""
        if key not in self.sentences:
            raise ContentError(
                f"text {self.language}",
                expected=f"a sentence for {key}",
                got="none",
                do="Add it to the texts of this language.",
            )
        return self.sentences[key]

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence for the key."""
        return key in self.sentences

    def under(self, prefix: str) -> dict[str, str]:
        """Return the sentences below a prefix, keyed by what follows it, in file order."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): sentence
            for key, sentence in self.sentences.items()
            if key.startswith(start)
        }


def read_texts(text: str, *, language: str, where: str) -> Texts:
    """Return the sentences of a TOML text, tables flattened to dotted keys.

    Raises
    ------
    ContentError
        If the text is not TOML, or a value is anything but a non-empty sentence.
    """
    tables = read_toml(text, where=where)
    return Texts(language, dict(_flattened(tables, "", where)))


def _flattened(table: Mapping[str, object], prefix: str, where: str) -> list[tuple[str, str]]:
    """Return (dotted key, sentence) pairs of a table and all tables within."""
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flattened(value, f"{prefix}{key}.", where)
        elif isinstance(value, str) and value.strip():
            pairs.append((f"{prefix}{key}", value))
        else:
            raise ContentError(
                f"{where}: {prefix}{key}",
                expected="a sentence",
                got=repr(value),
                do="Write the sentence in quotes.",
            )
    return pairs


def report_texts(language: str = "en") -> Texts:
    """Return the sentences of the report in a language.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    return page_texts("report", language)


@cache
def page_texts(page: str, language: str = "en") -> Texts:
    """Return the sentences of a page in a language: ``report``, ``compare``, ``measured``.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    if language not in LANGUAGES:
        raise unknown_language(language)
    file = resources.files("hipspine.content") / "text" / language / f"{page}.toml"
    return read_texts(file.read_text("utf-8"), language=language, where=f"text/{language}")


def unknown_language(language: str) -> ContentError:
    """Return the error for a language that does not ship."""
    return ContentError(
        "text",
        expected=f"a language of {', '.join(LANGUAGES)}",
        got=repr(language),
        do="Choose one of these.",
    )
