"""What ``plan_rules.toml`` may hold: the figures of planning and progression."""

from datetime import date
from functools import cache
from importlib import resources
from typing import Self

from pydantic import Field, model_validator

from hipspine.content.exercise_library import ExerciseLibrary, exercise_library
from hipspine.content.exercises import Band, Family, Grade, MuscleName
from hipspine.content.movement_tests import movement_tests
from hipspine.content.schema import Evidence, EvidenceFile, Id
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.anatomy import groups_named
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Irritability, Stage
from hipspine.domain.questionnaire import Certainty

FILE = "plan_rules.toml"
REGISTER = "evidence_plans.toml"
SHARE_KINDS = ("glute", "trunk", "mobility", "legs", "walking")


class Sourced(Record):
    """A table that says what it rests on, and how sure that is."""

    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty


class IrritabilityRule(Sourced):
    """Pain of today from which irritability counts as high or moderate, 0 to 10."""

    high_from: float
    moderate_from: float


class BandPoints(Sourced):
    """How much each band counts."""

    low: int
    moderate: int
    high: int
    very_high: int
    unknown: int

    def of(self, band: Band) -> int:
        """Return what a band counts."""
        return int(getattr(self, band.value))


class LumbarLimit(Record):
    """The most points of a day, and the highest band of one exercise; unknown bands count high."""

    points: int = Field(ge=0)
    band: Band


class LumbarLimits(Sourced):
    """A limit for each irritability."""

    high: LumbarLimit
    moderate: LumbarLimit
    low: LumbarLimit

    def of(self, irritability: Irritability) -> LumbarLimit:
        """Return the limit of an irritability."""
        limits = {"high": self.high, "moderate": self.moderate, "low": self.low}
        return limits[irritability.value]


class Target(Record):
    """Something that a week should train, by muscles that work, are stretched, or by families."""

    id: Id
    muscles: tuple[MuscleName, ...] = ()
    stretched: tuple[MuscleName, ...] = ()
    families: tuple[Family, ...] = ()
    worth: float = Field(gt=0)
    enough: float = Field(gt=0)

    @property
    def working(self) -> frozenset[str]:
        """The single muscle groups whose work counts."""
        return frozenset(group for name in self.muscles for group in groups_named(name))

    @property
    def lengthened(self) -> frozenset[str]:
        """The single muscle groups whose stretch counts."""
        return frozenset(group for name in self.stretched for group in groups_named(name))


class FindingRule(Sourced):
    """What one measurement of a movement test tells a plan: one of the two."""

    measurement: Id
    target: Id | None = None
    """Counts more where the value lies below its published range."""
    closes: Id | None = None
    """The gate that pain provoked by the test closes."""

    @model_validator(mode="after")
    def _tells_one_thing(self) -> Self:
        if (self.target is None) == (self.closes is None):
            raise ValueError("give either a target or a gate that is closed")
        return self


class Shares(Sourced):
    """The largest share of a week's minutes for each kind of exercise."""

    glute: float = Field(gt=0, le=1)
    trunk: float = Field(gt=0, le=1)
    mobility: float = Field(gt=0, le=1)
    legs: float = Field(gt=0, le=1)
    walking: float = Field(gt=0, le=1)

    def of(self, kind: str) -> float:
        """Return the largest share of a kind."""
        return float(getattr(self, kind))


class GradeFactors(Sourced):
    """How much the grade of an exercise counts."""

    supported: float = Field(gt=0)
    mixed: float = Field(gt=0)
    unsupported: float = Field(gt=0)

    def of(self, grade: Grade) -> float:
        """Return the factor of a grade."""
        return float(getattr(self, grade))


class WeekRule(Sourced):
    """Days, variety and how much wishes count."""

    training_days: dict[Stage, int]
    most_of_a_family: int = Field(ge=1)
    warm_ups: int = Field(ge=1)
    shortest_minutes: float
    longest_minutes: float
    relief_positions: int
    room_to_grow: float = Field(ge=0, lt=0.5)
    """Share of a training day's minutes that a new plan leaves free for what gets longer."""
    like_bonus: float
    dislike_cost: float
    goal_bonus: float
    keep_bonus: float
    gate_bonus: float
    """For what is counted before the next stage may begin."""


class PainRule(Sourced):
    """Pain from 0 to 10 that is safe or acceptable, and how a morning after compares."""

    safe_to: float
    acceptable_to: float
    settled_within: float
    regress_rise: float

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not 0 <= self.safe_to < self.acceptable_to <= 10:
            raise ValueError("safe, then acceptable pain on a scale from 0 to 10")
        if not 0 <= self.settled_within < self.regress_rise:
            raise ValueError("a settled morning lies below one that asks for less")
        return self


class EffortRule(Sourced):
    """Effort from 0 to 10."""

    progress_to: float
    hold_above: float


class StepRule(Sourced):
    """How big a step is, and what ends or delays it."""

    good_sessions: int = Field(ge=1)
    reps_step: int = Field(ge=1)
    hold_step_s: float = Field(gt=0)
    minutes_step: float = Field(gt=0)
    load_step: float = Field(ge=0.02, le=0.1)
    volume_left_after_regress: float = Field(gt=0, lt=1)
    weekly_set_increase: float = Field(gt=0, le=0.2)
    least_set_increase: int = Field(ge=0, le=3)
    """Sets that even a very small week may gain; a fifth of few is none."""
    missed_days: int = Field(ge=7)
    volume_left_after_break: float = Field(ge=0.7, le=0.8)
    exercises_at_once: int = Field(ge=1)
    regressions_to_tell: int = Field(ge=1)
    days_without_change_to_tell: int = Field(ge=7)
    flare_settle_days: int = Field(ge=1)
    stop_hours: int = Field(ge=24)


class CalendarRule(Sourced):
    """When to look again."""

    screen_again_days: int = Field(ge=1, le=7)
    reassess_weeks: tuple[int, ...]
    human_check_in_week: int


class CleanCount(Record):
    """A count done cleanly with any one of some exercises."""

    any: tuple[Id, ...] = Field(min_length=1)
    reps: int = Field(ge=1)


class StageGate(Record):
    """What has to be shown before a stage; what is not named is not asked."""

    days_in_stage: int = Field(ge=0)
    pain_average_to: float | None = None
    stable_days: int | None = None
    clean: tuple[CleanCount, ...] = ()
    test: Id | None = None
    test_from_s: float | None = None
    side_difference_reps: int | None = None


class PlanRules(Record):
    """``plan_rules.toml``."""

    reviewed_on: date
    irritability: IrritabilityRule
    lumbar_points: BandPoints
    lumbar_limits: LumbarLimits
    targets: tuple[Target, ...] = Field(min_length=1)
    activity_points: BandPoints
    grades: GradeFactors
    goals: dict[Id, tuple[Id, ...]]
    findings: tuple[FindingRule, ...]
    shares: Shares
    week: WeekRule
    pain: PainRule
    effort: EffortRule
    steps: StepRule
    calendar: CalendarRule
    gates: dict[Stage, StageGate]

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all sources named."""
        parts = [part for _, part in self if isinstance(part, Sourced)]
        parts += self.findings
        return frozenset(name for part in parts for name in part.evidence)


@cache
def plan_evidence() -> dict[str, Evidence]:
    """Return every source that rules and programmes may name, by id."""
    text = (resources.files("hipspine.content") / REGISTER).read_text("utf-8")
    own = {entry.id: entry for entry in read_toml_as(EvidenceFile, text, where=REGISTER).evidence}
    return {**exercise_library().evidence, **own}


@cache
def plan_rules() -> PlanRules:
    """Return the rules that ship with hipspine."""
    text = (resources.files("hipspine.content") / FILE).read_text("utf-8")
    return read_plan_rules(text, exercise_library())


def read_plan_rules(text: str, library: ExerciseLibrary) -> PlanRules:
    """Return the rules in a TOML text.

    Raises
    ------
    ContentError
        If the text contradicts the schema, or names an exercise or a source that does not exist.
    """
    rules = read_toml_as(PlanRules, text, where=FILE)
    named = {name for gate in rules.gates.values() for count in gate.clean for name in count.any}
    problems = [f"no exercise {name}" for name in sorted(named - set(library.exercises))]
    targets = {target.id for target in rules.targets}
    wanted = {name for names in rules.goals.values() for name in names}
    wanted |= {rule.target for rule in rules.findings if rule.target is not None}
    problems += [f"no target {name}" for name in sorted(wanted - targets)]
    problems += [
        f"no gate {rule.closes}"
        for rule in rules.findings
        if rule.closes is not None and rule.closes not in library.gates
    ]
    measured = {result.name for test in movement_tests().values() for result in test.results}
    problems += [
        f"no measurement {rule.measurement}"
        for rule in rules.findings
        if rule.measurement not in measured
    ]
    problems += [f"no source {name}" for name in sorted(rules.cited - set(plan_evidence()))]
    if problems:
        raise ContentError(
            FILE,
            expected="ids that exist",
            got="; ".join(problems),
            do="Mend the entry, or add what it names.",
        )
    return rules
