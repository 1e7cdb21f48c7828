"""A muscle's reserve in words: strengths with their band over the versions of the model."""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import PredictionQuestion
from hipspine.report.prediction_words import Telling, size_words

FEWEST_ANSWERS = 12
"""Of the sixteen versions, fewer than these make no statement."""


def reserve_lead(question: PredictionQuestion, telling: Telling) -> str:
    """Return whose motion it is, before the sentences."""
    motion = telling.say(f"motion.{question.motion.value}")
    return f"{motion[0].upper()}{motion[1:]}. {size_words(question, telling)}"


def reserve_means(telling: Telling) -> tuple[str, ...]:
    """Return what the sentences rest on, after them."""
    return tuple(telling.say(f"plain.{key}") for key in ("model", "effort", "side"))


def reserve_sentences(
    group: str, rise: float, strengths: FloatArray, telling: Telling
) -> tuple[str, ...]:
    """Return what is known about a reserve; `strengths` are NaN where effort never rises so far."""
    say, numbers = telling.say, telling.numbers

    def percent(value: float) -> str:
        return f"{numbers.decimal(100.0 * value, 0)}\u00a0%"

    name = say(f"group.{group}") if say.has(f"group.{group}") else group
    name = name[0].upper() + name[1:]
    if len(strengths) < FEWEST_ANSWERS:
        return (say("reserve.none", group=name),)
    reached = strengths[np.isfinite(strengths)]
    sentences = []
    if len(reached):
        sentences.append(
            say(
                "reserve.sentence",
                group=name,
                rise=percent(rise),
                median=percent(float(np.median(reached))),
                low=percent(float(reached.min())),
                high=percent(float(reached.max())),
                reached=len(reached),
                answered=len(strengths),
            )
        )
    if len(reached) < len(strengths):
        sentences.append(
            say(
                "reserve.never",
                group=name,
                rise=percent(rise),
                count=len(strengths) - len(reached),
                answered=len(strengths),
            )
        )
    return tuple(sentences)
