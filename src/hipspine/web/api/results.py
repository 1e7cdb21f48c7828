"""Results, the course so far, and everything in FHIR."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from hipspine.clinic.export_person import person_fhir
from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.local_time import local_day
from hipspine.clinic.progress import progress
from hipspine.content.forecast import forecast_content
from hipspine.content.library import screening_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.record import Result
from hipspine.records.audit import Action
from hipspine.records.documents import as_data
from hipspine.web.api.caller import PersonId, Reader

router = APIRouter(prefix="/persons/{person_id}", tags=["results"])


class FhirJson(Response):
    """A FHIR resource."""

    media_type = "application/fhir+json"


@router.get("/results")
def results(caller: Reader, person_id: PersonId) -> list[Result]:
    """List results of assessments and tests, oldest first, with the hashes of their files."""
    return list(caller.store.entries(caller.person(person_id).id, Result))


@router.get("/progress")
def course(caller: Reader, person_id: PersonId) -> dict[str, Any]:
    """Say how it goes so far: outcomes with their error, what was done, what may come."""
    person = caller.person(person_id)
    known = follow_up_from_records(caller.store, person.id, screening_library())
    today = local_day(person, caller.at)
    found = progress(known, questionnaire_library(), forecast_content(), today=today)
    return {"progress": as_data(found)}


@router.get(
    "/fhir",
    response_class=FhirJson,
    responses={200: {"content": {"application/fhir+json": {"schema": {"type": "object"}}}}},
)
def fhir(caller: Reader, person_id: PersonId) -> FhirJson:
    """Give everything that FHIR can say of the person, as a bundle."""
    person = caller.person(person_id)
    text = person_fhir(caller.store, person, at=caller.at, language=person.language)
    caller.store.note(Action.EXPORTED, person.id, "fhir")
    return FhirJson(text)
