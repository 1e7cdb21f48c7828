"""What the whole report needs to know of a trial: names, task, cycles, toe off."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hipspine.content.norms import Norms, Task
from hipspine.content.phrases import Phrases, phrases
from hipspine.content.text import Texts
from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup, Side
from hipspine.domain.assessment import Assessment, Curve
from hipspine.domain.cohort import CohortBand, CohortBands
from hipspine.domain.motion import Cycle, CycleKind
from hipspine.domain.units import body_weight_N
from hipspine.report.figures import Numbers, numbers_in, spread

RUNNING_STANCE_SHARE = 0.5
"""In running each foot is down for less than half of the cycle: there is a flight phase.

Novacheck 1998 (Gait Posture 7:77-95): toe off comes before 50 % of the gait cycle in running.
"""


REFERENCE_WALKER = "reference walker"
TrialTask = Task | Literal["other"]
WHOLE_SEGMENTS = ("gait cycle", "squat", "sit-to-stand", "step")
"""Segment labels that stand for a whole repetition; any other is a part of one."""
OTHER_TASKS: dict[CycleKind, TrialTask] = {
    CycleKind.SQUAT: "squat",
    CycleKind.SIT_TO_STAND: "sit_to_stand",
    CycleKind.STEP: "step",
    CycleKind.UNKNOWN: "other",
}
"""What a person does who does not walk; nothing is published of ``other``."""


@dataclass(frozen=True, eq=False)
class Trial:
    """An assessment with the words and norms to report it in."""

    assessment: Assessment
    texts: Texts
    norms: Norms
    cohort: CohortBands | None = None
    """Bands of a group of people to compare with; None compares with published ranges."""

    def group_band(self, joint: str, component: str) -> CohortBand | None:
        """Return the group's band of a load, if it runs over the same segment as the curves."""
        if self.cohort is None or self.cohort.segment != self.assessment.segment_label:
            return None
        return self.cohort.of(joint, component)

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.texts.language

    @property
    def numbers(self) -> Numbers:
        """How numbers are written in the report's language."""
        return numbers_in(self.language)

    @property
    def phrase(self) -> Phrases:
        """Translates what the stages and the content say in English."""
        return phrases(self.language)

    @property
    def subject_name(self) -> str:
        """The person's name as given; the built-in walker's in the report's language."""
        name = self.assessment.subject.name
        return self.phrase(name) if name == REFERENCE_WALKER else name

    @property
    def body_weight_N(self) -> float:
        """The person's weight [N]."""
        return body_weight_N(self.assessment.subject.mass_kg)

    @property
    def task(self) -> TrialTask:
        """What the person does; published figures hold for one task only."""
        kind = self.assessment.cycles.kind
        if kind is not CycleKind.GAIT:
            return OTHER_TASKS[kind]
        shares = [_stance_share(each) for each in self.assessment.cycles.cycles]
        known = [share for share in shares if share is not None]
        running = bool(known) and float(np.mean(known)) < RUNNING_STANCE_SHARE
        return "running" if running else "walking"

    @property
    def is_whole(self) -> bool:
        """Whether the curves run over whole repetitions rather than a part of one."""
        return self.assessment.segment_label in WHOLE_SEGMENTS

    @property
    def norm_task(self) -> TrialTask | None:
        """The task for looking up norms: None unless the curves run over whole repetitions."""
        return self.task if self.is_whole else None

    @property
    def trial_words(self) -> str:
        """The trial in words: ``a walk``."""
        return self.texts(f"trial.{'gait' if self.task == 'walking' else self.task}")

    @property
    def segment(self) -> str:
        """What 0 to 100 % means: ``gait cycle``."""
        return self.phrase(self.assessment.segment_label)

    @property
    def x_label(self) -> str:
        """The label below a chart of one side, over that side's own repetitions."""
        return self.texts("chart.x_label", segment=_capital(self.segment))

    @property
    def trunk_x_label(self) -> str:
        """The label below a chart of the trunk; in gait it names the side that counts the time."""
        side = self.assessment.trunk_side
        if side is None:
            return self.x_label
        return self.texts(
            "chart.x_label_of_side", segment=_capital(self.segment), side=self.side(side)
        )

    def repetitions_of(self, side: Side | None) -> int:
        """Return how many repetitions stand behind the curves of a side, or of any for None."""
        curves: list[Curve] = [
            curve
            for (_, at), curve in self.assessment.activations.items()
            if side is None or at is side
        ]
        for joint, load in self.assessment.loads.items():
            if side is None or joint.endswith(f"_{side}"):
                curves.append(load.resultant)
        return max((len(curve.values) for curve in curves), default=0)

    def toe_off_percent(self, side: Side) -> float | None:
        """Return the mean toe off of a side [% of the cycle], or None where it is not known."""
        if not self.is_whole:
            return None
        cycles = [each for each in self.assessment.cycles.cycles if each.side is side]
        known = [share for each in cycles if (share := _stance_share(each)) is not None]
        return 100 * float(np.mean(known)) if known else None

    @property
    def knows_toe_off(self) -> bool:
        """Whether toe off is known for a side."""
        return any(self.toe_off_percent(side) is not None for side in Side)

    def joint(self, name: str) -> str:
        """Return a joint's name in words."""
        key = f"joint.{name}"
        return self.texts(key) if self.texts.has(key) else self.phrase.name(name)

    def group(self, group: MuscleGroup) -> str:
        """Return a muscle group's name in words."""
        return self.texts(f"group.{group.value}")

    def side(self, side: Side | None) -> str:
        """Return a side in words, or an empty text."""
        return self.texts(f"side.{side.value}") if side else ""

    def coordinate(self, name: str) -> str:
        """Return a coordinate in words: ``hip_adduction_r`` becomes hip adduction, right."""
        for side in Side:
            if name.endswith(side.suffix):
                return f"{self._coordinate(name.removesuffix(side.suffix))}, {self.side(side)}"
        return self._coordinate(name)

    def _coordinate(self, name: str) -> str:
        key = f"coordinate.{name}"
        if self.texts.has(key):
            return self.texts(key)
        level = next((each for each in LUMBAR_LEVELS if name.startswith(f"{each}_")), None)
        if level:
            return f"{self.joint(level)} {self.phrase.name(name.removeprefix(f'{level}_'))}"
        return self.phrase.name(name)

    def mean_text(self, curve: Curve, places: int) -> str:
        """Return the mean of a curve with its spread over the repetitions."""
        return self.numbers.with_spread(curve.mean, spread(curve.values.mean(axis=1)), places)

    def peak_text(self, curve: Curve, places: int) -> str:
        """Return the peak of a curve with its spread over the repetitions."""
        return self.numbers.with_spread(curve.peak, spread(curve.values.max(axis=1)), places)

    def mean_and_peak(self, curve: Curve, places: int, *, signed: bool = False) -> str:
        """Return mean and peak of a curve with their spread; of a signed one also the lowest."""
        if signed:
            return self.texts(
                "chart.mean_range",
                mean=self.mean_text(curve, places),
                lowest=self.numbers.decimal(curve.lowest, places),
                peak=self.numbers.decimal(curve.peak, places),
            )
        return self.texts(
            "chart.mean_peak",
            mean=self.mean_text(curve, places),
            peak=self.peak_text(curve, places),
        )

    def repetitions(self, count: int) -> str:
        """Return how many repetitions stand behind a curve, in words."""
        if count == 1:
            return self.texts("chart.repetitions_one")
        return self.texts("chart.repetitions_many", count=count)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _stance_share(cycle: Cycle) -> float | None:
    if cycle.toe_off_s is None:
        return None
    return (cycle.toe_off_s - cycle.start_s) / (cycle.end_s - cycle.start_s)
