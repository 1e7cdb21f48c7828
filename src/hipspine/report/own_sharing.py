"""The way the work was shared, where it is not the usual one: a section, and plain words."""

from dataclasses import dataclass

import numpy as np

from hipspine.content.text import Texts, page_texts
from hipspine.domain.objective import DEFAULT_OBJECTIVE
from hipspine.domain.sharing_effect import LoadChange, SharingEffect, SignalAgreement
from hipspine.domain.units import body_weight_N
from hipspine.report.panels import Table
from hipspine.report.prediction_beside import PlainAnswer
from hipspine.report.trial import Trial

MILLISECONDS = 1000.0
PERCENT = 100.0
BY_MAXIMUM = "MVIC"

LITTLE = 0.05
"""Share of a load below which a clear change is called little: a round figure of ours, a third of
what the choice of objective moves."""


@dataclass(frozen=True)
class SharingSection:
    """What was asked for, what it changed in loads, and how the model follows each signal."""

    title: str
    intro: str
    ways: tuple[str, ...]
    changes_title: str
    changes: Table
    notes: tuple[str, ...]
    signals_title: str
    signals: Table | None
    signal_notes: tuple[str, ...]
    caution: str
    """What stands under the activations in place of the usual caution; empty without signals."""


def sharing_section(trial: Trial) -> SharingSection | None:
    """Return the section; None where the work was shared the usual way."""
    effect = trial.assessment.sharing
    if effect is None:
        return None
    say = page_texts("sharing", trial.language)
    has_signals = bool(effect.signals)
    return SharingSection(
        title=say("sharing.title"),
        intro=say("sharing.intro"),
        ways=_ways(trial, effect, say),
        changes_title=say("sharing.changes"),
        changes=Table(
            tuple(say("sharing.changes_columns").split("|")),
            tuple(_change_row(trial, each, say) for each in effect.loads),
        ),
        notes=_notes(trial, effect, say),
        signals_title=say("sharing.signals_title"),
        signals=_signals(trial, effect, say) if has_signals else None,
        signal_notes=_signal_notes(effect, say) if has_signals else (),
        caution=say("sharing.caution") if has_signals else "",
    )


def plain_sharing(trial: Trial) -> tuple[PlainAnswer, ...]:
    """Return what the person is told: what was used, and which top loads it moved."""
    effect = trial.assessment.sharing
    if effect is None:
        return ()
    say = page_texts("sharing", trial.language)
    moved = tuple(
        say(f"plain.{_moved(each)}", place=say(f"place.{each.joint}"))
        for each in effect.loads
        if each.direction and say.has(f"place.{each.joint}") and _is_shown(trial, each)
    )
    sentences = (*(moved or (say("plain.same"),)), say("plain.still_model"))
    if not effect.signals:
        return (PlainAnswer(say("plain.title_other"), say("plain.lead_other"), sentences),)
    count = len(effect.signals)
    lead = say(f"plain.lead_signals_{'one' if count == 1 else 'many'}", count=count)
    return (PlainAnswer(say("plain.title_signals"), lead, sentences),)


def _moved(change: LoadChange) -> str:
    """Return the key of a clear change: more or less, and whether only a little."""
    way = "more" if change.direction > 0 else "less"
    is_little = abs(change.change.value_N) < LITTLE * change.usual_N
    return f"little_{way}" if is_little else way


def _is_shown(trial: Trial, change: LoadChange) -> bool:
    """Whether a change is more than rounding in the table leaves as nothing."""
    return abs(round(change.change.value_N / trial.body_weight_N, 2)) > 0.0


def _ways(trial: Trial, effect: SharingEffect, say: Texts) -> tuple[str, ...]:
    ways = []
    if effect.objective != DEFAULT_OBJECTIVE:
        words = say(f"sharing.objective_{effect.objective}")
        ways.append(say("sharing.objective", objective=words, name=effect.objective))
    if effect.with_dynamics:
        ways.append(say("sharing.dynamics"))
    if effect.signal_weight is not None and effect.delay_s is not None:
        ways.append(
            say(
                "sharing.signals",
                count=len(effect.signals),
                weight=trial.numbers.general(effect.signal_weight),
                delay=trial.numbers.decimal(MILLISECONDS * effect.delay_s, 0),
            )
        )
    return tuple(ways)


def _change_row(trial: Trial, each: LoadChange, say: Texts) -> tuple[str, ...]:
    numbers, weight = trial.numbers, body_weight_N(trial.assessment.subject.mass_kg)
    change = each.change
    words = {1: "more", -1: "less", 0: "unclear"}[each.direction if _is_shown(trial, each) else 0]
    return (
        f"{trial.joint(each.joint)}, {trial.texts(f'loads.{each.component}')}",
        numbers.decimal(each.usual_N / weight, 2),
        numbers.decimal((each.usual_N + change.value_N) / weight, 2),
        say(
            "sharing.change_cell",
            change=numbers.change(change.value_N / weight, 2),
            low=numbers.change(change.low_N / weight, 2),
            high=numbers.change(change.high_N / weight, 2),
        ),
        say(f"sharing.{words}"),
    )


def _notes(trial: Trial, effect: SharingEffect, say: Texts) -> tuple[str, ...]:
    share = trial.numbers.decimal(PERCENT * effect.share, 0)
    notes = [say("sharing.changes_note", variants=effect.variants, share=share)]
    if effect.signals:
        notes.append(say("sharing.changes_note_signals"))
    usual, asked = effect.reserve_usual, effect.reserve_asked
    if usual is not None and asked is not None:
        notes.append(
            say(
                "sharing.reserve",
                usual=trial.numbers.decimal(PERCENT * usual.share, 1),
                usual_at=trial.coordinate(usual.coordinate),
                asked=trial.numbers.decimal(PERCENT * asked.share, 1),
                asked_at=trial.coordinate(asked.coordinate),
            )
        )
    return tuple(notes)


def _signals(trial: Trial, effect: SharingEffect, say: Texts) -> Table:
    rows = [_signal_row(trial, each, say) for each in effect.signals]
    means = [_mean_square(column) for column in _columns(effect)]
    rows.append((say("sharing.signals_mean"), "", "", *(_figure(trial, m, say) for m in means)))
    return Table(tuple(say("sharing.signals_columns").split("|")), tuple(rows))


def _signal_row(trial: Trial, each: SignalAgreement, say: Texts) -> tuple[str, ...]:
    key = "of_maximum" if each.reference == BY_MAXIMUM else "of_own_peak"
    return (
        each.channel,
        f"{say(f'surface.{each.muscle}')}, {trial.side(each.side)}",
        say(f"sharing.{key}"),
        *(_figure(trial, value, say) for value in (each.usual, each.informed, each.left_out)),
    )


def _figure(trial: Trial, value: float | None, say: Texts) -> str:
    return say("sharing.unknown") if value is None else trial.numbers.decimal(value, 2)


def _columns(effect: SharingEffect) -> tuple[list[float | None], ...]:
    signals = effect.signals
    return (
        [each.usual for each in signals],
        [each.informed for each in signals],
        [each.left_out for each in signals],
    )


def _mean_square(column: list[float | None]) -> float | None:
    known = [value for value in column if value is not None]
    return float(np.mean(np.square(known))) if known else None


def _signal_notes(effect: SharingEffect, say: Texts) -> tuple[str, ...]:
    notes = [say("sharing.signals_note")]
    usual, _, left_out = (_mean_square(column) for column in _columns(effect))
    if usual is not None and left_out is not None and left_out <= usual:
        notes.append(say("sharing.left_out_worse"))
    if any(each.reference != BY_MAXIMUM for each in effect.signals):
        notes.append(say("sharing.own_peak"))
    return tuple(notes)
