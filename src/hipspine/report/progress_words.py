"""Progress and forecast in sentences: the same for the page and for the command line."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.forecast import ForecastContent
from hipspine.content.text import Texts
from hipspine.domain.forecast import Forecast, ForecastPoint, Quantity
from hipspine.domain.outcome import EpisodeState, FollowUp, Progress, SideDifference, TrainingWeek
from hipspine.domain.questionnaire import ScoreChange
from hipspine.domain.triage import SCREENING_VALID_DAYS
from hipspine.plan.words import day_in_words
from hipspine.track.weeks import fast_growth

TOLD_WEEKS = (6.0, 13.0)
"""Weeks ahead that are told in sentences; the chart shows all."""
HALF_YEAR = 26.0
EQUAL_SHARE = 0.05
"""Below this difference the two sides are called equal."""
NEEDS_CARE = "needs_care"
"""Why nothing is forecast when the screening asks for someone to look: it is all that is said."""
EPISODE_STEPS = ("step_screen", "step_calm", "step_return", "step_prevent", "step_talk")


@dataclass(frozen=True)
class Telling:
    """How progress is told: language, names of exercises and scores, emergency number."""

    words: Texts
    score_words: Texts
    exercises: ExerciseLibrary
    content: ForecastContent
    emergency_number: str

    def number(self, value: float, places: int = 0) -> str:
        """Return a number as the language writes it."""
        written = f"{value:.{places}f}"
        return written.replace(".", ",") if self.words.language == "de" else written

    def trimmed(self, value: float) -> str:
        """Return a number with one decimal, or none where it is whole."""
        return self.number(value, 0 if float(round(value, 1)).is_integer() else 1)

    def day(self, day: date) -> str:
        """Return a day as the language writes it."""
        return day_in_words(day, self.words.language)

    def exercise(self, name: str) -> str:
        """Return the name of an exercise; of one that the library lacks, its id in words."""
        if name not in self.exercises.exercises:
            return name.replace("_", " ")
        return self.exercises.exercises[name].words[self.words.language].name

    def flag(self, name: str) -> str:
        """Return the name of what can slow recovery."""
        key = f"flag_name.{name}"
        return self.words(key) if self.words.has(key) else name.replace("_", " ")


def now_sentences(progress: Progress, telling: Telling) -> Iterator[str]:
    """Give where the person stands: course, pain, how much was done, what is due."""
    say = telling.words
    if progress.forecast_missing == NEEDS_CARE:
        yield say.sentence(f"forecast.{NEEDS_CARE}")
        return
    yield say.sentence(f"now.{_course_key(progress)}")
    if progress.pain is not None:
        first, last = progress.pain.first.value, progress.pain.last.value
        yield say("now.pain_line", pain=telling.trimmed(last), first=telling.trimmed(first))
    if progress.adherence is None:
        yield say.sentence("now.no_plan")
    else:
        done = progress.adherence
        yield say(
            "now.done",
            done=done.done_sessions,
            planned=done.planned_sessions,
            percent=round(100 * done.sessions_share),
            weeks=done.weeks,
        )
        yield say.sentence("now.done_all")
    for notice in progress.notices:
        yield say.sentence(f"notice.{notice.rule}")


def _course_key(progress: Progress) -> str:
    if progress.course is not None:
        return progress.course.course.value
    return "nothing" if progress.pain is None else "first_only"


def forecast_sentences(forecast: Forecast, telling: Telling) -> Iterator[str]:
    """Give what may come, as ranges for a few weeks ahead."""
    say = telling.words
    yield say.sentence("forecast.intro")
    last = forecast.reports[-1].weeks if forecast.reports else 0.0
    for point in forecast.points:
        if round(point.weeks - last, 6) in TOLD_WEEKS:
            yield _range_sentence(forecast.quantity, point, point.weeks - last, telling)
    yield say.sentence("forecast.not_promise")


def basis_sentences(forecast: Forecast, telling: Telling) -> Iterator[str]:
    """Give what a forecast rests on, what was counted and what was not."""
    say = telling.words
    yield say("group.starts_from", group=say.sentence(f"group.{forecast.group}"))
    if forecast.group == "persistent":
        yield say.sentence("group.very_low")
    yield from _compared(forecast, telling)
    for flag in forecast.counted:
        yield say("flag.counted", flag=telling.flag(flag))
    for reason in ("no_size_published", "smaller"):
        flags = [item.flag for item in forecast.not_counted if item.because == reason]
        if flags:
            yield say(f"flag.{reason}", flag=", ".join(telling.flag(flag) for flag in flags))


def _compared(forecast: Forecast, telling: Telling) -> Iterator[str]:
    """Give what another pooled study found half a year on, beside the one that is used."""
    file = telling.content.file
    used = {course.id: dict(course.published) for course in file.courses}
    for other in file.compared:
        if other.course == forecast.group:
            yield telling.words(
                "group.compared",
                own=telling.trimmed(used[other.course][HALF_YEAR] / 10),
                other=telling.trimmed(dict(other.published)[HALF_YEAR] / 10),
                source=telling.content.evidence[other.evidence].citation,
            )


def _range_sentence(
    quantity: Quantity, point: ForecastPoint, ahead: float, telling: Telling
) -> str:
    half, most = (shown_range(quantity, point, place) for place in (0, 1))
    keys = ("half", "most") if quantity is Quantity.PAIN else ("strength_half", "strength_most")
    weeks = telling.number(ahead)
    first = telling.words(f"forecast.{keys[0]}", weeks=weeks, low=half[0], high=half[1])
    second = telling.words(f"forecast.{keys[1]}", low=most[0], high=most[1])
    return f"{first} {second}"


def shown_range(quantity: Quantity, point: ForecastPoint, place: int) -> tuple[int, int]:
    """Return a band's edges as people read them: whole numbers, pain from 0 to 10."""
    factor = 0.1 if quantity is Quantity.PAIN else 1.0
    band = point.bands[place]
    return _half_up(band.low * factor), _half_up(band.high * factor)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def growth_sentences(progress: Progress, telling: Telling) -> Iterator[str]:
    """Tell of far more done than usual, where it was in this week or the last."""
    for week in fast_growth(progress.weeks[-2:]):
        percent = round(100 * (week.more_sets or 0.0))
        yield telling.words("weeks.fast", week=week.number, percent=percent)


def side_unit(side: SideDifference, telling: Telling) -> str:
    """Return the unit that the work of a side is counted in."""
    return telling.words.sentence(f"sides.{side.unit.replace(' ', '_')}")


def side_sentence(side: SideDifference, telling: Telling) -> str:
    """Return which side did more, in words."""
    if abs(side.difference) < EQUAL_SHARE:
        return telling.words.sentence("sides.equal")
    smaller = min(side.left, side.right)
    larger = max(side.left, side.right)
    key = "more_right" if side.difference > 0 else "more_left"
    percent = "> 100" if smaller == 0 else f"{round(100 * (larger / smaller - 1))}"
    return telling.words(f"sides.{key}", percent=percent)


def week_rows(weeks: Sequence[TrainingWeek], telling: Telling) -> Iterator[tuple[str, ...]]:
    """Give a row of the table for every week; what nobody said is a dash."""
    for week in weeks:
        yield (
            str(week.number),
            _or_dash(week.done_sessions, telling),
            _or_dash(week.planned_sessions, telling),
            _or_dash(week.sets, telling),
            _or_dash(week.planned_sets, telling),
            _or_dash(week.lifted_kg, telling),
            _or_dash(week.held_s / 60, telling),
            _or_dash(week.effort, telling),
            _or_dash(week.pain_during, telling),
            _or_dash(week.pain_next_morning, telling),
        )


WEEK_COLUMNS = (
    "week", "done", "planned", "sets", "sets_planned", "lifted", "held", "effort", "pain_during",
    "pain_after",
)  # fmt: skip
"""Keys of the columns of :func:`week_rows`."""


def _or_dash(value: float | None, telling: Telling) -> str:
    return "–" if value is None else telling.trimmed(value)


def score_rows(
    changes: Sequence[ScoreChange], telling: Telling
) -> Iterator[tuple[str, str, str, str, str]]:
    """Give for every score its name, first and latest value, measuring error and verdict."""
    for change in changes:
        name = f"score.{change.before.questionnaire}.{change.before.score}"
        error = change.measurement_error
        yield (
            telling.score_words.sentence(name),
            telling.trimmed(change.before.value),
            telling.trimmed(change.after.value),
            telling.words.sentence("scores.unknown_error")
            if error is None
            else f"± {telling.trimmed(error)}",
            telling.score_words.sentence(f"verdict.{change.verdict.value}"),
        )


def life_rows(progress: Progress, telling: Telling) -> Iterator[tuple[str, str, str]]:
    """Give first and latest answer about the rest of the day."""
    for series in progress.daily_life:
        name = telling.words.sentence(f"life.{series.name}")
        yield name, telling.trimmed(series.first.value), telling.trimmed(series.last.value)


def life_tips(progress: Progress, telling: Telling) -> Iterator[str]:
    """Give a hint for each of sitting, driving and standing that was ever told."""
    told = {series.name.split("_")[0] for series in progress.daily_life}
    for key, kinds in (("breaks", {"sitting", "breaks"}), ("driving", {"driving"}),
                       ("standing", {"standing"})):  # fmt: skip
        if told & kinds:
            yield telling.words.sentence(f"life.tip_{key}")


def episode_sentences(progress: Progress, telling: Telling) -> Iterator[str]:
    """Give where the person is between episodes, and what counts as a new one."""
    say, episodes = telling.words, progress.episodes
    yield say.sentence(f"episode.{episodes.state.value}")
    if episodes.recurred_on:
        days = ", ".join(telling.day(day) for day in episodes.recurred_on)
        yield say("episode.recurred_on", days=days)
    yield say.sentence("episode.definition")


def episode_steps(progress: Progress, telling: Telling) -> tuple[str, ...]:
    """Return the plan for a new episode, where one may come or has come."""
    del progress  # the plan is the same for everyone; it is there before it is needed
    return tuple(telling.words.sentence(f"episode.{step}") for step in EPISODE_STEPS)


def is_new_episode(progress: Progress) -> bool:
    """Tell whether pain has come back: the plan for it is then shown first."""
    return progress.episodes.state is EpisodeState.NEW_EPISODE


def last_screening(known: FollowUp) -> date | None:
    """Return the day of the last screening: told as such, or the one a plan rests on."""
    days = [plan.screened_on for plan in known.programmes]
    return max([*days, *([known.screened_on] if known.screened_on else [])], default=None)


def screening_sentence(screened_on: date | None, today: date, telling: Telling) -> str:
    """Return when safety was last checked, and that it must be checked again."""
    if screened_on is None:
        return telling.words.sentence("page.not_screened")
    is_old = not 0 <= (today - screened_on).days < SCREENING_VALID_DAYS
    key = "page.screen_again" if is_old else "page.screened"
    return telling.words(key, day=telling.day(screened_on))


def forecast_sources(forecast: Forecast, telling: Telling) -> Iterator[str]:
    """Give the sources that a forecast rests on, each once."""
    file = telling.content.file
    cited: list[str] = []
    if forecast.quantity is Quantity.STRENGTH:
        cited += file.strength.evidence
    else:
        cited += [n for course in file.courses if course.id == forecast.group
                  for n in course.evidence]  # fmt: skip
        cited += [n for shift in file.shifts if shift.flag in forecast.counted
                  for n in shift.evidence]  # fmt: skip
        cited += file.spread.evidence
    for name in dict.fromkeys(cited):
        yield telling.content.evidence[name].citation
