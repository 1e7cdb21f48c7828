"""Read a content file against its model; say where in the file each problem lies."""

import tomllib
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from hipspine.domain.errors import ContentError


class Record(BaseModel):
    """A frozen entry of a content file; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


SomeModel = TypeVar("SomeModel", bound=BaseModel)


def read_file_as(model: type[SomeModel], file: Traversable) -> SomeModel:
    """Return what a content file holds, checked against a model.

    Raises
    ------
    ContentError
        If the file is missing, or not TOML in UTF-8, or contradicts the model.
    """
    return read_toml_as(model, content_text(file, where=file.name), where=file.name)


def content_text(file: Traversable, *, where: str) -> str:
    """Return the text of a content file.

    Raises
    ------
    ContentError
        If the file is missing or not in UTF-8.
    """
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        expected, got, do = "the file", "no such file", "Add it to the content folder."
    except UnicodeDecodeError as problem:
        expected, got, do = "text in UTF-8", str(problem), "Save it as UTF-8."
    raise ContentError(where, expected=expected, got=got, do=do)


def read_toml_as(model: type[SomeModel], text: str, *, where: str) -> SomeModel:
    """Return what a TOML text holds, checked against a model.

    Raises
    ------
    ContentError
        If the text is not TOML or contradicts the model; the message gives, for every problem,
        the path inside the file, such as ``rules.21 (T09).when``.
    """
    table = read_toml(text, where=where)
    try:
        return model.model_validate(table)
    except ValidationError as problem:
        found = [
            f"{_path(error['loc'], table)}: {error['msg']}"
            for error in problem.errors(include_url=False, include_context=False)
        ]
    raise ContentError(
        where,
        expected=f"what {model.__module__} describes",
        got="; ".join(found),
        do="Mend the entry at each path.",
    )


def read_toml(text: str, *, where: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises
    ------
    ContentError
        If the text is not TOML; the message gives line and column.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ContentError(
            where, expected="valid TOML", got=str(problem), do="Mend the line it names."
        ) from problem


def _path(location: tuple[int | str, ...], table: object) -> str:
    """Return where an error lies, with the id of a list entry where it has one."""
    parts: list[str] = []
    here = table
    for step in location:
        here = _within(here, step)
        named = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
        parts.append(f"{step} ({named})" if isinstance(named, str) else str(step))
    return ".".join(parts) or "file"


def _within(table: object, step: int | str) -> object:
    """Return the value one step into a table or list, or None where there is none."""
    if isinstance(table, list) and isinstance(step, int):
        return table[step]
    return table.get(step) if isinstance(table, dict) else None
