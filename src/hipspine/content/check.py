"""Check a whole content folder: screening, questionnaires, findings, norms and report texts."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources.abc import Traversable

from hipspine.content.claims.schema import read_claims
from hipspine.content.exercise_library import read_exercise_library
from hipspine.content.findings import read_finding_rules
from hipspine.content.forecast import read_forecast_content
from hipspine.content.library import check_content
from hipspine.content.loop_model import read_loop_content
from hipspine.content.mechanism_map import read_mechanism_map
from hipspine.content.movement_tests import read_movement_test
from hipspine.content.norms import read_norms
from hipspine.content.plan_rules import read_plan_rules
from hipspine.content.programmes import read_approaches
from hipspine.content.questionnaire_library import read_questionnaire_library
from hipspine.content.text import read_texts
from hipspine.domain.errors import ContentError
from hipspine.domain.problem import Level, Problem


def content_problems(folder: Traversable) -> tuple[Problem, ...]:
    """Return everything that is wrong in a content folder.

    The screening's files must be there; the others are checked where they are.
    """
    screening = check_content(folder)
    others = () if screening else tuple(_problems_of(_other_readers(folder)))
    # One fault shows in every file that builds on the faulty one; it is told once.
    return tuple(dict.fromkeys((*screening, *others)))


def _problems_of(readers: Iterator[Callable[[], object]]) -> Iterator[Problem]:
    for read in readers:
        try:
            read()
        except ContentError as problem:
            yield Problem(Level.ERROR, problem.where, problem.got, problem.do)


def _other_readers(folder: Traversable) -> Iterator[Callable[[], object]]:
    """Give, for each other file of the folder, a call that reads and checks it."""
    whole: tuple[tuple[str, Callable[[Traversable], object]], ...] = (
        ("questionnaires", read_questionnaire_library),
        ("exercises", read_exercise_library),
        ("programmes", _read_plan_content),
        ("claims", read_claims),
        ("forecast.toml", read_forecast_content),
        ("loop_model.toml", read_loop_content),
        ("findings.toml", _read_findings),
    )
    for name, read in whole:
        if (folder / name).is_dir() or (folder / name).is_file():
            yield partial(read, folder)
    for file in _toml_files(folder / "norms"):
        yield partial(_read_norms, file)
    for file in _toml_files(folder / "movement_tests"):
        yield partial(_read_movement_test, file)
    languages = folder / "text"
    for language in sorted(languages.iterdir(), key=lambda entry: entry.name):
        for file in _toml_files(language):
            yield partial(_read_texts, file, language.name)


def _read_plan_content(folder: Traversable) -> None:
    exercises = read_exercise_library(folder)
    rules = read_plan_rules((folder / "plan_rules.toml").read_text("utf-8"), exercises)
    read_approaches(folder / "programmes", library=exercises, rules=rules)


def _read_findings(folder: Traversable) -> None:
    read_mechanism_map(folder, read_finding_rules(folder))


def _read_norms(file: Traversable) -> None:
    read_norms(file.read_text("utf-8"), where=f"norms/{file.name}")


def _read_movement_test(file: Traversable) -> None:
    read_movement_test(file.read_text("utf-8"), where=f"movement_tests/{file.name}")


def _read_texts(file: Traversable, language: str) -> None:
    read_texts(file.read_text("utf-8"), language=language, where=f"text/{language}/{file.name}")


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted(files, key=lambda file: file.name)
