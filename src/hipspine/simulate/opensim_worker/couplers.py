"""Coordinates that follow other coordinates: their values, and what they do to the equations.

Two kinds are told apart. A *physical* coupler stands for tissue (the patella on its ligament): its
constraint force is real, and the dependent coordinate has no equation of its own. A lumbar *rhythm*
only describes how people move: discs are free, so every level keeps its own moment balance and the
rhythm gives positions and speeds alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.simulate.joint_names import lumbar_level


@dataclass(frozen=True, eq=False)
class Coupler:
    """One dependent coordinate: value = scale * function(independent coordinates)."""

    dependent: str
    independents: tuple[str, ...]
    function: opensim.Function
    scale: float

    def value(self, *independents: float) -> float:
        """Return the dependent coordinate [rad or m]."""
        return self.scale * float(self.function.calcValue(_vector(independents)))

    def course(self, independents: Sequence[FloatArray]) -> FloatArray:
        """Return the (T,) dependent coordinate for (T,) courses of the independent ones."""
        return np.array([self.value(*row) for row in zip(*independents, strict=True)])

    def slopes(self, *independents: float) -> list[float]:
        """Return the derivative by each independent coordinate."""
        point = _vector(independents)
        return [
            self.scale * float(self.function.calcDerivative(_order(k), point))
            for k in range(len(self.independents))
        ]


def _vector(values: Sequence[float]) -> opensim.Vector:
    return opensim.Vector.createFromMat(np.asarray(values, dtype=float))


def _order(argument: int) -> opensim.StdVectorInt:
    components = opensim.StdVectorInt()
    components.push_back(argument)
    return components


def read_couplers(model: opensim.Model) -> tuple[Coupler, ...]:
    """Return the enforced couplers, each after those that it depends on.

    Raises
    ------
    ModelError
        If the model has a constraint that is not a coupler: it would have to be solved for.
    """
    constraints = model.getConstraintSet()
    found = []
    for index in range(constraints.getSize()):
        constraint = constraints.get(index)
        if constraint.get_isEnforced():
            found.append(_coupler(model, constraint))
    return tuple(_in_order(found))


def _coupler(model: opensim.Model, constraint: opensim.Constraint) -> Coupler:
    coupler = opensim.CoordinateCouplerConstraint.safeDownCast(constraint)
    if coupler is None:
        raise ModelError(
            f"{model.getName()}, constraint {constraint.getName()}",
            expected="couplers between coordinates only",
            got=f"a {constraint.getConcreteClassName()}",
            do="Replace it by a joint or a CoordinateCouplerConstraint, or disable it.",
        )
    names = coupler.getIndependentCoordinateNames()
    return Coupler(
        coupler.getDependentCoordinateName(),
        tuple(names.get(k) for k in range(names.size())),
        coupler.getFunction(),
        opensim.PropertyHelper.getValueDouble(coupler.getPropertyByName("scale_factor")),
    )


def _in_order(couplers: list[Coupler]) -> Iterable[Coupler]:
    waiting = list(couplers)
    while waiting:
        open_names = {coupler.dependent for coupler in waiting}
        ready = [c for c in waiting if not open_names.intersection(c.independents)]
        if not ready:
            raise ModelError(
                f"coordinate {waiting[0].dependent}",
                expected="couplers that lead back to independent coordinates",
                got="a circle of couplers",
                do="Remove one of the couplers.",
            )
        yield from ready
        waiting = [c for c in waiting if c not in ready]


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Lumbar coordinates that one leading coordinate drives, with whatever else it drives."""

    leader: str
    followers: tuple[Coupler, ...]
    levels: tuple[str, ...]
    """Lumbar coordinates of the rhythm: each has its own equation."""
    riders: tuple[str, ...]
    """The others (such as the rotations of an abdominal via-body): they have none."""

    def slopes(self, leader_value: float) -> dict[str, float]:
        """Return the derivative of every member by the leader."""
        slopes = {self.leader: 1.0}
        slopes.update({f.dependent: f.slopes(leader_value)[0] for f in self.followers})
        return slopes


def split_couplers(
    couplers: Sequence[Coupler], joint_of: dict[str, str]
) -> tuple[tuple[Coupler, ...], tuple[Rhythm, ...]]:
    """Return the physical couplers and the lumbar rhythms; ``joint_of`` by coordinate."""

    def is_level(coordinate: str) -> bool:
        return lumbar_level(joint_of[coordinate]) is not None

    leaders = dict.fromkeys(
        c.independents[0] for c in couplers if len(c.independents) == 1 and is_level(c.dependent)
    )
    rhythms = []
    for leader in leaders:
        followers = tuple(c for c in couplers if c.independents == (leader,))
        members = (leader, *(f.dependent for f in followers))
        rhythms.append(
            Rhythm(
                leader,
                followers,
                tuple(m for m in members if is_level(m)),
                tuple(m for m in members if not is_level(m)),
            )
        )
    in_rhythm = {f.dependent for rhythm in rhythms for f in rhythm.followers}
    return tuple(c for c in couplers if c.dependent not in in_rhythm), tuple(rhythms)


@dataclass(frozen=True, eq=False)
class Coupling:
    """How every coordinate follows the equations' coordinates."""

    coordinates: tuple[str, ...]
    equations: tuple[str, ...]
    physical: tuple[Coupler, ...]
    rhythms: tuple[Rhythm, ...]

    def matrix(self, values: FloatArray) -> FloatArray:
        """Return (C, R) derivatives of the coordinates by the equations' coordinates.

        Parameters
        ----------
        values : (C,) array
            The posture [rad or m].

        Notes
        -----
        For physical couplers this is the null space of the constraint Jacobian, so C^T maps
        generalized forces as computeMomentArm does (Sherman, Seth, Delp 2013, "What is a moment
        arm?", doi:10.1115/DETC2013-13633). A rider of a lumbar rhythm moves by its own slope over
        the sum of the levels' slopes for each level: if all levels follow the rhythm, that adds up
        to the rider's slope, and an abdominal body turning as far as the whole lumbar spine
        (Christophy 2012, doi:10.1007/s10237-011-0290-6) turns one for one with every level.
        """
        at = {name: row for row, name in enumerate(self.coordinates)}
        matrix = np.zeros((len(self.coordinates), len(self.equations)))
        columns = {name: column for column, name in enumerate(self.equations)}
        for name, column in columns.items():
            matrix[at[name], column] = 1.0
        for rhythm in self.rhythms:
            slopes = rhythm.slopes(values[at[rhythm.leader]])
            total = sum(slopes[level] for level in rhythm.levels)
            for rider in rhythm.riders:
                for level in rhythm.levels:
                    if level in columns:
                        matrix[at[rider], columns[level]] = slopes[rider] / total
        for coupler in self.physical:
            rows = [at[name] for name in coupler.independents]
            matrix[at[coupler.dependent]] = coupler.slopes(*values[rows]) @ matrix[rows]
        return matrix


def coupling_of(
    coordinates: Sequence[str],
    locked: Iterable[str],
    couplers: Sequence[Coupler],
    joint_of: dict[str, str],
) -> Coupling:
    """Return the coupling of a model: free and lumbar coordinates get an equation each."""
    physical, rhythms = split_couplers(couplers, joint_of)
    without = {*locked, *(c.dependent for c in physical)}
    without.update(rider for rhythm in rhythms for rider in rhythm.riders)
    equations = tuple(name for name in coordinates if name not in without)
    return Coupling(tuple(coordinates), equations, physical, rhythms)
