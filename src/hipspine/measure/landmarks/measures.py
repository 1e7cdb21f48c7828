"""Measurements from landmarks of a pose tool, with what each cannot carry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.domain.provenance import Absent
from hipspine.measure.gait.summary import Definition
from hipspine.measure.landmarks.sagittal import (
    SagittalAngles,
    SagittalPaths,
    sagittal_angles,
    sagittal_paths,
)
from hipspine.measure.landmarks.strides import Stride, Strides, strides_of
from hipspine.mechanics.filters import sampling_rate_hz
from hipspine.mechanics.time_normalise import time_normalise

SLOWEST_RATE_HZ = 24.0
"""Slowest video from which times are told: a frame is then a third of double support."""

LEAST_SEEN = 0.8
"""Share of a stride (or recording) in which an angle must be seen."""

METHOD = {
    PoseSpace.IMAGE: "pose landmarks in one picture, seen from the side",
    PoseSpace.BODY: "pose landmarks guessed in three dimensions from one camera",
    PoseSpace.ROOM: "pose landmarks in the room from several cameras",
}
ANGLE_ERROR = (
    "Landmarks are guessed: against markers, angles from a side view differ by about 4 degrees at "
    "the hip and 6 at the knee, times by 0.02 s (Stenum 2021, doi:10.1371/journal.pcbi.1008935)."
)
ONE_CAMERA_DEPTH = "Depth is guessed by the tool; the camera is taken to be held level."
HIDDEN_LEG = "In a side view the far leg is hidden in part: do not compare sides from one film."
NOT_THE_JOINT = "Thigh against trunk, not against the pelvis, which is not seen."
ESTIMATED = "Estimated: the tool guesses points of the pelvis that nobody touched."
NO_PELVIS = (
    "hips are two points and show no tilt; it takes points at the front and back of the pelvis"
)
NO_LORDOSIS = "no point lies on the lumbar spine, and the pelvis' tilt is not seen"
NO_SCALE = "the file has no scale: lengths are given as shares of the leg's length"
NO_STRIDES = "no whole stride was found in which the points are seen"


@dataclass(frozen=True, eq=False)
class LandmarkAssessment:
    """What landmarks of a pose tool show."""

    source: str
    tool: str
    space: PoseSpace
    rate_hz: float
    strides: int
    measurements: tuple[Measurement, ...]


def assess_landmarks(tracks: PoseTracks) -> LandmarkAssessment:
    """Return what landmarks of a pose tool show; what they cannot carry is absent with a reason."""
    paths = sagittal_paths(tracks)
    rate = sampling_rate_hz(tracks.times_s)
    if isinstance(paths, Absent):
        measurements = _all_absent(paths.reason, METHOD[tracks.space])
        return LandmarkAssessment(
            tracks.source, tracks.tool, tracks.space, rate, 0, tuple(measurements)
        )
    strides = strides_of(paths)
    seen = _Seen(tracks, paths, sagittal_angles(paths), strides, rate)
    measurements = [*seen.angles(), *seen.times(), *seen.lengths(), *seen.pelvis()]
    return LandmarkAssessment(
        tracks.source, tracks.tool, tracks.space, rate, len(strides.strides), tuple(measurements)
    )


ANGLES: tuple[tuple[str, str, Callable[[FloatArray], float]], ...] = (
    ("hip_flexion_against_trunk_range", "", lambda course: float(np.ptp(course))),
    ("hip_extension_against_trunk_peak", "extended", lambda course: float(-course.min())),
    ("knee_flexion_peak", "flexed", lambda course: float(course.max())),
    ("knee_flexion_range", "", lambda course: float(np.ptp(course))),
)
"""Angles of a side: name, what positive means, and what is taken of the course over a stride."""

TRUNK: tuple[tuple[str, str, Callable[[FloatArray], float]], ...] = (
    ("trunk_forward_lean_mean", "forward", lambda course: float(course.mean())),
    ("trunk_forward_lean_range", "", lambda course: float(np.ptp(course))),
)
SIDED_TIMES = ("step_time", "stance_share")
COMPARED = ("hip_flexion_against_trunk_range", "knee_flexion_range", "step_time", "stance_share")
"""Measures whose sides are compared: right minus left over their mean (Robinson 1987)."""


def _all_absent(because: str, method: str) -> list[Measurement]:
    sided = [(name, "rad") for name, _, _ in ANGLES] + [("step_time", "s"), ("stance_share", "1")]
    whole = [(name, "rad") for name, _, _ in TRUNK] + [("cadence", "1/s")]
    absent = [
        Measurement.absent(name, unit, because, side=side, method=method)
        for name, unit in sided
        for side in Side
    ]
    return absent + [Measurement.absent(name, unit, because, method=method) for name, unit in whole]


@dataclass(frozen=True, eq=False)
class _Seen:
    tracks: PoseTracks
    paths: SagittalPaths
    found: SagittalAngles
    strides: Strides
    rate_hz: float

    @property
    def _method(self) -> str:
        over = "over strides" if self.strides.strides else "over the whole recording"
        return f"{METHOD[self.tracks.space]}, {over}"

    @property
    def _cautions(self) -> tuple[str, ...]:
        depth = (ONE_CAMERA_DEPTH,) if self.tracks.space is PoseSpace.BODY else ()
        return (ANGLE_ERROR, *depth)

    def angles(self) -> list[Measurement]:
        """Return hip, knee and trunk angles over strides, or over the recording without any."""
        found = []
        for name, positive, taken in ANGLES:
            of_name = [self._angle(name, positive, taken, side) for side in Side]
            found += [*of_name, *self._difference(name, of_name)]
        whole = self.found.trunk_forward_lean
        for name, positive, taken in TRUNK:
            definition = Definition(
                name, "rad", self._method, positive=positive, cautions=self._cautions
            )
            courses = self._courses(whole, self.strides.strides)
            found.append(definition.of([taken(c) for c in courses], because=self._why_no_angle()))
        return found

    def _angle(
        self, name: str, positive: str, taken: Callable[[FloatArray], float], side: Side
    ) -> Measurement:
        is_hip = name.startswith("hip")
        angle = (self.found.hip_flexion if is_hip else self.found.knee_flexion)[side]
        cautions = (*self._cautions, NOT_THE_JOINT) if is_hip else self._cautions
        definition = Definition(name, "rad", self._method, positive=positive, cautions=cautions)
        courses = self._courses(angle, self.strides.of(side))
        return definition.of([taken(c) for c in courses], side, because=self._why_no_angle())

    def _courses(self, angle: FloatArray, strides: Sequence[Stride]) -> list[FloatArray]:
        """Return an angle over each stride in which it is seen, or over the whole recording."""
        if not self.strides.strides:
            known = angle[np.isfinite(angle)]
            return [known] if known.size >= LEAST_SEEN * angle.size else []
        courses = [
            time_normalise(self.paths.times_s, angle, stride.start_s, stride.end_s)
            for stride in strides
        ]
        return [course for course in courses if np.isfinite(course).all()]

    def _why_no_angle(self) -> str:
        if self.strides.strides:
            return NO_STRIDES
        return f"seen in less than {LEAST_SEEN * 100:.0f} % of the recording"

    def times(self) -> list[Measurement]:
        """Return cadence, step times and the share of stance."""
        because = self._why_no_time()
        if because is not None:
            names = (("step_time", "s", Side), ("stance_share", "1", Side), ("cadence", "1/s", ()))
            return [
                Measurement.absent(name, unit, because, side=side, method=self._method)
                for name, unit, sides in names
                for side in (tuple(sides) or (None,))
            ]
        step = [self._timed("step_time", "s", self._step_times_s(side), side) for side in Side]
        stance = [self._timed("stance_share", "1", self._stances(side), side) for side in Side]
        durations = [stride.end_s - stride.start_s for stride in self.strides.strides]
        cadence = self._timed("cadence", "1/s", [2.0 / duration for duration in durations], None)
        return [
            *step,
            *self._difference("step_time", step),
            *stance,
            *self._difference("stance_share", stance),
            cadence,
        ]

    def _why_no_time(self) -> str | None:
        if not self.strides.strides:
            return NO_STRIDES
        if self.rate_hz < SLOWEST_RATE_HZ:
            return f"{self.rate_hz:.3g} frames a second are too few to time a step"
        return None

    def _timed(
        self, name: str, unit: str, values: Sequence[float], side: Side | None
    ) -> Measurement:
        frame = f"Events fall on frames: each is told to {1 / self.rate_hz:.3f} s at best."
        definition = Definition(name, unit, self._method, cautions=(ANGLE_ERROR, frame))
        return definition.of(values, side, because=NO_STRIDES)

    def _step_times_s(self, side: Side) -> list[float]:
        """Return the times from the other foot's strike to this one's."""
        others = self.strides.strikes_s[side.other]
        steps = []
        for stride in self.strides.of(side):
            between = [other for other in others if stride.start_s < other < stride.end_s]
            steps += [stride.end_s - between[0]] if len(between) == 1 else []
        return steps

    def _stances(self, side: Side) -> list[float]:
        return [
            (stride.toe_off_s - stride.start_s) / (stride.end_s - stride.start_s)
            for stride in self.strides.of(side)
            if stride.toe_off_s is not None
        ]

    def _difference(self, name: str, sides: Sequence[Measurement]) -> list[Measurement]:
        if name not in COMPARED:
            return []
        method = f"{self._method}; right minus left over their mean (Robinson 1987)"
        definition = Definition(
            f"{name}_side_difference",
            "1",
            method,
            positive="right larger",
            cautions=(ANGLE_ERROR, HIDDEN_LEG),
        )
        values = {measured.side: measured.value for measured in sides}
        left, right = values.get(Side.LEFT), values.get(Side.RIGHT)
        if left is None or right is None or left + right == 0:
            return [definition.of([], because="it takes both sides")]
        difference = (right - left) / (0.5 * (right + left))
        return [
            Measurement(
                definition.name,
                "1",
                difference,
                positive=definition.positive,
                method=method,
                cautions=definition.cautions,
            )
        ]

    def lengths(self) -> list[Measurement]:
        """Return step lengths as shares of the leg, and in metres where there is a scale."""
        found = []
        leg = self.paths.leg_length()
        for side in Side:
            steps = self._step_lengths(side)
            ratio = Definition(
                "step_length_per_leg_length", "1", self._method, cautions=self._cautions
            )
            found.append(ratio.of([step / leg for step in steps], side, because=NO_STRIDES))
            metres = Definition("step_length", "m", self._method, cautions=self._cautions)
            if self.tracks.space is PoseSpace.ROOM:
                found.append(metres.of(steps, side, because=NO_STRIDES))
            else:
                found.append(metres.of([], side, because=NO_SCALE))
        return found

    def _step_lengths(self, side: Side) -> list[float]:
        """Return how far this heel strikes before the other heel."""
        own, other = (self.paths.of(each, "heel")[:, 0] for each in (side, side.other))
        frames = np.searchsorted(self.paths.times_s, self.strides.strikes_s[side])
        lengths = own[frames] - other[frames]
        return [float(length) for length in lengths if np.isfinite(length)]

    def pelvis(self) -> list[Measurement]:
        """Return tilt and lumbar curve, estimated where a tool guesses points of the pelvis."""
        if not self.tracks.has(*_PELVIS):
            return [
                Measurement.absent(
                    "pelvis_anterior_tilt_estimated", "rad", NO_PELVIS, method=self._method
                ),
                Measurement.absent(
                    "lumbar_extension_range_estimated", "rad", NO_LORDOSIS, method=self._method
                ),
            ]
        front, back = self.paths.middle("asis"), self.paths.middle("psis")
        down = back[:, 1] - front[:, 1]
        tilt: FloatArray = np.arctan2(down, front[:, 0] - back[:, 0])
        # With the trunk upright, a pelvis that tips forward leaves a deeper hollow above it.
        extension = tilt - self.found.trunk_forward_lean
        return [
            self._estimated("pelvis_anterior_tilt_estimated", "forward", tilt, np.mean),
            self._estimated("lumbar_extension_range_estimated", "", extension, np.ptp),
        ]

    def _estimated(
        self, name: str, positive: str, course: FloatArray, taken: Callable[[FloatArray], float]
    ) -> Measurement:
        definition = Definition(
            name, "rad", self._method, positive=positive, cautions=(ESTIMATED, *self._cautions)
        )
        courses = self._courses(course, self.strides.strides)
        return definition.of([float(taken(c)) for c in courses], because=self._why_no_angle())


_PELVIS = (
    PosePoint.LEFT_ASIS,
    PosePoint.RIGHT_ASIS,
    PosePoint.LEFT_PSIS,
    PosePoint.RIGHT_PSIS,
)
