"""Check that muscles turn joints the right way, with levers of the right size."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.audit import AuditFinding
from hipspine.domain.problem import Level
from hipspine.simulate.body.audit_common import citation, span, stem
from hipspine.simulate.body.model_probe import ModelProbe
from hipspine.simulate.body.tables import read_rows

WIDEST_FRACTION, WIDEST_M = 0.5, 0.02
"""Half width of the accepted range: half the published figure, but at least 20 mm. Bodies and ways
of measuring differ by as much between studies, so only gross errors are called out."""
CLEAR_SIGN_M = 0.02
"""A published arm this long has a sign beyond doubt."""
CLEARLY_WRONG_M = 0.005
"""A measured arm this far on the wrong side is a wrong sign."""


@dataclass(frozen=True)
class PublishedArm:
    """A moment arm from the literature [m], positive in the coordinate's sense."""

    muscles: re.Pattern[str]
    coordinate: str
    posture: str
    is_mean: bool
    """Whether the figure is for a whole muscle: compare its fascicles' mean by strength."""
    arm_m: float
    source: str

    @property
    def accepted_m(self) -> tuple[float, float]:
        """Lowest and highest arm that passes."""
        half = max(WIDEST_FRACTION * abs(self.arm_m), WIDEST_M)
        return self.arm_m - half, self.arm_m + half

    def is_wrong_way(self, arm_m: float) -> bool:
        """Tell whether an arm turns the joint the other way beyond doubt."""
        opposite = arm_m * self.arm_m < 0
        return opposite and abs(self.arm_m) >= CLEAR_SIGN_M and abs(arm_m) > CLEARLY_WRONG_M


def published_arms() -> tuple[PublishedArm, ...]:
    """Return the moment arms of the table."""
    return tuple(
        PublishedArm(
            re.compile(row["muscles"]),
            row["coordinate"],
            row["posture"],
            row["statistic"] == "mean",
            float(row["arm_m"]),
            row["source"],
        )
        for row in read_rows("audit_moment_arms")
    )


def coordinates_of(arm: PublishedArm) -> Mapping[str, str]:
    """Return the coordinate on each side, by the ending of muscle names there."""
    if arm.coordinate.partition("_")[0] in ("hip", "knee", "ankle"):
        return {side: f"{arm.coordinate}{side}" for side in ("_r", "_l")}
    return dict.fromkeys(("_r", "_l"), arm.coordinate)


def arms_to_measure() -> tuple[tuple[str, str], ...]:
    """Return each posture and coordinate in which the check needs moment arms."""
    wanted = {
        (arm.posture, coordinate)
        for arm in published_arms()
        for coordinate in coordinates_of(arm).values()
    }
    return tuple(sorted(wanted))


def check_moment_arms(probe: ModelProbe) -> Iterator[AuditFinding]:
    """Yield arms of the wrong sign (errors) and of unlikely size (warnings)."""
    for published in published_arms():
        for side, coordinate in coordinates_of(published).items():
            arms = probe.moment_arms_m.get((published.posture, coordinate))
            if arms is not None:
                yield from _compare(published, probe, side, coordinate, arms)


def _compare(
    published: PublishedArm,
    probe: ModelProbe,
    side: str,
    coordinate: str,
    arms: tuple[float, ...],
) -> Iterator[AuditFinding]:
    own = [
        (muscle, arm)
        for muscle, arm in zip(probe.muscles, arms, strict=True)
        if muscle.name.endswith(side) and published.muscles.fullmatch(stem(muscle.name))
    ]
    if not published.is_mean:
        for muscle, arm in own:
            yield from _judge(published, muscle.name, coordinate, arm)
        return
    crossing = [(muscle, arm) for muscle, arm in own if abs(arm) > 1e-6]
    if crossing:
        strengths = [muscle.max_isometric_force_N for muscle, _ in crossing]
        mean = float(np.average([arm for _, arm in crossing], weights=strengths))
        names = f"{crossing[0][0].name} ... {crossing[-1][0].name}"
        yield from _judge(published, names, coordinate, mean)


def _judge(
    published: PublishedArm, part: str, coordinate: str, arm_m: float
) -> Iterator[AuditFinding]:
    lowest, highest = published.accepted_m
    wrong_way = published.is_wrong_way(arm_m)
    if not wrong_way and lowest <= arm_m <= highest:
        return
    how = "turns the joint the wrong way" if wrong_way else "is unlikely long or short"
    yield AuditFinding(
        Level.ERROR if wrong_way else Level.WARNING,
        "moment_arm",
        part,
        f"its moment arm on {coordinate} ({published.posture}) {how}",
        value=arm_m,
        expected=span(lowest, highest),
        unit="m",
        source=citation(published.source),
        suggestion="Check attachment and via points, wrapping, and the coordinate's sign.",
    )
