"""`hipspine check-in`: the weekly look back, or one at a flare, and what follows from it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from uuid import NAMESPACE_URL, uuid5

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.log import AsJson, In, keep_and_tell
from hipspine.cli.output import say
from hipspine.cli.records import open_records
from hipspine.cli.whom import Who, person_meant
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.domain.training import CheckIn

Hours = Annotated[float | None, typer.Option(min=0, max=168, help="Hours of the last week.")]
HoursADay = Annotated[float | None, typer.Option(min=0, max=24, help="Hours a day.")]


def run_check_in(  # noqa: PLR0913 - one parameter per command-line option
    *,
    person: Who = None,
    pain: Annotated[
        float | None,
        typer.Option(min=0, max=10, help="Average pain of the week; asked if not given."),
    ] = None,
    flare: Annotated[
        bool, typer.Option("--flare", help="Pain is much worse than in the days before.")
    ] = False,
    sitting: HoursADay = None,
    standing: HoursADay = None,
    breaks: Annotated[
        float | None, typer.Option(min=0, max=60, help="Breaks from sitting in an hour.")
    ] = None,
    driving: Hours = None,
    endurance: Hours = None,
    score: Annotated[
        list[str] | None,
        typer.Option(help="A questionnaire's total, such as roland_morris.total=12."),
    ] = None,
    note: Annotated[str, typer.Option(help="Anything else, in your own words.")] = "",
    language: In = None,
    json: AsJson = False,
) -> None:
    """Look back at the week: pain, sitting, standing, moving; or say that pain flares up.

    After a flare the safety questions come first, then a gentle plan.
    Example: hipspine check-in --pain 4 --sitting 8 --score roland_morris.total=9
    """
    from hipspine.clinic.local_time import local_day
    from hipspine.domain.training import CheckIn, TrainingLog

    with open_records() as store:
        found = person_meant(store, person)
        spoken = language or found.language
        today = local_day(found, current_time())
        if pain is not None:
            made: CheckIn | None = CheckIn(
                "", today, pain, flare, _scores(score or []), sitting, breaks, driving, standing,
                endurance, note,
            )  # fmt: skip
        else:
            made = _asked(CheckIn("", today, 0.0, flare, _scores(score or []), note=note), spoken)
        if made is not None:
            # Named by its content: the same one sent twice counts once.
            name = str(uuid5(NAMESPACE_URL, f"{found.id}:{made!r}"))
            log = TrainingLog(check_ins=(replace(made, id=name),))
            keep_and_tell(store, found, log, spoken, as_json=json)


def _scores(given: list[str]) -> dict[str, float]:
    found = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise AnswersError(
                "--score",
                expected="a score and its value, such as roland_morris.total=12",
                got=repr(text),
                do="Write it so; list scores with: hipspine score.",
            ) from None
    return found


def _asked(begun: "CheckIn", language: str) -> "CheckIn | None":
    """Return the check-in with what is asked; None where the person stops."""
    from hipspine.cli.asking import StoppedByPersonError, terminal_asker
    from hipspine.content.text import page_texts

    words = page_texts("check", language)
    asker = terminal_asker(words)
    asker.tell(words.sentence("check_in.title").upper())
    try:
        pain = asker.number(words.sentence("check_in.pain"), 0, 10)
        is_flare = begun.is_flare or asker.yes_no(words.sentence("check_in.flare"))

        def amount(key: str, most: float) -> float | None:
            return asker.number(words.sentence(f"check_in.{key}"), 0, most, may_skip=True)

        return replace(
            begun,
            pain_average=pain or 0.0,
            is_flare=is_flare,
            sitting_hours_per_day=amount("sitting", 24),
            breaks_per_hour=amount("breaks", 60),
            driving_hours_per_week=amount("driving", 168),
            standing_hours_per_day=amount("standing", 24),
            endurance_hours_per_week=amount("endurance", 168),
        )
    except StoppedByPersonError:
        say(words.sentence("ask.stopped"), error=True)
        return None
