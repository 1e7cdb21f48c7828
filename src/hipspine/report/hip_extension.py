"""Who extends the hip over the cycle: moments stacked by muscle group, left and right."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.report.charts import Frame, stacked_areas
from hipspine.report.fixed_axes import fixed_limits
from hipspine.report.panels import Panel, Table
from hipspine.report.trial import Trial

STACKS: dict[str, tuple[MuscleGroup, ...]] = {
    "gluteus_maximus": (MuscleGroup.GLUTEUS_MAXIMUS,),
    "hamstrings": (MuscleGroup.HAMSTRINGS,),
    "gluteus_medius_minimus": (MuscleGroup.GLUTEUS_MEDIUS, MuscleGroup.GLUTEUS_MINIMUS),
    "adductors": (MuscleGroup.ADDUCTORS, MuscleGroup.GRACILIS),
    "rotators": (MuscleGroup.PIRIFORMIS, MuscleGroup.DEEP_ROTATORS),
    "hip_flexors": (
        MuscleGroup.ILIACUS,
        MuscleGroup.PSOAS,
        MuscleGroup.RECTUS_FEMORIS,
        MuscleGroup.TENSOR_FASCIAE_LATAE,
        MuscleGroup.SARTORIUS,
    ),
}
"""Muscle groups shown together, from the zero line outwards; what is in none is ``other``."""


@dataclass(frozen=True)
class StackEntry:
    """One colour of the stacked charts."""

    style: str
    name: str


@dataclass(frozen=True)
class HipExtension:
    """The section's charts, the legend they share and each group's share of the work."""

    panels: tuple[Panel, ...]
    legend: tuple[StackEntry, ...]
    shares: Table


def hip_extension(trial: Trial) -> HipExtension | None:
    """Return the section, or None where no hip moment is known."""
    stacks = {side: _stacks(trial, side) for side in (Side.LEFT, Side.RIGHT)}
    known = {side: layers for side, layers in stacks.items() if layers}
    if not known:
        return None
    limits = _common_limits(list(known.values()))
    names = [name for name in (*STACKS, "other") if any(name in each for each in known.values())]
    return HipExtension(
        panels=tuple(_panel(trial, side, layers, limits) for side, layers in known.items()),
        legend=tuple(StackEntry(f"stack-{name}", trial.texts(f"stack.{name}")) for name in names),
        shares=_shares_table(trial, known, names),
    )


def _stacks(trial: Trial, side: Side) -> dict[str, FloatArray]:
    """Return each stack's mean moment (101,) [N·m] on a side, positive extending."""
    of_group = {group: name for name, groups in STACKS.items() for group in groups}
    layers: dict[str, FloatArray] = {}
    for (group, group_side), curve in trial.assessment.hip_extension_moments.items():
        if group_side is side:
            name = of_group.get(group, "other")
            layers[name] = layers.get(name, np.zeros(101)) + curve.curve
    order = [*STACKS, "other"]
    return {name: layers[name] for name in order if name in layers and np.any(layers[name] != 0)}


def _common_limits(stacks: list[dict[str, FloatArray]]) -> tuple[float, float]:
    """Return limits that hold both sides and are the same for every visit, where they can be."""
    together = [np.stack(list(layers.values())) for layers in stacks]
    high = max(float(np.maximum(each, 0).sum(axis=0).max()) for each in together)
    low = min(float(np.minimum(each, 0).sum(axis=0).min()) for each in together)
    return fixed_limits("hip_moment", [np.array([low, high])])


def extending_shares(layers: dict[str, FloatArray]) -> dict[str, float]:
    """Return each stack's part of the extending moment over the cycle [%].

    The extending moment is the sum of what each stack extends with; what flexes does not count
    against it.
    """
    extending = {name: float(np.maximum(values, 0).mean()) for name, values in layers.items()}
    total = sum(extending.values())
    return {name: 100 * each / total if total else 0.0 for name, each in extending.items()}


def _panel(
    trial: Trial, side: Side, layers: dict[str, FloatArray], limits: tuple[float, float]
) -> Panel:
    say = trial.texts
    title = say(f"hip_extension.{side.value}")
    shares = extending_shares(layers)
    largest = max(shares, key=lambda name: shares[name])
    moments = trial.assessment.hip_extension_moments
    count = next(len(each.values) for (_, at), each in moments.items() if at is side)
    description = say(
        "hip_extension.description",
        repetitions=trial.repetitions(count),
        group=say(f"stack.{largest}"),
        share=trial.numbers.decimal(shares[largest], 0),
        segment=trial.segment,
    )
    frame = Frame(
        *limits, say("hip_extension.y_label"), trial.x_label, height=250, numbers=trial.numbers
    )
    chart = stacked_areas(
        frame,
        tuple((f"stack-{name}", values) for name, values in layers.items()),
        title=title,
        description=description,
        toe_off_percent=trial.toe_off_percent(side),
        toe_off_words=say("chart.toe_off_word"),
    )
    columns = (trial.x_label, *(say(f"stack.{name}") for name in layers))
    rows = tuple(
        (
            str(percent),
            *(trial.numbers.decimal(float(each[percent]), 1) for each in layers.values()),
        )
        for percent in range(0, 101, 10)
    )
    notes = (description, say("hip_extension.no_band"))
    return Panel(title, chart, (), notes, Table(columns, rows))


def _shares_table(
    trial: Trial, known: dict[Side, dict[str, FloatArray]], names: list[str]
) -> Table:
    shares = {side: extending_shares(layers) for side, layers in known.items()}
    rows = tuple(
        (
            trial.texts(f"stack.{name}"),
            *(trial.numbers.decimal(each.get(name, 0.0), 0) for each in shares.values()),
        )
        for name in names
    )
    columns = tuple(
        trial.texts("hip_extension.share_column", side=trial.texts(f"hip_extension.{side.value}"))
        for side in known
    )
    return Table(("", *columns), rows)
