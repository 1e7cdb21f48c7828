"""How far the data behind an assessment can be trusted."""

import numpy as np

from hipspine.clinic.segments import Segments
from hipspine.clinic.trial_motion import TrialMotion
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.assessment import Quality, Residuals
from hipspine.domain.motion import ContactForce
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine

RESIDUAL_FORCE_SHARE = 0.05
RESIDUAL_MOMENT_SHARE = 0.01
"""Hicks et al. 2015 (J Biomech Eng 137:020905, doi:10.1115/1.4029304), section on residuals:
forces below 5 % of the net external force, moments below 1 % of it times the height of the centre
of mass."""

_FORCES = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
_MOMENTS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")


def trial_quality(trial: TrialMotion, engine: Engine, segments: Segments) -> Quality:
    """Return marker error, residuals, reserves, shortfalls and problems of a trial."""
    return Quality(
        problems=(*trial.problems, *segments.problems, *engine.bundle.problems),
        marker_error=trial.person.marker_error,
        residuals=residuals_of(
            engine.bundle, trial.contacts, segments.frames(engine.bundle.times_s)
        ),
        reserves=engine.reserve_use(engine.base),
        shortfalls=engine.base.shortfalls,
    )


def residuals_of(
    bundle: Bundle, contacts: tuple[ContactForce, ...], counted: BoolArray
) -> Residuals | None:
    """Return what the whole body's equations leave over at the pelvis; None without a free pelvis.

    Parameters
    ----------
    bundle : Bundle
    contacts : tuple of ContactForce
        At the bundle's frames.
    counted : (T,) array
        The frames that results are drawn from.

    Notes
    -----
    The height of the centre of mass is taken as the height of the pelvis' origin above the lowest
    foot origin: in upright posture they differ by a few centimetres (about 5 % of the limit).
    """
    names = bundle.equations
    if not set(_FORCES + _MOMENTS) <= set(names):
        return None
    required = bundle.required_moments_Nm[bundle.measured & counted]
    force = np.linalg.norm(required[:, [names.index(n) for n in _FORCES]], axis=1)
    moment = np.linalg.norm(required[:, [names.index(n) for n in _MOMENTS]], axis=1)
    ground = np.nansum([contact.force_N for contact in contacts], axis=0)
    peak_N = float(np.linalg.norm(ground, axis=1).max())
    height_m = _pelvis_height_m(bundle)
    return Residuals(
        force_rms_N=_rms(force),
        force_peak_N=float(force.max()),
        force_limit_N=RESIDUAL_FORCE_SHARE * peak_N,
        moment_rms_Nm=_rms(moment),
        moment_peak_Nm=float(moment.max()),
        moment_limit_Nm=RESIDUAL_MOMENT_SHARE * height_m * peak_N,
    )


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _pelvis_height_m(bundle: Bundle) -> float:
    feet = [index for index, body in enumerate(bundle.bodies) if body.startswith("calcn")]
    pelvis = bundle.body_origins_m[:, bundle.bodies.index("pelvis"), 1]
    return float((pelvis - bundle.body_origins_m[:, feet, 1].min(axis=1)).mean())
