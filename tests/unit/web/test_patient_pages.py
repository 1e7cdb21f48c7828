import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from hipspine.clinic.person_plan import make_person_plan
from hipspine.domain.answers import Reply
from hipspine.domain.programme import Wishes
from hipspine.domain.record import Audience, Note
from hipspine.domain.training import CheckIn
from hipspine.records.logins import AccountRole, account_of_person
from screened import screen

CLINICIAN, PATIENT = AccountRole.CLINICIAN, AccountRole.PATIENT


@pytest.fixture
def bea(clinic):
    return clinic.account("bea", CLINICIAN)


@pytest.fixture
def browser(clinic, bea):
    return clinic.browser(bea)


@pytest.fixture
def anna(clinic, bea):
    return clinic.person("Anna Example", bea)


@pytest.fixture
def now(clinic):
    return clinic.settings.clock()


@pytest.fixture
def planned(clinic, anna, now):
    screen(clinic.store, anna, now)
    make_person_plan(clinic.store, anna, Wishes(), at=now)
    return anna


def test_a_new_patient_is_found_by_name_by_who_added_them_alone(clinic, browser):
    fields = {"name": "Otto Example", "language": "de", "zone": "Europe/Berlin"}
    page = clinic.post(browser, "/patients", **fields).headers["location"]
    assert "Otto Example" in browser.get(page).text
    assert "Otto Example" in browser.get("/patients?q=otto").text
    assert "Otto Example" not in browser.get("/patients?q=anna").text
    other = clinic.browser(clinic.account("cleo", CLINICIAN))
    assert "Otto Example" not in other.get("/patients?q=otto").text
    assert other.get(page).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("birth_year", "1800"),
        ("birth_year", "12a"),
        ("language", "fr"),
        ("zone", "Mars/Olympus"),
    ],
)
def test_a_patient_who_cannot_be_is_not_kept_and_the_field_is_named(clinic, browser, name, value):
    fields = {"name": "Otto", "language": "de", "zone": "UTC", "birth_year": "1980", name: value}
    response = clinic.post(browser, "/patients", **fields)
    assert response.status_code == 422
    assert f'id="{name}-problem"' in response.text
    assert clinic.store.persons() == ()


def test_long_lists_come_in_pages(clinic, bea, browser):
    for number in range(51):
        clinic.person(f"Person {number:02}", bea)
    first, second = browser.get("/patients").text, browser.get("/patients?page=2").text
    assert "Person 49" in first
    assert "Person 50" not in first
    assert "Person 50" in second


def test_opening_a_patient_is_noted_in_the_audit_trail(clinic, bea, browser, anna):
    browser.get(f"/patients/{anna.id}")
    last = clinic.store.audit_trail(anna.id)[-1]
    assert (last.by, last.action, last.kind) == (bea.id, "read", "record")


def test_a_plan_is_signed_by_who_is_logged_in_and_only_the_version_that_was_read(
    clinic, browser, planned
):
    path = f"/patients/{planned.id}/plan/sign"
    assert clinic.post(browser, path, version="7").status_code == 422
    assert clinic.post(browser, path, version="1").status_code == 303
    assert clinic.store.programme(planned.id).signature.by == "Bea"


def test_nothing_is_signed_and_nothing_planned_after_alarming_answers(
    clinic, browser, planned, now
):
    later = now + timedelta(hours=1)
    screen(clinic.store, planned, later, saddle_numbness=Reply.YES, bladder_change=Reply.YES)
    page = f"/patients/{planned.id}"
    assert clinic.post(browser, f"{page}/plan/sign", version="1").status_code == 422
    assert clinic.post(browser, f"{page}/plan/first", minutes="20").status_code == 422
    assert clinic.post(browser, f"{page}/plan", stage="maintain").status_code == 422
    assert clinic.store.programme(planned.id).version == 1
    assert clinic.store.programme(planned.id).signature is None
    text = browser.get(page).text
    assert "no exercise until then" in text
    assert "/plan/sign" not in text


def test_decisions_make_the_next_version_and_can_be_taken_back(clinic, browser, planned):
    first = clinic.store.programme(planned.id)
    item = next(one for one in first.exercises if one.dose.reps is not None)
    page = f"/patients/{planned.id}/plan"
    fields = {f"sets.{item.exercise}": "1", f"reps.{item.exercise}": "7"}
    assert clinic.post(browser, page, **fields).status_code == 303
    second = clinic.store.programme(planned.id)
    assert second.version == 2
    assert (second.item(item.exercise).dose.sets, second.item(item.exercise).dose.reps) == (1, 7)
    clinic.post(browser, page, **{f"decide.{item.exercise}": "ban"})
    third = clinic.store.programme(planned.id)
    assert item.exercise in third.overrides.banned
    assert item.exercise not in {one.exercise for one in third.exercises}
    assert third.overrides.by == "Bea"
    clinic.post(browser, page, **{f"decide.{item.exercise}": "release"})
    assert item.exercise not in clinic.store.programme(planned.id).overrides.banned


def test_an_impossible_dose_is_named_and_nothing_changes(clinic, browser, planned):
    item = clinic.store.programme(planned.id).exercises[0].exercise
    response = clinic.post(browser, f"/patients/{planned.id}/plan", **{f"sets.{item}": "99"})
    assert response.status_code == 422
    assert f'id="sets.{item}-problem"' in response.text
    assert clinic.store.programme(planned.id).version == 1


def test_a_clinician_makes_the_first_plan_and_leads_it(clinic, browser, anna, now):
    assert clinic.post(browser, f"/patients/{anna.id}/plan/first").status_code == 422
    screen(clinic.store, anna, now)
    clinic.post(browser, f"/patients/{anna.id}/plan/first", minutes="15")
    made = clinic.store.programme(anna.id)
    assert (made.minutes_per_day, made.overrides.by) == (15.0, "Bea")


def test_a_message_waits_on_the_board_until_it_is_answered_or_done(clinic, browser, anna, now):
    def waits():
        (row,) = clinic.store.caseload(now)
        return row.unanswered_notes

    page = f"/patients/{anna.id}/notes"
    for way in (Audience.PERSON, Audience.CLINICIAN):
        note = Note(str(uuid4()), now, "Anna", Audience.CLINICIAN, "It hurts <b>more</b>.")
        clinic.store.add(anna.id, note)
        assert waits() == 1
        assert "It hurts &lt;b&gt;more&lt;/b&gt;." in browser.get(f"/patients/{anna.id}").text
        assert clinic.post(browser, page, text="Seen.", to=way, answers=note.id).status_code == 303
        assert waits() == 0
    assert "Needs a call" in browser.get("/caseload").text


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "", "to": "person"},
        {"text": "x", "to": "press"},
        {"text": "x", "to": "person", "answers": "nothing"},
        {"text": "x" * 4001, "to": "person"},
    ],
)
def test_a_note_that_cannot_be_is_not_kept(clinic, browser, anna, fields):
    assert clinic.post(browser, f"/patients/{anna.id}/notes", **fields).status_code == 422
    assert clinic.store.entries(anna.id, Note) == ()


def test_a_flare_stands_on_the_board(clinic, browser, planned, now):
    flare = CheckIn(str(uuid4()), now.date(), 7.0, is_flare=True)
    clinic.store.add(planned.id, flare)
    text = browser.get("/caseload").text
    flared = text.index('id="group-flared"')
    assert flared < text.index("Anna Example") < text.index('id="group-due"')


def test_an_invited_patient_sees_their_own_pages_and_no_others(clinic, bea, browser, planned):
    text = clinic.post(browser, f"/patients/{planned.id}/invite").text
    path = re.search(r"http://testserver(/invitation/[\w-]+)", text).group(1)
    own = clinic.browser()
    words = "words that are long"
    clinic.post(own, path, login="anna", password=words, again=words)
    assert account_of_person(clinic.store, planned.id).login == "anna"
    assert own.get("/today").status_code == 200
    other = clinic.person("Otto", bea)
    for page in (f"/patients/{planned.id}", f"/patients/{other.id}", "/caseload", "/audit"):
        assert own.get(page).status_code == 403
    # A second invitation is not made once there is an account.
    assert clinic.post(browser, f"/patients/{planned.id}/invite").status_code == 303


def test_access_is_given_to_colleagues_and_one_clinician_always_stays(clinic, bea, browser, anna):
    cleo = clinic.account("cleo", CLINICIAN)
    page = f"/patients/{anna.id}"
    assert clinic.post(browser, f"{page}/unshare", account=bea.id).status_code == 422
    clinic.post(browser, f"{page}/share", account=cleo.id)
    assert clinic.browser(cleo).get(page).status_code == 200
    clinic.post(browser, f"{page}/unshare", account=bea.id)
    assert browser.get(page).status_code == 404
    root = clinic.account("root", AccountRole.ADMINISTRATOR)
    again = clinic.browser(cleo)
    assert clinic.post(again, f"{page}/share", account=root.id).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("progress.html", "text/html", b"<html"),
        ("plan.html", "text/html", b"Anna Example"),
        ("handover.html", "text/html", b"<html"),
        ("everything.zip", "application/zip", b"PK"),
    ],
)
def test_every_file_is_a_download_and_noted(clinic, browser, planned, name, kind, holds):
    response = browser.get(f"/patients/{planned.id}/files/{name}")
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["content-disposition"].startswith("attachment")
    assert holds in response.content
    assert clinic.store.audit_trail(planned.id)[-1].action == "exported"


def test_fhir_holds_the_patient(browser, planned):
    pytest.importorskip("fhir.resources")
    bundle = json.loads(browser.get(f"/patients/{planned.id}/files/fhir.json").text)
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert {"Patient", "CarePlan"} <= kinds


def test_the_pages_speak_german(browser, planned):
    german = {"Accept-Language": "de"}
    for path in (
        "/caseload",
        "/patients",
        f"/patients/{planned.id}",
        f"/patients/{planned.id}/plan",
    ):
        assert '<html lang="de"' in browser.get(path, headers=german).text
