"""Without the fhir extra, hipspine says what to install."""

import importlib
import sys

import pytest

from hipspine.domain.errors import UserError


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.delitem(sys.modules, "hipspine.records.fhir", raising=False)
    with pytest.raises(UserError, match=r"hipspine\[fhir\]"):
        importlib.import_module("hipspine.records.fhir")
