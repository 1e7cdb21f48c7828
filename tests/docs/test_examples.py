"""Every command that the documentation tells people to type is one that the program knows."""

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from hipspine.cli.main import app
from hipspine.cli.what_if_text import parse_scenario

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = typer.main.get_command(app)


def _examples() -> list[tuple[str, str]]:
    """Return page and command of every line in a code block that starts the program."""
    found = []
    for page in PAGES:
        if "_build" in page.parts or page.name == "commands.md":  # rendered from the program
            continue
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
            lines = block.replace("\\\n", " ").splitlines()
            name = str(page.relative_to(ROOT))
            found += [(name, line) for line in lines if line.startswith("hipspine ")]
    return found


def _words(line: str) -> list[str]:
    return shlex.split(line, comments=True)[1:]


def test_there_are_examples():
    assert len(_examples()) > 50


@pytest.mark.parametrize(("page", "line"), _examples())
def test_the_program_knows_command_and_options(page, line):
    command = COMMANDS
    words = _words(line)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{page}: no command {words[0]}"
        command = command.commands[words.pop(0)]
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in {*known, "--help"}, f"{page}: no option {word}"


@pytest.mark.parametrize(
    ("page", "line"), [(page, line) for page, line in _examples() if "--what-if" in line]
)
def test_the_what_if_of_an_example_can_be_read(page, line):
    words = _words(line)
    given = [words[at + 1] for at, word in enumerate(words) if word == "--what-if"]
    assert all(parse_scenario(text).name for text in given), page
