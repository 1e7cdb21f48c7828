"""`hipspine validate`: the engine against what has been measured and published."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.clock import current_day
from hipspine.cli.output import progress_bar, say, say_json
from hipspine.cli.places import cache_dir
from hipspine.domain.errors import OutputError, RecordingError

if TYPE_CHECKING:
    from hipspine.study.hip_contact import ImplantWalk

PAGE = "scoreboard.md"
RESULTS = "scoreboard.json"
OBJECTIVES = "objectives.md"


def run_validate(
    *,
    recordings: Annotated[
        Path | None,
        typer.Option(help="Folder of recordings; without it only postures are run."),
    ] = None,
    implant: Annotated[
        Path | None, typer.Option(help="Walking forces in a hip implant (HIP98, OrthoLoad).")
    ] = None,
    implant_mass: Annotated[
        float | None, typer.Option(help="Body mass of the person with the implant in kg.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for scoreboard.json and scoreboard.md.")
    ] = None,
    objectives: Annotated[
        bool, typer.Option("--objectives", help="Also score every objective, in objectives.md.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the scoreboard as JSON.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for OpenSim.")] = 2,
) -> None:
    """Score the engine against published figures, and mark every goal met or not met.

    Example: hipspine validate --recordings recordings --out docs/reference
    """
    from hipspine.clinic.request import Workshop
    from hipspine.content.validation.schema import causes
    from hipspine.study.objective_page import objective_page, scoreboards_by_objective
    from hipspine.study.scoreboard_page import scoreboard_dict, scoreboard_page, scoreboard_text
    from hipspine.study.validation import validate

    _check_before_the_work(recordings, out, objectives=objectives)
    measured, named_causes = _implant_walk(implant, implant_mass), causes()
    with progress_bar(quiet=json) as progress:
        workshop = Workshop(cache_dir(), workers, progress)
        scoreboard = validate(recordings, workshop, implant=measured)
    made_on = current_day()
    values = scoreboard_dict(scoreboard, made_on=made_on)
    if out is not None:
        page = scoreboard_page(scoreboard, made_on=made_on, causes=named_causes)
        as_json = json_format.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
        _write(out, {PAGE: page, RESULTS: f"{as_json}\n"})
    if objectives and out is not None:
        with progress_bar(quiet=json) as progress:
            workshop = Workshop(cache_dir(), workers, progress)
            boards = scoreboards_by_objective(recordings, workshop, scoreboard)
        _write(out, {OBJECTIVES: objective_page(boards, made_on=made_on)})
    if json:
        say_json(values)
    else:
        say(scoreboard_text(scoreboard))


def _check_before_the_work(recordings: Path | None, out: Path | None, *, objectives: bool) -> None:
    """Refuse now what would be found out, or passed over, after minutes."""
    from hipspine.report.write import check_output_folder

    if objectives and out is None:
        raise typer.BadParameter("--objectives writes a page: say with --out where to")
    if out is not None:
        check_output_folder(out)
    if recordings is not None and not recordings.is_dir():
        raise RecordingError(
            str(recordings),
            expected="a folder of recordings",
            got="a file" if recordings.exists() else "no such folder",
            do="Check the spelling, or leave out --recordings to run the postures alone.",
        )


def _implant_walk(file: Path | None, mass_kg: float | None) -> "ImplantWalk | None":
    from hipspine.readers.orthoload import read_implant_force
    from hipspine.study.hip_contact import ImplantWalk

    if file is None:
        if mass_kg is not None:
            raise typer.BadParameter("--implant-mass goes with --implant: name the file, too")
        return None
    if mass_kg is None or not 0.0 < mass_kg < float("inf"):
        raise RecordingError(
            file.name,
            expected="the body mass of the person with the implant",
            got="none" if mass_kg is None else f"{mass_kg:g} kg",
            do="Give it in kg with --implant-mass.",
        )
    return ImplantWalk(read_implant_force(file), mass_kg)


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
