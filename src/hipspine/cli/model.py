"""`hipspine model`: build, audit and list."""

from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.output import say, say_json

app = typer.Typer(help="The body model: build it, audit any model, list muscle groups.")


@app.command("build")
def build(
    out: Annotated[Path, typer.Option(help="File to write, ending in .osim.")] = Path(
        "hipspine.osim"
    ),
) -> None:
    """Write hipspine's own body model, of average size, as an OpenSim model file."""
    from hipspine.simulate.body.build import write_model

    write_model(out)
    say(f"Wrote {out}.")


@app.command("audit")
def audit(
    file: Annotated[Path, typer.Argument(help="An OpenSim model file (.osim).")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check a body model for defects that make its muscle forces and joint loads wrong."""
    from hipspine.cli.audit_text import audit_as_dict, audit_as_text
    from hipspine.simulate.body.audit import audit_model

    report = audit_model(file)
    if json:
        say_json(audit_as_dict(report))
    else:
        say(audit_as_text(report))


@app.command("groups")
def groups() -> None:
    """List the muscle groups that a what-if can name."""
    from hipspine.domain.anatomy import COMBINED_GROUPS, MuscleGroup

    for group in MuscleGroup:
        say(group.value)
    for name, members in COMBINED_GROUPS.items():
        say(f"{name} = {' + '.join(members)}")
