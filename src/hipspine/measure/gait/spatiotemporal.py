"""Speed, cadence, step and stride length, stance and support shares; in running flights as well."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, NormRange
from hipspine.domain.motion import EventKind
from hipspine.measure.gait.heading import Heading
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.strides import (
    GaitPhase,
    Span,
    gait_cycles_of,
    phase_spans,
    whole_strides,
)
from hipspine.measure.gait.summary import Definition
from hipspine.measure.gait.symmetry import asymmetry_of
from hipspine.mechanics.time_normalise import resample

COMFORTABLE_SPEED = NormRange(
    low=1.27,
    high=1.46,
    source="Bohannon 1997, Age Ageing 26:15-19, doi:10.1093/ageing/26.1.15",
    people="means of healthy men and women by decade, 20 to 79 years, comfortable pace",
)

LONGEST_STEP_S = 1.5
"""Half the longest stride of very slow impaired walking, 3 s."""

SPEED = Definition(
    "walking_speed",
    "m/s",
    "path of the pelvis along the direction of walking over a stride, by its duration",
    positive="forward",
    norm=COMFORTABLE_SPEED,
    cautions=("A speed asked for by the examiner says nothing about the comfortable one.",),
)
RUNNING_SPEED = Definition("running_speed", "m/s", SPEED.method, positive="forward")
FLIGHT_TIME = Definition(
    "flight_time", "s", "from this foot's toe off to the other foot's strike, both feet in the air"
)
GROUND_CONTACT_TIME = Definition("ground_contact_time", "s", "from this foot's strike to toe off")
CADENCE = Definition("cadence", "1/s", "two steps per stride duration")
STRIDE_LENGTH = Definition(
    "stride_length", "m", "way of the heel between two of its strikes", positive="forward"
)
STEP_LENGTH = Definition(
    "step_length",
    "m",
    "from where the other heel struck to where this one does, along the direction of walking",
    positive="this side ahead",
)
STEP_TIME = Definition("step_time", "s", "from the other foot's heel strike to this foot's")
STANCE_SHARE = Definition("stance_share", "1", "stance over stride duration")
SINGLE_SUPPORT_SHARE = Definition(
    "single_support_share", "1", "time on this foot alone over stride duration"
)

NO_STRIDE = "the recording holds no complete stride of this side"
NO_STEP = "no heel strike of the other foot followed by one of this side"
NO_FLIGHT = "the recording holds no whole flight after this side's toe off"
NO_CONTACT = "the recording holds no whole stance of this side"
NO_TRAVEL = (
    "the body does not travel over the ground (treadmill, or stepping in place), and the belt's "
    "speed is not in the recording"
)
TURNING = "the person turns: distances along one direction are no step lengths"


def spatiotemporal_measures(motion: RecordedMotion, heading: Heading) -> tuple[Measurement, ...]:
    """Return speed, cadence, lengths, times, shares and their side differences.

    Values are SI: cadence in steps per second, lengths in m; spread is over strides. A trial with
    flights and no double support is a run: its speed is not held against that of walking, and the
    times of flight and of ground contact are told. Its ``stance_share`` is the duty factor
    (Alexander 1989, doi:10.1152/physrev.1989.69.4.1199).
    """
    strides = [stride for side in Side for stride in whole_strides(motion.cycles, side)]
    found = [_speed(motion, heading, strides), _cadence(strides)]
    for side in Side:
        found += _of_side(motion, heading, side)
    names = [STEP_LENGTH.name, STEP_TIME.name, STANCE_SHARE.name, SINGLE_SUPPORT_SHARE.name]
    if motion.cycles.is_running:
        found += _of_running(motion)
        names += [FLIGHT_TIME.name, GROUND_CONTACT_TIME.name]
    return (*found, *(asymmetry_of(name, found) for name in names))


def _of_running(motion: RecordedMotion) -> list[Measurement]:
    found = []
    for side in Side:
        for definition, phase, why in (
            (FLIGHT_TIME, "flight", NO_FLIGHT),
            (GROUND_CONTACT_TIME, "stance", NO_CONTACT),
        ):
            spans = [
                (each.start_s, each.end_s)
                for each in motion.cycles.phases
                if each.name == phase and each.side is side
            ]
            found.append(definition.of([_duration_s(span) for span in spans], side, because=why))
    return found


def _speed(motion: RecordedMotion, heading: Heading, strides: Sequence[Span]) -> Measurement:
    speed = RUNNING_SPEED if motion.cycles.is_running else SPEED
    if strides and not heading.travels:
        return speed.of((), because=NO_TRAVEL)
    values = [
        _way_m(motion, heading, BodyPart.PELVIS, stride) / _duration_s(stride) for stride in strides
    ]
    return speed.of(values, because="the recording holds no complete stride")


def _cadence(strides: Sequence[Span]) -> Measurement:
    values = [2 / _duration_s(stride) for stride in strides]
    return CADENCE.of(values, because="the recording holds no complete stride")


def _of_side(motion: RecordedMotion, heading: Heading, side: Side) -> list[Measurement]:
    foot, strides = BodyPart.foot(side), whole_strides(motion.cycles, side)
    obstacle = _why_no_length(heading)
    lengths = [] if obstacle else [_way_m(motion, heading, foot, each) for each in strides]
    steps = _steps(motion, side)
    long = [] if obstacle else [_step_length_m(motion, heading, side, each) for each in steps]
    return [
        STRIDE_LENGTH.of(lengths, side, because=obstacle or NO_STRIDE),
        STEP_LENGTH.of(long, side, because=obstacle or NO_STEP),
        STEP_TIME.of([_duration_s(each) for each in steps], side, because=NO_STEP),
        STANCE_SHARE.of(
            _shares(motion, side, GaitPhase.STANCE),
            side,
            because="no stride from heel strike to heel strike with its toe off",
        ),
        SINGLE_SUPPORT_SHARE.of(
            _shares(motion, side, GaitPhase.SINGLE_SUPPORT),
            side,
            because="no stride from heel strike to heel strike with the other foot's swing",
        ),
    ]


def _why_no_length(heading: Heading) -> str | None:
    if not heading.travels:
        return NO_TRAVEL
    return None if heading.is_straight else TURNING


def _duration_s(stride: Span) -> float:
    return stride[1] - stride[0]


def _way_m(motion: RecordedMotion, heading: Heading, part: BodyPart, stride: Span) -> float:
    first, last = resample(motion.times_s, motion.origins_m[part], np.array(stride))
    return float((last - first) @ heading.forward)


def _steps(motion: RecordedMotion, side: Side) -> list[Span]:
    """Return the times of the other foot's strike and of this one's, where they follow each other.

    A missed strike would join two steps into one; strikes farther apart than a step's longest time
    are left out.
    """
    strikes = [e for e in motion.cycles.events if e.kind is EventKind.HEEL_STRIKE]
    return [
        (first.time_s, last.time_s)
        for first, last in pairwise(strikes)
        if last.side is side
        and first.side is side.other
        and last.time_s - first.time_s <= LONGEST_STEP_S
    ]


def _step_length_m(motion: RecordedMotion, heading: Heading, side: Side, step: Span) -> float:
    """Return how far ahead of the other's place of landing a heel lands; NaN outside frames."""
    there, here = (
        resample(motion.times_s, motion.origins_m[BodyPart.foot(each)], np.array([at_s]))[0]
        for each, at_s in zip((side.other, side), step, strict=True)
    )
    return float((here - there) @ heading.forward)


def _shares(motion: RecordedMotion, side: Side, phase: GaitPhase) -> list[float]:
    """Return the phase's share of each cycle that holds it once, whole."""
    spans = phase_spans(motion.cycles, side, phase)
    shares = []
    for cycle in gait_cycles_of(motion.cycles, side):
        inside = [span for span in spans if cycle.start_s <= span[0] and span[1] <= cycle.end_s]
        if len(inside) == 1:
            shares.append(_duration_s(inside[0]) / (cycle.end_s - cycle.start_s))
    return shares
