"""Steps and bouts on two recordings against mobgap's results.

Published: the original outputs of the algorithms that ship with mobgap's example data
(``example_data/original_results``: ``icd_ionescu`` and ``gsd_iluz``, TimeMeasure1, Test5, Trial1;
Apache-2.0), within the walking that the laboratory's reference system marked. Computed: mobgap
1.2.0 on the CSV files, acceleration times 9.81, ``GsdIluz`` for the gait sequence and
``IcdIonescu`` for initial contacts within it, ``CadFromIc`` for cadence per second.
"""

from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.assess_signals import assess_imu_file
from hipspine.domain.errors import RecordingError
from hipspine.measure.imu.results import ImuAssessment

PUBLISHED_S = {
    "HA": [5.65, 6.275, 6.85, 7.425, 8.0, 8.575, 9.2],
    "MS": [7.39, 7.99, 8.565, 9.115, 9.64, 10.19, 10.74],
}
WALKED_S = {"HA": (5.05, 9.88), "MS": (6.74, 11.30)}
"""Start and end of walking in the published outputs, from the laboratory's reference system."""
ILUZ_S = {"HA": (4.49, 11.99), "MS": (5.99, 13.49)}
"""Published gait sequences of GsdIluz, whose windows are 1.5 s long."""
COMPUTED_S = {
    "HA": [4.98, 5.62, 6.25, 6.80, 7.40, 7.95, 8.55, 9.15, 9.80, 10.42, 11.15],
    "MS": [6.30, 6.75, 7.38, 7.95, 8.55, 9.10, 9.62, 10.15, 10.72, 11.28, 11.85, 12.42],
}
COMPUTED_CADENCE = {
    "HA": [93.75, 101.69, 100.0, 100.0, 96.0],
    "MS": [102.56, 109.09, 114.29, 105.26, 105.26],
}
"""Steps per minute, in the seconds of steady walking: the first one or two begin the walk, the last
end it."""

people = pytest.mark.parametrize("person", ["HA", "MS"])
pytestmark = pytest.mark.recordings


def assessed(recordings: Path, person: str) -> ImuAssessment:
    path = recordings / "imu" / f"{person}_001_TimeMeasure1_Test5_Trial1.csv"
    return assess_imu_file(path, rate_hz=100.0)


def nearest_differences(found: np.ndarray, expected: list[float]) -> np.ndarray:
    return np.array([found[np.argmin(np.abs(found - time))] - time for time in expected])


@people
def test_every_published_step_is_found_within_half_a_tenth_of_a_second(recordings, person) -> None:
    (bout,) = assessed(recordings, person).bouts
    differences = nearest_differences(bout.step_times_s, PUBLISHED_S[person])
    # mobgap's own validation counts steps within 0.5 s as found; its published times lie on a
    # grid of 25 ms, and its own version 1.2.0 differs from them by up to 50 ms.
    assert np.abs(differences).max() <= 0.05
    within = (bout.step_times_s > PUBLISHED_S[person][0] - 0.1) & (
        bout.step_times_s < PUBLISHED_S[person][-1] + 0.1
    )
    assert within.sum() == len(PUBLISHED_S[person])


@people
def test_steps_computed_by_mobgap_are_found_too(recordings, person) -> None:
    (bout,) = assessed(recordings, person).bouts
    ours = [t for t in bout.step_times_s if COMPUTED_S[person][0] - 0.1 < t]
    differences = nearest_differences(np.array(COMPUTED_S[person]), ours)
    # Version 1.2.0 places every step about 0.05 s earlier than ours (and 0.03 s earlier than its
    # own published times): a common delay, which no measure of ours depends on. Around it, two
    # steps of its 25 ms grid.
    assert abs(np.median(differences)) <= 0.075
    assert np.abs(differences - np.median(differences)).max() <= 0.05
    # mobgap also counts one or two steps at the ends, where walking starts and stops.
    assert 0 <= len(COMPUTED_S[person]) - len(ours) <= 2


@people
def test_the_bout_holds_the_walk_and_stays_within_the_published_sequence(
    recordings, person
) -> None:
    (bout,) = assessed(recordings, person).bouts
    start_s, end_s = WALKED_S[person]
    low_s, high_s = ILUZ_S[person]
    # Our bout begins and ends with a step, the reference system's up to a step (0.6 s) outside.
    assert low_s <= bout.start_s <= start_s + 0.6
    assert end_s - 0.6 <= bout.end_s <= high_s


@people
def test_cadence_agrees_with_mobgap(recordings, person) -> None:
    found = assessed(recordings, person)
    cadence = next(m for m in found.measurements if m.name == "cadence")
    assert cadence.value is not None
    # Steps on a 25 ms grid over five seconds: 0.5 %; both bouts hold slower steps at the ends,
    # and cadence varies by 4 steps a minute from second to second: 4 %.
    assert 60 * cadence.value == pytest.approx(np.mean(COMPUTED_CADENCE[person]), rel=0.04)


@people
def test_the_belt_is_worn_x_up_and_z_forward(recordings, person) -> None:
    mounting = assessed(recordings, person).mounting
    assert mounting is not None
    # As the maker of the recordings states for its sensors.
    assert (mounting.up, mounting.forward) == ("+x", "+z")


@people
def test_the_rate_is_not_in_the_files_and_never_assumed(recordings, person) -> None:
    path = recordings / "imu" / f"{person}_001_TimeMeasure1_Test5_Trial1.csv"
    with pytest.raises(RecordingError, match="a sampling rate"):
        assess_imu_file(path)


@people
def test_few_strides_are_said_to_be_few(recordings, person) -> None:
    found = assessed(recordings, person)
    regularity = next(m for m in found.measurements if m.name == "stride_regularity")
    assert any("strides" in caution for caution in regularity.cautions)
