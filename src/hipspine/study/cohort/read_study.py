"""Read study.toml into a plan, and list everything that is wrong with it at once."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.clinic.predict_motion import Asked, question_of
from hipspine.content.marker_sets import read_marker_set
from hipspine.domain.errors import HipspineError, StudyError, UserError
from hipspine.domain.problem import Level, Problem
from hipspine.domain.scenario import (
    PostureChange,
    PostureParameter,
    Scenario,
    parse_muscle_change,
)
from hipspine.domain.units import radians
from hipspine.readers import read_recording, require_usable
from hipspine.readers.events_file import read_events
from hipspine.study.cohort.asked import EVERYBODY, AskedPerson, AskedTrial, StudyFile
from hipspine.study.cohort.compute import STRIDE_FILE
from hipspine.study.cohort.trials import (
    Participant,
    RecordedTrial,
    Scenarios,
    StudyPlan,
    StudyTrial,
)
from hipspine.study.cohort.walkers import walker_trials

SHOWN_PROBLEMS = 200
"""Problems that a message lists; the count of the others follows."""

LARGEST_OFFSET_DEG = 20.0
"""Beyond this the recorded ground forces no longer fit the offset posture."""

FILE_ROLES = ("forces", "static", "model", "marker_set", "events")


@dataclass
class _Findings:
    """Problems as they are found."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, where: str, what: str, do: str) -> None:
        self.problems.append(Problem(Level.ERROR, where, what, do))

    def of(self, where: str, error: UserError) -> None:
        self.error(where, f"expected {error.expected}, got {error.got}", error.do)


@dataclass(frozen=True)
class CheckedStudy:
    """What reading a study gave: a plan, unless a problem forbids it."""

    plan: StudyPlan | None
    problems: tuple[Problem, ...]


def read_study(path: Path, *, recordings: Path | None = None) -> StudyPlan:
    """Return the plan of a study.

    Parameters
    ----------
    recordings : Path, optional
        Folder of the files, instead of the one that the study names.

    Raises
    ------
    StudyError
        If anything is wrong with it; the message lists every problem.
    """
    checked = check_study(path, recordings=recordings)
    if checked.plan is None:
        raise as_error(path.name, checked.problems)
    return checked.plan


def as_error(where: str, problems: Sequence[Problem]) -> StudyError:
    """Return one error that lists problems, a line each."""
    lines = [f"{each.where}: {each.what}. {each.suggestion}" for each in problems]
    more = len(lines) - SHOWN_PROBLEMS
    shown = lines[:SHOWN_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return StudyError(
        where,
        expected="a study without problems",
        got="{}\n  {}\n".format(count, "\n  ".join(shown)),
        do="Mend each; nothing was run.",
    )


def check_study(path: Path, *, recordings: Path | None = None) -> CheckedStudy:
    """Return a study's plan, or all its problems; files are looked for, not yet read."""
    found = _Findings()
    told = _told(path, found)
    if told is None:
        return CheckedStudy(None, tuple(found.problems))
    folder = recordings or (path.parent / told.study.recordings)
    people = _people(told, path.parent, found)
    scenarios = _scenarios(told, found)
    trials: list[StudyTrial] = list(_recorded(told, people, folder.absolute(), found))
    trials += _walkers(told, found)
    _check_trials(trials, told, found)
    if found.problems:
        return CheckedStudy(None, tuple(found.problems))
    plan = StudyPlan(told.study.name, told.study.question, tuple(trials), scenarios, told.outputs)
    return CheckedStudy(plan, ())


def check_files(trials: Iterable[StudyTrial]) -> Iterator[Problem]:
    """Yield what is wrong inside the files of trials, reading every one of them.

    Such a trial is no reason not to run the others: it becomes a row with its reason.
    """
    for trial in trials:
        if not isinstance(trial, RecordedTrial):
            continue
        try:
            _read_files(trial)
        except UserError as error:
            what = f"expected {error.expected}, got {error.got}"
            yield Problem(Level.WARNING, f"trial {trial.id}, {error.where}", what, error.do)


def _read_files(trial: RecordedTrial) -> None:
    """Read what a trial needs, as far as this needs no body model."""
    if trial.motion.endswith(STRIDE_FILE):
        read_lab_trial(Path(trial.motion))
        return
    forces = Path(trial.forces) if trial.forces else None
    recording = read_recording(Path(trial.motion), forces=forces)
    require_usable(trial.motion, recording.problems)
    if trial.static:
        read_recording(Path(trial.static))
    if trial.marker_set:
        read_marker_set(Path(trial.marker_set))
    if trial.events:
        read_events(Path(trial.events))


def _told(path: Path, found: _Findings) -> StudyFile | None:
    try:
        return StudyFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        found.error(str(path), error.strerror or str(error), "Name a study.toml that is there.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found.error(path.name, f"no valid TOML ({error})", "Mend the line it names.")
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            where = ".".join(str(step) for step in each["loc"])
            found.error(f"{path.name}, {where}", each["msg"], "See docs/how-to/study.md.")
    return None


def _people(told: StudyFile, folder: Path, found: _Findings) -> dict[str, Participant]:
    asked = [*told.person, *_people_in_table(told, folder, found)]
    for name, count in Counter(each.id for each in asked).items():
        if count > 1:
            found.error(f"person {name}", f"is there {count} times", "Keep one of them.")
    return {each.id: Participant(**dict(each)) for each in asked}


def _people_in_table(told: StudyFile, folder: Path, found: _Findings) -> list[AskedPerson]:
    if told.study.people is None:
        return []
    path = folder / told.study.people
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        found.error("study.people", str(error), "Name a .csv with a column id.")
        return []
    people = []
    for number, row in enumerate(rows, start=2):
        try:
            people.append(AskedPerson.model_validate({k: v for k, v in row.items() if v}))
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=False):
                where = f"{path.name}, line {number}, {'.'.join(map(str, each['loc']))}"
                found.error(where, each["msg"], "Mend the cell.")
    return people


def _scenarios(told: StudyFile, found: _Findings) -> Scenarios:
    what_ifs = []
    for asked in told.what_if:
        try:
            what_ifs.append(scenario_of(asked.name, asked.changes))
        except UserError as error:
            found.of(f"what_if {asked.name}", error)
    for prediction in told.prediction:
        try:
            question_of(Asked(prediction.motion, prediction.changes, speed=prediction.speed))
        except UserError as error:
            found.of(f"prediction {prediction.name}", error)
    names = [each.name for each in told.what_if] + [each.name for each in told.prediction]
    for name, count in Counter(names).items():
        if count > 1:
            found.error(f"what_if {name}", f"is there {count} times", "Name each differently.")
    return Scenarios(tuple(what_ifs), told.prediction)


def scenario_of(name: str, changes: Sequence[str]) -> Scenario:
    """Return the scenario of a what-if; posture offsets are in degrees, as on the command line.

    Raises
    ------
    ScenarioError
        If a change does not parse.
    """
    muscles, posture = [], []
    for text in changes:
        target, _, number = text.partition("=")
        if target.strip() in list(PostureParameter):
            posture.append(PostureChange(PostureParameter(target.strip()), _offset_rad(number)))
        else:
            muscles.append(parse_muscle_change(text))
    return Scenario(name, tuple(muscles), tuple(posture))


def _offset_rad(number: str) -> float:
    try:
        offset_deg = float(number)
    except ValueError:
        offset_deg = float("nan")
    if not abs(offset_deg) <= LARGEST_OFFSET_DEG:
        raise StudyError(
            "what-if",
            expected=f"an offset of at most {LARGEST_OFFSET_DEG:g} degrees either way",
            got=repr(number),
            do="Write it as in pelvis_anterior_tilt=10.",
        )
    return radians(offset_deg)


def _recorded(
    told: StudyFile, people: dict[str, Participant], folder: Path, found: _Findings
) -> Iterator[RecordedTrial]:
    for number, asked in enumerate(told.trial):
        where = f"trial.{number}"
        if asked.person == EVERYBODY:
            wanted = list(people.values())
        elif asked.person in people:
            wanted = [people[asked.person]]
        else:
            found.error(where, f"there is no person {asked.person}", "Add a [[person]] for it.")
            continue
        for person in wanted:
            yield from _trials_of(asked, person, folder, where, found)


def _trials_of(
    asked: AskedTrial, person: Participant, folder: Path, where: str, found: _Findings
) -> Iterator[RecordedTrial]:
    pattern = _filled(asked.motion, person.id, "{stem}")
    motions = _matching(folder, pattern)
    if not motions:
        found.error(
            where, f"no file is {pattern} in {folder}", "Mend the path, or leave the trial out."
        )
    for motion in motions:
        given = {role: getattr(asked, role) for role in FILE_ROLES}
        files = {
            role: _file(folder, _filled(path, person.id, motion.stem), where, role, found)
            for role, path in given.items()
            if path is not None
        }
        name = asked.id if asked.id and len(motions) == 1 else motion.stem
        yield RecordedTrial(
            id=f"{person.id}-{name}",
            person=person,
            motion=str(motion),
            from_s=asked.from_s,
            to_s=asked.to_s,
            **files,
        )


def _filled(path: str, person: str, stem: str) -> str:
    return path.replace("{person}", person).replace("{stem}", stem)


def _matching(folder: Path, pattern: str) -> list[Path]:
    if any(sign in pattern for sign in "*?["):
        return sorted(path for path in folder.glob(pattern) if path.is_file())
    path = folder / pattern
    return [path] if path.is_file() else []


def _file(folder: Path, name: str, where: str, role: str, found: _Findings) -> str:
    path = folder / name
    if not path.is_file():
        found.error(f"{where}.{role}", f"there is no file {path}", "Mend the path.")
    return str(path)


def _walkers(told: StudyFile, found: _Findings) -> list[StudyTrial]:
    if told.walkers is None:
        return []
    try:
        return list(walker_trials(told.walkers))
    except HipspineError as error:
        found.error("walkers", str(error), "Change their numbers.")
        return []


def _check_trials(trials: Sequence[StudyTrial], told: StudyFile, found: _Findings) -> None:
    if not trials and not found.problems:
        found.error("study", "it has no trials", "Add [[trial]] or [walkers].")
    for name, count in Counter(trial.id for trial in trials).items():
        if count > 1:
            found.error(
                f"trial {name}", f"stands for {count} files", "Give them an id each, or rename one."
            )
    postures = {str(each) for each in PostureParameter}
    for asked in told.what_if:
        moved = any(change.partition("=")[0].strip() in postures for change in asked.changes)
        if moved and (told.walkers or any(_is_stride(trial) for trial in trials)):
            found.error(
                f"what_if {asked.name}",
                "it changes the posture, which generated walkers and strides cannot",
                "Put it into a study of recordings alone.",
            )


def _is_stride(trial: StudyTrial) -> bool:
    return isinstance(trial, RecordedTrial) and trial.motion.endswith(STRIDE_FILE)
