"""`hipspine backup`, `restore` and `erase`: look after the records as a whole."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.output import say, say_json
from hipspine.cli.records import open_records


def run_backup(
    out: Annotated[Path, typer.Argument(help="Archive to write (.zip); it must not exist yet.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print what it holds as JSON.")] = False,
) -> None:
    """Write a backup of all records and files, while others may go on writing.

    The backup is as private as the records themselves; keep it where only you can read it.
    """
    from hipspine.records.backup import back_up

    with open_records() as store:
        content = back_up(store, out)
    if json:
        say_json({"file": str(out), "persons": content.persons, "files": content.files})
    else:
        say(f"{out}: {content.persons} persons, {content.files} files.")


def run_restore(
    backup: Annotated[Path, typer.Argument(help="What hipspine backup wrote.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let it take the place of the present records.")
    ] = False,
) -> None:
    """Put a backup in the place of the present records, whole or not at all.

    Whoever was erased since the backup was made stays erased.
    """
    from hipspine.records.backup import restore

    with open_records() as store:
        content = restore(store, backup, may_replace=replace)
    say(f"Restored: {content.persons} persons, {content.files} files, as of {content.made_at}.")


def run_erase(
    who: Annotated[str, typer.Argument(help="Id of the person, or the whole name.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Erase everything that is kept about a person, for good.

    Only the audit trail remembers that records with this id were erased, and when. Backups and
    exports that were written before still hold them: delete those yourself.
    """
    from hipspine.clinic.people import find_one

    with open_records() as store:
        person = find_one(store, who, by_whole_name=True)
        if not yes and not _is_sure(person.name):
            say("Nothing was erased.", error=True)
            raise typer.Exit(2)
        store.erase_person(person.id)
    say(f"Erased: {person.id}. Backups and exports written before still hold the records.")


def _is_sure(name: str) -> bool:
    """Ask for the name, so that nobody is erased by a slip of the hand."""
    say(f"Everything about {name} will be erased for good. Type the name to go on:", error=True)
    return sys.stdin.readline().strip() == name
