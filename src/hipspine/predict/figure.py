"""Where the joints are, as numbers: for first guesses and stick figures."""

import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import StickMotion
from hipspine.predict.names import COORDINATES

SHOULDER_M = (-0.016, 0.331)
"""Shoulder centre from the lumbar hinge, trunk upright (Rajagopal 2016,
doi:10.1109/TBME.2016.2586891: 0.3715 m above the thorax's origin, which lies 0.0815 m above and
0.1007 m behind the pelvis's)."""
HEAD_M = (0.0, 0.60)
"""Top of the head from the lumbar hinge, trunk upright: 1.70 m less the hinge's height."""
TOE_M = (0.071, -0.008)
"""Tip of the toes from their joint, as in the sole of the reference walker."""
HEEL_M = (-0.0598, -0.0531)
"""Back of the sole from the ankle."""

POINTS = (
    "head",
    "shoulder",
    "lumbar",
    "hip",
    *(f"{joint}_{side}" for side in "rl" for joint in ("knee", "ankle", "heel", "ball", "toe")),
)


def joint_points(body: PlanarBody, q: FloatArray, *, length_factor: float = 1.0) -> FloatArray:
    """Return the joints' places over a motion.

    Parameters
    ----------
    body : PlanarBody
    q : (T, 12) array
        All coordinates [m, rad].
    length_factor : float
        Length of the body in generic bodies.

    Returns
    -------
    (T, P, 2) array
        Forward and up [m], in the order of `POINTS`.
    """
    joints = {name: np.array(at) * length_factor for name, at in body.joints_m.items()}
    values = {name: q[:, i] for i, name in enumerate(COORDINATES)}
    hip = np.stack([values["hip_forward"], values["hip_height"]], axis=1)
    tilt = values["pelvis_tilt"]
    trunk = tilt + values["lumbar_extension"]
    lumbar = hip + _turned(joints["lumbar"], tilt)
    places = [
        lumbar + _turned(np.array(HEAD_M) * length_factor, trunk),
        lumbar + _turned(np.array(SHOULDER_M) * length_factor, trunk),
        lumbar,
        hip,
    ]
    for side in "rl":
        thigh = tilt + values[f"hip_flexion_{side}"]
        shank = thigh - values[f"knee_flexion_{side}"]
        foot = shank + values[f"ankle_dorsiflexion_{side}"]
        knee = hip + _turned(joints["knee"], thigh)
        ankle = knee + _turned(joints["ankle"] - joints["knee"], shank)
        ball = ankle + _turned(joints["toes"] - joints["ankle"], foot)
        toes = foot + values[f"toe_extension_{side}"]
        heel = ankle + _turned(np.array(HEEL_M) * length_factor, foot)
        places += [knee, ankle, heel, ball, ball + _turned(np.array(TOE_M) * length_factor, toes)]
    return np.stack(places, axis=1)


def _turned(arm: FloatArray, angle: FloatArray) -> FloatArray:
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * arm[0] - s * arm[1], s * arm[0] + c * arm[1]], axis=1)


def stick_motion(
    body: PlanarBody, times_s: FloatArray, q: FloatArray, *, length_factor: float
) -> StickMotion:
    """Return a motion (T, 12) as a stick figure."""
    points = joint_points(body, q, length_factor=length_factor)
    return StickMotion(times_s, points, POINTS)
