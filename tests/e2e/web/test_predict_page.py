"""The page of predictions in a real browser: a question asked, its figures on the move."""

import hashlib
import re
from pathlib import Path

import pytest

from browsing import expect, follow
from hipspine.clinic.predict_kept import prediction_bytes
from hipspine.records.jobs import Job, add_job, claim_next, keep_result
from hipspine.web.predict_work import KIND
from household import NOON
from made_prediction import HAMSTRINGS, STEPS, TILT, made_prediction
from reading import reading_grade

pytestmark = pytest.mark.slow

VENDOR = Path(__file__).parent / "vendor"
WELL_UNDER_WAY = re.compile(r"^([4-9]|\d{2,})(\.\d+)?$")
"""A place in the motion beyond 3 % [%]."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ANSWERED = "answered"
CHOSEN = {
    "motion": "walk",
    "group": "gluteus_maximus",
    "change": "strength=0.5",
    "side": "both",
    "pace": "1.3",
    "second": "nothing",
    "height_cm": 183,
    "mass_kg": 85,
}


@pytest.fixture
def answered_visit(planned_visit):
    """An app whose person has asked a question that is answered."""
    with planned_visit.records() as home:
        database, person = home.store.database, home.person
        add_job(database, Job(ANSWERED, person.id, KIND, NOON, content=CHOSEN))
        job = claim_next(database, NOON)
        content = prediction_bytes(made_prediction(HAMSTRINGS, TILT, STEPS))
        file = home.store.keep_bytes(person.id, content, name="prediction.json", role="prediction")
        keep_result(database, job, file.sha256, NOON, is_last=True)
    return planned_visit


def drawn(page):
    """Return how both figures are drawn now."""
    return page.locator("[data-figures] path").evaluate_all(
        "(paths) => paths.map((path) => path.getAttribute('d')).join()"
    )


def test_the_figures_move_together_and_can_be_stopped_at_a_place(answered_visit):
    page = answered_visit.page(service_workers="block")
    page.goto(f"/predict/{ANSWERED}")
    page.locator("html.has-script").wait_for()
    for figure in page.locator("[data-figures] svg").all():
        part = figure.locator("path").last
        expect(part).not_to_have_attribute("d", part.get_attribute("d"))
    page.get_by_role("button", name="Pause").click()
    page.locator("[data-place]").evaluate(
        "(slider) => { slider.value = 30; slider.dispatchEvent(new Event('input')); }"
    )
    stopped = drawn(page)
    page.wait_for_timeout(300)
    assert drawn(page) == stopped
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_whoever_wants_less_motion_starts_it_by_hand(answered_visit):
    page = answered_visit.page(service_workers="block", reduced_motion="reduce")
    page.goto(f"/predict/{ANSWERED}")
    page.locator("html.has-script").wait_for()
    before = drawn(page)
    page.wait_for_timeout(300)
    assert drawn(page) == before
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-place]")).to_have_value(WELL_UNDER_WAY)


def test_without_a_script_still_pictures_stand_in(answered_visit):
    page = answered_visit.page(java_script_enabled=False)
    page.goto(f"/predict/{ANSWERED}")
    expect(page.locator(".still.after").first).to_be_visible()
    expect(page.locator("[data-play]")).to_be_hidden()
    page.goto("/predict")
    page.get_by_label("Body height in cm").fill("175")
    page.get_by_label("Body weight in kg").fill("72")
    follow(page.get_by_role("button", name="Show me"))
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    follow(page.get_by_role("button", name="Stop"))
    expect(page.get_by_text("Stopped")).to_be_visible()


@pytest.mark.parametrize(
    ("theme", "rules"),
    [
        ("light", {"type": "tag", "values": TAGS}),
        ("dark", {"type": "rule", "values": ["color-contrast"]}),
    ],
)
def test_the_pages_violate_no_rule_of_axe_and_scroll_nowhere_sideways(answered_visit, theme, rules):
    text = (VENDOR / "axe-4.14.1.min.js").read_text("utf-8")
    named = (VENDOR / "axe.sha256").read_text("ascii").split()[0]
    assert hashlib.sha256(text.encode()).hexdigest() == named
    options = {"bypass_csp": True, "color_scheme": theme, "service_workers": "block"}
    page = answered_visit.page(viewport={"width": 320, "height": 700}, **options)
    for path in ("/predict", f"/predict/{ANSWERED}"):
        page.goto(path)
        page.locator("html.has-script").wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.evaluate(text)
        told = page.evaluate(
            "(options) => axe.run(document, options)",
            {"runOnly": rules, "resultTypes": ["violations"]},
        )
        found = {
            each["id"]: [node["html"][:160] for node in each["nodes"]]
            for each in told["violations"]
        }
        assert found == {}, path


def test_what_people_read_is_at_sixth_grade_or_below(answered_visit):
    page = answered_visit.page(service_workers="block")
    for path in ("/predict", f"/predict/{ANSWERED}"):
        page.goto(path)
        page.evaluate(
            "document.querySelectorAll('details, nav, svg').forEach((each) => each.remove())"
        )
        texts = page.locator("main").evaluate(
            "(main) => [...main.querySelectorAll('h1, h2, h3, p, li, legend, label')]"
            ".map((each) => each.innerText)"
        )
        sentences = [each for each in texts if len(re.findall(r"[A-Za-z]+", each)) > 2]
        assert reading_grade(sentences) <= 6, path
