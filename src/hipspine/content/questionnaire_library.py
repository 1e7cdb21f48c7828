"""All questionnaires, instruments and follow-ups, loaded and checked against each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from hipspine.content.instruments import Instrument
from hipspine.content.questionnaires import CourseFile, FollowUpsFile, Questionnaire
from hipspine.content.schema import ConditionTable, Evidence, EvidenceFile, Question, QuestionsFile
from hipspine.content.toml_file import SomeModel, read_toml_as
from hipspine.domain.answers import Reply
from hipspine.domain.errors import ContentError

SCREENING_PLACES = "pain_places"
"""The question of the screening that asks where it hurts."""

SomeForm = TypeVar("SomeForm", Questionnaire, Instrument)


@dataclass(frozen=True)
class QuestionnaireLibrary:
    """Everything that is asked or scored beside the screening, by id."""

    questionnaires: Mapping[str, Questionnaire]
    instruments: Mapping[str, Instrument]
    follow_ups: FollowUpsFile
    course: CourseFile
    evidence: Mapping[str, Evidence]

    @property
    def forms(self) -> Mapping[str, Questionnaire | Instrument]:
        """Everything that has scores, by id."""
        return {**self.questionnaires, **self.instruments}

    def questionnaire(self, name: str) -> Questionnaire:
        """Return a questionnaire of our own.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.questionnaires:
            raise _unknown("questionnaire", name, self.questionnaires)
        return self.questionnaires[name]

    def instrument(self, name: str) -> Instrument:
        """Return the scoring of a published instrument.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.instruments:
            raise _unknown("instrument", name, self.instruments)
        return self.instruments[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> ContentError:
    return ContentError(
        what,
        expected=f"one of {', '.join(sorted(known))}",
        got=repr(name),
        do="Choose one of these.",
    )


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
    )
    screening = _read_file(QuestionsFile, folder / "questions.toml")
    problems = [
        *_evidence_problems(library),
        *_id_problems(library, screening.questions),
        *_follow_up_problems(library, screening.questions),
        *_region_problems(library, screening.questions),
        *_course_problems(library),
    ]
    if problems:
        raise ContentError(
            "questionnaires",
            expected="that every id is defined once",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return library


def _read_file(model: type[SomeModel], file: Traversable) -> SomeModel:
    return read_toml_as(model, file.read_text("utf-8"), where=file.name)


def _read_folder(model: type[SomeForm], folder: Traversable) -> dict[str, SomeForm]:
    """Return the forms of a folder by id, one per file, the file named after it."""
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
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


def _evidence_problems(library: QuestionnaireLibrary) -> Iterator[str]:
    """Name sources that are cited and not described, and the other way round."""
    forms = library.forms.values()
    cited = {f"{form.id}: {name}" for form in forms for name in form.evidence}
    cited |= {
        f"{form.id}.{score.id}: {name}"
        for form in forms
        for score in form.scores
        for name in score.evidence
    }
    cited |= {
        f"follow_ups.{entry.id}: {name}"
        for entry in library.follow_ups.follow_ups
        for name in entry.evidence
    }
    cited |= {f"course: {name}" for name in library.course.evidence}
    names = {entry.rpartition(": ")[2] for entry in cited}
    for entry in sorted(cited):
        if entry.rpartition(": ")[2] not in library.evidence:
            yield f"{entry} is not in outcome_evidence.toml"
    for name in sorted(set(library.evidence) - names):
        yield f"outcome_evidence.{name} is cited nowhere"


def _id_problems(library: QuestionnaireLibrary, screening: Sequence[Question]) -> Iterator[str]:
    """Name ids that two forms, or a form and the screening, both use."""
    ids = [question.id for question in screening]
    ids += [*library.questionnaires, *library.instruments]
    ids += [item.id for form in library.questionnaires.values() for item in form.items]
    for name, count in sorted(Counter(ids).items()):
        if count > 1:
            yield f"{name} is used {count} times"


def _follow_up_problems(
    library: QuestionnaireLibrary, screening: Sequence[Question]
) -> Iterator[str]:
    """Name what follow-ups refer to and nothing defines."""
    questions = {question.id: question.possible_values for question in screening}
    items = {
        item.id: item.possible_values
        for form in library.questionnaires.values()
        for item in form.items
    }
    for entry in library.follow_ups.follow_ups:
        where = f"follow_ups.{entry.id}"
        for leaf in entry.when.walk():
            yield from _leaf_problems(leaf, {**questions, **items}, f"{where}.when")
        for name in entry.ask:
            if name not in {*questions, *library.questionnaires}:
                yield f"{where}.ask: nothing is called {name}"
        for name in (*entry.ask_again, *entry.counts_as_yes):
            if questions.get(name) != {Reply.YES}:
                yield f"{where}: the screening has no yes-or-no question {name}"


def _leaf_problems(
    leaf: ConditionTable, known: Mapping[str, frozenset[str]], where: str
) -> Iterator[str]:
    if leaf.named is not None:
        yield f"{where}: follow-ups have no named conditions"
    if leaf.question is None:
        return
    if leaf.question not in known:
        yield f"{where}: nothing is called {leaf.question}"
    elif unknown := leaf.values - known[leaf.question]:
        yield f"{where}: {leaf.question} has no {', '.join(sorted(unknown))}"


def _region_problems(library: QuestionnaireLibrary, screening: Sequence[Question]) -> Iterator[str]:
    """Name places of the pain map that the screening does not have."""
    places = {
        choice
        for question in screening
        if question.id == SCREENING_PLACES
        for choice in question.choices
    }
    for form in library.questionnaires.values():
        for region in form.regions:
            if unknown := set(region.place) - places:
                yield f"{form.id}.{region.id}: no place {', '.join(sorted(unknown))}"


def _course_problems(library: QuestionnaireLibrary) -> Iterator[str]:
    """Name scores of the course rule that no form has."""
    course = library.course
    wanted = (
        (course.pain.source, course.pain.score),
        (course.pain.source, course.worst_pain),
        (course.everyday_life.source, course.everyday_life.score),
    )
    for source, score in wanted:
        if source not in library.forms or library.forms[source].score(score) is None:
            yield f"course: no score {source}.{score}"
