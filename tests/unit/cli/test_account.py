import json
import re

import pytest

from hipspine.cli.main import run


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPSPINE_DATA_DIR", str(tmp_path))
    return tmp_path


def test_an_invitation_is_a_link_to_the_named_address(data, capsys):
    assert run(["account", "invite", "clinician", "--address", "https://spine.example.org/"]) == 0
    link = capsys.readouterr().out.strip()
    assert re.fullmatch(r"https://spine\.example\.org/invitation/[\w-]{43}", link)


def test_patients_are_not_invited_here(data, capsys):
    assert run(["account", "invite", "patient"]) == 2
    assert "by their clinician" in capsys.readouterr().err


def test_the_list_is_empty_at_first_and_an_unknown_login_is_named(data, capsys):
    assert run(["account", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accounts"] == []
    assert run(["account", "recover", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
