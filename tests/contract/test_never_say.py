"""No text or rule of the project can say what must never be said, in either language."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import hipspine
from hipspine.content.never_say import forbidden_in, forbidden_phrases

PACKAGE = Path(hipspine.__file__).parent
CONTENT = PACKAGE / "content"
TITLES = {"citation", "source", "reference"}
"""Titles of papers are not ours to change, and are shown as titles."""
ITSELF = "never_say.toml"
CLAIMS = CONTENT / "claims"
"""Statements of others, shown with the verdict on each: there to be contradicted."""


def strings_of(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Give every sentence of a TOML value with its path, titles of papers left out."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from strings_of(part, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in TITLES:
                yield from strings_of(part, f"{path}.{key}")


def content_sentences() -> list[tuple[str, str]]:
    files = [
        file
        for file in sorted(CONTENT.rglob("*.toml"))
        if file.name != ITSELF and CLAIMS not in file.parents
    ]
    assert len(files) > 100, "the content has moved"
    return [
        each
        for file in files
        for each in strings_of(
            tomllib.loads(file.read_text("utf-8")), str(file.relative_to(CONTENT))
        )
    ]


def docstrings_of(tree: ast.Module) -> set[ast.expr]:
    """Return strings that stand alone: docstrings, which no one is shown."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def code_sentences() -> list[tuple[str, str]]:
    """Return every string of the code that can be shown; an f-string with its gaps."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        unseen = docstrings_of(tree)
        for node in ast.walk(tree):
            if node in unseen:
                continue
            where = f"{file.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr):
                parts = [
                    str(part.value) if isinstance(part, ast.Constant) else "{gap}"
                    for part in node.values
                ]
                found.append((where, "".join(parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append((where, node.value))
    return found


def template_sentences() -> list[tuple[str, str]]:
    files = [*PACKAGE.rglob("*.jinja"), *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.typ")]
    assert files
    return [
        (f"{file.relative_to(PACKAGE)}:{number}", line)
        for file in sorted(files)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
    ]


def offences(sentences: list[tuple[str, str]]) -> list[str]:
    # One look at all of them together is quick, and misses nothing that one of them alone says.
    if not forbidden_in("\n".join(sentence for _, sentence in sentences)):
        return []
    return [
        f"{path}: {', '.join(found)}: {sentence}"
        for path, sentence in sentences
        if (found := forbidden_in(sentence))
    ]


@pytest.mark.parametrize("phrase", forbidden_phrases(), ids=lambda phrase: phrase.id)
def test_planted_sentences_are_caught_in_both_languages(phrase):
    for sentence in phrase.caught:
        assert phrase.is_in(sentence), sentence
        assert phrase.is_in(f"Some words before. {sentence.upper()}"), "case does not matter"


@pytest.mark.parametrize("phrase", forbidden_phrases(), ids=lambda phrase: phrase.id)
def test_right_sentences_that_look_alike_are_let_through(phrase):
    for sentence in phrase.allowed:
        assert forbidden_in(sentence) == (), sentence


def test_every_pattern_catches_a_planted_sentence():
    for phrase in forbidden_phrases():
        for pattern in phrase.patterns:
            alone = phrase.model_copy(update={"patterns": (pattern,)})
            assert any(alone.is_in(sentence) for sentence in phrase.caught), pattern


def test_no_content_says_what_must_never_be_said():
    assert offences(content_sentences()) == []


def test_no_code_says_what_must_never_be_said():
    assert offences(code_sentences()) == []


def test_no_template_says_what_must_never_be_said():
    assert offences(template_sentences()) == []


def test_a_sentence_planted_in_content_would_be_found():
    planted = {"rules": [{"words": {"de": {"saw": {"below": "Ihre Gesäßmuskeln sind gehemmt."}}}}]}
    found = offences(list(strings_of(planted, "planted.toml")))
    assert found == [
        "planted.toml.rules[0].words.de.saw.below: switched_off: Ihre Gesäßmuskeln sind gehemmt."
    ]
