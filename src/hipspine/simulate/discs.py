"""What resists at the discs: rotational stiffness about an unstressed posture."""

from collections.abc import Mapping

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.domain.provenance import Absent
from hipspine.simulate.bundle import Bundle


def discs_of_model(
    bundle: Bundle, stiffness: Mapping[str, float]
) -> tuple[Mapping[str, float], tuple[Absent, ...]]:
    """Return the disc stiffness that applies, and why it does not where the model has no discs."""
    missing = [coordinate for coordinate in stiffness if coordinate not in bundle.equations]
    if not missing:
        return stiffness, ()
    if len(missing) < len(stiffness):
        raise ModelError(
            "disc stiffness",
            expected=f"coordinates of the model {bundle.model_name}",
            got=f"{', '.join(missing)}, which it does not have",
            do="Give stiffness for this model's own lumbar coordinates, or none.",
        )
    reason = f"the model {bundle.model_name} has none of the coordinates that discs resist"
    return {}, (Absent("disc stiffness", reason),)


def disc_moments_Nm(
    bundle: Bundle, stiffness: Mapping[str, float], neutral_rad: Mapping[str, float]
) -> FloatArray:
    """Return the (T, R) moments with which the discs resist their angles [N·m].

    A disc whose coordinate has no neutral angle is unstressed in the model's neutral posture.
    """
    moments = np.zeros(bundle.coordinate_values.shape)
    for coordinate, value in stiffness.items():
        row = bundle.equations.index(coordinate)
        bend = bundle.coordinate_values[:, row] - neutral_rad.get(coordinate, 0.0)
        moments[:, row] = -value * bend
    return moments
