"""`hipspine content`: check the clinical content, and show it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.output import say
from hipspine.domain.errors import ContentError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

app = typer.Typer(help="The clinical content: check it, show it.")


@app.command("check")
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="A content folder; ours where none is named.")
    ] = None,
) -> None:
    """Check every content file; print each problem with its path inside the file."""
    from hipspine.content.check import content_problems
    from hipspine.content.library import content_folder

    place: Traversable = content_folder() if folder is None else folder
    if folder is not None and not folder.is_dir():
        raise ContentError(str(folder), expected="a folder", got="none there", do="Check the path.")
    problems = content_problems(place)
    for problem in problems:
        say(f"{problem.where}: {problem.what}. {problem.suggestion}")
    if problems:
        say(f"{len(problems)} problems.", error=True)
        raise typer.Exit(2)
    say("No problems found in the content.")


@app.command("show")
def show(
    what: Annotated[str, typer.Argument(help="red-flags, questions or evidence.")],
    *,
    language: Annotated[str, typer.Option(help="Language of the sentences: en or de.")] = "en",
) -> None:
    """Show a part of the content, as a clinician would review it."""
    from hipspine.cli.content_text import PARTS
    from hipspine.content.library import screening_library

    if what not in PARTS:
        raise ContentError(
            "content show", expected=f"one of {', '.join(PARTS)}", got=what, do="Name one of these."
        )
    say(PARTS[what](screening_library(), language))
