"""OpenSim and hipspine on the same frames: how long each takes, and how far they differ."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.clock import least_cpu_s, slope_s, timed
from benchmarks.extracting import ExtractionTimes, extract_timed
from benchmarks.memory import OurMemory, our_memory
from benchmarks.peer import PeerAnswer, PeerJob, run_opensim, write_loads, write_motion
from benchmarks.walk import MARGIN_FRAMES, Trial
from hipspine.domain.arrays import FloatArray
from hipspine.domain.objective import Objective
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.domain.units import body_weight_N
from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Sharing,
    share_muscles,
    sparse_moment_arms,
)
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.contact_wrenches import contact_body
from hipspine.simulate.engine import Engine
from hipspine.simulate.extraction_parts import PreparedMotion
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.sharing_problem import SharingRules

THEIR_JOINTS = {
    "hip_right": "hip_r",
    "hip_left": "hip_l",
    "knee_right": "walker_knee_r",
    "L5_S1": "L5_S1",
    "L4_L5": "L4_L5",
}
"""OpenSim's names of the joints compared, by ours."""

AS_OPENSIM = SharingRules(Objective.SQUARED)
"""The objective that OpenSim's StaticOptimization has."""

SHORT_FRAMES = 2
"""Frames of the run that tells what a run costs however short it is."""

SWEEP_LEVELS = 20


@dataclass(frozen=True)
class OurTimes:
    """Processor time of our stages."""

    extraction_s_per_frame: float
    extraction_wall_s: dict[int, float]
    """Wall time per frame by number of worker processes."""
    cold_solve_s_per_frame: float
    """Sharing and all joint loads, from nothing."""
    what_if_s_per_frame: float
    """The same for a what-if, starting from the recorded solution."""
    sweep_s: float
    """One muscle group at twenty levels over the trial."""
    sweep_wall_s: float


@dataclass(frozen=True)
class TheirTimes:
    """Processor time of OpenSim's tools per frame, what a run costs anyway taken off [s]."""

    sharing_s: float
    reactions_s: float
    inverse_dynamics_s: float


@dataclass(frozen=True)
class Difference:
    """How far our activations and forces lie from OpenSim's."""

    activation_rms: float
    activation_max: float
    force_rms_N: float
    force_rms_share: float
    """Of the root mean square of OpenSim's forces."""


@dataclass(frozen=True)
class Agreement:
    """How far two answers to the same question differ."""

    same_capacities: Difference
    """Our sharing, given the force that OpenSim says each muscle has at full activation."""
    own_curves: Difference
    """Our sharing with our own force-length and force-velocity curves."""
    their_objective: float
    our_objective: float
    """Mean over frames of half the sum of squared activations and reserves, with the same
    capacities; lower is better."""
    their_price_gap: float
    our_price_gap: float
    """Conditions of an optimum (Karush-Kuhn-Tucker), with the same capacities: largest distance of
    an activation from what the moments' prices ask for within the limits. The prices are those at
    which the reserves are as strong as they are."""
    their_imbalance_Nm: float
    our_imbalance_Nm: float
    """Largest moment that the answer leaves unbalanced, with the same capacities."""
    joint_map_max_N: float
    """Our linear map against JointReaction, both with OpenSim's muscle forces."""
    joint_load_rms_bw: dict[str, float]
    """Joint loads with our forces (own curves) against JointReaction with OpenSim's."""
    moments_rms_Nm: float
    """Largest over the coordinates, against InverseDynamicsTool."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """One model walking, on both sides."""

    model: str
    muscles: int
    moments: int
    """Moment balances that muscles share per frame."""
    our_frames: int
    their_frames: int
    opensim: str
    ours: OurTimes
    theirs: TheirTimes
    agreement: Agreement
    bundle: Bundle
    our_memory: OurMemory
    their_memory_bytes: int
    """Of the process that ran OpenSim's tools."""

    @property
    def first_answer_ratio(self) -> float:
        """OpenSim's sharing and reactions against our extraction, sharing and loads."""
        return self._theirs_s / (
            self.ours.extraction_s_per_frame + self.ours.cold_solve_s_per_frame
        )

    @property
    def what_if_ratio(self) -> float:
        """The same for each further what-if, which needs no extraction."""
        return self._theirs_s / self.ours.what_if_s_per_frame

    @property
    def _theirs_s(self) -> float:
        # JointReaction's slope can drown in noise; it never counts against OpenSim then.
        return self.theirs.sharing_s + max(self.theirs.reactions_s, 0.0)


def compare(trial: Trial, *, their_frames: int, scratch: Path) -> Comparison:
    """Return both sides on a trial; OpenSim on its first frames only where it is slow."""
    bundle, extraction = extract_timed(trial)
    # What OpenSim's sharing leaves out is off here: passive muscle force, and disc stiffness.
    engine = Engine(bundle, passive_curve=None, rules=AS_OPENSIM)
    answer = _ask_opensim(trial, bundle, their_frames, scratch)
    frames = slice(MARGIN_FRAMES, MARGIN_FRAMES + their_frames)
    return Comparison(
        trial.name,
        len(bundle.muscles.names),
        len(engine.coordinates),
        len(bundle.times_s) - 2 * MARGIN_FRAMES,
        their_frames,
        answer.version,
        _our_times(bundle, extraction),
        _their_times(answer, their_frames),
        _agreement(engine, answer, frames),
        bundle,
        our_memory(trial),
        answer.peak_bytes,
    )


def _our_times(bundle: Bundle, extraction: ExtractionTimes) -> OurTimes:
    frames = int(bundle.measured.sum())
    _ = Engine(bundle, rules=AS_OPENSIM).base  # compiles what is not compiled yet
    # A fresh engine each time: an engine keeps its solution.
    engines = iter([Engine(bundle, rules=AS_OPENSIM) for _ in range(5)])
    cold_s = least_cpu_s(lambda: next(engines).base, repeats=5)
    engine = Engine(bundle, rules=AS_OPENSIM)
    levels = [_weaker(level / SWEEP_LEVELS) for level in range(SWEEP_LEVELS)]
    engine.solve_many(levels)
    runs = [timed(lambda: engine.solve_many(levels))[1] for _ in range(3)]
    sweep = min(runs, key=lambda spent: spent.cpu_s)
    return OurTimes(
        extraction.cpu_s,
        extraction.wall_s,
        cold_s / frames,
        sweep.cpu_s / SWEEP_LEVELS / frames,
        sweep.cpu_s,
        sweep.wall_s,
    )


def _weaker(strength: float) -> Scenario:
    change = MuscleChange("gluteus_maximus", Parameter.STRENGTH, strength)
    return Scenario(str(change), muscles=(change,))


def _ask_opensim(trial: Trial, bundle: Bundle, frames: int, scratch: Path) -> PeerAnswer:
    times_s = trial.angles.times_s
    with TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        write_motion(folder / "motion.sto", _all_coordinates(trial), times_s)
        bodies = tuple(contact_body(contact.contact, bundle.bodies) for contact in trial.contacts)

        def span(count: int) -> tuple[float, float]:
            last = MARGIN_FRAMES + count - 1
            return float(times_s[MARGIN_FRAMES]), float(times_s[last])

        return run_opensim(
            PeerJob(
                str(trial.model),
                str(folder),
                str(folder / "motion.sto"),
                write_loads(folder, trial.contacts, bodies, times_s),
                tuple(THEIR_JOINTS[joint] for joint in _joints(bundle)),
                (span(SHORT_FRAMES), span(frames)),
            )
        )


def _all_coordinates(trial: Trial) -> PreparedMotion:
    sha256 = hashlib.sha256(trial.model.read_bytes()).hexdigest()
    with OpenSimProcesses(1) as processes:
        motion = processes.ask("motion.prepare_motion", str(trial.model), sha256, trial.angles)
    assert isinstance(motion, PreparedMotion)
    return motion


def _joints(bundle: Bundle) -> list[str]:
    return [joint for joint in THEIR_JOINTS if joint in bundle.joints]


def _their_times(answer: PeerAnswer, frames: int) -> TheirTimes:
    counts = (SHORT_FRAMES, frames)
    return TheirTimes(
        slope_s(*answer.sharing, frames=counts),
        slope_s(*answer.reactions, frames=counts),
        slope_s(*answer.inverse_dynamics, frames=counts),
    )


def _agreement(engine: Engine, answer: PeerAnswer, frames: slice) -> Agreement:
    bundle, base = engine.bundle, engine.base
    names = bundle.muscles.names
    theirs, their_forces = answer.activations.of(names), answer.forces.of(names)
    problem = _SharedProblem(engine, frames, capacities_N=their_forces / theirs)
    shared = problem.solved()
    reserves = answer.activations.of(
        tuple(f"reserve_{coordinate}" for coordinate in engine.coordinates)
    )
    our_reserves = shared.reserves_Nm / problem.strengths_Nm
    our_forces = base.muscle_forces_N[frames]
    loads = {joint: _reaction(answer, joint) for joint in _joints(bundle)}
    return Agreement(
        same_capacities=_difference(
            shared.activations, shared.activations * problem.capacities_N, theirs, their_forces
        ),
        own_curves=_difference(base.activations[frames], our_forces, theirs, their_forces),
        their_objective=_objective(theirs, reserves),
        our_objective=_objective(shared.activations, our_reserves),
        their_price_gap=problem.price_gap(theirs, reserves),
        our_price_gap=problem.price_gap(shared.activations, our_reserves),
        their_imbalance_Nm=problem.imbalance_Nm(their_forces, reserves),
        our_imbalance_Nm=problem.imbalance_Nm(
            shared.activations * problem.capacities_N, our_reserves
        ),
        joint_map_max_N=max(
            float(np.abs(_mapped_N(bundle, joint, frames, their_forces) - load).max())
            for joint, load in loads.items()
        ),
        joint_load_rms_bw={
            joint: _rms(np.linalg.norm(_mapped_N(bundle, joint, frames, our_forces) - load, axis=1))
            / body_weight_N(bundle.mass_kg)
            for joint, load in loads.items()
        },
        moments_rms_Nm=_moments_rms_Nm(bundle, answer, frames),
    )


class _SharedProblem:
    """The moments of an engine's frames to be shared among muscles of given capacity."""

    def __init__(self, engine: Engine, frames: slice, *, capacities_N: FloatArray) -> None:
        bundle = engine.bundle
        rows = [bundle.equations.index(coordinate) for coordinate in engine.coordinates]
        self.capacities_N = capacities_N
        self.strengths_Nm = np.array([use.strength_Nm for use in engine.reserve_use(engine.base)])
        self._arms_m = bundle.moment_arms_m[frames][:, rows]
        self._required_Nm = bundle.required_moments_Nm[frames][:, rows]
        self._lowest = bundle.muscles.minimum_activation

    def solved(self) -> Sharing:
        """Return how our solver shares them."""
        return share_muscles(
            sparse_moment_arms(self._arms_m),
            self.capacities_N,
            self._required_Nm,
            reserve_strengths_Nm=self.strengths_Nm,
            limits=ActivationLimits(self._lowest, np.ones_like(self._lowest)),
        )

    def price_gap(self, activations: FloatArray, reserve_shares: FloatArray) -> float:
        """Return the largest distance of an activation from what prices and limits ask for.

        Where half the sum of squares is least, a reserve's share is its strength times the price of
        its moment, and an activation is what its moments are worth, held within its limits.
        """
        prices = reserve_shares / self.strengths_Nm
        worth = np.matmul(prices[:, np.newaxis], self._arms_m)[:, 0] * self.capacities_N
        return float(np.abs(np.clip(worth, self._lowest, 1.0) - activations).max())

    def imbalance_Nm(self, forces_N: FloatArray, reserve_shares: FloatArray) -> float:
        """Return the largest moment that forces and reserves leave unbalanced."""
        muscles = (self._arms_m @ forces_N[:, :, np.newaxis])[:, :, 0]
        left = muscles + reserve_shares * self.strengths_Nm - self._required_Nm
        return float(np.abs(left).max())


def _difference(
    activations: FloatArray,
    forces_N: FloatArray,
    their_activations: FloatArray,
    their_forces_N: FloatArray,
) -> Difference:
    force_rms_N = _rms(forces_N - their_forces_N)
    return Difference(
        _rms(activations - their_activations),
        float(np.abs(activations - their_activations).max()),
        force_rms_N,
        force_rms_N / _rms(their_forces_N),
    )


def _rms(values: FloatArray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _objective(activations: FloatArray, reserves: FloatArray) -> float:
    return float(
        0.5 * (np.square(activations).sum(axis=1) + np.square(reserves).sum(axis=1)).mean()
    )


def _reaction(answer: PeerAnswer, joint: str) -> FloatArray:
    """Return the (T, 3) force on a joint's child in ground, as JointReaction has it [N]."""
    start = f"{THEIR_JOINTS[joint]}_on_"
    own = [name for name in answer.joint_reactions.names if name.startswith(start)]
    columns = [next(name for name in own if name.endswith(f"_f{axis}")) for axis in "xyz"]
    return answer.joint_reactions.of(tuple(columns))


def _mapped_N(bundle: Bundle, joint: str, frames: slice, forces_N: FloatArray) -> FloatArray:
    row = bundle.joints.index(joint)
    offset = bundle.joint_load_offset_N[frames, row, 3:]
    pull = bundle.joint_load_per_force[frames, row, 3:]
    mapped: FloatArray = offset + (pull @ forces_N[:, :, np.newaxis])[:, :, 0]
    return mapped


def _moments_rms_Nm(bundle: Bundle, answer: PeerAnswer, frames: slice) -> float:
    theirs = {
        name.removesuffix("_moment").removesuffix("_force"): answer.moments.values[:, column]
        for column, name in enumerate(answer.moments.names)
    }
    worst = 0.0
    for row, name in enumerate(bundle.equations):
        # The tool knows no couplers: what the patella takes belongs to the knee (slope 1).
        total = theirs[name] + theirs.get(f"{name}_beta", 0.0)
        worst = max(worst, _rms(bundle.required_moments_Nm[frames, row] - total))
    return worst
