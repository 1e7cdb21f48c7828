"""The tiny body of two joints, and a pendulum."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipspine.simulate.bundle import Bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from two_joints import two_joint_bundle


@pytest.fixture
def make_bundle() -> Callable[..., Bundle]:
    """The factory of the tiny body; further options replace fields of the bundle."""

    def make(*, max_force: float = 2000.0, fibre_m: float = 0.1, **fields: object) -> Bundle:
        return replace(two_joint_bundle(max_force=max_force, fibre_m=fibre_m), **fields)

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the pendulum, changed or not."""
    from pendulum import pendulum

    def to_file(change: Callable[[Any], None] = lambda model: None) -> Path:
        model = pendulum()
        change(model)
        model.finalizeConnections()
        path = tmp_path / "pendulum.osim"
        model.printToXML(str(path))
        return path

    return to_file


@pytest.fixture
def processes() -> OpenSimProcesses:
    from pendulum import ThisProcess

    return ThisProcess()
