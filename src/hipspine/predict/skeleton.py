"""The planar body as casadi expressions: where its parts are, and what moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import casadi as ca

from hipspine.content.prediction.planar_body import PlanarBody, Point
from hipspine.domain.anatomy import Side
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.predict.names import COORDINATES, SIDES

Expression: TypeAlias = ca.SX


@dataclass(frozen=True)
class Vector:
    """A vector in the sagittal plane: forward and up."""

    x: Expression
    y: Expression

    def __add__(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y)

    def scaled(self, factor: Expression) -> "Vector":
        """Return the vector times a number."""
        return Vector(factor * self.x, factor * self.y)

    def cross(self, other: "Vector") -> Expression:
        """Return the moment of `other` acting at this place about the origin."""
        return self.x * other.y - self.y * other.x


ZERO = Vector(ca.SX(0), ca.SX(0))


@dataclass(frozen=True)
class Turning:
    """The attitude of a segment: angle, and its first and second time derivative."""

    angle: Expression
    speed: Expression
    acceleration: Expression

    def plus(self, sign: float, other: "Turning") -> "Turning":
        """Return the attitude after one more joint that turns by `sign` times its angle."""
        return Turning(
            self.angle + sign * other.angle,
            self.speed + sign * other.speed,
            self.acceleration + sign * other.acceleration,
        )

    def turn(self, point: Vector) -> Vector:
        """Return an arm given in the segment's frame in the direction it has in space."""
        c, s = ca.cos(self.angle), ca.sin(self.angle)
        return Vector(c * point.x - s * point.y, s * point.x + c * point.y)


@dataclass(frozen=True)
class Motion:
    """Place, velocity and acceleration of a point in space [m, m/s, m/s²]."""

    place: Vector
    velocity: Vector
    acceleration: Vector

    def beyond(self, turning: Turning, arm: Vector) -> "Motion":
        """Return the motion of the point an arm away on a body that turns (arm in its frame)."""
        r = turning.turn(arm)
        w, dw = turning.speed, turning.acceleration
        sideways = Vector(-r.y, r.x)
        return Motion(
            self.place + r,
            self.velocity + sideways.scaled(w),
            self.acceleration + sideways.scaled(dw) + r.scaled(-w * w),
        )


@dataclass(frozen=True)
class Part:
    """A segment on the move, with the angle of the joint that holds it."""

    name: str
    side: Side | None
    joint: str
    """Coordinate that turns it on its parent."""
    sign: float
    """1 if that coordinate turns it counter-clockwise seen from the right, else -1."""
    parent: str | None
    origin: Motion
    turning: Turning
    centre: Motion
    mass: Expression
    inertia: Expression


@dataclass
class Push:
    """A force at a place on a part, such as the ground's [N, m]."""

    part: str
    force: Vector
    place: Vector


@dataclass(frozen=True)
class Skeleton:
    """All parts of the body, parents first, at one instant."""

    parts: dict[str, Part]
    coordinates: tuple[str, ...] = field(default=COORDINATES)

    def required(self, pushes: list[Push]) -> dict[str, Expression]:
        """Return the generalised forces that the motion needs beyond gravity and the pushes.

        By Newton and Euler, from the ends of the limbs to the pelvis (Featherstone 2008,
        doi:10.1007/978-1-4899-7560-7, chapter 5). `hip_forward` and `hip_height` are forces on
        the pelvis [N]; all others are moments, positive in the direction of their angle [N·m].
        """
        force = {name: self._inertial_force(part) for name, part in self.parts.items()}
        moment = {
            name: part.inertia * part.turning.acceleration + part.centre.place.cross(force[name])
            for name, part in self.parts.items()
        }
        for push in pushes:
            moment[push.part] = moment[push.part] - push.place.cross(push.force)
            force[push.part] = force[push.part] + push.force.scaled(ca.SX(-1))
        needed: dict[str, Expression] = {}
        for name in reversed(self.parts):
            part = self.parts[name]
            needed[part.joint] = part.sign * (moment[name] - part.origin.place.cross(force[name]))
            if part.parent is None:
                needed["hip_forward"], needed["hip_height"] = force[name].x, force[name].y
            else:
                force[part.parent] = force[part.parent] + force[name]
                moment[part.parent] = moment[part.parent] + moment[name]
        return needed

    @staticmethod
    def _inertial_force(part: Part) -> Vector:
        gravity = Vector(ca.SX(0), ca.SX(STANDARD_GRAVITY))
        return (part.centre.acceleration + gravity).scaled(part.mass)


@dataclass(frozen=True)
class Size:
    """Factors that turn the generic body into one of another size."""

    mass: Expression
    length: Expression


def skeleton(
    body: PlanarBody, state: Mapping[str, tuple[Expression, Expression, Expression]], size: Size
) -> Skeleton:
    """Return the body's parts for coordinates with their speeds and accelerations.

    Parameters
    ----------
    body : PlanarBody
    state : mapping
        Coordinate to (value, speed, acceleration).
    size : Size
        Lengths, masses and (as mass times length squared) moments of inertia are multiplied.
    """
    x, y = state["hip_forward"], state["hip_height"]
    hip = Motion(Vector(x[0], y[0]), Vector(x[1], y[1]), Vector(x[2], y[2]))
    still = Turning(ca.SX(0), ca.SX(0), ca.SX(0))
    builder = _Builder(body, state, size)
    pelvis = builder.add("pelvis", "pelvis_tilt", (still, hip), parent=None)
    builder.add("trunk", "lumbar_extension", builder.at(pelvis, "hip", "lumbar"), parent=pelvis)
    for side in SIDES:
        thigh = builder.add("thigh", "hip_flexion", (pelvis.turning, hip), parent=pelvis, side=side)
        shank = builder.add(
            "shank", "knee_flexion", builder.at(thigh, "hip", "knee"), parent=thigh, side=side
        )
        foot = builder.add(
            "foot",
            "ankle_dorsiflexion",
            builder.at(shank, "knee", "ankle"),
            parent=shank,
            side=side,
        )
        builder.add(
            "toes", "toe_extension", builder.at(foot, "ankle", "toes"), parent=foot, side=side
        )
    return Skeleton(builder.parts)


class _Builder:
    def __init__(
        self,
        body: PlanarBody,
        state: Mapping[str, tuple[Expression, Expression, Expression]],
        size: Size,
    ) -> None:
        self.body = body
        self.state = state
        self.size = size
        self.parts: dict[str, Part] = {}

    def at(self, part: Part, start: str, end: str) -> tuple[Turning, Motion]:
        """Return how a part turns, and the motion of its joint with the next part."""
        here, there = self.body.joints_m[start], self.body.joints_m[end]
        arm = self.arm((there[0] - here[0], there[1] - here[1]))
        return part.turning, part.origin.beyond(part.turning, arm)

    def arm(self, point: Point) -> Vector:
        """Return a point of the generic body in the length of this one."""
        return Vector(ca.SX(point[0]), ca.SX(point[1])).scaled(self.size.length)

    def add(
        self,
        segment: str,
        angle: str,
        held: tuple[Turning, Motion],
        *,
        parent: Part | None,
        side: Side | None = None,
    ) -> Part:
        """Add a part that hangs on `held` and return it."""
        suffix = side.suffix if side else ""
        sign = -1.0 if angle == "knee_flexion" else 1.0
        turning = held[0].plus(sign, Turning(*self.state[angle + suffix]))
        figures = self.body.segments[segment]
        part = Part(
            name=segment + suffix,
            side=side,
            joint=angle + suffix,
            sign=sign,
            parent=parent.name if parent else None,
            origin=held[1],
            turning=turning,
            centre=held[1].beyond(turning, self.arm(figures.centre_m)),
            mass=figures.mass_kg * self.size.mass,
            inertia=figures.inertia_kg_m2 * self.size.mass * self.size.length**2,
        )
        self.parts[part.name] = part
        return part
