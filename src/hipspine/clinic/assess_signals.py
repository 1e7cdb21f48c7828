"""From a file with muscle signals or of a sensor at the lower back to an assessment."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import AnalogChannels, Cycle, Event, Recording
from hipspine.measure.emg.assess import assess_emg
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import EmgAssessment
from hipspine.measure.gait_cycles import gait_cycles
from hipspine.measure.imu.assess import assess_imu
from hipspine.measure.imu.results import ImuAssessment
from hipspine.readers.csv_signals import read_csv_signals
from hipspine.readers.events_file import read_events
from hipspine.readers.registry import read_file


def assess_emg_file(
    path: Path,
    request: EmgRequest,
    *,
    mvic: tuple[Path, ...] = (),
    events: Path | None = None,
    side: Side | None = None,
    rate_hz: float | None = None,
) -> EmgAssessment:
    """Return what the muscle signals of a file show.

    Parameters
    ----------
    path : Path
        A .c3d, .csv, .sto or .anc file.
    request : EmgRequest
        Options; cycles and maximum trials are filled in from the files named here.
    mvic : tuple of Path
        Trials of maximum voluntary contractions.
    events : Path, optional
        Hand-made list of gait events; by default those of the file.
    side : Side, optional
        Side of all channels whose names do not say it.
    rate_hz : float, optional
        Sampling rate of a .csv file that does not state it [Hz].

    Raises
    ------
    UserError
        If a file cannot be read or holds no signals.
    """
    recording = _read(path, rate_hz)
    analog = _analog(path, recording)
    trials = tuple(_analog(trial, _read(trial, rate_hz)) for trial in mvic)
    given = read_events(events) if events is not None else recording.events
    full = replace(
        request,
        mvic=trials,
        cycles=_cycles(given),
        names=_with_side(analog, request, side),
    )
    found = assess_emg(str(path), analog, full)
    return replace(found, problems=(*recording.problems, *found.problems))


def assess_imu_file(
    path: Path,
    *,
    rate_hz: float | None = None,
    forward: str | None = None,
    up: str | None = None,
) -> ImuAssessment:
    """Return what a sensor at the lower back shows.

    Parameters
    ----------
    path : Path
        A .csv file.
    rate_hz : float, optional
        Sampling rate where the file does not state it [Hz].
    forward, up : str, optional
        The sensor's axes that point forward and up, as in `assess_imu`.

    Raises
    ------
    UserError
        If the file cannot be read, or cannot be used.
    """
    recording = _read(path, rate_hz)
    found = assess_imu(str(path), _analog(path, recording), forward=forward, up=up)
    return replace(found, problems=(*recording.problems, *found.problems))


def _read(path: Path, rate_hz: float | None) -> Recording:
    if path.suffix.lower() == ".csv":
        return read_csv_signals(path, rate_hz=rate_hz)
    if rate_hz is not None:
        raise RecordingError(
            str(path),
            expected="no sampling rate from outside: this file states its own",
            got=f"{rate_hz:g} Hz",
            do="Leave --rate out; it is for CSV files.",
        )
    return read_file(path)


def _analog(path: Path, recording: Recording) -> AnalogChannels:
    if recording.analog is None:
        raise RecordingError(
            str(path),
            expected="signals of muscles or of a sensor",
            got="none",
            do="Name the file with the signals: .csv, .c3d, .anc or a .sto of EMG.",
        )
    return recording.analog


def _cycles(events: tuple[Event, ...]) -> tuple[Cycle, ...]:
    return tuple(cycle for side in Side for cycle in gait_cycles(events, side)[0])


def _with_side(
    analog: AnalogChannels, request: EmgRequest, side: Side | None
) -> Mapping[str, ChannelName]:
    if side is None:
        return request.names
    read = {name: request.name_of(name) for name in analog.names}
    return {name: replace(found, side=found.side or side) for name, found in read.items()}
