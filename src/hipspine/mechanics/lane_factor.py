"""Solve eight positive definite systems side by side, their zeros passed over.

Numba keeps what it compiled until the file of the function that was called changes: after a change
here, touch `muscle_sharing_lanes.py`.

Only `hipspine.mechanics.muscle_sharing_lanes` and its parts import this module.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.mechanics.lane_arithmetic import (
    LANES,
    inverse_root,
    less_products,
    less_scaled,
    scale,
)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Return a function as numba compiles it, kept for later runs."""
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


@compiled
def copy(values: FloatArray, out: FloatArray) -> None:
    """Copy an array; numba takes seconds to compile what a slice set to an array could refuse."""
    for place in range(values.size):
        out[place] = values[place]


@compiled
def copy_lower(first_column: IntArray, curvature: FloatArray, out: FloatArray, least: int) -> None:
    """Copy the lower triangle's rows and columns from `least` on, from each row's first entry."""
    count = first_column.size
    for row in range(least, count):
        first = row * count + max(first_column[row], least)
        for place in range(first * LANES, (row * count + row + 1) * LANES):
            out[place] = curvature[place]


@compiled
def factorise(
    first_column: IntArray, curvature: FloatArray, inverse: FloatArray, least: int, most: int
) -> None:
    """Replace columns from `least` to `most` - 1 by those of the Cholesky factor.

    Its diagonal is inverted in `inverse`. Columns before `least` count as eliminated. Entries left
    of a row's first one stay zero in the factor, too, and are passed over.
    """
    count = first_column.size
    for column in range(least, most):
        place, start = column * count, max(least, first_column[column])
        own = (curvature, place + start)
        less_products(curvature, place + column, own, own, column - start)
        inverse_root(inverse, column, curvature, place + column)
        # Rows do not depend on each other, so the processor can work on several at once.
        for row in range(column + 1, count):
            if first_column[row] <= column:
                begin = max(start, first_column[row])
                left = (curvature, row * count + begin)
                own = (curvature, place + begin)
                less_products(curvature, row * count + column, left, own, column - begin)
                scale(curvature, row * count + column, inverse, column)


@compiled
def solve_down(
    first_column: IntArray,
    factor: tuple[FloatArray, FloatArray],
    step: FloatArray,
    least: int,
    most: int,
) -> None:
    """Solve with rows and columns from `least` to `most` - 1 of the factor, from above."""
    curvature, inverse = factor
    for row in range(least, most):
        start = max(least, first_column[row])
        own = (curvature, row * first_column.size + start)
        less_products(step, row, own, (step, start), row - start)
        scale(step, row, inverse, row)


@compiled
def solve_up(
    first_column: IntArray,
    factor: tuple[FloatArray, FloatArray],
    step: FloatArray,
    least: int,
    most: int,
) -> None:
    """Solve with the transpose of the same, from below."""
    curvature, inverse = factor
    for row in range(most - 1, least - 1, -1):
        start = max(least, first_column[row])
        scale(step, row, inverse, row)
        less_scaled(step, start, row - start, (curvature, row * first_column.size + start), row)
