"""`hipspine pose`: what landmarks of a pose tool can carry."""

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


def run_pose(
    path: Annotated[
        Path, typer.Argument(help="A MediaPipe .json, a .trc, or a folder of OpenPose frames.")
    ],
    *,
    rate: Annotated[
        float | None,
        typer.Option(min=1, max=1000, help="Frames per second, if the file does not state them."),
    ] = None,
    since: Since = None,
    visit: VisitName = None,
    out: OutFolder = None,
    language: In = "en",
    json: AsJson = False,
) -> None:
    """Measure hip, knee, trunk lean and timing from landmarks of a pose tool.

    Example: hipspine pose walk.json --rate 30 --out out/walk
    """
    from hipspine.clinic.assess_pose import assess_pose
    from hipspine.clinic.explain_assessment import explain_landmarks
    from hipspine.report.session_page import Session

    earlier = earlier_visits(since)
    assessed = assess_pose(path, rate_hz=rate)
    found = assessed.found
    baseline = earlier[0].measurements if earlier else ()
    explained = explain_landmarks(found.measurements, baseline=baseline, language=language)
    session = Session(
        kind="pose",
        name=visit or path.name,
        measurements=found.measurements,
        problems=assessed.problems,
        findings=explained.findings,
        mechanism_map=explained.mechanism_map,
        earlier=earlier,
    )
    own = {
        "source": found.source,
        "tool": found.tool,
        "space": found.space,
        "rate_hz": found.rate_hz,
        "strides": found.strides,
    }
    tell_session(session, explained, own, out=out, language=language, as_json=json)
