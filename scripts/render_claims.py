"""Render the articles' claims: docs/explanation/claims.md, from the claims and the kept results.

Run ``python scripts/render_claims.py`` after a change of words, and with ``--run`` after a change
of the engine or of an experiment: that recomputes the results kept in the package (minutes). With
``--recordings FOLDER`` the recorded walks are in it; the results that ship have them.
"""

import argparse
from pathlib import Path

from hipspine.cli.places import cache_dir
from hipspine.clinic.request import Workshop
from hipspine.content.claims.schema import claims
from hipspine.study.claims_experiments import run_experiments
from hipspine.study.claims_page import claims_page
from hipspine.study.claims_prediction import predicting
from hipspine.study.claims_results import RESULTS, kept_results, results_json

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "claims.md"
KEPT = ROOT / "src" / "hipspine" / "content" / "claims" / RESULTS


def page() -> str:
    """Return the page that the claims and the kept results give."""
    return claims_page(claims(), kept_results())


def recompute(recordings: Path | None) -> None:
    """Run every experiment and keep the results."""
    workshop = Workshop(cache_dir(), workers=2)
    with predicting(cache_dir(), workers=2) as predict:
        results = run_experiments(
            claims().experiments, workshop, recordings=recordings, predict=predict
        )
    by_id = {result.experiment: result for result in results}
    KEPT.write_text(results_json(by_id), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="recompute the results")
    parser.add_argument("--recordings", type=Path, help="folder of recordings")
    given = parser.parse_args()
    if given.run:
        recompute(given.recordings)
    PAGE.write_text(page(), encoding="utf-8")
