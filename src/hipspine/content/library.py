"""Everything the screening knows, loaded from the content folder and checked as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from hipspine.content.library_check import ContentFiles, library_findings
from hipspine.content.schema import (
    ConditionTable,
    Evidence,
    EvidenceFile,
    Level,
    OtherCause,
    OtherCausesFile,
    Question,
    QuestionsFile,
    RedFlagsFile,
    Rule,
    Scope,
    TriageFile,
    YellowFlag,
    YellowFlagsFile,
)
from hipspine.content.text import Texts, read_texts
from hipspine.content.toml_file import SomeModel, content_text, read_file_as
from hipspine.domain.condition import Condition
from hipspine.domain.errors import ContentError
from hipspine.domain.problem import Level as ProblemLevel
from hipspine.domain.problem import Problem
from hipspine.domain.triage import TriageLevel


@dataclass(frozen=True)
class Library:
    """The screening's content; every id in it resolves."""

    questions: Mapping[str, Question]
    """By id, in the order in which they are asked."""
    ask_if: Mapping[str, Condition]
    """When a question is asked, for those that not everyone is asked."""
    rules: tuple[Rule, ...]
    rule_conditions: Mapping[str, Condition]
    named_conditions: Mapping[str, ConditionTable]
    """Conditions that several rules share."""
    causes: tuple[OtherCause, ...]
    cause_conditions: Mapping[str, Condition]
    flags: tuple[YellowFlag, ...]
    flag_conditions: Mapping[str, Condition]
    contradictions: Mapping[str, Condition]
    levels: Mapping[TriageLevel, Level]
    scope: Scope
    evidence: Mapping[str, Evidence]
    texts: Mapping[str, Texts]
    """Sentences by language."""
    safety_questions: tuple[str, ...]
    """Ids of the questions that a rule reads, directly or through ``ask_if``, in asking order."""
    weekly_questions: tuple[str, ...]
    """Those that are asked again at every check-in and every flare."""
    reviewed_on: date
    """When the warning signs were last reviewed."""

    def words(self, language: str) -> Texts:
        """Return the sentences in a language.

        Raises
        ------
        ContentError
            If the language does not ship.
        """
        if language not in self.texts:
            raise ContentError(
                "text",
                expected=f"a language of {', '.join(sorted(self.texts))}",
                got=repr(language),
                do="Choose one of these.",
            )
        return self.texts[language]


@cache
def screening_library() -> Library:
    """Return the screening's content as it ships."""
    return read_library(content_folder())


def content_folder() -> Traversable:
    """Return the folder of the content that ships."""
    return resources.files("hipspine.content")


def read_library(folder: Traversable) -> Library:
    """Return the screening's content in a folder.

    Raises
    ------
    ContentError
        If any file contradicts its schema or another file; the message lists every problem.
    """
    files, problems = _read_files(folder)
    if files is not None:
        problems = [*problems, *_as_problems(library_findings(files))]
    if files is None or problems:
        raise ContentError(
            "content",
            expected="files that agree with their schema and with each other",
            got="; ".join(f"{problem.where}: {problem.what}" for problem in problems),
            do="Mend each entry, then run hipspine content check.",
        )
    return _build(files)


def check_content(folder: Traversable) -> tuple[Problem, ...]:
    """Return everything that is wrong with the screening's content in a folder."""
    files, problems = _read_files(folder)
    found = () if files is None else library_findings(files)
    return (*problems, *_as_problems(found))


def _as_problems(findings: Iterable[tuple[str, str]]) -> list[Problem]:
    return [
        Problem(ProblemLevel.ERROR, where, what, "Mend the entry at this path.")
        for where, what in findings
    ]


def _read_files(folder: Traversable) -> tuple[ContentFiles | None, list[Problem]]:
    """Return the files of a folder, or None with what kept any of them from being read."""
    problems: list[Problem] = []

    def read(model: type[SomeModel], name: str) -> SomeModel | None:
        try:
            return read_file_as(model, folder / name)
        except ContentError as problem:
            problems.append(Problem(ProblemLevel.ERROR, name, problem.got, problem.do))
            return None

    questions = read(QuestionsFile, "questions.toml")
    red_flags = read(RedFlagsFile, "red_flags.toml")
    triage = read(TriageFile, "triage.toml")
    causes = read(OtherCausesFile, "other_causes.toml")
    flags = read(YellowFlagsFile, "yellow_flags.toml")
    evidence = read(EvidenceFile, "evidence.toml")
    texts = _read_languages(folder, problems)
    if not (questions and red_flags and triage and causes and flags and evidence and texts):
        return None, problems
    files = ContentFiles(questions, red_flags, triage, causes, flags, evidence, texts)
    return files, problems


def _read_languages(folder: Traversable, problems: list[Problem]) -> dict[str, Texts] | None:
    """Return the sentences of every language that has any for the screening."""
    languages: dict[str, Texts] = {}
    root = folder / "text"
    found = sorted(root.iterdir(), key=lambda file: file.name) if root.is_dir() else []
    try:
        for language in found:
            if sentences := _read_language(language):
                languages[language.name] = Texts(language.name, sentences)
    except ContentError as problem:
        problems.append(Problem(ProblemLevel.ERROR, problem.where, problem.got, problem.do))
        return None
    if not languages:
        problems.append(
            Problem(ProblemLevel.ERROR, "text", "no screening*.toml", "Add text/en/screening.toml.")
        )
    return languages or None


def _read_language(folder: Traversable) -> dict[str, str]:
    sentences: dict[str, str] = {}
    names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    for name in names:
        if not (name.startswith("screening") and name.endswith(".toml")):
            continue
        where = f"text/{folder.name}/{name}"
        more = read_texts(
            content_text(folder / name, where=where), language=folder.name, where=where
        )
        if twice := set(sentences) & set(more.sentences):
            raise ContentError(
                where,
                expected="each key once",
                got=f"again: {', '.join(sorted(twice))}",
                do="Keep one of them.",
            )
        sentences.update(more.sentences)
    return sentences


def _build(files: ContentFiles) -> Library:
    named = files.red_flags.conditions
    ask_if = {q.id: q.ask_if.build(named) for q in files.questions.questions if q.ask_if}
    rules = {rule.id: rule.when.build(named) for rule in files.red_flags.rules}
    weekly = [rules[rule.id] for rule in files.red_flags.rules if rule.weekly]
    order = tuple(question.id for question in files.questions.questions)
    return Library(
        questions=MappingProxyType({q.id: q for q in files.questions.questions}),
        ask_if=MappingProxyType(ask_if),
        rules=files.red_flags.rules,
        rule_conditions=MappingProxyType(rules),
        named_conditions=MappingProxyType(named),
        causes=files.causes.causes,
        cause_conditions={cause.id: cause.when.build(named) for cause in files.causes.causes},
        flags=files.flags.flags,
        flag_conditions={flag.id: flag.when.build(named) for flag in files.flags.flags},
        contradictions={c.id: c.when.build(named) for c in files.questions.contradictions},
        levels={TriageLevel[level.id.upper()]: level for level in files.triage.levels},
        scope=files.triage.scope,
        evidence=MappingProxyType({entry.id: entry for entry in files.evidence.evidence}),
        texts=MappingProxyType(files.texts),
        safety_questions=_read_by(rules.values(), ask_if, order),
        weekly_questions=_read_by(weekly, ask_if, order),
        reviewed_on=files.red_flags.reviewed_on,
    )


def _read_by(
    conditions: Iterable[Condition], ask_if: Mapping[str, Condition], order: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the questions that conditions read, and those that decide whether these are asked."""
    wanted: set[str] = set()
    waiting = [question for condition in conditions for question in condition.questions()]
    while waiting:
        question = waiting.pop()
        if question not in wanted:
            wanted.add(question)
            waiting += ask_if[question].questions() if question in ask_if else ()
    return tuple(question for question in order if question in wanted)
