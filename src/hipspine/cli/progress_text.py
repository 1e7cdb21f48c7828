"""What `hipspine progress` and `hipspine forecast` print, and where they write pages."""

import os
from collections.abc import Iterator
from pathlib import Path

from hipspine.cli.screen import checked_number
from hipspine.domain.errors import OutputError
from hipspine.domain.forecast import Forecast
from hipspine.domain.outcome import FollowUp, Progress
from hipspine.report.progress_words import (
    WEEK_COLUMNS,
    Telling,
    basis_sentences,
    episode_sentences,
    episode_steps,
    forecast_sentences,
    forecast_sources,
    growth_sentences,
    last_screening,
    life_rows,
    life_tips,
    now_sentences,
    score_rows,
    screening_sentence,
    side_sentence,
    side_unit,
    week_rows,
)


def telling_in(language: str) -> Telling:
    """Return how progress is told in a language.

    Raises
    ------
    ContentError
        If the language does not ship.
    """
    from hipspine.content.exercise_library import exercise_library
    from hipspine.content.forecast import forecast_content
    from hipspine.content.progress_texts import progress_texts
    from hipspine.content.questionnaire_library import questionnaire_library

    return Telling(
        words=progress_texts(language),
        score_words=questionnaire_library().words(language),
        exercises=exercise_library(),
        content=forecast_content(),
        emergency_number=checked_number(os.environ.get("HIPSPINE_EMERGENCY_NUMBER", "112")),
    )


def progress_lines(progress: Progress, known: FollowUp, telling: Telling) -> Iterator[str]:
    """Give the whole progress in lines."""
    say = telling.words
    yield say.sentence("page.title")
    yield say.sentence("page.research")
    yield say("page.reminder", number=telling.emergency_number)
    yield screening_sentence(last_screening(known), progress.today, telling)
    yield from _part("now", now_sentences(progress, telling), telling)
    if progress.forecast is not None:
        yield from _part("forecast", _forecast_lines(progress.forecast, telling), telling)
    else:
        missing = say.sentence(f"forecast.{progress.forecast_missing}")
        yield from _part("forecast", iter((missing,)), telling)
    yield from _part("weeks", _week_lines(progress, telling), telling)
    yield from _part("sides", _side_lines(progress, telling), telling)
    yield from _part("scores", _score_lines(progress, telling), telling)
    yield from _part("life", _life_lines(progress, telling), telling)
    yield from _part("episode", _episode_lines(progress, telling), telling)


def _part(name: str, lines: Iterator[str], telling: Telling) -> Iterator[str]:
    yield ""
    yield telling.words.sentence(f"{name}.title")
    yield from (f"  {line}" for line in lines)


def _forecast_lines(forecast: Forecast, telling: Telling) -> Iterator[str]:
    yield from forecast_sentences(forecast, telling)
    yield from basis_sentences(forecast, telling)


def _week_lines(progress: Progress, telling: Telling) -> Iterator[str]:
    if not progress.weeks:
        yield telling.words.sentence("weeks.none")
        return
    names = [telling.words.sentence(f"weeks.{key}") for key in WEEK_COLUMNS]
    for row in week_rows(progress.weeks, telling):
        said = [f"{n} {c}" for n, c in zip(names[1:], row[1:], strict=True) if c not in ("–", "0")]
        yield f"{names[0]} {row[0]}: {', '.join(said) or '–'}"
    yield from growth_sentences(progress, telling)


def _side_lines(progress: Progress, telling: Telling) -> Iterator[str]:
    say = telling.words
    if not progress.sides:
        yield say.sentence("sides.none")
        return
    for side in progress.sides:
        left = f"{say.sentence('sides.left')} {telling.trimmed(side.left)}"
        right = f"{say.sentence('sides.right')} {telling.trimmed(side.right)}"
        amounts = f"{left}, {right} {side_unit(side, telling)}"
        yield f"{telling.exercise(side.exercise)}: {amounts}: {side_sentence(side, telling)}"
    yield say.sentence("sides.caution")


def _score_lines(progress: Progress, telling: Telling) -> Iterator[str]:
    say = telling.words
    if not progress.changes:
        yield say.sentence("scores.none")
        return
    for name, first, latest, error, verdict in score_rows(progress.changes, telling):
        yield f"{name}: {first} → {latest} ({say.sentence('scores.error')} {error}): {verdict}"


def _life_lines(progress: Progress, telling: Telling) -> Iterator[str]:
    if not progress.daily_life:
        yield telling.words.sentence("life.none")
        return
    yield from (f"{name}: {a} → {b}" for name, a, b in life_rows(progress, telling))
    yield from life_tips(progress, telling)


def _episode_lines(progress: Progress, telling: Telling) -> Iterator[str]:
    yield from episode_sentences(progress, telling)
    yield telling.words.sentence("episode.after_maintenance")
    for number, step in enumerate(episode_steps(progress, telling), start=1):
        yield f"{number}. {step}"


def forecast_lines(forecast: Forecast, telling: Telling, *, title: str) -> Iterator[str]:
    """Give a forecast in lines, with its sources."""
    yield title
    yield telling.words.sentence("page.research")
    yield telling.words("page.reminder", number=telling.emergency_number)
    yield from (f"  {line}" for line in _forecast_lines(forecast, telling))
    yield telling.words.sentence("sources.title")
    yield from (f"  {source}" for source in forecast_sources(forecast, telling))


def write_page(page: str, file: Path) -> None:
    """Write a page whole; a file that was there stays until the new one is complete.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(page, "utf-8")
        part.replace(file)
    except OSError as problem:
        raise OutputError(
            str(file),
            expected="a file that can be written",
            got=problem.strerror or str(problem),
            do="Choose another place with --out.",
        ) from None
