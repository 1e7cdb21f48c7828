"""Answer the question of OpenSim Moco's planar walking example with Moco and with hipspine.

The task is that of opensim-core's example2DWalking (Apache-2.0) without its tracking of ground
reaction: a symmetric half cycle that stays near recorded joint angles at little effort. Then both
are asked for a walk without a recording to follow, from what tracking found. Moco runs in a process
of its own (it brings another casadi), on one thread, and is stopped after a given time.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from hipspine.domain.motion import JointAngles
from hipspine.domain.units import degrees
from hipspine.predict import walking
from hipspine.predict.answer import on_mesh
from hipspine.predict.built import walk_problem
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.names import COORDINATES, mirror
from hipspine.predict.personal import SAMPLES, OwnWalk, in_phase
from hipspine.predict.problem import Request, Solution
from hipspine.predict.stage import SHARED
from hipspine.predict.variants import nominal, read_seeds
from hipspine.readers.registry import read_file

TRACKING_WEIGHT = 3.0
"""So heavy that the walk stays within two degrees of the recorded angles."""
FREE_M_S = 1.3
FOLLOWED = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")

PEER = """
import json, math, resource, sys
import opensim
opensim.Logger.setLevelString("Off")
folder, intervals = sys.argv[1], int(sys.argv[2])
TOLERANCE = 1e-4

def tell(what, solution, began):
    is_answer = solution.success()
    if not is_answer:
        solution.unseal()
    print(json.dumps({"what": what, "is_answer": is_answer, "status": solution.getStatus(),
        "steps": solution.getNumIterations(), "cpu_s": cpu() - began}), flush=True)

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

def pair(goal, path, other=None):
    given = (path,) if other in (None, path) else (path, other)
    goal.addStatePair(opensim.MocoPeriodicityGoalPair(*given))

def symmetric(problem, model):
    goal = opensim.MocoPeriodicityGoal("symmetry")
    turned = str.maketrans("rl", "lr")
    def other(name):
        return name[:-1] + name[-1].translate(turned) if name[-2:] in ("_r", "_l") else name
    coordinates = model.getCoordinateSet()
    for i in range(coordinates.getSize()):
        each = coordinates.get(i)
        path, name = each.getAbsolutePathString(), each.getName()
        opposite = path.replace(name[-2:], other(name)[-2:]) if other(name) != name else path
        if not name.endswith("_tx"):
            pair(goal, path + "/value", opposite + "/value")
        pair(goal, path + "/speed", opposite + "/speed")
    # The muscles of this model are no members of its set of forces.
    for muscle in model.getMuscleList():
        path = muscle.getAbsolutePathString()
        pair(goal, path + "/activation", other(path) + "/activation")
    goal.addControlPair(opensim.MocoPeriodicityGoalPair("/lumbarAct"))
    problem.addGoal(goal)

def bounded(problem, wide):
    def bound(path, low, high, unit=math.pi / 180):
        problem.setStateInfo(path + "/value", opensim.MocoBounds(low * unit, high * unit))
    bound("/jointset/groundPelvis/pelvis_tilt", *((-45, 25) if wide else (-20, -10)))
    bound("/jointset/groundPelvis/pelvis_tx", 0, 1.2, 1)
    bound("/jointset/groundPelvis/pelvis_ty", 0.75, 1.25, 1)
    for s in "lr":
        bound(f"/jointset/hip_{s}/hip_flexion_{s}", *((-35, 80) if wide else (-10, 60)))
        bound(f"/jointset/knee_{s}/knee_angle_{s}", -90 if wide else -50, 0)
        bound(f"/jointset/ankle_{s}/ankle_angle_{s}", *((-40, 35) if wide else (-15, 25)))
    bound("/jointset/lumbar/lumbar", *((-40, 40) if wide else (0, 20)))

def set_up(solver):
    solver.set_num_mesh_intervals(intervals)
    solver.set_verbosity(0)
    solver.set_parallel(0)
    solver.set_optim_max_iterations(1000)
    solver.set_optim_convergence_tolerance(TOLERANCE)
    solver.set_optim_constraint_tolerance(TOLERANCE)

def tracking(processor):
    track = opensim.MocoTrack()
    track.setModel(processor)
    table = opensim.TableProcessor(folder + "/referenceCoordinates.sto")
    table.append(opensim.TabOpLowPassFilter(6))
    track.setStatesReference(table)
    track.set_states_global_tracking_weight(1)
    track.set_allow_unused_references(True)
    track.set_track_reference_position_derivatives(True)
    track.set_apply_tracked_states_to_guess(True)
    track.set_initial_time(0)
    track.set_final_time(0.470089)
    study = track.initialize()
    problem = study.updProblem()
    opensim.MocoControlGoal.safeDownCast(problem.updGoal("control_effort")).setWeight(10)
    return study

def walking(processor):
    study = opensim.MocoStudy()
    problem = study.updProblem()
    problem.setModelProcessor(processor)
    problem.setTimeBounds(opensim.MocoInitialBounds(0), opensim.MocoFinalBounds(0.4, 0.6))
    speed = opensim.MocoAverageSpeedGoal("speed")
    speed.set_desired_average_speed(1.3)
    problem.addGoal(speed)
    effort = opensim.MocoControlGoal("effort", 10)
    effort.setExponent(2)
    effort.setDivideByDisplacement(True)
    problem.addGoal(effort)
    study.initCasADiSolver()
    return study

guess = None
for what, begin in (("track", tracking), ("walk", walking)):
    began = cpu()
    processor = opensim.ModelProcessor(folder + "/2D_gait.osim")
    model = processor.process()
    model.initSystem()
    study = begin(processor)
    symmetric(study.updProblem(), model)
    bounded(study.updProblem(), wide=what == "walk")
    solver = opensim.MocoCasADiSolver.safeDownCast(study.updSolver())
    set_up(solver)
    if guess is not None:
        solver.setGuess(guess)
    solution = study.solve()
    tell(what, solution, began)
    guess = solution
"""


@dataclass(frozen=True)
class Sought:
    """How a search ended."""

    is_answer: bool
    status: str
    cpu_s: float
    steps: int | None = None
    """None if the search was stopped from outside."""


def run_peer(recordings: Path, *, intervals: int, limit_s: int) -> str:
    """Return both programs' CPU seconds for both questions, and their ratios, as text."""
    theirs = _theirs(recordings / "moco_2d", intervals, limit_s)
    ours = _ours(recordings / "moco_2d")
    rows: list[dict[str, object]] = []
    for what, mine in ours.items():
        row: dict[str, object] = {"what": what, "hipspine": mine, "moco": "not reached"}
        if what in theirs:
            found = theirs[what]
            is_bound = "" if found.is_answer else "more than "
            ratio = found.cpu_s / mine["cpu_s"]
            row |= {"moco": asdict(found), "ratio": f"{is_bound}{ratio:.1f}"}
        rows.append(row)
    return json.dumps(rows, indent=2)


def _theirs(folder: Path, intervals: int, limit_s: int) -> dict[str, Sought]:
    """Return what Moco found until its CPU seconds were used up, by question."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(
            [sys.executable, "-c", PEER, str(folder), str(intervals)],
            cwd=scratch,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 5)),
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 0:
        raise SystemExit(done.stderr)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"what"')]
    found = {row.pop("what"): Sought(**row) for row in rows}
    if done.returncode < 0:
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        left = used - sum(each.cpu_s for each in found.values())
        found["walk" if "track" in found else "track"] = Sought(
            is_answer=False, status="stopped", cpu_s=left
        )
    return found


def _ours(folder: Path) -> dict[str, dict[str, float]]:
    """Return CPU seconds of both questions, each with reading and building."""
    began = time.process_time()
    angles = read_file(folder / "referenceCoordinates.sto").angles
    assert angles is not None
    own = half_cycle(angles)
    problem = walk_problem(is_whole_cycle=False, cache_dir=None)
    before_s = time.process_time() - began
    start = read_seeds()[0].unknowns
    states = start[SHARED:].reshape(-1, BOTH_LEGS.size) * BOTH_LEGS.scale
    step = on_mesh(in_phase(own, states[:, : BOTH_LEGS.q]), problem.mesh)
    request = Request(
        replace(nominal().settings, tracking_weight=TRACKING_WEIGHT),
        nominal().muscles,
        walking.HALF_CYCLE_S,
        (own.speed_m_s, own.speed_m_s),
        walking.no_gap(),
        step,
    )
    tracked = problem.solve(start, request)
    free = replace(
        request, settings=nominal().settings, tracked=None, speed_m_s=(FREE_M_S, FREE_M_S)
    )
    walk = problem.solve(tracked.unknowns, free)
    if not (tracked.is_answer and walk.is_answer):
        raise SystemExit(f"no walk: {tracked.status}, {walk.status}")
    found = tracked.unknowns[SHARED:].reshape(-1, BOTH_LEGS.size) * BOTH_LEGS.scale
    kept = [i for i, name in enumerate(COORDINATES) if name.startswith(FOLLOWED)]
    gap = float(np.sqrt(np.mean((found[1:, kept] - step[:, kept]) ** 2)))
    return {
        "track": {**_seconds(before_s, tracked), "distance_deg": round(degrees(gap), 1)},
        "walk": _seconds(before_s, walk),
    }


def _seconds(before_s: float, found: Solution) -> dict[str, float]:
    return {"cpu_s": round(before_s + found.cpu_s, 2), "steps": found.iterations}


def half_cycle(angles: JointAngles) -> OwnWalk:
    """Return the example's step as a whole symmetric cycle in our coordinates."""
    first, last = angles.times_s[0], angles.times_s[-1]
    duration = float(last - first)
    times = first + duration * np.arange(SAMPLES // 2) / (SAMPLES // 2)
    q = np.zeros((SAMPLES // 2, len(COORDINATES)))
    named = {"pelvis_tilt": ("pelvis_tilt", 1.0), "lumbar_extension": ("lumbar", 1.0)}
    for s in "rl":
        named[f"hip_flexion_{s}"] = (f"hip_flexion_{s}", 1.0)
        named[f"knee_flexion_{s}"] = (f"knee_angle_{s}", -1.0)  # there, flexion is negative
        named[f"ankle_dorsiflexion_{s}"] = (f"ankle_angle_{s}", 1.0)
    for ours, (theirs, sign) in named.items():
        course = np.interp(times, angles.times_s, angles.of(theirs))
        q[:, COORDINATES.index(ours)] = sign * course
    speed = float(np.ptp(angles.of("pelvis_tx")) / duration)
    return OwnWalk(np.vstack([q, q[:, mirror(COORDINATES)]]), speed, 2.0 * duration)
