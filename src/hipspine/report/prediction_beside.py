"""Predictions that were asked for beside a recording, as a section of its report."""

from dataclasses import dataclass

from hipspine.domain.prediction import AskedPrediction, Certainty
from hipspine.report.prediction import PredictionPage, prediction_page
from hipspine.report.prediction_near import NearAndFree
from hipspine.report.prediction_words import (
    Telling,
    changes_in_words,
    effect_sentence,
    size_words,
)

MOST_SENTENCES = 2
"""Changes told on the person's page; the others stand in the section."""


@dataclass(frozen=True)
class PredictionCard:
    """One question with its answer, or with the reason why there is none."""

    title: str
    size: str
    """Whose size and which speed the model body had."""
    page: PredictionPage | None
    absent: str


@dataclass(frozen=True)
class PredictionSection:
    """The section of a report."""

    title: str
    intro: str
    cards: tuple[PredictionCard, ...]


@dataclass(frozen=True)
class PlainAnswer:
    """A prediction on the person's page: no curves, no loads."""

    title: str
    lead: str
    sentences: tuple[str, ...]


def prediction_section(
    asked: tuple[AskedPrediction, ...], *, language: str
) -> PredictionSection | None:
    """Return the section of what was asked; None where nothing was."""
    if not asked:
        return None
    telling = Telling.in_language(language)
    return PredictionSection(
        telling.say("beside.title"),
        telling.say("beside.intro"),
        tuple(_card(each, telling) for each in asked),
    )


def _card(asked: AskedPrediction, telling: Telling) -> PredictionCard:
    say = telling.say
    words = changes_in_words(asked.changes, telling)
    title = words[0].upper() + words[1:]
    if asked.prediction is None:
        return PredictionCard(title, "", None, absent_words(asked, telling))
    page = prediction_page(NearAndFree(asked.prediction), language=say.language)
    return PredictionCard(title, size_words(asked.prediction.question, telling), page, "")


def absent_words(asked: AskedPrediction, telling: Telling) -> str:
    """Return why a question has no answer."""
    return telling.say(f"beside.{asked.absent_because}") if asked.absent_because else ""


def plain_answers(asked: tuple[AskedPrediction, ...], *, language: str) -> tuple[PlainAnswer, ...]:
    """Return what the person is told: the clear changes, or that there are none."""
    telling = Telling.in_language(language)
    return tuple(_plain(each, telling) for each in asked)


def _plain(asked: AskedPrediction, telling: Telling) -> PlainAnswer:
    say = telling.say
    title = say("beside.title_plain")
    lead = say("beside.plain_lead", changes=changes_in_words(asked.changes, telling, plain=True))
    if asked.prediction is None:
        return PlainAnswer(title, lead, (absent_words(asked, telling),))
    if not asked.prediction.effects:
        return PlainAnswer(title, lead, (say("beside.plain_none"),))
    robust = [
        effect_sentence(effect, telling)
        for effect in asked.prediction.effects
        if effect.certainty is Certainty.ROBUST
    ]
    told = tuple(robust[:MOST_SENTENCES]) or (say("plain.none_robust"),)
    return PlainAnswer(title, lead, (*told, say("plain.model")))
