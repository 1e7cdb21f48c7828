"""Results of the experiments on claims, and how they are kept as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from hipspine.domain.errors import ContentError
from hipspine.domain.prediction import Certainty
from hipspine.domain.provenance import Absent

SCHEMA = "hipspine/claims/1"
RESULTS = "results.json"
DIGITS = 5
"""Significant digits that results are kept with: the solver repeats to six."""


@dataclass(frozen=True)
class Effect:
    """One quantity at one level, under every variant.

    values : by variant of the model, or by the id of a recorded walk.
    """

    level: str
    quantity: str
    unit: str
    values: Mapping[str, float]

    @property
    def low(self) -> float:
        """The lowest value of all variants."""
        return min(self.values.values())

    @property
    def high(self) -> float:
        """The highest value of all variants."""
        return max(self.values.values())


@dataclass(frozen=True)
class Taker:
    """How much more (or less) a muscle group does, mean of both sides [N/kg]."""

    group: str
    change_N_per_kg: float


@dataclass(frozen=True)
class Takers:
    """Who does more and who does less at one level, in the model as it is."""

    level: str
    more: tuple[Taker, ...]
    less: tuple[Taker, ...]


@dataclass(frozen=True)
class Predicted:
    """How one quantity changes in a predicted motion, over the variants of the predicting model."""

    level: str
    quantity: str
    unit: str
    median: float
    lowest: float
    highest: float
    answered: int
    """How many variants gave an answer."""
    certainty: Certainty


@dataclass(frozen=True)
class ExperimentResult:
    """What an experiment gave, or why it could not be run."""

    experiment: str
    effects: tuple[Effect, ...]
    takers: tuple[Takers, ...] = ()
    absent_because: str | None = None
    absent: tuple[Absent, ...] = ()
    predicted: tuple[Predicted, ...] = ()
    """Changes that a prediction of the motion found."""

    def prediction(self, level: str, quantity: str) -> Predicted | None:
        """Return one predicted change, or None where it is absent."""
        return next(
            (each for each in self.predicted if (each.level, each.quantity) == (level, quantity)),
            None,
        )

    def effect(self, level: str, quantity: str) -> Effect | None:
        """Return one quantity at one level, or None where it is absent."""
        return next(
            (each for each in self.effects if (each.level, each.quantity) == (level, quantity)),
            None,
        )


Results = Mapping[str, ExperimentResult]
"""Results by the experiment's id."""


def results_json(results: Results) -> str:
    """Return results as JSON text, in a fixed order."""
    content = {
        "schema": SCHEMA,
        "experiments": [_experiment_dict(result) for result in results.values()],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _experiment_dict(result: ExperimentResult) -> dict[str, object]:
    return {
        "id": result.experiment,
        "absent_because": result.absent_because,
        "effects": [
            {
                "level": effect.level,
                "quantity": effect.quantity,
                "unit": effect.unit,
                "values": {name: _rounded(value) for name, value in effect.values.items()},
            }
            for effect in result.effects
        ],
        "takers": [
            {"level": each.level, "more": _takers(each.more), "less": _takers(each.less)}
            for each in result.takers
        ],
        "absent": [{"what": each.what, "reason": each.reason} for each in result.absent],
        "predicted": [asdict(each) for each in result.predicted],
    }


def _takers(takers: tuple[Taker, ...]) -> dict[str, float]:
    return {taker.group: _rounded(taker.change_N_per_kg) for taker in takers}


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def read_results(text: str) -> dict[str, ExperimentResult]:
    """Return the results of a JSON text that `results_json` wrote.

    Raises
    ------
    ContentError
        If the text is not such a JSON text.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as problem:
        raise _not_results(str(problem)) from problem
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise _not_results("another schema")
    return {entry["id"]: _experiment(entry) for entry in content["experiments"]}


def _not_results(got: str) -> ContentError:
    return ContentError(
        RESULTS,
        expected=f"JSON of the schema {SCHEMA}",
        got=got,
        do="Make it anew with: hipspine claims --run --out FOLDER.",
    )


def _experiment(entry: dict[str, Any]) -> ExperimentResult:
    def takers_of(side: dict[str, float]) -> tuple[Taker, ...]:
        return tuple(Taker(group, change) for group, change in side.items())

    return ExperimentResult(
        experiment=entry["id"],
        effects=tuple(
            Effect(each["level"], each["quantity"], each["unit"], each["values"])
            for each in entry["effects"]
        ),
        takers=tuple(
            Takers(each["level"], takers_of(each["more"]), takers_of(each["less"]))
            for each in entry["takers"]
        ),
        absent_because=entry["absent_because"],
        absent=tuple(Absent(each["what"], each["reason"]) for each in entry["absent"]),
        predicted=tuple(
            Predicted(**{**each, "certainty": Certainty(each["certainty"])})
            for each in entry["predicted"]
        ),
    )


def kept_results() -> dict[str, ExperimentResult]:
    """Return the results that ship with hipspine."""
    file = resources.files("hipspine.content") / "claims" / RESULTS
    return read_results(file.read_text("utf-8"))
