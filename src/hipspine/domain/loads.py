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
        """(T,) how hard the upper bone of a disc pushes forward on the lower [N].

        Positive where the upper vertebra tends to slide forward, as lumbar shear is usually told
        (McGill and Norman 1987, doi:10.1080/00140138708966048): the opposite of what the disc does
        to it. In the legs, the forward force on the child body.
        """
        return self._onto_lower_bone(0)

    @property
    def lateral_shear_N(self) -> FloatArray:
        """(T,) the same towards the right [N]."""
        return self._onto_lower_bone(2)

    def _onto_lower_bone(self, axis: int) -> FloatArray:
        along = self.force_N[:, axis]
        return -along if self.joint in LUMBAR_LEVELS else along
