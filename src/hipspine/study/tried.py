"""What was tried where goals are not met: their figures with one assumption changed at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hipspine.clinic.request import Workshop
from hipspine.content.validation.schema import Posture, disc_pressure, tried_figures
from hipspine.domain.anatomy import Side
from hipspine.simulate.abdominal_pressure import with_abdominal_pressure
from hipspine.simulate.body.leg_strain import LEG_STRAIN_FACTOR
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine
from hipspine.simulate.leg_passive_force import with_published_leg_strain
from hipspine.simulate.passive_joint_moments import (
    measured_hip_moment_Nm,
    passive_deviation_Nm,
    posed_legs,
)
from hipspine.study.disc_pressure import disc_pressure_rows, mean_relative_deviation_percent
from hipspine.study.hip_contact import hip_peak_bw
from hipspine.study.lumbar_walking import band_rows
from hipspine.study.posed_body import PosedBody, silent
from hipspine.study.scoreboard import Row, RowWriter, Verdict
from hipspine.study.solved_trial import SolvedTrial

BELLY_PRESSURE_Pa = 5e3
"""Stokes 2010 tries 5 and 10 kPa (`simulate.abdominal_pressure`)."""
NO_STRAIN = 100.0
"""A fibre that reaches its passive strength at a hundredfold strain bears nothing that counts."""
LEANING = ("standing_flexed", "sitting_flexed", "lift_close", "lift_bent", "lift_far")
"""Postures in which people raise the pressure in their belly: bent, or with a load."""

_WRITER = RowWriter(tried_figures())


@dataclass(frozen=True)
class Attempt:
    """One assumption changed: in the bundle, or in how stiff the discs are."""

    name: str
    change: Callable[[Bundle], Bundle]
    disc_factor: float = 1.0
    postures: tuple[str, ...] | None = None
    """Postures that it is made in; None: all, and walking too."""

    def engine(self, engine: Engine) -> Engine:
        """Return the engine with the assumption changed."""
        return engine.variant(bundle=self.change(engine.bundle), disc_factor=self.disc_factor)


def _as_it_is(bundle: Bundle) -> Bundle:
    return bundle


def _published_legs(bundle: Bundle) -> Bundle:
    return replace(bundle, muscles=with_published_leg_strain(bundle.muscles))


def _slack(bundle: Bundle) -> Bundle:
    strain = np.full_like(bundle.muscles.passive_strain_at_max_force, NO_STRAIN)
    return replace(bundle, muscles=replace(bundle.muscles, passive_strain_at_max_force=strain))


def _pressed_belly(bundle: Bundle) -> Bundle:
    return with_abdominal_pressure(bundle, BELLY_PRESSURE_Pa)


ATTEMPTS = (
    Attempt("as it is", _as_it_is),
    Attempt("passive strain of the legs as published", _published_legs),
    Attempt("no passive muscle force", _slack),
    Attempt("muscles may be wholly silent", silent),
    Attempt("no discs", _as_it_is, disc_factor=0.0),
    Attempt("discs half as stiff", _as_it_is, disc_factor=0.5),
    Attempt("discs twice as stiff", _as_it_is, disc_factor=2.0),
    Attempt("5 kPa in the belly, where bent or loaded", _pressed_belly, postures=LEANING),
    Attempt("5 kPa in the belly throughout", _pressed_belly),
)


def tried_posed_rows(pose: Callable[[Posture], PosedBody]) -> list[Row]:
    """Return the disc-pressure goal's figure under every attempt."""
    measured = [posture for posture in disc_pressure().postures if posture.pressure_MPa is not None]
    bodies = {posture.id: pose(posture) for posture in measured}
    return [
        _WRITER.scored("tried_disc_pressure", attempt.name, _deviation_percent(attempt, bodies))
        for attempt in ATTEMPTS
    ]


def _deviation_percent(attempt: Attempt, bodies: Mapping[str, PosedBody]) -> float:
    def pose(posture: Posture) -> PosedBody:
        body = bodies[posture.id]
        if attempt.postures is not None and posture.id not in attempt.postures:
            return body
        return replace(body, engine=attempt.engine(body.engine))

    return mean_relative_deviation_percent(disc_pressure_rows(pose))


def passive_moment_rows(model_path: Path, workshop: Workshop) -> list[Row]:
    """Return how far passive moments of hip and knee are from measured ones, by strain."""
    legs = posed_legs(model_path, cache_dir=workshop.cache_dir, workers=workshop.workers)
    settings = {
        1.0: "strains as published",
        LEG_STRAIN_FACTOR: f"as it is: times {LEG_STRAIN_FACTOR}",
    }
    return [
        _WRITER.scored("passive_moments", setting, passive_deviation_Nm(legs, factor))
        for factor, setting in settings.items()
    ]


def tried_walking_rows(walks: Sequence[SolvedTrial]) -> list[Row]:
    """Return the goals of lumbar bands and hip peaks under every attempt, by walk."""
    rows = []
    for walk in walks:
        for attempt in ATTEMPTS:
            if attempt.postures is not None:
                continue
            setting = f"{walk.name}, {attempt.name}"
            changed = walk.with_engine(attempt.engine(walk.engine))
            within = sum(row.verdict is Verdict.WITHIN for row in band_rows(changed))
            rows.append(_WRITER.scored("tried_lumbar_bands", setting, within))
            rows += _hip_row(changed, setting)
        rows += _hip_row(
            walk.with_engine(walk.engine.variant(bundle=_with_ligaments(walk.engine))),
            f"{walk.name}, ligaments that bear what muscles lack in the extended hip and press "
            "on nothing",
        )
    return rows


def _hip_row(walk: SolvedTrial, setting: str) -> list[Row]:
    peaks = [peak for side in Side if (peak := hip_peak_bw(walk, side)) is not None]
    return [_WRITER.scored("tried_hip_peak", setting, max(peaks))] if peaks else []


def _with_ligaments(engine: Engine) -> Bundle:
    """Return the bundle with extended hips relieved of the passive moment that muscles do not give.

    That is what was measured less what the model's stretched muscles bear: the most that ligaments
    could spare them.
    """
    bundle = engine.bundle
    required = bundle.required_moments_Nm.copy()
    for side in Side:
        row = bundle.equations.index(f"hip_flexion{side.suffix}")
        hip = bundle.coordinate_values[:, row]
        knee = bundle.coordinate_values[:, bundle.equations.index(f"knee_angle{side.suffix}")]
        muscles = (bundle.moment_arms_m[:, row] * engine.base.passive_forces_N).sum(axis=1)
        lacking = np.maximum(measured_hip_moment_Nm(hip, knee) - muscles, 0.0)
        required[:, row] -= np.where(hip < 0.0, lacking, 0.0)
    return replace(bundle, required_moments_Nm=required)


def tried_signal_rows(rows: Sequence[Row]) -> list[Row]:
    """Return how well left-out channels could be told if the better of two answers were known.

    The two answers are the sharing without signals and the sharing informed by the other channels.
    """
    found: dict[str, list[float]] = {}
    for row in rows:
        if row.figure.id in ("emg_r", "emg_informed_r") and row.ours is not None:
            found.setdefault(row.setting, []).append(row.ours**2)
    if not found:
        return []
    best = float(np.mean([max(squares) for squares in found.values()]))
    note = (
        "not an answer, since nothing says which is the better: a bound for choosing between them"
    )
    return [_WRITER.scored("tried_emg_informed", f"{len(found)} channels", best, note=note)]
