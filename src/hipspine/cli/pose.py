"""`hipspine pose`: what landmarks of a pose tool can carry."""

from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json


def run_pose(
    path: Annotated[
        Path, typer.Argument(help="A MediaPipe .json, a .trc, or a folder of OpenPose frames.")
    ],
    *,
    rate: Annotated[
        float | None,
        typer.Option(min=1, max=1000, help="Frames per second, if the file does not state them."),
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
    """Measure hip, knee, trunk lean and timing from landmarks of a pose tool.

    Example: hipspine pose walk.json --rate 30 --out out/walk
    """
    from hipspine.cli.findings_text import explained_as_dict, explained_as_text
    from hipspine.cli.measurement_text import (
        problems_as_list,
        problems_as_text,
        read_visit,
        visits_as_dict,
        visits_as_text,
    )
    from hipspine.cli.session_output import write_session
    from hipspine.clinic.assess_pose import assess_pose
    from hipspine.clinic.explain_assessment import explain_landmarks
    from hipspine.report.session_page import Session

    earlier = [read_visit(each) for each in since or []]
    assessed = assess_pose(path, rate_hz=rate)
    found, label = assessed.found, visit or path.name
    baseline = earlier[0].measurements if earlier else ()
    explained = explain_landmarks(found.measurements, baseline=baseline, language=language)
    session = Session(
        kind="pose",
        name=label,
        measurements=found.measurements,
        problems=assessed.problems,
        findings=explained.findings,
        mechanism_map=explained.mechanism_map,
        earlier=tuple(earlier),
    )
    write_session(session, out, language=language)
    if json:
        say_json(
            {
                **visits_as_dict(label, found.measurements, earlier, language=language),
                **explained_as_dict(explained),
                "source": found.source,
                "tool": found.tool,
                "space": found.space,
                "rate_hz": found.rate_hz,
                "strides": found.strides,
                "problems": problems_as_list(assessed.problems, language=language),
            }
        )
        return
    say(visits_as_text(label, found.measurements, earlier, language=language))
    say(f"\n{explained_as_text(explained, language)}")
    if assessed.problems:
        say(problems_as_text(assessed.problems, language=language), error=True)
