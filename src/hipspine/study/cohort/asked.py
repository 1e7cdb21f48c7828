"""What a study asks for: the shape of study.toml, as pydantic models whose errors name the path."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from hipspine.content.toml_file import Record
from hipspine.domain.anatomy import groups_named
from hipspine.domain.person import Sex
from hipspine.domain.prediction import MotionKind

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
"""A name that can be part of a file's name on every system."""

AS_RECORDED = "as_recorded"
"""The scenario in which nothing is changed."""

EVERYBODY = "*"
"""In place of a person: the trial is there for everybody, with ``{person}`` in its paths."""

DEFAULT_JOINTS = ("L5_S1", "L4_L5", "hip_right", "hip_left")
DEFAULT_MUSCLES = (
    "gluteus_maximus",
    "gluteus_medius",
    "gluteus_minimus",
    "tensor_fasciae_latae",
    "piriformis",
    "hamstrings",
    "rectus_femoris",
    "sartorius",
    "adductors",
    "iliocostalis",
    "longissimus",
    "multifidus",
    "psoas",
)
TIME_LIMIT_S = 1800.0
"""Ours: a trial of ten seconds takes about two minutes on one core, and a report thrice that."""


class AskedPerson(Record):
    """One participant."""

    id: Name
    group: Name = "all"
    mass_kg: float | None = Field(default=None, gt=20, lt=300)
    height_m: float | None = Field(default=None, gt=1.0, lt=2.5)
    sex: Sex | None = None
    age_years: float | None = Field(default=None, ge=0, le=120)


class AskedTrial(Record):
    """One trial, or all trials whose files match a pattern.

    Paths are relative to the folder of recordings. ``*`` and ``?`` in ``motion`` match any file;
    ``{person}`` and ``{stem}`` stand for the person and for the motion file's name without ending.
    """

    person: Literal["*"] | Name
    motion: str = Field(min_length=1)
    id: Name | None = None
    forces: str | None = None
    static: str | None = None
    model: str | None = None
    marker_set: str | None = None
    events: str | None = None
    from_s: float | None = None
    to_s: float | None = None


class Spread(Record):
    """A quantity that differs from walker to walker: normal, cut off at two standard deviations."""

    mean: float = Field(gt=0)
    sd: float = Field(ge=0)

    @model_validator(mode="after")
    def _stays_positive(self) -> Self:
        if self.mean - 2 * self.sd <= 0:
            raise ValueError(f"mean {self.mean:g} less two sd {self.sd:g} is not above zero")
        return self


class AskedWalkers(Record):
    """Generated walkers: the built-in reference walker with other size, strength and speed.

    Parameters
    ----------
    trials_each : int
        Trials of every walker, at slightly different speeds.
    frames : int
        Frames of the stride that are solved; the whole stride has 51.
    strength : Spread
        Times the strength that comes with the size, for all muscles alike.
    speed_m_s : Spread
        Walking speed between walkers.
    speed_within_m_s : float
        Standard deviation of the speed from trial to trial of one walker.
    """

    count: int = Field(ge=1, le=1_000_000)
    seed: int = Field(default=1, ge=0)
    group: Name = "generated"
    trials_each: int = Field(default=1, ge=1, le=100)
    frames: int = Field(default=51, ge=6, le=51)
    height_m: Spread = Spread(mean=1.70, sd=0.09)
    body_mass_index: Spread = Spread(mean=25.0, sd=3.0)
    strength: Spread = Spread(mean=1.0, sd=0.15)
    speed_m_s: Spread = Spread(mean=1.30, sd=0.15)
    speed_within_m_s: float = Field(default=0.05, ge=0, le=0.3)


class AskedWhatIf(Record):
    """One what-if, the same for every trial; changes as on the command line."""

    name: Name
    changes: tuple[str, ...] = Field(min_length=1)

    @field_validator("name")
    @classmethod
    def _is_not_the_recording(cls, name: str) -> str:
        if name == AS_RECORDED:
            raise ValueError(f"{AS_RECORDED} is the recording itself; choose another name")
        return name


class AskedPrediction(Record):
    """One prediction, asked for a model body of every person's size."""

    name: Name
    motion: MotionKind
    changes: tuple[str, ...] = Field(min_length=1)
    speed: str = "1.3"
    load_kg: float = Field(default=0.0, ge=0, le=25)


class Outputs(Record):
    """What is kept of each trial."""

    joints: tuple[str, ...] = DEFAULT_JOINTS
    muscles: tuple[str, ...] = DEFAULT_MUSCLES
    curves: bool = True
    reports: bool = False
    """Whether each recording gets its own report; that takes about three times as long."""
    time_limit_s: float = Field(default=TIME_LIMIT_S, gt=0)
    memory_limit_gb: float = Field(default=3.0, gt=0.2)
    """A trial's process is ended beyond it."""

    @field_validator("muscles")
    @classmethod
    def _are_groups(cls, muscles: tuple[str, ...]) -> tuple[str, ...]:
        for name in muscles:
            try:
                groups_named(name)
            except KeyError:
                raise ValueError(
                    f"{name} is no muscle group; see `hipspine model groups`"
                ) from None
        return muscles


class AskedStudy(Record):
    """The head of a study."""

    name: str = Field(min_length=1, max_length=200)
    question: str = ""
    recordings: str = "."
    """Folder of the files, relative to study.toml."""
    people: str | None = None
    """A .csv with the columns of `AskedPerson`, relative to study.toml."""


class StudyFile(Record):
    """The whole of study.toml."""

    study: AskedStudy
    person: tuple[AskedPerson, ...] = ()
    trial: tuple[AskedTrial, ...] = ()
    walkers: AskedWalkers | None = None
    what_if: tuple[AskedWhatIf, ...] = ()
    prediction: tuple[AskedPrediction, ...] = ()
    outputs: Outputs = Outputs()
