"""All exercises, gates and remedies, loaded and checked against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

from hipspine.content.conditions_check import condition_findings, reassuring_findings
from hipspine.content.exercises import Exercise, Gate, GatesFile
from hipspine.content.questionnaires import Questionnaire
from hipspine.content.remedies import Remedy
from hipspine.content.schema import Evidence, EvidenceFile, Question, QuestionsFile
from hipspine.content.toml_file import read_file_as
from hipspine.domain.anatomy import groups_named
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Stage

LANGUAGES = frozenset({"en", "de"})
OWN_REGISTER = "evidence_exercises.toml"
REGISTERS = ("evidence.toml", "outcome_evidence.toml", OWN_REGISTER)
"""Where a source may be described; each id in one of them only."""

SomeEntry = TypeVar("SomeEntry", Exercise, Remedy)


@dataclass(frozen=True)
class ExerciseLibrary:
    """Everything that a plan can choose from, by id."""

    exercises: Mapping[str, Exercise]
    gates: Mapping[str, Gate]
    remedies: Mapping[str, Remedy]
    evidence: Mapping[str, Evidence]

    def exercise(self, name: str) -> Exercise:
        """Return an exercise.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.exercises:
            raise ContentError(
                "exercise",
                expected="the id of an exercise",
                got=repr(name),
                do="List the ids with: hipspine exercises list.",
            )
        return self.exercises[name]

    def matching(
        self,
        *,
        stage: Stage | None = None,
        equipment: frozenset[str] | None = None,
        muscle: str | None = None,
    ) -> tuple[Exercise, ...]:
        """Return the exercises of a stage, doable with the equipment, for a muscle.

        Parameters
        ----------
        equipment : frozenset of str or None
            What is at hand; an exercise that needs anything else is left out. None: anything.
        muscle : str or None
            A muscle group or a combination such as ``gluteals``; one that works or is stretched.
        """
        wanted = frozenset(groups_named(muscle)) if muscle is not None else None
        return tuple(
            exercise
            for exercise in self.exercises.values()
            if (stage is None or stage in exercise.stages)
            and (equipment is None or equipment.issuperset(exercise.equipment))
            and (wanted is None or _reaches(exercise, wanted))
        )


def _reaches(exercise: Exercise, wanted: frozenset[str]) -> bool:
    names = [*(muscle.group for muscle in exercise.muscles), *exercise.stretches]
    return any(wanted & set(groups_named(name)) for name in names)


@cache
def exercise_library() -> ExerciseLibrary:
    """Return the exercises and remedies that ship with hipspine."""
    return read_exercise_library(resources.files("hipspine.content"))


def read_exercise_library(folder: Traversable) -> ExerciseLibrary:
    """Return the exercises and remedies of a content folder, checked against each other.

    Raises
    ------
    ContentError
        If a file contradicts its schema, or files contradict each other; the message lists every
        problem of the second kind with its path.
    """
    registers = {name: _read_register(folder / name) for name in REGISTERS}
    library = ExerciseLibrary(
        exercises=_read_folder(Exercise, folder / "exercises"),
        gates={
            gate.id: gate for gate in read_file_as(GatesFile, folder / "exercise_gates.toml").gates
        },
        remedies=_read_folder(Remedy, folder / "remedies"),
        evidence={id_: entry for part in registers.values() for id_, entry in part.items()},
    )
    problems = [
        *_register_problems(registers, library),
        *_language_problems(library),
        *_gate_problems(library, _questions(folder)),
        *_neighbour_problems(library.exercises),
        *_need_problems(library.exercises),
    ]
    if problems:
        raise ContentError(
            "exercises",
            expected="files that agree with each other",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return library


def _read_register(file: Traversable) -> dict[str, Evidence]:
    return {entry.id: entry for entry in read_file_as(EvidenceFile, file).evidence}


def _read_folder(model: type[SomeEntry], folder: Traversable) -> dict[str, SomeEntry]:
    """Return the entries of a folder by id, one per file, the file named after it."""
    found: dict[str, SomeEntry] = {}
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    for file in sorted(files, key=lambda file: file.name):
        entry = read_file_as(model, file)
        if file.name != f"{entry.id}.toml":
            raise ContentError(
                f"{folder.name}/{file.name}",
                expected=f"the file name {entry.id}.toml",
                got=file.name,
                do="Name the file after the id in it.",
            )
        found[entry.id] = entry
    return found


def _questions(folder: Traversable) -> dict[str, Question]:
    """Return what a gate may read: the screening's questions, and choices of questionnaires."""
    screening = read_file_as(QuestionsFile, folder / "questions.toml").questions
    files = (folder / "questionnaires").iterdir()
    forms = [read_file_as(Questionnaire, file) for file in files if file.name.endswith(".toml")]
    marked = [item for form in forms for item in form.items if item.kind == "choices"]
    items = (Question(id=item.id, kind="choices", choices=item.choices) for item in marked)
    return {question.id: question for question in (*items, *screening)}


def _register_problems(
    registers: Mapping[str, Mapping[str, Evidence]], library: ExerciseLibrary
) -> Iterator[str]:
    """Name sources cited and not described, described and not cited, or described twice."""
    cited = [(entry.id, name) for entry in library.exercises.values() for name in entry.cited]
    cited += [(entry.id, name) for entry in library.remedies.values() for name in entry.cited]
    cited += [(gate.id, name) for gate in library.gates.values() for name in gate.evidence]
    for where, name in sorted(cited):
        if name not in library.evidence:
            yield f"{where}: source {name} is in none of {', '.join(REGISTERS)}"
    for name in sorted(set(registers[OWN_REGISTER]) - {name for _, name in cited}):
        yield f"{OWN_REGISTER}: {name} is cited nowhere"
    others = {id_ for name in REGISTERS[:-1] for id_ in registers[name]}
    for name in sorted(others & set(registers[OWN_REGISTER])):
        yield f"{OWN_REGISTER}: {name} is described in another register already"


def _language_problems(library: ExerciseLibrary) -> Iterator[str]:
    spoken = {
        **{name: set(exercise.words) for name, exercise in library.exercises.items()},
        **{name: set(gate.words) for name, gate in library.gates.items()},
        **{name: set(remedy.words) for name, remedy in library.remedies.items()},
    }
    for name, languages in spoken.items():
        if languages != LANGUAGES:
            yield f"{name}.words: in {', '.join(sorted(languages))}, not de and en"
    for remedy in library.remedies.values():
        lengths = {
            (len(text.how), len(text.care), len(text.checklist)) for text in remedy.words.values()
        }
        if len(lengths) > 1:
            yield f"{remedy.id}.words: one language says more than another"


def _gate_problems(library: ExerciseLibrary, questions: Mapping[str, Question]) -> Iterator[str]:
    """Name gates that nothing defines, and questions or answers that do not exist."""
    used = {name for entry in library.exercises.values() for name in entry.gates}
    used |= {name for entry in library.remedies.values() for name in entry.gates}
    for name in sorted(used - set(library.gates)):
        yield f"gate {name} is not in exercise_gates.toml"
    for name in sorted(set(library.gates) - used):
        yield f"exercise_gates.{name} guards nothing"
    for gate in library.gates.values():
        if gate.when is None:
            continue
        where = f"exercise_gates.{gate.id}"
        wrong = (
            *condition_findings(gate.when, where, questions, {}),
            *reassuring_findings(gate.when, where),
        )
        yield from (f"{place}: {what}" for place, what in wrong)


def _neighbour_problems(exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Name neighbours that do not exist, disagree, go back a stage, or lead round in a circle."""
    for exercise in exercises.values():
        for name in (*exercise.easier, *exercise.harder):
            if name not in exercises:
                yield f"{exercise.id}: no exercise {name}"
        for name in _known(exercise.harder, exercises):
            harder = exercises[name]
            if exercise.id not in harder.easier:
                yield f"{exercise.id}: {name} does not name it as easier"
            if harder.first_stage.number < exercise.first_stage.number:
                yield f"{exercise.id}: {name} is harder and comes in an earlier stage"
        for name in _known(exercise.easier, exercises):
            if exercise.id not in exercises[name].harder:
                yield f"{exercise.id}: {name} does not name it as harder"
        if exercise.id in harder_than(exercise.id, exercises):
            yield f"{exercise.id}: is harder than itself"


def harder_than(name: str, exercises: Mapping[str, Exercise]) -> frozenset[str]:
    """Return the ids of everything harder than an exercise, at any distance."""
    found: set[str] = set()
    waiting = list(exercises[name].harder)
    while waiting:
        here = waiting.pop()
        if here not in found and here in exercises:
            found.add(here)
            waiting += exercises[here].harder
    return frozenset(found)


def _need_problems(exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Name needs that cannot be met by something easier that is counted in the same way."""
    for exercise in exercises.values():
        for need in exercise.needs:
            where = f"{exercise.id}.needs.{need.exercise}"
            if need.exercise not in exercises:
                yield f"{where}: no such exercise"
                continue
            known = exercises[need.exercise]
            if known.first_stage.number > exercise.first_stage.number:
                yield f"{where}: comes in a later stage"
            if (need.hold_s is None) != (known.dose.hold_s is None):
                yield f"{where}: is not counted so"


def _known(names: Iterable[str], exercises: Mapping[str, Exercise]) -> Iterator[str]:
    return (name for name in names if name in exercises)
