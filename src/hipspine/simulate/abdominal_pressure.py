"""Pressure in the belly, as a strut between the floor of the pelvis and the diaphragm.

References
----------
McGill SM, Norman RW 1987, Ergonomics 30:1565-1588, doi:10.1080/00140138708966048 (area of the
diaphragm 243 cm² and its lever of 3.8 cm before the spine; quoted at second hand). Stokes IAF 2010,
Clin Biomech 25:859-866, doi:10.1016/j.clinbiomech.2010.06.018 (5 and 10 kPa, and why the abdominal
wall that raises the pressure gives part of the relief back).
"""

from dataclasses import replace

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.simulate.bundle import Bundle

DIAPHRAGM_AREA_M2 = 0.0243
LEVER_M = 0.038
"""How far before each disc the pressure's force runs; taken as the same at all levels."""


def with_abdominal_pressure(bundle: Bundle, pressure_Pa: float) -> Bundle:
    """Return a bundle in which the belly's pressure pushes the trunk off the pelvis.

    Parameters
    ----------
    bundle : Bundle
    pressure_Pa : float
        Above the surroundings, the same over the whole trial [Pa].

    Notes
    -----
    Pressure times area, F, acts up along the spine on the upper body and down on the pelvis, a
    lever before every disc. It extends each level by F times the lever, and the disc carries F
    less. The abdominal wall that has to hold the pressure (transversus abdominis is not in the
    model) is not asked for it, so the relief is an upper bound. Hips and legs feel nothing: both
    ends of the strut are above them.
    """
    if not pressure_Pa:
        return bundle
    force_N = pressure_Pa * DIAPHRAGM_AREA_M2
    required = bundle.required_moments_Nm.copy()
    offset = bundle.joint_load_offset_N.copy()
    for level in LUMBAR_LEVELS:
        coordinate = f"{level}_extension"
        if coordinate in bundle.equations:
            required[:, bundle.equations.index(coordinate)] -= force_N * LEVER_M
        if level in bundle.joints:
            joint = bundle.joints.index(level)
            offset[:, joint, 3:] -= force_N * bundle.joint_rotations[:, joint, :, 1]
    return replace(bundle, required_moments_Nm=required, joint_load_offset_N=np.asarray(offset))
