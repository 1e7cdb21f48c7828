"""A plan as text for the terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from hipspine.content.plan_words import dose_in_words
from hipspine.content.programmes import Approach
from hipspine.content.text import Texts
from hipspine.domain.programme import Part, PlannedExercise, Programme
from hipspine.plan.progression import Progression
from hipspine.plan.request import Knowledge, shipped_knowledge
from hipspine.plan.words import (
    day_in_words,
    exercise_name,
    notice_in_words,
    plan_texts,
    step_in_words,
    why_in_words,
)

WIDTH = 88


def plan_as_text(programme: Programme, language: str, *, details: bool = False) -> str:
    """Return a programme: what to do on which days; with details also why and what was left out."""
    texts, knowledge = plan_texts(language), shipped_knowledge()
    approach = knowledge.approaches.named(programme.approach)
    lines = [
        texts.sentence("page.title"),
        texts(
            "page.stage_line",
            stage=texts.sentence(f"stage.{programme.stage.value}"),
            approach=approach.words[language].name,
            version=programme.version,
            day=day_in_words(programme.planned_on, language),
        ),
        _signed(programme, texts),
        "",
        *_days(programme, texts),
    ]
    for part in Part:
        items = [item for item in programme.exercises if item.part is part]
        if items:
            lines += ["", texts.sentence(f"part.{part.value}")]
            lines += [
                line for item in items for line in _item(item, texts, knowledge, details=details)
            ]
    if not programme.exercises:
        lines.append(texts.sentence("page.nothing"))
    lines += _beside(programme, texts, knowledge)
    lines += ["", texts.sentence("page.why")]
    lines += [_bullet(why_in_words(why, language, knowledge)) for why in programme.why]
    if details:
        lines += ["", texts.sentence("page.left_out"), *_left_out(programme, texts, knowledge)]
        lines += ["", *_edits(approach, texts)]
    lines += ["", _filled(texts.sentence("page.safety")), texts.sentence("page.intended_use")]
    return "\n".join(lines)


def _beside(programme: Programme, texts: Texts, knowledge: Knowledge) -> Iterator[str]:
    """Give what is offered beside exercise, and where to read more."""
    remedies = knowledge.library.remedies
    known = [remedies[name] for name in programme.remedies if name in remedies]
    if known:
        yield from ("", texts.sentence("page.beside"))
        yield from (f"  {one.words[texts.language].name} ({one.id})" for one in known)
        yield _filled(texts.sentence("page.beside_more"))


def _signed(programme: Programme, texts: Texts) -> str:
    signature = programme.signature
    if signature is None:
        return texts.sentence("page.not_signed")
    day = day_in_words(signature.signed_on, texts.language)
    return texts("page.signed", by=signature.by, day=day)


def _days(programme: Programme, texts: Texts) -> Iterator[str]:
    """Give how long each kind of day takes, with the days of that length together."""
    lengths: dict[int, list[int]] = {}
    for day in range(7):
        minutes = programme.minutes_on(day)
        if minutes > 0:
            lengths.setdefault(round(minutes) or 1, []).append(day)
    for length, days in lengths.items():
        yield texts("page.days_line", minutes=length, days=_weekdays(days, texts))


def _weekdays(days: Sequence[int], texts: Texts) -> str:
    names = texts.sentence("page.weekdays").split(", ")
    return ", ".join(names[day] for day in sorted(days))


def _item(
    item: PlannedExercise, texts: Texts, knowledge: Knowledge, *, details: bool
) -> Iterator[str]:
    name = exercise_name(item.exercise, texts.language, knowledge)
    every_day = len(item.weekdays) == 7
    days = texts.sentence("page.every_day") if every_day else _weekdays([*item.weekdays], texts)
    yield f"  {name} ({item.exercise}): {days}"
    yield f"      {dose_in_words(item.dose, texts.language, sides=item.sides)}"
    if details:
        why = " ".join(why_in_words(one, texts.language, knowledge) for one in item.why)
        yield _filled(why, indent="      ")


def _left_out(programme: Programme, texts: Texts, knowledge: Knowledge) -> Iterator[str]:
    for left in programme.left_out:
        name = exercise_name(left.exercise, texts.language, knowledge)
        yield _bullet(f"{name}: {why_in_words(left.why, texts.language, knowledge)}")


def _edits(approach: Approach, texts: Texts) -> Iterator[str]:
    if approach.edits:
        yield texts.sentence("page.edits")
    for edit in approach.edits:
        yield _bullet(edit.words[texts.language])


def comparison_as_text(programmes: Sequence[Programme], default: str, language: str) -> str:
    """Return the same week in each programme, with what trials found of it."""
    texts, knowledge = plan_texts(language), shipped_knowledge()
    blocks = [texts.sentence("page.compare")]
    for programme in programmes:
        approach = knowledge.approaches.named(programme.approach)
        blocks.append("\n".join(_compared(programme, approach, default, texts)))
    return "\n\n".join(blocks)


def _compared(
    programme: Programme, approach: Approach, default: str, texts: Texts
) -> Iterator[str]:
    knowledge = shipped_knowledge()
    words = approach.words[texts.language]
    chosen = f" ({texts.sentence('page.default')})" if approach.id == default else ""
    yield f"{words.name} [{approach.id}]{chosen}"
    yield _filled(words.idea, indent="  ")
    yield _filled(f"{texts.sentence('page.for')}: {words.what_speaks_for}", indent="  ")
    yield _filled(f"{texts.sentence('page.against')}: {words.what_speaks_against}", indent="  ")
    yield f"  {texts.sentence('page.trials')}:"
    for result in approach.results:
        yield f"    {result.evidence}: {texts.sentence(f'finding.{result.finding}')}"
    main = [item.exercise for item in programme.exercises if item.part is Part.MAIN]
    names = ", ".join(exercise_name(name, texts.language, knowledge) for name in main)
    stage = texts.sentence(f"stage.{programme.stage.value}")
    yield _filled(f"{stage}: {names}", indent="  ")
    if approach.edits:
        yield f"  {texts.sentence('page.edits')}:"
    for edit in approach.edits:
        yield _filled(edit.words[texts.language], indent="    ")


def progression_as_text(found: Progression, language: str) -> str:
    """Return what follows from a log: the steps with their reasons, and what is due."""
    texts, knowledge = plan_texts(language), shipped_knowledge()
    title = "page.next_title" if found.programme is not None else "page.stopped_title"
    lines = [texts.sentence(title)]
    lines += [_bullet(step_in_words(step, language, knowledge)) for step in found.steps]
    if found.notices:
        lines += ["", texts.sentence("page.due_title")]
        lines += [_bullet(notice_in_words(one, language, knowledge)) for one in found.notices]
    return "\n".join(lines)


def _bullet(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _filled(text: str, *, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
