from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from hipspine.records.api_tokens import Scope, make_token
from hipspine.records.logins import AccountRole, set_active
from hipspine.web.api import PREFIX
from hipspine.web.app import create_app
from screened import calm_answers

CLINICIAN, PATIENT = AccountRole.CLINICIAN, AccountRole.PATIENT
EVERYTHING = frozenset(Scope)
DAY = timedelta(days=1)


class Program:
    """A program that uses the API with one token."""

    def __init__(self, app, scopes=EVERYTHING, account=None):
        secret = make_token(
            app.state.store, "watch", scopes, account_id=account and account.id, valid_for=DAY
        )
        self.client = TestClient(app, raise_server_exceptions=False)
        self.client.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path):
        return self.client.get(PREFIX + path)

    def post(self, path, body=None):
        return self.client.post(PREFIX + path, json=body)


@pytest.fixture
def app(settings):
    made = create_app(settings)
    with TestClient(made):
        yield made


@pytest.fixture
def program(app):
    return Program(app)


@pytest.fixture
def anna(program):
    person_id = str(uuid4())
    body = {"id": person_id, "name": "Anna", "zone": "Europe/Berlin"}
    assert program.post("/persons", body).status_code == 201
    return f"/persons/{person_id}"


def as_json(answers):
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in answers.items()
    }


def screened(program, person, **special):
    body = {"answers": as_json(calm_answers(**special))}
    return program.post(f"{person}/screenings", body)


def problem_of(response):
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) >= {"type", "title", "status", "detail", "instance"}
    assert body["status"] == response.status_code
    return body


def a_session(**more):
    entry = {"exercise": "bridge", "sets": 2, "reps": 10, "side": None, "pain_during": 1}
    return {
        "id": str(uuid4()),
        "done_at": "2026-11-21T10:00:00+01:00",
        "programme_version": 0,
        "entries": [entry],
        **more,
    }


def test_from_answers_to_a_plan_and_a_logged_session(program, anna):
    assert screened(program, anna).json()["permits_exercise"] is True
    plan = program.post(f"{anna}/plans", {"equipment": ["mat", "chair"]}).json()
    assert plan["version"] == 1
    session = a_session(programme_version=1)
    assert program.post(f"{anna}/sessions", [session]).json() == {"new": 1, "known": 0}
    # Sent twice, counted once.
    assert program.post(f"{anna}/sessions", [session]).json() == {"new": 0, "known": 1}
    assert [one["id"] for one in program.get(f"{anna}/sessions").json()] == [session["id"]]
    standing = program.get(f"{anna}/standing").json()
    assert (standing["may_exercise"], standing["plan_version"]) == (True, 1)


def test_alarming_answers_give_no_plan_and_say_where_to_go(program, anna):
    from hipspine.domain.answers import Reply

    outcome = screened(program, anna, saddle_numbness=Reply.YES, bladder_change=Reply.YES).json()
    assert outcome["level"] == "emergency"
    refused = program.post(f"{anna}/plans", {})
    assert refused.status_code == 422
    assert problem_of(refused)["do"]
    assert program.get(f"{anna}/plans").json() == []


def test_a_flare_asks_for_the_safety_questions_first(program, anna):
    screened(program, anna)
    program.post(f"{anna}/plans", {})
    check_in = {
        "id": str(uuid4()),
        "made_on": "2026-11-21",
        "pain_average": 7,
        "is_flare": True,
    }
    assert program.post(f"{anna}/check-ins", [check_in]).status_code == 201
    assert program.get(f"{anna}/standing").json()["stop"] == "flare_unscreened"


def test_half_a_log_is_never_kept(program, anna):
    wrong = a_session(entries=[{"exercise": "no_such_thing", "sets": 1}])
    response = program.post(f"{anna}/sessions", [a_session(), wrong])
    assert response.status_code == 422
    assert "no_such_thing" in problem_of(response)["got"]
    assert program.get(f"{anna}/sessions").json() == []


def test_a_plan_is_signed_only_in_the_version_that_is_newest(program, anna):
    screened(program, anna)
    program.post(f"{anna}/plans", {})
    decided = program.post(f"{anna}/plans/decisions", {"ban": ["bridge"]}).json()
    assert decided["version"] == 2
    assert program.post(f"{anna}/plans/1/signature").status_code == 409
    signed = program.post(f"{anna}/plans/2/signature").json()
    assert signed["signature"] == {"by": "watch", "signed_on": "2026-11-21"}
    assert program.get(f"{anna}/plans/2").json()["signature"]["by"] == "watch"
    assert program.get(f"{anna}/plans/3").status_code == 404


@pytest.mark.parametrize("token", [None, "Bearer nonsense", "Basic eDp5", "Bearer "])
def test_without_a_good_token_nothing_is_told(app, token):
    client = TestClient(app)
    headers = {} if token is None else {"Authorization": token}
    response = client.get(f"{PREFIX}/persons", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    problem_of(response)


def test_a_token_does_what_its_scopes_say_and_no_more(app, anna):
    reader = Program(app, frozenset({Scope.READ}))
    assert reader.get(anna).status_code == 200
    assert reader.post(f"{anna}/sessions", [a_session()]).status_code == 403
    assert Program(app, frozenset({Scope.LOG})).get(anna).status_code == 403
    assert reader.post(f"{anna}/plans", {}).status_code == 403


def test_in_a_clinic_a_token_opens_what_its_account_opens(clinic):
    bea, cleo = clinic.account("bea", CLINICIAN), clinic.account("cleo", CLINICIAN)
    anna = clinic.person("Anna", bea)
    page = f"/persons/{anna.id}"
    assert Program(clinic.app, account=bea).get(page).status_code == 200
    for path in (page, f"{page}/sessions", f"{page}/fhir", f"{page}/plans", f"{page}/progress"):
        assert Program(clinic.app, account=cleo).get(path).status_code == 404
    assert Program(clinic.app, account=cleo).get("/persons").json() == []
    # A token made at home, by nobody, is worth nothing in a clinic.
    assert Program(clinic.app).get(page).status_code == 401
    set_active(clinic.store, bea.id, is_active=False)
    assert Program(clinic.app, account=bea).get(page).status_code == 401


def test_a_patients_token_never_plans_whatever_it_was_made_with(clinic):
    anna = clinic.person("Anna")
    program = Program(clinic.app, account=clinic.account("anna", PATIENT, anna))
    assert program.get(f"/persons/{anna.id}").status_code == 200
    assert program.post(f"/persons/{anna.id}/plans", {}).status_code == 403
    assert program.post("/persons", {"id": str(uuid4()), "name": "x"}).status_code == 403


def test_an_id_that_is_somebody_elses_is_not_taken_over(clinic):
    anna = clinic.person("Anna", clinic.account("bea", CLINICIAN))
    other = Program(clinic.app, account=clinic.account("cleo", CLINICIAN))
    response = other.post("/persons", {"id": anna.id, "name": "Anna"})
    assert response.status_code == 409
    assert other.get(f"/persons/{anna.id}").status_code == 404


def test_what_a_clinicians_program_reads_is_in_the_audit_trail(clinic):
    bea = clinic.account("bea", CLINICIAN)
    anna = clinic.person("Anna", bea)
    Program(clinic.app, account=bea).get(f"/persons/{anna.id}/sessions")
    last = clinic.store.audit_trail(anna.id)[-1]
    assert (last.by, last.action) == (bea.id, "read")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "not a uuid"},
        {"done_at": "2026-11-21T10:00:00"},
        {"entries": []},
        {"surprise": 1},
        {"pain_before": 11},
        {"note": "a\x00b"},
        {"note": "x" * 4001},
        {"programme_version": 99},
        {"done_at": "2031-01-01T00:00:00Z"},
    ],
)
def test_what_cannot_be_is_refused_in_the_one_shape(program, anna, change):
    response = program.post(f"{anna}/sessions", [a_session(**change)])
    assert response.status_code == 422
    problem_of(response)
    assert program.get(f"{anna}/sessions").json() == []


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1e999]", b'"' + b"\\ud800" + b'"', b""])
def test_what_is_no_json_is_refused_in_the_one_shape(program, anna, body):
    response = program.client.post(
        f"{PREFIX}{anna}/sessions", content=body, headers={"Content-Type": "application/json"}
    )
    assert 400 <= response.status_code < 500
    problem_of(response)


def test_unknown_addresses_and_methods_have_the_one_shape(program):
    problem_of(program.get("/nothing"))
    response = program.client.delete(f"{PREFIX}/persons")
    assert response.status_code == 405
    problem_of(response)


def test_too_many_requests_are_told_to_wait(settings):
    from dataclasses import replace

    app = create_app(replace(settings, api_requests_per_minute=2))
    with TestClient(app):
        program = Program(app)
        codes = [program.get("/about").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_restart_loses_nothing_that_was_acknowledged(settings, app, program, anna):
    screened(program, anna)
    session = a_session()
    program.post(f"{anna}/sessions", [session])
    again = create_app(settings)
    with TestClient(again):
        there = Program(again).get(f"{anna}/sessions").json()
    assert [one["id"] for one in there] == [session["id"]]


def test_progress_fhir_questions_and_the_rest_answer(program, anna):
    screened(program, anna)
    assert program.get("/questions").json()[0]["id"]
    for path in ("/progress", "/results", "/notes", "/mornings", "/check-ins", "/screenings"):
        assert program.get(anna + path).status_code == 200, path
    pytest.importorskip("fhir.resources")
    bundle = program.get(f"{anna}/fhir")
    assert bundle.headers["content-type"] == "application/fhir+json"
    assert bundle.json()["resourceType"] == "Bundle"
