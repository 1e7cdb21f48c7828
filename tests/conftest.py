"""What all tests share: where the recordings are."""

import os
from pathlib import Path

import pytest


def _recordings_folder() -> Path | None:
    named = os.environ.get("HIPSPINE_TEST_RECORDINGS")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of shared recordings; the test skips where it is absent."""
    folder = _recordings_folder()
    if folder is None:
        pytest.skip(
            "the shared recordings are absent; set HIPSPINE_TEST_RECORDINGS to their folder"
        )
    return folder
