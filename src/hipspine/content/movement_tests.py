"""The movement tests: protocol, what is entered, norm, error, and what a side difference says."""

import math
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError
from hipspine.domain.person import Sex

Unit = Literal["s", "deg", "cm", "N", "count", "score", "yes_no"]
"""What a person enters; everything is turned into SI on the way in."""

Rule = Literal[
    "as_entered", "sum_of_sides", "thigh_drop", "hip_extension_tilt_controlled", "torque_per_mass"
]
"""How a result follows from what was entered."""


class Entry(Record):
    """One thing to enter, for each side or once; a value outside low to high is refused."""

    id: str = Field(pattern=r"^[a-zA-Z0-9_]+$")
    asks: str = Field(min_length=5)
    unit: Unit
    low: float = 0.0
    high: float = 1.0
    per_side: bool = True
    optional: bool = False

    @model_validator(mode="after")
    def _low_lies_below_high(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low} does not lie below high {self.high}")
        return self


class PublishedError(Record):
    """The error of a test, as published: SD and ICC, a detectable change, or a share of the value.

    From SD and ICC the standard error is SD * sqrt(1 - ICC); the lowest ICC gives the largest
    (Weir 2005, doi:10.1519/15184.1).
    """

    source: str = Field(min_length=5)
    people: str = Field(min_length=3)
    sd: float | None = Field(default=None, gt=0)
    icc_low: float | None = Field(default=None, gt=0, lt=1)
    icc_high: float | None = Field(default=None, gt=0, lt=1)
    mdc95: float | None = Field(default=None, gt=0)
    share_of_value: float | None = Field(default=None, gt=0, lt=1)

    @model_validator(mode="after")
    def _one_way_of_telling(self) -> Self:
        from_icc = self.sd is not None and self.icc_low is not None and self.icc_high is not None
        ways = (from_icc, self.mdc95 is not None, self.share_of_value is not None)
        if sum(ways) != 1:
            raise ValueError("give sd with icc_low and icc_high, or mdc95, or share_of_value")
        if from_icc and (self.icc_low or 0) > (self.icc_high or 0):
            raise ValueError("icc_low lies above icc_high")
        return self

    def mdc95_band(self) -> tuple[float, float] | None:
        """Return the smallest detectable change by the best and by the poorest ICC, or None."""
        if self.sd is None or self.icc_low is None or self.icc_high is None:
            return None
        best, poorest = (
            1.96 * math.sqrt(2) * self.sd * math.sqrt(1 - icc)
            for icc in (self.icc_high, self.icc_low)
        )
        return best, poorest


class Norm(Record):
    """A published range and whom it holds for; sex and age are open where the source's are."""

    low: float
    high: float
    source: str = Field(min_length=5)
    people: str = Field(min_length=3)
    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None

    def holds_for(self, sex: Sex | None, age: int | None) -> bool:
        """Tell whether the range holds for a person; an unknown age or sex never fits a bound."""
        if self.sex is not None and self.sex is not sex:
            return False
        if self.age_from is None and self.age_to is None:
            return True
        return age is not None and (self.age_from or 0) <= age <= (self.age_to or 150)


class SideNoise(Record):
    """Up to which side difference a test tells nothing."""

    reason: str = Field(min_length=5)
    difference: float | None = Field(default=None, gt=0)
    share: float | None = Field(default=None, gt=0, lt=1)
    """Of the larger side."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.difference is None) == (self.share is None):
            raise ValueError("give either difference or share")
        return self


class Result(Record):
    """A number that a test gives; norm, error and noise are in its unit as entered."""

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    rule: Rule = "as_entered"
    of: str
    """The entry it is made from."""
    unit: Literal["s", "deg", "1", "Nm_per_kg"]
    positive: str = ""
    norms: tuple[Norm, ...] = ()
    no_norm: str = ""
    """Why there is no range for people whom none of the norms holds for."""
    error: PublishedError | None = None
    side_noise: SideNoise | None = None
    cautions: tuple[str, ...] = ()


class Gate(Record):
    """What follows from a yes, whatever the numbers are."""

    when: str
    """A yes-or-no entry."""
    says: str = Field(min_length=10)


class MovementTest(Record):
    """One movement test."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    about: str = Field(min_length=10)
    research_only: bool = False
    protocol: tuple[str, ...] = Field(min_length=2)
    stop: tuple[str, ...] = Field(min_length=1)
    entries: tuple[Entry, ...] = Field(min_length=1)
    results: tuple[Result, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    evidence: tuple[str, ...] = Field(min_length=1)
    reviewed_on: date

    @model_validator(mode="after")
    def _results_and_gates_name_entries(self) -> Self:
        ids = {entry.id for entry in self.entries}
        named = {result.of for result in self.results} | {gate.when for gate in self.gates}
        if unknown := named - ids:
            raise ValueError(f"no such entry: {', '.join(sorted(unknown))}")
        return self

    def entry(self, id: str) -> Entry:
        """Return an entry by its id."""
        return next(entry for entry in self.entries if entry.id == id)


def read_movement_test(text: str, *, where: str) -> MovementTest:
    """Return the movement test that a TOML text holds.

    Raises
    ------
    ContentError
        If the text is not TOML or contradicts the schema; the message names the entry.
    """
    return read_toml_as(MovementTest, text, where=where)


@cache
def movement_tests() -> dict[str, MovementTest]:
    """Return the movement tests that ship with hipspine, by id.

    Raises
    ------
    ContentError
        If a file's name is not the id of its test.
    """
    found = {}
    for file in _files():
        test = read_movement_test(file.read_text("utf-8"), where=f"movement_tests/{file.name}")
        if file.name != f"{test.id}.toml":
            raise ContentError(
                f"movement_tests/{file.name}",
                expected=f"the name {test.id}.toml",
                got=file.name,
                do="Name the file after the test's id.",
            )
        found[test.id] = test
    return found


def _files() -> list[Traversable]:
    folder = resources.files("hipspine.content") / "movement_tests"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted(files, key=lambda file: file.name)
