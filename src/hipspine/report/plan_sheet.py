"""A programme as one sheet to print: the week at a glance, then every exercise with its picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.plan_words import dose_in_words, exchange_texts
from hipspine.content.poses import pose_pictures
from hipspine.domain.programme import PlannedExercise, Programme
from hipspine.plan.words import day_in_words
from hipspine.report.pose_drawing import pose_picture

WEEK = range(7)


@dataclass(frozen=True)
class SheetExercise:
    """One exercise as the sheet shows it."""

    id: str
    name: str
    dose: str
    days: tuple[bool, ...]
    """Monday to Sunday."""
    start: str
    move: str
    cues: tuple[str, ...]
    picture: Markup | None
    """SVG of start and end; None where none is drawn."""


@dataclass(frozen=True)
class PlanSheet:
    """Everything that a printed plan says, in one language."""

    language: str
    title: str
    lead: str
    agreed: str
    stop: str
    words: Mapping[str, str]
    weekdays: tuple[str, ...]
    exercises: tuple[SheetExercise, ...]
    footer: str


def plan_sheet(
    programme: Programme,
    library: ExerciseLibrary,
    *,
    language: str = "en",
    name: str | None = None,
) -> PlanSheet:
    """Return a programme in words and pictures."""
    say = exchange_texts(language)
    signature = programme.signature
    return PlanSheet(
        language=language,
        title=say.sentence("sheet.title") if name is None else say("sheet.title_for", name=name),
        lead=say(
            "sheet.lead",
            stage=say.sentence(f"stage.{programme.stage}"),
            version=programme.version,
            day=day_in_words(programme.planned_on, language),
            screened=day_in_words(programme.screened_on, language),
        ),
        agreed=say.sentence("sheet.not_signed")
        if signature is None
        else say("sheet.signed", by=signature.by, day=day_in_words(signature.signed_on, language)),
        stop=say.sentence("calendar.stop"),
        words=say.under("sheet"),
        weekdays=tuple(say.sentence("sheet.weekdays").split(", ")),
        exercises=tuple(_shown(item, library, language) for item in programme.exercises),
        footer=say("sheet.footer", version=__version__),
    )


def _shown(item: PlannedExercise, library: ExerciseLibrary, language: str) -> SheetExercise:
    words = library.exercise(item.exercise).words[language]
    picture = pose_pictures("exercises").get(item.exercise)
    return SheetExercise(
        id=item.exercise,
        name=words.name,
        dose=dose_in_words(item.dose, language, sides=item.sides),
        days=tuple(day in item.weekdays for day in WEEK),
        start=words.start,
        move=words.move,
        cues=words.cues,
        picture=None if picture is None else pose_picture(picture, language=language),
    )


def plan_page(sheet: PlanSheet) -> str:
    """Return the sheet as one HTML page that opens offline and prints on A4."""
    environment = Environment(
        loader=PackageLoader("hipspine.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("plan.html.jinja").render(sheet=sheet)
