"""What a clinician takes from a patient's records: pages to print, FHIR, everything."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hipspine.clinic.export_person import person_fhir
from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.local_time import local_day
from hipspine.clinic.progress import progress
from hipspine.clinic.standing import latest_screening
from hipspine.content.exercise_library import exercise_library
from hipspine.content.forecast import forecast_content
from hipspine.content.library import screening_library
from hipspine.content.progress_texts import progress_texts
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.record import Person
from hipspine.records.audit import Action
from hipspine.records.person_export import export_person
from hipspine.report.handover import render_handover
from hipspine.report.plan_sheet import plan_page, plan_sheet
from hipspine.report.progress import render_progress
from hipspine.report.progress_words import Telling
from hipspine.web.people import now, store_of
from hipspine.web.problems import not_found
from hipspine.web.roles import patient
from hipspine.web.telling import telling_for

router = APIRouter(prefix="/patients/{person_id}/files")

HTML = "text/html; charset=utf-8"


@router.get("/progress.html")
def progress_report(request: Request, person_id: str) -> Response:
    """Give the report of how it goes."""
    person = patient(request, person_id)
    known = follow_up_from_records(store_of(request), person.id, screening_library())
    telling = _telling(request)
    today = local_day(person, now(request))
    found = progress(known, questionnaire_library(), telling.content, today=today)
    return _file(request, person, "progress.html", render_progress(found, known, telling), HTML)


@router.get("/plan.html")
def plan_to_print(request: Request, person_id: str) -> Response:
    """Give the plan as a sheet to print, in the patient's language."""
    person = patient(request, person_id)
    programme = store_of(request).programme(person.id)
    if programme is None:
        raise not_found()
    sheet = plan_sheet(programme, exercise_library(), language=person.language, name=person.name)
    return _file(request, person, "plan.html", plan_page(sheet), HTML)


@router.get("/handover.html")
def handover(request: Request, person_id: str) -> Response:
    """Give the hand-over of the last screening."""
    person = patient(request, person_id)
    screening = latest_screening(store_of(request), person)
    if screening is None:
        raise not_found()
    text = render_handover(screening, telling_for(request))
    return _file(request, person, "handover.html", text, HTML)


@router.get("/fhir.json")
def fhir(request: Request, person_id: str) -> Response:
    """Give everything that FHIR can say of the patient."""
    person = patient(request, person_id)
    language = request.state.language
    text = person_fhir(store_of(request), person, at=now(request), language=language)
    return _file(request, person, "fhir.json", text, "application/fhir+json")


@router.get("/everything.zip")
def everything(request: Request, person_id: str) -> Response:
    """Give everything that is kept about the patient."""
    person = patient(request, person_id)
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "person.zip"
        export_person(store_of(request), person.id, archive)
        content = archive.read_bytes()
    # The export itself is noted in the audit log where it is written.
    return _download(content, "everything.zip", "application/zip")


def _file(request: Request, person: Person, name: str, text: str, media_type: str) -> Response:
    what = "fhir" if name.endswith(".json") else "report"
    store_of(request).note(Action.EXPORTED, person.id, what)
    return _download(text.encode(), name, media_type)


def _download(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to save: what it holds is not run as a page of this app."""
    named = {"Content-Disposition": f'attachment; filename="hipspine-{name}"'}
    return Response(content, media_type=media_type, headers=named)


def _telling(request: Request) -> Telling:
    language = request.state.language
    return Telling(
        words=progress_texts(language),
        score_words=questionnaire_library().words(language),
        exercises=exercise_library(),
        content=forecast_content(),
        emergency_number=request.app.state.settings.emergency_number,
    )
