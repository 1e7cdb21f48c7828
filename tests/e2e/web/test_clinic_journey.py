"""A clinic invites a patient, plans and signs; the patient follows; in a real browser."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
pytest.importorskip("playwright.sync_api")

from browsing import answer_questions, expect, follow  # noqa: E402 - likewise
from hipspine.records.invitations import invite  # noqa: E402 - likewise
from hipspine.records.logins import AccountRole  # noqa: E402 - likewise
from household import Clock, served  # noqa: E402 - likewise
from practice import PASSWORD, Practice, clinic_settings, fill  # noqa: E402 - likewise

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings(tmp_path, clock):
    return clinic_settings(tmp_path, clock)


@pytest.fixture
def visit(chromium, settings):
    """Open pages, each with cookies of its own."""
    with served(settings) as address:
        contexts = []

        def page(width=1360):
            context = chromium.new_context(
                base_url=address, locale="en-GB", viewport={"width": width, "height": 900},
                bypass_csp=True,
            )  # fmt: skip
            contexts.append(context)
            return context.new_page()

        yield page
        for context in contexts:
            context.close()


def join(page, link, login, name=None):
    """Follow an invitation and make an account."""
    page.goto(link[link.index("/invitation/") :])
    if name is not None:
        page.fill("#name", name)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    follow(page.locator("main button[type=submit]"))


def log_in(page, login):
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("form.leave")).to_be_visible()


def test_a_clinic_invites_a_patient_signs_and_the_patient_follows(visit, settings):
    with Practice(settings) as practice:
        first = f"/invitation/{invite(practice.store, AccountRole.ADMINISTRATOR)}"
    admin = visit()
    join(admin, first, "ada", "Ada Administrator")
    follow(admin.get_by_role("button", name="Make a link"))
    link = admin.locator("#link").input_value()

    clinician = visit()
    join(clinician, link, "bea", "Bea Clinician")
    clinician.goto("/patients")
    clinician.fill("#name", "Paula Patient")
    follow(clinician.get_by_role("button", name="Add"))
    follow(clinician.get_by_role("button", name="Make an invitation link"))
    link = clinician.locator("#link").input_value()

    patient = visit(390)
    join(patient, link, "paula")
    patient.goto("/safety")
    answer_questions(patient)
    clinician.goto("/caseload")
    follow(clinician.get_by_role("link", name="Paula Patient"))
    follow(clinician.get_by_role("button", name="Make a plan"))
    follow(clinician.get_by_role("link", name="Back"))
    expect(clinician.locator("#plan")).to_contain_text("Not signed")
    follow(clinician.get_by_role("button", name="Sign version 1"))
    clinician.fill("#text", "Start gently. Call if anything worries you.")
    follow(clinician.get_by_role("button", name="Save"))
    expect(clinician.locator("#plan")).not_to_contain_text("Not signed")

    patient.goto("/today")
    expect(patient.locator("main")).to_contain_text("Start gently.")
    patient.goto("/plan")
    expect(patient.locator("main")).to_contain_text("Bea Clinician")
    patient.goto("/session")
    expect(patient.locator("h1")).to_have_text("Your session")
    patient.goto("/patients")
    expect(patient.locator("main")).to_contain_text("You may not open this")
    follow(patient.get_by_role("button", name="Log out"))
    patient.goto("/plan")
    assert patient.url.endswith("/login?next=%2Fplan")


def test_a_clinic_survives_a_restart(chromium, settings, clock):
    with Practice(settings) as practice:
        fill(practice, clock)
    texts = []
    for _ in range(2):
        with served(settings) as address:
            context = chromium.new_context(base_url=address, locale="en-GB")
            page = context.new_page()
            log_in(page, "bea")
            page.goto("/caseload")
            texts.append(page.locator("main").inner_text())
            context.close()
    assert "Ben Flared" in texts[0]
    assert texts[0] == texts[1]


def test_no_page_of_a_clinic_has_a_barrier_that_axe_can_find(visit, settings, clock):
    if not AXE.is_file():
        pytest.skip("axe-core is not here")
    with Practice(settings) as practice:
        fill(practice, clock)
        people = [f"/patients/{one.id}" for one in practice.store.persons()]
        link = f"/invitation/{invite(practice.store, AccountRole.CLINICIAN)}"
    looked_at = {
        None: ["/login", link],
        "bea": ["/caseload", "/patients", *people, f"{people[0]}/plan", "/account", "/tokens"],
        "root": ["/accounts", "/audit?check=yes"],
    }
    found = []
    for login, paths in looked_at.items():
        page = visit(390)
        if login is not None:
            log_in(page, login)
        for path in paths:
            page.goto(path)
            page.add_script_tag(path=AXE)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                run = page.evaluate("async () => (await axe.run()).violations")
                found += [(path, theme, one["id"], one["nodes"][0]["target"]) for one in run]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > 390:
                found.append((path, "wider than the screen", wide))
    assert found == []
