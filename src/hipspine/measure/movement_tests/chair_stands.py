"""How many stands of a 30-second chair stand a recording holds."""

from collections.abc import Sequence
from dataclasses import dataclass

TEST_S = 30.0
"""How long the test lasts (Rikli and Jones 1999, J Aging Phys Act 7:162-181)."""

GO_BEFORE_HALFWAY_S = 1.0
"""From the word go, which no recording holds, to half way up the first time: half of a rise of
about 1.3 s and the time to react; ours. It moves the count by no more than one stand."""


@dataclass(frozen=True)
class ChairStands:
    """The stands counted, and from when to when [s]."""

    stands: int
    start_s: float
    end_s: float


def chair_stands(halfway_up_s: Sequence[float], *, first_s: float) -> ChairStands | None:
    """Return the stands within 30 s of the word go, or None where nobody rises.

    Parameters
    ----------
    halfway_up_s : sequence of float
        When each rise is half way up [s], in order of time: a stand more than half way up when the
        time ends counts, by the test's own rule.
    first_s : float
        When the recording begins [s].
    """
    if not halfway_up_s:
        return None
    start_s = max(first_s, halfway_up_s[0] - GO_BEFORE_HALFWAY_S)
    end_s = start_s + TEST_S
    return ChairStands(sum(time_s <= end_s for time_s in halfway_up_s), start_s, end_s)
