"""`hipspine forecast`: what may come next for pain and strength; the loop as an illustration."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hipspine.cli.clock import current_day
from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.cli.progress import day_of, known_about, strength
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.domain.forecast import Forecast
    from hipspine.domain.outcome import Dated, FollowUp
    from hipspine.report.progress_words import Telling

app = typer.Typer(help="What may come next: pain, strength, and the loop as an illustration.")

Files = Annotated[
    list[Path] | None, typer.Argument(help="JSON files of plans, logs and check-ins.")
]
Who = Annotated[
    str | None, typer.Option("--person", help="Instead of files: a person in the records.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Page = Annotated[Path | None, typer.Option(help="Write a page (HTML) instead of printing.")]
InLanguage = Annotated[Language, typer.Option(help="Language: en or de.")]
Lasted = Literal["acute", "subacute", "persistent"]


@app.command("pain")
def forecast_pain_of(  # noqa: PLR0913 - one parameter per command-line option
    files: Files = None,
    *,
    person: Who = None,
    report: Annotated[
        list[str] | None,
        typer.Option(help="Instead of files: week=pain, such as 0=6, 1=5 (average, 0 to 10)."),
    ] = None,
    duration: Annotated[
        Lasted | None,
        typer.Option(help="With --report: under 6 weeks, 6 to 12, or 12 and more at week 0."),
    ] = None,
    flag: Annotated[
        list[str] | None, typer.Option(help="With --report: what slows recovery, by its id.")
    ] = None,
    out: Page = None,
    json: AsJson = False,
    language: InLanguage = "en",
) -> None:
    """Forecast weekly pain over half a year: ranges for half and for eight in ten, never a date.

    Example: hipspine forecast pain --duration acute --report 0=6 --report 1=5
    """
    from hipspine.cli.progress_text import telling_in

    telling = telling_in(language)
    if report or duration is not None:
        found = _from_reports(report or [], duration, frozenset(flag or []), telling)
    else:
        known = known_about(files or [], person)
        found = _from_known(known, telling, day_of(person))
    _show(found, telling, telling.words.sentence("forecast.title"), out=out, json=json)


def _from_reports(
    reports: list[str], duration: str | None, flags: frozenset[str], telling: "Telling"
) -> "Forecast":
    from hipspine.clinic.forecast import forecast_pain
    from hipspine.domain.forecast import Duration

    if duration is None:
        raise AnswersError(
            "--duration",
            expected="acute, subacute or persistent",
            got="nothing",
            do="Say how long the pain had lasted at the first report.",
        )
    dated = sorted((_dated(text) for text in reports), key=lambda one: one.day)
    return forecast_pain(dated, Duration(duration), telling.content, flags=flags)


def _dated(text: str) -> "Dated":
    """Return a report; its day counts from an arbitrary one, as only differences matter."""
    from hipspine.domain.outcome import Dated

    week, _, pain = text.partition("=")
    try:
        return Dated(date(2000, 1, 3) + timedelta(days=round(7 * float(week))), float(pain))
    except (ValueError, OverflowError):
        raise AnswersError(
            "--report", expected="week=pain, such as 2=4.5", got=text, do="Write it so."
        ) from None


def _from_known(known: "FollowUp", telling: "Telling", today: date) -> "Forecast":
    from hipspine.clinic.forecast import follow_up_forecast

    found = follow_up_forecast(known, telling.content, today=today)
    if isinstance(found, str):
        raise AnswersError(
            "forecast",
            expected="check-ins, and how long the pain had lasted",
            got=telling.words.sentence(f"forecast.{found}").rstrip("."),
            do="Add what is missing.",
        )
    return found


@app.command("strength")
def forecast_strength_of(
    files: Files = None,
    *,
    person: Who = None,
    json: AsJson = False,
    language: InLanguage = "en",
) -> None:
    """Forecast strength tests, in percent of the first measurement of each."""
    from hipspine.cli.progress_text import forecast_lines, telling_in
    from hipspine.records.documents import as_data

    telling = telling_in(language)
    found = strength(known_about(files or [], person), telling)
    if not found:
        raise AnswersError(
            "strength", expected="strength tests", got="none", do="Add them under strength."
        )
    if json:
        say_json({each.name: as_data(each.forecast) for each in found})
        return
    for each in found:
        title = telling.words("forecast.strength_title", test=each.name)
        say("\n".join(forecast_lines(each.forecast, telling, title=title)))


@app.command("loop")
def show_loop(
    *,
    draws: Annotated[
        int, typer.Option(min=20, max=5000, help="How often the unknown numbers are drawn.")
    ] = 400,
    out: Page = None,
    json: AsJson = False,
    language: InLanguage = "en",
) -> None:
    """Compare four strategies in a thought model: an illustration for clinicians and researchers.

    It is no forecast for anyone. Trials and the origin of every number stand beside it.
    """
    from hipspine.cli.progress_text import write_page
    from hipspine.content.loop_model import loop_content
    from hipspine.content.progress_texts import progress_texts
    from hipspine.report.loop_page import LoopResult, loop_data, loop_lines, render_loop
    from hipspine.track.loop_model import run_loop

    content, evidence = loop_content()
    result = LoopResult(run_loop(content, draws=draws), content, evidence)
    words = progress_texts(language)
    if out is not None:
        write_page(render_loop(result, words, draws=draws), out)
        say(str(out))
    elif json:
        say_json(loop_data(result))
    else:
        say("\n".join(loop_lines(result, words, draws=draws)))


def _show(
    found: "Forecast", telling: "Telling", title: str, *, out: Path | None, json: bool
) -> None:
    from hipspine.cli.progress_text import forecast_lines, write_page
    from hipspine.records.documents import as_data
    from hipspine.report.progress import render_forecast

    if out is not None:
        write_page(render_forecast(found, telling, title=title, today=current_day()), out)
        say(str(out))
    elif json:
        say_json({"schema": "1.0", "forecast": as_data(found)})
    else:
        say("\n".join(forecast_lines(found, telling, title=title)))
