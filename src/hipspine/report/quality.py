"""Data quality and provenance: the last section."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipspine.domain.assessment import ReserveUse
from hipspine.report.panels import Table
from hipspine.report.trial import Trial
from hipspine.report.what_if_words import shortfall_words


@dataclass(frozen=True)
class QualitySection:
    """What the section shows; None stands for what is absent."""

    markers: str
    residuals: Table | None
    reserves: Table | None
    shortfalls: tuple[str, ...]
    problems: Table | None
    absent: Table | None
    cycles: Table | None
    cycle_notes: tuple[str, ...]
    files: Table
    made_by: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def quality_section(trial: Trial) -> QualitySection:
    """Return the last section of the report."""
    quality, assessment = trial.assessment.quality, trial.assessment
    say = trial.texts
    return QualitySection(
        markers=_markers(trial),
        residuals=_residuals(trial),
        reserves=_table(
            trial,
            "quality.reserves_columns",
            (_reserve_row(trial, each) for each in _largest_first(quality.reserves)),
        ),
        shortfalls=tuple(shortfall_words(trial, each) for each in quality.shortfalls),
        problems=_table(
            trial,
            "quality.problems_columns",
            (
                (
                    say(f"quality.level_{each.level}"),
                    trial.phrase(each.where),
                    trial.phrase(each.what),
                    trial.phrase(each.suggestion),
                )
                for each in quality.problems
            ),
        ),
        absent=_table(
            trial,
            "quality.absent_columns",
            ((trial.phrase(each.what), trial.phrase(each.reason)) for each in assessment.absent),
        ),
        cycles=_cycles(trial),
        cycle_notes=_cycle_notes(trial),
        files=_files(trial),
        made_by=_made_by(trial),
        sources=_sources(trial),
    )


def _table(trial: Trial, columns: str, rows: Iterable[tuple[str, ...]]) -> Table | None:
    """Return a table, or None where it has no rows."""
    held = tuple(rows)
    return Table(tuple(trial.texts(columns).split("|")), held) if held else None


def _markers(trial: Trial) -> str:
    error = trial.assessment.quality.marker_error
    if error is None:
        return trial.texts("quality.markers_absent")
    return trial.texts(
        "quality.markers_text",
        rms=trial.numbers.decimal(1000 * error.rms_m, 1),
        max=trial.numbers.decimal(1000 * error.max_m, 1),
        worst=error.worst_marker,
    )


def _residuals(trial: Trial) -> Table | None:
    found = trial.assessment.quality.residuals
    if found is None:
        return None
    rows = (
        ("force", found.force_rms_N, found.force_peak_N, found.force_limit_N),
        ("moment", found.moment_rms_Nm, found.moment_peak_Nm, found.moment_limit_Nm),
    )
    say = trial.texts
    return _table(
        trial,
        "quality.residuals_columns",
        (
            (
                say(f"quality.residuals_{what}"),
                *(trial.numbers.decimal(value, 1) for value in (rms, peak, limit)),
                say("quality.yes" if peak <= limit else "quality.no"),
            )
            for what, rms, peak, limit in rows
        ),
    )


def _share_percent(reserve: ReserveUse) -> float | None:
    """Return a reserve's part of the peak moment [%], or None where no moment is needed."""
    if reserve.peak_moment_Nm <= 0:
        return None
    return 100 * reserve.peak_Nm / reserve.peak_moment_Nm


def _largest_first(reserves: tuple[ReserveUse, ...]) -> list[ReserveUse]:
    return sorted(reserves, key=lambda each: -(_share_percent(each) or 0.0))


def _reserve_row(trial: Trial, reserve: ReserveUse) -> tuple[str, ...]:
    share = _share_percent(reserve)
    return (
        trial.coordinate(reserve.coordinate),
        trial.numbers.decimal(reserve.peak_Nm, 2),
        trial.numbers.decimal(reserve.peak_moment_Nm, 1),
        "–" if share is None else trial.numbers.decimal(share, 1),
        trial.numbers.decimal(reserve.strength_Nm, 1),
    )


def _cycles(trial: Trial) -> Table | None:
    cycles = trial.assessment.cycles
    both = trial.texts("quality.both")
    rows = [
        (
            f"{trial.segment} {number}",
            trial.side(each.side) or both,
            trial.numbers.decimal(each.start_s, 3),
            trial.numbers.decimal(each.end_s, 3),
            "–" if each.toe_off_s is None else trial.numbers.decimal(each.toe_off_s, 3),
        )
        for number, each in enumerate(cycles.cycles, start=1)
    ]
    rows += [
        (
            trial.phrase.name(each.name),
            trial.side(each.side) or both,
            trial.numbers.decimal(each.start_s, 3),
            trial.numbers.decimal(each.end_s, 3),
            "–",
        )
        for each in cycles.phases
    ]
    return _table(trial, "quality.cycles_columns", rows)


def _cycle_notes(trial: Trial) -> tuple[str, ...]:
    cycles = trial.assessment.cycles
    return trial.texts("quality.cycles_source", source=trial.phrase(cycles.event_source)), *(
        trial.phrase(each) for each in cycles.missing
    )


def _files(trial: Trial) -> Table:
    provenance = trial.assessment.provenance
    rows = [(trial.phrase(each.role), each.name, each.sha256[:12]) for each in provenance.inputs]
    rows.append(
        (trial.texts("quality.model"), trial.phrase(provenance.model), provenance.model_sha256[:12])
    )
    return Table(tuple(trial.texts("quality.provenance_columns").split("|")), tuple(rows))


def _made_by(trial: Trial) -> tuple[tuple[str, str], ...]:
    provenance = trial.assessment.provenance
    software = f"{provenance.software} {provenance.software_version}"
    return (trial.texts("quality.software"), software), *(
        (trial.phrase.name(name), trial.phrase(value)) for name, value in provenance.options
    )


def _sources(trial: Trial) -> tuple[str, ...]:
    """Return the references of the published figures that can appear for this task."""
    norms = trial.norms
    used = {each.source for each in norms.entries if each.task == trial.norm_task}
    return tuple(norms.sources[name].reference for name in norms.sources if name in used)
