"""What ligaments, discs and the ends of range do, beyond the muscles' own passive force."""

import casadi as ca

from hipspine.domain.units import radians
from hipspine.predict.names import COORDINATES
from hipspine.predict.parameters import setting_at
from hipspine.predict.skeleton import Expression

END_MOMENT_NM = 3.0
"""Moment of the ligaments at the end of range [N·m]."""
END_GROWTH_PER_RAD = 18.0
"""Exponential growth of that moment beyond it: about 5 N·m after 2°, 17 N·m after 5° more.
Size and form after Anderson and Pandy 1999 (doi:10.1080/10255849908907988)."""
DAMPING_NM_S = 0.1
"""Joint damping, as Falisse 2019 (doi:10.1098/rsif.2019.0402)."""
LUMBAR_DAMPING_NM_S = 1.5
TOE_STIFFNESS_NM_PER_RAD = 25.0
TOE_DAMPING_NM_S = 0.4
"""Toe joint's stiffness as in Falisse 2022 (doi:10.1371/journal.pone.0256311). Their damping is 2;
with that the ankle comes 0.4 degrees nearer to recordings, and the hip up to 0.7 further away."""

ENDS_DEG = {
    "lumbar_extension": (-51.0, 16.0),
    "hip_flexion": (-25.0, 118.0),
    "knee_flexion": (2.0, 130.0),
    "ankle_dorsiflexion": (-45.0, 30.0),
}
"""Ends of range of healthy adults: hip, knee and ankle about those of Roaas and Andersson 1982
(doi:10.3109/17453678208992202), lumbar spine the totals of Pearcy 1984 (Spine 9:294) from
upright. The knee meets its end 2 degrees before it is straight; Anderson and Pandy put it 6 degrees
beyond, with which the predicted knee is straighter in stance and no nearer to recordings."""


def passive_moment(q: Expression, speed: Expression, p: Expression) -> Expression:
    """Return the passive generalised forces (12,) [N, N·m], positive as the angles are."""
    moments = []
    for i, name in enumerate(COORDINATES):
        angle = name.removesuffix("_r").removesuffix("_l")
        moments.append(_moment(angle, q[i], speed[i], p))
    return ca.vertcat(*moments)


def end_moment(q: Expression) -> Expression:
    """Return the moments of the ligaments at the ends of range, one per angle that has ends."""
    found = []
    for i, name in enumerate(COORDINATES):
        angle = name.removesuffix("_r").removesuffix("_l")
        if angle in ENDS_DEG:
            found.append(_end(angle, q[i]))
    return ca.vertcat(*found)


def _end(angle: str, q: Expression) -> Expression:
    lowest, highest = (radians(end) for end in ENDS_DEG[angle])
    return END_MOMENT_NM * (
        ca.exp(END_GROWTH_PER_RAD * (lowest - q)) - ca.exp(END_GROWTH_PER_RAD * (q - highest))
    )


def _moment(angle: str, q: Expression, speed: Expression, p: Expression) -> Expression:
    if angle == "toe_extension":
        return -TOE_STIFFNESS_NM_PER_RAD * q - TOE_DAMPING_NM_S * speed
    if angle not in ENDS_DEG:
        return ca.SX(0)
    ends = _end(angle, q)
    if angle != "lumbar_extension":
        return ends - DAMPING_NM_S * speed
    stiffness = setting_at(p, "lumbar_stiffness_Nm_per_rad")
    neutral = setting_at(p, "lumbar_neutral_rad")
    return ends - stiffness * (q - neutral) - LUMBAR_DAMPING_NM_S * speed
