"""What to do with an EMG recording."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hipspine.domain.motion import AnalogChannels, Cycle
from hipspine.measure.emg.channel_names import ChannelName, read_channel_name
from hipspine.mechanics.emg_envelope import BAND_HZ, ENVELOPE_HZ


@dataclass(frozen=True)
class EmgRequest:
    """Options of an EMG assessment.

    Parameters
    ----------
    cycles : tuple of Cycle
        Gait cycles of both sides, for curves over the cycle.
    mvic : tuple of AnalogChannels
        Trials of maximum voluntary isometric contractions with the same channel names.
    rest_s : (start, end), optional
        When all muscles rested [s]; otherwise rest is found in each channel.
    holds_s : tuple of (start, end)
        Isometric holds, for fatigue [s].
    names : mapping
        Muscle and side of channels whose names do not say it.
    band_hz, cutoff_hz, order : filter settings
        Band of the raw signal, cut-off of the envelope [Hz], and order of one of two passes.
    task : str or None
        What the trial shows; ``walking`` draws published timing behind the curves.
    """

    cycles: tuple[Cycle, ...] = ()
    mvic: tuple[AnalogChannels, ...] = ()
    rest_s: tuple[float, float] | None = None
    holds_s: tuple[tuple[float, float], ...] = ()
    names: Mapping[str, ChannelName] = field(default_factory=dict)
    band_hz: tuple[float, float] = BAND_HZ
    cutoff_hz: float = ENVELOPE_HZ
    order: int = 2
    task: str | None = "walking"

    def name_of(self, channel: str) -> ChannelName:
        """Return the muscle and side of a channel: as told, or as its name says."""
        return self.names.get(channel) or read_channel_name(channel)

    @property
    def method(self) -> str:
        """The settings that change a number, in words."""
        low, high = self.band_hz
        return f"band {low:g} to {high:g} Hz, envelope {self.cutoff_hz:g} Hz"
