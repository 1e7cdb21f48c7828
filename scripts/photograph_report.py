"""Photograph the sections of a report for the documentation: docs/images/report-*.png.

Run ``python scripts/photograph_report.py out/demo/report.html`` after ``make demo``. It needs
chromium, and ImageMagick's ``convert`` to cut the empty rest off and to keep the files small.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parents[1] / "docs" / "images"


@dataclass(frozen=True)
class Picture:
    """A section of the report, as the documentation shows it."""

    section: str
    """Its id in the page."""
    height_px: int
    """How much of it is shown, from its top."""


WIDTH_PX = 1180
PICTURES = (
    Picture("plain", 815),
    Picture("hip-extension", 690),
    Picture("activation", 770),
    Picture("loads", 1095),
    Picture("measures", 640),
    Picture("what-if", 1000),
    Picture("quality", 610),
)

MOVED = """
addEventListener("load", () => setTimeout(() => {
  for (const slider of document.querySelectorAll("details[open].card input[type=range]")) {
    slider.value = slider.min;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}, 100));
"""
"""Moves the slider of the what-if that is open to its first level."""


def photograph(report: Path) -> None:
    """Write one picture of each section."""
    page = report.read_text(encoding="utf-8")
    # The first what-if is shown open, as after a click.
    page = page.replace('<details class="card', '<details open class="card', 1)
    # The report lets no foreign script run; here one has to move a slider.
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        for picture in PICTURES:
            _take(page, picture, Path(name))


def _take(page: str, picture: Picture, folder: Path) -> None:
    hidden = f"header, nav, footer, main section:not(#{picture.section}) {{ display: none }}"
    source, shot = folder / "page.html", folder / "shot.png"
    page = page.replace("</head>", f"<style>{hidden}</style></head>", 1)
    source.write_text(page.replace("</body>", f"<script>{MOVED}</script></body>", 1), "utf-8")
    browser = [
        "chromium",
        "--headless=new",
        "--no-sandbox",
        "--hide-scrollbars",
        "--virtual-time-budget=2000",
        f"--window-size={WIDTH_PX},{picture.height_px}",
        f"--screenshot={shot}",
        source.as_uri(),
    ]
    subprocess.run(browser, check=True, capture_output=True)
    target = FOLDER / f"report-{picture.section}.png"
    smaller = ["convert", str(shot), "-trim", "+repage", "-colors", "64", f"PNG8:{target}"]
    subprocess.run(smaller, check=True)


if __name__ == "__main__":
    photograph(Path(sys.argv[1]))
