"""What the claim files hold: statements, their literature, and the experiments that test them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.schema import Evidence, EvidenceFile
from hipspine.content.toml_file import Record, read_file_as
from hipspine.content.validation.schema import Posture
from hipspine.domain.errors import ContentError
from hipspine.domain.scenario import parse_muscle_change

AS_RECORDED = "as_recorded"
"""The level of every experiment at which nothing is changed."""

REGISTERS = ("evidence.toml", "outcome_evidence.toml", "evidence_exercises.toml")
"""Registers of sources, beside the claims' own."""

CLAIM_FILES = ("mechanism.toml", "symptoms.toml", "treatment.toml")

Grade = Literal["supported", "mixed", "unsupported", "contradicted", "not_clinical"]
"""What the literature says; ``not_clinical``: an advertisement or a disclaimer, not a claim."""

Kind = Literal["mechanism", "symptom", "referral", "treatment", "exercise", "recovery", "product"]

FEATURE_KINDS = (
    "command",
    "page",
    "exercise",
    "remedy",
    "rule",
    "cause",
    "test",
    "measure",
    "questionnaire",
)
"""What a feature's reference may name, as in ``exercise:clam``."""


class Article(Record):
    """One of the articles that the claims come from, described and not named."""

    id: str = Field(pattern=r"^A\d$")
    about: str = Field(min_length=10)


class Level(Record):
    """One level of an experiment: what is changed about muscles or posture."""

    id: str
    title: str
    what_if: tuple[str, ...] = ()
    """Changes of muscles as ``group[.side].parameter=value``."""
    pelvis_anterior_tilt_deg: float = 0.0
    trunk_forward_lean_deg: float = 0.0

    @model_validator(mode="after")
    def _changes_are_understood(self) -> Self:
        for text in self.what_if:
            parse_muscle_change(text)
        return self

    @property
    def changes_posture(self) -> bool:
        """Whether the posture itself is another one."""
        return bool(self.pelvis_anterior_tilt_deg or self.trunk_forward_lean_deg)


class Experiment(Record):
    """An experiment with the engine, or a place for one that predicts the motion itself."""

    id: str
    title: str
    asks: str
    kind: Literal["same_motion", "other_posture", "held_posture", "prediction"]
    motion: str
    """``reference_walker``, the id of a recording, or the id of a posture of this file."""
    levels: tuple[Level, ...] = ()
    quantities: tuple[str, ...] = Field(min_length=1)
    limits: str = Field(min_length=20)

    @model_validator(mode="after")
    def _levels_suit_the_kind(self) -> Self:
        has_posture = any(level.changes_posture for level in self.levels)
        if has_posture != (self.kind == "other_posture"):
            raise ValueError(f"kind {self.kind} with levels that do not suit it")
        return self

    def level(self, level_id: str) -> Level | None:
        """Return a level by its id; None for `AS_RECORDED`."""
        return next((level for level in self.levels if level.id == level_id), None)


class Headline(Record):
    """A change that the page tells first."""

    experiment: str
    level: str
    quantity: str


class ExperimentsFile(Record):
    """``experiments.toml``."""

    matters_from: float = Field(gt=0, lt=1)
    matters_why: str
    postures: tuple[Posture, ...] = ()
    experiments: tuple[Experiment, ...] = Field(min_length=1)
    headlines: tuple[Headline, ...] = ()

    @model_validator(mode="after")
    def _headlines_are_of_an_experiment(self) -> Self:
        for headline in self.headlines:
            experiment = self.by_id.get(headline.experiment)
            if experiment is None or experiment.level(headline.level) is None:
                raise ValueError(f"headline of {headline.experiment} at {headline.level}: no such")
            if headline.quantity not in experiment.quantities:
                raise ValueError(f"{headline.experiment} does not give {headline.quantity}")
        return self

    @property
    def by_id(self) -> dict[str, Experiment]:
        """The experiments by their ids."""
        return {experiment.id: experiment for experiment in self.experiments}


class Test(Record):
    """What a claim says should come out of an experiment, settled before it is run."""

    __test__ = False  # not a test of pytest's, though it is named so

    experiment: str
    level: str = AS_RECORDED
    quantity: str
    expects: Literal["rises", "falls", "at_least", "at_most", "changes_by"]
    value: float | None = None
    """The bound of the last three, in the quantity's unit; ``changes_by`` in either direction."""
    because: str = Field(min_length=15)
    otherwise: Literal["unsupported", "contradicted"] = "unsupported"
    """What a missed bound means: that nothing bears the claim out, or that it is refuted."""

    @model_validator(mode="after")
    def _bound_suits(self) -> Self:
        if (self.value is None) != (self.expects in ("rises", "falls")):
            raise ValueError("bounds need a value; rises and falls take none")
        if not self.expects.startswith("at_") and self.level == AS_RECORDED:
            raise ValueError("a change needs a level other than as recorded")
        return self


class Claim(Record):
    """One statement of the articles, in our words, and what is known about it."""

    id: str = Field(pattern=r"^C\d\d$")
    articles: tuple[str, ...]
    kind: Kind
    statement: str = Field(min_length=10)
    grade: Grade
    literature: str = Field(min_length=15)
    """What the sources say, in our words."""
    for_: tuple[str, ...] = Field(default=(), alias="for")
    against: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    shows: tuple[str, ...] = ()
    """Experiments that say something about it without deciding it."""
    not_testable: str | None = None
    """Why this model cannot test it."""
    features: tuple[str, ...] = ()
    left_out: str | None = None
    """Why no feature handles it."""
    limits: str = Field(min_length=15)

    @model_validator(mode="after")
    def _is_tested_or_says_why_not(self) -> Self:
        if self.kind == "mechanism" and bool(self.tests) == bool(self.not_testable):
            raise ValueError("a mechanism has tests, or a reason why it cannot be tested")
        if bool(self.features) == bool(self.left_out):
            raise ValueError("a claim has features, or a reason why it is left out")
        return self

    @property
    def experiments(self) -> tuple[str, ...]:
        """The experiments that it is tested with or that say something about it."""
        return tuple(dict.fromkeys([*(test.experiment for test in self.tests), *self.shows]))


class ClaimsFile(Record):
    """One file of claims."""

    claims: tuple[Claim, ...] = Field(min_length=1)


class Disagreement(Record):
    """Where the articles contradict each other."""

    about: str
    one: str
    other: str
    handled: str


class ArticlesFile(Record):
    """``articles.toml``."""

    articles: tuple[Article, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Claims:
    """Every claim with its experiments and sources, checked against each other."""

    articles: ArticlesFile
    claims: tuple[Claim, ...]
    experiments: ExperimentsFile
    evidence: Mapping[str, Evidence]

    def claim(self, claim_id: str) -> Claim:
        """Return a claim.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        for claim in self.claims:
            if claim.id == claim_id.upper():
                return claim
        raise ContentError(
            "claim",
            expected=f"{self.claims[0].id} to {self.claims[-1].id}",
            got=repr(claim_id),
            do="`hipspine claims` lists them.",
        )


@cache
def claims() -> Claims:
    """Return the claims that ship with hipspine."""
    return read_claims(resources.files("hipspine.content"))


def read_claims(folder: Traversable) -> Claims:
    """Return the claims of a content folder, checked against each other.

    Raises
    ------
    ContentError
        If a file contradicts its schema, or files contradict each other.
    """
    own = folder / "claims"
    registers = [read_file_as(EvidenceFile, folder / name) for name in REGISTERS]
    registers.append(read_file_as(EvidenceFile, own / "evidence.toml"))
    found = Claims(
        articles=read_file_as(ArticlesFile, own / "articles.toml"),
        claims=tuple(
            claim for name in CLAIM_FILES for claim in read_file_as(ClaimsFile, own / name).claims
        ),
        experiments=read_file_as(ExperimentsFile, own / "experiments.toml"),
        evidence={entry.id: entry for register in registers for entry in register.evidence},
    )
    problems = [problem for claim in found.claims for problem in _claim_problems(claim, found)]
    problems += _order_problems(found)
    if problems:
        raise ContentError(
            "claims",
            expected="files that agree with each other",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return found


def _order_problems(found: Claims) -> Iterator[str]:
    wanted = [f"C{number:02d}" for number in range(1, len(found.claims) + 1)]
    if [claim.id for claim in found.claims] != wanted:
        yield f"claims are not numbered {wanted[0]} to {wanted[-1]} in order"


def _claim_problems(claim: Claim, found: Claims) -> Iterator[str]:
    known = {article.id for article in found.articles.articles}
    for article in claim.articles:
        if article not in known:
            yield f"{claim.id}.articles: no article {article}"
    for source in (*claim.for_, *claim.against):
        if source not in found.evidence:
            yield f"{claim.id}: no source {source}"
    for feature in claim.features:
        if feature.partition(":")[0] not in FEATURE_KINDS:
            yield f"{claim.id}.features: {feature} is of no known kind"
    experiments = found.experiments.by_id
    for name in claim.experiments:
        if name not in experiments:
            yield f"{claim.id}: no experiment {name}"
    for test in claim.tests:
        yield from _test_problems(claim.id, test, experiments)


def _test_problems(claim_id: str, test: Test, experiments: dict[str, Experiment]) -> Iterator[str]:
    experiment = experiments.get(test.experiment)
    if experiment is None:
        return
    if test.level != AS_RECORDED and experiment.level(test.level) is None:
        yield f"{claim_id}: {experiment.id} has no level {test.level}"
    if test.quantity not in experiment.quantities:
        yield f"{claim_id}: {experiment.id} does not give {test.quantity}"
