"""`hipspine pose`: what landmarks of a pose tool can carry."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.output import say, say_json
from hipspine.domain.errors import OutputError


def run_pose(
    path: Annotated[
        Path, typer.Argument(help="A MediaPipe .json, a .trc, or a folder of OpenPose frames.")
    ],
    *,
    rate: Annotated[
        float | None,
        typer.Option(min=1, max=1000, help="Frames per second, if the file does not state them."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the measurements to this .json.")] = None,
    since: Annotated[
        list[Path] | None,
        typer.Option(help="Earlier visit, written with --out; repeat, oldest first."),
    ] = None,
    visit: Annotated[str | None, typer.Option(help="Name or date of this visit.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Measure hip, knee, trunk lean and timing from landmarks of a pose tool.

    Example: hipspine pose walk.json --rate 30 --out walk-measured.json
    """
    from hipspine.cli.measurement_text import (
        problems_as_list,
        problems_as_text,
        read_visit,
        visits_as_dict,
        visits_as_text,
    )
    from hipspine.clinic.assess_pose import assess_pose

    earlier = [read_visit(each) for each in since or []]
    assessed = assess_pose(path, rate_hz=rate)
    found, label = assessed.found, visit or path.name
    content = {
        **visits_as_dict(label, found.measurements, earlier),
        "source": found.source,
        "tool": found.tool,
        "space": found.space,
        "rate_hz": found.rate_hz,
        "strides": found.strides,
        "problems": problems_as_list(assessed.problems),
    }
    if out is not None:
        _write(out, content)
    if json:
        say_json(content)
        return
    say(visits_as_text(label, found.measurements, earlier))
    if assessed.problems:
        say(problems_as_text(assessed.problems), error=True)


def _write(out: Path, content: dict[str, object]) -> None:
    text = json_format.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        out.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            str(out),
            expected="a file that can be written",
            got=error.strerror or str(error),
            do="Choose another place with --out.",
        ) from error
