"""Every page of the movement lab: no violation of axe's rules, and the keyboard alone suffices."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

pytestmark = pytest.mark.slow

from browsing import expect  # noqa: E402 - where it is
from hipspine.clinic.lab_trial import (  # noqa: E402 - likewise
    LabTrial,
    lab_trial_bytes,
    read_lab_trial,
)
from hipspine.content.reference_walker import reference_walker_files  # noqa: E402 - likewise
from hipspine.domain.problem import Level, Problem  # noqa: E402 - likewise
from hipspine.domain.record import Person  # noqa: E402 - likewise
from hipspine.records.jobs import (  # noqa: E402 - likewise
    Job,
    add_job,
    claim_next,
    fail_job,
    keep_result,
)
from hipspine.records.open_store import open_store, records_place  # noqa: E402 - likewise
from hipspine.web.lab_work import KIND  # noqa: E402 - likewise
from hipspine.web.lab_worker import CRASHED  # noqa: E402 - likewise
from household import Clock, served, settings_in  # noqa: E402 - likewise

WALKER = reference_walker_files()
WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
VENDOR = Path(__file__).parent / "vendor"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TOO_SMALL = """(path) => {
  const kinds = "button, select, input, summary, .button, .tag[href]";
  return [...document.querySelectorAll(`main :is(${kinds})`)]
    .filter((one) => one.offsetParent !== null && !["hidden", "file"].includes(one.type))
    .map((one) => [one.outerHTML, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([_, box]) => box.width < 24 || box.height < 24)
    .map(([text, box]) => `${path} ${text.slice(0, 80)} ${box.width} x ${box.height}`);
}"""
"""WCAG 2.2, 2.5.8: 24 px, links within a sentence excepted."""


@pytest.fixture(scope="module")
def browser(launch):
    browser = launch(*WEBGL)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def axe():
    text = (VENDOR / "axe-4.14.1.min.js").read_text("utf-8")
    named = (VENDOR / "axe.sha256").read_text("ascii").split()[0]
    assert hashlib.sha256(text.encode()).hexdigest() == named
    return text


class Laboratory:
    """Records of a person's recordings, worked out by nobody but the test."""

    def __init__(self, folder):
        self.clock = Clock()
        self.settings = settings_in(folder, self.clock, workers=0)
        self.store = open_store(records_place(self.settings.data_dir), self.clock)
        self.person = Person(str(uuid4()), "Me", "en")
        self.store.add_person(self.person)

    def wait(self, name):
        """Add a recording that waits for its turn."""
        content = {"name": name, "files": []}
        job = Job(str(uuid4()), self.person.id, KIND, self.clock(), content=content)
        add_job(self.store.database, job)
        return job.id

    def take(self):
        return claim_next(self.store.database, self.clock())

    def work_out(self):
        """Do what a worker does for the recording that waits."""
        job = self.take()
        content = lab_trial_bytes(_walk())
        file = self.store.keep_bytes(self.person.id, content, name="t.lab", role="lab trial")
        keep_result(self.store.database, job, file.sha256, self.clock(), is_last=True)
        return job.id

    def fail(self):
        job = self.take()
        fail_job(self.store.database, job.id, CRASHED, self.clock())
        return job.id


def _walk():
    """The example with everything that a recording may have: repetitions, postures, problems."""
    walk = read_lab_trial(WALKER.lab)
    start_s, end_s = walk.telling.start_s, walk.telling.end_s
    problems = tuple(
        Problem(level, "marker LPSI", "is missing in a fifth of the frames", "Tape it again.")
        for level in Level
    )
    spans_s = ((start_s, end_s), (start_s, end_s))
    telling = replace(walk.telling, problems=problems, spans_s=spans_s)
    again = LabTrial(replace(telling, repetition=2), walk.bundle)
    postures = {"trunk_forward_lean=5": walk.bundle}
    return LabTrial(telling, walk.bundle, postures, (again,))


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory):
    return Laboratory(tmp_path_factory.mktemp("laboratory"))


@pytest.fixture(scope="module")
def pages(laboratory):
    """The address of every kind of page, with what it shows when all of it is there."""
    laboratory.wait("Ready")
    ready = laboratory.work_out()
    laboratory.wait("Broken")
    broken = laboratory.fail()
    laboratory.wait("Being worked out")
    running = laboratory.take().id
    waiting = laboratory.wait("Waiting")
    changed = "c=hamstrings.right.tone%3D0.3"
    return {
        "/lab": "html.has-script",
        "/lab/view/demo": "[data-ready]",
        f"/lab/view/{ready}?{changed}&posture=trunk_forward_lean%3D5": "[data-ready]",
        f"/lab/view/{ready}.2?{changed}": "[data-ready]",
        "/lab/view/demo?c=nonsense": "[data-ready]",
        f"/lab/compare?a=demo&b={ready}&b{changed}": "[data-letter=b][data-ready]",
        **{
            f"/lab/recordings/{job}": "html.has-script" for job in (ready, broken, running, waiting)
        },
    }


@pytest.fixture(scope="module")
def address(laboratory, pages, compiled):
    with served(laboratory.settings) as address:
        yield address


@pytest.fixture
def page(browser, address):
    context = browser.new_context(
        base_url=address, locale="en-GB", bypass_csp=True, service_workers="block"
    )
    yield context.new_page()
    context.close()


def open_whole(page, path, ready):
    page.goto(path)
    expect(page.locator(ready).first).to_be_visible()
    expect(page.locator("[data-lab]:not([data-ready])")).to_have_count(0)


@pytest.mark.parametrize(
    ("theme", "rules"),
    [
        ("light", {"type": "tag", "values": TAGS}),
        # In the dark only colours differ.
        ("dark", {"type": "rule", "values": ["color-contrast"]}),
    ],
)
def test_no_page_of_the_lab_violates_a_rule_of_axe(page, pages, axe, theme, rules):
    page.emulate_media(color_scheme=theme)
    found = {}
    for path, ready in pages.items():
        open_whole(page, path, ready)
        if path == "/lab":
            page.set_input_files("[data-files]", [WALKER.walk, WALKER.forces])
            for name in ("walk.trc", "grf.mot"):
                expect(page.get_by_text(f"{name}: sent")).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.evaluate(axe)
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        answer = page.evaluate("(options) => axe.run(document, options)", options)
        found |= {
            f"{path} {one['id']}": [node["html"][:200] for node in one["nodes"]]
            for one in answer["violations"]
        }
    assert found == {}


def test_everything_to_click_in_the_lab_is_large_enough(page, pages):
    page.set_viewport_size({"width": 390, "height": 844})
    small = []
    for path, ready in pages.items():
        open_whole(page, path, ready)
        small += page.evaluate(TOO_SMALL, path)
    assert small == []


def test_the_keyboard_alone_leads_from_the_upload_to_a_slider(browser, tmp_path):
    laboratory = Laboratory(tmp_path)
    with served(laboratory.settings) as address:
        context = browser.new_context(base_url=address, locale="en-GB")
        page = context.new_page()
        # Before the page is there: the browser takes a moment to learn that somebody listens.
        page.on("filechooser", lambda chooser: chooser.set_files([WALKER.walk, WALKER.forces]))
        page.goto("/lab")
        _tab_to(page, page.locator("[data-files]"))
        page.keyboard.press("Enter")
        for name in ("walk.trc", "grf.mot"):
            expect(page.get_by_text(f"{name}: sent")).to_be_visible()
        _tab_to(page, page.get_by_label("Body mass in kg"))
        page.keyboard.type("75.3")
        _follow(page, page.get_by_role("button", name="Upload and work it out"))
        expect(page).to_have_url(re.compile("/lab/recordings/"))
        laboratory.work_out()
        opened = page.get_by_role("link", name="Open in the lab")
        expect(opened).to_be_visible()
        _follow(page, opened)
        expect(page.locator("[data-lab][data-ready]")).to_be_visible()
        _choose_and_move(page)
        context.close()


def _choose_and_move(page):
    """Choose side and muscle, weaken it, turn the body and step through the movement."""
    _tab_to(page, page.get_by_role("radio", name="both"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="right", exact=True)).to_be_checked()
    _tab_to(page, page.locator('[name="strength"]'))
    page.keyboard.press("Home")
    expect(page.locator("[data-lab][data-answered]")).to_be_visible()
    expect(page.locator("[data-live]")).to_contain_text("takes over most")
    _tab_to(page, page.locator('[name="trunk_forward_lean"]'))
    page.keyboard.press("ArrowRight")
    leaning = page.locator("[data-changes] a", has_text="Trunk leaning forward")
    expect(leaning).to_be_visible()
    for name in ("Turn to the left", "Nearer", "Play", "One step on"):
        _tab_to(page, page.get_by_role("button", name=name, exact=True))
        page.keyboard.press("Enter")
    _tab_to(page, page.locator("[data-repetition='2']"))
    page.keyboard.press("Enter")
    # The address of the page itself changes too, while the next one is on its way.
    page.wait_for_url(re.compile(r"\.2\?"))
    expect(page.locator("[data-lab][data-ready]")).to_be_visible()
    expect(page.locator("[data-changes]")).to_contain_text("Strength 0 %")


def _follow(page, target):
    _tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tab_to(page, target, *, most=150):
    """Press Tab until the target has the focus; it must be visible there."""
    for _ in range(most):
        if target.evaluate("(element) => element === document.activeElement"):
            seen = target.evaluate(
                "(element) => [element, ...(element.labels ?? [])]"
                ".some((one) => getComputedStyle(one).outlineStyle !== 'none')"
            )
            assert seen, "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")
