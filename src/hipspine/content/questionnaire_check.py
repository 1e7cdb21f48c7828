"""Whether the questionnaires' files agree with each other, the screening and their texts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.questionnaires import Item
from hipspine.content.schema import ConditionTable, Question
from hipspine.content.score_rules import NoFigure
from hipspine.domain.answers import Reply
from hipspine.domain.questionnaire import Absence, Certainty, Course, Verdict

SCREENING_PLACES = "pain_places"
"""The question of the screening that asks where it hurts."""

GENERAL_TEXTS = frozenset(
    {f"label.{name}" for name in ("not_tested", "not_a_test", "band_needs", "sources", "reminder")}
    | {f"answer.{reply.value}" for reply in Reply}
    | {f"absent.{reason.value}" for reason in Absence}
    | {f"verdict.{verdict.value}" for verdict in Verdict}
    | {f"course.{course.value}" for course in Course}
    | {f"certainty.{certainty.value}" for certainty in Certainty}
    | {f"no_figure.{reason}" for reason in get_args(NoFigure)}
    | {"change.line", "change.error", "change.no_error", "change.outside"}
)


def questionnaire_problems(
    library: QuestionnaireLibrary, screening: Sequence[Question]
) -> tuple[str, ...]:
    """Return every id, source or sentence that is named and not there, or there and not named."""
    return (
        *_evidence_problems(library),
        *_id_problems(library, screening),
        *_follow_up_problems(library, screening),
        *_region_problems(library, screening),
        *_course_problems(library),
        *_text_problems(library),
    )


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
            if questions.get(name) != frozenset({Reply.YES.value}):
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


def _text_problems(library: QuestionnaireLibrary) -> Iterator[str]:
    """Name sentences that a language lacks, and those that nothing says."""
    if not library.texts:
        yield "text: no language has questionnaires.toml"
    wanted = needed_texts(library)
    for language, texts in library.texts.items():
        for key in sorted(wanted - set(texts.sentences)):
            yield f"text/{language}: no sentence for {key}"
        for key in sorted(set(texts.sentences) - wanted):
            yield f"text/{language}: nothing says {key}"


def needed_texts(library: QuestionnaireLibrary) -> frozenset[str]:
    """Return the keys of all sentences that the questionnaires say."""
    keys = set(GENERAL_TEXTS)
    for form in library.questionnaires.values():
        keys |= {f"questionnaire.{form.id}.{part}" for part in ("title", "lead")}
        keys |= {key for item in form.items for key in _item_texts(item)}
    for instrument in library.instruments.values():
        keys |= {f"instrument.{instrument.id}.{part}" for part in ("about", "enter", "licence")}
    for name, scored in library.forms.items():
        keys |= {f"score.{name}.{score.id}" for score in scored.scores}
        keys |= {f"band.{name}.{s.id}.{band.id}" for s in scored.scores for band in s.bands}
    follow_ups = library.follow_ups
    keys |= {f"follow_up.{entry.id}" for entry in follow_ups.follow_ups}
    keys |= {f"measure.{name}" for name in follow_ups.measures}
    keys |= {f"leave_out.{name}" for name in follow_ups.left_out}
    keys |= {f"help.{name}" for name in follow_ups.helps}
    return frozenset(keys)


def _item_texts(item: Item) -> Iterator[str]:
    yield f"item.{item.id}.ask"
    if item.kind == "number":
        yield f"item.{item.id}.low"
        yield f"item.{item.id}.high"
    for choice in item.choices:
        yield f"item.{item.id}.choice.{choice}"
