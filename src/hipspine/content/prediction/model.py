"""Read the variants of the prediction engine and the rule by which they are summed up."""

from functools import cache
from importlib import resources

from hipspine.content.toml_file import Record, read_toml_as


class RuleRecord(Record):
    """When a change counts, and when variants agree."""

    share: float
    matters: dict[str, float]
    """Smallest change that matters, by unit."""
    effort_matters: float
    source: str


class Factor(Record):
    """Something that nobody knows about a living person, with two plausible values."""

    name: str
    setting: str
    """Which setting of the engine it is."""
    low: float
    high: float
    source: str


class PredictionModel(Record):
    """Variants and rule."""

    reviewed: str
    rule: RuleRecord
    factors: tuple[Factor, ...]


@cache
def read_prediction_model() -> PredictionModel:
    """Return the variants and the rule that ship with the package."""
    path = resources.files("hipspine.content.prediction") / "model.toml"
    return read_toml_as(
        PredictionModel, path.read_text(encoding="utf-8"), where="prediction/model.toml"
    )
