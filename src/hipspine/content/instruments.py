"""Published questionnaires as scoring rules alone: none of their text, the person has the form."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.schema import Id
from hipspine.content.score_rules import ScoreRule
from hipspine.content.toml_file import Record


class Instrument(Record):
    """A published questionnaire: how many items, how they are marked, how they make scores."""

    id: Id
    name: str = Field(min_length=3)
    """Its published name and version."""
    entry: Literal["ticks", "ratings", "total"]
    """How its items are marked: boxes ticked, a number beside each, or only a total is known."""
    items: int = Field(ge=0, le=60)
    """How many items the form has; 0 where only a total is entered."""
    item_lowest: int = 0
    item_highest: int = 0
    item_ranges: dict[str, tuple[int, int]] = Field(default_factory=dict)
    """Items that are marked on another scale than the rest."""
    scores: tuple[ScoreRule, ...] = Field(min_length=1)
    evidence: tuple[Id, ...] = Field(min_length=1)
    reviewed_on: date

    @model_validator(mode="after")
    def _items_suit_the_entry(self) -> Self:
        if (self.entry == "total") != (self.items == 0):
            raise ValueError(f"entry {self.entry} with {self.items} items")
        if self.items and self.item_lowest >= self.item_highest:
            raise ValueError(f"items from {self.item_lowest} to {self.item_highest}")
        return self

    @model_validator(mode="after")
    def _scores_use_items_of_the_form(self) -> Self:
        used = {item for score in self.scores for item in score.items} | set(self.item_ranges)
        if unknown := used - set(self.item_ids):
            raise ValueError(f"the form has no item {', '.join(sorted(unknown))}")
        ids = [score.id for score in self.scores]
        if len(set(ids)) != len(ids):
            raise ValueError("a score is listed twice")
        others = {band.also.score for score in self.scores for band in score.bands if band.also}
        if unknown := others - set(ids):
            raise ValueError(f"no such score: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _scales_follow_from_the_items(self) -> Self:
        for score in self.scores:
            if score.rule != "sum":
                continue
            ends = [
                (0, 1) if item in score.counts_from else self.item_range(item)
                for item in score.items
            ]
            possible = (sum(low for low, _ in ends), sum(high for _, high in ends))
            if possible != (score.lowest, score.highest):
                raise ValueError(f"the items of {score.id} add up to {possible}")
        return self

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The numbers of the items as they are printed, from 1."""
        return tuple(str(number) for number in range(1, self.items + 1))

    def item_range(self, item: str) -> tuple[int, int]:
        """Return the lowest and highest number that can be marked beside an item."""
        return self.item_ranges.get(item, (self.item_lowest, self.item_highest))

    def score(self, name: str) -> ScoreRule | None:
        """Return the rule of a score, or None where there is no such score."""
        return next((score for score in self.scores if score.id == name), None)
