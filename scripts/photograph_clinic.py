"""Photograph every page of a clinic's app: wide and narrow, light and dark.

Run ``python scripts/photograph_clinic.py [folder]``; it needs the test group's playwright and
chromium.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from hipspine.records.invitations import invite  # noqa: E402 - likewise
from hipspine.records.logins import AccountRole  # noqa: E402 - likewise
from household import Clock, served  # noqa: E402 - its folder was just named
from practice import PASSWORD, Practice, clinic_settings, fill  # noqa: E402 - likewise

WIDTHS = (1360, 390)
THEMES = ("light", "dark")


def photograph(folder: Path) -> None:
    """Write one picture of each page, width and theme."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, sync_playwright() as play:
        clock = Clock()
        settings = clinic_settings(Path(name), clock)
        with Practice(settings) as practice:
            fill(practice, clock)
            people = {one.name.split()[1].lower(): one.id for one in practice.store.persons()}
            link = f"/invitation/{invite(practice.store, AccountRole.CLINICIAN)}"
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        patients = {f"patient-{state}": f"/patients/{one}" for state, one in people.items()}
        edit = {"patient-plan": f"/patients/{people['steady']}/plan"}
        of_clinician = {"caseload": "/caseload", "patients": "/patients", **patients, **edit}
        with served(settings) as address:
            _take(browser, address, None, {"login": "/login", "invitation": link}, folder)
            of_clinician |= {"account": "/account", "tokens": "/tokens"}
            _take(browser, address, "bea", of_clinician, folder)
            of_administrator = {"accounts": "/accounts", "audit": "/audit?check=yes"}
            _take(browser, address, "root", of_administrator, folder)
        browser.close()


def _take(
    browser: Browser, address: str, login: str | None, pages: dict[str, str], folder: Path
) -> None:
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    if login is not None:
        _log_in(page, login)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for name, path in pages.items():
                page.goto(path)
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
    context.close()


def _log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")


if __name__ == "__main__":
    photograph(Path(sys.argv[1] if len(sys.argv) > 1 else "out/clinic"))
