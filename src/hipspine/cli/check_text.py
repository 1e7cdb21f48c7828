"""Where a person stands today, as text for the terminal."""

from collections.abc import Iterator
from datetime import date, timedelta

from hipspine.cli.screening_text import filled, screening_as_text
from hipspine.clinic.standing import FLARE, NOT_SCREENED, Standing
from hipspine.content.plan_words import dose_in_words, exchange_texts
from hipspine.content.text import Texts, page_texts
from hipspine.domain.programme import Part, Programme
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import (
    day_in_words,
    exercise_name,
    notice_in_words,
    plan_texts,
    step_in_words,
)
from hipspine.report.screening_result import Telling

TRAINED = (Part.WARM_UP, Part.MAIN)
ANSWERED = ("emergency", "same_day")


def today_text(standing: Standing, programme: Programme, language: str) -> str:
    """Return what to do today, when to stop, and what to do next."""
    return "\n".join(_filled(_today_lines(standing, programme, language)))


def _today_lines(standing: Standing, programme: Programme, language: str) -> Iterator[str]:
    say, plan = page_texts("check", language), plan_texts(language)
    yield say.sentence("check.plan").upper()
    how = plan.sentence(f"irritability.{programme.irritability.value}")
    yield say("check.irritability", how=how)
    due = [item for item in programme.on(standing.today.weekday()) if item.part in TRAINED]
    if not due:
        day = next_day(programme, standing.today)
        if day is not None:
            yield say("check.rest_day", day=day_in_words(day, language))
    for item in due:
        name = exercise_name(item.exercise, language, shipped_knowledge())
        yield f"  - {name}: {dose_in_words(item.dose, language, sides=item.sides)}"
    yield ""
    yield exchange_texts(language).sentence("calendar.stop")
    yield from _due(standing, language)
    yield ""
    yield say("check.kept", name=standing.person.name)
    yield say.sentence("check.next")
    if standing.screening is not None:
        until = day_in_words(standing.screening.triage.expires_on, language)
        yield say("check.until", day=until)
    yield plan.sentence("page.intended_use")


def next_day(programme: Programme, today: date) -> date | None:
    """Return the next day with exercises after today; None: there is none in the week."""
    days = (today + timedelta(days=ahead) for ahead in range(1, 8))
    return next(
        (day for day in days if any(item.part in TRAINED for item in programme.on(day.weekday()))),
        None,
    )


def _due(standing: Standing, language: str) -> Iterator[str]:
    if standing.progression is None or not standing.progression.notices:
        return
    yield ""
    yield plan_texts(language).sentence("page.due_title")
    for notice in standing.progression.notices:
        yield f"  - {notice_in_words(notice, language, shipped_knowledge())}"


def stop_text(standing: Standing, telling: Telling) -> str:
    """Return why there is no exercise today, and where to go."""
    say = page_texts("check", telling.language)
    screening = standing.screening
    is_asked_for = screening is not None and screening.triage.level.id in ANSWERED
    lines = [say.sentence("check.stopped").upper()]
    if not is_asked_for:
        lines += list(stop_lines(standing, telling.language))
    text = "\n".join(_filled(lines))
    if screening is not None and is_asked_for:
        return f"{text}\n{screening_as_text(screening, telling)}"
    emergency = telling.sentence("result.reminder")
    return "\n".join([text, *_filled([emergency])])


def stop_lines(standing: Standing, language: str) -> Iterator[str]:
    """Give the reason for a stop in words, and what lifts it."""
    plan, say = plan_texts(language), page_texts("check", language)
    key = f"step.stop_{standing.stop}"
    if plan.has(key):
        yield plan.sentence(key)
    if standing.stop is None:
        yield say.sentence("check.no_plan")
    if standing.stop == FLARE:
        yield say.sentence("check_in.flare_next")
    elif standing.stop in ("expired", "incomplete", "level", NOT_SCREENED):
        yield say.sentence("check.not_screened")


def following_text(standing: Standing, language: str) -> str:
    """Return what follows from what was just logged: each step with its reason, and what is due."""
    return "\n".join(_filled(_following(standing, language)))


def _following(standing: Standing, language: str) -> Iterator[str]:
    plan, say = plan_texts(language), page_texts("check", language)
    found, kept = standing.progression, standing.kept
    if standing.stop is not None:
        yield plan.sentence("page.stopped_title").upper()
        yield from stop_lines(standing, language)
    elif found is not None and found.programme is not None and kept is not None:
        yield plan.sentence("page.next_title").upper()
        for step in found.steps:
            yield f"  - {step_in_words(step, language, shipped_knowledge())}"
        yield from _due(standing, language)
        if found.programme.version != kept.version:
            yield ""
            name = standing.person.name
            yield say("log.changed", version=found.programme.version, name=name)
    else:
        yield from stop_lines(standing, language)


def counted(say: Texts, key: str, count: int) -> str:
    """Return a sentence with a count, in the singular where it is one."""
    return say.sentence(f"{key}.one") if count == 1 else say(f"{key}.many", count=count)


def _filled(lines: "Iterator[str] | list[str]") -> Iterator[str]:
    for line in lines:
        yield filled(line, "    " if line.startswith("  - ") else "")
