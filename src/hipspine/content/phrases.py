"""Sentences that the stages make in English, in the reader's language.

Stages say why something is absent, or what to know before believing it, in English sentences with
gaps (``the model has no coordinate {}``). A language's catalogue, ``content/text/<language>/
phrases_*.toml``, gives each sentence's translation under the English one, with the gaps numbered
in the order of the English ({0}, {1}); ``names.toml`` does the same for the names of measures.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from hipspine.content.text import LANGUAGES, unknown_language
from hipspine.content.toml_file import read_toml
from hipspine.domain.errors import ContentError

GAP = "{}"
SHORT = 5
"""A phrase with fewer letters of its own (``{} arm``) would match any longer sentence."""
_NUMBER = re.compile(r"(?<![\w./:])\d+\.\d+(?![\w/]|\.\d)")


@dataclass(frozen=True)
class Phrase:
    """An English sentence with gaps, as a pattern, and what it is in another language."""

    english: str
    pattern: re.Pattern[str]
    translated: str


@dataclass(frozen=True)
class Phrases:
    """Translates the sentences and names that stages make; what is not known stays English.

    Examples
    --------
    >>> Phrases("de", made_phrases({"no step of {}": "kein Schritt {0}"}))("no step of 2.5 m")
    'kein Schritt 2,5 m'
    """

    language: str
    known: tuple[Phrase, ...] = field(default=(), repr=False)
    names: tuple[Phrase, ...] = field(default=(), repr=False)

    def __call__(self, english: str) -> str:
        """Return a sentence in the reader's language; a sentence that is not known stays as it is.

        What fills a gap is translated too; a decimal point becomes a comma.
        """
        if self.language == "en" or not english:
            return english
        return self._found(english, self.known) or self._in_parts(english)

    def knows(self, english: str) -> bool:
        """Tell whether there is a translation of a sentence."""
        return self.language == "en" or self._found(english, self.known) is not None

    def name(self, name: str) -> str:
        """Return the name of a measure in words: ``step_length`` becomes step length."""
        if self.language != "en" and (found := self._found(name, self.names)):
            return found
        return name.replace("_", " ")

    def knows_name(self, name: str) -> bool:
        """Tell whether there is a translation of a measure's name."""
        return self.language == "en" or self._found(name, self.names) is not None

    def _found(self, english: str, phrases: tuple[Phrase, ...]) -> str | None:
        for phrase in phrases:
            match = phrase.pattern.fullmatch(english)
            if match:
                filled = [self._gap(value, phrases) for value in match.groups()]
                return phrase.translated.format(*filled)
        return None

    def _gap(self, value: str, phrases: tuple[Phrase, ...]) -> str:
        return self._found(value, phrases) or self._in_parts(value)

    def _in_parts(self, english: str) -> str:
        """Return a list of phrases (``a; b`` or ``a, b``) translated one by one."""
        for mark in ("; ", ", ", " and "):
            if mark in english:
                parts = [self._found(part, self.known) or part for part in english.split(mark)]
                joined = (" und " if mark == " and " else mark).join(parts)
                return _with_commas(joined)
        return _with_commas(english)


def _with_commas(text: str) -> str:
    """Return a text with decimal commas; a DOI or version, with more than one point, stays."""
    return _NUMBER.sub(lambda found: found[0].replace(".", ","), text)


def made_phrases(catalogue: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Return the phrases of a catalogue, those with the most words of their own first."""
    ordered = sorted(catalogue, key=lambda english: -len(english.replace(GAP, "")))
    return tuple(Phrase(english, _pattern(english), catalogue[english]) for english in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    """Return what a sentence looks like; the gap of a very short one holds a single word."""
    parts = [re.escape(part) for part in english.split(GAP)]
    gap = "(\\S+)" if sum(map(str.isalpha, english)) < SHORT else "(.+?)"
    return re.compile(gap.join(parts), re.DOTALL)


@cache
def phrases(language: str = "en") -> Phrases:
    """Return the translator of a language; English needs none.

    Raises
    ------
    ContentError
        If the language does not ship, or a phrase stands twice with different translations.
    """
    if language not in LANGUAGES:
        raise unknown_language(language)
    if language == "en":
        return Phrases("en")
    files = _tables(language)
    names = made_phrases(dict(pair for name, pair in files if name == "names.toml"))
    known = made_phrases(_one_of_each(pair for name, pair in files if name != "names.toml"))
    return Phrases(language, known, names)


def _tables(language: str) -> list[tuple[str, tuple[str, str]]]:
    folder = resources.files("hipspine.content") / "text" / language
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name == "names.toml" or file.name.startswith("phrases_"):
            table = read_toml(file.read_text("utf-8"), where=f"text/{language}/{file.name}")
            found += [(file.name, (str(key), str(value))) for key, value in table.items()]
    return found


def _one_of_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for english, translated in pairs:
        if found.get(english, translated) != translated:
            raise ContentError(
                "text phrases",
                expected=f"one translation of {english!r}",
                got="two",
                do="Keep one of them.",
            )
        found[english] = translated
    return found
