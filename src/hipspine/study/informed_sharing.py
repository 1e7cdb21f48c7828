"""Muscle sharing informed by signals, scored on the channel that was left out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hipspine.content.validation.schema import emg_agreement
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import AnalogChannels
from hipspine.domain.objective import Objective
from hipspine.readers import read_recording
from hipspine.simulate.engine import Solution
from hipspine.simulate.sharing_problem import SharingRules
from hipspine.simulate.tracked_signals import SignalOfMuscles, tracked_signals
from hipspine.study.muscle_signals import correlation, delayed
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

_AGREEMENT = emg_agreement()
_WRITER = RowWriter(_AGREEMENT)
_IDS = ("emg_informed_mean_r2", "emg_tracked_mean_r2")


def informed_rows(walks: Sequence[SolvedTrial], folder: Path) -> list[Row]:
    """Return the rows of every walk with signals."""
    rows: list[Row] = []
    for walk in walks:
        if walk.scored.emg is None:
            continue
        signals = read_recording(folder / walk.scored.emg).analog
        if signals is None:
            because = "the file holds no muscle signals"
        elif walk.engine.rules.objective is Objective.CUBED:
            because = "cubed activations are shared without signals"
        else:
            rows += _rows(walk, _channels(walk, signals))
            continue
        rows += [_WRITER.not_run(each, walk.name, because) for each in _IDS]
    return rows


def _rows(walk: SolvedTrial, channels: Mapping[str, SignalOfMuscles]) -> list[Row]:
    left_out = {
        name: _agreement(walk, _informed(walk, without(channels, name)), channels[name])
        for name in channels
    }
    all_in = _informed(walk, channels)
    tracked = [_agreement(walk, all_in, channel) for channel in channels.values()]
    stood_in = sum(name in _AGREEMENT.synergists for name in channels)
    rows = [
        _WRITER.scored("emg_informed_r", f"{walk.name}, {name.replace('_', ' ')}", value)
        for name, value in left_out.items()
    ]
    return [
        *rows,
        _WRITER.scored(
            "emg_informed_mean_r2",
            walk.name,
            float(np.mean(np.square(list(left_out.values())))),
            note=f"{stood_in} channels have a synergist among the others that stands in for them",
        ),
        _WRITER.scored("emg_tracked_mean_r2", walk.name, float(np.mean(np.square(tracked)))),
    ]


def without(channels: Mapping[str, SignalOfMuscles], name: str) -> dict[str, SignalOfMuscles]:
    """Return the channels with one left out; its muscles take their synergist's signal, if any."""
    others = {each: channel for each, channel in channels.items() if each != name}
    synergist = _AGREEMENT.synergists.get(name)
    if synergist is not None:
        others[name] = SignalOfMuscles(channels[synergist].envelope, channels[name].muscles)
    return others


def _channels(walk: SolvedTrial, signals: AnalogChannels) -> dict[str, SignalOfMuscles]:
    bundle = walk.engine.bundle
    found = {}
    for channel, names in _AGREEMENT.channels.items():
        values = signals.values[:, signals.names.index(channel)]
        envelope = delayed(values, signals.times_s, bundle.times_s)
        found[channel] = SignalOfMuscles(envelope, [bundle.muscles.names.index(n) for n in names])
    return found


def _informed(walk: SolvedTrial, channels: Mapping[str, SignalOfMuscles]) -> Solution:
    engine = walk.engine
    rules = SharingRules(engine.rules.objective, tracked=tracked_signals(channels, engine.base))
    return engine.variant(rules=rules).base


def _agreement(walk: SolvedTrial, solution: Solution, channel: SignalOfMuscles) -> float:
    bundle, muscles = walk.engine.bundle, list(channel.muscles)
    weights = bundle.muscles.max_isometric_force_N[muscles]
    activation: FloatArray = np.average(solution.activations[:, muscles], axis=1, weights=weights)
    return correlation(activation, channel.envelope, bundle.measured)
