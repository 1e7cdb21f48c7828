"""OpenSim's own tools on a trial, run in a process of their own.

The tools get the very angles and forces that our extraction gets, on the same frames. Three things
are done for them, without which they would solve another problem or none:

* Dependent coordinates are written as the model's couplers have them: neither tool projects them
  (the walk's own file has the patellae in degrees under a header that says radians).
* Couplers between lumbar levels are taken out, so that each level is balanced by muscles, as ours.
* Reserves have our strengths, pelvis actuators are strong, so that residuals cost nothing.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import Spent, timed
from benchmarks.memory import peak_bytes
from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import ContactForce
from hipspine.simulate.contact_wrenches import contact_wrenches
from hipspine.simulate.extraction_parts import PreparedMotion
from hipspine.simulate.reserves import reserve_rule

PELVIS_STRENGTH = 100.0
"""Of the residual actuators [N or N·m]; no muscle acts there, so they only need to be strong."""

CONVERGENCE = 1e-4
ITERATIONS = 200
"""StaticOptimization's defaults are 1e-4 and 100."""

_PARTS = ("force", "point", "torque")


@dataclass(frozen=True)
class PeerJob:
    """What OpenSim is asked to do."""

    model: str
    folder: str
    motion_file: str
    loads_file: str
    joints: tuple[str, ...]
    """The model's own names of joints whose reactions are wanted."""
    spans_s: tuple[tuple[float, float], tuple[float, float]]
    """First and last frame of the short run and of the long run [s]."""


@dataclass(frozen=True, eq=False)
class Table:
    """A storage file: names of columns and (T, columns) values, time left out."""

    names: tuple[str, ...]
    values: FloatArray

    def of(self, names: tuple[str, ...]) -> FloatArray:
        """Return (T, N) columns by name."""
        return self.values[:, [self.names.index(name) for name in names]]


@dataclass(frozen=True, eq=False)
class PeerAnswer:
    """What the tools gave and took; each pair is the short run and the long run."""

    version: str
    sharing: tuple[Spent, Spent]
    reactions: tuple[Spent, Spent]
    inverse_dynamics: tuple[Spent, Spent]
    activations: Table
    forces: Table
    joint_reactions: Table
    moments: Table
    peak_bytes: int
    """Largest resident memory of the process that ran them."""


def run_opensim(job: PeerJob) -> PeerAnswer:
    """Return OpenSim's answers, from a new process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_answer, (job,))


def write_motion(path: Path, motion: PreparedMotion, times_s: FloatArray) -> None:
    """Write every coordinate [rad, m] as a storage file."""
    _write_storage(path, motion.coordinates, times_s, motion.values)


def write_loads(
    folder: Path, contacts: tuple[ContactForce, ...], bodies: tuple[str, ...], times_s: FloatArray
) -> str:
    """Write the contacts' forces and moments about the ground's origin; return the XML's path."""
    # A force that is not measured lies outside the frames compared; the file needs a number.
    wrenches = np.nan_to_num(contact_wrenches(contacts, times_s))
    columns, names, elements = [], [], []
    for number, body in enumerate(bodies):
        name = f"contact{number}"
        columns += [wrenches[:, number, 3:], np.zeros((len(times_s), 3)), wrenches[:, number, :3]]
        names += [f"{name}_{part}_{axis}" for part in _PARTS for axis in "xyz"]
        elements.append(_external_force(name, body))
    _write_storage(folder / "loads.sto", tuple(names), times_s, np.hstack(columns))
    path = folder / "loads.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSimDocument Version="40000">'
        f'<ExternalLoads name="loads"><objects>{"".join(elements)}</objects>'
        f"<datafile>{folder / 'loads.sto'}</datafile></ExternalLoads></OpenSimDocument>\n",
        encoding="utf-8",
    )
    return str(path)


def _external_force(name: str, body: str) -> str:
    return (
        f'<ExternalForce name="{name}"><applied_to_body>{body}</applied_to_body>'
        "<force_expressed_in_body>ground</force_expressed_in_body>"
        "<point_expressed_in_body>ground</point_expressed_in_body>"
        + "".join(f"<{part}_identifier>{name}_{part}_</{part}_identifier>" for part in _PARTS)
        + "</ExternalForce>"
    )


def _write_storage(
    path: Path, names: tuple[str, ...], times_s: FloatArray, values: FloatArray
) -> None:
    table = np.column_stack([times_s, values])
    size = f"nRows={len(table)}\nnColumns={table.shape[1]}"
    header = f"motion\nversion=1\n{size}\ninDegrees=no\nendheader\n" + "\t".join(("time", *names))
    np.savetxt(path, table, "%.17g", "\t", header=header, comments="")


def _read_storage(path: Path) -> Table:
    lines = path.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == "endheader")
    values = np.array([[float(word) for word in line.split()] for line in lines[start + 2 :]])
    return Table(tuple(lines[start + 1].split()[1:]), values[:, 1:])


# What follows runs in the other process, the only one that imports OpenSim.


def _answer(job: PeerJob) -> PeerAnswer:
    import opensim

    # Its tools print the model to standard output, where the tables go.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    opensim.Logger.removeFileSink()
    opensim.Logger.setLevelString("Off")
    folder = Path(job.folder)
    model = _with_reserves(job, folder)
    short, long = job.spans_s
    sharing = (_share(job, model, "short", short), _share(job, model, "long", long))
    reactions = (_react(job, model, "short", short), _react(job, model, "long", long))
    dynamics = (_inverse(job, model, "short", short), _inverse(job, model, "long", long))
    return PeerAnswer(
        opensim.GetVersion(),
        sharing,
        reactions,
        dynamics,
        activations=_read_storage(folder / "long_StaticOptimization_activation.sto"),
        forces=_read_storage(folder / "long_StaticOptimization_force.sto"),
        joint_reactions=_read_storage(folder / "long_reactions_JointReaction_ReactionLoads.sto"),
        moments=_read_storage(folder / "long_moments.sto"),
        peak_bytes=peak_bytes(),
    )


def _with_reserves(job: PeerJob, folder: Path) -> str:
    import opensim

    model = opensim.Model(job.model)
    _remove(model.updForceSet(), lambda force: opensim.Muscle.safeDownCast(force) is None)
    _remove(model.updConstraintSet(), lambda coupler: coupler.getName().startswith(LUMBAR_LEVELS))
    model.finalizeConnections()
    state = model.initSystem()
    coordinates = model.getCoordinateSet()
    free = [
        coordinates.get(number).getName()
        for number in range(coordinates.getSize())
        if not coordinates.get(number).isConstrained(state)
    ]
    for name in free:
        reserve = opensim.CoordinateActuator(name)
        reserve.setName(f"reserve_{name}")
        reserve.setOptimalForce(reserve_rule(name).strength_Nm or PELVIS_STRENGTH)
        reserve.setMinControl(-1e4)
        reserve.setMaxControl(1e4)
        model.addForce(reserve)
    model.finalizeConnections()
    path = folder / "with_reserves.osim"
    model.printToXML(str(path))
    return str(path)


def _remove(parts: Any, unwanted: Callable[[Any], bool]) -> None:
    for number in reversed(range(parts.getSize())):
        if unwanted(parts.get(number)):
            parts.remove(number)


def _share(job: PeerJob, model: str, name: str, span_s: tuple[float, float]) -> Spent:
    import opensim

    sharing = opensim.StaticOptimization()
    sharing.setStartTime(span_s[0])
    sharing.setEndTime(span_s[1])
    use_physiology = True
    sharing.setUseMusclePhysiology(use_physiology)
    sharing.setActivationExponent(2)
    sharing.setConvergenceCriterion(CONVERGENCE)
    sharing.setMaxIterations(ITERATIONS)
    return _analyse(job, model, name, span_s, sharing)


def _react(job: PeerJob, model: str, name: str, span_s: tuple[float, float]) -> Spent:
    import opensim

    reaction = opensim.JointReaction()
    reaction.setName("JointReaction")
    reaction.setStartTime(span_s[0])
    reaction.setEndTime(span_s[1])
    reaction.setForcesFileName(str(Path(job.folder) / f"{name}_StaticOptimization_force.sto"))
    reaction.setJointNames(_words(job.joints))
    reaction.setOnBody(_words(("child",)))
    reaction.setInFrame(_words(("ground",)))
    return _analyse(job, model, f"{name}_reactions", span_s, reaction)


def _words(names: tuple[str, ...]) -> object:
    import opensim

    words = opensim.ArrayStr()
    for name in names:
        words.append(name)
    return words


def _analyse(
    job: PeerJob, model: str, name: str, span_s: tuple[float, float], analysis: object
) -> Spent:
    import opensim

    tool = opensim.AnalyzeTool()
    tool.setName(name)
    tool.setModelFilename(model)
    tool.setCoordinatesFileName(job.motion_file)
    tool.setExternalLoadsFileName(job.loads_file)
    tool.setLowpassCutoffFrequency(-1)
    tool.setStartTime(span_s[0])
    tool.setFinalTime(span_s[1] + 1e-6)
    tool.setResultsDir(job.folder)
    no = False
    tool.setSolveForEquilibrium(no)
    tool.setReplaceForceSet(no)
    tool.getAnalysisSet().cloneAndAppend(analysis)
    # A tool that holds its model passes its coordinates file over; one read from a file does not.
    setup = str(Path(job.folder) / f"{name}_setup.xml")
    tool.printToXML(setup)
    return timed(lambda: opensim.AnalyzeTool(setup).run())[1]


def _inverse(job: PeerJob, model: str, name: str, span_s: tuple[float, float]) -> Spent:
    import opensim

    tool = opensim.InverseDynamicsTool()
    tool.setModelFileName(model)
    tool.setCoordinatesFileName(job.motion_file)
    tool.setExternalLoadsFileName(job.loads_file)
    tool.setExcludedForces(_words(("Muscles",)))
    tool.setStartTime(span_s[0])
    tool.setEndTime(span_s[1] + 1e-6)
    tool.setLowpassCutoffFrequency(-1)
    tool.setResultsDir(job.folder)
    tool.setOutputGenForceFileName(f"{name}_moments.sto")
    return timed(tool.run)[1]
