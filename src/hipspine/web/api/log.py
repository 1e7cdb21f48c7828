"""What a person did and felt: sessions, mornings, check-ins."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from hipspine.clinic.log_training import log_training
from hipspine.clinic.standing import catch_up, note_flare, standing_of
from hipspine.domain.training import CheckIn, MorningAfter, Session, TrainingLog
from hipspine.web.api.bodies import NewCheckIn, NewMorning, NewSession
from hipspine.web.api.caller import Caller, Logger, PersonId, Reader

router = APIRouter(prefix="/persons/{person_id}", tags=["log"])

MOST = 100


class Kept(BaseModel):
    """How many entries were kept, and how many were there already."""

    new: int
    known: int


Sessions = Annotated[list[NewSession], Field(min_length=1, max_length=MOST)]
Mornings = Annotated[list[NewMorning], Field(min_length=1, max_length=MOST)]
CheckIns = Annotated[list[NewCheckIn], Field(min_length=1, max_length=MOST)]


@router.get("/sessions")
def sessions(caller: Reader, person_id: PersonId) -> list[Session]:
    """List sessions, oldest first."""
    return list(caller.store.entries(caller.person(person_id).id, Session))


@router.get("/mornings")
def mornings(caller: Reader, person_id: PersonId) -> list[MorningAfter]:
    """List mornings, oldest first."""
    return list(caller.store.entries(caller.person(person_id).id, MorningAfter))


@router.get("/check-ins")
def check_ins(caller: Reader, person_id: PersonId) -> list[CheckIn]:
    """List check-ins, oldest first."""
    return list(caller.store.entries(caller.person(person_id).id, CheckIn))


@router.post("/sessions", status_code=201)
def add_sessions(caller: Logger, person_id: PersonId, body: Sessions) -> Kept:
    """Keep sessions, all of them or none; what follows for the plan is kept too."""
    log = TrainingLog(sessions=tuple(one.as_session() for one in body))
    return _keep(caller, person_id, log)


@router.post("/mornings", status_code=201)
def add_mornings(caller: Logger, person_id: PersonId, body: Mornings) -> Kept:
    """Keep mornings, all of them or none."""
    return _keep(caller, person_id, TrainingLog(mornings=tuple(one.as_morning() for one in body)))


@router.post("/check-ins", status_code=201)
def add_check_ins(caller: Logger, person_id: PersonId, body: CheckIns) -> Kept:
    """Keep check-ins, all of them or none; after a flare the safety questions come first."""
    return _keep(caller, person_id, TrainingLog(check_ins=tuple(one.as_check_in() for one in body)))


def _keep(caller: Caller, person_id: str, log: TrainingLog) -> Kept:
    person, store = caller.person(person_id, writing=True), caller.store
    before = {one.id for one in store.entries(person.id, CheckIn)}
    done = log_training(store, person, log, at=caller.at)
    if any(one.is_flare and one.id not in before for one in log.check_ins):
        note_flare(store, person, at=caller.at)
    catch_up(store, standing_of(store, person, at=caller.at), at=caller.at)
    return Kept(new=done.new, known=done.known)
