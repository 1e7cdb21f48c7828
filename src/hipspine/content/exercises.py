"""What an exercise file may hold: what it trains and loads, how much, for whom not, in what words.

Bands of muscle activity follow the convention of Macadam and Feser (2019) in percent of a maximal
voluntary contraction: low below 21, moderate to 40, high to 60, very high above. The bands of load
are this project's, set at published anchors (``docs/explanation/exercise-evidence.md``).
"""

from collections.abc import Mapping, Set
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from hipspine.content.schema import ConditionTable, Id
from hipspine.content.toml_file import Record
from hipspine.domain.anatomy import COMBINED_GROUPS, MuscleGroup, groups_named
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.condition import NOTHING_OPEN
from hipspine.domain.programme import Stage
from hipspine.domain.questionnaire import Certainty
from hipspine.domain.triage import Restriction

Sentence = Annotated[str, Field(min_length=4)]


class Band(StrEnum):
    """How much, or that no source says."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very_high"
    UNKNOWN = "unknown"


Family = Literal[
    "activation", "bridge", "squat", "lunge", "step", "hinge", "band_walk", "trunk", "pelvis",
    "stretch", "mobility", "walking", "relief", "break", "warm_up",
]  # fmt: skip
Aim = Literal["activate", "strengthen", "control", "mobilise", "stretch", "endure", "ease"]
"""What a plan counts it as, when it limits the share of one kind."""
Equipment = Literal[
    "mat", "pillow", "chair", "wall", "step", "bench", "loop_band", "long_band", "weight",
    "barbell", "stability_ball", "towel",
]  # fmt: skip
Position = Literal[
    "standing", "sitting", "supine", "prone", "side_lying", "on_all_fours", "half_kneeling",
    "on_forearms", "kneeling",
]  # fmt: skip
Grade = Literal["supported", "mixed", "unsupported"]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]

ACTIVITY_BANDS = ((21.0, Band.LOW), (41.0, Band.MODERATE), (60.0, Band.HIGH))
"""Percent of a maximal voluntary contraction; 60 itself is high."""
COMPRESSION_BANDS = ((2000.0, Band.LOW), (3000.0, Band.MODERATE), (3400.0, Band.HIGH))
"""Compression of the lower lumbar spine [N]; 3400 is the action limit of NIOSH."""
PRESSURE_BANDS = ((0.75, Band.LOW), (1.5, Band.MODERATE), (2.0, Band.HIGH))
"""Pressure in the disc L4/L5 [MPa]; 0.5 in standing, 1.1 bent forward, 2.3 in a stooped lift."""
HIP_FORCE_BANDS = ((100.0, Band.LOW), (200.0, Band.MODERATE), (300.0, Band.HIGH))
"""Hip contact force in percent of body weight; 238 in walking."""


def activity_band(percent: float) -> Band:
    """Return the band of a muscle's activity in percent of a maximal voluntary contraction."""
    return Band.HIGH if percent == ACTIVITY_BANDS[-1][0] else _band(percent, ACTIVITY_BANDS)


def _band(value: float, limits: tuple[tuple[float, Band], ...]) -> Band:
    return next((band for limit, band in limits if value < limit), Band.VERY_HIGH)


def _rises(bounds: tuple[float, float]) -> tuple[float, float]:
    if not 0 <= bounds[0] <= bounds[1]:
        raise ValueError(f"{bounds[0]} to {bounds[1]} is not a range")
    return bounds


Bounds = Annotated[tuple[float, float], AfterValidator(_rises)]
Counts = Annotated[tuple[int, int], AfterValidator(_rises)]


def _is_muscle(name: str) -> str:
    try:
        groups_named(name)
    except KeyError:
        known = ", ".join([*COMBINED_GROUPS, *(group.value for group in MuscleGroup)])
        raise ValueError(f"no muscle group {name}; known: {known}") from None
    return name


MuscleName = Annotated[str, AfterValidator(_is_muscle)]


class MuscleActivity(Record):
    """How hard a muscle works, as measured in healthy people, or that no source is known."""

    group: MuscleName
    band: Band
    percent: Bounds | None = None
    """Range of published means, in percent of a maximal voluntary contraction; None where the
    source gives the band only."""
    measured_as: Literal["mean", "peak"] | None = None
    """Studies that take the peak run higher than those that take the mean."""
    evidence: Id | None = None
    certainty: Certainty | None = None

    @model_validator(mode="after")
    def _is_known_or_said_to_be_unknown(self) -> Self:
        if self.band is Band.UNKNOWN:
            if self.model_fields_set != {"group", "band"}:
                raise ValueError("an unknown activity has no figure and no source")
            return self
        if None in (self.measured_as, self.evidence, self.certainty):
            raise ValueError("a known activity needs measured_as, evidence and certainty")
        if self.percent is not None and self.band is not activity_band(sum(self.percent) / 2):
            raise ValueError(f"the middle of {self.percent} is not {self.band}")
        return self


class Load(Record):
    """How much a joint is loaded; ``judged`` compares the posture with a measured one."""

    band: Band
    basis: Literal["compression_N", "pressure_MPa", "percent_body_weight", "judged"] | None = None
    figure: float | None = Field(default=None, gt=0)
    evidence: Id | None = None
    certainty: Certainty | None = None

    @model_validator(mode="after")
    def _is_known_or_said_to_be_unknown(self) -> Self:
        if self.band is Band.UNKNOWN:
            if self.model_fields_set != {"band"}:
                raise ValueError("an unknown load has no figure and no source")
            return self
        if self.basis is None or self.evidence is None or self.certainty is None:
            raise ValueError("a known load needs basis, evidence and certainty")
        if (self.basis == "judged") != (self.figure is None):
            raise ValueError(f"basis {self.basis} with figure {self.figure}")
        if self.figure is not None and self.band is not _band(self.figure, LIMITS[self.basis]):
            raise ValueError(f"{self.figure} is not {self.band}")
        return self


LIMITS = {
    "compression_N": COMPRESSION_BANDS,
    "pressure_MPa": PRESSURE_BANDS,
    "percent_body_weight": HIP_FORCE_BANDS,
}


class Dose(Record):
    """From the least to the most of a session; a planner starts at the least."""

    sets: Counts = (1, 1)
    reps: Counts | None = None
    seconds_per_rep: float | None = Field(default=None, gt=0, le=20)
    hold_s: Bounds | None = None
    minutes: Bounds | None = None
    rest_s: Bounds = (0, 0)
    """Between sets, or between holds where there is one set."""
    effort: Bounds
    """From 0, nothing at all, to 10, all one can."""
    days_per_week: Counts
    evidence: Id

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        timed = self.minutes is not None
        if timed == (self.reps is not None):
            raise ValueError("give minutes, or reps with seconds_per_rep or hold_s")
        if self.reps is not None and (self.seconds_per_rep is None) == (self.hold_s is None):
            raise ValueError("reps need seconds_per_rep or hold_s, and not both")
        if timed and (self.hold_s or self.seconds_per_rep):
            raise ValueError("minutes stand alone")
        limits = ((self.sets, 1, 5), (self.reps, 1, 30), (self.effort, 0, 8))
        more = ((self.days_per_week, 1, 7), (self.hold_s, 1, 60), (self.minutes, 1, 60))
        for bounds, lowest, highest in (*limits, *more):
            if bounds is not None and not lowest <= bounds[0] <= bounds[1] <= highest:
                raise ValueError(f"{bounds} is not within {lowest} to {highest}")
        return self

    def session_s(self, *, sets: int, reps: int, sides: int) -> float:
        """Return how long a session of so many sets and repetitions lasts, rests included [s].

        Holds count at their shortest, a timed exercise at its shortest time for each repetition.
        """
        if self.minutes is not None:
            each = self.minutes[0] * 60
        else:
            each = self.seconds_per_rep or (self.hold_s or (0, 0))[0]
        return sides * sets * reps * each + (sets - 1) * self.rest_s[0]


class Need(Record):
    """What a person does cleanly with an easier exercise before this one is offered."""

    exercise: Id
    reps: int | None = Field(default=None, ge=1)
    hold_s: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _is_one_count(self) -> Self:
        if (self.reps is None) == (self.hold_s is None):
            raise ValueError("give reps or hold_s")
        return self


class Words(Record):
    """An exercise in one language."""

    name: Sentence
    purpose: Sentence
    start: Sentence
    move: Sentence
    cues: tuple[Sentence, ...] = Field(min_length=1, max_length=4)
    faults: tuple[Sentence, ...] = Field(min_length=1, max_length=4)
    off_because: Sentence | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything it tells a person to do or to mind."""
        more = () if self.off_because is None else (self.off_because,)
        return (self.purpose, self.start, self.move, *self.cues, *self.faults, *more)


class Exercise(Record):
    """One exercise."""

    id: Id
    family: Family
    aim: Aim
    stages: tuple[Stage, ...] = Field(min_length=1)
    """The stages that may use it, in order."""
    position: Position
    sides: Literal["both", "each", "alternating"]
    """Whether both sides work at once, one after the other, or in turn."""
    equipment: tuple[Equipment, ...] = ()
    on_by_default: bool = True
    muscles: tuple[MuscleActivity, ...] = ()
    stretches: tuple[MuscleName, ...] = ()
    """Muscles that it lengthens."""
    lumbar_load: Load
    hip_load: Load
    dose: Dose
    gates: tuple[Id, ...] = ()
    needs: tuple[Need, ...] = ()
    easier: tuple[Id, ...] = ()
    harder: tuple[Id, ...] = ()
    grade: Grade
    """How well it is supported that exercise of this kind helps people with back pain."""
    evidence: tuple[Id, ...] = Field(min_length=1)
    reviewed_on: date
    words: dict[Language, Words]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        numbers = [stage.number for stage in self.stages]
        if numbers != sorted(set(numbers)):
            raise ValueError("stages are not in order")
        if len({muscle.group for muscle in self.muscles}) != len(self.muscles):
            raise ValueError("a muscle is listed twice")
        if not self.muscles and not self.stretches and self.aim not in ("ease", "mobilise"):
            raise ValueError(f"aim {self.aim} without a muscle")
        if self.on_by_default != all(text.off_because is None for text in self.words.values()):
            raise ValueError("off_because is said exactly where it is off by default")
        bases = ({"percent_body_weight"}, {"compression_N", "pressure_MPa"})
        for load, wrong in zip((self.lumbar_load, self.hip_load), bases, strict=True):
            if load.basis in wrong:
                raise ValueError(f"basis {load.basis} belongs to the other joint")
        return self

    @property
    def first_stage(self) -> Stage:
        """The earliest stage that may use it."""
        return self.stages[0]

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all sources it rests on."""
        figures = (self.lumbar_load.evidence, self.hip_load.evidence)
        named = (*figures, *(muscle.evidence for muscle in self.muscles))
        return frozenset({*self.evidence, self.dose.evidence, *filter(None, named)})


class GateWords(Record):
    """A gate in one language."""

    why: Sentence
    ask: Sentence | None = None


class Gate(Record):
    """When an exercise is not offered: by answers, by a limit of the screening, or asked anew."""

    id: Id
    then: Literal["leave_out", "clinician_first"]
    when: ConditionTable | None = None
    restriction: Restriction | None = None
    evidence: tuple[Id, ...] = Field(min_length=1)
    words: dict[Language, GateWords]

    @model_validator(mode="after")
    def _is_decided_one_way(self) -> Self:
        asked = [text.ask is not None for text in self.words.values()]
        ways = (self.when is not None, self.restriction is not None, any(asked))
        if sum(ways) != 1 or any(asked) != all(asked):
            raise ValueError("give when, restriction, or ask in every language")
        return self

    @property
    def is_asked(self) -> bool:
        """Whether a yes-or-no question decides, put before the exercise is offered."""
        return self.when is None and self.restriction is None

    def is_closed(
        self,
        answers: Answers,
        *,
        open_questions: Set[str] = NOTHING_OPEN,
        restrictions: Set[Restriction] = frozenset(),
        asked: Mapping[str, Reply] = MappingProxyType({}),
    ) -> bool:
        """Tell whether the gate is closed; not sure, not asked and still open close it.

        Parameters
        ----------
        asked : mapping of str to Reply
            The replies to the questions of gates, by gate id.
        """
        if self.when is not None:
            return self.when.build({}).holds(answers, open_questions)
        if self.restriction is not None:
            return self.restriction in restrictions
        return asked.get(self.id) is not Reply.NO


class GatesFile(Record):
    """``exercise_gates.toml``."""

    reviewed_on: date
    gates: tuple[Gate, ...] = Field(min_length=1)
