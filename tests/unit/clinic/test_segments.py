import numpy as np
import pytest

from hipspine.clinic.segments import segments_of
from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Cycle, CycleKind, Cycles, Phase
from hipspine.domain.problem import Level

TIMES_S = np.round(np.arange(0, 3.0001, 0.01), 2)


def gait(*cycles, phases=()):
    return Cycles(
        CycleKind.GAIT,
        tuple(Cycle(CycleKind.GAIT, side, start, end) for side, start, end in cycles),
        tuple(phases),
        (),
        "force plates, 20 N",
    )


def measured(*spans):
    inside = np.zeros(TIMES_S.shape, dtype=np.bool_)
    for start, end in spans:
        inside |= (start <= TIMES_S) & (end >= TIMES_S)
    return inside


def test_each_side_has_its_own_whole_cycles_and_the_trunk_the_right_ones():
    cycles = gait((Side.RIGHT, 0.2, 1.2), (Side.LEFT, 0.7, 1.7))
    segments = segments_of(cycles, measured((0, 3)), TIMES_S)
    assert segments.label == "gait cycle"
    assert segments.of_side == {Side.RIGHT: ((0.2, 1.2),), Side.LEFT: ((0.7, 1.7),)}
    assert segments.of_trunk == ((0.2, 1.2),)
    assert segments.trunk_side is Side.RIGHT
    assert segments.absent == ()
    assert segments.problems == ()


def test_cycle_with_missing_forces_is_joined_from_neighbouring_strides():
    # Right cycle 0.2-1.2 lacks its first tenth; the next stride brings 1.2-1.7 of it.
    cycles = gait((Side.RIGHT, 0.2, 1.2), (Side.LEFT, 0.7, 1.7))
    segments = segments_of(cycles, measured((0.3, 1.7)), TIMES_S)
    assert [problem.level for problem in segments.problems] == [Level.INFO]
    assert segments.of_trunk == ((0.7, 1.7),)
    assert segments.trunk_side is Side.LEFT
    phase = np.where(measured((0.3, 1.7)), np.mod(TIMES_S - 0.2, 1.0), np.nan)
    curve = segments.curve(TIMES_S, phase, Side.RIGHT)
    # The signal is the phase itself, so the joined curve must be 0 ... 1; at the strike the
    # sawtooth's jump from 1 to 0 is interpolated over one frame of 1 %.
    np.testing.assert_allclose(curve.curve[2:99], np.linspace(0, 1, 101)[2:99], atol=1e-9)
    assert curve.values.shape == (1, 101)


def test_side_that_no_strides_cover_is_absent_with_the_reason():
    # The strides 0.2-1.2 and 1.2-2.2 are measured over 70-100 % and 0-40 %: 40-70 % lack.
    cycles = gait((Side.RIGHT, 0.2, 1.2), (Side.LEFT, 0.9, 1.6))
    segments = segments_of(cycles, measured((0.9, 1.6)), TIMES_S)
    assert segments.of_side == {Side.LEFT: ((0.9, 1.6),), Side.RIGHT: ()}
    assert [entry.what for entry in segments.absent] == ["curves of the right side"]
    assert segments.curve(TIMES_S, TIMES_S, Side.RIGHT) is None


def test_stances_serve_where_there_is_no_cycle():
    phases = (Phase("stance", Side.LEFT, 0.5, 1.1), Phase("swing", Side.RIGHT, 0.6, 1.0))
    segments = segments_of(gait(phases=phases), measured((0, 3)), TIMES_S)
    assert segments.label == "stance phase"
    assert segments.of_side == {Side.LEFT: ((0.5, 1.1),), Side.RIGHT: ()}
    assert segments.of_trunk == ((0.5, 1.1),)
    assert "right" in segments.absent[0].what


def test_repetitions_count_for_both_sides_and_the_trunk():
    squats = Cycles(
        CycleKind.SQUAT,
        (Cycle(CycleKind.SQUAT, None, 0.1, 1.1), Cycle(CycleKind.SQUAT, None, 1.5, 2.5)),
        (),
        (),
        "pelvis height",
    )
    segments = segments_of(squats, measured((0, 2)), TIMES_S)
    assert segments.label == "squat"
    assert segments.of_trunk == ((0.1, 1.1),)
    assert segments.of_side[Side.LEFT] == segments.of_side[Side.RIGHT] == segments.of_trunk


def test_rise_counts_from_seat_off_where_the_seat_is_not_measured():
    rises = Cycles(
        CycleKind.SIT_TO_STAND,
        (Cycle(CycleKind.SIT_TO_STAND, None, 0.0, 1.5),),
        (Phase("seat_off_to_standing", None, 0.5, 1.5),),
        (),
        "pelvis height",
    )
    segments = segments_of(rises, measured((0.5, 3)), TIMES_S)
    assert segments.of_trunk == ((0.5, 1.5),)
    assert "seat-off" in segments.label


def test_longest_measured_part_is_the_last_resort():
    nothing = Cycles(CycleKind.UNKNOWN, (), (Phase("recorded_window", None, 0, 3),), (), "none")
    segments = segments_of(nothing, measured((0.2, 0.5), (1, 2)), TIMES_S)
    assert segments.of_trunk == ((1.0, 2.0),)
    assert "measured" in segments.label
    assert segments_of(nothing, measured(), TIMES_S).of_trunk == ()


def test_frames_are_those_inside_any_stretch():
    segments = segments_of(gait((Side.RIGHT, 0.5, 1.5)), measured((0, 3)), TIMES_S)
    inside = segments.frames(TIMES_S)
    assert TIMES_S[inside][0] == pytest.approx(0.5)
    assert TIMES_S[inside][-1] == pytest.approx(1.5)
