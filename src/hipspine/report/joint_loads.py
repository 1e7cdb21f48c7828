"""Loads of the lumbar discs and hips over the cycle, with published ranges behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.content.norms import LoadRange
from hipspine.domain.anatomy import LUMBAR_LEVELS, Side
from hipspine.domain.assessment import Curve, JointLoadCurves
from hipspine.domain.cohort import CohortBand, CohortBands
from hipspine.domain.uncertainty import LoadSummary
from hipspine.domain.units import body_weight_N
from hipspine.report.charts import Band, CurveBand, Frame, curve_chart
from hipspine.report.fixed_axes import fixed_limits
from hipspine.report.panels import (
    NamedCurve,
    Panel,
    Table,
    curve_lines,
    legend,
    numbers_table,
    summary,
)
from hipspine.report.results import in_body_weights
from hipspine.report.trial import Trial

SHOWN_DISCS = ("L4_L5", "L5_S1")
SIGNED = ("anterior_shear", "lateral_shear")
"""Components whose sign is a direction: their lowest value matters as much as their highest."""
COMPONENTS = ("compression", "anterior_shear", "lateral_shear", "resultant")


@dataclass(frozen=True)
class Loads:
    """The section: charts, a table of all joints, and why a disc load is missing."""

    panels: tuple[Panel, ...]
    table: Table
    lumbar_absent: str | None


def joint_loads(trial: Trial) -> Loads | None:
    """Return the section, or None where no joint load is known."""
    loads = trial.assessment.loads
    if not loads:
        return None
    discs = [joint for joint in SHOWN_DISCS if joint in loads]
    panels = _disc_panels(trial, discs)
    if hips := _hip_panel(trial):
        panels.insert(len(discs), hips)
    absent = None if any(joint in loads for joint in LUMBAR_LEVELS) else _why_no_lumbar(trial)
    return Loads(tuple(panels), _table(trial), absent)


def component_of(load: JointLoadCurves, component: str, mass_kg: float) -> Curve:
    """Return one component of a joint's load in body weights."""
    curve: Curve = getattr(load, component)
    return in_body_weights(curve, mass_kg)


def _disc_panels(trial: Trial, discs: Sequence[str]) -> list[Panel]:
    panels: list[Panel] = []
    for component in ("compression", "anterior_shear") if discs else ():
        curves = {joint: _curve(trial, joint, component) for joint in discs}
        ranges = [
            each for joint in discs for each in _published(trial, joint=joint, component=component)
        ]
        limits = _limits(
            component, [*curves.values(), *_group_ends(trial, discs, component)], ranges
        )
        for joint, curve in curves.items():
            words = trial.texts(f"loads.{component}")
            named = [NamedCurve(curve, words[:1].upper() + words[1:], None)]
            title = trial.texts("loads.chart_title", joint=trial.joint(joint), component=words)
            panels.append(_panel(trial, named, (joint, component), title, limits))
    return panels


def _hip_panel(trial: Trial) -> Panel | None:
    loads = trial.assessment.loads
    named = [
        NamedCurve(
            _curve(trial, f"hip_{side}", "resultant"), trial.texts(f"chart.{side.value}"), side
        )
        for side in (Side.LEFT, Side.RIGHT)
        if f"hip_{side}" in loads
    ]
    if not named:
        return None
    joint = next(f"hip_{side}" for side in Side if f"hip_{side}" in loads)
    ranges = _published(trial, joint=joint, component="resultant")
    limits = _limits(
        "resultant",
        [*(each.curve for each in named), *_group_ends(trial, [joint], "resultant")],
        ranges,
    )
    title = trial.texts("loads.hip_title")
    return _panel(trial, named, (joint, "resultant"), title, limits)


def _panel(
    trial: Trial,
    named: list[NamedCurve],
    of: tuple[str, str],
    title: str,
    limits: tuple[float, float],
) -> Panel:
    joint, component = of
    group = trial.group_band(joint, component)
    ranges = () if group else _published(trial, joint=joint, component=component)
    words = trial.texts(f"loads.{component}")
    label = trial.texts("loads.y_label", component=words[:1].upper() + words[1:])
    x_label = trial.trunk_x_label if joint in LUMBAR_LEVELS else trial.x_label
    chart = curve_chart(
        Frame(*limits, label, x_label, numbers=trial.numbers),
        curve_lines(trial, named),
        title=title,
        description=trial.texts(
            "loads.description",
            joint=trial.joint(joint),
            component=words,
            segment=trial.segment,
            summary=summary(trial, named, places=2, signed=component in SIGNED),
        ),
        bands=tuple(band for each in ranges for band in _bands(each)),
        group_band=_curve_band(group),
    )
    notes = tuple(_band_words(trial, each) for each in ranges)
    if trial.cohort is not None:
        notes = (_group_words(trial, trial.cohort, is_drawn=group is not None), *notes)
    return Panel(
        title,
        chart,
        legend(trial, named, places=2, signed=component in SIGNED),
        notes or (trial.texts("loads.no_band"),),
        numbers_table(trial, named, places=2),
    )


def _curve_band(group: CohortBand | None) -> CurveBand | None:
    return None if group is None else CurveBand(np.array(group.low_bw), np.array(group.high_bw))


def _group_words(trial: Trial, group: CohortBands, *, is_drawn: bool) -> str:
    """Return whose band it is, or that the group has none over this segment."""
    if not is_drawn:
        return trial.texts("loads.no_group_band", name=group.name)
    key = "group_band_generated" if group.is_generated else "group_band"
    name = group.name if group.group is None else f"{group.name}, {group.group}"
    return trial.texts(f"loads.{key}", name=name, persons=group.persons)


def _curve(trial: Trial, joint: str, component: str) -> Curve:
    mass_kg = trial.assessment.subject.mass_kg
    return component_of(trial.assessment.loads[joint], component, mass_kg)


def _published(trial: Trial, *, joint: str, component: str) -> tuple[LoadRange, ...]:
    return trial.norms.load_range(trial.norm_task, joint, component)


def _bands(found: LoadRange) -> tuple[Band, ...]:
    band = Band(found.low_bw, found.high_bw)
    return (band, Band(-found.high_bw, -found.low_bw)) if found.both_directions else (band,)


def _group_ends(trial: Trial, joints: Sequence[str], component: str) -> list[Curve]:
    """Return the edges of the group's bands, for which the axes need room."""
    bands = [trial.group_band(joint, component) for joint in joints]
    return [Curve(np.array([band.low_bw, band.high_bw])) for band in bands if band is not None]


def _limits(
    component: str, curves: list[Curve], ranges: Sequence[LoadRange]
) -> tuple[float, float]:
    """Return axis limits that are the same for every visit, unless a curve or band leaves them."""
    edges = [np.array([band.low, band.high]) for each in ranges for band in _bands(each)]
    return fixed_limits(component, [*(each.values for each in curves), *edges])


def _band_words(trial: Trial, found: LoadRange) -> str:
    source = trial.norms.sources[found.source]
    key = "band_single" if found.low_bw == found.high_bw else "band"
    return trial.texts(
        f"loads.{'band_either_way' if found.both_directions else key}",
        low=trial.numbers.general(found.low_bw),
        high=trial.numbers.general(found.high_bw),
        found_at=trial.phrase(found.found_at),
        source=source.label,
        method=trial.phrase(source.method),
        people=trial.phrase(source.people),
        age=trial.phrase(source.age),
        speed=trial.phrase(source.speed),
    )


def _table(trial: Trial) -> Table:
    say = trial.texts
    columns = [say("loads.joint")]
    for component in COMPONENTS:
        name = say(f"loads.{component}")
        columns += [
            f"{name[:1].upper()}{name[1:]}, {say(f'loads.{of}')}"
            for of in ("mean", _extreme(component))
        ]
    rows = []
    for joint, load in trial.assessment.loads.items():
        cells = [trial.joint(joint)]
        for component in COMPONENTS:
            curve = component_of(load, component, trial.assessment.subject.mass_kg)
            extreme = _extreme_text(trial, component, curve)
            cells += [trial.mean_text(curve, 2), f"{extreme}{_band_text(trial, joint, component)}"]
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))


def _extreme(component: str) -> str:
    return "range" if component in SIGNED else "peak"


def _extreme_text(trial: Trial, component: str, curve: Curve) -> str:
    if component not in SIGNED:
        return trial.peak_text(curve, 2)
    lowest, peak = trial.numbers.decimal(curve.lowest, 2), trial.numbers.decimal(curve.peak, 2)
    return trial.texts("loads.range_cell", lowest=lowest, peak=peak)


def _band_text(trial: Trial, joint: str, component: str) -> str:
    """Return the band over variants of the body behind a peak, empty where there is none."""
    bands = trial.assessment.load_bands
    band = bands and bands.of(joint, component, LoadSummary.PEAK)
    if not band or component in SIGNED:
        return ""
    weight = body_weight_N(trial.assessment.subject.mass_kg)
    low, high = (trial.numbers.decimal(end / weight, 2) for end in (band.low_N, band.high_N))
    return trial.texts("loads.band_cell", low=low, high=high)


def _why_no_lumbar(trial: Trial) -> str:
    """Return why no disc load is there, as the assessment states it."""
    names = ("lumbar", "disc", *LUMBAR_LEVELS)
    for each in trial.assessment.absent:
        if any(name.lower() in each.what.lower() for name in names):
            return trial.texts("loads.no_lumbar", reason=trial.phrase(each.reason))
    return trial.texts("loads.no_lumbar", reason=trial.texts("loads.no_lumbar_reason"))
