"""Recordings assessed once per session through the command line, for all tests that look at them.

All runs share one cache folder, so that the second person's model is fitted once.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hipspine.cli.main import run

BODY_MASS_KG = {"walk_rajagopal": 85.3, "subject4": 62.6}
"""Of the laboratories' own scaled models."""


@dataclass(frozen=True, eq=False)
class Assessed:
    """What a run of `hipspine assess` or `hipspine demo` left behind."""

    folder: Path
    results: dict[str, Any]

    def load(self, joint: str, quantity: str = "compression_bw") -> dict[str, Any]:
        """Return mean, peak and curve of a joint's load [body weights]."""
        found: dict[str, Any] = self.results["loads"][joint][quantity]
        return found

    def curve(self, joint: str, quantity: str = "compression_bw") -> np.ndarray:
        """(101,) load over the cycle [body weights]."""
        return np.array(self.load(joint, quantity)["curve"])

    def reserve_shares(self) -> dict[str, float]:
        """Return each leg and lumbar reserve's peak as a share of the peak moment there."""
        return {
            use["coordinate"]: use["peak_Nm"] / use["peak_moment_Nm"]
            for use in self.results["quality"]["reserves"]
            # Arms have reserves of 10 N·m that stand for the muscles which the model lacks.
            if use["strength_Nm"] == 1.0
        }


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory) -> Path:
    """The cache folder of all runs."""
    pytest.importorskip("opensim")
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def assessed(shared_cache, tmp_path_factory) -> Callable[..., Assessed]:
    """Run a command once per session and return what it left behind."""

    @cache
    def once(*arguments: str) -> Assessed:
        folder = tmp_path_factory.mktemp("out") / "results"
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(os.environ, "HIPSPINE_CACHE_DIR", str(shared_cache))
            assert run([*arguments, "--out", str(folder)]) == 0
        return Assessed(folder, json.loads((folder / "results.json").read_text("utf-8")))

    return once


@pytest.fixture(scope="session")
def demo(assessed) -> Assessed:
    return assessed("demo")


def _from_markers(folder: Path, trial: str, forces: str, static: str, *more: str) -> list[str]:
    mass_kg = BODY_MASS_KG[folder.name]
    return [
        "assess",
        str(folder / trial),
        f"--forces={folder / forces}",
        f"--static={folder / static}",
        f"--mass={mass_kg}",
        *more,
    ]


@pytest.fixture(scope="session")
def walk(assessed, recordings) -> Assessed:
    """The walk of the first laboratory, from markers, with a what-if asked for."""
    folder = recordings / "walk_rajagopal"
    files = ("markers_walk.trc", "grf_walk.mot", "static_walk_1.trc")
    return assessed(*_from_markers(folder, *files, "--what-if=gluteus_maximus.right.strength=0.5"))


@pytest.fixture(scope="session")
def walk_by_angles(assessed, recordings) -> Assessed:
    """The same walk by the laboratory's own joint angles on its own model of the legs."""
    folder = recordings / "walk_rajagopal"
    return assessed(
        "assess",
        str(folder / "coordinates.sto"),
        f"--forces={folder / 'grf_walk.mot'}",
        f"--model={folder / 'subject_walk_scaled.osim'}",
    )


@pytest.fixture(scope="session")
def second_walk(assessed, recordings) -> Assessed:
    """A walk of the second laboratory, whose file of external loads confuses the feet."""
    folder = recordings / "subject4"
    files = ("walking1.trc", "walking1_external_forces.xml", "static1.trc")
    return assessed(*_from_markers(folder, *files))


@pytest.fixture(scope="session")
def squats(assessed, recordings) -> Assessed:
    """The first two squats."""
    folder = recordings / "subject4"
    return assessed(
        *_from_markers(folder, "squats1.trc", "squats1_grf.mot", "static1.trc", "--to=5.5")
    )


@pytest.fixture(scope="session")
def rises(assessed, recordings) -> Assessed:
    """The first two rises from a seat."""
    folder = recordings / "subject4"
    return assessed(*_from_markers(folder, "STS1.trc", "STS1_grf.mot", "static1.trc", "--to=5"))
