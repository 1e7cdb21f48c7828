"""What the tests of the scoreboard share."""

from collections.abc import Callable

import pytest

from hipspine.content.validation.schema import FigureSource, PublishedFigure
from hipspine.study.scoreboard import Row

SOURCE = FigureSource(label="Someone 2000", reference="Someone A. Something measured. 2000.")


def _row(
    ours: float | None,
    low: float | None = None,
    high: float | None = None,
    **other: object,
) -> Row:
    entries = {
        "id": "some_load",
        "part": "Some loads",
        "quantity": "Some load",
        "unit": "BW",
        "reference": "as published",
        "source": "someone",
        "low": low,
        "high": high,
    }
    figure = PublishedFigure.model_validate(entries | other)
    because = "no recording" if ours is None else None
    return Row(figure, SOURCE, "somebody", ours, because=because)


@pytest.fixture(scope="session")
def row() -> Callable[..., Row]:
    """Makes a row: our number, then the published band."""
    return _row
