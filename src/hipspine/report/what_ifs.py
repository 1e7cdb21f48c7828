"""The what-if section: cards with slider, ledger, loads and a table of levels."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.assessment import (
    Curve,
    LedgerRow,
    Sweep,
    WhatIfKind,
    WhatIfResult,
)
from hipspine.report.charts import Frame, comparison_chart, round_limits
from hipspine.report.figures import ENGLISH, Numbers
from hipspine.report.panels import Table
from hipspine.report.trial import Trial
from hipspine.report.what_if_words import (
    CHANGE_WORTH_NAMING_N,
    before_and_after,
    effect_over_levels,
    lacks_more,
    largest_change_cell,
    level_label,
    outcome_sentence,
    shortfall_words,
)

CHARTED = (
    ("L5_S1", "compression"),
    ("L4_L5", "compression"),
    ("hip_left", "resultant"),
    ("hip_right", "resultant"),
)
"""Loads drawn over the cycle, as recorded and what if."""
TABLED = (
    ("L5_S1", "compression"),
    ("L5_S1", "anterior_shear"),
    ("L4_L5", "compression"),
    ("L4_L5", "anterior_shear"),
    ("hip_left", "resultant"),
    ("hip_right", "resultant"),
)
LEDGER_ROWS = 10


@dataclass(frozen=True)
class LedgerLine:
    """A row of the ledger in words."""

    name: str
    side: str
    before: str
    after: str
    newtons: str
    body_weights: str
    bar_percent: float
    """Signed length of the bar, in percent of the largest change of the card."""


@dataclass(frozen=True)
class LoadLine:
    """A load as recorded and under the what-if, in words."""

    name: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Outcome:
    """What one scenario does, in words."""

    label: str
    feasible: bool
    sentence: str
    shortfalls: tuple[str, ...]
    ledger: tuple[LedgerLine, ...]
    loads: tuple[LoadLine, ...]


@dataclass(frozen=True)
class LoadChart:
    """A chart of one load, as recorded and what if; ``key`` finds its curves in the payload."""

    key: str
    title: str
    chart: Markup
    low: float
    high: float


@dataclass(frozen=True)
class Card:
    """One what-if: a sweep with its slider, or a single one that the user asked for."""

    id: str
    title: str
    kind: WhatIfKind
    effect: str
    outcomes: tuple[Outcome, ...]
    start: int
    """Index of the outcome shown first: the recording itself for a sweep."""
    recorded: int | None
    charts: tuple[LoadChart, ...]
    levels: Table | None


@dataclass(frozen=True)
class WhatIfs:
    """The section: what the user asked for, then the sweeps by kind."""

    asked: tuple[Card, ...]
    same_motion: tuple[Card, ...]
    other_posture: tuple[Card, ...]
    lacking: tuple[str, ...]
    """What muscles lack for the motion as recorded already."""


def what_ifs(trial: Trial) -> WhatIfs | None:
    """Return the section, or None where no what-if was computed."""
    assessment = trial.assessment
    asked = tuple(_asked_card(trial, each, at) for at, each in enumerate(assessment.what_ifs))
    sweeps = [_sweep_card(trial, each) for each in assessment.sweeps]
    if not asked and not sweeps:
        return None
    return WhatIfs(
        asked,
        tuple(card for card in sweeps if card.kind is WhatIfKind.SAME_MOTION),
        tuple(card for card in sweeps if card.kind is WhatIfKind.OTHER_POSTURE),
        tuple(shortfall_words(trial, each) for each in assessment.quality.shortfalls),
    )


def comparison_frame(
    low: float, high: float, *, y_label: str, x_label: str, numbers: Numbers = ENGLISH
) -> Frame:
    """Return the frame of a card's load charts; four of them fit side by side."""
    return Frame(
        low, high, y_label, x_label, width=300, height=200, left=52, right=14, numbers=numbers
    )


def _sweep_card(trial: Trial, sweep: Sweep) -> Card:
    reach = _largest_change([row for result in sweep.results for row in result.ledger])
    recorded = sweep.levels.index(sweep.as_recorded_level)
    title = trial.phrase(sweep.title)
    labels = [level_label(trial.numbers, level, sweep.unit) for level in sweep.levels]
    outcomes = tuple(
        _outcome(trial, result, title=title, label=label, reach=reach, same=at == recorded)
        for at, (label, result) in enumerate(zip(labels, sweep.results, strict=True))
    )
    return Card(
        id=sweep.id,
        title=title,
        kind=sweep.kind,
        effect=effect_over_levels(trial, sweep.results, labels),
        outcomes=outcomes,
        start=recorded,
        recorded=recorded,
        charts=_charts(trial, sweep.results, shown=recorded),
        levels=_levels_table(trial, sweep, outcomes),
    )


def _asked_card(trial: Trial, result: WhatIfResult, number: int) -> Card:
    posture = result.scenario.changes_posture
    reach = _largest_change(result.ledger)
    name = result.scenario.name
    return Card(
        id=f"asked_{number}",
        title=name,
        kind=WhatIfKind.OTHER_POSTURE if posture else WhatIfKind.SAME_MOTION,
        effect=effect_over_levels(trial, (result,), [name]),
        outcomes=(_outcome(trial, result, title=name, label="", reach=reach, same=False),),
        start=0,
        recorded=None,
        charts=_charts(trial, (result,), shown=0),
        levels=None,
    )


def _largest_change(rows: Sequence[LedgerRow]) -> float:
    return max((abs(row.change_N) for row in rows), default=0.0)


def _outcome(
    trial: Trial, result: WhatIfResult, *, title: str, label: str, reach: float, same: bool
) -> Outcome:
    shortfalls = tuple(shortfall_words(trial, each) for each in result.shortfalls)
    worth_naming = [row for row in result.ledger if abs(row.change_N) >= CHANGE_WORTH_NAMING_N]
    rows = sorted(worth_naming, key=lambda row: -abs(row.change_N))[:LEDGER_ROWS]
    loads = tuple(_load_lines(trial, result))
    return Outcome(
        label=label,
        feasible=not lacks_more(trial, result),
        sentence=outcome_sentence(
            trial, result, f"{title}: {label}" if label else title, same=same
        ),
        shortfalls=shortfalls,
        ledger=tuple(_ledger_line(trial, row, reach) for row in rows),
        loads=loads,
    )


def _ledger_line(trial: Trial, row: LedgerRow, reach: float) -> LedgerLine:
    return LedgerLine(
        name=trial.group(row.group),
        side=trial.side(row.side),
        before=trial.numbers.decimal(row.before_N, 0),
        after=trial.numbers.decimal(row.after_N, 0),
        newtons=trial.numbers.change(row.change_N, 0),
        body_weights=trial.numbers.change(row.change_N / trial.body_weight_N, 3),
        bar_percent=round(100 * row.change_N / reach, 1) if reach else 0.0,
    )


def _load_lines(trial: Trial, result: WhatIfResult) -> list[LoadLine]:
    """Return a line for each load that is known as recorded, so that all levels line up."""
    lines = []
    for joint, component in TABLED:
        if joint not in trial.assessment.loads:
            continue
        pair = before_and_after(trial, result, joint, component)
        for of in ("mean", "peak"):
            name = trial.texts(
                f"what_if.{of}_row",
                joint=trial.joint(joint),
                component=trial.texts(f"loads.{component}"),
            )
            lines.append(_load_line(trial.numbers, name, pair, of))
    return lines


def _load_line(numbers: Numbers, name: str, pair: tuple[Curve, Curve] | None, of: str) -> LoadLine:
    if pair is None:
        return LoadLine(name, "–", "–", "–")
    shown = _strongest(pair[0]) if of == "peak" else of
    before, after = (float(getattr(each, shown)) for each in pair)
    return LoadLine(
        name,
        numbers.decimal(before, 2),
        numbers.decimal(after, 2),
        numbers.change(after - before, 2),
    )


def _strongest(curve: Curve) -> str:
    """Return which end of a curve is its peak: shear that points backwards has its lowest there."""
    return "lowest" if abs(curve.lowest) > abs(curve.peak) else "peak"


def _charts(trial: Trial, results: Sequence[WhatIfResult], *, shown: int) -> tuple[LoadChart, ...]:
    charts = []
    for joint, component in CHARTED:
        pairs = [
            pair for each in results if (pair := before_and_after(trial, each, joint, component))
        ]
        if len(pairs) == len(results):
            charts.append(_load_chart(trial, pairs, (joint, component), shown=shown))
    return tuple(charts)


def _load_chart(
    trial: Trial, pairs: Sequence[tuple[Curve, Curve]], of: tuple[str, str], *, shown: int
) -> LoadChart:
    joint, component = of
    recorded = pairs[0][0].curve
    curves = [recorded, *(after.curve for _, after in pairs)]
    low, high = round_limits(
        float(min(each.min() for each in curves)), float(max(each.max() for each in curves))
    )
    words = trial.texts(f"loads.{component}")
    title = trial.texts("loads.chart_title", joint=trial.joint(joint), component=words)
    label = trial.texts("loads.y_label", component=words[:1].upper() + words[1:])
    x_label = trial.trunk_x_label if joint in LUMBAR_LEVELS else trial.x_label
    chart = comparison_chart(
        comparison_frame(low, high, y_label=label, x_label=x_label, numbers=trial.numbers),
        recorded,
        pairs[shown][1].curve,
        title=title,
        description=trial.texts("what_if.chart_description"),
    )
    return LoadChart(f"{joint}.{component}", title, chart, low, high)


def _levels_table(trial: Trial, sweep: Sweep, outcomes: Sequence[Outcome]) -> Table:
    """Return all levels of a sweep in a table: what stands in for the slider on paper."""
    say = trial.texts
    names = [
        (joint, component)
        for joint, component in CHARTED
        if all(before_and_after(trial, each, joint, component) for each in sweep.results)
    ]
    columns = [say("what_if.level"), say("what_if.possible")]
    for joint, component in names:
        part = say("what_if.mean_and_peak_column", joint=trial.joint(joint))
        columns.append(f"{part}, {say(f'loads.{component}')} [BW]")
    columns.append(say("what_if.takes_over"))
    rows = tuple(
        _level_row(trial, sweep, at, outcome, names) for at, outcome in enumerate(outcomes)
    )
    return Table(tuple(columns), rows)


def _level_row(
    trial: Trial, sweep: Sweep, at: int, outcome: Outcome, names: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    say, result = trial.texts, sweep.results[at]
    recorded = sweep.levels[at] == sweep.as_recorded_level
    level = f"{outcome.label} ({say('what_if.as_recorded')})" if recorded else outcome.label
    possible = [say("what_if.yes")]
    if not outcome.feasible:
        possible = [f"{say('what_if.no')}.", *outcome.shortfalls]
    loads = []
    for joint, component in names:
        pair = before_and_after(trial, result, joint, component)
        loads.append(
            f"{trial.numbers.decimal(pair[1].mean, 2)} / {trial.numbers.decimal(pair[1].peak, 2)}"
            if pair
            else ""
        )
    return level, " ".join(possible), *loads, largest_change_cell(trial, result)
