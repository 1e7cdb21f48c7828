"""A real browser in front of the app; the tests say so and skip where there is none."""

import shutil

import pytest

from hipspine.clinic.lab_answer import LabEngines, LabQuestion
from hipspine.clinic.lab_trial import read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.scenario import parse_muscle_change

pytest.importorskip("fastapi")
playwright_api = pytest.importorskip("playwright.sync_api")

from browsing import PATIENCE_MS  # noqa: E402 - only where fastapi and playwright are
from household import Clock, Household, served, settings_in  # noqa: E402 - likewise

playwright_api.expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def launch():
    """Start Debian's chromium with arguments; one Playwright serves all files of a run."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("the tests in a real browser need chromium on the PATH")
    with playwright_api.sync_playwright() as play:
        yield lambda *arguments: play.chromium.launch(
            executable_path=path, args=["--no-sandbox", *arguments]
        )


@pytest.fixture(scope="session")
def chromium(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def compiled():
    """Solve once what a page of the lab asks: numba compiles once after an installation.

    That takes half a minute of processor time, which no page of a test should wait for.
    """
    engines = LabEngines(read_lab_trial(reference_walker_files().lab))
    for change in ("gluteus_maximus.strength=0.5", "hamstrings.right.tone=0.3"):
        engines.answer(LabQuestion((parse_muscle_change(change),), ""))
    engines.answer(LabQuestion())


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """The records of a person with a plan: made once, copied for each test."""
    folder, clock = tmp_path_factory.mktemp("made"), Clock()
    with Household(settings_in(folder, clock), clock) as home:
        home.screen()
        home.make_plan()
        # Tuesday has stretches of one side after the other.
        clock.pass_days(1)
    return folder, clock.now


class Visit:
    """An app that runs, and how to look at it with a browser and into its records."""

    def __init__(self, chromium, folder, clock):
        self.chromium, self.folder, self.clock = chromium, folder, clock
        self.address = ""
        self.contexts = []

    def page(self, **options):
        usual = {"locale": "en-GB", "viewport": {"width": 390, "height": 844}}
        context = self.chromium.new_context(base_url=self.address, **(usual | options))
        self.contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: _note(page, message))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: _note_foreign(page, request.url, self.address))
        return page

    def records(self):
        """Open the records beside the running app: everything acknowledged is in the file."""
        return Household(settings_in(self.folder, self.clock), self.clock)


def _note(page, message):
    # A form sent with an error is answered with 422, which the browser logs.
    if message.type == "error" and "422" not in message.text:
        page.complaints.append(message.text)


def _note_foreign(page, url, address):
    if not url.startswith((address, "data:", "blob:")):
        page.complaints.append(f"asked {url}")


def _visit(chromium, folder, clock):
    visit = Visit(chromium, folder, clock)
    # Nobody works on what is asked: it waits for its turn as long as a test looks at it.
    with served(settings_in(folder, clock, workers=0)) as visit.address:
        yield visit
        for context in visit.contexts:
            complaints = [each for page in context.pages for each in page.complaints]
            context.close()
            assert complaints == []


@pytest.fixture
def first_visit(chromium, tmp_path):
    """An app that nobody has used."""
    yield from _visit(chromium, tmp_path, Clock())


@pytest.fixture
def planned_visit(chromium, made_once, tmp_path):
    """An app with the records of a person who has a plan."""
    folder, now = made_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    yield from _visit(chromium, tmp_path, Clock(now))
