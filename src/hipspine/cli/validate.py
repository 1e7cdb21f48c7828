"""`hipspine validate`: the engine against what has been measured and published."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.clock import current_day
from hipspine.cli.output import progress_bar, say, say_json
from hipspine.cli.places import cache_dir
from hipspine.domain.errors import OutputError

PAGE = "scoreboard.md"
RESULTS = "scoreboard.json"


def run_validate(
    *,
    recordings: Annotated[
        Path | None,
        typer.Option(help="Folder of recordings; without it only postures are run."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for scoreboard.json and scoreboard.md.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the scoreboard as JSON.")] = False,
    workers: Annotated[int, typer.Option(help="Worker processes for OpenSim.")] = 2,
) -> None:
    """Score the engine against published figures, and mark every goal met or not met.

    Example: hipspine validate --recordings recordings --out docs/reference
    """
    from hipspine.clinic.request import Workshop
    from hipspine.content.validation.schema import causes
    from hipspine.study.scoreboard_page import scoreboard_dict, scoreboard_page, scoreboard_text
    from hipspine.study.validation import validate

    with progress_bar(quiet=json) as progress:
        workshop = Workshop(cache_dir(), workers, progress)
        scoreboard = validate(recordings, workshop)
    made_on = current_day()
    values = scoreboard_dict(scoreboard, made_on=made_on)
    if out is not None:
        page = scoreboard_page(scoreboard, made_on=made_on, causes=causes())
        as_json = json_format.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
        _write(out, {PAGE: page, RESULTS: f"{as_json}\n"})
    if json:
        say_json(values)
    else:
        say(scoreboard_text(scoreboard))


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            str(error.filename or folder),
            expected="a folder that can be written",
            got=error.strerror or str(error),
            do="Choose another folder with --out.",
        ) from error
