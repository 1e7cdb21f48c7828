"""How long repetitions of a movement last: squats, rises from a seat, steps up or down."""

from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.measure.gait.summary import Definition

NAMES = {
    CycleKind.SQUAT: "squat_duration",
    CycleKind.SIT_TO_STAND: "rise_duration",
    CycleKind.STEP: "step_duration",
}
"""What one repetition's duration is called."""

METHOD = "from the beginning to the end of the movement, by the height of the pelvis"
FROM_SEAT_OFF = "from where the seat bears no weight any more until standing"
NO_ERROR = "No published error is held for it: a change cannot be told from chance."


def repetition_time_measures(cycles: Cycles) -> tuple[Measurement, ...]:
    """Return how long repetitions last [s]; beside rises, from seat-off on and sitting down.

    Walking and unknown movements have none: an empty tuple.
    """
    name = NAMES.get(cycles.kind)
    if name is None:
        return ()
    whole = [cycle.end_s - cycle.start_s for cycle in cycles.cycles]
    because = "no whole repetition is in the recording"
    durations = Definition(name, "s", METHOD, cautions=(NO_ERROR,)).of(whole, because=because)
    if cycles.kind is not CycleKind.SIT_TO_STAND:
        return (durations,)
    from_seat = Definition(
        "seat_off_to_standing_duration", "s", FROM_SEAT_OFF, cautions=(NO_ERROR,)
    ).of(
        _lasting(cycles, "seat_off_to_standing"),
        because="the seat's force was not measured, or the seat was not left",
    )
    down = Definition("sitting_down_duration", "s", METHOD, cautions=(NO_ERROR,)).of(
        _lasting(cycles, "sitting_down"), because="nobody sits down in the recording, start to end"
    )
    return (durations, from_seat, down)


def _lasting(cycles: Cycles, name: str) -> list[float]:
    return [phase.end_s - phase.start_s for phase in cycles.phases if phase.name == name]
