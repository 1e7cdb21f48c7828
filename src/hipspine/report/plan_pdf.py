"""A printed plan as PDF, with the ``pdf`` extra."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from hipspine.domain.errors import UserError
from hipspine.report.plan_sheet import PlanSheet


def plan_pdf(sheet: PlanSheet) -> bytes:
    """Return the sheet as a PDF on A4.

    Raises
    ------
    UserError
        If the ``pdf`` extra is not installed.
    """
    compile_sheet = typst_compiler()
    template = resources.files("hipspine.report") / "templates" / "plan.typ"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan.typ").write_text(template.read_text("utf-8"), encoding="utf-8")
        (folder / "plan.json").write_text(json.dumps(_with_files(sheet, folder)), encoding="utf-8")
        return bytes(compile_sheet(folder / "plan.typ", root=folder))


def typst_compiler() -> Callable[..., bytes]:
    """Return the function that makes a PDF of a typst file.

    Raises
    ------
    UserError
        If the ``pdf`` extra is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise UserError(
            "PDF",
            expected="the pdf extra to be installed",
            got="a Python without typst",
            do="Run: pip install 'hipspine[pdf]', or print the HTML page from a browser.",
        ) from error
    compile_file: Callable[..., bytes] = typst.compile
    return compile_file


def _with_files(sheet: PlanSheet, folder: Path) -> dict[str, object]:
    """Return the sheet as JSON can hold it, its pictures as files in the folder."""
    data = asdict(sheet)
    for number, item in enumerate(data["exercises"]):
        if item["picture"] is not None:
            name = f"picture-{number}.svg"
            (folder / name).write_text(str(item["picture"]), encoding="utf-8")
            item["picture"] = name
    return data
