"""`hipspine demo`: the main job on the built-in reference walker."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.assess import Job, assess_and_write
from hipspine.cli.languages import Language


def run_demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("out/demo"),
    language: Annotated[Language, typer.Option(help="Language of report and sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print results.json on stdout.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for OpenSim.")] = 2,
) -> None:
    """Assess the built-in reference walker: a computed walk of an average adult."""
    from hipspine.clinic.assess_recording import reference_walker_request

    request = replace(reference_walker_request(), language=language)
    assess_and_write(Job(request, out=out, json=json, workers=workers, language=language))
