"""Make the reference walker that comes with hipspine.

::

    python scripts/make_reference_walker.py fit      facts.csv  -> curves.csv, facts_met.csv
    python scripts/make_reference_walker.py write    curves.csv -> static.trc, walk.trc,
                                                                   grf.mot, angles.mot

Both steps are deterministic. Without a word both are done.
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from reference_walker_design import HARMONICS, Design
from segment_tree import SegmentTree

from hipspine.content.reference_walker import (
    TRANSLATIONS,
    WalkerCurves,
    WalkerFact,
    reference_walker_curves,
    reference_walker_facts,
    reference_walker_files,
    reference_walker_plan,
)
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import ContactForce, Markers
from hipspine.domain.units import degrees
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.reference_walker import (
    curve_value,
    static_markers,
    trial_times_s,
    walker_markers,
    walker_motion,
    walker_reaction,
)

FOLDER = reference_walker_files().walk.parent
FIT_EVALUATIONS = 200
TRC_COLUMNS = (
    "DataRate",
    "CameraRate",
    "NumFrames",
    "NumMarkers",
    "Units",
    "OrigDataRate",
    "OrigDataStartFrame",
    "OrigNumFrames",
)


def fit(model_path: Path, processes: OpenSimProcesses) -> None:
    """Find the curves and write them, with how well they meet each fact."""
    plan, facts = reference_walker_plan(), reference_walker_facts()
    tree = SegmentTree(processes.ask("whole_body.read_segments", str(model_path)))
    design = Design(tree, facts, plan)
    found = design.solve(design.start(), evaluations=FIT_EVALUATIONS)
    print(f"fit: {found.message} cost {found.cost:.2f} after {found.nfev} evaluations")
    curves = WalkerCurves(design.names, design.coefficients(found.x))
    waves = [f"{wave}_{k}" for wave in ("cos", "sin") for k in range(1, HARMONICS + 1)]
    rows = [
        [name, *(f"{value:.7g}" for value in row)]
        for name, row in zip(curves.names, curves.coefficients, strict=True)
    ]
    _write_csv(FOLDER / "curves.csv", ["coordinate", "mean", *waves], rows)
    columns = ["coordinate", "percent", "wanted", "got", "difference", "tolerance", "unit"]
    _write_csv(FOLDER / "facts_met.csv", columns, [_met(curves, fact) for fact in facts])


def _met(curves: WalkerCurves, fact: WalkerFact) -> list[str]:
    got = float(curve_value(curves, fact.coordinate, np.array([fact.phase]))[0])
    in_mm = fact.coordinate in TRANSLATIONS

    def shown(value: float) -> str:
        return f"{1000.0 * value if in_mm else degrees(value):.1f}"

    numbers = (fact.value, got, got - fact.value, fact.tolerance)
    percent = f"{100.0 * fact.phase:g}"
    return [fact.coordinate, percent, *map(shown, numbers), "mm" if in_mm else "deg"]


def write(model_path: Path, processes: OpenSimProcesses) -> None:
    """Write the four files of the trial."""
    plan, curves, files = (
        reference_walker_plan(),
        reference_walker_curves(),
        reference_walker_files(),
    )
    times = trial_times_s(plan)
    _write_trc(files.static, static_markers(model_path, plan, processes), plan.rate_hz)
    _write_trc(files.walk, walker_markers(model_path, curves, plan, times, processes), plan.rate_hz)
    reaction = walker_reaction(model_path, curves, plan, times, processes)
    print(f"largest residual force {np.abs(reaction.residual_force_N).max():.2f} N, ", end="")
    print(f"moment {np.abs(reaction.residual_moment_Nm).max():.2f} N m")
    _write_forces(files.forces, reaction.feet)
    motion = walker_motion(curves, plan, times)
    _write_angles(files.angles, times, {name: course.values for name, course in motion.items()})


def _write_trc(path: Path, markers: Markers, rate_hz: float) -> None:
    frames, count = markers.positions_m.shape[:2]
    rate, line = f"{rate_hz:g}", "\t".join
    header = [
        line(["PathFileType", "4", "(X/Y/Z)", path.name]),
        line(TRC_COLUMNS),
        line([rate, rate, str(frames), str(count), "mm", rate, "1", str(frames)]),
        line(["Frame#", "Time", *(f"{name}\t\t" for name in markers.names)]).rstrip("\t"),
        line(["", "", *(f"{axis}{k + 1}" for k in range(count) for axis in "XYZ")]),
        "",
    ]
    rows = [
        line([str(k + 1), f"{time:.2f}", *(_short(1000.0 * value, 1) for value in frame.ravel())])
        for k, (time, frame) in enumerate(zip(markers.times_s, markers.positions_m, strict=True))
    ]
    _write_lines(path, [*header, *rows])


def _write_forces(path: Path, feet: Sequence[ContactForce]) -> None:
    names, columns = ["time"], [feet[0].times_s[:, None]]
    digits = [2]
    for number, foot in enumerate(feet, start=1):
        plate = f"ground_force_{number}"
        parts = (("v", foot.force_N, 1), ("p", foot.point_m, 4), ("m", foot.torque_Nm, 2))
        for letter, values, places in parts:
            names += [f"{plate}_{letter}{axis}" for axis in "xyz"]
            columns.append(values)
            digits += [places] * 3
    _write_storage(path, names, np.hstack(columns), digits)


def _write_angles(path: Path, times_s: FloatArray, courses: dict[str, FloatArray]) -> None:
    values = [
        course if name in TRANSLATIONS else degrees(course) for name, course in courses.items()
    ]
    digits = [2, *(6 if name in TRANSLATIONS else 4 for name in courses)]
    table = np.column_stack([times_s, *values])
    _write_storage(path, ["time", *courses], table, digits, in_degrees="yes")


def _write_storage(
    path: Path,
    names: Sequence[str],
    table: FloatArray,
    digits: Sequence[int],
    *,
    in_degrees: str = "no",
) -> None:
    header = [path.stem, "version=1", f"nRows={len(table)}", f"nColumns={len(names)}"]
    rows = [
        "\t".join(_short(value, places) for value, places in zip(row, digits, strict=True))
        for row in table
    ]
    _write_lines(path, [*header, f"inDegrees={in_degrees}", "endheader", "\t".join(names), *rows])


def _short(value: float, digits: int) -> str:
    """Return a rounded number without needless zeros, and without a minus before zero."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(steps: Sequence[str]) -> None:
    """Do the steps named, or both."""
    with tempfile.TemporaryDirectory() as folder, OpenSimProcesses(1) as processes:
        model_path = write_model(Path(folder) / "model.osim")
        for step in steps or ("fit", "write"):
            {"fit": fit, "write": write}[step](model_path, processes)


if __name__ == "__main__":
    main(sys.argv[1:])
