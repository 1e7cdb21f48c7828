"""`hipspine exercises`: list the exercises, show one."""

from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.output import say
from hipspine.domain.errors import ContentError

if TYPE_CHECKING:
    from hipspine.domain.programme import Stage

app = typer.Typer(help="The exercises: list them, show one.")

Language = Annotated[str, typer.Option(help="Language of the sentences: en or de.")]


@app.command("list")
def list_exercises(
    *,
    stage: Annotated[
        str | None,
        typer.Option(help="Only of this stage: settle, activate, strengthen, function, maintain."),
    ] = None,
    equipment: Annotated[
        str | None,
        typer.Option(help="Only what needs no more than this, such as mat,chair; or none."),
    ] = None,
    muscle: Annotated[
        str | None, typer.Option(help="Only for this muscle, such as gluteus_medius or gluteals.")
    ] = None,
    language: Language = "en",
) -> None:
    """List exercises by family, those that are off by default marked."""
    from hipspine.cli.exercise_text import exercise_list_as_text
    from hipspine.content.exercise_library import exercise_library

    found = exercise_library().matching(
        stage=_stage(stage), equipment=_equipment(equipment), muscle=_muscle(muscle)
    )
    say(exercise_list_as_text(found, _language(language)))


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="The id of an exercise, such as bridge.")],
    *,
    language: Language = "en",
) -> None:
    """Show an exercise: how it is done, what it trains and loads, when it is left out."""
    from hipspine.cli.exercise_text import exercise_as_text
    from hipspine.content.exercise_library import exercise_library

    library = exercise_library()
    say(exercise_as_text(library, library.exercise(name), _language(language)))


def _stage(name: str | None) -> "Stage | None":
    from hipspine.domain.programme import Stage

    if name is None:
        return None
    _check("--stage", name, [stage.value for stage in Stage])
    return Stage(name)


def _equipment(names: str | None) -> frozenset[str] | None:
    from typing import get_args

    from hipspine.content.exercises import Equipment

    if names is None:
        return None
    wanted = {name.strip() for name in names.split(",")} - {"", "none"}
    for name in sorted(wanted):
        _check("--equipment", name, get_args(Equipment))
    return frozenset(wanted)


def _muscle(name: str | None) -> str | None:
    from hipspine.domain.anatomy import COMBINED_GROUPS, MuscleGroup

    if name is not None:
        _check("--muscle", name, [*COMBINED_GROUPS, *(group.value for group in MuscleGroup)])
    return name


def _language(name: str) -> str:
    _check("--language", name, ("en", "de"))
    return name


def _check(option: str, value: str, known: "list[str] | tuple[str, ...]") -> None:
    if value not in known:
        raise ContentError(
            option,
            expected=f"one of {', '.join(known)}",
            got=repr(value),
            do="Choose one of these.",
        )
