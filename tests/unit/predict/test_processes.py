import importlib.util
import os
from pathlib import Path

import pytest

from hipspine.predict.ask import prediction_processes

# Looked for and not imported: this process may hold OpenSim.
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("casadi") is None, reason="needs the predict extra"
)


def test_casadi_starts_although_opensim_changed_the_library_path(monkeypatch) -> None:
    opensim = importlib.util.find_spec("opensim")
    if opensim is None or opensim.origin is None:
        pytest.skip("needs the opensim extra")
    folder = str(Path(opensim.origin).parent)
    monkeypatch.setenv("LD_LIBRARY_PATH", os.pathsep.join([folder, "/usr/lib"]))
    with prediction_processes(1) as processes:
        assert os.environ["LD_LIBRARY_PATH"] == "/usr/lib"
        assert processes.submit(eval, "__import__('casadi').__version__").result()
