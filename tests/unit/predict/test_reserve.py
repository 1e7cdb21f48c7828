import math
from concurrent.futures import Executor

import numpy as np
import pytest

from hipspine.domain.prediction import MotionKind, PredictionQuestion
from hipspine.predict.ask import Means
from hipspine.predict.reserve import crossing, find_reserve

STRENGTHS = np.array([1.0, 0.8, 0.6, 0.4])


def test_the_reserve_lies_where_effort_crosses_the_share() -> None:
    # From 4 % at 0.8 to 12 % at 0.6: 10 % is three quarters of the way.
    found = crossing(STRENGTHS, np.array([0.0, 0.04, 0.12, 0.3]), 0.1)
    assert found == pytest.approx(0.8 - 0.75 * 0.2)


def test_a_muscle_that_is_not_missed_has_no_such_strength() -> None:
    assert math.isnan(crossing(STRENGTHS, np.array([0.0, 0.0, 0.01, 0.05]), 0.1))


@pytest.mark.slow
def test_rising_needs_more_of_the_knee_extensors_than_of_the_hip_extensors(
    processes: Executor,
) -> None:
    # Rising from a chair is limited by the knee extensors (Hughes 1996, J Biomech 29:1509).
    question = PredictionQuestion(MotionKind.RISE, ())
    means = Means(processes, with_ensemble=False)
    found = [
        find_reserve(question, group, means, rise=0.2).strengths
        for group in ("vasti", "gluteus_maximus")
    ]
    hip = 0.0 if np.isnan(found[1][0]) else found[1][0]
    assert found[0][0] > hip
