"""Write the page of a session of muscle signals or of a sensor."""

from pathlib import Path
from typing import TYPE_CHECKING

from hipspine.cli.output import say

if TYPE_CHECKING:
    from hipspine.report.session_page import Session

PAGE = "session.html"


def write_session(session: "Session", out: Path | None, *, language: str) -> None:
    """Write a session's page into a folder, where one is given, and say where it is.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    from hipspine.content.text import page_texts
    from hipspine.report.session_page import render_session
    from hipspine.report.write import check_output_folder, write_files

    if out is None:
        return
    check_output_folder(out)
    write_files({PAGE: render_session(session, language=language)}, out)
    say(page_texts("measured", language)("session.written", path=out / PAGE), error=True)
