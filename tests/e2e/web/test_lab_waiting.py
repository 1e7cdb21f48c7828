"""Once after an installation the lab waits for its solver, says so, and opens by itself."""

import subprocess
import sys
from dataclasses import replace

import pytest

from hipspine.web import lab_compiling
from household import Clock, served, settings_in

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.slow


@pytest.fixture
def compiler(monkeypatch):
    """A compiler that ends when it is told to."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setattr(lab_compiling, "_begin", lambda _mark: process)
    yield process
    process.stdin.close()
    process.wait()


def test_the_lab_says_that_it_is_getting_ready_and_then_opens(
    chromium, tmp_path, compiler, compiled
):
    settings = replace(settings_in(tmp_path, Clock(), workers=0), compile_ahead=True)
    with served(settings) as address:
        context = chromium.new_context(base_url=address, locale="en-GB")
        page = context.new_page()
        page.goto("/lab/view/demo")
        expect(page.get_by_role("heading", name="The lab is getting ready")).to_be_visible()
        expect(page.get_by_text("This page then opens by itself.")).to_be_visible()
        page.get_by_role("link", name="Learn").click()
        expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="The lab is getting ready")).to_be_visible()
        compiler.communicate(b"\n")
        expect(page.get_by_role("heading", name="Reference walker")).to_be_visible(timeout=60_000)
        context.close()
