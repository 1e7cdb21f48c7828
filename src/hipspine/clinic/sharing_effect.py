"""What the way of sharing that was asked for changes against the usual one."""

import numpy as np

from hipspine.clinic.load_bands import SHARE, VARIANTS, LoadSamples, band_of, load_samples
from hipspine.clinic.own_signals import OwnSignal, SignalsOnModel
from hipspine.clinic.segments import Segments
from hipspine.clinic.what_ifs import TrialEngines
from hipspine.domain.arrays import FloatArray
from hipspine.domain.sharing_effect import (
    HEADLINE_LOADS,
    LargestReserve,
    LoadChange,
    SharingEffect,
    SignalAgreement,
)
from hipspine.domain.uncertainty import LoadSummary
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.sharing_problem import DEFAULT_RULES
from hipspine.simulate.tracked_signals import ELECTROMECHANICAL_DELAY_S, SIGNAL_SPREAD


def samples_of(engines: TrialEngines, segments: Segments, *, count: int = VARIANTS) -> LoadSamples:
    """Return a trial's loads on variants of the body and, where they inform it, of the signals."""
    signals = engines.signals
    if signals is None:
        return load_samples(engines.recorded, segments, count=count)
    return load_samples(
        engines.recorded,
        segments,
        count=count,
        redrawn=signals.redrawn,
        more_causes=SIGNAL_SPREAD.as_causes(),
    )


def sharing_effect(
    engines: TrialEngines, segments: Segments, asked: LoadSamples
) -> SharingEffect | None:
    """Return what the way of sharing changes; None where it is the usual one.

    Parameters
    ----------
    engines : TrialEngines
    segments : Segments
    asked : LoadSamples
        Of the engine as asked for, from `samples_of`.

    Notes
    -----
    Both ways are solved on the same variants of the body, so the band is that of the difference:
    what a body's parameters do to both ways alike is not in it.
    """
    engine, signals = engines.recorded, engines.signals
    rules = engine.rules
    is_usual = rules.objective is DEFAULT_RULES.objective and rules.dynamics is None
    if is_usual and signals is None:
        return None
    usual_engine = engine.variant(rules=DEFAULT_RULES)
    usual = load_samples(usual_engine, segments, count=len(asked.drawn))
    return SharingEffect(
        objective=str(rules.objective),
        with_dynamics=rules.dynamics is not None,
        signal_weight=None if signals is None else signals.own.weight,
        delay_s=None if signals is None else ELECTROMECHANICAL_DELAY_S,
        signals=() if signals is None else _agreements(signals, usual_engine, engine),
        loads=_changes(usual, asked),
        reserve_usual=_largest_reserve(usual_engine),
        reserve_asked=_largest_reserve(engine),
        variants=len(asked.drawn),
        share=SHARE,
        causes=asked.causes,
    )


def _changes(usual: LoadSamples, asked: LoadSamples) -> tuple[LoadChange, ...]:
    found = []
    for joint, component in HEADLINE_LOADS:
        key = joint, component, LoadSummary.PEAK
        if key not in usual.own or key not in asked.own:
            continue
        drawn = [
            after[key] - before[key]
            for before, after in zip(usual.drawn, asked.drawn, strict=True)
            if key in before and key in after
        ]
        if drawn:
            change = band_of(asked.own[key] - usual.own[key], drawn)
            found.append(LoadChange(joint, component, usual.own[key], change))
    return tuple(found)


def _agreements(
    signals: SignalsOnModel, usual: Engine, informed: Engine
) -> tuple[SignalAgreement, ...]:
    wanted = signals.tracked().wanted
    return tuple(_agreement(signals, each, usual, informed, wanted) for each in signals.used)


def _agreement(
    signals: SignalsOnModel, signal: OwnSignal, usual: Engine, informed: Engine, wanted: FloatArray
) -> SignalAgreement:
    muscles = signals.muscles[signal.channel]
    envelope = signal.before(usual.bundle.times_s, ELECTROMECHANICAL_DELAY_S)
    strengths = usual.bundle.muscles.max_isometric_force_N[muscles]

    def with_envelope(solution: Solution) -> float | None:
        activation = np.average(solution.activations[:, muscles], axis=1, weights=strengths)
        return correlation(activation, envelope)

    blind = signals.uninformed.variant(rules=signals.rules(without=signal.channel))
    asked_for = wanted[np.isfinite(informed.base.activations[:, muscles[0]]), muscles[0]]
    return SignalAgreement(
        channel=signal.channel,
        muscle=signal.muscle,
        side=signal.side,
        reference=str(signal.reference),
        largest_wanted=float(np.nan_to_num(asked_for).max(initial=0.0)),
        usual=with_envelope(usual.base),
        informed=with_envelope(informed.base),
        left_out=with_envelope(blind.base),
    )


def correlation(first: FloatArray, second: FloatArray) -> float | None:
    """Return Pearson's correlation of two (T,) courses where known; None if one is flat."""
    known = np.isfinite(first) & np.isfinite(second)
    one, other = first[known], second[known]
    if one.size < 3 or not np.ptp(one) > 0.0 or not np.ptp(other) > 0.0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _largest_reserve(engine: Engine) -> LargestReserve | None:
    """Return where reserves add most; those that stand for muscles the model lacks are left out."""
    shares = {
        use.coordinate: use.peak_Nm / use.peak_moment_Nm
        for use in engine.reserve_use(engine.base)
        if not use.is_loose and use.peak_moment_Nm > 0.0
    }
    if not shares:
        return None
    worst = max(shares, key=lambda coordinate: shares[coordinate])
    return LargestReserve(worst, shares[worst])
