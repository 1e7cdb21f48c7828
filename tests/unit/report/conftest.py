"""Made-up assessments that look like real ones: a walk, a squat, a walk without lumbar discs."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Assessment, Curve, Quality
from hipspine.domain.motion import Cycle, CycleKind, Cycles, Phase
from hipspine.domain.provenance import Absent
from hipspine.report import render_report
from made_assessment import gait_assessment, loads, sweeps
from made_sharing import BY_SIGNALS, TIRING

G = MuscleGroup


@pytest.fixture(scope="session")
def walk() -> Assessment:
    """A walk with two right cycles and one left."""
    return gait_assessment()


@pytest.fixture(scope="session")
def html(walk: Assessment) -> str:
    """The report of the walk."""
    return render_report(walk)


@pytest.fixture(scope="session")
def walk_shared_anew(walk: Assessment) -> Assessment:
    """A walk whose sharing the person's own muscle signals inform, and which was repeated."""
    return replace(walk, sharing=BY_SIGNALS, fatigue=TIRING)


@pytest.fixture(scope="session")
def walk_without_lumbar(walk: Assessment) -> Assessment:
    """A walk on a model without lumbar muscles."""
    trunk = {G.ILIOCOSTALIS, G.LONGISSIMUS, G.MULTIFIDUS, G.QUADRATUS_LUMBORUM}
    asked = replace(walk.what_ifs[0], loads=loads(lumbar=False, offset=-0.01))
    return replace(
        walk,
        activations={key: each for key, each in walk.activations.items() if key[0] not in trunk},
        loads=loads(lumbar=False),
        what_ifs=(asked,),
        sweeps=sweeps(lumbar=False),
        absent=(Absent("lumbar loads", "the model has no lumbar muscles"),),
    )


@pytest.fixture(scope="session")
def walk_without_cycles(walk: Assessment) -> Assessment:
    """A walk whose plates hold no complete cycle: phases only, no sweeps, no markers."""
    cycles = Cycles(
        CycleKind.GAIT,
        (),
        (Phase("stance phase", Side.RIGHT, 0.3, 0.95),),
        (),
        "force plates, 20 N",
        ("The right foot's next heel strike lies beyond the plates.",),
    )

    def single(curves: dict) -> dict:
        return {key: Curve(each.values[:1]) for key, each in curves.items() if key[1] is Side.RIGHT}

    return replace(
        walk,
        cycles=cycles,
        segment_label="stance phase",
        activations=single(dict(walk.activations)),
        forces=single(dict(walk.forces)),
        hip_extension_moments=single(dict(walk.hip_extension_moments)),
        loads=loads(count=1),
        what_ifs=(),
        sweeps=(),
        findings=(),
        quality=Quality((), None, None, (), ()),
        absent=(Absent("gait cycle", "no foot strikes the plates twice"),),
    )


@pytest.fixture(scope="session")
def squat(walk: Assessment) -> Assessment:
    """Three squats."""
    cycles = Cycles(
        CycleKind.SQUAT,
        tuple(Cycle(CycleKind.SQUAT, None, 2.0 * n, 2.0 * n + 1.8) for n in range(3)),
        (),
        (),
        "knee angle",
    )
    return replace(
        walk,
        cycles=cycles,
        segment_label="squat",
        loads=loads(count=3, scale=1.3),
        trunk_side=None,
    )


@pytest.fixture(scope="session")
def with_curve() -> Callable[[Assessment, str, np.ndarray], Assessment]:
    """Return a function that replaces the compression of one joint by given values."""

    def replaced(assessment: Assessment, joint: str, values: np.ndarray) -> Assessment:
        load = replace(assessment.loads[joint], compression=Curve(values))
        return replace(assessment, loads={**assessment.loads, joint: load})

    return replaced
