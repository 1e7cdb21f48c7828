"""Contact loads in joints from muscle forces: linear, so one matrix product per joint."""

import numpy as np

from hipspine.domain.arrays import FloatArray


def contact_force_N(
    offset_N: FloatArray,
    force_per_tension: FloatArray,
    muscle_forces_N: FloatArray,
    axes: FloatArray,
) -> FloatArray:
    """Return the force that a joint's parent body puts on its child body, along given axes.

    Cutting the body at the joint, everything beyond it moves as recorded: the contact force is
    what inertia, gravity and ground reaction ask for less what the muscles across the cut pull. It
    is therefore an offset plus a constant per newton of each muscle's tension.

    Parameters
    ----------
    offset_N : (T, 3) array
        Contact force without any muscle, in ground [N].
    force_per_tension : (T, 3, M) array
        Change of the contact force per newton of each muscle's tension, in ground [1].
    muscle_forces_N : (T, M) array
        Muscle tensions, active and passive together [N].
    axes : (T, 3, 3) array
        Columns are the axes to resolve along, in ground.

    Returns
    -------
    (T, 3) array
        Force on the child body along those axes [N].

    References
    ----------
    Steele KM et al. 2012, Gait Posture 35:556-560, doi:10.1016/j.gaitpost.2011.11.023 (joint
    reaction analysis).
    """
    in_ground = offset_N + np.matmul(force_per_tension, muscle_forces_N[:, :, None])[:, :, 0]
    along: FloatArray = np.matmul(in_ground[:, None, :], axes)[:, 0, :]
    return along
