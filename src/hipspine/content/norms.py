"""Published ranges and muscle timings that the report draws behind a person's curves."""

from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.anatomy import MuscleGroup

Task = Literal["walking", "running", "squat", "sit_to_stand", "step"]
"""What a person does in a trial; a range holds for one task only."""


class NormSource(Record):
    """Where published figures come from, and on whom they were found."""

    label: str = Field(min_length=3)
    """Authors and year, as shown beside a chart."""
    reference: str = Field(min_length=10)
    method: Literal["measured in people", "computed with a model", "muscle signals"]
    people: str = Field(min_length=3)
    """Number and kind of people, or that the source does not state it."""
    age: str = Field(min_length=3)
    speed: str = Field(min_length=3)


class _Norm(Record):
    """A published figure: it holds for one task and comes from one source."""

    task: Task
    source: str


class LoadRange(_Norm):
    """A published range of a joint's peak load in body weights."""

    id: str
    joints: tuple[str, ...] = Field(min_length=1)
    """Joints behind whose curve the range is drawn."""
    found_at: str = Field(min_length=3)
    """Where the source found it, in words: it may be a neighbouring level."""
    component: Literal["compression", "anterior_shear", "resultant"]
    low_bw: float = Field(ge=0, le=20)
    high_bw: float = Field(ge=0, le=20)
    both_directions: bool = False
    """True where the source gives a size without a direction: the range holds with either sign."""

    @model_validator(mode="after")
    def _low_is_not_above_high(self) -> Self:
        if self.low_bw > self.high_bw:
            raise ValueError(f"low_bw {self.low_bw} lies above high_bw {self.high_bw}")
        return self


class MuscleTiming(_Norm):
    """When a muscle group is on, as intervals in percent of the gait cycle."""

    group: MuscleGroup
    on_percent: tuple[tuple[float, float], ...] = Field(min_length=1)
    found_in: str = Field(min_length=3)
    """The muscle or muscles that the source names."""

    @model_validator(mode="after")
    def _intervals_lie_in_the_cycle(self) -> Self:
        for start, end in self.on_percent:
            if not 0 <= start < end <= 100:
                raise ValueError(f"interval {start} to {end} does not lie within 0 to 100 %")
        return self


class Norms(Record):
    """Everything the norms files hold."""

    sources: dict[str, NormSource]
    load_ranges: tuple[LoadRange, ...] = ()
    muscle_timings: tuple[MuscleTiming, ...] = ()

    @model_validator(mode="after")
    def _every_source_is_described(self) -> Self:
        named = {entry.source for entry in self.entries}
        if unknown := named - set(self.sources):
            raise ValueError(f"no such source: {', '.join(sorted(unknown))}")
        if unused := set(self.sources) - named:
            raise ValueError(f"source without an entry: {', '.join(sorted(unused))}")
        return self

    @property
    def entries(self) -> tuple[LoadRange | MuscleTiming, ...]:
        """Every range and timing."""
        return (*self.load_ranges, *self.muscle_timings)

    def load_range(self, task: str | None, joint: str, component: str) -> tuple[LoadRange, ...]:
        """Return the published ranges of one component of one joint's load in a task."""
        return tuple(
            entry
            for entry in self.load_ranges
            if entry.task == task and joint in entry.joints and entry.component == component
        )

    def timing(self, task: str | None, group: MuscleGroup) -> MuscleTiming | None:
        """Return when a muscle group is on in a task, or None where nothing is held."""
        for entry in self.muscle_timings:
            if entry.task == task and entry.group is group:
                return entry
        return None


def read_norms(text: str, *, where: str) -> Norms:
    """Return the norms that a TOML text holds.

    Raises
    ------
    ContentError
        If the text is not TOML or contradicts the schema; the message names the entry.
    """
    return read_toml_as(Norms, text, where=where)


@cache
def published_norms() -> Norms:
    """Return the norms that ship with hipspine, merged from ``content/norms/*.toml``."""
    folder = resources.files("hipspine.content") / "norms"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name
    )
    parts = [read_norms(file.read_text("utf-8"), where=f"norms/{file.name}") for file in files]
    sources: dict[str, NormSource] = {}
    for part in parts:
        sources.update(part.sources)
    return Norms(
        sources=sources,
        load_ranges=tuple(entry for part in parts for entry in part.load_ranges),
        muscle_timings=tuple(entry for part in parts for entry in part.muscle_timings),
    )
