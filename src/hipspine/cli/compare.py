"""`hipspine compare`: two visits, and what changed by more than the error of measuring."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import on_screen, say, say_json


def run_compare(
    first: Annotated[
        Path, typer.Argument(help="The earlier visit: results.json, its folder, or a --json file.")
    ],
    second: Annotated[Path, typer.Argument(help="The later visit, of the same command.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder for comparison.html and comparison.json.")
    ] = None,
    same_person: Annotated[
        bool, typer.Option("--same-person", help="The names differ, but it is one person.")
    ] = False,
    language: Annotated[Language, typer.Option(help="Language of page and sentences.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print comparison.json on stdout.")] = False,
) -> None:
    """Compare two visits of one person: difference, detectable change and verdict per number.

    Example: hipspine compare out/march out/june --out out/change
    """
    from hipspine.clinic.visit_file import read_visit_record
    from hipspine.measure.visit_comparison import compare_visits
    from hipspine.report.before_after import Telling, plain_summary, render_before_after
    from hipspine.report.comparison import comparison_dict
    from hipspine.report.write import check_output_folder, write_files

    if out is not None:
        check_output_folder(out)
    comparison = compare_visits(
        read_visit_record(first), read_visit_record(second), same_person=same_person
    )
    content = comparison_dict(comparison, language=language)
    if out is not None:
        text = json_text.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        page = render_before_after(comparison, language=language)
        write_files({"comparison.json": f"{text}\n", "comparison.html": page}, out)
    if json:
        say_json(content)
        return
    summary = plain_summary(comparison, Telling.in_language(language))
    say(on_screen("\n".join((*summary.changed, *summary.same, *summary.unknown))))
    if out is not None:
        say(str(out / "comparison.html"))
