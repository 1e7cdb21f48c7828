"""`hipspine claims`: the list, one claim, JSON, and what it refuses."""

import json
from dataclasses import replace

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run
from hipspine.study import claims_results
from hipspine.study.claims_results import kept_results


def test_the_list_has_both_verdicts_of_every_claim(capsys):
    assert run(["claims"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("C")]
    assert len(rows) == 70
    assert "contradicted   contradicted" in rows[1]


def test_one_claim_is_told_with_sources_experiment_and_limits(capsys):
    assert run(["claims", "show", "c02"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("C02: ")
    for part in ("doi:10.1242/jeb.02255", "expected that it is at least 0.5", "Limits:"):
        assert part in said


def test_one_claim_as_json_holds_every_variant(capsys):
    assert run(["claims", "show", "C17", "--json"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    test = claim["model"]["tests"][0]
    assert set(test["found"]) == set(test["as_recorded"])
    assert "as_published" in test["found"]


def test_what_was_not_run_says_why(monkeypatch, capsys):
    results = kept_results()
    silent = replace(results["predicted_walk_weak"], effects=(), absent_because="no prediction")
    monkeypatch.setattr(
        claims_results, "kept_results", lambda: results | {"predicted_walk_weak": silent}
    )
    assert run(["claims", "show", "C03"]) == 0
    assert "Not run: no prediction." in capsys.readouterr().out


def test_page_and_results_are_written_where_asked(tmp_path, capsys):
    assert run(["claims", "--out", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "claims.md").read_text("utf-8").startswith("# ")
    assert json.loads((tmp_path / "new" / "results.json").read_text("utf-8"))["experiments"]


@pytest.mark.parametrize("words", [["tell"], ["show"], ["tell", "C02"], ["show", "C99"]])
def test_other_words_are_refused(words, capsys):
    assert run(["claims", *words]) == EXIT_USER_INPUT
    assert "expected" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert run(["claims", "--out", str(tmp_path / "file")]) == EXIT_USER_INPUT
    assert "--out" in capsys.readouterr().err
