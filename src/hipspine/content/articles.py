"""Short articles for people: plain words, the myth beside it, and what speaks for and against.

Each article names the sources it rests on, from any of the evidence registers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import Field

from hipspine.content.exercises import Language, Sentence
from hipspine.content.schema import Evidence, EvidenceFile, Id
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError

FILE = "articles.toml"
REGISTERS = (
    "evidence.toml",
    "outcome_evidence.toml",
    "evidence_exercises.toml",
    "evidence_findings.toml",
    "evidence_plans.toml",
)
LANGUAGES = frozenset({"en", "de"})


class ArticleWords(Record):
    """An article in one language."""

    title: Sentence
    short: Sentence
    """The whole of it in one sentence."""
    text: tuple[Sentence, ...] = Field(min_length=1)
    myth: Sentence | None = None
    """What is often said and is not so, or not known."""
    not_so: Sentence | None = None
    """What is known instead."""
    do: tuple[Sentence, ...] = ()
    """What a person can do."""


class Article(Record):
    """One short article."""

    id: Id
    evidence: tuple[Id, ...] = Field(min_length=1)
    reviewed_on: date
    words: dict[Language, ArticleWords]


class ArticlesFile(Record):
    """``articles.toml``."""

    articles: tuple[Article, ...] = Field(min_length=1)


@dataclass(frozen=True)
class ArticleLibrary:
    """All articles in their order, and the sources they cite."""

    articles: Mapping[str, Article]
    evidence: Mapping[str, Evidence]

    def sources(self, article: Article) -> tuple[Evidence, ...]:
        """Return the sources of an article."""
        return tuple(self.evidence[name] for name in article.evidence)


@cache
def article_library() -> ArticleLibrary:
    """Return the articles that ship with hipspine."""
    return read_articles(resources.files("hipspine.content"))


def read_articles(folder: Traversable) -> ArticleLibrary:
    """Return the articles of a content folder, checked against the registers of evidence.

    Raises
    ------
    ContentError
        If the file contradicts its schema, names an unknown source, or lacks a language.
    """
    found = read_toml_as(ArticlesFile, (folder / FILE).read_text("utf-8"), where=FILE).articles
    evidence = {
        entry.id: entry
        for name in REGISTERS
        for entry in read_toml_as(
            EvidenceFile, (folder / name).read_text("utf-8"), where=name
        ).evidence
    }
    problems = [
        f"{article.id}: no source {name}"
        for article in found
        for name in article.evidence
        if name not in evidence
    ]
    problems += [
        f"{article.id}: in {', '.join(sorted(article.words))} only"
        for article in found
        if set(article.words) != LANGUAGES
    ]
    if len({article.id for article in found}) < len(found):
        problems.append("two articles have the same id")
    if problems:
        raise ContentError(
            FILE,
            expected="articles in every language, with known sources",
            got="; ".join(problems),
            do="Mend each of them.",
        )
    return ArticleLibrary({article.id: article for article in found}, evidence)
