"""The change of lumbar compression in a predicted motion, and when it is not told."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.clinic import predict_compression as compression
from hipspine.clinic.predict_compression import (
    VersionLoad,
    discs_like,
    hip_extensor_shares,
    predict_with_compression,
    summed_up_compression,
)
from hipspine.clinic.predict_motion import Asked
from hipspine.domain.prediction import Fit, MotionKind, NoCompression
from hipspine.predict.jobs import Job
from hipspine.predict.parameters import Muscles, Settings
from hipspine.predict.variants import nominal, variants

GOOD = Fit(30.0, 49.0, 6.0, 8.7, 6.0)
POOR = replace(GOOD, force_N=60.0)


def load(before, after, fit=GOOD, *, is_feasible=True):
    return VersionLoad((before, after), (2 * before, 2 * after), fit, is_feasible)


def test_the_change_is_told_with_its_band_over_the_versions():
    loads = [load(1000.0, 990.0), load(1200.0, 1170.0), load(1100.0, 1120.0), load(900.0, 880.0)]
    found = summed_up_compression(loads)
    mean, peak = found.changes
    # Changes of -10, -30, +20 and -20 N: the median is -15, three of four are below zero.
    assert (mean.of, mean.median_N, mean.lowest_N, mean.highest_N) == ("mean", -15.0, -30.0, 20.0)
    assert mean.share_agreeing == 0.75
    # Before: 900, 1000, 1100 and 1200 N.
    assert (mean.usual_N, mean.usual_lowest_N, mean.usual_highest_N) == (1050.0, 900.0, 1200.0)
    assert peak.median_N == 2 * mean.median_N
    assert (found.asked, found.fitting, found.absent_because) == (4, 4, None)


@pytest.mark.parametrize(
    "bad",
    [
        load(1000.0, 900.0, POOR),
        load(1000.0, 900.0, replace(GOOD, moment_Nm=9.0)),
        load(1000.0, 900.0, is_feasible=False),
    ],
)
def test_a_version_that_does_not_fit_is_left_out(bad):
    loads = [load(1000.0, 990.0)] * 3 + [bad]
    found = summed_up_compression(loads)
    assert (found.asked, found.fitting) == (4, 3)
    assert found.changes[0].lowest_N == -10.0


def test_where_more_than_a_quarter_do_not_fit_nothing_is_told_but_the_misfit():
    found = summed_up_compression([load(1000.0, 990.0)] * 2 + [load(1000.0, 990.0, POOR)])
    assert found.changes == ()
    assert found.absent_because is NoCompression.DOES_NOT_FIT
    assert found.fit == POOR


def test_a_posture_has_one_figure_since_its_mean_is_its_peak():
    still = VersionLoad((900.0, 950.0), (900.0, 950.0), GOOD, is_feasible=True)
    assert [each.of for each in summed_up_compression([still] * 4).changes] == ["mean"]


def test_without_a_motion_there_is_no_load():
    assert summed_up_compression([]).absent_because is NoCompression.NO_ANSWER


def test_six_discs_in_a_row_bend_like_the_one_hinge_they_stand_for():
    settings = Settings(lumbar_stiffness_Nm_per_rad=60.0, lumbar_neutral_rad=-0.3)
    stiffness, neutral = discs_like(settings)
    levels = [name for name in stiffness if name.endswith("_extension")]
    assert len(levels) == 6
    # In series compliances add up to that of the hinge, and neutral angles to its neutral angle.
    assert 1.0 / sum(1.0 / stiffness[name] for name in levels) == pytest.approx(60.0)
    assert sum(neutral.values()) == pytest.approx(-0.3)


def job_with(muscles):
    return Job(MotionKind.WALK, Settings(), muscles, muscles, 1.3, None)


def test_a_versions_share_of_hip_extensors_goes_to_the_full_body_too():
    shares = {
        change.group: change.value
        for change in hip_extensor_shares(job_with(variants()[0].muscles))
    }
    assert set(shares) == {"gluteus_maximus", "hamstrings"}
    assert sum(shares.values()) == pytest.approx(2.0)
    assert hip_extensor_shares(job_with(Muscles())) == ()


@pytest.mark.slow
@pytest.mark.opensim
def test_a_predicted_walk_fits_the_full_body_within_published_limits(tmp_path, monkeypatch):
    """Three forces and the moment in the plane, against Hicks 2015; the load is a walk's."""
    monkeypatch.setattr(compression, "variants", lambda: (nominal(),))
    seen = []
    monkeypatch.setattr(
        compression, "summed_up_compression", lambda loads: seen.extend(loads) or None
    )
    predict_with_compression(
        Asked(MotionKind.WALK, ("gluteus_maximus.strength=0",)), cache_dir=tmp_path
    )
    (found,) = seen
    assert found.fit.is_good
    assert found.is_feasible
    weight_N = 75.337 * 9.80665
    # Walking loads L5/S1 with 1 to 2.5 body weights at its peak (telemetry and models together:
    # Dreischarf 2016, doi:10.1016/j.jbiomech.2015.12.039, implants and models of the lower levels).
    for peak in found.peak_N:
        assert 1.0 < peak / weight_N < 2.75
    assert np.all(np.array(found.mean_N) < found.peak_N)


@pytest.mark.slow
@pytest.mark.opensim
def test_a_motion_from_rest_to_rest_fits_the_full_body_too(tmp_path, monkeypatch):
    monkeypatch.setattr(compression, "variants", lambda: (nominal(),))
    asked = Asked(MotionKind.RISE, ("gluteus_maximus.strength=0.5",))
    _, found = predict_with_compression(asked, cache_dir=tmp_path)
    assert found.fit.is_good
    assert found.fitting == 1


@pytest.mark.slow
@pytest.mark.opensim
def test_a_squat_that_the_full_bodys_muscles_cannot_make_has_no_load(tmp_path, monkeypatch):
    # It balances, but with half of the glutes muscles fall short of a deep squat's moments.
    monkeypatch.setattr(compression, "variants", lambda: (nominal(),))
    asked = Asked(MotionKind.SQUAT, ("gluteus_maximus.strength=0.5",))
    _, found = predict_with_compression(asked, cache_dir=tmp_path)
    assert found.fit.is_good
    assert (found.fitting, found.changes) == (0, ())
    assert found.absent_because is not None
