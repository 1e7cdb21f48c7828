"""Sentences of the stages in German: complete, gap for gap, and right about numbers."""

import ast
import re
import string
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

import hipspine
from hipspine.content.movement_tests import movement_tests
from hipspine.content.norms import published_norms
from hipspine.content.phrases import made_phrases, phrases
from hipspine.content.text import report_texts
from hipspine.content.toml_file import read_toml
from hipspine.domain.anatomy import MuscleGroup
from hipspine.measure import repetition_times

GERMAN = phrases("de")
SOURCES = Path(hipspine.__file__).parent
FOLDER = resources.files("hipspine.content") / "text" / "de"
CATALOGUES = sorted(
    file.name
    for file in FOLDER.iterdir()
    if file.name.startswith("phrases_") or file.name == "names.toml"
)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_has_the_gaps_of_its_english(name: str) -> None:
    for english, german in read_toml((FOLDER / name).read_text("utf-8"), where=name).items():
        expected = {str(number) for number in range(english.count("{}"))}
        assert gaps(german) == expected, english


def test_the_report_has_the_same_sentences_with_the_same_gaps_in_both_languages() -> None:
    english, german = report_texts("en"), report_texts("de")
    assert set(english.sentences) == set(german.sentences)
    for key, sentence in english.sentences.items():
        assert gaps(sentence) == gaps(german.sentences[key]), key
        assert sentence.count("|") == german.sentences[key].count("|"), key


def said_in(folder: str, *, calls: set[str]) -> Iterator[str]:
    """Yield the sentences given to calls by name, gaps as {}: literals, f-strings, constants."""
    for file in sorted((SOURCES / folder).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if called(call) in calls:
                for argument in [
                    *call.args,
                    *(k.value for k in call.keywords if k.arg != "method"),
                ]:
                    yield from sentences_of(argument, constants)


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def sentences_of(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    if isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from sentences_of(each, constants)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        sentence = node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
        sentence = "".join(map(str, parts))
    else:
        return
    if " " in sentence and len(re.findall(r"[a-z]{2,}", sentence)) > 2:
        yield sentence


def constants_of(folder: str) -> Iterator[str]:
    """Yield the full sentences that modules name at their top, such as cautions."""
    for file in sorted((SOURCES / folder).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign):
                yield from (s for s in sentences_of(node.value, {}) if s.endswith("."))


SAID = sorted(
    {
        *constants_of("measure"),
        *said_in("measure", calls={"absent", "Problem", "Absent", "of"}),
        *said_in("clinic", calls={"absent", "Problem", "Absent"}),
        *said_in("readers", calls={"Problem"}),
        *said_in("simulate/fit", calls={"Problem", "Absent"}),
        *said_in("report", calls={"Absent"}),
    }
)


def test_the_search_for_sentences_finds_them() -> None:
    # Over a hundred sentences stand in the calls; far fewer would mean the search is broken.
    assert len(SAID) > 100


@pytest.mark.parametrize("sentence", SAID)
def test_what_a_stage_says_is_known_in_german(sentence: str) -> None:
    assert GERMAN.knows(sentence.replace("{}", "7"))


def names_in(folder: str) -> Iterator[str]:
    """Yield the names of measurements that code writes out in full."""
    named = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
    for file in sorted((SOURCES / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_made = isinstance(node, ast.Call) and called(node) in NAMING_CALLS
            first = node.args[0] if is_made and node.args else None
            if isinstance(first, ast.Constant) and named.fullmatch(str(first.value)):
                yield str(first.value)


NAMING_CALLS = {"Definition", "Measurement", "absent", "_count", "_Angle"}
TESTED = {result.name for test in movement_tests().values() for result in test.results}
NAMES = sorted(
    {*names_in("measure"), *names_in("clinic"), *repetition_times.NAMES.values(), *TESTED}
)


def test_the_search_for_names_finds_them() -> None:
    assert {"walking_speed", "cadence", "step_height"} - set(NAMES) == {"cadence"}  # one word
    assert len(NAMES) > 40


@pytest.mark.parametrize("name", NAMES)
def test_every_measurement_has_a_german_name(name: str) -> None:
    assert GERMAN.knows_name(name), name


@pytest.mark.parametrize("group", list(MuscleGroup))
def test_every_muscle_group_has_a_german_name(group: MuscleGroup) -> None:
    assert GERMAN.knows_name(f"{group.value}_share_of_hip_extension_in_stance")
    assert GERMAN.knows_name(group.value)


def test_every_published_range_tells_whose_it_is_in_german() -> None:
    norms = published_norms()
    for source in norms.sources.values():
        for words in (source.people, source.method, source.age, source.speed):
            assert GERMAN.knows(words), words
    for timing in norms.muscle_timings:
        assert GERMAN.knows(timing.found_in), timing.found_in


def content_sentences() -> Iterator[str]:
    for test in movement_tests().values():
        yield from (test.name, test.about, *test.protocol, *test.stop, *test.evidence)
        yield from (entry.asks for entry in test.entries)
        yield from (gate.says for gate in test.gates)
        for result in test.results:
            yield from result.cautions
            yield from (words for words in (result.positive, result.no_norm) if words)
            yield from (words for norm in result.norms for words in (norm.people, norm.source))
            if result.error is not None:
                yield from (result.error.people, result.error.source)
            if result.side_noise is not None:
                yield result.side_noise.reason


@pytest.mark.parametrize("sentence", sorted(set(content_sentences())))
def test_a_movement_test_speaks_german(sentence: str) -> None:
    assert GERMAN.knows(sentence)


@pytest.mark.parametrize("test", list(movement_tests().values()), ids=lambda test: test.id)
def test_a_movement_test_names_its_results_in_german(test: object) -> None:
    for result in movement_tests()[test.id].results:  # type: ignore[attr-defined]
        assert GERMAN.knows_name(result.name)


def test_decimal_points_become_commas_but_a_doi_stays() -> None:
    german = phrases("de")
    assert (
        german("sem 0.25 of 3.5 (doi:10.1519/15184.1)") == "sem 0,25 of 3,5 (doi:10.1519/15184.1)"
    )
    assert german("10.1 to 12.4.") == "10,1 to 12,4."


def test_the_more_special_phrase_wins() -> None:
    found = made_phrases({"{} of {}": "{0} von {1}", "end of {}": "Ende: {0}"})
    assert found[0].translated == "Ende: {0}"


def test_english_stays_english() -> None:
    assert phrases("en")("nothing was found") == "nothing was found"
    assert phrases("en").name("step_length") == "step length"
