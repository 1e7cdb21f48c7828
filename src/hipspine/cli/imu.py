"""`hipspine imu`: what a sensor at the lower back shows."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json


def run_imu(  # noqa: PLR0913 - one argument per option of the command line
    file: Annotated[Path, typer.Argument(help="A .csv file of a phone or sensor.")],
    *,
    rate: Annotated[
        float | None, typer.Option(help="Sampling rate in Hz, if the file does not state it.")
    ] = None,
    forward: Annotated[
        str | None, typer.Option(help="The sensor's axis that points forward, such as z or -z.")
    ] = None,
    up: Annotated[
        str | None, typer.Option(help="The sensor's axis that was meant to point up.")
    ] = None,
    since: Annotated[
        list[Path] | None,
        typer.Option(help="Earlier visit, written with --json; repeat, oldest first."),
    ] = None,
    visit: Annotated[str | None, typer.Option(help="Name or date of this visit.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for a page with everything.")] = None,
    language: Annotated[Language, typer.Option(help="Language of all sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Measure walking, pelvic tilt, rising and sitting with a sensor at the lower back."""
    from hipspine.cli.findings_text import explained_as_dict, explained_as_text
    from hipspine.cli.measurement_text import (
        problems_as_list,
        problems_as_text,
        read_visit,
        visits_as_dict,
        visits_as_text,
    )
    from hipspine.cli.session_output import write_session
    from hipspine.clinic.assess_signals import assess_imu_file
    from hipspine.clinic.explain_assessment import explain_sensor
    from hipspine.report.session_page import Session

    earlier = [read_visit(path) for path in since or []]
    found = assess_imu_file(file, rate_hz=rate, forward=forward, up=up)
    label = visit or file.name
    baseline = earlier[0].measurements if earlier else ()
    explained = explain_sensor(found, baseline=baseline, language=language)
    write_session(
        Session(
            kind="imu",
            name=label,
            measurements=found.measurements,
            problems=found.problems,
            findings=explained.findings,
            mechanism_map=explained.mechanism_map,
            earlier=tuple(earlier),
        ),
        out,
        language=language,
    )
    if json:
        mounting = found.mounting
        say_json(
            {
                **visits_as_dict(label, found.measurements, earlier, language=language),
                **explained_as_dict(explained),
                "source": found.source,
                "duration_s": found.duration_s,
                "mounting": None
                if mounting is None
                else {"up": mounting.up, "forward": mounting.forward},
                "bouts": [{"step_times_s": bout.step_times_s.tolist()} for bout in found.bouts],
                "transitions": [asdict(transition) for transition in found.transitions],
                "problems": problems_as_list(found.problems, language=language),
            }
        )
        return
    say(visits_as_text(label, found.measurements, earlier, language=language))
    say(f"\n{explained_as_text(explained, language)}")
    if found.problems:
        say(problems_as_text(found.problems, language=language), error=True)
