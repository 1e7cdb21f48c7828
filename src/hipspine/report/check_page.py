"""A check in one sitting as one page: safety, holds, today's exercises, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

from hipspine import __version__
from hipspine.content.exercise_library import exercise_library
from hipspine.content.phrases import phrases
from hipspine.content.plan_words import exchange_texts
from hipspine.content.text import page_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement
from hipspine.domain.programme import Part, Programme
from hipspine.measure.movement_tests.outcome import MovementOutcome
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import day_in_words, why_in_words
from hipspine.report.plan_sheet import SheetExercise, plan_sheet
from hipspine.report.screening_result import Telling, advice
from hipspine.screen.outcome import Screening

TRAINED = (Part.WARM_UP, Part.MAIN)


@dataclass(frozen=True)
class ShownHold:
    """One hold in words: seconds of each side, and the range of others."""

    name: str
    left: str
    right: str
    published: str
    told: str
    """What the difference of the sides tells; empty where one was not tried."""


@dataclass(frozen=True)
class CheckPage:
    """Everything that the page of a check says, in one language."""

    language: str
    title: str
    lead: str
    safety: tuple[str, ...]
    stop: tuple[str, ...]
    holds: tuple[ShownHold, ...]
    today_title: str
    today: tuple[SheetExercise, ...]
    others: tuple[SheetExercise, ...]
    weekdays: tuple[str, ...]
    why: tuple[str, ...]
    next: tuple[str, ...]
    words: dict[str, str]
    footer: str


def check_page(
    screening: Screening,
    programme: Programme,
    outcomes: Sequence[MovementOutcome],
    telling: Telling,
    *,
    today: date,
    name: str | None = None,
) -> CheckPage:
    """Return the page of a check, in the language of the telling."""
    language = telling.language
    say, exchange = page_texts("check", language), exchange_texts(language)
    sheet = plan_sheet(programme, exercise_library(), language=language)
    parts = {item.exercise: item.part for item in programme.exercises}
    trained = [item for item in sheet.exercises if parts[item.id] in TRAINED]
    due = [item for item in trained if item.days[today.weekday()]]
    said = advice(screening, telling)
    return CheckPage(
        language=language,
        title=say.sentence("page.title") if name is None else say("page.title_for", name=name),
        lead=say(
            "page.lead",
            day=day_in_words(today, language),
            stage=exchange.sentence(f"stage.{programme.stage.value}"),
            version=programme.version,
        ),
        safety=(said["title"], said["do"], telling.sentence("result.cannot_know")),
        stop=(exchange.sentence("calendar.stop"), exchange.sentence("sheet.note")),
        holds=tuple(_holds(outcomes, language)),
        today_title=say("page.today", weekday=sheet.weekdays[today.weekday()]),
        today=tuple(due),
        others=tuple(item for item in sheet.exercises if item not in due),
        weekdays=sheet.weekdays,
        why=tuple(why_in_words(why, language, shipped_knowledge()) for why in programme.why),
        next=(
            say.sentence("check.next"),
            say("check.until", day=day_in_words(screening.triage.expires_on, language)),
        ),
        words=say.under("page"),
        footer=say("page.footer", version=__version__),
    )


def _holds(outcomes: Sequence[MovementOutcome], language: str) -> Iterator[ShownHold]:
    say, phrase = page_texts("check", language), phrases(language)
    for outcome in outcomes:
        by_side = {one.side: one for one in outcome.measurements}
        norm = next((one.norm for one in outcome.measurements if one.norm is not None), None)
        yield ShownHold(
            name=phrase(outcome.test.name),
            left=_seconds(by_side.get(Side.LEFT), language),
            right=_seconds(by_side.get(Side.RIGHT), language),
            published=say.sentence("page.no_range")
            if norm is None
            else say("page.seconds", seconds=f"{norm.low:.0f}–{norm.high:.0f}"),
            told="; ".join(
                say.sentence(f"page.gap_{side.verdict.name.lower()}") for side in outcome.sides
            ),
        )


def _seconds(one: Measurement | None, language: str) -> str:
    say = page_texts("check", language)
    if one is None or one.value is None:
        return say.sentence("page.not_held")
    return say("page.seconds", seconds=f"{one.value:.0f}")


def render_check(page: CheckPage) -> str:
    """Return the page as HTML that opens offline and prints on A4."""
    environment = Environment(
        loader=PackageLoader("hipspine.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("check.html.jinja").render(page=page)
