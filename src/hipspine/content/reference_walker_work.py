"""How hard the reference walker's muscle groups work: what a person's ledger is compared with."""

import csv
from functools import cache
from importlib import resources

from hipspine.domain.anatomy import MuscleGroup


@cache
def reference_walker_work() -> dict[MuscleGroup, float]:
    """Return the mean force of the reference walker's muscle groups over the cycle [N/kg].

    Computed by our own engine on the reference walker, mean of both sides, per kg of body mass: no
    norm, and no recording of anybody. A test recomputes it.
    """
    file = resources.files("hipspine.content") / "reference_walker" / "work.csv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {MuscleGroup(row["group"]): float(row["mean_force_N_per_kg"]) for row in rows}
