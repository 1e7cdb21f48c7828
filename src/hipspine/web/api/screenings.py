"""Safety questions and their answers."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from hipspine.clinic.local_time import local_day
from hipspine.clinic.screen_person import screen_answers
from hipspine.clinic.standing import keep_screening
from hipspine.content.library import screening_library
from hipspine.domain.record import KeptScreening
from hipspine.domain.triage import Triage
from hipspine.screen.answer_check import answers_from_table, possible_answers
from hipspine.web.api.bodies import NewScreening
from hipspine.web.api.caller import PersonId, Planner, Reader

router = APIRouter(tags=["screenings"])


class SafetyQuestion(BaseModel):
    """A question of the interview."""

    id: str
    kind: str
    choices: list[str]
    lowest: int
    highest: int
    possible_answers: str


class Outcome(BaseModel):
    """What a screening came to."""

    level: str
    is_complete: bool
    unanswered: list[str]
    rules: list[str]
    """Ids of the rules that apply, the reasons for the level."""
    restrictions: list[str]
    screened_on: date
    expires_on: date
    permits_exercise: bool
    """Today; a clinician may have to lead all the same, see the restrictions."""


class Screening(Outcome):
    """A screening as it is kept."""

    id: str
    at: datetime
    answers: dict[str, str | float | list[str]]


@router.get("/questions")
def questions(caller: Reader) -> list[SafetyQuestion]:
    """List the questions in the order in which they are put."""
    del caller
    return [
        SafetyQuestion(
            id=one.id,
            kind=one.kind,
            choices=list(one.choices),
            lowest=one.lowest,
            highest=one.highest,
            possible_answers=possible_answers(one),
        )
        for one in screening_library().questions.values()
    ]


@router.get("/persons/{person_id}/screenings")
def list_screenings(caller: Reader, person_id: PersonId) -> list[Screening]:
    """List the screenings, oldest first."""
    person = caller.person(person_id)
    today = local_day(person, caller.at)
    return [_as_kept(one, today) for one in caller.store.entries(person.id, KeptScreening)]


@router.post("/persons/{person_id}/screenings", status_code=201)
def screen(caller: Planner, person_id: PersonId, body: NewScreening) -> Outcome:
    """Keep answers to all safety questions and say what they come to."""
    person = caller.person(person_id, writing=True)
    library, today = screening_library(), local_day(person, caller.at)
    answers = answers_from_table(body.answers, library, where="answers")
    found = screen_answers(answers, library, where="answers", screened_on=today)
    keep_screening(caller.store, person, found, at=caller.at)
    return Outcome.model_validate(_outcome(found.triage, today))


def _as_kept(kept: KeptScreening, today: date) -> Screening:
    answers = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in kept.answers.items()
    }
    values = {"id": kept.id, "at": kept.at, "answers": answers, **_outcome(kept.triage, today)}
    return Screening.model_validate(values)


def _outcome(triage: Triage, today: date) -> dict[str, object]:
    return {
        "level": triage.level.id,
        "is_complete": triage.is_complete,
        "unanswered": list(triage.unanswered),
        "rules": list(dict.fromkeys(reason.rule for reason in triage.reasons)),
        "restrictions": sorted(str(one) for one in triage.restrictions),
        "screened_on": triage.screened_on,
        "expires_on": triage.expires_on,
        "permits_exercise": triage.permits_exercise(today),
    }
