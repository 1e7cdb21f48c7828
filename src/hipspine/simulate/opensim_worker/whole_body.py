"""What the whole body's motion needs from the ground, and where its markers are.

Runs in worker processes only.
"""

from collections.abc import Mapping

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray
from hipspine.simulate.body_motion import AxisMotion, CoordinateMotion, Segment
from hipspine.simulate.opensim_worker.couplers import Coupler, read_couplers
from hipspine.simulate.opensim_worker.loading import read_model

PELVIS_ROTATIONS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PELVIS_TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
_NOT_ASSEMBLED = False
"""OpenSim takes no keyword: set a coordinate without solving the constraints at once."""
FUNCTION_SAMPLES = 401
"""Samples of a joint's function over its coordinate's range, where it is not a straight line."""


def required_ground_wrench(
    model_path: str, motion: Mapping[str, CoordinateMotion]
) -> tuple[FloatArray, FloatArray]:
    """Return the force and the moment about ground's origin that a motion needs from outside.

    Parameters
    ----------
    model_path : str
    motion : mapping of coordinate name to CoordinateMotion
        Coordinates not named stay at their defaults; those that couplers drive follow.

    Returns
    -------
    (T, 3) force [N] and (T, 3) moment [N·m] in ground.

    Notes
    -----
    Inverse dynamics without any external force leaves, at the six coordinates between ground and
    pelvis, exactly the force and moment that the ground must supply. The generalized moments are
    those about the three (not orthogonal) axes of the pelvic rotations at the pelvis's origin;
    the axes are read from the pelvis's angular velocity at unit speeds.
    """
    model = read_model(model_path)
    state = model.initSystem()
    frames = len(next(iter(motion.values())).values)
    full = _with_driven_coordinates(model, motion)
    rows = _speed_rows(model, state)
    solver = opensim.InverseDynamicsSolver(model)
    force = np.empty((frames, 3))
    moment = np.empty((frames, 3))
    for frame in range(frames):
        accelerations = _set_frame(model, state, full, rows, frame)
        model.realizeVelocity(state)
        needed = solver.solve(state, accelerations).to_numpy()
        force[frame] = needed[[rows[name] for name in PELVIS_TRANSLATIONS]]
        about_axes = needed[[rows[name] for name in PELVIS_ROTATIONS]]
        origin = model.getBodySet().get("pelvis").getPositionInGround(state).to_numpy()
        at_pelvis = np.linalg.solve(_rotation_axes(model, state).T, about_axes)
        moment[frame] = at_pelvis + np.cross(origin, force[frame])
    return force, moment


def marker_paths(
    model_path: str,
    motion: Mapping[str, CoordinateMotion],
    markers: Mapping[str, tuple[str, FloatArray]],
) -> FloatArray:
    """Return the (T, M, 3) paths in ground of points fixed on bodies [m].

    Parameters
    ----------
    markers : mapping of name to (body, (3,) place in the body's frame [m])
    """
    model = read_model(model_path)
    state = model.initSystem()
    frames = len(next(iter(motion.values())).values)
    full = _with_driven_coordinates(model, motion)
    rows = _speed_rows(model, state)
    places = [
        (model.getBodySet().get(body), opensim.Vec3(*map(float, place)))
        for body, place in markers.values()
    ]
    paths = np.empty((frames, len(places), 3))
    for frame in range(frames):
        _set_frame(model, state, full, rows, frame)
        model.realizePosition(state)
        for number, (body, place) in enumerate(places):
            paths[frame, number] = body.findStationLocationInGround(state, place).to_numpy()
    return paths


def read_segments(model_path: str) -> tuple[Segment, ...]:
    """Return a model's bodies with their joints, parents before children."""
    model = read_model(model_path)
    model.initSystem()
    segments = []
    for joint in model.getJointList():
        child = joint.getChildFrame()
        body = opensim.Body.safeDownCast(
            model.getComponent(child.findBaseFrame().getAbsolutePathString())
        )
        rotations, translations = _axes_of(model, joint)
        segments.append(
            Segment(
                name=body.getName(),
                parent=joint.getParentFrame().findBaseFrame().getName(),
                mass_kg=body.getMass(),
                centre_m=body.getMassCenter().to_numpy(),
                inertia=_matrix_of(body.getInertia()),
                parent_frame=_transform(joint.getParentFrame().findTransformInBaseFrame()),
                child_frame=_transform(child.findTransformInBaseFrame()),
                rotations=rotations,
                translations=translations,
            )
        )
    return _parents_first(segments)


def _speed_rows(model: opensim.Model, state: opensim.State) -> dict[str, int]:
    """Return where each coordinate stands in the state's speeds, and so in inverse dynamics."""
    probe = opensim.State(state)
    rows = {}
    for coordinate in model.getCoordinateSet():
        probe.setU(opensim.Vector(probe.getNU(), 0.0))
        coordinate.setSpeedValue(probe, 1.0)
        rows[coordinate.getName()] = int(np.argmax(probe.getU().to_numpy()))
    return rows


def _set_frame(
    model: opensim.Model,
    state: opensim.State,
    motion: Mapping[str, CoordinateMotion],
    rows: Mapping[str, int],
    frame: int,
) -> opensim.Vector:
    """Set values and speeds of one frame; return the accelerations in tree order."""
    accelerations = opensim.Vector(len(rows), 0.0)
    coordinates = model.getCoordinateSet()
    for name, course in motion.items():
        coordinate = coordinates.get(name)
        coordinate.setValue(state, float(course.values[frame]), _NOT_ASSEMBLED)
        coordinate.setSpeedValue(state, float(course.speeds[frame]))
        accelerations[rows[name]] = float(course.accelerations[frame])
    return accelerations


def _rotation_axes(model: opensim.Model, state: opensim.State) -> FloatArray:
    """Return the (3, 3) axes in ground of the pelvis's three rotations, one per column."""
    probe = opensim.State(state)
    coordinates = model.getCoordinateSet()
    pelvis = model.getBodySet().get("pelvis")
    columns = []
    for name in PELVIS_ROTATIONS:
        for other in PELVIS_ROTATIONS:
            coordinates.get(other).setSpeedValue(probe, 1.0 if other == name else 0.0)
        model.realizeVelocity(probe)
        columns.append(pelvis.getAngularVelocityInGround(probe).to_numpy())
    return np.array(columns).T


def _with_driven_coordinates(
    model: opensim.Model, motion: Mapping[str, CoordinateMotion]
) -> dict[str, CoordinateMotion]:
    """Add the coordinates that couplers drive: x = f(q), x' = f' q', x'' = f' q'' + f'' q'²."""
    full = dict(motion)
    for coupler in read_couplers(model):
        if len(coupler.independents) == 1 and coupler.independents[0] in full:
            full[coupler.dependent] = _driven(coupler, full[coupler.independents[0]])
    return full


def _driven(coupler: Coupler, driver: CoordinateMotion) -> CoordinateMotion:
    points = [opensim.Vector(1, float(value)) for value in driver.values]

    def derivative(order: int) -> FloatArray:
        components = opensim.StdVectorInt([0] * order)
        values = [coupler.function.calcDerivative(components, point) for point in points]
        return coupler.scale * np.array(values)

    slope = derivative(1)
    return CoordinateMotion(
        coupler.course([driver.values]),
        slope * driver.speeds,
        slope * driver.accelerations + derivative(2) * driver.speeds**2,
    )


def _axes_of(
    model: opensim.Model, joint: opensim.Joint
) -> tuple[tuple[AxisMotion, ...], tuple[AxisMotion, ...]]:
    custom = opensim.CustomJoint.safeDownCast(joint)
    if custom is not None:
        transform = custom.getSpatialTransform()
        axes = [_axis_motion(model, transform.getTransformAxis(k)) for k in range(6)]
        return tuple(axes[:3]), tuple(axes[3:])
    if opensim.PinJoint.safeDownCast(joint) is not None:
        line = np.array([-1.0, 1.0])
        turn = AxisMotion(np.array([0.0, 0.0, 1.0]), joint.get_coordinates(0).getName(), line, line)
        return (turn,), ()
    return (), ()


def _axis_motion(model: opensim.Model, axis: opensim.TransformAxis) -> AxisMotion:
    names = axis.getCoordinateNamesInArray()
    coordinate = names.get(0) if names.getSize() else None
    at = np.zeros(1)
    if coordinate:
        known = model.getCoordinateSet().get(coordinate)
        at = np.linspace(known.getRangeMin(), known.getRangeMax(), FUNCTION_SAMPLES)
    function = axis.getFunction()
    samples = np.array([function.calcValue(opensim.Vector(1, float(value))) for value in at])
    if coordinate and np.allclose(np.diff(samples, 2), 0.0, atol=1e-12):
        at, samples = at[[0, -1]], samples[[0, -1]]
    return AxisMotion(axis.getAxis().to_numpy(), coordinate or None, at, samples)


def _parents_first(segments: list[Segment]) -> tuple[Segment, ...]:
    placed = {"ground"}
    ordered: list[Segment] = []
    while len(ordered) < len(segments):
        for segment in segments:
            if segment.parent in placed and segment.name not in placed:
                ordered.append(segment)
                placed.add(segment.name)
    return tuple(ordered)


def _transform(transform: opensim.Transform) -> FloatArray:
    rotation, place = transform.R(), transform.p()
    matrix = np.eye(4)
    for row in range(3):
        matrix[row, :3] = [rotation.asMat33().get(row, column) for column in range(3)]
        matrix[row, 3] = place.get(row)
    return matrix


def _matrix_of(inertia: opensim.Inertia) -> FloatArray:
    moments, products = inertia.getMoments(), inertia.getProducts()
    xy, xz, yz = (products.get(k) for k in range(3))
    return np.array(
        [
            [moments.get(0), xy, xz],
            [xy, moments.get(1), yz],
            [xz, yz, moments.get(2)],
        ]
    )
