"""What a real browser fetches at the first load, and how long its scripts take for a frame."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.web_server import server

PAGES = ("/today", "/lab", "/lab/view/demo", "/lab/compare")
FRAMES = 130
"""Steps through the movement; the page tells the lower quartile of the last 120."""
DRAWING = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@dataclass(frozen=True)
class InBrowser:
    """What a real browser met; empty where there is none."""

    first_load_bytes: dict[str, int]
    """As sent, headers included, nothing kept from before."""
    requests: dict[str, int]
    frame_ms: float


def measure_in_browser(data_dir: Path) -> InBrowser | None:
    """Return what chromium met, or None where it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    with server(data_dir) as running, sync_playwright() as play:
        address = f"http://127.0.0.1:{running.port}"
        chromium = play.chromium.launch(executable_path=path, args=list(DRAWING))
        loads = {page: _first_load(chromium, address, page) for page in PAGES}
        frame_ms = _frame_ms(chromium, address)
        chromium.close()
    return InBrowser(
        {page: sum(sizes) for page, sizes in loads.items()},
        {page: len(sizes) for page, sizes in loads.items()},
        frame_ms,
    )


def _first_load(chromium: Any, address: str, path: str) -> Sequence[int]:
    """Return the size of everything that is fetched for a page."""
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(address + path)
    if "view" in path or "compare" in path:
        page.wait_for_selector("[data-lab][data-ready]", timeout=60_000)
    page.wait_for_load_state("networkidle")
    context.close()
    return sizes


def _frame_ms(chromium: Any, address: str) -> float:
    context = chromium.new_context(viewport={"width": 1360, "height": 860})
    page = context.new_page()
    page.goto(f"{address}/lab/view/demo")
    page.wait_for_selector("[data-lab][data-ready]", timeout=60_000)
    page.get_by_role("button", name="One step on").focus()
    for _ in range(FRAMES):
        page.keyboard.press("Enter")
    told = page.locator("[data-lab]").get_attribute("data-update-ms")
    context.close()
    return float(told or "nan")
