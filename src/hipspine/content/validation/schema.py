"""What the validation files hold: published figures, goals, postures and recordings."""

from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.toml_file import Record, read_toml_as

LegSide = Literal["right", "left"]


class FigureSource(Record):
    """Where published figures come from."""

    label: str = Field(min_length=3)
    reference: str = Field(min_length=10)


class PublishedFigure(Record):
    """One published figure or direction that a result is held against."""

    id: str
    part: str
    quantity: str
    unit: str
    low: float | None = None
    high: float | None = None
    """The band; both None where nothing is scored and the result is only reported."""
    reference: str
    """The figure with its spread, in words."""
    source: str
    peers: str | None = None
    """What other engines' published errors are, where given."""
    note: str | None = None
    goal: str | None = None
    """The goal that counts this figure."""
    muscles: str | None = None
    """Pattern of the model's muscle names, without their side, that the figure is about."""

    @model_validator(mode="after")
    def _band_is_whole(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("a band needs both ends, or neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} lies above high {self.high}")
        return self


class Figures(Record):
    """The published figures of one file."""

    sources: dict[str, FigureSource]
    figures: tuple[PublishedFigure, ...]

    @model_validator(mode="after")
    def _sources_and_ids_fit(self) -> Self:
        _check_figures(self.figures, self.sources)
        return self


class EmgAgreement(Figures):
    """How simulated activation is compared with muscle signals."""

    electromechanical_delay_s: float = Field(ge=0, le=0.2)
    delay_source: str
    on_threshold: float = Field(gt=0, lt=1)
    threshold_source: str
    channels: dict[str, tuple[str, ...]]
    """Muscles of the model that each measured channel means."""
    synergist_source: str
    synergists: dict[str, str]
    """The channel that stands in for one that is left out; channels without one have none."""

    @model_validator(mode="after")
    def _synergists_are_channels(self) -> Self:
        named = set(self.synergists) | set(self.synergists.values())
        if unknown := named - set(self.channels):
            raise ValueError(f"no such channel: {', '.join(sorted(unknown))}")
        return self


class Posture(Record):
    """A posture held still, and what bears the body in it.

    With ``shoulders`` the upper back bears what the feet do not, and the arms lie on the floor.
    """

    id: str
    name: str
    pressure_MPa: float | None = Field(default=None, gt=0)
    feet: Literal["both", "right"] | None = None
    shoulders: bool = False
    feet_share: float = Field(default=1.0, gt=0, le=1)
    seat: bool = False
    rests: bool = False
    unsupported: tuple[Literal["right_leg"], ...] = ()
    crate: bool = False
    angles_deg: dict[str, float]

    @property
    def is_at_rest(self) -> bool:
        """Whether every part of the body lies on something, so that no muscle need work."""
        return self.rests and not self.unsupported

    @model_validator(mode="after")
    def _something_bears_the_body(self) -> Self:
        if (self.feet is None) == (not self.rests):
            raise ValueError("a posture either stands (or sits) on its feet or rests")
        if (self.feet_share < 1.0) != self.seat:
            raise ValueError("the seat bears what the feet do not: give both or neither")
        if self.shoulders and (self.feet is None or self.seat):
            raise ValueError("shoulders bear weight together with one foot or both, and no seat")
        return self


class DiscPressure(Record):
    """The table of disc pressures with the postures that stand for it."""

    level: str
    body_mass_kg: float
    body_height_m: float
    body_source: str
    disc_area_m2: float
    pressure_factor: float
    area_source: str
    crate_mass_kg: float
    within_fraction: float
    peers: str
    sources: dict[str, FigureSource]
    postures: tuple[Posture, ...]

    def posture(self, posture_id: str) -> Posture:
        """Return the posture of an id."""
        return next(posture for posture in self.postures if posture.id == posture_id)


class Goal(Record):
    """What the scoreboard aims at."""

    id: str
    text: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a goal is at_least or at_most, not both and not neither")
        return self

    def is_met_by(self, value: float) -> bool:
        """Return whether a value meets the goal."""
        if self.at_most is not None:
            return value <= self.at_most
        return self.at_least is not None and value >= self.at_least


class Goals(Record):
    """Every goal."""

    goals: tuple[Goal, ...]


class ScoredTrial(Record):
    """One recording to score, as files within the user's folder."""

    id: str
    name: str
    motion: str
    forces: str
    static: str
    task: Literal["walking", "squat", "sit_to_stand"]
    mass_kg: float
    emg: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that the trial needs."""
        needed = (self.motion, self.forces, self.static)
        return (*needed, self.emg) if self.emg else needed


class Recordings(Record):
    """Every recording that is scored."""

    trials: tuple[ScoredTrial, ...]


def _check_figures(figures: tuple[PublishedFigure, ...], sources: dict[str, FigureSource]) -> None:
    ids = [figure.id for figure in figures]
    if len(set(ids)) != len(ids):
        raise ValueError("two figures share an id")
    if unknown := {figure.source for figure in figures} - set(sources):
        raise ValueError(f"no such source: {', '.join(sorted(unknown))}")


def _text(name: str) -> str:
    return (resources.files("hipspine.content.validation") / name).read_text("utf-8")


@cache
def lumbar_figures() -> Figures:
    """Return what is published about lumbar load in walking."""
    name = "lumbar_walking.toml"
    return read_toml_as(Figures, _text(name), where=f"validation/{name}")


@cache
def hip_figures() -> Figures:
    """Return what is published about hip contact forces."""
    return read_toml_as(Figures, _text("hip_contact.toml"), where="validation/hip_contact.toml")


@cache
def ground_reaction_figures() -> Figures:
    """Return what is published about ground reaction predicted from motion."""
    name = "ground_reaction.toml"
    return read_toml_as(Figures, _text(name), where=f"validation/{name}")


@cache
def sign_figures() -> Figures:
    """Return the published directions and orders."""
    return read_toml_as(Figures, _text("signs.toml"), where="validation/signs.toml")


@cache
def tried_figures() -> Figures:
    """Return the goals' figures as they are told for what was tried."""
    return read_toml_as(Figures, _text("tried.toml"), where="validation/tried.toml")


@cache
def emg_agreement() -> EmgAgreement:
    """Return how muscle signals are compared."""
    return read_toml_as(EmgAgreement, _text("emg.toml"), where="validation/emg.toml")


@cache
def disc_pressure() -> DiscPressure:
    """Return the table of disc pressures with its postures."""
    name = "disc_pressure.toml"
    return read_toml_as(DiscPressure, _text(name), where=f"validation/{name}")


@cache
def goals() -> tuple[Goal, ...]:
    """Return the scoreboard's goals."""
    return read_toml_as(Goals, _text("goals.toml"), where="validation/goals.toml").goals


@cache
def scored_trials() -> tuple[ScoredTrial, ...]:
    """Return the recordings that are scored."""
    name = "recordings.toml"
    return read_toml_as(Recordings, _text(name), where=f"validation/{name}").trials


class Cause(Record):
    """Why a goal is not met."""

    goal: str
    text: str = Field(min_length=20)


class Causes(Record):
    """Every cause that was named."""

    causes: tuple[Cause, ...]


@cache
def causes() -> dict[str, str]:
    """Return why goals are not met, by goal; written after a run, never before."""
    found = read_toml_as(Causes, _text("causes.toml"), where="validation/causes.toml").causes
    return {cause.goal: cause.text for cause in found}
