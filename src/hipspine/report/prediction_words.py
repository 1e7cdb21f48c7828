"""A prediction in words: never a number without its band, never a cause."""

from dataclasses import dataclass

from hipspine.content.text import Texts, page_texts
from hipspine.domain.prediction import (
    Certainty,
    Effect,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Unit,
)
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import MuscleChange
from hipspine.domain.units import degrees
from hipspine.report.figures import Numbers, numbers_in
from hipspine.report.panels import Table

_PLANAR_ONLY = {"gluteus_medius", "gluteus_minimus", "gluteus_medius_minimus", "gluteals"}
"""Groups whose chief work a planar body cannot show."""


@dataclass(frozen=True, eq=False)
class Telling:
    """The words and numbers of a prediction in one language."""

    say: Texts
    numbers: Numbers

    @classmethod
    def in_language(cls, language: str) -> "Telling":
        """Return the telling of a language that ships."""
        return cls(page_texts("prediction", language), numbers_in(language))

    def amount(self, effect: Effect, value: float) -> str:
        """Return a change in the unit that people read."""
        change = self.numbers.change
        if effect.unit is Unit.RADIAN:
            return f"{change(degrees(value), 1)}°"
        if effect.unit is Unit.RATIO:
            return f"{change(100.0 * value, 0)}\u00a0%"
        if effect.unit is Unit.METRE:
            return f"{change(100.0 * value, 1)}\u00a0cm"
        return f"{change(value, 2)}\u00a0m/s"


@dataclass(frozen=True)
class PlainPrediction:
    """A prediction in sentences: what is robust, what is open, what stays, what it means."""

    robust: tuple[str, ...]
    uncertain: tuple[str, ...]
    no_change: tuple[str, ...]
    means: tuple[str, ...]


def plain_prediction(prediction: Prediction, telling: Telling) -> PlainPrediction:
    """Return the sentences for the person; without effects none is open or stays the same."""
    sentences = {
        kind: tuple(
            effect_sentence(effect, telling)
            for effect in prediction.effects
            if effect.certainty is kind
        )
        for kind in Certainty
    }
    say = telling.say
    means = ["plain.model", "plain.effort", "plain.side", "plain.cause"]
    if any(change.group in _PLANAR_ONLY for change in prediction.question.changes):
        means.insert(2, "plain.medius")
    told = tuple(say(key) for key in means)
    if not prediction.effects:
        return PlainPrediction((_no_effects_sentence(prediction, telling),), (), (), told)
    return PlainPrediction(
        robust=sentences[Certainty.ROBUST] or (say("plain.none_robust"),),
        uncertain=sentences[Certainty.UNCERTAIN] or (say("plain.none_open"),),
        no_change=sentences[Certainty.NO_CHANGE] or (say("plain.none_same"),),
        means=told,
    )


def effect_sentence(effect: Effect, telling: Telling) -> str:
    """Return one effect as a sentence, its band always with it."""
    say = telling.say
    direction = "up" if effect.median > 0 else "down"
    return say(
        f"plain.{effect.certainty.value}",
        **_used(
            say.sentence(f"plain.{effect.certainty.value}"),
            subject=say(f"subject.{direction}.{effect.quantity.value}"),
            name=say(f"plain_quantity.{effect.quantity.value}"),
            agreeing=round(effect.share_agreeing * effect.answered),
            answered=effect.answered,
            median=telling.amount(effect, effect.median),
            low=telling.amount(effect, effect.lowest),
            high=telling.amount(effect, effect.highest),
        ),
    )


def _used(sentence: str, **values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if f"{{{name}}}" in sentence}


def _no_effects_sentence(prediction: Prediction, telling: Telling) -> str:
    """Return why no change is told: nothing was found, or by one version alone."""
    if prediction.answered == prediction.asked == 1:
        return telling.say("plain.only_figures")
    return no_answer_sentence(prediction, telling)


def no_answer_sentence(prediction: Prediction, telling: Telling) -> str:
    """Return why there is no answer."""
    reason = prediction.absent[-1].reason if prediction.absent else "none"
    return telling.say("absent.no_answer", reason=telling.say(f"reason.{reason}"))


def changes_words(question: PredictionQuestion, telling: Telling) -> str:
    """Return what was changed, as a list in words."""
    return changes_in_words(question.changes, telling)


def changes_in_words(
    changes: tuple[MuscleChange, ...], telling: Telling, *, plain: bool = False
) -> str:
    """Return changes as a list in words; `plain` names muscles as people without Latin do."""
    if not changes:
        return telling.say("change.none")
    return "; ".join(_change_words(change, telling, plain=plain) for change in changes)


def size_words(question: PredictionQuestion, telling: Telling) -> str:
    """Return the model body's size, and how fast it walks or what it lifts."""
    say, numbers = telling.say, telling.numbers
    size = say(
        "size.body",
        height=numbers.decimal(question.body.height_m, 2),
        mass=numbers.decimal(question.body.mass_kg, 0),
    )
    if question.motion is MotionKind.LIFT:
        return f"{size} {say('size.load', load=numbers.general(question.load_kg))}"
    if question.motion is not MotionKind.WALK:
        return size
    if question.speed_m_s is None:
        return f"{size} {say('size.own_speed')}"
    return f"{size} {say('size.speed', speed=numbers.decimal(question.speed_m_s, 2))}"


def _change_words(change: MuscleChange, telling: Telling, *, plain: bool) -> str:
    say = telling.say
    key = f"plain_group.{change.group}"
    if not (plain and say.has(key)):
        key = f"group.{change.group}"
    group = say(key) if say.has(key) else change.group
    if change.side is not None:
        group = f"{group} {say(f'change.{change.side.value}')}"
    value = f"{telling.numbers.general(100.0 * change.value)}\u00a0%"
    return say(f"change.{change.parameter.value}", group=group, value=value)


def effects_table(prediction: Prediction, telling: Telling) -> Table:
    """Return all effects as a table."""
    say = telling.say
    columns = ("quantity", "median", "range", "agree", "certainty")
    return Table(
        tuple(say(f"numbers.{column}") for column in columns),
        tuple(
            (
                say(f"quantity.{effect.quantity.value}"),
                telling.amount(effect, effect.median),
                f"{telling.amount(effect, effect.lowest)} … "
                f"{telling.amount(effect, effect.highest)}",
                f"{round(effect.share_agreeing * effect.answered)}/{effect.answered}",
                say(f"certainty.{effect.certainty.value}"),
            )
            for effect in prediction.effects
        ),
    )


def absent_sentences(prediction: Prediction, telling: Telling) -> tuple[str, ...]:
    """Return what is not shown, and why."""
    return tuple(_absent_sentence(each, telling) for each in prediction.absent)


def _absent_sentence(each: Absent, telling: Telling) -> str:
    say = telling.say
    # Of the muscles that are one in the model each has to be named by itself here.
    tables = () if each.reason == "not_apart" else ("quantity", "motion", "group")
    for table in tables:
        if say.has(f"{table}.{each.what}"):
            name = say(f"{table}.{each.what}")
            break
    else:
        name = each.what.replace("_", " ")
    return say("absent.line", what=name, reason=say(f"reason.{each.reason}"))
