"""Muscle signals in the columns of a CSV table, in volts where the file gives a unit."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.problem import Level, Problem
from hipspine.readers.csv_table import CsvTable

_VOLTS_PER = {"v": 1.0, "mv": 1e-3, "uv": 1e-6, "µv": 1e-6, "μv": 1e-6}
_NAME_ENDINGS = (("_uV", "uv"), ("_mV", "mv"), ("_V", "v"))
UNKNOWN_UNIT = "as in the file"


@dataclass(frozen=True, eq=False)
class SignalColumns:
    """Signals of a table: names, units, values (T, K), and what was noticed."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    values: FloatArray
    problems: tuple[Problem, ...]


def signal_columns(table: CsvTable, taken: frozenset[int]) -> SignalColumns:
    """Return the columns of a table that nothing else has claimed, as signals.

    Parameters
    ----------
    table : CsvTable
        What the file holds.
    taken : set of int
        Columns that are time, counters or other sensors.

    Notes
    -----
    The unit stands in the header, as ``GMED (mV)`` or ``GMED_uV``. A signal without a unit keeps
    the file's numbers: it can be normalised, but not compared as volts.
    """
    names, units, values = [], [], []
    for i, column in enumerate(table.columns):
        if i in taken:
            continue
        name, unit = column.name, column.unit.lower()
        for ending, of_ending in _NAME_ENDINGS:
            if not unit and name.endswith(ending):
                name, unit = name.removesuffix(ending), of_ending
        factor = _VOLTS_PER.get(unit)
        names.append(name)
        units.append("V" if factor else column.unit or UNKNOWN_UNIT)
        values.append(table.values[:, i] * (factor or 1.0))
    unknown = [name for name, unit in zip(names, units, strict=True) if unit == UNKNOWN_UNIT]
    shape = (len(table.values), 0)
    return SignalColumns(
        tuple(names),
        tuple(units),
        np.stack(values, axis=1) if values else np.empty(shape),
        _without_unit(table, unknown),
    )


def _without_unit(table: CsvTable, names: list[str]) -> tuple[Problem, ...]:
    if not names:
        return ()
    what = f"no unit is given for {', '.join(names[:5])}; numbers are kept as they are"
    note = "Write the unit behind the name, as in `GMED (mV)`; normalised results do not need it."
    return (Problem(Level.INFO, str(table.path), what, note),)
