import re
from datetime import UTC, datetime

import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from hipspine.web.app import create_app
from hipspine.web.settings import WebSettings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return WebSettings(
        data_dir=tmp_path / "data",
        cache_dir=tmp_path / "cache",
        clock=lambda: NOON,
        hosts=frozenset({"testserver"}),
        upload_limit_bytes=10_000,
    )


@pytest.fixture
def browser(settings):
    """A browser without scripts."""
    with TestClient(create_app(settings)) as client:
        yield client


def form_token(text):
    """Return the token of the first form of a page."""
    return re.search(r'name="csrf" value="(\w+)"', text).group(1)


@pytest.fixture
def token(browser):
    return form_token(browser.get("/safety").text)
