"""While the solver is compiled, once after an installation, the lab says so instead of hanging."""

import subprocess
import sys
from dataclasses import replace

import pytest

from hipspine.web import lab_compiling
from hipspine.web.lab_compiling import Compiling, compiling
from household import Clock, Household, settings_in


@pytest.fixture
def under_way():
    begun = Compiling(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
    yield begun
    begun.stop()
    begun._process.stdin.close()


def test_a_page_of_the_lab_says_that_it_waits_and_other_pages_do_not(tmp_path, under_way):
    clock = Clock()
    with Household(settings_in(tmp_path, clock, workers=0), clock) as home:
        home.client.app.state.compiling = under_way
        waiting = home.get("/lab/view/demo")
        assert waiting.status_code == 503
        assert waiting.headers["Retry-After"] == "5"
        assert "The lab is getting ready" in waiting.text
        assert "wait.js" in waiting.text
        assert home.get("/lab").status_code == 200
        assert home.get("/lab/compare").status_code == 503


def test_what_is_compiled_already_is_not_compiled_again(tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(lab_compiling, "_begin", begun.append)
    asked = replace(settings_in(tmp_path, Clock()), compile_ahead=True)
    with compiling(asked) as first:
        assert not first.is_under_way
    assert len(begun) == 1
    begun[0].parent.mkdir(parents=True)
    begun[0].touch()
    with compiling(asked):
        assert len(begun) == 1
    with compiling(replace(asked, cache_dir=tmp_path / "other", compile_ahead=False)):
        assert len(begun) == 1


def test_an_app_that_stops_takes_the_compiler_along(under_way):
    assert under_way.is_under_way
    under_way.stop()
    assert not under_way.is_under_way


@pytest.mark.slow
def test_the_compiler_leaves_its_mark(tmp_path):
    mark = tmp_path / "cache" / "mark"
    subprocess.run([*lab_compiling.COMMAND, str(mark)], check=True, timeout=120)
    assert mark.exists()
