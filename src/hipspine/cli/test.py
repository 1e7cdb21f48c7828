"""`hipspine test`: enter a movement test by hand, and see what its numbers can tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError
from hipspine.domain.person import Sex

if TYPE_CHECKING:
    from hipspine.content.movement_tests import MovementTest
    from hipspine.measure.movement_tests.outcome import MovementOutcome


def run_test(  # noqa: PLR0913 - one parameter per command-line option
    name: Annotated[
        str | None, typer.Argument(help="The test; without it, all are listed.")
    ] = None,
    entries: Annotated[
        list[str] | None,
        typer.Argument(help="[side.]entry=value; without any, the protocol is shown."),
    ] = None,
    *,
    sex: Annotated[Sex | None, typer.Option(help="For norms that differ by sex.")] = None,
    age: Annotated[
        int | None, typer.Option(min=5, max=120, help="For norms that differ by age.")
    ] = None,
    mass: Annotated[
        float | None, typer.Option(min=10, max=400, help="Body mass in kg, for strength.")
    ] = None,
    markers: Annotated[
        Path | None, typer.Option(help="Read the angles from this .trc or .c3d instead.")
    ] = None,
    side: Annotated[
        Side | None, typer.Option(help="With --markers: the leg that is stood on.")
    ] = None,
    sensor: Annotated[
        Path | None, typer.Option(help="Count the chair stands in this sensor's .csv instead.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="With --sensor: its sampling rate in Hz, if not stated.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="Earlier result of this person, written with --json.")
    ] = None,
    visit: Annotated[str | None, typer.Option(help="Name or date of this visit.")] = None,
    person: Annotated[
        str | None, typer.Option(help="Keep it in the records of this person: id or name.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a page with picture, protocol and result.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of all sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Enter a movement test by hand: number, norm, error, and what a side difference tells.

    Example: hipspine test single_leg_bridge right.hold_s=60 left.hold_s=45 --age 30
    """
    from hipspine.cli.findings_text import (
        explained_as_dict,
        explained_as_text,
        read_measurements,
    )
    from hipspine.cli.test_text import list_text, outcome_content, outcome_text, protocol_text
    from hipspine.clinic.explain_assessment import explain_movement_test
    from hipspine.content.movement_tests import movement_tests
    from hipspine.measure.movement_tests.entered import entered_values
    from hipspine.measure.movement_tests.outcome import PersonTested, movement_test_outcome

    tests = movement_tests()
    if name is None:
        say(list_text(tests.values(), language=language))
        return
    test = _named(tests, name)
    given = [*(entries or ()), *_read(test, markers, side), *_counted(test, sensor, rate)]
    if not given:
        say(protocol_text(test, language=language))
        _write_page(test, None, out, language)
        return
    tested = PersonTested(sex=sex, age=age, mass_kg=mass)
    outcome = movement_test_outcome(test, entered_values(test, given), tested)
    if person is not None:
        _keep(outcome, person)
    baseline = () if since is None else read_measurements(since)
    explained = explain_movement_test(outcome, baseline=baseline, language=language)
    if json:
        content = outcome_content(outcome, language=language, visit=visit)
        say_json({**content, **explained_as_dict(explained)})
    else:
        say(outcome_text(outcome, language=language))
        say(f"\n{explained_as_text(explained, language)}")
    _write_page(test, outcome, out, language)


def _keep(outcome: "MovementOutcome", who: str) -> None:
    """Keep a result in the records of a person, where plans find it."""
    from hipspine.cli.clock import current_time
    from hipspine.cli.records import open_records
    from hipspine.cli.whom import person_meant
    from hipspine.clinic.kept_tests import keep_movement_test

    with open_records() as store:
        keep_movement_test(store, person_meant(store, who), outcome, at=current_time())


def _write_page(
    test: "MovementTest", outcome: "MovementOutcome | None", out: Path | None, language: Language
) -> None:
    """Write a test's page into a folder, where one is given."""
    from hipspine.content.text import page_texts
    from hipspine.report.movement_test_page import render_movement_test
    from hipspine.report.write import check_output_folder, write_files

    if out is None:
        return
    check_output_folder(out)
    name = f"{test.id}.html"
    write_files({name: render_movement_test(test, outcome, language=language)}, out)
    say(page_texts("measured", language)("test.page_written", path=out / name), error=True)


def _read(test: "MovementTest", markers: Path | None, side: Side | None) -> tuple[str, ...]:
    """Return the entries that a marker recording gives; none without one."""
    from hipspine.clinic.movement_test_from_markers import entries_from_markers

    if markers is None:
        return ()
    if side is None:
        raise AnswersError(
            "--markers",
            expected="the leg that is stood on",
            got="no side",
            do="Give --side left or --side right.",
        )
    return entries_from_markers(test, markers, side)


def _counted(test: "MovementTest", sensor: Path | None, rate: float | None) -> tuple[str, ...]:
    """Return the entries that a sensor's recording gives; none without one."""
    from hipspine.clinic.movement_test_from_sensor import entries_from_sensor

    return () if sensor is None else entries_from_sensor(test, sensor, rate_hz=rate)


def _named(tests: "dict[str, MovementTest]", name: str) -> "MovementTest":
    if name in tests:
        return tests[name]
    raise AnswersError(
        "test",
        expected=f"one of {', '.join(tests)}",
        got=name,
        do="`hipspine test` lists them.",
    )
