"""`hipspine claims`: what the articles claim, what is known, and what the engine says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.cli.languages import Language
from hipspine.cli.output import progress_bar, say, say_json
from hipspine.cli.places import cache_dir
from hipspine.domain.errors import AnswersError, OutputError

if TYPE_CHECKING:
    from hipspine.content.claims.schema import Claims
    from hipspine.study.claims_results import Results

PAGE = "claims.md"


def run_claims(  # noqa: PLR0913 - one parameter per command-line option
    action: Annotated[str | None, typer.Argument(help="`show` tells one claim in full.")] = None,
    claim: Annotated[str | None, typer.Argument(help="Its id, such as C02.")] = None,
    *,
    run: Annotated[
        bool, typer.Option("--run", help="Run the experiments anew instead of the kept results.")
    ] = False,
    recordings: Annotated[
        Path | None, typer.Option(help="With --run: folder of recordings to repeat them on.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the page claims.md and results.json.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of what is printed.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes for OpenSim.")] = 2,
) -> None:
    """List the articles' claims with two verdicts: what the literature says, what the model does.

    Example: hipspine claims show C02
    """
    from hipspine.content.claims.schema import claims
    from hipspine.study.claims_results import kept_results
    from hipspine.study.claims_words import (
        Telling,
        claim_text,
        claims_dict,
        judged_claims,
        list_text,
    )

    _check_action(action, claim)
    found = claims()
    wanted = None if claim is None else found.claim(claim)
    results = _run(found, recordings, workers, quiet=json) if run else kept_results()
    judged, telling = judged_claims(found, results), Telling(language)
    if out is not None:
        _write(out, found, results)
    if wanted is not None:
        judged = tuple(each for each in judged if each.claim is wanted)
    if json:
        say_json(claims_dict(judged, telling))
    elif wanted is not None:
        say(claim_text(judged[0], found, results, telling))
    else:
        say(list_text(judged, telling))


def _check_action(action: str | None, claim: str | None) -> None:
    if action is None or (action == "show" and claim is not None):
        return
    raise AnswersError(
        "claims",
        expected="nothing, or: show ID",
        got=" ".join(part for part in (action, claim) if part),
        do="As in: hipspine claims show C02.",
    )


def _run(found: "Claims", recordings: Path | None, workers: int, *, quiet: bool) -> "Results":
    from hipspine.clinic.request import Workshop
    from hipspine.study.claims_experiments import run_experiments
    from hipspine.study.claims_prediction import predicting

    with (
        progress_bar(quiet=quiet) as progress,
        predicting(cache_dir(), workers=workers) as predict,
    ):
        workshop = Workshop(cache_dir(), workers, progress)
        results = run_experiments(
            found.experiments, workshop, recordings=recordings, predict=predict
        )
    return {result.experiment: result for result in results}


def _write(folder: Path, found: "Claims", results: "Results") -> None:
    from hipspine.study.claims_page import claims_page
    from hipspine.study.claims_results import RESULTS, results_json

    texts = {PAGE: claims_page(found, results), RESULTS: results_json(results)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            str(error.filename or folder),
            expected="a folder that can be written",
            got=error.strerror or str(error),
            do="Choose another folder with --out.",
        ) from error
