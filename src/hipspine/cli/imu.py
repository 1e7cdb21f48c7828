"""`hipspine imu`: what a sensor at the lower back shows."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.session_output import (
    AsJson,
    In,
    OutFolder,
    Since,
    VisitName,
    earlier_visits,
    tell_session,
)


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
    since: Since = None,
    visit: VisitName = None,
    out: OutFolder = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Measure walking, pelvic tilt, rising and sitting with a sensor at the lower back."""
    from hipspine.clinic.assess_signals import assess_imu_file
    from hipspine.clinic.explain_assessment import explain_sensor
    from hipspine.report.session_page import Session

    earlier = earlier_visits(since)
    found = assess_imu_file(file, rate_hz=rate, forward=forward, up=up)
    baseline = earlier[0].measurements if earlier else ()
    explained = explain_sensor(found, baseline=baseline, language=language)
    session = Session(
        kind="imu",
        name=visit or file.name,
        measurements=found.measurements,
        problems=found.problems,
        findings=explained.findings,
        mechanism_map=explained.mechanism_map,
        earlier=earlier,
    )
    mounting = found.mounting
    own = {
        "source": found.source,
        "duration_s": found.duration_s,
        "mounting": None if mounting is None else {"up": mounting.up, "forward": mounting.forward},
        "bouts": [{"step_times_s": bout.step_times_s.tolist()} for bout in found.bouts],
        "transitions": [asdict(transition) for transition in found.transitions],
    }
    tell_session(session, explained, own, out=out, language=language, as_json=json)
