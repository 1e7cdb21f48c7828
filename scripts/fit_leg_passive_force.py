"""Find by how much the leg muscles' published passive strain has to grow to fit what was measured.

::

    python scripts/fit_leg_passive_force.py

Poses the body model, and tells for every factor how far its passive hip and knee moments are from
those of Riener and Edrich 1999. It takes OpenSim and some seconds, and writes nothing: the factor
stands in ``simulate/body/tables/passive_strain.csv``.
"""

import tempfile
from pathlib import Path

from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.passive_joint_moments import passive_deviation_Nm, posed_legs

FACTORS = tuple(tenths / 10.0 for tenths in range(10, 26))


def main() -> None:
    """Print the root mean square deviation of every factor, and the best."""
    with tempfile.TemporaryDirectory() as folder, OpenSimProcesses(1) as processes:
        model_path = write_model(Path(folder) / "model.osim")
        legs = posed_legs(model_path, cache_dir=Path(folder), workers=processes)
    found = {factor: passive_deviation_Nm(legs, factor) for factor in FACTORS}
    for factor, deviation_Nm in found.items():
        print(f"{factor:.1f}  {deviation_Nm:5.1f} N m")
    print(f"best: {min(found, key=lambda factor: found[factor]):.1f}")


if __name__ == "__main__":
    main()
