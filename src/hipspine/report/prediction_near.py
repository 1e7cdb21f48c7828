"""A prediction near a person's own recorded walk, and how much that nearness matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from hipspine.domain.prediction import PredictedCompression, Prediction
from hipspine.domain.units import degrees
from hipspine.report.panels import Table
from hipspine.report.prediction_words import Telling


@dataclass(frozen=True, eq=False)
class Near:
    """A prediction for one weight of staying near the recording."""

    weight: float
    distance_rad: float
    """Root mean square difference of the unchanged walk from the recorded one."""
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class NearAndFree:
    """The prediction that is told, and those for all tracking weights; none without a recording."""

    told: Prediction
    near: tuple[Near, ...] = ()
    compression: PredictedCompression | None = None
    """Of the discs, where it was asked for: experimental, for clinicians."""


def in_the_middle(found: Sequence[tuple[float, float, Prediction]]) -> NearAndFree:
    """Return the predictions with the one of the middle weight told."""
    near = tuple(Near(*each) for each in found)
    return NearAndFree(near[len(near) // 2].prediction, near)


def nearness_table(near: tuple[Near, ...], telling: Telling) -> Table:
    """Return each quantity's change for every weight, with bands, and how near the walk stays."""
    say, numbers = telling.say, telling.numbers
    columns = (
        say("numbers.quantity"),
        *(say("near.weight", weight=numbers.general(each.weight)) for each in near),
    )
    rows = [
        (
            say("near.distance"),
            *(f"{numbers.decimal(degrees(each.distance_rad), 1)}°" for each in near),
        )
    ]
    quantities = [effect.quantity for effect in near[0].prediction.effects]
    for quantity in quantities:
        cells = []
        for each in near:
            found = [e for e in each.prediction.effects if e.quantity is quantity]
            cells += [
                say(
                    "near.change",
                    median=telling.amount(e, e.median),
                    low=telling.amount(e, e.lowest),
                    high=telling.amount(e, e.highest),
                    certainty=say(f"certainty.{e.certainty.value}"),
                )
                for e in found
            ] or [say("near.none")]
        rows.append((say(f"quantity.{quantity.value}"), *cells))
    return Table(columns, tuple(rows))
