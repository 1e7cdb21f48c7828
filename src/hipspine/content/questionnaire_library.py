"""All questionnaires, instruments and follow-ups, loaded and checked against each other."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from hipspine.content.instruments import Instrument
from hipspine.content.questionnaire_check import questionnaire_problems
from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.questionnaires import CourseFile, FollowUpsFile, Questionnaire
from hipspine.content.schema import EvidenceFile, QuestionsFile
from hipspine.content.text import Texts, read_texts
from hipspine.content.toml_file import SomeModel, read_toml_as
from hipspine.domain.errors import ContentError

SomeForm = TypeVar("SomeForm", Questionnaire, Instrument)


@cache
def questionnaire_library() -> QuestionnaireLibrary:
    """Return the questionnaires that ship with hipspine."""
    return read_questionnaire_library(resources.files("hipspine.content"))


def read_questionnaire_library(folder: Traversable) -> QuestionnaireLibrary:
    """Return the questionnaires of a content folder, checked against each other.

    Raises
    ------
    ContentError
        If a file contradicts its schema, or names something that no file defines; the message
        lists every such name with its path.
    """
    questionnaires = _read_folder(Questionnaire, folder / "questionnaires")
    instruments = _read_folder(Instrument, folder / "instruments")
    library = QuestionnaireLibrary(
        questionnaires=questionnaires,
        instruments=instruments,
        follow_ups=_read_file(FollowUpsFile, folder / "follow_ups.toml"),
        course=_read_file(CourseFile, folder / "course.toml"),
        evidence={
            entry.id: entry
            for entry in _read_file(EvidenceFile, folder / "outcome_evidence.toml").evidence
        },
        texts=_read_languages(folder / "text"),
    )
    screening = _read_file(QuestionsFile, folder / "questions.toml")
    problems = questionnaire_problems(library, screening.questions)
    if problems:
        raise ContentError(
            "questionnaires",
            expected="that every id is defined once",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return library


def _read_file(model: type[SomeModel], file: Traversable) -> SomeModel:
    return read_toml_as(model, _text_of(file), where=file.name)


def _text_of(file: Traversable) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ContentError(
            file.name,
            expected="a file in UTF-8",
            got=str(problem),
            do="Put it into the content folder, saved as UTF-8.",
        ) from None


def _read_folder(model: type[SomeForm], folder: Traversable) -> dict[str, SomeForm]:
    """Return the forms of a folder by id, one per file, the file named after it."""
    inside = folder.iterdir() if folder.is_dir() else ()
    files = [file for file in inside if file.name.endswith(".toml")]
    found: dict[str, SomeForm] = {}
    for file in sorted(files, key=lambda file: file.name):
        form = _read_file(model, file)
        if file.name != f"{form.id}.toml":
            raise ContentError(
                f"{folder.name}/{file.name}",
                expected=f"the file name {form.id}.toml",
                got=file.name,
                do="Name the file after the id in it.",
            )
        found[form.id] = form
    return found


def _read_languages(folder: Traversable) -> dict[str, Texts]:
    """Return the sentences of every language, from its files ``questionnaires*.toml``."""
    languages: dict[str, Texts] = {}
    inside = folder.iterdir() if folder.is_dir() else ()
    for language in sorted(
        (entry for entry in inside if entry.is_dir()), key=lambda entry: entry.name
    ):
        sentences: dict[str, str] = {}
        for file in sorted(language.iterdir(), key=lambda entry: entry.name):
            if file.name.startswith("questionnaires") and file.name.endswith(".toml"):
                where = f"text/{language.name}/{file.name}"
                more = read_texts(_text_of(file), language=language.name, where=where)
                sentences.update(more.sentences)
        if sentences:
            languages[language.name] = Texts(language.name, sentences)
    return languages
