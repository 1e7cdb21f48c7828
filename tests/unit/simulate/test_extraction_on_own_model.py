"""Extraction on the body model that hipspine builds."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.motion import JointAngles
from hipspine.simulate.body.build import LUMBAR_MOTIONS, LUMBAR_SHARES, write_model
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle

pytest.importorskip("opensim")
pytestmark = pytest.mark.opensim

LUMBAR = tuple(f"{level}_{motion}" for level in LUMBAR_LEVELS for motion in LUMBAR_MOTIONS)
TOTALS_RAD = (-0.3, 0.1, 0.05)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Bent forward a little, hips and one knee flexed, held still."""
    angles = JointAngles(
        ("hip_flexion_r", "knee_angle_r", *(f"lumbar_{motion}" for motion in LUMBAR_MOTIONS)),
        np.array([0.0]),
        np.array([[0.4, 0.6, *TOTALS_RAD]]),
    )
    model = write_model(tmp_path_factory.mktemp("model") / "own.osim")
    return extract_bundle(model, angles, [], cache_dir=None, workers=1)


def test_every_lumbar_level_is_in_equilibrium_by_itself(bundle: Bundle) -> None:
    assert set(LUMBAR) <= set(bundle.equations)
    rows = [bundle.equations.index(name) for name in LUMBAR]
    # Eighteen equations that the muscles can serve independently of one another.
    assert np.linalg.matrix_rank(bundle.moment_arms_m[0, rows]) == 18


def test_the_patella_follows_the_knee_without_an_equation(bundle: Bundle) -> None:
    assert not any("beta" in name for name in bundle.equations)


@pytest.mark.parametrize(("motion", "total"), list(zip(LUMBAR_MOTIONS, TOTALS_RAD, strict=True)))
def test_a_total_lumbar_angle_is_shared_by_the_models_rhythm(
    bundle: Bundle, motion: str, total: float
) -> None:
    rows = [bundle.equations.index(f"{level}_{motion}") for level in LUMBAR_LEVELS]
    values = bundle.coordinate_values[0, rows]
    assert values.sum() == pytest.approx(total, abs=1e-12)
    expected = [LUMBAR_SHARES[motion][level] * total for level in LUMBAR_LEVELS]
    # The model file rounds the couplers' ratios.
    np.testing.assert_allclose(values, expected, atol=1e-6)


def test_psoas_flexes_the_hip_and_acts_on_the_spine(bundle: Bundle) -> None:
    psoas = [k for k, name in enumerate(bundle.muscles.names) if name.startswith("Ps_L1_VB_r")]
    assert psoas
    hip = bundle.equations.index("hip_flexion_r")
    spine = [bundle.equations.index(f"{level}_extension") for level in LUMBAR_LEVELS[:4]]
    assert (bundle.moment_arms_m[0, hip, psoas] > 0.01).all()
    assert (np.abs(bundle.moment_arms_m[0][np.ix_(spine, psoas)]).max(axis=0) > 0.005).all()


def test_discs_hips_and_knees_have_loads(bundle: Bundle) -> None:
    legs = ("hip_right", "hip_left", "knee_right", "knee_left")
    assert bundle.joints == (*LUMBAR_LEVELS, *legs)
    # Held still, T12/L1 carries what lies above it: its offset is that weight, straight up.
    above = bundle.joint_load_offset_N[0, bundle.joints.index("T12_L1"), 3:]
    np.testing.assert_allclose(above[[0, 2]], 0.0, atol=1e-9)
    assert 0.2 < above[1] / (9.80665 * bundle.mass_kg) < 0.6


@pytest.mark.recordings
def test_a_motion_in_levels_moves_a_model_with_one_lumbar_joint(
    recordings: Path,
) -> None:
    names = tuple(f"{level}_extension" for level in LUMBAR_LEVELS)
    angles = JointAngles(names, np.array([0.0]), np.array([[0.01, 0.02, 0.03, 0.04, 0.05, 0.06]]))
    model = recordings / "walk_rajagopal" / "subject_walk_scaled.osim"
    bundle = extract_bundle(model, angles, [], cache_dir=None, workers=1)
    at = bundle.equations.index("lumbar_extension")
    assert bundle.coordinate_values[0, at] == pytest.approx(0.21, abs=1e-12)
    assert not any("extension" in problem.where.split() for problem in bundle.problems)


def test_a_straight_path_has_the_arm_by_which_its_length_changes(
    tmp_path: Path,
) -> None:
    """Moment arm = - change of length per radian (An 1984, doi:10.1115/1.3138494).

    Multifidus runs straight from vertebra to vertebra or sacrum. By central differences of 1e-3
    rad: the third derivative of a length below 1 m leaves less than 1e-6 m.
    """
    step_rad = 1e-3
    steps = np.arange(-3.0, 4.0)
    angles = JointAngles(("lumbar_extension",), 0.01 * steps, step_rad * steps[:, None])
    model = write_model(tmp_path / "own.osim")
    moved = extract_bundle(model, angles, [], cache_dir=None, workers=1)
    muscles = [k for k, name in enumerate(moved.muscles.names) if name.startswith("MF_")]
    lengths = moved.muscle_lengths_m[:, muscles]
    change = moved.coordinate_values[4] - moved.coordinate_values[2]
    by_length = -(lengths[4] - lengths[2])
    by_arms = moved.moment_arms_m[3][:, muscles].T @ change
    assert np.abs(by_arms).max() > 0.01 * step_rad
    np.testing.assert_allclose(by_arms, by_length, rtol=0, atol=1e-6 * step_rad)
