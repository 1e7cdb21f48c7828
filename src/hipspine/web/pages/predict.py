"""Predictions: how a model body would move if a muscle were weaker, used less, or shorter."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from hipspine.clinic.predict_motion import HEIGHTS_M
from hipspine.domain.record import Person
from hipspine.domain.units import METRES_PER
from hipspine.records.jobs import Job, drop_job, find_job, jobs_of
from hipspine.report.prediction import prediction_page
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.lab_access import is_staff, job_runner, lab_person, lab_persons, steer
from hipspine.web.people import current_person, now, store_of
from hipspine.web.predict_choices import (
    CHANGES,
    GROUPS,
    MASS_KG,
    NOTHING,
    PACES,
    SIDES,
    chosen_in,
)
from hipspine.web.predict_file import read_answer
from hipspine.web.predict_scene import scene_of
from hipspine.web.predict_words import QuestionWords
from hipspine.web.predict_work import KIND, ask_once, chosen_of
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.roles import patient

router = APIRouter(prefix="/predict")

MOTIONS = ("walk", "stand", "rise", "squat", "lift")
USUAL = {
    "motion": "walk",
    "group": "gluteus_maximus",
    "change": "strength=0.5",
    "side": "both",
    "pace": "1.3",
    "second": NOTHING,
}
"""What is chosen when the page opens: the question that the articles ask."""


@router.get("")
def overview(request: Request) -> Response:
    """Show what can be asked, and what was asked before."""
    return _overview(request, Fields({}))


@router.post("")
def ask(request: Request, form: SentForm) -> Response:
    """Take a question; one asked before is not worked out again."""
    fields = fields_of(form)
    person = lab_person(request, fields.sent.get("person", ""))
    chosen = chosen_in(fields, by_clinician=is_staff(request))
    if chosen is None:
        return _overview(request, fields, status=422)
    job = ask_once(store_of(request), person.id, chosen, now(request))
    if job is None:
        return _overview(request, fields, status=429, is_full=True)
    job_runner(request).wake()
    return RedirectResponse(f"/predict/{job.id}", 303)


@router.get("/{job_id}")
def show(request: Request, job_id: str) -> Response:
    """Show where a question stands, or its answer."""
    job = _job(request, job_id)
    words = QuestionWords(request.state.language)
    found, scene = None, None
    if job.result_id is not None:
        kept = store_of(request).file(job.person_id, job.result_id)
        answer = read_answer(kept.read_bytes(), for_clinician=is_staff(request))
        found = prediction_page(answer, language=words.language)
        scene = scene_of(answer.told)
    return page(
        request,
        "predict_answer.html.jinja",
        job=job,
        standing=words.status(job),
        takes=words.takes(chosen_of(job)),
        changes=words.changes(chosen_of(job)),
        size=words.size(chosen_of(job)),
        found=found,
        scene=scene,
        is_staff=is_staff(request),
    )


@router.get("/{job_id}/state")
def state(request: Request, job_id: str) -> Response:
    """Give where a question stands, for the page's script."""
    return JSONResponse(QuestionWords(request.state.language).status(_job(request, job_id)))


@router.post("/{job_id}/{action}")
def change(request: Request, job_id: str, action: str) -> Response:
    """Stop a question, ask it again, or take it off the list."""
    job = _job(request, job_id)
    if action == "remove":
        runner = job_runner(request)
        runner.cancel(job.id)
        drop_job(runner.store.database, job.id)
        return RedirectResponse("/predict", 303)
    steer(request, job, action)
    return RedirectResponse(f"/predict/{job.id}", 303)


def _job(request: Request, job_id: str) -> Job:
    """Return a question; what is not there and what is somebody else's look the same."""
    job = find_job(store_of(request).database, job_id)
    if job is None or job.kind != KIND:
        raise not_found()
    if is_staff(request):
        patient(request, job.person_id)
    elif job.person_id not in store_of(request).merged_with(current_person(request).id):
        raise not_found()
    return job


def _overview(
    request: Request, fields: Fields, *, status: int = 200, is_full: bool = False
) -> Response:
    words = QuestionWords(request.state.language)
    persons = lab_persons(request)
    names = {person.id: person.name for person in persons} if is_staff(request) else {}
    jobs = jobs_of(store_of(request).database, tuple(each.id for each in persons), kind=KIND)
    own = None if is_staff(request) else persons[0]
    return page(
        request,
        "predict.html.jinja",
        status=status,
        asked=[
            words.status(job) | {"id": job.id, "person": names.get(job.person_id, "")}
            for job in jobs
        ],
        persons=persons if is_staff(request) else (),
        can_ask=bool(persons),
        options=_options(words),
        typed=USUAL | _size(own, jobs) | dict(fields.sent),
        problems=fields.problems,
        is_full=is_full,
        heights=tuple(round(limit / METRES_PER["cm"]) for limit in HEIGHTS_M),
        masses=tuple(round(limit) for limit in MASS_KG),
    )


def _size(own: Person | None, jobs: tuple[Job, ...]) -> dict[str, str]:
    """Return the size of the body: as asked last, else as the person told it."""
    if jobs:
        last = chosen_of(jobs[0])
        return {"height": str(last.height_cm), "mass": str(last.mass_kg)}
    known: dict[str, str] = {}
    if own is not None and own.height_m:
        known["height"] = f"{own.height_m / METRES_PER['cm']:.0f}"
    if own is not None and own.mass_kg:
        known["mass"] = f"{own.mass_kg:.0f}"
    return known


def _options(words: QuestionWords) -> dict[str, Any]:
    """Return the choices of each field: value and words."""

    def of(field: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(each, words.say.sentence(f"predict.{field}_{_key(each)}")) for each in values]

    changes = of("change", CHANGES)
    return {
        "motion": of("motion", MOTIONS),
        "group": of("group", GROUPS),
        "second": of("group", (NOTHING, *GROUPS)),
        "change": {
            kind: [each for each in changes if each[0].startswith(kind)]
            for kind in ("strength", "drive", "tightness")
        },
        "side": of("side", SIDES),
        "pace": of("pace", PACES),
    }


def _key(value: str) -> str:
    """Return a choice as part of a sentence's key."""
    return value.replace("=", "_").replace(".", "_")
