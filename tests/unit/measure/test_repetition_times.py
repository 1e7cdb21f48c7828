"""Durations of repetitions, from cycles whose ends are written down here."""

import pytest

from hipspine.domain.motion import Cycle, CycleKind, Cycles, Phase
from hipspine.measure.repetition_times import repetition_time_measures


def cycles(kind: CycleKind, *spans: tuple[float, float], phases: tuple[Phase, ...] = ()) -> Cycles:
    found = tuple(Cycle(kind, None, start, end) for start, end in spans)
    return Cycles(kind, found, phases, (), "made up")


def test_squats_last_from_their_beginning_to_their_end():
    (squat,) = repetition_time_measures(cycles(CycleKind.SQUAT, (0.0, 2.0), (3.0, 6.0)))
    assert (squat.name, squat.unit, squat.repetitions) == ("squat_duration", "s", 2)
    assert squat.value == pytest.approx(2.5)
    # Of 2 and 3 s: sqrt(0.5).
    assert squat.spread == pytest.approx(0.5**0.5)


def test_a_rise_is_told_whole_and_from_seat_off():
    phase = Phase("seat_off_to_standing", None, 1.5, 2.7)
    seated = Phase("seated", None, 0.0, 1.5)
    rise, from_seat, _down = repetition_time_measures(
        cycles(CycleKind.SIT_TO_STAND, (1.0, 2.7), phases=(seated, phase))
    )
    assert (rise.name, from_seat.name) == ("rise_duration", "seat_off_to_standing_duration")
    assert rise.value == pytest.approx(1.7)
    assert from_seat.value == pytest.approx(1.2)


def test_without_the_seats_force_the_rise_from_seat_off_is_absent():
    _, from_seat, down = repetition_time_measures(cycles(CycleKind.SIT_TO_STAND, (1.0, 2.7)))
    assert from_seat.value is None
    assert "seat" in (from_seat.absent_because or "")
    assert "nobody sits down" in (down.absent_because or "")


def test_sitting_down_has_a_duration_of_its_own():
    phases = (Phase("sitting_down", None, 3.0, 4.4), Phase("sitting_down", None, 7.0, 8.6))
    *_, down = repetition_time_measures(
        cycles(CycleKind.SIT_TO_STAND, (1.0, 2.7), (5.0, 6.5), phases=phases)
    )
    assert (down.name, down.repetitions) == ("sitting_down_duration", 2)
    assert down.value == pytest.approx(1.5)


def test_no_whole_repetition_is_absent_and_not_zero():
    (step,) = repetition_time_measures(cycles(CycleKind.STEP))
    assert (step.name, step.value) == ("step_duration", None)


@pytest.mark.parametrize("kind", [CycleKind.GAIT, CycleKind.UNKNOWN])
def test_walking_has_times_of_its_own(kind):
    assert repetition_time_measures(cycles(kind, (0.0, 1.0))) == ()
