"""The page of progress: one HTML file that opens offline and asks the network for nothing."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.domain.forecast import Forecast, Quantity
from hipspine.domain.outcome import FollowUp, Progress
from hipspine.report.panels import LegendEntry, Panel, Table
from hipspine.report.progress_charts import (
    OwnReport,
    WeekFrame,
    days_chart,
    forecast_chart,
    in_unit,
    pain_chart,
)
from hipspine.report.progress_words import (
    WEEK_COLUMNS,
    Telling,
    basis_sentences,
    episode_sentences,
    episode_steps,
    forecast_sentences,
    forecast_sources,
    growth_sentences,
    is_new_episode,
    last_screening,
    life_rows,
    life_tips,
    now_sentences,
    score_rows,
    screening_sentence,
    shown_range,
    side_sentence,
    side_unit,
    week_rows,
)

PAIN_UNIT = 0.1
"""From 0 to 100, as forecast, to 0 to 10, as asked."""
FEWEST_WEEKS_SHOWN = 6


@dataclass(frozen=True)
class StrengthForecast:
    """The forecast of one test of one side, under the name that the person knows."""

    name: str
    forecast: Forecast


def render_progress(
    progress: Progress,
    known: FollowUp,
    telling: Telling,
    *,
    strength: Sequence[StrengthForecast] = (),
) -> str:
    """Return the page of progress as HTML.

    Notes
    -----
    A content security policy in the page forbids scripts and anything from elsewhere; the one style
    sheet is allowed by its hash.
    """
    style = f"{_static('report.css')}\n{_static('progress.css')}"
    return (
        _environment()
        .get_template("progress.html.jinja")
        .render(
            **progress_parts(progress, known, telling, strength=strength),
            style=Markup(style),
            style_hash=style_hash(style),
        )
    )


def progress_parts(
    progress: Progress,
    known: FollowUp,
    telling: Telling,
    *,
    strength: Sequence[StrengthForecast] = (),
) -> dict[str, Any]:
    """Return what a page of progress shows, by the names that its template uses."""
    say = telling.words
    return {
        "say": say,
        "language": say.language,
        "day": telling.day(progress.today),
        "now": tuple(now_sentences(progress, telling)),
        "forecast": _forecast_part(progress, telling),
        "strength": tuple(_strength_part(each, telling) for each in strength),
        "weeks": _weeks_part(progress, telling),
        "pain": _pain_part(progress, telling),
        "growth": tuple(growth_sentences(progress, telling)),
        "sides": _sides_table(progress, telling),
        "scores": _scores_table(progress, telling),
        "life": _life_table(progress, telling),
        "tips": tuple(life_tips(progress, telling)),
        "episode": tuple(episode_sentences(progress, telling)),
        "steps": episode_steps(progress, telling),
        "is_new_episode": is_new_episode(progress),
        "sources": _sources(progress, strength, telling),
        "reminder": say("page.reminder", number=telling.emergency_number),
        "screened": screening_sentence(last_screening(known), progress.today, telling),
        "made_by": _made_by(known, telling),
    }


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _static(name: str) -> str:
    return (resources.files("hipspine.report") / "static" / name).read_text("utf-8")


def style_hash(style: str) -> str:
    """Return the style sheet's hash as a content security policy names it."""
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


@dataclass(frozen=True)
class ForecastPart:
    """A forecast as the page shows it: a chart with legend and table, sentences and their basis."""

    panel: Panel
    sentences: tuple[str, ...]
    basis: tuple[str, ...]


def _forecast_part(progress: Progress, telling: Telling) -> ForecastPart | str:
    """Return the forecast of pain, or why there is none."""
    if progress.forecast is None:
        return telling.words.sentence(f"forecast.{progress.forecast_missing}")
    return forecast_part(
        progress.forecast, telling, error=_pain_error(progress), title="forecast.chart"
    )


def _strength_part(each: StrengthForecast, telling: Telling) -> ForecastPart:
    error = telling.content.file.strength.scatter
    part = forecast_part(each.forecast, telling, error=error, title="forecast.chart")
    title = telling.words("forecast.strength_title", test=each.name)
    panel = Panel(title, part.panel.chart, part.panel.legend, (), part.panel.table)
    return ForecastPart(panel, part.sentences, part.basis)


def _pain_error(progress: Progress) -> float | None:
    """Return the measurement error of average pain, where the second check-in brought it."""
    for change in progress.changes:
        if (change.before.questionnaire, change.before.score) == ("pain_scale", "average"):
            return change.measurement_error
    return None


def forecast_part(
    forecast: Forecast, telling: Telling, *, error: float | None, title: str
) -> ForecastPart:
    """Return a forecast with its chart; ``error`` is in the chart's unit."""
    say = telling.words
    factor = PAIN_UNIT if forecast.quantity is Quantity.PAIN else 1.0
    own = [OwnReport(one.weeks, one.value * factor, error) for one in forecast.reports]
    # Before the first test nothing is known of a person's strength in any unit.
    before = forecast.before if forecast.quantity is Quantity.PAIN else ()
    legend = [("own", "own"), ("half", "band_half"), ("most", "band_most")]
    chart = forecast_chart(
        _forecast_frame(forecast, telling),
        own,
        in_unit(forecast.points, factor),
        in_unit(before, factor),
        now=say.sentence("forecast.now"),
        title=say.sentence(title),
        description=say.sentence("forecast.chart_about"),
    )
    panel = Panel(
        title=say.sentence(title),
        chart=chart,
        legend=tuple(
            LegendEntry(style, "", say.sentence(f"forecast.{key}"))
            for style, key in (*legend, *([("before", "before")] if before else []))
        ),
        notes=(),
        table=_forecast_table(forecast, telling),
    )
    return ForecastPart(
        panel,
        tuple(forecast_sentences(forecast, telling)),
        tuple(basis_sentences(forecast, telling)),
    )


def _forecast_frame(forecast: Forecast, telling: Telling) -> WeekFrame:
    say = telling.words
    last = forecast.points[-1].weeks
    if forecast.quantity is Quantity.PAIN:
        low, high, label = 0.0, 10.0, say.sentence("forecast.y_pain")
    else:
        edges = [edge for point in forecast.points for b in point.bands for edge in (b.low, b.high)]
        values = [*edges, *(report.value for report in forecast.reports)]
        low, high = min(*values, 80.0) // 10 * 10, -(-max(*values, 120.0) // 10) * 10
        label = say.sentence("forecast.y_strength")
    return WeekFrame(0.0, last, low, high, say.sentence("forecast.x"), label)


def _forecast_table(forecast: Forecast, telling: Telling) -> Table:
    say = telling.words
    last = forecast.reports[-1].weeks if forecast.reports else 0.0
    rows = []
    for point in forecast.points:
        half, most = (shown_range(forecast.quantity, point, place) for place in (0, 1))
        weeks = telling.trimmed(point.weeks - last)
        rows.append((weeks, f"{half[0]}–{half[1]}", f"{most[0]}–{most[1]}"))
    columns = tuple(say.sentence(f"forecast.table_{key}") for key in ("weeks", "half", "most"))
    return Table(columns, tuple(rows))


def _weeks_part(progress: Progress, telling: Telling) -> Panel | None:
    if not progress.weeks:
        return None
    say, weeks = telling.words, progress.weeks
    busiest = max(max(week.done_sessions, week.planned_sessions or 0) for week in weeks)
    frame = WeekFrame(
        0.5,
        max(len(weeks), FEWEST_WEEKS_SHOWN) + 0.5,
        0.0,
        float(max(busiest, 4)),
        say.sentence("weeks.week"),
        say.sentence("weeks.y"),
        height=220.0,
    )
    title, about = say.sentence("weeks.title"), say.sentence("weeks.intro")
    legend = (
        LegendEntry("days-done", "", say.sentence("weeks.done")),
        LegendEntry("days-planned", "", say.sentence("weeks.planned")),
    )
    columns = tuple(say.sentence(f"weeks.{key}") for key in WEEK_COLUMNS)
    table = Table(columns, tuple(week_rows(weeks, telling)))
    chart = days_chart(frame, weeks, title=title, description=about)
    return Panel(title, chart, legend, (about,), table)


def _pain_part(progress: Progress, telling: Telling) -> Markup | None:
    """Return pain with exercise by week; None where nobody said anything about it."""
    weeks = progress.weeks
    if not any(w.pain_during is not None or w.pain_next_morning is not None for w in weeks):
        return None
    say = telling.words
    frame = WeekFrame(
        0.5,
        max(len(weeks), FEWEST_WEEKS_SHOWN) + 0.5,
        0.0,
        10.0,
        say.sentence("weeks.week"),
        say.sentence("forecast.y_pain"),
        height=220.0,
    )
    names = (say.sentence("weeks.pain_during"), say.sentence("weeks.pain_after"))
    title, about = say.sentence("weeks.pain_title"), say.sentence("weeks.pain_about")
    return pain_chart(frame, weeks, names=names, title=title, description=about)


def _sides_table(progress: Progress, telling: Telling) -> Table | None:
    if not progress.sides:
        return None
    say = telling.words
    rows = tuple(
        (
            telling.exercise(side.exercise),
            f"{telling.trimmed(side.left)} {side_unit(side, telling)}",
            f"{telling.trimmed(side.right)} {side_unit(side, telling)}",
            side_sentence(side, telling),
            " / ".join(
                "–" if pain is None else telling.trimmed(pain)
                for pain in (side.pain_left, side.pain_right)
            ),
        )
        for side in progress.sides
    )
    heads = ("exercise", "left", "right")
    columns = (*(say.sentence(f"sides.{head}") for head in heads), "", say.sentence("sides.pain"))
    return Table(columns, rows)


def _scores_table(progress: Progress, telling: Telling) -> Table | None:
    if not progress.changes:
        return None
    heads = ("score", "first", "latest", "error", "verdict")
    columns = tuple(telling.words.sentence(f"scores.{head}") for head in heads)
    return Table(columns, tuple(score_rows(progress.changes, telling)))


def _life_table(progress: Progress, telling: Telling) -> Table | None:
    if not progress.daily_life:
        return None
    columns = ("", *(telling.words.sentence(f"scores.{head}") for head in ("first", "latest")))
    return Table(columns, tuple(life_rows(progress, telling)))


def _sources(
    progress: Progress, strength: Sequence[StrengthForecast], telling: Telling
) -> tuple[str, ...]:
    forecasts = [each.forecast for each in strength]
    if progress.forecast is not None:
        forecasts.insert(0, progress.forecast)
    cited = [source for each in forecasts for source in forecast_sources(each, telling)]
    return tuple(dict.fromkeys(cited))


def _made_by(known: FollowUp, telling: Telling) -> str:
    return telling.words(
        "page.made_by",
        version=__version__,
        sessions=len(known.log.sessions),
        mornings=len(known.log.mornings),
        check_ins=len(known.log.check_ins),
        programmes=len(known.programmes),
    )


def render_forecast(forecast: Forecast, telling: Telling, *, title: str, today: date) -> str:
    """Return a page with one forecast alone."""
    style = f"{_static('report.css')}\n{_static('progress.css')}"
    error = telling.content.file.strength.scatter
    is_pain = forecast.quantity is Quantity.PAIN
    part = forecast_part(
        forecast, telling, error=None if is_pain else error, title="forecast.chart"
    )
    say = telling.words
    return _environment().get_template("forecast.html.jinja").render(
        say=say,
        language=say.language,
        title=title,
        day=telling.day(today),
        part=part,
        sources=tuple(forecast_sources(forecast, telling)),
        reminder=say("page.reminder", number=telling.emergency_number),
        made_by=f"hipspine {__version__}",
        style=Markup(style),
        style_hash=style_hash(style),
    )  # fmt: skip
