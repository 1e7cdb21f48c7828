"""The trials of a study, spelt out: what is worked through one by one."""

from dataclasses import asdict, dataclass, field
from typing import Any

from hipspine.domain.person import Sex
from hipspine.domain.scenario import Scenario
from hipspine.study.cohort.asked import AskedPrediction, Outputs


@dataclass(frozen=True)
class Participant:
    """One person of a study. What is not known is None."""

    id: str
    group: str
    mass_kg: float | None = None
    height_m: float | None = None
    sex: Sex | None = None
    age_years: float | None = None


@dataclass(frozen=True)
class RecordedTrial:
    """A trial in files; paths are absolute."""

    id: str
    person: Participant
    motion: str
    forces: str | None = None
    static: str | None = None
    model: str | None = None
    marker_set: str | None = None
    events: str | None = None
    from_s: float | None = None
    to_s: float | None = None

    @property
    def files(self) -> dict[str, str]:
        """Every file by its role."""
        roles = ("motion", "forces", "static", "model", "marker_set", "events")
        return {role: path for role in roles if (path := getattr(self, role)) is not None}


@dataclass(frozen=True)
class WalkerTrial:
    """A generated walk: the reference walker with another size, strength and speed."""

    id: str
    person: Participant
    strength: float
    speed_m_s: float
    frames: int


StudyTrial = RecordedTrial | WalkerTrial


@dataclass(frozen=True)
class Scenarios:
    """What is asked of every trial."""

    what_ifs: tuple[Scenario, ...] = ()
    predictions: tuple[AskedPrediction, ...] = ()


@dataclass(frozen=True)
class Task:
    """One trial to work through, and under which key its result is kept."""

    key: str
    trial: StudyTrial
    scenarios: Scenarios
    outputs: Outputs
    folder: str
    """Where results are kept; the same place for every worker."""
    cache_dir: str


@dataclass(frozen=True)
class StudyPlan:
    """A study that has been checked: every trial, and what is asked of it."""

    name: str
    question: str
    trials: tuple[StudyTrial, ...]
    scenarios: Scenarios
    outputs: Outputs = field(default_factory=Outputs)

    @property
    def has_walkers(self) -> bool:
        """Whether some trials are generated."""
        return any(isinstance(trial, WalkerTrial) for trial in self.trials)


def trial_as_dict(trial: StudyTrial) -> dict[str, Any]:
    """Return a trial as plain values, with its kind."""
    kind = "recording" if isinstance(trial, RecordedTrial) else "walker"
    return {"kind": kind, **asdict(trial)}


def trial_of_dict(values: dict[str, Any]) -> StudyTrial:
    """Return the trial that `trial_as_dict` made plain."""
    told = dict(values)
    kind, person = told.pop("kind"), dict(told.pop("person"))
    person["sex"] = Sex(person["sex"]) if person["sex"] else None
    make = RecordedTrial if kind == "recording" else WalkerTrial
    return make(person=Participant(**person), **told)
