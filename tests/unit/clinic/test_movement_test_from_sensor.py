"""The chair stand of somebody made up, worn as a sensor would be."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.movement_test_from_sensor import entries_from_sensor
from hipspine.content.movement_tests import movement_tests
from hipspine.domain.errors import AnswersError, RecordingError
from hipspine.domain.units import STANDARD_GRAVITY, radians

RATE_HZ = 100.0
CHAIR = movement_tests()["chair_stand_30s"]


def eased(times_s, at_s, lasts_s):
    share = np.clip((times_s - at_s) / lasts_s, 0, 1)
    return (1 - np.cos(np.pi * share)) / 2


def sensor(
    path: Path, *, stands: int, lasts_s: float, gyroscope: bool = True, clock_s: float = 0.0
) -> Path:
    """Rises of 0.3 m in 1.3 s from 3 s on, every 3.5 s, with 40° of lean; then sitting down."""
    times = np.arange(0, lasts_s, 1 / RATE_HZ)
    height, lean = 0 * times, 0 * times
    for number in range(stands):
        up, down = 3 + 3.5 * number, 3 + 3.5 * number + 1.7
        height += 0.3 * (eased(times, up, 1.3) - eased(times, down, 1.3))
        for begins in (up - 0.4, down - 0.4):
            lean += radians(40) * (eased(times, begins, 0.8) - eased(times, begins + 0.8, 0.9))
    vertical = STANDARD_GRAVITY + np.gradient(np.gradient(height, times), times)
    # Body axes: x forward, y up, z right; leaning forward turns about -z.
    acc = np.stack([-vertical * np.sin(lean), vertical * np.cos(lean), 0 * times], axis=1)
    acc += np.random.default_rng(1).normal(0, 0.02, acc.shape)
    columns, head = [acc[:, 1], acc[:, 2], acc[:, 0]], ["acc_x", "acc_y", "acc_z"]
    if gyroscope:
        columns += [0 * times, -np.gradient(lean, times), 0 * times]
        head += ["gyr_x", "gyr_y", "gyr_z"]
    units = "# acc_unit = m/s^2\n# gyr_unit = rad/s\n" if gyroscope else "# acc_unit = m/s^2\n"
    columns, head = [times + clock_s, *columns], ["time_s", *head]
    rows = "\n".join(
        ",".join(f"{value:.5f}" for value in row) for row in zip(*columns, strict=True)
    )
    path.write_text(f"{units}{','.join(head)}\n{rows}\n")
    return path


def test_the_stands_of_30_seconds_are_counted(tmp_path):
    file = sensor(tmp_path / "chair.csv", stands=12, lasts_s=50)
    # Half way up at 3.65 s + 3.5 s n; go at 2.65 s, so up to 32.65 s: n up to 8.3, nine stands.
    assert entries_from_sensor(CHAIR, file) == ("stands=9",)


def test_a_clock_that_does_not_begin_at_zero_changes_nothing(tmp_path):
    file = sensor(tmp_path / "later.csv", stands=12, lasts_s=50, clock_s=1200.0)
    assert entries_from_sensor(CHAIR, file) == ("stands=9",)


def test_a_recording_that_ends_early_is_refused(tmp_path):
    file = sensor(tmp_path / "short.csv", stands=4, lasts_s=20)
    with pytest.raises(RecordingError, match="30 s from the first stand"):
        entries_from_sensor(CHAIR, file)


def test_without_a_gyroscope_rising_cannot_be_told(tmp_path):
    file = sensor(tmp_path / "poor.csv", stands=12, lasts_s=50, gyroscope=False)
    with pytest.raises(RecordingError, match="gyroscope"):
        entries_from_sensor(CHAIR, file)


def test_other_tests_are_entered_by_hand(tmp_path):
    with pytest.raises(AnswersError, match="by hand"):
        entries_from_sensor(movement_tests()["sorensen"], tmp_path / "any.csv")
