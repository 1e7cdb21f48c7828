"""Render the command line for a reader: docs/reference/commands.md.

Run ``python scripts/render_command_reference.py``; a test holds the page to what this gives.
"""

import enum
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from typer.models import ArgumentInfo, OptionInfo

from hipspine.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"

HEAD = """# Commands

This page is made from the program by `scripts/render_command_reference.py`; do not edit it.
`hipspine COMMAND --help` prints the same.

Results go to standard output, everything else to standard error. Exit codes:

| code | means |
|---|---|
| 0 | done |
| 2 | what was given cannot be used: the message says what was expected, what came, and what to do |
| 70 | a defect of hipspine |
| 130 | stopped by Ctrl-C |

Unless a command ends with 0, earlier results stay as they were.
"""

KINDS = {
    Path: "file or folder",
    str: "text",
    float: "number",
    int: "whole number",
    bool: "",
    datetime: "day, as in 2026-03-01",
}


@dataclass(frozen=True)
class Parameter:
    """An argument or option of a command."""

    names: tuple[str, ...]
    is_argument: bool
    kind: str
    """What is to be given, in words; empty for a switch."""
    help: str
    default: str | None
    is_required: bool


@dataclass(frozen=True)
class Command:
    """A command, or a group of commands."""

    name: str
    """As typed, with the program's name."""
    help: str
    parameters: tuple[Parameter, ...]
    members: tuple["Command", ...] = ()

    def all(self) -> Iterator["Command"]:
        """Yield the command and everything below it."""
        yield self
        for member in self.members:
            yield from member.all()


def program() -> Command:
    """Return the whole program as one tree."""
    return _group("hipspine", app)


def reference() -> str:
    """Return the page."""
    sections = (line for command in program().all() for line in _section(command))
    return "\n".join([HEAD, *sections]).rstrip() + "\n"


def _group(name: str, group: typer.Typer) -> Command:
    members = [
        _command(f"{name} {entry.name}", entry.callback)
        for entry in group.registered_commands
        if entry.callback is not None
    ]
    members += [
        _group(f"{name} {entry.name}", entry.typer_instance)
        for entry in group.registered_groups
        if entry.typer_instance is not None
    ]
    root = group.registered_callback
    if root is None or root.callback is None:
        return Command(name, group.info.help or "", (), tuple(members))
    own = _command(name, root.callback)
    return Command(name, own.help, own.parameters, tuple(members))


def _command(name: str, function: Callable[..., None]) -> Command:
    hints = typing.get_type_hints(function, include_extras=True)
    signature = inspect.signature(function)
    parameters = [_parameter(each, hints[each.name]) for each in signature.parameters.values()]
    # Typer ends the help at a form feed, and so does this page.
    words = inspect.cleandoc(function.__doc__ or "").partition("\f")[0].strip()
    return Command(name, words, tuple(parameters))


def _parameter(parameter: inspect.Parameter, hint: Any) -> Parameter:
    plain, info = typing.get_args(hint)[:2]
    assert isinstance(info, ArgumentInfo | OptionInfo), parameter
    is_argument = isinstance(info, ArgumentInfo)
    written = tuple(
        word for word in (info.default, *(info.param_decls or ())) if isinstance(word, str)
    )
    own_name = parameter.name.upper() if is_argument else f"--{parameter.name.replace('_', '-')}"
    has_default = parameter.default is not inspect.Parameter.empty
    kind = _kind(plain, info)
    default = parameter.default if has_default and kind else None
    default = default.value if isinstance(default, enum.Enum) else default
    return Parameter(
        written or (own_name,),
        is_argument,
        kind,
        (info.help or "").strip(),
        None if default in (None, "", ()) else str(default),
        is_required=not has_default,
    )


def _kind(hint: Any, info: ArgumentInfo | OptionInfo) -> str:
    """Return what is to be given, in words."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        [hint] = [option for option in typing.get_args(hint) if option is not type(None)]
    if typing.get_origin(hint) is list:
        return f"{_kind(typing.get_args(hint)[0], info)}, may be repeated"
    if typing.get_origin(hint) is tuple:
        return " ".join(_kind(part, info) for part in typing.get_args(hint))
    if typing.get_origin(hint) is typing.Literal:
        return ", ".join(f"`{value}`" for value in typing.get_args(hint))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    limits = (("at least", info.min), ("at most", info.max))
    words = [f"{word} {limit:g}" for word, limit in limits if limit is not None]
    return ", ".join([KINDS[hint], *words])


def _section(command: Command) -> Iterator[str]:
    yield f"## {command.name}\n"
    yield f"{command.help}\n"
    arguments = [
        parameter.names[0] if parameter.is_required else f"[{parameter.names[0]}]"
        for parameter in command.parameters
        if parameter.is_argument
    ]
    end = ["COMMAND"] if command.members else [*arguments, "[OPTIONS]"]
    yield f"```\n{' '.join([command.name, *end])}\n```\n"
    if command.parameters:
        yield "| | give | what it does |\n|---|---|---|"
        yield "\n".join(_row(parameter) for parameter in command.parameters) + "\n"


def _row(parameter: Parameter) -> str:
    names = ", ".join(f"`{name}`" for name in parameter.names)
    notes = ["Required."] if parameter.is_required else []
    if parameter.default is not None:
        notes.append(f"Default: `{parameter.default}`.")
    words = parameter.help.replace("|", "\\|")
    return f"| {names} | {parameter.kind} | {' '.join([words, *notes])} |"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
