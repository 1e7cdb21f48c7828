"""Photograph every page of the app at home: wide and narrow, light and dark.

Run ``python scripts/photograph_app.py [folder]``; it needs the test group's playwright and
chromium. The app runs on its own data, made by a person who lives through four weeks.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from household import Clock, Household, served, settings_in  # noqa: E402 - its folder was just named

WIDTHS = (1360, 390)
THEMES = ("light", "dark")
PAGES = {
    "today": "/today",
    "safety": "/safety",
    "safety-result": "/safety/result",
    "self-check": "/self-check",
    "understand": "/understand",
    "plan": "/plan",
    "exercise": "/exercise/bridge",
    "session": "/session",
    "session-done": "/session/done",
    "check-in": "/check-in",
    "progress": "/progress",
    "learn": "/learn",
    "article": "/learn/hips_and_back",
    "remedy": "/learn/heat",
    "settings": "/settings",
    "not-found": "/nowhere",
}
ALARMING = {"saddle_numbness": "yes", "bladder_change": "yes"}


def photograph(folder: Path) -> None:
    """Write one picture of each page, width and theme."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    with TemporaryDirectory() as name, sync_playwright() as play:
        clock = Clock()
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        first = settings_in(Path(name) / "first", clock)
        with served(first) as address:
            _take(browser, address, {"welcome": "/today", "question": "/safety"}, folder)
        later = settings_in(Path(name) / "later", clock)
        with Household(later, clock) as home:
            home.screen()
            home.make_plan(
                **{"single_leg_bridge.left": "20", "single_leg_bridge.right": "55"},
            )
            home.live(range(25))
        with served(later) as address:
            _take(browser, address, PAGES, folder)
        with Household(later, clock) as home:
            home.screen(ALARMING)
        with served(later) as address:
            _take(browser, address, {"stopped": "/plan", "emergency": "/safety/result"}, folder)
        browser.close()


def _take(browser: Browser, address: str, pages: dict[str, str], folder: Path) -> None:
    for theme in THEMES:
        for width in WIDTHS:
            view = {"width": width, "height": 900}
            context = browser.new_context(
                viewport=view, color_scheme=theme, locale="en-GB", service_workers="block"
            )
            page = context.new_page()
            for name, path in pages.items():
                page.goto(f"{address}{path}")
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
            context.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "app")
