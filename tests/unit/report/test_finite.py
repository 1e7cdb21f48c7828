"""What is not a number becomes absent, with the reason; the rest stays as it is."""

import math
from dataclasses import replace

import numpy as np

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, MarkerError, ReserveUse
from hipspine.report.finite import finite_assessment

KEY = (MuscleGroup.GLUTEUS_MAXIMUS, Side.RIGHT)


def reasons(assessment):
    return {each.what: each.reason for each in assessment.absent}


def test_an_assessment_of_numbers_passes_unchanged(walk):
    found = finite_assessment(walk)
    assert found.absent == walk.absent
    assert dict(found.activations) == dict(walk.activations)
    assert found.quality == walk.quality


def test_a_muscle_curve_with_a_gap_is_left_out_whole_and_named(walk):
    values = np.ones((1, 101))
    values[0, 4] = np.nan
    found = finite_assessment(replace(walk, activations={**walk.activations, KEY: Curve(values)}))
    assert KEY not in found.activations
    assert len(found.activations) == len(walk.activations) - 1
    what = "activation of gluteus maximus right"
    assert reasons(found)[what] == "1 of 101 samples could not be computed"


def test_a_curve_without_repetitions_is_left_out(walk):
    found = finite_assessment(replace(walk, forces={KEY: Curve(np.empty((0, 101)))}))
    assert found.forces == {}
    assert "no repetition" in reasons(found)["force of gluteus maximus right"]


def test_quality_figures_that_are_not_numbers_are_left_out_and_named(walk):
    broken = replace(
        walk.quality,
        marker_error=MarkerError(0.01, 0.02, "heel", {"heel": math.nan}),
        reserves=(ReserveUse("hip_flexion_r", math.inf, 0, 1, 1), *walk.quality.reserves),
    )
    found = finite_assessment(replace(walk, quality=broken))
    assert found.quality.marker_error is None
    assert found.quality.reserves == walk.quality.reserves
    assert {"marker error", "reserve figures (1)"} <= set(reasons(found))
