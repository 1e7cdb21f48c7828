"""`hipspine strength-or-drive`: the reading in words, and what it refuses."""

import json

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run

SIGNALS = ["--emg", "0.2", "--emg", "0.21", "--emg", "0.19"]
OTHERS = ["--against-emg", "0.5", "--against-emg", "0.52", "--against-emg", "0.49"]
DONE = ["--emg-as", "share_of_m_wave", "--effort", "maximum", "--did-not-hurt"]
COMMAND = ["strength-or-drive", "--strength", "1.1", *SIGNALS, *OTHERS, *DONE]


def test_a_pattern_comes_with_what_else_fits_and_what_would_tell(capsys):
    assert run([*COMMAND, "--against-strength", "1.9"]) == 0
    said = capsys.readouterr().out
    assert "Together: compatible with being driven less" in said
    for part in ("pain during the test", "Interpolated twitch", "A pattern is no proof"):
        assert part in said


def test_without_having_asked_about_pain_it_cannot_tell(capsys):
    command = [part for part in COMMAND if part != "--did-not-hurt"]
    assert run([*command, "--against-strength", "1.9", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reading"]["pattern"] == "cannot_tell"


def test_a_norm_with_its_source_is_a_comparison(capsys):
    norm = ["--norm", "1.6", "2.0", "--norm-source", "a table of one's own"]
    assert run([*COMMAND, *norm]) == 0
    assert "Strength: lower" in capsys.readouterr().out


@pytest.mark.parametrize(
    "extra",
    [
        [],
        ["--against-strength", "1.9", "--norm", "1.6", "2.0", "--norm-source", "a table"],
        ["--norm", "1.6", "2.0"],
        ["--norm", "2.0", "1.6", "--norm-source", "a table"],
    ],
)
def test_a_comparison_that_cannot_be_weighed_is_refused(extra, capsys):
    assert run([*COMMAND, *extra]) == EXIT_USER_INPUT
    assert "expected" in capsys.readouterr().err


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_the_german_reading_has_no_english_sentence_left(json_too, capsys):
    command = [part for part in COMMAND if part != "--did-not-hurt"]
    against = ["--against-strength", "1.9", "--language", "de"]
    assert run([*command, *against, *json_too]) == 0
    said = capsys.readouterr().out
    assert "Niemand hat gefragt" in said
    for english in (" the ", "Nobody", "pain", "twitch", "Strength:", "weeks"):
        assert english not in said
