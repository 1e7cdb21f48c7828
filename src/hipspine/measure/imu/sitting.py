"""Rising, sitting time and breaks from a sensor at the lower back."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hipspine.domain.measurement import Measurement
from hipspine.measure.imu.results import BodySignals
from hipspine.mechanics.trunk_steps import GaitBout
from hipspine.mechanics.trunk_tilt import Transition

METHOD = "height of at least 0.15 m within 4 s, lean of at least 10 degrees"
_SQUAT = "A squat, a step up or a deep bow may count as well."
_NEEDS_GYROSCOPE = "needs a gyroscope with a known unit and a known orientation"
_NO_EVENTS = (
    "nobody rose, sat down or walked in the recording, and a sensor at the back cannot tell quiet "
    "sitting from quiet standing"
)


class Posture(StrEnum):
    """What is known about posture in a stretch of time."""

    SITTING = "sitting"
    UPRIGHT = "upright"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Stretch:
    """A stretch of one posture."""

    posture: Posture
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """How long it lasts [s]."""
        return self.end_s - self.start_s


def postures(
    transitions: tuple[Transition, ...],
    bouts: tuple[GaitBout, ...],
    *,
    start_s: float,
    end_s: float,
) -> tuple[Stretch, ...]:
    """Return what is known about posture over a recording, without gaps.

    Before a rise a person sat, after it they were upright; before sitting down upright, after it
    sitting; while walking upright. Where neighbours contradict each other, a transition was missed
    and the time between is unknown.

    Parameters
    ----------
    transitions, bouts : tuples
        In order of time.
    start_s, end_s : float
        Of the recording [s].
    """
    marks = [(t.time_s, t.time_s, t.is_rise, not t.is_rise) for t in transitions]
    marks += [(b.start_s, b.end_s, False, False) for b in bouts]
    marks.sort()
    found = []
    after, since = Posture.UNKNOWN, start_s
    for begins, ends, sat_before, sits_after in marks:
        before = Posture.SITTING if sat_before else Posture.UPRIGHT
        if begins > since:
            found.append(Stretch(_agreed(after, before, is_first=since == start_s), since, begins))
        if ends > begins:
            found.append(Stretch(Posture.UPRIGHT, max(begins, since), ends))
        after, since = Posture.SITTING if sits_after else Posture.UPRIGHT, max(ends, since)
    if end_s > since:
        found.append(Stretch(after, since, end_s))
    return tuple(found)


def _agreed(after: Posture, before: Posture, *, is_first: bool) -> Posture:
    if is_first or after is before:
        return before
    return Posture.UNKNOWN


def sitting_measurements(
    signals: BodySignals | None,
    transitions: tuple[Transition, ...],
    bouts: tuple[GaitBout, ...],
) -> tuple[Measurement, ...]:
    """Return how often the person rose, how long they sat, and the breaks.

    Parameters
    ----------
    signals : BodySignals or None
        Signals on the body; None or without lean where rising cannot be found.
    transitions, bouts : tuples
        In order of time.
    """
    times = ("sitting_time", "longest_sitting", "time_of_unknown_posture")
    if signals is None or signals.lean_rad is None:
        return (
            Measurement.absent("sit_to_stand_count", "1", _NEEDS_GYROSCOPE),
            *(Measurement.absent(name, "s", _NEEDS_GYROSCOPE) for name in times),
            Measurement.absent("sitting_breaks", "1", _NEEDS_GYROSCOPE),
        )
    rises = [t for t in transitions if t.is_rise]
    count = Measurement(
        "sit_to_stand_count", "1", float(len(rises)), method=METHOD, cautions=(_SQUAT,)
    )
    if not transitions and not bouts:
        return (
            count,
            *(Measurement.absent(name, "s", _NO_EVENTS) for name in times),
            Measurement.absent("sitting_breaks", "1", _NO_EVENTS),
        )
    start_s, end_s = float(signals.times_s[0]), float(signals.times_s[-1])
    return (count, *_times(postures(transitions, bouts, start_s=start_s, end_s=end_s)))


def _times(stretches: tuple[Stretch, ...]) -> tuple[Measurement, ...]:
    sitting = [s.duration_s for s in stretches if s.posture is Posture.SITTING]
    unknown = sum(s.duration_s for s in stretches if s.posture is Posture.UNKNOWN)
    total = sum(s.duration_s for s in stretches)
    cautions: tuple[str, ...] = ("Sitting down or rising that was missed moves time between both.",)
    if unknown > 0.1 * total:
        cautions += (f"Posture is unknown for {unknown:.0f} of {total:.0f} s.",)
    breaks = sum(
        one.posture is Posture.SITTING and other.posture is Posture.UPRIGHT
        for one, other in pairwise(stretches)
    )
    values = {
        "sitting_time": ("s", sum(sitting)),
        "longest_sitting": ("s", max(sitting, default=0.0)),
        "time_of_unknown_posture": ("s", unknown),
        "sitting_breaks": ("1", float(breaks)),
    }
    return tuple(
        Measurement(name, unit, value, method=METHOD, cautions=cautions)
        for name, (unit, value) in values.items()
    )
