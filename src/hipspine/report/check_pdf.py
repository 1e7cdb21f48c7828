"""The page of a check as PDF, with the ``pdf`` extra."""

import json
import tempfile
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from hipspine.report.check_page import CheckPage
from hipspine.report.plan_pdf import typst_compiler


def check_pdf(page: CheckPage) -> bytes:
    """Return the page as a PDF on A4.

    Raises
    ------
    UserError
        If the ``pdf`` extra is not installed.
    """
    compile_page = typst_compiler()
    template = resources.files("hipspine.report") / "templates" / "check.typ"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "check.typ").write_text(template.read_text("utf-8"), encoding="utf-8")
        data = json.dumps(_with_files(page, folder))
        (folder / "page.json").write_text(data, encoding="utf-8")
        return bytes(compile_page(folder / "check.typ", root=folder))


def _with_files(page: CheckPage, folder: Path) -> dict[str, Any]:
    """Return the page as JSON can hold it, its pictures as files in the folder."""
    data = asdict(page)
    for number, item in enumerate([*data["today"], *data["others"]]):
        if item["picture"] is not None:
            name = f"picture-{number}.svg"
            (folder / name).write_text(str(item["picture"]), encoding="utf-8")
            item["picture"] = name
    return data
