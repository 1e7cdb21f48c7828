"""Activation of the muscle groups over the cycle, as small charts with one scale."""

from dataclasses import dataclass

from hipspine.content.norms import MuscleTiming
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.report.charts import Frame, curve_chart
from hipspine.report.panels import (
    NamedCurve,
    Panel,
    curve_lines,
    legend,
    numbers_table,
    summary,
)
from hipspine.report.trial import Trial

HIP_GROUPS = (
    MuscleGroup.GLUTEUS_MAXIMUS,
    MuscleGroup.GLUTEUS_MEDIUS,
    MuscleGroup.GLUTEUS_MINIMUS,
    MuscleGroup.PIRIFORMIS,
    MuscleGroup.HAMSTRINGS,
    MuscleGroup.ILIACUS,
    MuscleGroup.PSOAS,
    MuscleGroup.RECTUS_FEMORIS,
    MuscleGroup.TENSOR_FASCIAE_LATAE,
    MuscleGroup.ADDUCTORS,
    MuscleGroup.DEEP_ROTATORS,
    MuscleGroup.SARTORIUS,
)
TRUNK_GROUPS = (
    MuscleGroup.ILIOCOSTALIS,
    MuscleGroup.LONGISSIMUS,
    MuscleGroup.MULTIFIDUS,
    MuscleGroup.QUADRATUS_LUMBORUM,
    MuscleGroup.RECTUS_ABDOMINIS,
    MuscleGroup.EXTERNAL_OBLIQUE,
    MuscleGroup.INTERNAL_OBLIQUE,
    MuscleGroup.LATISSIMUS_DORSI,
)
LEG_GROUPS = tuple(group for group in MuscleGroup if group not in (*HIP_GROUPS, *TRUNK_GROUPS))


@dataclass(frozen=True)
class ActivationFamily:
    """The charts of one part of the body."""

    title: str
    panels: tuple[Panel, ...]
    folded: bool
    """Whether the charts wait behind a heading to be opened."""


@dataclass(frozen=True)
class Activation:
    """The section: charts by part of the body, and the note on published timing."""

    families: tuple[ActivationFamily, ...]
    norm_note: str


def activation(trial: Trial) -> Activation | None:
    """Return the section, or None where no activation is known."""
    families = []
    for key, groups in (("hip", HIP_GROUPS), ("trunk", TRUNK_GROUPS), ("leg", LEG_GROUPS)):
        panels = [panel for group in groups if (panel := _panel(trial, group))]
        if panels:
            title = trial.texts(f"activation.{key}")
            families.append(ActivationFamily(title, tuple(panels), key == "leg"))
    return Activation(tuple(families), _norm_note(trial)) if families else None


def _panel(trial: Trial, group: MuscleGroup) -> Panel | None:
    curves = [
        NamedCurve(curve, trial.texts(f"chart.{side.value}"), side)
        for side in (Side.LEFT, Side.RIGHT)
        if (curve := trial.assessment.activations.get((group, side))) is not None
    ]
    if not curves:
        return None
    title = trial.group(group)
    timing = trial.norms.timing(trial.norm_task, group)
    words = summary(trial, curves, places=2)
    chart = curve_chart(
        Frame(
            0,
            1,
            trial.texts("activation.y_label"),
            trial.x_label,
            y_ticks=(0, 0.5, 1),
            numbers=trial.numbers,
        ),
        curve_lines(trial, curves),
        title=title,
        description=trial.texts("activation.description", segment=trial.segment, summary=words),
        on_percent=timing.on_percent if timing else (),
    )
    notes = _timing_notes(trial, timing)
    table = numbers_table(trial, curves, places=2)
    return Panel(title, chart, legend(trial, curves, places=2), notes, table)


def _timing_notes(trial: Trial, timing: MuscleTiming | None) -> tuple[str, ...]:
    """Return the chart's published timing, or that none is held; nothing where no muscle has one.

    For a task without any published timing the section says so once.
    """
    if timing is not None:
        return (_timing_words(trial, timing),)
    held = any(each.task == trial.norm_task for each in trial.norms.muscle_timings)
    return (trial.texts("activation.no_norm_one"),) if held else ()


def _timing_words(trial: Trial, timing: MuscleTiming) -> str:
    intervals = ", ".join(
        f"{trial.numbers.general(start)}–{trial.numbers.general(end)}"
        for start, end in timing.on_percent
    )
    source = trial.norms.sources[timing.source].label
    return trial.texts(
        "activation.norm_one",
        muscle=trial.phrase(timing.found_in),
        intervals=intervals,
        source=source,
    )


def _norm_note(trial: Trial) -> str:
    used = [each for each in trial.norms.muscle_timings if each.task == trial.norm_task]
    if not used:
        return trial.texts("activation.no_norm")
    source = trial.norms.sources[used[0].source]
    return trial.texts(
        "activation.norm",
        source=source.label,
        people=trial.phrase(source.people),
        speed=trial.phrase(source.speed),
    )
