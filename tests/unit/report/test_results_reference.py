"""The reference page tells of every key and column that is written."""

import re
from pathlib import Path

import pytest

from hipspine.report.results_schema import results_json_schema
from hipspine.report.tables import ACTIVATIONS_COLUMNS, LEDGER_COLUMNS, LOADS_COLUMNS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "results.md"


def keys_of(schema):
    own = set(schema.get("properties", {}))
    return own.union(*(keys_of(each) for each in schema.get("$defs", {}).values()))


@pytest.mark.parametrize(
    "name",
    sorted(
        keys_of(results_json_schema()) | {*LOADS_COLUMNS, *ACTIVATIONS_COLUMNS, *LEDGER_COLUMNS}
    ),
)
def test_every_key_and_column_is_documented(name):
    page = PAGE.read_text("utf-8")
    words = set(re.findall(r"`([^`]*)`", page))
    # Residual moments are documented as "the same for moment_…_Nm".
    alike = re.sub(r"^moment_(rms|peak|limit)_Nm$", "moment_…_Nm", name)
    assert name in words or alike in words


def test_the_version_in_the_page_is_the_version_written():
    version = results_json_schema()["properties"]["schema_version"]["const"]
    assert f"`schema_version` is `{version}`" in PAGE.read_text("utf-8")
