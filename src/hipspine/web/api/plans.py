"""Plans: make, read, decide, sign."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path

from hipspine.clinic.make_plan import Edit
from hipspine.clinic.person_plan import edit_person_plan, make_person_plan, sign_person_plan
from hipspine.domain.programme import Programme
from hipspine.domain.record import Person, Role
from hipspine.web.api.bodies import NewDecisions, NewWishes
from hipspine.web.api.caller import Caller, PersonId, Planner, Reader
from hipspine.web.problems import conflict, not_found

router = APIRouter(prefix="/persons/{person_id}/plans", tags=["plans"])

Version = Annotated[int, Path(ge=1, le=100_000, description="Version of the plan, from 1.")]


@router.get("")
def list_plans(caller: Reader, person_id: PersonId) -> list[Programme]:
    """List all versions, oldest first, each with its signature if it has one."""
    return list(caller.store.programmes(caller.person(person_id).id))


@router.get("/{version}")
def show(caller: Reader, person_id: PersonId, version: Version) -> Programme:
    """Show one version."""
    found = caller.store.programme(caller.person(person_id).id, version)
    if found is None or found.version != version:
        raise not_found()
    return found


@router.post("", status_code=201)
def make(caller: Planner, person_id: PersonId, body: NewWishes) -> Programme:
    """Make the next version from wishes; safety may forbid it, and the detail says where to go."""
    person = caller.person(person_id, writing=True)
    by = caller.name if caller.account is not None else None
    return make_person_plan(caller.store, person, body.as_wishes(), at=caller.at, by=by)


@router.post("/decisions", status_code=201)
def decide(caller: Planner, person_id: PersonId, body: NewDecisions) -> Programme:
    """Keep a clinician's decisions and return the version that follows from them."""
    person = _treated(caller, person_id)
    for name, dose in body.doses.items():
        if (dose.reps is None) == (dose.minutes is None):
            raise HTTPException(422, f"The dose of {name} needs repetitions or minutes, not both.")
    edit = Edit(
        caller.name,
        pin=frozenset(body.pin),
        ban=frozenset(body.ban),
        release=frozenset(body.release),
        doses={name: dose.as_dose() for name, dose in body.doses.items()},
        stage=body.stage,
    )
    return edit_person_plan(caller.store, person, edit, at=caller.at)


@router.post("/{version}/signature", status_code=201)
def sign(caller: Planner, person_id: PersonId, version: Version) -> Programme:
    """Sign the newest version, if nothing forbids to follow it today."""
    person = _treated(caller, person_id)
    newest = caller.store.programme(person.id)
    if newest is None:
        raise not_found()
    if newest.version != version:
        raise conflict()
    return sign_person_plan(caller.store, person, by=caller.name, at=caller.at)


def _treated(caller: Caller, person_id: str) -> Person:
    """Return a person for whom the caller may decide: at home anybody, else who treats them."""
    person = caller.person(person_id, writing=True)
    account = caller.account
    if account is not None and caller.store.role(person.id, account.id) is not Role.CLINICIAN:
        raise HTTPException(403, "forbidden")
    return person
