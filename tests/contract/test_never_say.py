"""No text or rule of the project can say what must never be said, in either language."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import hipspine
from hipspine.content.claims.schema import claims
from hipspine.content.never_say import forbidden_in, forbidden_phrases
from hipspine.content.phrases import phrases

PACKAGE = Path(hipspine.__file__).parent
CONTENT = PACKAGE / "content"
TITLES = {"citation", "source", "reference"}
"""Titles of papers are not ours to change, and are shown as titles."""
ITSELF = "never_say.toml"
OTHERS = {"statement", "one", "other"}
"""Keys of what the articles say, shown with the verdict on it: there to be contradicted."""
DOCS = PACKAGE.parents[1] / "docs"
CLAIMS_PAGE = DOCS / "explanation" / "claims.md"
NAMED_TO_DENY = (
    "an unstable spine, the all-clear, a date of recovery",
    "it never says that nothing serious is behind it",
    "wrong, out of line, unstable or worn; that nothing serious is there",
    'It does not say that a muscle is "switched off"',
    "No text says that nothing serious is there",
    '| situation | "Your glutes are the cause" is told',
)
"""Passages of pages that name what is never said, to say that it is not."""


def strings_of(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Give every sentence of a TOML value with its path, titles of papers left out."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from strings_of(part, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            is_others = key in OTHERS and path.startswith("claims/")
            if key not in TITLES and not is_others:
                yield from strings_of(part, f"{path}.{key}")


@cache
def statements() -> frozenset[str]:
    """Return what the articles say, in our words: in English and as translated."""
    english = {claim.statement for claim in claims().claims}
    for each in claims().articles.disagreements:
        english |= {each.one, each.other}
    return frozenset(english | {phrases("de")(statement) for statement in english})


def content_sentences() -> list[tuple[str, str]]:
    files = [file for file in sorted(CONTENT.rglob("*.toml")) if file.name != ITSELF]
    assert len(files) > 100, "the content has moved"
    theirs = statements()
    return [
        each
        for file in files
        for each in strings_of(
            tomllib.loads(file.read_text("utf-8")), str(file.relative_to(CONTENT))
        )
        if each[1] not in theirs
    ]


def page_sentences() -> list[tuple[str, str]]:
    """Return the lines of the documentation without the articles' statements and titles."""
    files = [file for file in sorted(DOCS.rglob("*.md")) if "_build" not in file.parts]
    assert len(files) > 40, "the pages have moved"
    found = [
        (
            f"{file.relative_to(DOCS)}:{number}",
            without_others(line) if file == CLAIMS_PAGE else line,
        )
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
    ]
    # Lines with a DOI are titles of papers.
    left_out = ("doi:", *NAMED_TO_DENY)
    return [each for each in found if not any(part in each[1] for part in left_out)]


def without_others(line: str) -> str:
    for statement in statements():
        line = line.replace(statement, "")
    return line


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


def test_no_page_says_what_must_never_be_said():
    assert offences(page_sentences()) == []


@pytest.mark.parametrize("passage", NAMED_TO_DENY)
def test_every_passage_that_is_let_through_is_still_there(passage):
    assert any(passage in file.read_text("utf-8") for file in DOCS.rglob("*.md")), passage


def test_what_we_say_of_a_claim_is_searched_and_what_the_articles_say_is_not():
    planted = {"claims": [{"statement": "Weak glutes cause back pain.", "limits": "Poor posture."}]}
    found = offences(list(strings_of(planted, "claims/planted.toml")))
    assert [each.split(":")[0] for each in found] == ["claims/planted.toml.claims[0].limits"]


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
