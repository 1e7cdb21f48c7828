"""Make the left side from the right: reflection in the sagittal plane (z changes sign).

A position (x, y, z) becomes (x, y, -z). A rotation axis is a pseudo-vector, so it becomes
(-x, -y, z): the same coordinate value then turns the left side as the mirror image of the right.
Body-fixed x-y-z angles (a, b, c) become (-a, -b, c).
"""

from dataclasses import replace

from hipspine.simulate.body.tables import (
    Coordinate,
    Joint,
    JointAxis,
    MuscleRow,
    PathPoint,
    PathWrap,
    Segment,
    Vector,
    WrapSurface,
)


def is_paired(name: str) -> bool:
    """Tell whether a part of this name has a mirror image of its own."""
    return name.endswith(("_r", "_r_beta"))


def left_name(name: str) -> str:
    """Return the left counterpart's name; a midline part keeps its own."""
    if name.endswith("_r_beta"):
        return f"{name.removesuffix('_r_beta')}_l_beta"
    return f"{name.removesuffix('_r')}_l" if name.endswith("_r") else name


def mirrored_position(position: Vector) -> Vector:
    """Return a point's mirror image."""
    x, y, z = position
    return x, y, _negative(z)


def mirrored_rotation(axis_or_angles: Vector) -> Vector:
    """Return the mirror image of a rotation axis or of body-fixed x-y-z angles."""
    x, y, z = axis_or_angles
    return _negative(x), _negative(y), z


def _negative(value: float) -> float:
    return -value if value else 0.0  # never "-0", so that the file's bytes stay plain


def left_segment(segment: Segment) -> Segment:
    """Return the left body of a right one."""
    xx, yy, zz, xy, xz, yz = segment.inertia_kg_m2
    return replace(
        segment,
        name=left_name(segment.name),
        center_m=mirrored_position(segment.center_m),
        inertia_kg_m2=(xx, yy, zz, xy, _negative(xz), _negative(yz)),
    )


def _left_axis(axis: JointAxis) -> JointAxis:
    flip = mirrored_rotation if axis.slot.startswith("rotation") else mirrored_position
    return replace(axis, coordinate=left_name(axis.coordinate), axis=flip(axis.axis))


def _left_coordinate(coordinate: Coordinate) -> Coordinate:
    return replace(coordinate, name=left_name(coordinate.name))


def left_joint(joint: Joint) -> Joint:
    """Return the left joint of a right one."""
    return replace(
        joint,
        name=left_name(joint.name),
        parent=left_name(joint.parent),
        child=left_name(joint.child),
        parent_position_m=mirrored_position(joint.parent_position_m),
        parent_angles_rad=mirrored_rotation(joint.parent_angles_rad),
        child_position_m=mirrored_position(joint.child_position_m),
        child_angles_rad=mirrored_rotation(joint.child_angles_rad),
        axes=tuple(_left_axis(axis) for axis in joint.axes),
        coordinates=tuple(_left_coordinate(each) for each in joint.coordinates),
    )


def left_surface(surface: WrapSurface) -> WrapSurface:
    """Return the left wrapping surface of a right one."""
    quadrant = surface.quadrant
    if quadrant in ("z", "-z"):
        quadrant = "-z" if quadrant == "z" else "z"
    return replace(
        surface,
        name=left_name(surface.name),
        body=left_name(surface.body),
        position_m=mirrored_position(surface.position_m),
        angles_rad=mirrored_rotation(surface.angles_rad),
        quadrant=quadrant,
    )


def _left_point(point: PathPoint) -> PathPoint:
    return PathPoint(left_name(point.body), mirrored_position(point.position_m))


def _left_wrap(wrap: PathWrap) -> PathWrap:
    return replace(wrap, surface=left_name(wrap.surface))


def left_muscle(muscle: MuscleRow) -> MuscleRow:
    """Return the left muscle of a right one."""
    return replace(
        muscle,
        name=left_name(muscle.name),
        points=tuple(_left_point(point) for point in muscle.points),
        wraps=tuple(_left_wrap(wrap) for wrap in muscle.wraps),
    )
