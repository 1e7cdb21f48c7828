"""The claims: complete, consistent, and each refused where it would say more than it may."""

import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from hipspine.content.check import content_problems
from hipspine.content.claims.schema import (
    Claim,
    ExperimentsFile,
    Level,
    Test,
    claims,
    read_claims,
)
from hipspine.content.toml_file import read_toml_as
from hipspine.domain.errors import ContentError

CONTENT = Path(str(resources.files("hipspine.content")))

NEVER_SAID = (
    r"switched off|glutes are the cause|out of alignment|unstable|fragile|no serious cause|"
    r"you will recover|degenerat|crumbl|damaged disc|(posture|pelvis) is wrong|stop seeing|"
    r"\d+ ?mg\b"
)


def test_all_seventy_statements_are_there():
    assert [claim.id for claim in claims().claims] == [f"C{row:02d}" for row in range(1, 71)]


def test_every_mechanism_is_tested_or_says_why_it_cannot_be():
    for claim in claims().claims:
        if claim.kind == "mechanism":
            assert claim.tests or claim.not_testable, claim.id


def test_every_statement_is_handled_or_says_why_it_is_left_out():
    for claim in claims().claims:
        assert claim.features or claim.left_out, claim.id


def test_a_verdict_other_than_unsupported_rests_on_a_source():
    # Own words and anatomy need none: C12 and C13 are told by the model's geometry as well.
    without = [
        claim.id
        for claim in claims().claims
        if claim.grade in ("supported", "mixed") and not (claim.for_ or claim.against)
    ]
    assert without == []


def test_a_supported_statement_names_a_source_for_it_and_a_contradicted_one_against():
    for claim in claims().claims:
        if claim.grade == "supported":
            assert claim.for_, claim.id
        if claim.grade == "contradicted" and claim.id not in ("C08", "C13"):
            assert claim.against, claim.id


def test_every_experiment_serves_a_claim():
    used = {name for claim in claims().claims for name in claim.experiments}
    assert used == set(claims().experiments.by_id)


def test_every_own_source_is_cited():
    own = (CONTENT / "claims" / "evidence.toml").read_text("utf-8")
    cited = {source for claim in claims().claims for source in (*claim.for_, *claim.against)}
    assert set(re.findall(r'^id = "(.+)"$', own, re.MULTILINE)) <= cited


def test_nothing_is_said_that_is_never_said():
    for file in (CONTENT / "claims").glob("*.toml"):
        assert not re.search(NEVER_SAID, file.read_text("utf-8"), re.IGNORECASE), file.name


def test_a_claim_is_found_in_any_case():
    assert claims().claim("c02").id == "C02"
    with pytest.raises(ContentError, match="C01 to C70"):
        claims().claim("C99")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tests": (), "not_testable": None}, "a mechanism has tests"),
        ({"features": (), "left_out": None}, "features, or a reason"),
        ({"left_out": "for no reason"}, "features, or a reason"),
        ({"grade": "proven"}, "grade"),
    ],
)
def test_a_claim_that_hides_something_is_refused(changed, message):
    whole = claims().claim("C05").model_dump(by_alias=True)
    Claim.model_validate(whole)
    with pytest.raises(ValueError, match=message):
        Claim.model_validate(whole | changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"expects": "at_least", "value": None}, "need a value"),
        ({"expects": "changes_by", "value": 1.0, "level": "as_recorded"}, "other than as recorded"),
        ({"expects": "rises", "value": 1.0}, "take none"),
        ({"expects": "rises", "level": "as_recorded"}, "other than as recorded"),
    ],
)
def test_a_test_that_cannot_be_judged_is_refused(changed, message):
    whole = {
        "experiment": "some",
        "level": "0",
        "quantity": "load",
        "expects": "rises",
        "because": "because it is said to",
    }
    with pytest.raises(ValueError, match=message):
        Test.model_validate(whole | changed)


def test_a_level_that_no_engine_understands_is_refused():
    with pytest.raises(Exception, match="what-if"):
        Level(id="0", title="none", what_if=("gluteus_maximus=0",))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("mechanism.toml", '"cooper_2016"', '"nobody_1900"', "no source nobody_1900"),
        ("mechanism.toml", 'articles = ["A0"]', 'articles = ["A9"]', "no article A9"),
        ("mechanism.toml", 'level = "50"', 'level = "51"', "has no level 51"),
        ("mechanism.toml", 'experiment = "seat_off"', 'experiment = "seat_of"', "no experiment"),
        ("mechanism.toml", "hip_load_side_difference", "hip_load_peak", "does not give"),
        ("mechanism.toml", '"command:assess"', '"wish:assess"', "no known kind"),
        ("symptoms.toml", 'id = "C28"', 'id = "C29"', "not numbered"),
    ],
)
def test_files_that_contradict_each_other_are_refused(tmp_path, file, old, new, message):
    folder = tmp_path / "content"
    shutil.copytree(CONTENT / "claims", folder / "claims")
    for register in ("evidence.toml", "outcome_evidence.toml", "evidence_exercises.toml"):
        shutil.copy(CONTENT / register, folder / register)
    changed = folder / "claims" / file
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ContentError, match=message):
        read_claims(folder)


def test_a_missing_file_is_named_by_the_check_of_a_content_folder(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    (folder / "claims" / "symptoms.toml").unlink()
    (problem,) = content_problems(folder)
    assert problem.where == "symptoms.toml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('level = "backward_10"\nquantity', 'level = "sideways"\nquantity', "no such"),
        ('quantity = "force:hamstrings"', 'quantity = "force:psoas"', "does not give"),
    ],
)
def test_a_headline_has_to_be_of_an_experiment(old, new, message):
    text = (CONTENT / "claims" / "experiments.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(ContentError, match=message):
        read_toml_as(ExperimentsFile, text.replace(old, new), where="experiments.toml")
