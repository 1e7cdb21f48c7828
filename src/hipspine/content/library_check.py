"""Check the screening's content files against each other: every id resolves, every text exists."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hipspine.content.conditions_check import (
    Finding,
    circle_findings,
    condition_findings,
    reassuring_findings,
)
from hipspine.content.schema import (
    ConditionTable,
    EvidenceFile,
    OtherCausesFile,
    Question,
    QuestionsFile,
    RedFlagsFile,
    TriageFile,
    YellowFlagsFile,
)
from hipspine.content.text import Texts

TABLE_ROWS = tuple(f"T{row:02d}" for row in range(1, 25))
"""Rows of the decision table that must have a rule; T25 is how conditions are read."""
EXERCISE_LEVELS = {"self_care", "clinician_soon"}
"""The only levels at which a plan may exist."""


@dataclass(frozen=True)
class ContentFiles:
    """The screening's content files, each agreeing with its own schema."""

    questions: QuestionsFile
    red_flags: RedFlagsFile
    triage: TriageFile
    causes: OtherCausesFile
    flags: YellowFlagsFile
    evidence: EvidenceFile
    texts: dict[str, Texts]


def library_findings(files: ContentFiles) -> list[Finding]:
    """Return everything that does not fit together, with its path inside the file."""
    return [
        *_double_ids(files),
        *_question_findings(files.questions.questions),
        *_all_condition_findings(files),
        *_rule_findings(files),
        *_triage_findings(files),
        *_evidence_findings(files),
        *text_findings(files),
    ]


def _double_ids(files: ContentFiles) -> Iterator[Finding]:
    lists: dict[str, list[str]] = {
        "questions.toml": [question.id for question in files.questions.questions],
        "red_flags.toml": [rule.id for rule in files.red_flags.rules],
        "other_causes.toml": [cause.id for cause in files.causes.causes],
        "yellow_flags.toml": [flag.id for flag in files.flags.flags],
        "evidence.toml": [entry.id for entry in files.evidence.evidence],
        "triage.toml": [level.id for level in files.triage.levels],
    }
    for name, ids in lists.items():
        for entry_id, count in Counter(ids).items():
            if count > 1:
                yield f"{name}: {entry_id}", f"the id is used {count} times"


def _question_findings(questions: tuple[Question, ...]) -> Iterator[Finding]:
    """Give what is wrong with questions: each may depend only on those asked before it."""
    earlier: dict[str, Question] = {}
    for question in questions:
        where = f"questions.toml: {question.id}"
        if question.ask_if is not None:
            yield from condition_findings(question.ask_if, f"{where}.ask_if", earlier, {})
            yield from reassuring_findings(question.ask_if, f"{where}.ask_if")
        if question.not_above is not None:
            other = earlier.get(question.not_above)
            if other is None or other.kind != "number":
                yield f"{where}.not_above", f"no number with the id {question.not_above} before it"
        earlier[question.id] = question


def _all_condition_findings(files: ContentFiles) -> Iterator[Finding]:
    questions = {question.id: question for question in files.questions.questions}
    named = files.red_flags.conditions
    yield from ((f"red_flags.toml: {where}", what) for where, what in circle_findings(named))
    for where, condition in _worrying_conditions(files):
        yield from condition_findings(condition, where, questions, named)
        yield from reassuring_findings(condition, where)
    for contradiction in files.questions.contradictions:
        where = f"questions.toml: contradictions.{contradiction.id}.when"
        yield from condition_findings(contradiction.when, where, questions, named)


def _worrying_conditions(files: ContentFiles) -> Iterator[tuple[str, ConditionTable]]:
    for name, condition in files.red_flags.conditions.items():
        yield f"red_flags.toml: conditions.{name}", condition
    for rule in files.red_flags.rules:
        yield f"red_flags.toml: {rule.id}.when", rule.when
    for cause in files.causes.causes:
        yield f"other_causes.toml: {cause.id}.when", cause.when
    for flag in files.flags.flags:
        yield f"yellow_flags.toml: {flag.id}.when", flag.when


def _rule_findings(files: ContentFiles) -> Iterator[Finding]:
    rows = {rule.row for rule in files.red_flags.rules}
    for row in TABLE_ROWS:
        if row not in rows:
            yield f"red_flags.toml: {row}", "this row of the decision table has no rule"
    for rule in files.red_flags.rules:
        if rule.tier == "hard" and rule.level in EXERCISE_LEVELS:
            yield f"red_flags.toml: {rule.id}.level", "a hard stop is the same day or an emergency"


def _triage_findings(files: ContentFiles) -> Iterator[Finding]:
    for level in files.triage.levels:
        if level.permits_plan != (level.id in EXERCISE_LEVELS):
            yield f"triage.toml: {level.id}.permits_plan", "only self_care and clinician_soon may"
    places = next((q for q in files.questions.questions if q.id == "pain_places"), None)
    listed = Counter((*files.triage.scope.inside, *files.triage.scope.outside))
    if places is None or listed != Counter(places.choices):
        yield "triage.toml: scope", "must list each choice of the question pain_places once"


def _evidence_findings(files: ContentFiles) -> Iterator[Finding]:
    known = {entry.id for entry in files.evidence.evidence}
    cited = [
        *((f"red_flags.toml: {rule.id}", rule.evidence) for rule in files.red_flags.rules),
        *((f"other_causes.toml: {cause.id}", cause.evidence) for cause in files.causes.causes),
        *((f"yellow_flags.toml: {flag.id}", flag.evidence) for flag in files.flags.flags),
    ]
    for where, sources in cited:
        for missing in sorted(set(sources) - known):
            yield f"{where}.evidence", f"the register has no {missing}"
    for unused in sorted(known.difference(*(sources for _, sources in cited))):
        yield f"evidence.toml: {unused}", "nothing cites it"


def text_findings(files: ContentFiles) -> Iterator[Finding]:
    """Give every sentence that a language lacks, has beyond need, or fills differently."""
    needed = set(text_keys(files))
    everything = {key for texts in files.texts.values() for key in texts.sentences}
    for language, texts in sorted(files.texts.items()):
        for key in sorted((needed | everything) - set(texts.sentences)):
            yield f"text/{language}: {key}", "the sentence is missing"
        for key in sorted(set(texts.sentences) - needed):
            if _KEYED.match(key):
                yield f"text/{language}: {key}", "nothing in the content has this id"
    for key in sorted(everything):
        speaking = [texts for texts in files.texts.values() if texts.has(key)]
        gaps = {tuple(sorted(_gaps(texts, key))) for texts in speaking}
        if len(gaps) > 1:
            yield f"text: {key}", "its gaps differ between languages"


_KEYED = re.compile(r"(question|rule|level|cause|flag|contact|scope|contradiction)\.")
"""Sentences that belong to an entry of a content file; others belong to screens and pages."""


def _gaps(texts: Texts, key: str) -> Iterable[str]:
    return (name for _, name, _, _ in string.Formatter().parse(texts.sentence(key)) if name)


def text_keys(files: ContentFiles) -> Iterator[str]:
    """Give the keys of every sentence that the content files call for."""
    for question in files.questions.questions:
        yield from _question_keys(question)
    for contradiction in files.questions.contradictions:
        yield f"contradiction.{contradiction.id}"
    for rule in files.red_flags.rules:
        yield from (f"rule.{rule.id}.reason", f"rule.{rule.id}.clinician")
    for level in files.triage.levels:
        yield from (f"level.{level.id}.{part}" for part in LEVEL_PARTS)
    for cause in files.causes.causes:
        yield from (f"cause.{cause.id}.{part}" for part in ("name", "fits", "tell_apart"))
    yield from (f"flag.{flag.id}" for flag in files.flags.flags)
    yield from (f"scope.{place}" for place in files.triage.scope.outside)
    contacts = {rule.contact for rule in files.red_flags.rules}
    contacts |= {level.contact for level in files.triage.levels}
    yield from (f"contact.{contact}" for contact in sorted(contacts))


LEVEL_PARTS = ("name", "title", "do", "say", "again")
"""What every level says: its name, headline, what to do, what to say there, when to ask again."""


def _question_keys(question: Question) -> Iterator[str]:
    stem = f"question.{question.id}"
    yield from (f"{stem}.ask", f"{stem}.why", f"{stem}.short")
    if question.may_be_unsure:
        yield f"{stem}.plainer"
    yield from (f"{stem}.choice.{choice}" for choice in question.choices)
