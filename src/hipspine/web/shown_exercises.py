"""Exercises of a plan as pages show them: name, dose, picture, where they stand in the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from hipspine.content.exercises import Exercise
from hipspine.content.plan_words import dose_in_words
from hipspine.content.poses import pose_pictures
from hipspine.domain.programme import Part, PlannedExercise, Programme
from hipspine.plan.request import shipped_knowledge
from hipspine.report.pose_drawing import pose_picture

TRAINED = (Part.WARM_UP, Part.MAIN)


@dataclass(frozen=True)
class ShownExercise:
    """One planned exercise in words."""

    item: PlannedExercise
    exercise: Exercise
    name: str
    dose: str
    picture: Markup | None
    """SVG; None where none is drawn."""

    @property
    def id(self) -> str:
        """The exercise's id."""
        return self.item.exercise


def shown(items: Iterable[PlannedExercise], language: str) -> tuple[ShownExercise, ...]:
    """Return planned exercises in words; one that the library no longer has is left out."""
    known = shipped_knowledge().library.exercises
    return tuple(
        ShownExercise(
            item,
            known[item.exercise],
            known[item.exercise].words[language].name,
            dose_in_words(item.dose, language, sides=item.sides),
            picture_of(item.exercise, language),
        )
        for item in items
        if item.exercise in known
    )


@cache
def picture_of(name: str, language: str, kind: str = "exercises") -> Markup | None:
    """Return the drawing of an exercise or of a movement test, or None where none is drawn.

    Drawn once: a plan has some twenty, which took half the time of its page.
    """
    picture = pose_pictures(kind).get(name)
    return None if picture is None else pose_picture(picture, language=language)


def trained_on(programme: Programme, weekday: int) -> tuple[PlannedExercise, ...]:
    """Return what counts as the session of a day: warm-up first, then the main part."""
    items = [item for item in programme.on(weekday) if item.part in TRAINED]
    return tuple(sorted(items, key=lambda item: TRAINED.index(item.part)))


def in_part(programme: Programme, part: Part) -> tuple[PlannedExercise, ...]:
    """Return the exercises that have their place in one part of the day."""
    return tuple(item for item in programme.exercises if item.part is part)
