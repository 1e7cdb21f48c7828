"""What the commands that measure one session share: their options, and how they tell it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import say, say_json

if TYPE_CHECKING:
    from hipspine.clinic.explain_assessment import Explained
    from hipspine.measure.trends import Visit
    from hipspine.report.session_page import Session

PAGE = "session.html"
Since = Annotated[
    list[Path] | None,
    typer.Option(help="Earlier visit, written with --json; repeat, oldest first."),
]
VisitName = Annotated[str | None, typer.Option(help="Name or date of this visit.")]
OutFolder = Annotated[Path | None, typer.Option(help="Folder for a page with everything.")]
In = Annotated[Language, typer.Option(help="Language of all sentences.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]


def earlier_visits(since: list[Path] | None) -> "tuple[Visit, ...]":
    """Return the visits to compare with, oldest first.

    Raises
    ------
    FileFormatError
        If a file cannot be read or holds no visit.
    """
    from hipspine.cli.measurement_text import read_visit

    return tuple(read_visit(path) for path in since or [])


def tell_session(
    session: "Session",
    explained: "Explained",
    found: Mapping[str, object],
    *,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Write a session's page where a folder is given, and print the session.

    Parameters
    ----------
    session : Session
        What was measured, beside earlier visits.
    explained : Explained
        What it shows.
    found : mapping of str to object
        What only this kind of session has; part of the JSON.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    from hipspine.cli.findings_text import explained_as_dict, explained_as_text
    from hipspine.cli.measurement_text import (
        problems_as_list,
        problems_as_text,
        visits_as_dict,
        visits_as_text,
    )

    _write_page(session, out, language=language)
    visit = (session.name, session.measurements, session.earlier)
    if as_json:
        say_json(
            {
                **visits_as_dict(*visit, language=language),
                **explained_as_dict(explained),
                **found,
                "problems": problems_as_list(session.problems, language=language),
            }
        )
        return
    say(visits_as_text(*visit, language=language))
    say(f"\n{explained_as_text(explained, language)}")
    if session.problems:
        say(problems_as_text(session.problems, language=language), error=True)


def _write_page(session: "Session", out: Path | None, *, language: str) -> None:
    """Write a session's page into a folder, where one is given, and say where it is."""
    from hipspine.content.text import page_texts
    from hipspine.report.session_page import render_session
    from hipspine.report.write import check_output_folder, write_files

    if out is None:
        return
    check_output_folder(out)
    write_files({PAGE: render_session(session, language=language)}, out)
    say(page_texts("measured", language)("session.written", path=out / PAGE), error=True)
