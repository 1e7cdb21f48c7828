"""`hipspine plan`: make a plan, show, compare, change, sign it and take it further."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_day
from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.cli.places import data_dir
from hipspine.domain.errors import AnswersError

if TYPE_CHECKING:
    from hipspine.clinic.make_plan import Screened
    from hipspine.domain.programme import Programme
    from hipspine.plan.progression import Progression

app = typer.Typer(help="A weekly plan: make, show, compare, change, sign, take further.")

PLAN_NAME = "plan.json"

PlanFile = Annotated[
    Path | None, typer.Option("--plan", help="The plan's file; kept with your data if not named.")
]
Whose = Annotated[
    str | None,
    typer.Option("--person", help="Instead of a file: the plan in the records of this person."),
]
AnswersFile = Annotated[
    Path | None,
    typer.Option(help="A TOML file of answers; those kept by hipspine screen if not named."),
]
In = Annotated[Language, typer.Option(help="Language of every sentence: en or de.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Minutes = Annotated[float, typer.Option(help="Minutes a day, warm-up included.")]
AtHand = Annotated[str, typer.Option(help="What is at hand, such as mat,chair,loop_band; or none.")]
Days = Annotated[str, typer.Option(help="Days that suit, such as mon,wed,fri.")]
Goals = Annotated[str, typer.Option(help="Goals, such as walk_further,climb_stairs.")]
SaidNo = Annotated[
    str,
    typer.Option(
        "--no",
        help="Gates whose question you answer with no, such as getting_to_floor,unsteady; or all.",
    ),
]


@app.command("make")
def make(  # noqa: PLR0913 - one for each option
    *,
    answers: AnswersFile = None,
    minutes: Minutes = 20.0,
    equipment: AtHand = "chair,wall",
    days: Days = "mon,tue,wed,thu,fri,sat,sun",
    goals: Goals = "",
    no: SaidNo = "",
    approach: Annotated[
        str | None, typer.Option(help="combined, lumbar_first, strengthen_now or articles.")
    ] = None,
    likes: Annotated[str, typer.Option(help="Exercises you like.")] = "",
    dislikes: Annotated[str, typer.Option(help="Exercises you do not like.")] = "",
    proven: Annotated[
        str, typer.Option(help="Clean counts of the worse side, such as bridge=15,plank=20.")
    ] = "",
    tests: Annotated[
        str, typer.Option(help="Test results, such as single_leg_bridge_hold=35.")
    ] = "",
    findings: Annotated[
        list[Path] | None,
        typer.Option(help="What hipspine test wrote with --json; may be repeated."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="The clinician who leads; some answers ask for one.")
    ] = None,
    plan: PlanFile = None,
    person: Whose = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Make a weekly plan from the safety answers and your wishes, and keep it.

    Example: hipspine plan make --minutes 20 --equipment mat,chair --no all
    """
    from hipspine.cli.kept_plan import is_in_records
    from hipspine.cli.plan_input import wishes_from, with_findings_of
    from hipspine.clinic.make_plan import plan_for
    from hipspine.domain.programme import Overrides

    wishes = wishes_from(
        minutes, equipment, days, goals, no, approach, likes, dislikes, proven, tests
    )
    wishes = with_findings_of(wishes, findings or [])
    if is_in_records(plan, person):
        from hipspine.cli.kept_plan import make_kept

        _show(make_kept(person, answers, wishes, by=by), language, as_json=json)
        return
    file = plan or data_dir() / PLAN_NAME
    earlier = _read_plan(file) if file.is_file() else None
    overrides = earlier.overrides if earlier is not None else Overrides()
    if by is not None:
        overrides = replace(overrides, by=by)
    made = plan_for(
        _screened(answers), wishes, today=current_day(), overrides=overrides, earlier=earlier
    )
    _keep(made, file)
    _show(made, language, as_json=json)


@app.command("show")
def show(
    *,
    plan: PlanFile = None,
    person: Whose = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="With --person: an earlier version, to look back at.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Also why, and what was left out and why.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write a sheet to print (HTML), with pictures.")
    ] = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Show the plan: what to do on which day, how much, and why.

    With --person it is shown only while the safety answers and the log allow to follow it.
    """
    from hipspine.cli.kept_plan import followed, is_in_records

    if is_in_records(plan, person):
        shown = followed(person, version=version)
    else:
        shown = _read_plan(plan or data_dir() / PLAN_NAME)
    if out is not None:
        from hipspine.cli.kept_plan import write_sheet

        write_sheet(shown, out, language)
        say(str(out))
        return
    _show(shown, language, as_json=json, details=details)


@app.command("compare")
def compare(  # noqa: PLR0913 - one for each option
    *,
    answers: AnswersFile = None,
    minutes: Minutes = 20.0,
    equipment: AtHand = "chair,wall",
    days: Days = "mon,tue,wed,thu,fri,sat,sun",
    goals: Goals = "",
    no: SaidNo = "",
    person: Whose = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Show the same week in every programme, with what trials found of each."""
    from hipspine.cli.kept_plan import screened_in_records
    from hipspine.cli.plan_input import wishes_from
    from hipspine.cli.plan_text import comparison_as_text
    from hipspine.clinic.make_plan import compare_plans, default_approach
    from hipspine.records.documents import as_data

    wishes = wishes_from(minutes, equipment, days, goals, no, None, "", "", "", "")
    screened = _screened(answers) if person is None else screened_in_records(person)
    found = compare_plans(screened, wishes, today=current_day())
    default = default_approach(screened, wishes)
    if json:
        say_json({"default": default, "programmes": [as_data(one) for one in found]})
    else:
        say(comparison_as_text(found, default, language))


@app.command("edit")
def edit(  # noqa: PLR0913 - one for each option
    *,
    by: Annotated[str, typer.Option(help="The clinician who decides.")],
    pin: Annotated[str, typer.Option(help="Exercises to put in.")] = "",
    ban: Annotated[str, typer.Option(help="Exercises to take out.")] = "",
    release: Annotated[str, typer.Option(help="Exercises to decide nothing about.")] = "",
    dose: Annotated[
        list[str] | None,
        typer.Option(
            help="How much of one, such as bridge=3x12 or plank=3x1x20s or walk_easy=20min."
        ),
    ] = None,
    stage: Annotated[str | None, typer.Option(help="The stage to plan.")] = None,
    answers: AnswersFile = None,
    plan: PlanFile = None,
    person: Whose = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Put exercises in or out, set how much, or set the stage, as a clinician.

    Decisions hold in every later version. A gate that closes for safety is stronger.
    Example: hipspine plan edit --by "Dr. Example" --pin bird_dog --ban clam --dose bridge=3x12
    """
    from hipspine.cli.kept_plan import edit_kept, is_in_records
    from hipspine.cli.plan_input import dose_from, names_from, stage_from
    from hipspine.clinic.make_plan import Edit, edit_plan

    doses = dict(dose_from(text) for text in dose or [])
    decided = Edit(
        by,
        names_from(pin),
        names_from(ban),
        names_from(release),
        doses,
        None if stage is None else stage_from(stage),
    )
    if is_in_records(plan, person):
        _show(edit_kept(person, decided), language, as_json=json, details=True)
        return
    file = plan or data_dir() / PLAN_NAME
    made = edit_plan(_read_plan(file), _screened(answers), decided, today=current_day())
    _keep(made, file)
    _show(made, language, as_json=json, details=True)


@app.command("sign")
def sign(
    *,
    by: Annotated[str, typer.Option(help="Who agrees to this version.")],
    answers: AnswersFile = None,
    plan: PlanFile = None,
    person: Whose = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Sign the present version, if nothing forbids to follow it today."""
    from hipspine.cli.kept_plan import is_in_records, sign_kept
    from hipspine.clinic.make_plan import sign_plan

    if is_in_records(plan, person):
        _show(sign_kept(person, by=by), language, as_json=json)
        return
    file = plan or data_dir() / PLAN_NAME
    signed = sign_plan(_read_plan(file), _screened(answers), by=by, today=current_day())
    _keep(signed, file)
    _show(signed, language, as_json=json)


@app.command("next")
def take_further(
    *,
    log: Annotated[
        Path | None,
        typer.Option(help="A JSON file of sessions, mornings and check-ins; not with --person."),
    ] = None,
    answers: AnswersFile = None,
    plan: PlanFile = None,
    person: Whose = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Work out what follows from a training log, say why, and keep the next version of the plan."""
    from hipspine.cli.kept_plan import is_in_records, next_kept
    from hipspine.cli.plan_input import read_log
    from hipspine.clinic.make_plan import steps_for

    if is_in_records(plan, person):
        found = next_kept(person, log)
        _tell_next(found, language, as_json=json)
        return
    if log is None:
        raise AnswersError(
            "--log", expected="a training log", got="none", do="Name a file, or use --person."
        )
    file = plan or data_dir() / PLAN_NAME
    before = _read_plan(file)
    found = steps_for(before, _screened(answers), read_log(log), today=current_day())
    if found.programme is not None and found.programme is not before:
        _keep(found.programme, file)
    _tell_next(found, language, as_json=json)


def _tell_next(found: "Progression", language: str, *, as_json: bool) -> None:
    from hipspine.cli.plan_text import progression_as_text
    from hipspine.records.documents import as_data

    if as_json:
        say_json({"next": as_data(found)})
    else:
        say(progression_as_text(found, language))


def _screened(file: Path | None) -> "Screened":
    """Return the latest screening: of a file of answers, or the one that was kept."""
    from hipspine.cli.kept_answers import FILE_NAME, read_kept
    from hipspine.clinic.make_plan import Screened
    from hipspine.clinic.screen_person import screen_answers_file, screen_person
    from hipspine.content.library import screening_library

    library = screening_library()
    if file is not None:
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise AnswersError(
                str(file), expected="a TOML file in UTF-8", got=str(problem), do="Check the path."
            ) from None
        found = screen_answers_file(text, library, where=str(file), screened_on=current_day())
        return Screened(found.triage, found.answers)
    kept = read_kept(data_dir() / FILE_NAME, library)
    if kept is None:
        raise AnswersError(
            "plan",
            expected="answers to the safety questions",
            got="none",
            do="Answer them first with: hipspine screen. Or name a file with --answers.",
        )
    found = screen_person(kept.answers, library, screened_on=kept.started_on)
    return Screened(found.triage, found.answers)


def _read_plan(file: Path) -> "Programme":
    from hipspine.cli.plan_input import read_plan

    return read_plan(file)


def _keep(programme: "Programme", file: Path) -> None:
    from hipspine.cli.plan_input import write_plan

    write_plan(programme, file)


def _show(programme: "Programme", language: str, *, as_json: bool, details: bool = False) -> None:
    from hipspine.cli.plan_text import plan_as_text
    from hipspine.records.documents import as_data

    if as_json:
        say_json({"programme": as_data(programme)})
    else:
        say(plan_as_text(programme, language, details=details))
