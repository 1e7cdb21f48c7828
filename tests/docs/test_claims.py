"""The page of the claims is what content and kept results give, and leads to what exists."""

import runpy
from importlib import resources
from pathlib import Path

import pytest
import typer

from hipspine.cli.main import app
from hipspine.content.claims.schema import claims
from hipspine.content.exercise_library import exercise_library
from hipspine.content.library import screening_library
from hipspine.content.movement_tests import movement_tests
from hipspine.study.claims_page import feature_link

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONTENT = Path(str(resources.files("hipspine.content")))
FEATURES = sorted({feature for claim in claims().claims for feature in claim.features})


def is_command(words: list[str]) -> bool:
    """Tell whether the program has a command of these words."""
    found = typer.main.get_command(app)
    for word in words:
        found = getattr(found, "commands", {}).get(word)
        if found is None:
            return False
    return True


def exists(kind: str, name: str) -> bool:
    """Tell whether what a feature's reference names is there."""
    library = screening_library()
    match kind:
        case "command":
            return is_command(name.split())
        case "page":
            return (DOCS / f"{name}.md").is_file()
        case "exercise":
            return name in exercise_library().exercises
        case "remedy":
            return name in exercise_library().remedies
        case "test":
            return name in movement_tests()
        case "measure":
            return f"`{name}`" in MEASURES
        case "questionnaire":
            return (CONTENT / "questionnaires" / f"{name}.toml").is_file()
        case "rule":
            return name in {rule.id for rule in library.rules}
        case "cause":
            return name in {cause.id for cause in library.causes}
        case _:
            return False


MEASURES = (DOCS / "reference" / "measures.md").read_text("utf-8")


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_that_handles_a_claim_exists(feature):
    assert exists(*feature.split(":", 1)), feature


def test_the_page_is_what_the_claims_and_the_kept_results_give():
    script = runpy.run_path(str(ROOT / "scripts" / "render_claims.py"))
    page = (DOCS / "explanation" / "claims.md").read_text("utf-8")
    assert page == script["page"](), "run: python scripts/render_claims.py"


def test_every_statement_and_every_experiment_is_on_the_page():
    page = (DOCS / "explanation" / "claims.md").read_text("utf-8")
    for claim in claims().claims:
        assert f"| {claim.id} | **{claim.statement}** (" in page
    for experiment in claims().experiments.experiments:
        assert f"`{experiment.id}`. {experiment.asks}" in page


def test_a_page_is_linked_and_a_cause_is_named():
    assert feature_link("page:how-to/emg") == "[](../how-to/emg.md)"
    assert feature_link("cause:hip_joint") == "cause hip joint"
