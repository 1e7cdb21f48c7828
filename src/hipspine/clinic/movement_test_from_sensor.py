"""Entries of the 30-second chair stand, read from a sensor at the lower back."""

from pathlib import Path

from hipspine.clinic.assess_signals import assess_imu_file
from hipspine.content.movement_tests import MovementTest
from hipspine.domain.errors import AnswersError, RecordingError
from hipspine.measure.movement_tests.chair_stands import TEST_S, chair_stands

TEST = "chair_stand_30s"
RISING = "sit_to_stand_count"


def entries_from_sensor(
    test: MovementTest, file: Path, *, rate_hz: float | None = None
) -> tuple[str, ...]:
    """Return ``stands=N`` for a chair stand that a sensor recorded.

    Parameters
    ----------
    test : MovementTest
    file : Path
        The sensor's .csv.
    rate_hz : float, optional
        Its sampling rate, where the file does not state it [Hz].

    Raises
    ------
    AnswersError
        If the test is not the chair stand.
    RecordingError
        If rising cannot be told from the recording, nobody rises in it, or it ends too early.
    """
    if test.id != TEST:
        raise AnswersError(
            f"movement test {test.id}",
            expected=f"one that a sensor at the lower back can tell: {TEST}",
            got="a sensor's file",
            do="Enter this test by hand.",
        )
    found = assess_imu_file(file, rate_hz=rate_hz)
    untold = next(one.absent_because for one in found.measurements if one.name == RISING)
    if untold is not None:
        raise _refused(file, "a recording that tells rising", untold)
    rises = [each.time_s for each in found.transitions if each.is_rise]
    counted = chair_stands(rises, first_s=found.start_s)
    if counted is None:
        raise _refused(file, "somebody who rises from a chair", "nobody who does")
    lasts = found.start_s + found.duration_s - counted.start_s
    if lasts < TEST_S:
        raise _refused(file, f"{TEST_S:g} s from the first stand on", f"{lasts:.0f} s")
    return (f"stands={counted.stands}",)


def _refused(file: Path, expected: str, got: str) -> RecordingError:
    return RecordingError(
        str(file), expected=expected, got=got, do="Record the whole test, or enter it by hand."
    )
