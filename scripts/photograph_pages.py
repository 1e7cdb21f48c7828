"""Photograph every page of home, clinic and lab, and documents: wide and narrow, light and dark.

::

    python scripts/photograph_pages.py out/pages [--sheets] [--only lab] [documents ...]

It needs the test group's playwright and chromium; ``--sheets`` puts the variants of each page
beside each other and needs ImageMagick's ``montage``. The app runs on its own data, made by a
person who lives through four weeks and by a clinic with patients in every state. Documents are
files: pages (.html) such as the report of ``hipspine demo``, and .pdf, which needs ``pdftoppm``.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from hipspine.records.invitations import invite  # noqa: E402 - its tests' folder was just named
from hipspine.records.jobs import Job, add_job, claim_next, keep_result  # noqa: E402 - likewise
from hipspine.records.logins import AccountRole  # noqa: E402 - likewise
from hipspine.web.predict_choices import Chosen  # noqa: E402 - likewise
from hipspine.web.predict_file import answer_bytes  # noqa: E402 - likewise
from hipspine.web.predict_work import KIND  # noqa: E402 - likewise
from household import Clock, Household, served, settings_in  # noqa: E402 - likewise
from made_prediction import (  # noqa: E402 - likewise
    HAMSTRINGS,
    STEPS,
    TILT,
    made_prediction,
)
from practice import PASSWORD, Practice, clinic_settings, fill  # noqa: E402 - likewise

WIDTHS = (1360, 390)
THEMES = ("light", "dark")
LANGUAGES = {"en": "en-GB", "de": "de-DE"}
BROWSER = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")

ANSWERED = "11111111-1111-4111-8111-111111111111"
"""The id of a question about changed motion that is answered."""
CHOSEN = Chosen("walk", "gluteus_maximus", "strength=0.5", "both", "1.3", "nothing", 183, 85)

FIRST_VISIT = {"welcome": "/today", "question": "/safety", "learn-first": "/learn"}
SCREENED = {"result": "/safety/result", "self-check": "/self-check", "today-no-plan": "/today"}
PLANNED = {
    "today": "/today",
    "safety": "/safety",
    "self-check-again": "/self-check",
    "understand": "/understand",
    "plan": "/plan",
    "exercise": "/exercise/bridge",
    "session": "/session",
    "session-done": "/session/done",
    "check-in": "/check-in",
    "check-in-flare": "/check-in?flare=yes",
    "progress": "/progress",
    "learn": "/learn",
    "article": "/learn/hips_and_back",
    "remedy": "/learn/heat",
    "predict": "/predict",
    "predict-answer": f"/predict/{ANSWERED}",
    "settings": "/settings",
    "tokens": "/tokens",
    "not-found": "/nowhere",
}
FIRST_DAY = {
    "today-first": "/today",
    "progress-first": "/progress",
    "understand-first": "/understand",
}
STOPPED = {"stopped": "/plan", "emergency": "/safety/result"}
LAB = {
    "lab": "/lab",
    "view": "/lab/view/demo?c=gluteus_maximus.right.strength%3D0.3&at=10",
    "view-body": "/lab/view/demo?view=body_-0.6_0.12_1&shown=all&at=50",
    "compare": "/lab/compare?bc=gluteus_maximus.strength%3D0.3&at=10",
}
ALARMING = {"saddle_numbness": "yes", "bladder_change": "yes"}
PRINTED = ("plan", "exercise", "progress", "understand", "result", "view")
"""Pages that are also photographed as they are printed, from a dark page."""
PLAIN = ("welcome", "question", "self-check", "session", "lab", "view")
"""Pages that are also photographed as they are without scripts."""


@dataclass
class Camera:
    """Takes a picture of each page in every width, theme and language."""

    browser: Browser
    folder: Path
    taken: dict[str, list[Path]] = field(default_factory=dict)

    def take(self, address: str, pages: Mapping[str, str], login: str | None = None) -> None:
        """Photograph pages of a running app, after logging in."""
        for language, locale in LANGUAGES.items():
            context = self.browser.new_context(
                base_url=address, locale=locale, service_workers="block"
            )
            page = context.new_page()
            if login is not None:
                _log_in(page, login)
            for name, path in pages.items():
                page.goto(path)
                self._all_looks(page, name, language)
                if name in PRINTED:
                    self._print(page, f"{name}-printed", language)
            context.close()

    def take_plain(self, address: str, pages: Mapping[str, str]) -> None:
        """Photograph pages as they are without scripts, narrow and light only."""
        context = self.browser.new_context(
            base_url=address, locale="en-GB", java_script_enabled=False
        )
        page = context.new_page()
        page.set_viewport_size({"width": min(WIDTHS), "height": 900})
        for name in (name for name in pages if name in PLAIN):
            page.goto(pages[name])
            self._shoot(page, f"{name}-no-script", "en", min(WIDTHS), "light")
        context.close()

    def take_file(self, document: Path) -> None:
        """Photograph a page kept as a file."""
        context = self.browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(document.resolve().as_uri())
        self._all_looks(page, document.stem, document.parent.name)
        self._print(page, f"{document.stem}-printed", document.parent.name)
        context.close()

    def _all_looks(self, page: Page, name: str, language: str) -> None:
        for theme, width in product(THEMES, WIDTHS):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            _settle(page)
            self._shoot(page, name, language, width, theme)

    def _print(self, page: Page, name: str, language: str) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        # As wide as A4 between its margins, at 96 dots per inch.
        page.set_viewport_size({"width": 718, "height": 1020})
        self._shoot(page, name, language, 718, "dark")
        page.emulate_media(media="screen")

    def _shoot(self, page: Page, name: str, language: str, width: int, theme: str) -> None:
        path = self.folder / f"{name}-{language}-{width}-{theme}.png"
        page.screenshot(path=path, full_page=True)
        self.taken.setdefault(name, []).append(path)


def _settle(page: Page) -> None:
    """Wait until the body of the lab is drawn."""
    if page.locator("[data-lab]").count():
        page.wait_for_selector("[data-lab][data-ready]", timeout=60_000)
        page.wait_for_timeout(1500)


def _log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")


def _photograph_home(camera: Camera, folder: Path) -> None:
    clock = Clock()
    with served(settings_in(folder / "first", clock)) as address:
        camera.take(address, FIRST_VISIT)
        camera.take_plain(address, FIRST_VISIT)
    later = settings_in(folder / "later", clock)
    with Household(later, clock) as home:
        home.screen()
    with served(later) as address:
        camera.take(address, SCREENED)
        camera.take_plain(address, SCREENED)
    with Household(later, clock) as home:
        home.make_plan(**{"single_leg_bridge.left": "20", "single_leg_bridge.right": "55"})
    with served(later) as address:
        camera.take(address, FIRST_DAY)
    with Household(later, clock) as home:
        home.live(range(25))
        _answer_a_question(home, clock())
    with served(later) as address:
        camera.take(address, PLANNED)
        camera.take_plain(address, PLANNED)
    with Household(later, clock) as home:
        home.screen(ALARMING)
    with served(later) as address:
        camera.take(address, STOPPED)


def _answer_a_question(home: Household, now: datetime) -> None:
    database, person = home.store.database, home.person
    add_job(database, Job(ANSWERED, person.id, KIND, now, content=asdict(CHOSEN)))
    job = claim_next(database, now)
    assert job is not None
    answer = answer_bytes(made_prediction(HAMSTRINGS, TILT, STEPS), None)
    file = home.store.keep_bytes(person.id, answer, name="prediction.json", role="prediction")
    keep_result(database, job, file.sha256, now, is_last=True)


def _photograph_clinic(camera: Camera, folder: Path) -> None:
    clock = Clock()
    settings = clinic_settings(folder / "clinic", clock)
    with Practice(settings) as practice:
        fill(practice, clock)
        people = {one.name.split()[1].lower(): one.id for one in practice.store.persons()}
        link = f"/invitation/{invite(practice.store, AccountRole.CLINICIAN)}"
    patients = {f"patient-{state}": f"/patients/{one}" for state, one in people.items()}
    edit = {"patient-plan": f"/patients/{people['steady']}/plan"}
    of_clinician = {"caseload": "/caseload", "patients": "/patients", **patients, **edit}
    of_clinician |= {"account": "/account", "clinic-lab": "/lab", "clinic-tokens": "/tokens"}
    with served(settings) as address:
        camera.take(address, {"login": "/login", "invitation": link, "gone": "/invitation/x"})
        camera.take(address, of_clinician, "bea")
        camera.take(address, {"accounts": "/accounts", "audit": "/audit?check=yes"}, "root")
        camera.take(address, {"clinic-today": "/today", "clinic-settings": "/settings"}, "anna")


def _photograph_lab(camera: Camera, folder: Path) -> None:
    with served(settings_in(folder / "lab", Clock(), workers=0)) as address:
        camera.take(address, LAB)
        camera.take_plain(address, LAB)


PARTS = {"home": _photograph_home, "clinic": _photograph_clinic, "lab": _photograph_lab}


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(BROWSER))
        yield browser
        browser.close()


def photograph(folder: Path, parts: Iterable[str], documents: Iterable[Path]) -> Camera:
    """Write one picture of each page, width, theme and language."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, _chromium() as browser:
        camera = Camera(browser, folder)
        for part in parts:
            PARTS[part](camera, Path(name))
        for document in documents:
            if document.suffix == ".pdf":
                pages = ["pdftoppm", "-r", "70", "-png", str(document), str(folder / document.stem)]
                subprocess.run(pages, check=True)
            else:
                camera.take_file(document)
    return camera


def put_on_sheets(camera: Camera) -> None:
    """Put the variants of each page beside each other, the wide ones above the narrow ones."""
    folder = camera.folder / "sheets"
    folder.mkdir(exist_ok=True)
    for name, pictures in camera.taken.items():
        for width in (*WIDTHS, 718):
            of_width = [str(each) for each in pictures if f"-{width}-" in each.name]
            shape = ["-tile", "4x", "-geometry", f"{min(width, 700)}x+8+8", "-gravity", "north"]
            if of_width:
                target = str(folder / f"{name}-{width}.png")
                subprocess.run(["montage", *of_width, *shape, target], check=True)


def main() -> None:
    """Photograph what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "out" / "pages")
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument("--only", action="append", choices=[*PARTS, "documents"])
    parser.add_argument("--sheets", action="store_true")
    asked = parser.parse_intermixed_args()
    parts = [part for part in PARTS if asked.only is None or part in asked.only]
    camera = photograph(asked.folder, parts, asked.documents)
    if asked.sheets:
        put_on_sheets(camera)


if __name__ == "__main__":
    main()
