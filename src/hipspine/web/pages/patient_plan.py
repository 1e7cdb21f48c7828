"""A patient's plan in a clinician's hands: a first one, decisions on it, and the signature."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.make_plan import Edit
from hipspine.clinic.person_plan import edit_person_plan, make_person_plan, sign_person_plan
from hipspine.clinic.standing import standing_of
from hipspine.domain.errors import ContentError, RecordsError, UnsafePlanError
from hipspine.domain.programme import PlannedDose, Programme, Stage, Wishes
from hipspine.plan.request import shipped_knowledge
from hipspine.plan.words import exercise_name, plan_texts
from hipspine.records.plausible import SECONDS
from hipspine.web.form_fields import Fields, SentForm, fields_of
from hipspine.web.pages.patients import patient_page
from hipspine.web.patient_words import exercise_line, stop_in_words
from hipspine.web.people import now, store_of
from hipspine.web.render import page
from hipspine.web.roles import own_account, patient

router = APIRouter(prefix="/patients/{person_id}/plan")

MINUTES = ("10", "15", "20", "30", "45")
DECISIONS = ("pin", "ban", "release")


@router.get("")
def show(request: Request, person_id: str) -> Response:
    """Show the plan with what can be decided about it."""
    person = patient(request, person_id)
    store_of(request).note_reading(person.id, "programme")
    return _plan_page(request, person_id, Fields({}))


@router.post("/first")
def make_first(request: Request, person_id: str, form: SentForm) -> Response:
    """Make a plan that the clinician leads; the patient's own wishes come with the self-check."""
    person = patient(request, person_id)
    fields = fields_of(form)
    minutes = fields.choice("minutes", MINUTES) or "20"
    store = store_of(request)
    standing = standing_of(store, person, at=now(request))
    kept = None if standing.kept is None else standing.kept.wishes
    wishes = replace(kept or Wishes(), minutes_per_day=float(minutes))
    try:
        make_person_plan(store, person, wishes, at=now(request), by=own_account(request).name)
    except UnsafePlanError:
        return patient_page(request, person, problem="cannot_plan")
    return RedirectResponse(f"/patients/{person.id}/plan", 303)


@router.post("")
def decide(request: Request, person_id: str, form: SentForm) -> Response:
    """Keep the decisions and the version that follows from them."""
    person = patient(request, person_id)
    store = store_of(request)
    programme = store.programme(person.id)
    fields = fields_of(form)
    if programme is None:
        return patient_page(request, person, problem="cannot_plan")
    edit = _edit(fields, programme, own_account(request).name)
    if fields.problems:
        return _plan_page(request, person_id, fields)
    try:
        edit_person_plan(store, person, edit, at=now(request))
    except UnsafePlanError:
        return patient_page(request, person, problem="cannot_plan")
    except (ContentError, RecordsError) as problem:
        fields.problems["plan"] = str(problem)
        return _plan_page(request, person_id, fields)
    return RedirectResponse(f"/patients/{person.id}/plan", 303)


@router.post("/sign")
def sign(request: Request, person_id: str, form: SentForm) -> Response:
    """Sign the version that was read, if it is still the newest and nothing forbids it."""
    person = patient(request, person_id)
    store = store_of(request)
    newest = store.programme(person.id)
    if newest is None or fields_of(form).sent.get("version") != str(newest.version):
        return patient_page(request, person, problem="newer_version")
    try:
        sign_person_plan(store, person, by=own_account(request).name, at=now(request))
    except (UnsafePlanError, RecordsError):
        return patient_page(request, person, problem="cannot_sign")
    return RedirectResponse(f"/patients/{person.id}#plan", 303)


def _edit(fields: Fields, programme: Programme, by: str) -> Edit:
    """Return what a form decides about a programme."""
    known = shipped_knowledge().library.exercises
    decided: dict[str, set[str]] = {name: set() for name in DECISIONS}
    for name in {item.exercise for item in programme.exercises} | programme.overrides.banned:
        choice = fields.choice(f"decide.{name}", DECISIONS)
        if choice is not None:
            decided[choice].add(name)
    decided["pin"] |= fields.choices("add", known)
    doses = {
        item.exercise: dose
        for item in programme.exercises
        if (dose := _dose(fields, item.exercise, item.dose)) != item.dose
    }
    stage = fields.choice("stage", tuple(Stage))
    return Edit(
        by,
        pin=frozenset(decided["pin"]),
        ban=frozenset(decided["ban"]),
        release=frozenset(decided["release"]),
        doses=doses,
        stage=None if stage in (None, str(programme.stage)) else Stage(stage),
    )


def _dose(fields: Fields, name: str, dose: PlannedDose) -> PlannedDose:
    """Return a dose with what the form changes in it; what is not there stays."""
    sets = fields.whole(f"sets.{name}", 1, 20)
    if dose.minutes is not None:
        minutes = fields.number(f"minutes.{name}", 1, 240)
        return replace(dose, sets=sets or dose.sets, minutes=minutes or dose.minutes)
    reps = fields.whole(f"reps.{name}", 1, 200)
    hold = fields.number(f"hold.{name}", 1, SECONDS[1])
    held = dose.hold_s if dose.hold_s is None else hold or dose.hold_s
    return replace(dose, sets=sets or dose.sets, reps=reps or dose.reps, hold_s=held)


def _plan_page(request: Request, person_id: str, fields: Fields) -> Response:
    person = patient(request, person_id)
    standing = standing_of(store_of(request), person, at=now(request))
    programme = standing.kept
    if programme is None:
        return RedirectResponse(f"/patients/{person.id}#plan", 303)
    language = request.state.language
    return page(
        request,
        "patient_plan.html.jinja",
        status=422 if fields.problems else 200,
        person=person,
        programme=programme,
        stop=stop_in_words(standing.stop, language),
        stages=[(str(one), plan_texts(language).sentence(f"stage.{one}")) for one in Stage],
        typed=fields.sent,
        problems=fields.problems,
        **_choices(programme, language),
    )


def _choices(programme: Programme, language: str) -> dict[str, Any]:
    """Return the exercises of a programme, those banned, and those that could be added."""
    knowledge = shipped_knowledge()

    def named(names: Any) -> list[tuple[str, str]]:
        pairs = [(name, exercise_name(name, language, knowledge)) for name in names]
        return sorted(pairs, key=lambda pair: pair[1].casefold())

    there = {item.exercise for item in programme.exercises}
    others = set(knowledge.library.exercises) - there - programme.overrides.banned
    return {
        "exercises": [exercise_line(item, programme, language) for item in programme.exercises],
        "banned": named(programme.overrides.banned),
        "others": named(others),
    }
