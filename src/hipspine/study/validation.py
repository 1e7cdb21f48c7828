"""The scoreboard: everything that data are at hand for, against what has been published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hipspine.clinic.request import Workshop
from hipspine.content.validation.schema import (
    Figures,
    Goal,
    Posture,
    ScoredTrial,
    disc_pressure,
    emg_agreement,
    goals,
    ground_reaction_figures,
    hip_figures,
    lumbar_figures,
    scored_trials,
    sign_figures,
)
from hipspine.domain.anatomy import Side
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.simulate.fit.workers import opensim_processes
from hipspine.study.directions import posed_rows, rising_rows, walking_rows
from hipspine.study.disc_pressure import disc_pressure_rows, mean_relative_deviation_percent
from hipspine.study.ground_reaction import lifting_row, predicted_force_rows
from hipspine.study.hip_contact import ImplantWalk, hip_peak_bw, hip_rows
from hipspine.study.informed_sharing import informed_rows
from hipspine.study.lumbar_walking import lumbar_rows
from hipspine.study.muscle_signals import muscle_signal_rows
from hipspine.study.posed_body import PosedBody, pose_body, posed_model
from hipspine.study.scoreboard import GoalResult, Row, RowWriter, Scoreboard, Verdict
from hipspine.study.solved_trial import SolvedTrial, missing_files, solve_trial
from hipspine.study.tight_or_weak import tight_or_weak_rows
from hipspine.study.tried import (
    passive_moment_rows,
    tried_posed_rows,
    tried_signal_rows,
    tried_walking_rows,
)


@dataclass(frozen=True)
class TrialsAtHand:
    """The trials at hand, and those that are not with the reason."""

    folder: Path | None
    solved: tuple[SolvedTrial, ...]
    lacking: tuple[tuple[ScoredTrial, str], ...]

    def of(self, task: str) -> list[SolvedTrial]:
        """Return the solved trials of one task."""
        return [trial for trial in self.solved if trial.scored.task == task]


def validate(
    recordings: Path | None,
    workshop: Workshop,
    *,
    implant: ImplantWalk | None = None,
    objective: Objective = DEFAULT_OBJECTIVE,
) -> Scoreboard:
    """Return the scoreboard of everything that can be run.

    Parameters
    ----------
    recordings : Path or None
        Folder of the recordings named in ``content/validation/recordings.toml``. None: only what
        needs no recording is run, the rest says so.
    workshop : Workshop
    implant : ImplantWalk, optional
        A gait cycle measured in a hip implant, to compare the hip's curve with.
    objective : Objective
        What muscle sharing keeps small, in every row.

    Raises
    ------
    UserError
        If a recording that is there cannot be used.
    """
    with opensim_processes(workshop.workers) as processes:
        inside = replace(workshop, workers=processes)
        recorded = trials_at_hand(recordings, inside, objective=objective)
        rows = _by_part(
            [*recorded_rows(recorded, inside, implant), *_posed_rows(inside, objective)]
        )
    return Scoreboard(tuple(rows), goal_results(rows, recorded))


def trials_at_hand(
    folder: Path | None, workshop: Workshop, *, objective: Objective = DEFAULT_OBJECTIVE
) -> TrialsAtHand:
    """Return the trials that a folder holds, solved, and why the others are lacking."""
    solved, lacking = [], []
    for scored in scored_trials():
        if folder is None:
            lacking.append((scored, "no folder of recordings was given"))
        elif missing := missing_files(scored, folder):
            lacking.append((scored, f"not in the folder: {', '.join(missing)}"))
        else:
            solved.append(solve_trial(scored, folder, workshop, objective=objective))
    return TrialsAtHand(folder, tuple(solved), tuple(lacking))


def recorded_rows(
    recorded: TrialsAtHand, workshop: Workshop, implant: ImplantWalk | None = None
) -> list[Row]:
    """Return every row that takes a recording; those of trials not at hand say why."""
    walks, rising = recorded.of("walking"), recorded.of("sit_to_stand")
    rows = [*_lacking_rows(recorded), *lumbar_rows(walks), *hip_rows(walks, rising, implant)]
    if recorded.folder is not None:
        rows += muscle_signal_rows(walks, recorded.folder)
        rows += informed_rows(walks, recorded.folder)
    for walk in walks:
        rows += walking_rows(walk)
    rows += [row for trial in recorded.solved for row in predicted_force_rows(trial, workshop)]
    rows.append(lifting_row())
    rows += [*rising_rows(rising), *tight_or_weak_rows([*walks, *rising])]
    return [*rows, *tried_walking_rows(walks), *tried_signal_rows(rows)]


def _by_part(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with those of one part together, parts in order of appearance."""
    parts = list(dict.fromkeys(row.figure.part for row in rows))
    return sorted(rows, key=lambda row: parts.index(row.figure.part))


def _lacking_rows(recorded: TrialsAtHand) -> list[Row]:
    """Return one row for every figure that a trial not at hand would have been held against."""
    rows = []
    for scored, because in recorded.lacking:
        for figures in _figures_of(scored):
            writer = RowWriter(figures)
            rows += [
                writer.not_run(figure.id, scored.name, because)
                for figure in figures.figures
                if _is_about(figure.id, scored)
            ]
    return rows


def _figures_of(scored: ScoredTrial) -> tuple[Figures, ...]:
    anywhere = (sign_figures(), ground_reaction_figures())
    return {
        "walking": (lumbar_figures(), hip_figures(), emg_agreement(), *anywhere),
        "sit_to_stand": (hip_figures(), *anywhere),
        "squat": (ground_reaction_figures(),),
    }[scored.task]


def _is_about(figure: str, scored: ScoredTrial) -> bool:
    """Return whether a trial is what a figure is about, going by the figure's id."""
    if figure.startswith("predicted_"):
        return True
    if scored.task == "sit_to_stand":
        return figure in ("hip_peak_rising", "rising_against_standing", "tight_minus_weak")
    if figure.startswith("emg_") and figure != "emg_jaccard":
        return scored.emg is not None
    elsewhere = (
        "lewis_",
        "lifting_",
        "rising_",
        "hip_one",
        "hip_stairs",
        "hip_standard",
        "hip_curve",
    )
    return not figure.startswith(elsewhere) and figure not in (
        "hip_peak_rising",
        "l3_l4_rises_with_speed",
    )


def _posed_rows(workshop: Workshop, objective: Objective) -> list[Row]:
    table = disc_pressure()
    model = posed_model(table.body_mass_kg, table.body_height_m, workshop)

    def pose(posture: Posture) -> PosedBody:
        workshop.progress(f"Posing: {posture.name}", 0, 1)
        body = pose_body(
            posture, model, workshop, crate_kg=table.crate_mass_kg, objective=objective
        )
        workshop.progress(f"Posing: {posture.name}", 1, 1)
        return body

    tried = [*tried_posed_rows(pose), *passive_moment_rows(model, workshop)]
    return [*disc_pressure_rows(pose), *posed_rows(pose), *tried]


def goal_results(rows: Sequence[Row], recorded: TrialsAtHand) -> tuple[GoalResult, ...]:
    """Return how far every goal is reached."""
    return tuple(_goal_result(goal, rows, recorded) for goal in goals())


def _goal_result(goal: Goal, rows: Sequence[Row], recorded: TrialsAtHand) -> GoalResult:
    counted = [row for row in rows if row.figure.goal == goal.id and row.ours is not None]
    if goal.id == "hip_peak":
        return _hip_goal(goal, recorded.of("walking"))
    if not counted:
        return GoalResult(goal, None, "nothing was run that it counts")
    if goal.id == "disc_pressure":
        reached = mean_relative_deviation_percent(list(counted))
        return GoalResult(goal, reached, f"mean over {len(counted)} postures")
    if goal.id == "lumbar_bands":
        return _band_goal(goal, counted)
    values = [row.ours for row in counted if row.ours is not None]
    return GoalResult(goal, min(values), f"lowest of {len(values)} walks with signals")


def _hip_goal(goal: Goal, walks: Sequence[SolvedTrial]) -> GoalResult:
    peaks = {
        f"{walk.name} {side} {peak:.2f}": peak
        for walk in walks
        for side in Side
        if (peak := hip_peak_bw(walk, side)) is not None
    }
    if not peaks:
        return GoalResult(goal, None, "nothing was run that it counts")
    return GoalResult(goal, max(peaks.values()), "; ".join(peaks))


def _band_goal(goal: Goal, counted: Sequence[Row]) -> GoalResult:
    by_walk: dict[str, int] = {}
    for row in counted:
        by_walk[row.setting] = by_walk.get(row.setting, 0) + (row.verdict is Verdict.WITHIN)
    detail = "; ".join(f"{walk}: {within} of 11" for walk, within in by_walk.items())
    return GoalResult(goal, min(by_walk.values()), detail)
