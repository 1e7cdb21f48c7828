"""`hipspine person`: whose records are kept, and what is kept about each."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from hipspine.cli.clock import current_time
from hipspine.cli.output import say, say_json
from hipspine.cli.records import open_records
from hipspine.domain.errors import AnswersError
from hipspine.domain.person import Sex

if TYPE_CHECKING:
    from hipspine.clinic.people import Overview
    from hipspine.domain.record import Person

app = typer.Typer(help="Whose records are kept: add, change, list, show, merge, take in.")

FORGETTABLE = {"birth-year": "birth_year", "sex": "sex", "height": "height_m", "mass": "mass_kg"}
WHO = "Id of the person, or enough of the name to be the only one."


@app.command("add")
def add(  # noqa: PLR0913 - one parameter per command-line option
    name: Annotated[str, typer.Argument(help="Name, or a code in its place.")],
    *,
    language: Annotated[str, typer.Option(help="Language of the person: en or de.")] = "en",
    zone: Annotated[str, typer.Option(help="Time zone, such as Europe/Berlin.")] = "UTC",
    birth_year: Annotated[int | None, typer.Option(help="Year of birth.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="For size tables only.")] = None,
    height: Annotated[float | None, typer.Option(help="Body height in m.")] = None,
    mass: Annotated[float | None, typer.Option(help="Body mass in kg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the person as JSON.")] = False,
) -> None:
    """Keep records of a new person, and print the id that was made.

    Example: hipspine person add "Anna Example" --language de --zone Europe/Berlin
    """
    from hipspine.clinic.people import add_person
    from hipspine.domain.record import Person

    person = Person(str(uuid4()), name, language, zone, birth_year, sex, height, mass)
    with open_records() as store:
        add_person(store, person, today=current_time())
    if json:
        say_json(person_data(person))
    else:
        say(person.id)


@app.command("change")
def change(  # noqa: PLR0913 - one parameter per command-line option
    who: Annotated[str, typer.Argument(help=WHO)],
    *,
    name: Annotated[str | None, typer.Option(help="Name, or a code in its place.")] = None,
    language: Annotated[str | None, typer.Option(help="en or de.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, such as Europe/Berlin.")] = None,
    birth_year: Annotated[int | None, typer.Option(help="Year of birth.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="For size tables only.")] = None,
    height: Annotated[float | None, typer.Option(help="Body height in m.")] = None,
    mass: Annotated[float | None, typer.Option(help="Body mass in kg.")] = None,
    forget: Annotated[
        str, typer.Option(help="What to know no longer: birth-year, sex, height, mass.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the person as JSON.")] = False,
) -> None:
    """Change what is known about a person; what is not named stays as it is.

    Example: hipspine person change anna --zone Europe/Lisbon --mass 68 --forget height
    """
    from hipspine.clinic.people import change_person, find_one

    given = {
        "name": name,
        "language": language,
        "zone": zone,
        "birth_year": birth_year,
        "sex": sex,
        "height_m": height,
        "mass_kg": mass,
    }
    said: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    with open_records() as store:
        before = find_one(store, who)
        person = replace(before, **_forgotten(forget, set(said)), **said)
        changed = change_person(store, person, today=current_time())
    if json:
        say_json(person_data(person))
    else:
        say("Changed." if changed else "Nothing to change.")


def _forgotten(text: str, said: set[str]) -> dict[str, Any]:
    """Return the fields to empty.

    Raises
    ------
    AnswersError
        If a field is always needed, does not exist, or is given a value at the same time.
    """
    names = {name.strip() for name in text.split(",")} - {""}
    wrong = sorted(names - set(FORGETTABLE)) + sorted(
        name for name in names & set(FORGETTABLE) if FORGETTABLE[name] in said
    )
    if wrong:
        raise AnswersError(
            "--forget",
            expected=f"some of {', '.join(FORGETTABLE)}, each without a new value",
            got=", ".join(wrong),
            do="Name them with commas between.",
        )
    return {FORGETTABLE[name]: None for name in names}


@app.command("list")
def show_list(
    named: Annotated[str, typer.Argument(help="A part of the name; everybody without it.")] = "",
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List persons by name, with their ids."""
    with open_records() as store:
        people = store.persons(named=named, limit=limit)
    if json:
        say_json({"persons": [person_data(person) for person in people]})
    elif people:
        say("\n".join(f"{person.id}  {person.name}" for person in people))
    else:
        say("Nobody. Add a person with: hipspine person add NAME", error=True)


@app.command("show")
def show(
    who: Annotated[str, typer.Argument(help=WHO)],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show who a person is and how much is kept about them."""
    from hipspine.clinic.people import find_one, overview

    with open_records() as store:
        seen = overview(store, find_one(store, who).id)
    if json:
        say_json(
            person_data(seen.person)
            | {"merged": list(seen.merged), "kept": dict(seen.counts)}
            | {"programme_versions": seen.programme_versions, "accounts": list(seen.readers)}
        )
    else:
        say(_overview_text(seen))


def _overview_text(seen: "Overview") -> str:
    data = person_data(seen.person)
    lines = [f"{key}: {value}" for key, value in data.items()]
    lines += [f"merged into this person: {duplicate}" for duplicate in seen.merged]
    lines += [f"{kind}: {count}" for kind, count in seen.counts.items() if count]
    if seen.programme_versions:
        lines.append(f"programme: version {seen.programme_versions}, stage {seen.stage}")
    lines += [f"may be opened by: {reader}" for reader in seen.readers]
    return "\n".join(lines)


@app.command("notes")
def notes(
    who: Annotated[str, typer.Argument(help=WHO)],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List notes and messages, such as what the plan's rules ask a clinician to look at."""
    from hipspine.clinic.people import find_one
    from hipspine.domain.record import Note
    from hipspine.records.documents import as_data

    with open_records() as store:
        person = find_one(store, who)
        found = store.entries(person.id, Note)
        store.note_reading(person.id, "notes")
    if json:
        say_json({"notes": [as_data(note) for note in found]})
    for note in () if json else found:
        say(f"{note.at:%Y-%m-%d} {note.author} -> {note.to}: {note.text}")


@app.command("merge")
def merge(
    duplicate: Annotated[str, typer.Argument(help="Id of the duplicate.")],
    into: Annotated[str, typer.Argument(help="Id of the person to keep.")],
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Separate the two again.")] = False,
) -> None:
    """Show the records of a duplicate with those of another person; --undo separates them.

    Nothing is moved or lost, so a merge can be undone at any time.
    """
    with open_records() as store:
        if undo:
            store.separate_person(duplicate)
            say("They are separate persons again.")
        else:
            store.merge_persons(duplicate, into)
            say(f"Merged. Undo it with: hipspine person merge {duplicate} {into} --undo")


@app.command("take-in")
def take_in(
    file: Annotated[Path, typer.Argument(help="What hipspine export all wrote.")],
) -> None:
    """Take in everything that was exported about a person; what is here already stays."""
    from hipspine.clinic.exchange_person import take_in_export

    with open_records() as store:
        person = take_in_export(store, file)
    say(person.id)


def person_data(person: "Person") -> dict[str, object]:
    """Return a person as data for ``--json``; what is not known is left out."""
    data = {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "zone": person.zone,
        "birth_year": person.birth_year,
        "sex": person.sex and str(person.sex),
        "height_m": person.height_m,
        "mass_kg": person.mass_kg,
    }
    return {key: value for key, value in data.items() if value is not None}
