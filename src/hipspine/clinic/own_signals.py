"""A person's own muscle signals: from their file to what the sharing of work is drawn towards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hipspine.clinic.assess_signals import assess_emg_file
from hipspine.clinic.request import OwnEmg
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.problem import Level, Problem
from hipspine.domain.provenance import Absent
from hipspine.measure.emg.channel_measurements import LABEL_MISSING
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import EmgAssessment, EmgChannel, Reference
from hipspine.mechanics.time_normalise import resample
from hipspine.simulate.engine import Engine
from hipspine.simulate.sharing_problem import SharingRules, TrackedActivations
from hipspine.simulate.signal_muscles import muscles_of_signal
from hipspine.simulate.tracked_signals import (
    ELECTROMECHANICAL_DELAY_S,
    SIGNAL_SPREAD,
    SignalOfMuscles,
    SignalSpread,
    tracked_signals,
)


@dataclass(frozen=True, eq=False)
class OwnSignal:
    """The envelope of one muscle on one side; times_s, envelope : (S,)."""

    channel: str
    muscle: str
    side: Side
    reference: Reference
    times_s: FloatArray
    envelope: FloatArray

    def before(self, times_s: FloatArray, delay_s: float) -> FloatArray:
        """Return the envelope one delay before each time, (T,); NaN where it was not measured."""
        found: FloatArray = resample(self.times_s, self.envelope, times_s - delay_s)
        return found


@dataclass(frozen=True, eq=False)
class OwnSignals:
    """The usable signals of a file, those that are not, and what was noticed."""

    file: str
    signals: tuple[OwnSignal, ...]
    weight: float
    absent: tuple[Absent, ...]
    problems: tuple[Problem, ...]


def read_own_signals(asked: OwnEmg) -> OwnSignals:
    """Return the signals of a file that can inform the sharing of work.

    Raises
    ------
    UserError
        If a file cannot be read, none of its channels can be used, a channel to leave out is not
        there, or two channels speak for one muscle.
    """
    request = EmgRequest(names=asked.names, task=None)
    found = assess_emg_file(
        asked.file, request, mvic=asked.mvic, side=asked.side, rate_hz=asked.rate_hz
    )
    _check_left_out(asked, [each.channel for each in found.channels])
    channels = [each for each in found.channels if each.channel not in asked.left_out]
    signals = tuple(signal for each in channels if (signal := _signal(each)) is not None)
    absent = _absent(channels)
    if not signals:
        raise RecordingError(
            asked.file.name,
            expected="at least one usable muscle signal of a known muscle and side",
            got="; ".join(f"{each.what}: {each.reason.rstrip('.')}" for each in absent) or "none",
            do="Name them with --muscle and --emg-side, or leave --emg out.",
        )
    _check_one_each(asked.file.name, signals)
    problems = _worth_telling(asked, found, [each.channel for each in signals])
    return OwnSignals(asked.file.name, signals, asked.weight, absent, problems)


def _worth_telling(asked: OwnEmg, found: EmgAssessment, used: list[str]) -> tuple[Problem, ...]:
    """Return what may shape the sharing, by the file's name.

    That an envelope has no bursts does not, nor does what a channel has that is not used.
    """
    unused = tuple(f", {each.channel}" for each in found.channels if each.channel not in used)
    return tuple(
        replace(each, where=each.where.replace(str(asked.file), asked.file.name))
        for each in found.problems
        if each.level is not Level.INFO and not each.where.endswith(unused)
    )


def _absent(channels: Iterable[EmgChannel]) -> tuple[Absent, ...]:
    """Return the channels that inform nothing, those of one reason together."""
    names: dict[str, list[str]] = {}
    for each in channels:
        reason = _why_not(each)
        if reason is not None:
            names.setdefault(reason, []).append(each.channel)
    return tuple(Absent(_named(few), reason) for reason, few in names.items())


def _named(channels: list[str]) -> str:
    if len(channels) == 1:
        return f"the muscle signal {channels[0]}"
    return f"the muscle signals {', '.join(channels)}"


def _signal(channel: EmgChannel) -> OwnSignal | None:
    if channel.muscle is None or channel.side is None or channel.reference is None:
        return None
    if channel.times_s is None or channel.envelope is None:
        return None
    return OwnSignal(
        channel.channel,
        channel.muscle,
        channel.side,
        channel.reference,
        channel.times_s,
        channel.envelope,
    )


def _why_not(channel: EmgChannel) -> str | None:
    """Return why a channel informs nothing, or None where it does."""
    if channel.muscle is None:
        return f"no word of the name says which muscle. {LABEL_MISSING}"
    if channel.side is None:
        return f"no word of the name says which side. {LABEL_MISSING}"
    if channel.envelope is None:
        reasons = [each.absent_because for each in channel.measurements if each.absent_because]
        return reasons[0] if reasons else "it cannot be used"
    return None


def _check_left_out(asked: OwnEmg, channels: list[str]) -> None:
    unknown = [name for name in asked.left_out if name not in channels]
    if unknown:
        raise RecordingError(
            asked.file.name,
            expected=f"channels to leave out among {', '.join(channels)}",
            got=", ".join(unknown),
            do="Change --emg-leave-out.",
        )


def _check_one_each(file: str, signals: Iterable[OwnSignal]) -> None:
    seen: dict[tuple[str, Side], str] = {}
    for signal in signals:
        other = seen.setdefault((signal.muscle, signal.side), signal.channel)
        if other != signal.channel:
            raise RecordingError(
                file,
                expected="one signal for each muscle",
                got=f"{other} and {signal.channel} for the {signal.side} "
                f"{signal.muscle.replace('_', ' ')}",
                do="Leave one out with --emg-leave-out, or name it with --muscle.",
            )


def on_the_clock_of(signals: OwnSignals, times_s: FloatArray) -> OwnSignals:
    """Return the signals; with a warning where they cover only part of the (T,) frames [s].

    Raises
    ------
    RecordingError
        If they cover none: the clocks differ.
    """
    first = max(float(each.times_s[0]) for each in signals.signals)
    last = min(float(each.times_s[-1]) for each in signals.signals)
    heard_s = times_s - ELECTROMECHANICAL_DELAY_S
    covered = int(((heard_s >= first) & (heard_s <= last)).sum())
    if not covered:
        raise RecordingError(
            signals.file,
            expected=f"signals from {times_s[0]:.3f} to {times_s[-1]:.3f} s, as the motion runs",
            got=f"signals from {first:.3f} to {last:.3f} s",
            do="Give signals on the recording's own clock.",
        )
    if covered == times_s.size:
        return signals
    partly = Problem(
        Level.WARNING,
        signals.file,
        f"the muscle signals cover {covered} of {times_s.size} frames",
        "In the others all muscles are predicted; --from and --to leave them out.",
    )
    return replace(signals, problems=(*signals.problems, partly))


@dataclass(frozen=True, eq=False)
class SignalsOnModel:
    """Signals put to the muscles of a body model.

    uninformed : the engine without them, which gives their scale.
    """

    own: OwnSignals
    uninformed: Engine
    muscles: Mapping[str, list[int]]
    """The model's muscles that each channel stands for."""
    absent: tuple[Absent, ...]

    @property
    def used(self) -> tuple[OwnSignal, ...]:
        """The signals that have muscles in the model."""
        return tuple(each for each in self.own.signals if each.channel in self.muscles)

    def rules(
        self,
        *,
        delay_s: float = ELECTROMECHANICAL_DELAY_S,
        gains: Mapping[str, float] | None = None,
        without: str | None = None,
    ) -> SharingRules:
        """Return the rules of sharing that follow the signals; one channel may be left out."""
        plain = self.uninformed.rules
        tracked = self.tracked(delay_s=delay_s, gains=gains, without=without)
        return SharingRules(plain.objective, dynamics=plain.dynamics, tracked=tracked)

    def tracked(
        self,
        *,
        delay_s: float = ELECTROMECHANICAL_DELAY_S,
        gains: Mapping[str, float] | None = None,
        without: str | None = None,
    ) -> TrackedActivations:
        """Return the activations that the signals ask for."""
        times_s = self.uninformed.bundle.times_s
        channels = {
            each.channel: SignalOfMuscles(
                each.before(times_s, delay_s),
                self.muscles[each.channel],
                is_of_maximum=each.reference is Reference.MVIC,
                gain=(gains or {}).get(each.channel, 1.0),
            )
            for each in self.used
            if each.channel != without
        }
        return tracked_signals(channels, self.uninformed.base, weight=self.own.weight)

    def redrawn(
        self, generator: np.random.Generator, spread: SignalSpread = SIGNAL_SPREAD
    ) -> SharingRules:
        """Return the rules with the signals' delay and sizes drawn anew; no delay is negative."""
        delay_s = ELECTROMECHANICAL_DELAY_S + spread.delay_s * generator.standard_normal()
        gains = {
            each.channel: float(np.exp(spread.gain * generator.standard_normal()))
            for each in self.used
        }
        return self.rules(delay_s=max(float(delay_s), 0.0), gains=gains)


def signals_on_model(own: OwnSignals, uninformed: Engine) -> SignalsOnModel:
    """Return the signals with the model's muscles that they stand for.

    Raises
    ------
    RecordingError
        If the model has none of their muscles, or two signals speak for one line of it.
    """
    names = uninformed.bundle.muscles.names
    meant = {each.channel: muscles_of_signal(each.muscle, each.side, names) for each in own.signals}
    absent = tuple(
        Absent(f"the muscle signal {channel}", "the body model has no such muscle")
        for channel, muscles in meant.items()
        if not muscles
    )
    kept = {channel: muscles for channel, muscles in meant.items() if muscles}
    if not kept:
        raise RecordingError(
            own.file,
            expected="signals of muscles that the body model has",
            got=", ".join(meant),
            do="Use a model with these muscles, or leave --emg out.",
        )
    _check_apart(own.file, kept)
    return SignalsOnModel(own, uninformed, kept, (*own.absent, *absent))


def _check_apart(file: str, muscles: Mapping[str, list[int]]) -> None:
    """Refuse a part beside its whole, such as biceps femoris beside hamstrings."""
    channel_of: dict[int, str] = {}
    for channel, lines in muscles.items():
        for line in lines:
            other = channel_of.setdefault(line, channel)
            if other != channel:
                raise RecordingError(
                    file,
                    expected="signals of different muscles",
                    got=f"{other} and {channel}, of which one is a part of the other",
                    do="Leave one out with --emg-leave-out, or name it with --muscle.",
                )
