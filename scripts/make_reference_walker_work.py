"""Write the table of what each muscle group does on the reference walker.

Run it after a change of the engine, its defaults or the walker: ``python
scripts/make_reference_walker_work.py`` (about a minute).
"""

import csv
import tempfile
from importlib import resources
from pathlib import Path

from hipspine.clinic.assess_recording import assess_recording, reference_walker_request
from hipspine.clinic.request import Workshop
from hipspine.domain.anatomy import Side


def main() -> None:
    """Assess the walker and write ``work.csv``: mean force of both sides per body mass [N/kg]."""
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(cache_dir=Path(folder), workers=2)
        walker = assess_recording(reference_walker_request(), workshop)
    groups = dict.fromkeys(group for group, _side in walker.forces)
    file = Path(str(resources.files("hipspine.content"))) / "reference_walker" / "work.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("group", "mean_force_N_per_kg"))
        for group in groups:
            mean_N = sum(walker.forces[group, side].mean for side in Side) / len(Side)
            writer.writerow((group.value, f"{mean_N / walker.subject.mass_kg:.4f}"))


if __name__ == "__main__":
    main()
