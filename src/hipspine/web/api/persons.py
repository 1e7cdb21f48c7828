"""Persons: list, add, look at one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from hipspine.clinic.people import add_person
from hipspine.clinic.standing import standing_of
from hipspine.domain.record import Note, Person, Role
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import notice_in_words
from hipspine.records.logins import openable_person
from hipspine.web.api.bodies import NewPerson
from hipspine.web.api.caller import Caller, Enroller, PersonId, Reader
from hipspine.web.problems import conflict

router = APIRouter(prefix="/persons", tags=["persons"])

MOST = 200


class Standing(BaseModel):
    """Where a person stands today."""

    day: str
    may_exercise: bool
    stop: str | None
    """Why there is no exercise today; null: nothing forbids it."""
    plan_version: int | None
    """The version to follow today; null while there is none or anything stops it."""
    notices: list[str]
    """What is due, in the person's language."""


@router.get("")
def list_persons(
    caller: Reader,
    *,
    named: Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> list[Person]:
    """List the persons that the token opens, by name."""
    account = None if caller.account is None else caller.account.id
    return list(caller.store.persons(named=named, account=account, limit=limit, offset=offset))


@router.post("", status_code=201)
def add(caller: Enroller, body: NewPerson) -> Person:
    """Add a person; the token's account may then open the records."""
    person = body.as_person()
    if _is_taken(caller, person):
        raise conflict()
    add_person(caller.store, person, today=caller.at)
    if caller.account is not None:
        caller.store.grant(person.id, caller.account.id, Role.CLINICIAN)
    return person


def _is_taken(caller: Caller, person: Person) -> bool:
    """Tell whether an id belongs to another person, or to one whom this account may not open."""
    known = openable_person(caller.store, person.id, None)
    if known is None:
        return False
    if caller.account is None:
        return known != person
    return openable_person(caller.store, person.id, caller.account.id) != person


@router.get("/{person_id}")
def show(caller: Reader, person_id: PersonId) -> Person:
    """Show a person."""
    return caller.person(person_id)


@router.get("/{person_id}/standing")
def standing(caller: Reader, person_id: PersonId) -> Standing:
    """Say where a person stands today: whether exercise is possible, and what is due."""
    person = caller.person(person_id)
    found = standing_of(caller.store, person, at=caller.at)
    notices = found.progression.notices if found.progression is not None else ()
    return Standing(
        day=found.today.isoformat(),
        may_exercise=found.stop is None,
        stop=found.stop,
        plan_version=None if found.programme is None else found.programme.version,
        notices=[notice_in_words(one, person.language, shipped_knowledge()) for one in notices],
    )


@router.get("/{person_id}/notes")
def notes(caller: Reader, person_id: PersonId) -> list[Note]:
    """List messages and notes, oldest first."""
    return list(caller.store.entries(caller.person(person_id).id, Note))
