"""Bad input through the command line: exit code 2, and earlier results untouched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hipspine.cli.main import run
from hipspine.simulate.fit.workers import OpenSimProcesses
from refusals import EARLIER, Outcome


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A folder of one's own to run in, with a cache of its own and earlier results in out."""
    monkeypatch.setenv("HIPSPINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    for name, text in EARLIER.items():
        (tmp_path / "out" / name).write_text(text)
    return tmp_path


@pytest.fixture
def no_opensim(monkeypatch) -> None:
    """Fail as soon as OpenSim is asked anything: what is wrong must be found before."""

    def asked(_self, door, _questions):
        raise AssertionError(f"OpenSim was started for {door}")

    monkeypatch.setattr(OpenSimProcesses, "ask_each", asked)


@pytest.fixture
def assess(place, capfd) -> Callable[..., Outcome]:
    """Run `hipspine assess` and check what every refusal owes to the person."""

    def refused(*arguments: object, out: str = "out") -> Outcome:
        before = {path for path in place.rglob("*") if "cache" not in path.parts}
        code = run(["assess", *map(str, arguments), "--out", str(place / out)])
        captured = capfd.readouterr()
        after = {path for path in place.rglob("*") if "cache" not in path.parts}
        assert after == before, "a refused run leaves no files"
        kept = {path.name: path.read_text() for path in (place / "out").iterdir()}
        assert kept == EARLIER, "a refused run leaves earlier results as they were"
        assert not list((place / "cache").rglob("*.npz")), "nothing half done is kept"
        assert captured.out == "", "results alone go to stdout"
        assert "Traceback" not in captured.err
        return Outcome(code, captured.err)

    return refused
