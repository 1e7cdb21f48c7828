"""Say a plan's reasons, steps and notices in a person's language."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import resources

from hipspine.content.movement_tests import movement_tests
from hipspine.content.phrases import phrases
from hipspine.content.text import Texts, read_texts
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Why
from hipspine.domain.training import NextStep, Notice
from hipspine.plan.request import Knowledge
from hipspine.plan.stages import Missing

PLAN_LANGUAGES = ("en", "de")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@cache
def plan_texts(language: str) -> Texts:
    """Return the sentences of plans in a language.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    if language not in PLAN_LANGUAGES:
        raise ContentError(
            "text",
            expected=f"a language of {', '.join(PLAN_LANGUAGES)}",
            got=repr(language),
            do="Choose one of these.",
        )
    file = resources.files("hipspine.content") / "text" / language / "plan.toml"
    return read_texts(file.read_text("utf-8"), language=language, where=f"text/{language}")


def why_in_words(why: Why, language: str, knowledge: Knowledge) -> str:
    """Return one reason as a sentence."""
    texts = plan_texts(language)
    return texts(why.rule, **_values_in_words(why.values, texts, knowledge))


def step_in_words(step: NextStep, language: str, knowledge: Knowledge) -> str:
    """Return a step as one line: what, which exercise, and by which rules."""
    texts = plan_texts(language)
    what = texts.sentence(f"step.{step.step.name.lower()}")
    if step.change is not None:
        what += f", {texts.sentence(f'change.{step.change}')}"
    reasons = " ".join(texts.sentence(f"step.{_as_key(rule)}") for rule in step.rules)
    if step.exercise is None:
        return f"{what[:1].upper()}{what[1:]}. {reasons}"
    return f"{exercise_name(step.exercise, language, knowledge)}: {what}. {reasons}"


def notice_in_words(notice: Notice, language: str, knowledge: Knowledge) -> str:
    """Return what is due as a sentence."""
    texts = plan_texts(language)
    values = _values_in_words(notice.values, texts, knowledge)
    if notice.rule.startswith("stop."):
        return texts.sentence(f"step.{_as_key(notice.rule)}")
    if notice.rule.startswith("gate."):
        sentence = texts(notice.rule, **values)
        return f"{texts.sentence('page.next_title')}: {sentence}."
    return texts(notice.rule, day=day_in_words(notice.due_on, language), **values)


def missing_in_words(missing: Missing, language: str, knowledge: Knowledge) -> str:
    """Return what the next stage still asks for."""
    texts = plan_texts(language)
    return texts(missing.rule, **_values_in_words(missing.values, texts, knowledge))


def exercise_name(name: str, language: str, knowledge: Knowledge) -> str:
    """Return the name of an exercise, or its id where the library does not have it."""
    exercise = knowledge.library.exercises.get(name)
    return name if exercise is None else exercise.words[language].name


def day_in_words(day: date, language: str) -> str:
    """Return a date as people write it: 2 Mar 2026, in German 02.03.2026."""
    if language == "de":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _as_key(rule: str) -> str:
    return rule.replace(".", "_")


def _test_name(name: str, language: str) -> str:
    """Return the name of a movement test, by its id or by one of its results."""
    for test in movement_tests().values():
        if name == test.id or any(name == result.name for result in test.results):
            return phrases(language)(test.name)
    return name.replace("_", " ")


def _values_in_words(
    values: Mapping[str, str], texts: Texts, knowledge: Knowledge
) -> dict[str, str]:
    """Return the figures of a rule, every id replaced by its name."""
    language = texts.language

    def names(ids: str, say: Callable[[str], str]) -> str:
        return ", ".join(say(one) for one in ids.split(", "))

    say: dict[str, Callable[[str], str]] = {
        "exercise": lambda ids: names(ids, lambda n: exercise_name(n, language, knowledge)),
        "exercises": lambda ids: names(ids, lambda n: exercise_name(n, language, knowledge)),
        "approach": lambda one: knowledge.approaches.named(one).words[language].name,
        "gate": lambda one: knowledge.library.gates[one].words[language].why,
        "targets": lambda ids: names(ids, lambda n: texts.sentence(f"target.{n}")),
        "goal": lambda one: texts.sentence(f"goal.{one}"),
        "equipment": lambda ids: names(ids, lambda n: texts.sentence(f"equipment.{n}")),
        "irritability": lambda one: texts.sentence(f"irritability.{one}"),
        "band": lambda one: texts.sentence(f"band.{one}"),
        "test": lambda one: _test_name(one, language),
        "finding": lambda one: _test_name(one, language),
    }
    return {key: say[key](value) if key in say else value for key, value in values.items()}
