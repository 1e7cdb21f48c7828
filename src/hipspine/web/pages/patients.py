"""A clinician's patients: the list with search, and one patient with what is known."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from hipspine.clinic.people import add_person
from hipspine.clinic.standing import standing_of
from hipspine.content.text import LANGUAGES
from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Audience, Note, Person, Role
from hipspine.domain.training import CheckIn, Session
from hipspine.records.invitations import invite
from hipspine.records.logins import AccountRole, account_of_person, all_accounts
from hipspine.web.form_fields import SentForm, fields_of
from hipspine.web.pages.accounts import invitation_link
from hipspine.web.pages.audit import line_in_words
from hipspine.web.patient_words import plan_values, screening_values, session_lines, stop_in_words
from hipspine.web.people import now, store_of
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.roles import own_account, patient

router = APIRouter(prefix="/patients")

ON_PAGE = 50
RECENT = timedelta(days=28)
NOTES_SHOWN = 30
LINES_SHOWN = 20
LONGEST_NOTE = 4000
LONGEST_NAME = 100
Text = Annotated[str, Form()]


@router.get("")
def show_list(
    request: Request,
    *,
    q: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    page_number: Annotated[int, Query(ge=1, le=10_000, alias="page")] = 1,
) -> Response:
    """List patients by name, those that fit a search."""
    found = store_of(request).persons(
        named=q.strip(),
        account=own_account(request).id,
        limit=ON_PAGE + 1,
        offset=(page_number - 1) * ON_PAGE,
    )
    return page(
        request,
        "patients.html.jinja",
        people=found[:ON_PAGE],
        has_more=len(found) > ON_PAGE,
        q=q,
        number=page_number,
        problems={},
        typed={"language": request.state.language},
    )


@router.post("")
def add(request: Request, form: SentForm) -> Response:
    """Keep a new patient, whom the clinician may then open."""
    fields = fields_of(form)
    year = fields.whole("birth_year", 1900, now(request).year)
    name = fields.sent.get("name", "").strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        fields.problems["name"] = "missing"
    language = fields.choice("language", LANGUAGES, required=True)
    person = Person(
        str(uuid4()), name, language or "", fields.sent.get("zone", "").strip() or "UTC", year
    )
    if not fields.problems:
        try:
            add_person(store_of(request), person, today=now(request))
        except RecordsError as problem:
            known = problem.where if problem.where in ("language", "zone") else "zone"
            fields.problems[known] = "unknown"
    if fields.problems:
        values = {"people": (), "has_more": False, "q": "", "number": 1}
        shown = {**values, "problems": fields.problems, "typed": fields.sent}
        return page(request, "patients.html.jinja", status=422, **shown)
    store_of(request).grant(person.id, own_account(request).id, Role.CLINICIAN)
    return RedirectResponse(f"/patients/{person.id}", 303)


@router.get("/{person_id}")
def show(request: Request, person_id: str) -> Response:
    """Show one patient; the audit log notes who looked."""
    person = patient(request, person_id)
    store_of(request).note_reading(person.id, "record")
    return patient_page(request, person)


@router.post("/{person_id}/invite")
def invite_patient(request: Request, person_id: str) -> Response:
    """Make a link with which the patient makes an account."""
    person = patient(request, person_id)
    if account_of_person(store_of(request), person.id) is not None:
        return RedirectResponse(f"/patients/{person.id}", 303)
    secret = invite(store_of(request), AccountRole.PATIENT, person_id=person.id)
    return patient_page(request, person, link=invitation_link(request, secret))


@router.post("/{person_id}/notes")
def write_note(
    request: Request, person_id: str, *, text: Text = "", to: Text = "", answers: Text = ""
) -> Response:
    """Keep a message to the patient, an answer, or a note among clinicians."""
    person = patient(request, person_id)
    store = store_of(request)
    known = {note.id for note in store.entries(person.id, Note)}
    is_known = not answers or answers in known
    if not 1 <= len(text.strip()) <= LONGEST_NOTE or to not in tuple(Audience) or not is_known:
        return patient_page(request, person, problem="note", typed_note=text[:LONGEST_NOTE])
    author = own_account(request).name
    note = Note(
        str(uuid4()), now(request), author, Audience(to), text.strip(), answers=answers or None
    )
    store.add(person.id, note)
    return RedirectResponse(f"/patients/{person.id}#notes", 303)


@router.post("/{person_id}/share")
def share(request: Request, person_id: str, *, account: Text = "") -> Response:
    """Let a colleague open the patient too."""
    person = patient(request, person_id)
    if account not in {one.id for one in _clinicians(request)}:
        raise not_found()
    store_of(request).grant(person.id, account, Role.CLINICIAN)
    return RedirectResponse(f"/patients/{person.id}#access", 303)


@router.post("/{person_id}/unshare")
def unshare(request: Request, person_id: str, *, account: Text = "") -> Response:
    """Take that back; one's own access only while another clinician stays."""
    person = patient(request, person_id)
    store = store_of(request)
    treating = {one.account for one in store.access(person.id) if one.role is Role.CLINICIAN}
    if account not in treating or len(treating) == 1:
        return patient_page(request, person, problem="last_clinician")
    store.revoke(person.id, account)
    is_own = account == own_account(request).id
    return RedirectResponse("/patients" if is_own else f"/patients/{person.id}#access", 303)


def patient_page(request: Request, person: Person, **values: Any) -> Response:
    """Return the page of one patient."""
    store, moment = store_of(request), now(request)
    standing = standing_of(store, person, at=moment)
    accounts = {one.id: one for one in all_accounts(store)}
    names = {one.id: one.name for one in accounts.values()}
    language = request.state.language
    treating = [one for one in store.access(person.id) if one.role is Role.CLINICIAN]
    shown = {
        "link": None,
        "problem": None,
        "typed_note": "",
        "person": person,
        "standing": standing,
        "screening": screening_values(request, standing),
        "stop": stop_in_words(standing.stop, language),
        "plan": plan_values(standing, language),
        "notes": _notes(store.entries(person.id, Note, latest=NOTES_SHOWN)),
        "sessions": session_lines(
            store.entries(person.id, Session, since=moment - RECENT), language
        ),
        "check_ins": store.entries(person.id, CheckIn, latest=6)[::-1],
        "patient_account": account_of_person(store, person.id),
        "treating": [(one.account, names.get(one.account, one.account[:8])) for one in treating],
        "colleagues": [
            one
            for one in _clinicians(request)
            if one.id not in {access.account for access in treating}
        ],
        "lines": [
            line_in_words(line, names, language)
            for line in reversed(store.audit_trail(person.id, limit=LINES_SHOWN))
        ],
        **values,
    }
    return page(request, "patient.html.jinja", status=422 if shown["problem"] else 200, **shown)


def _clinicians(request: Request) -> list[Any]:
    return [
        one
        for one in all_accounts(store_of(request))
        if one.role is AccountRole.CLINICIAN and one.is_active
    ]


def _notes(notes: tuple[Note, ...]) -> list[dict[str, Any]]:
    """Return notes newest first, each with whether it still waits for an answer."""
    answered = {note.answers for note in notes}
    to_clinician = {note.id for note in notes if note.to is Audience.CLINICIAN}
    return [
        {
            "note": note,
            "waits": note.id in to_clinician - answered and note.answers not in to_clinician,
        }
        for note in reversed(notes)
    ]
