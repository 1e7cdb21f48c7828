"""The belly's pressure on the body of two joints, worked out by hand."""

import numpy as np
import pytest

from hipspine.simulate.abdominal_pressure import with_abdominal_pressure
from hipspine.simulate.engine import Engine

# 10 kPa on 243 cm² push with 243 N, 3.8 cm before the disc: 9.234 N·m of extension.
FORCE_N = 243.0
EXTENSION_NM = 9.234


def test_pressure_extends_the_spine_and_takes_its_force_off_the_disc(make_bundle):
    bundle = make_bundle()
    changed = with_abdominal_pressure(bundle, 10e3)
    row = bundle.equations.index("L5_S1_extension")
    less = bundle.required_moments_Nm[:, row] - changed.required_moments_Nm[:, row]
    assert less == pytest.approx(EXTENSION_NM)
    # The disc also loses the pull of the extensor that is not needed any more, at 5 cm.
    before, after = (Engine(each, passive_curve=None).base for each in (bundle, changed))
    drop = (
        before.joint_loads["L5_S1"].compression_N[0] - after.joint_loads["L5_S1"].compression_N[0]
    )
    # The reserve of 1 N·m takes (1 / 100)² of the moment.
    assert drop == pytest.approx(FORCE_N + EXTENSION_NM / 0.05, rel=1e-3)


def test_hips_and_other_moments_feel_nothing(make_bundle):
    bundle = make_bundle()
    changed = with_abdominal_pressure(bundle, 10e3)
    others = [row for row, name in enumerate(bundle.equations) if name != "L5_S1_extension"]
    assert np.array_equal(
        changed.required_moments_Nm[:, others], bundle.required_moments_Nm[:, others]
    )
    hip = bundle.joints.index("hip_right")
    assert np.array_equal(changed.joint_load_offset_N[:, hip], bundle.joint_load_offset_N[:, hip])


def test_no_pressure_leaves_the_bundle_as_it_is(make_bundle):
    bundle = make_bundle()
    assert with_abdominal_pressure(bundle, 0.0) is bundle
