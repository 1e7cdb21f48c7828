"""Read the bands of a cohort that `hipspine study report` wrote."""

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from hipspine.domain.cohort import CohortBands
from hipspine.domain.errors import FileFormatError

CURVE_POINTS = 101


def read_cohort_bands(path: Path) -> CohortBands:
    """Return the bands in a file.

    Raises
    ------
    FileFormatError
        If it is none.
    """
    try:
        bands = TypeAdapter(CohortBands).validate_python(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise _no_bands(path, str(error).partition("\n")[0]) from error
    if any(
        len(each.low_bw) != CURVE_POINTS or len(each.high_bw) != CURVE_POINTS
        for each in bands.bands
    ):
        raise _no_bands(path, f"a band without {CURVE_POINTS} points")
    return bands


def _no_bands(path: Path, got: str) -> FileFormatError:
    return FileFormatError(
        path.name,
        expected="the bands of a cohort",
        got=got,
        do="Name a cohort_bands.json that `hipspine study report` wrote.",
    )
