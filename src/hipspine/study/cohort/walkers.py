"""Generated walkers: the reference walker's stride with another size, strength and speed.

No recording of anybody, and no sample of a population: walkers whose differences are known exactly,
to try a method on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from hipspine.clinic.lab_trial import LabTrial, frames_of, read_lab_trial
from hipspine.content.reference_walker import (
    TRANSLATIONS,
    reference_walker_files,
    reference_walker_plan,
)
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ScenarioError
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.study.cohort.asked import AskedWalkers, Spread
from hipspine.study.cohort.trials import Participant, WalkerTrial

CUT_SD = 2.0
"""Draws beyond this many standard deviations are drawn again: no walker is a giant."""

DRAWS = 1000
"""Tries to find a speed that a walker of a size can walk at."""


@dataclass(frozen=True, eq=False)
class Paces:
    """How moments and loads differ from the usual stride's when it is walked at other paces.

    paces : (P,) times the usual cadence; moments_Nm : (P, T, R); joint_load_offset_N :
    (P, T, J, 6), of the bundle's equations and joints.
    """

    paces: FloatArray
    moments_Nm: FloatArray
    joint_load_offset_N: FloatArray

    def at(self, pace: float) -> tuple[FloatArray, FloatArray]:
        """Return moments (T, R) and joint loads (T, J, 6) to add at a pace.

        Inertial forces on the same path grow with the square of the pace, so the line between two
        paces is straight over the square.
        """
        squares = np.square(self.paces)
        upper = int(np.clip(np.searchsorted(squares, pace**2), 1, len(squares) - 1))
        share = (pace**2 - squares[upper - 1]) / (squares[upper] - squares[upper - 1])
        moments, offsets = (
            (1.0 - share) * stack[upper - 1] + share * stack[upper]
            for stack in (self.moments_Nm, self.joint_load_offset_N)
        )
        return moments, offsets


def walker_trials(asked: AskedWalkers) -> Iterator[WalkerTrial]:
    """Yield the trials of the walkers that are asked for; the same seed gives the same walkers.

    Every walker is drawn with a generator of its own, so that a study with more walkers holds the
    walkers of a smaller one.
    """
    digits = len(str(asked.count))
    for number in range(asked.count):
        generator = np.random.default_rng([asked.seed, number])
        name = f"w{number + 1:0{digits}d}"
        person, strength = _walker(asked, name, generator)
        usual_m_s = _drawn(generator, asked.speed_m_s, *_speeds_m_s(person))
        within = Spread(mean=usual_m_s, sd=asked.speed_within_m_s)
        for trial in range(asked.trials_each):
            speed_m_s = _drawn(generator, within, *_speeds_m_s(person))
            yield WalkerTrial(
                f"{name}-{trial + 1}", person, strength, round(speed_m_s, 4), asked.frames
            )


def _walker(
    asked: AskedWalkers, name: str, generator: np.random.Generator
) -> tuple[Participant, float]:
    height_m = round(_drawn(generator, asked.height_m), 4)
    mass_kg = round(_drawn(generator, asked.body_mass_index) * height_m**2, 3)
    person = Participant(name, asked.group, mass_kg, height_m)
    return person, round(_drawn(generator, asked.strength), 4)


def _drawn(
    generator: np.random.Generator, spread: Spread, low: float = 0.0, high: float = np.inf
) -> float:
    low = max(low, spread.mean - CUT_SD * spread.sd)
    high = min(high, spread.mean + CUT_SD * spread.sd)
    for _ in range(DRAWS):
        value = float(generator.normal(spread.mean, spread.sd))
        if low <= value <= high:
            return value
    raise ScenarioError(
        "walkers",
        expected=f"values between {low:.3g} and {high:.3g}",
        got=f"a mean of {spread.mean:g} with standard deviation {spread.sd:g}",
        do="Bring speed and height nearer to those of the reference walker.",
    )


def _speeds_m_s(person: Participant) -> tuple[float, float]:
    paces = _paces().paces
    usual = _usual_speed_m_s(person)
    return float(paces[0]) * usual, float(paces[-1]) * usual


def _usual_speed_m_s(person: Participant) -> float:
    """Return the speed at which a person of that height walks as the reference walker does."""
    plan = reference_walker_plan()
    return float(plan.speed_m_s * np.sqrt(_length(person)))


def _length(person: Participant) -> float:
    plan = reference_walker_plan()
    if person.height_m is None or plan.subject.height_m is None:
        return 1.0
    return person.height_m / plan.subject.height_m


def walker_stride(trial: WalkerTrial) -> LabTrial:
    """Return the stride of a generated walker.

    Notes
    -----
    Size: bodies of one shape that walk dynamically alike (Alexander and Jayes 1983,
    doi:10.1111/j.1469-7998.1983.tb04266.x) have lengths in proportion to height, times to its
    square root, forces to mass and moments to mass times height. Muscle volume grows with mass
    times height (Handsfield 2014, doi:10.1016/j.jbiomech.2013.12.002), so a muscle's force,
    volume over fibre length, grows with mass. Fibres keep their fastest speed in lengths per
    second, which is the only way in which two walkers of equal build are not exact copies.

    Speed: the same steps at another cadence; see `Paces`. Real people also change their step
    length and their posture with speed, which these walkers do not.
    """
    usual = _usual_stride()
    mass_kg = trial.person.mass_kg or usual.telling.mass_kg
    mass, length = mass_kg / usual.bundle.mass_kg, _length(trial.person)
    pace = trial.speed_m_s / _usual_speed_m_s(trial.person)
    bundle = _grown(_paced(usual.bundle, pace), mass, length, trial.strength)
    kept = np.unique(np.rint(np.linspace(0, len(bundle.times_s) - 1, trial.frames)).astype(int))
    bundle = frames_of(bundle, kept.tolist())
    telling = replace(
        usual.telling,
        name=trial.id,
        mass_kg=mass_kg,
        start_s=float(bundle.times_s[0]),
        end_s=float(bundle.times_s[-1]),
    )
    return LabTrial(telling, bundle)


def _paced(bundle: Bundle, pace: float) -> Bundle:
    moments, offsets = _paces().at(pace)
    return replace(
        bundle,
        times_s=bundle.times_s / pace,
        lengthening_speeds_m_s=bundle.lengthening_speeds_m_s * pace,
        required_moments_Nm=bundle.required_moments_Nm + moments,
        joint_load_offset_N=bundle.joint_load_offset_N + offsets,
    )


def _grown(bundle: Bundle, mass: float, length: float, strength: float) -> Bundle:
    """Return the stride of a body with a factor of mass, of length and of strength."""
    per_load = np.repeat([length, 1.0], 3)[:, None]
    # A coordinate in metres goes with a force, one in radians with a moment.
    slides = np.array([name in TRANSLATIONS for name in bundle.equations])
    place, lever = np.where(slides, length, 1.0), np.where(slides, 1.0, length)
    return replace(
        bundle,
        times_s=bundle.times_s * np.sqrt(length),
        mass_kg=bundle.mass_kg * mass,
        muscles=_grown_muscles(bundle.muscles, mass, length, strength),
        muscle_lengths_m=bundle.muscle_lengths_m * length,
        lengthening_speeds_m_s=bundle.lengthening_speeds_m_s * np.sqrt(length),
        coordinate_values=bundle.coordinate_values * place,
        moment_arms_m=bundle.moment_arms_m * lever[:, None],
        required_moments_Nm=bundle.required_moments_Nm * mass * lever,
        joint_load_offset_N=bundle.joint_load_offset_N * mass * per_load[:, 0],
        joint_load_per_force=bundle.joint_load_per_force * per_load,
        body_origins_m=bundle.body_origins_m * length,
        path_points_m=bundle.path_points_m * length,
    )


def _grown_muscles(
    muscles: MuscleParameters, mass: float, length: float, strength: float
) -> MuscleParameters:
    return replace(
        muscles,
        max_isometric_force_N=muscles.max_isometric_force_N * mass * strength,
        optimal_fibre_length_m=muscles.optimal_fibre_length_m * length,
        tendon_slack_length_m=muscles.tendon_slack_length_m * length,
    )


@cache
def _usual_stride() -> LabTrial:
    return read_lab_trial(reference_walker_files().lab)


@cache
def _paces() -> Paces:
    path = reference_walker_files().lab.with_name("paces.npz")
    with np.load(path, allow_pickle=False) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    bundle = _usual_stride().bundle
    rows = [arrays["equations"].tolist().index(name) for name in bundle.equations]
    joints = [arrays["joints"].tolist().index(name) for name in bundle.joints]
    return Paces(
        arrays["paces"],
        arrays["moments_Nm"][:, :, rows].astype(np.float64),
        arrays["joint_load_offset_N"][:, :, joints].astype(np.float64),
    )
