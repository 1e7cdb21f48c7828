"""Joint contact loads: what bone presses on bone (or disc) with."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class JointLoad:
    """The contact force in one joint over time.

    ``force_N`` : (T, 3), the force that the joint's parent body puts on its child body, along the
    axes of the joint's child frame (X forward, Y up, Z right in the neutral posture). At a disc the
    parent is the lower vertebra, at the hip it is the pelvis.
    """

    joint: str
    times_s: FloatArray
    force_N: FloatArray

    @property
    def resultant_N(self) -> FloatArray:
        """(T,) size of the contact force [N]."""
        size: FloatArray = np.linalg.norm(self.force_N, axis=1)
        return size

    @property
    def compression_N(self) -> FloatArray:
        """(T,) pressing force along the joint's long axis [N]; positive where it presses.

        The parent pushes up on the child at a disc (child above) and down at hip and knee
        (child below); both count as compression.
        """
        along = self.force_N[:, 1]
        return along if self.joint in LUMBAR_LEVELS else -along

    @property
    def anterior_shear_N(self) -> FloatArray:
        """(T,) forward component of the force on the child body [N]."""
        return self.force_N[:, 0]

    @property
    def lateral_shear_N(self) -> FloatArray:
        """(T,) component towards the right of the force on the child body [N]."""
        return self.force_N[:, 2]
