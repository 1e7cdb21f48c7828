"""`hipspine export`: what is kept about a person, for other programs and for people."""

from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.output import say
from hipspine.cli.records import open_records

app = typer.Typer(help="Write what is kept about a person, for other programs and for people.")

WHO = "Id of the person, or enough of the name to be the only one."


@app.command("all")
def export_all(
    who: Annotated[str, typer.Argument(help=WHO)],
    *,
    out: Annotated[Path, typer.Option(help="Archive to write (.zip); it must not exist yet.")],
) -> None:
    """Write everything that is kept about a person, files included.

    hipspine person take-in reads it again, on this machine or another.
    """
    from hipspine.clinic.people import find_one
    from hipspine.records.person_export import export_person

    with open_records() as store:
        person = find_one(store, who)
        export_person(store, person.id, out)
    say(str(out))
