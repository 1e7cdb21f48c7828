"""Write single parts of the body model as elements of OpenSim's model file.

Element names and their order follow OpenSim 4.5's file format (document version 40500).
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from hipspine.simulate.body.tables import (
    Coordinate,
    Joint,
    MarkerRow,
    MotionFunction,
    MuscleRow,
    PathPoint,
    PathWrap,
    Segment,
    WrapSurface,
)

DOCUMENT_VERSION = "40500"
MINIMUM_CONTROL = 0.01
"""Lowest activation of a relaxed muscle, as in Rajagopal 2016."""
ACTIVATION_TIME_S = 0.01
DEACTIVATION_TIME_S = 0.04
"""Time constants of activation dynamics, as in Rajagopal 2016."""
MUSCLE_COLOUR = (0.8, 0.1, 0.1)

_FUNCTIONS = {
    "linear": ("LinearFunction", "coefficients"),
    "constant": ("Constant", "value"),
    "polynomial": ("PolynomialFunction", "coefficients"),
    "spline": ("SimmSpline", "y"),
}


def text_of(value: object) -> str:
    """Return a value as the file writes it: shortest exact digits, lists by spaces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(text_of(each) for each in value)
    return str(value)


def add(parent: Element, tag: str, value: object = None, **attributes: str) -> Element:
    """Append a child with a text and return it."""
    child = SubElement(parent, tag, attributes)
    if value is not None:
        child.text = text_of(value)
    return child


def add_set(parent: Element, tag: str, name: str) -> Element:
    """Append a named set and return the element that holds its members."""
    holder = add(parent, tag, name=name)
    members = add(holder, "objects")
    add(holder, "groups")
    return members


def body_path(body: str) -> str:
    """Return the path of a body in the model."""
    return "/ground" if body == "ground" else f"/bodyset/{body}"


def body_element(segment: Segment, surfaces: Iterable[WrapSurface]) -> Element:
    """Return a body with the surfaces that are fixed in it."""
    body = Element("Body", name=segment.name)
    members = add_set(body, "WrapObjectSet", "wrapobjectset")
    members.extend(surface_element(surface) for surface in surfaces)
    add(body, "mass", segment.mass_kg)
    add(body, "mass_center", segment.center_m)
    add(body, "inertia", segment.inertia_kg_m2)
    return body


def surface_element(surface: WrapSurface) -> Element:
    """Return a cylinder or ellipsoid that muscle paths bend round."""
    if surface.kind == "cylinder":
        element = Element("WrapCylinder", name=surface.name)
        radius, length = surface.sizes_m
        sizes: dict[str, object] = {"radius": radius, "length": length}
    else:
        element = Element("WrapEllipsoid", name=surface.name)
        sizes = {"dimensions": surface.sizes_m}
    add(element, "xyz_body_rotation", surface.angles_rad)
    add(element, "translation", surface.position_m)
    add(element, "quadrant", surface.quadrant)
    for tag, size in sizes.items():
        add(element, tag, size)
    return element


def _coordinate_element(coordinate: Coordinate) -> Element:
    element = Element("Coordinate", name=coordinate.name)
    add(element, "default_value", coordinate.default)
    add(element, "range", (coordinate.lowest, coordinate.highest))
    add(element, "clamped", coordinate.is_clamped)
    add(element, "locked", coordinate.is_locked)
    return element


def _frame_element(body: str, position: object, angles: object) -> Element:
    frame = Element("PhysicalOffsetFrame", name=f"{body}_offset")
    add(frame, "socket_parent", body_path(body))
    add(frame, "translation", position)
    add(frame, "orientation", angles)
    return frame


def function_element(function: MotionFunction) -> Element:
    """Return a function of a coordinate."""
    tag, values = _FUNCTIONS[function.kind]
    element = Element(tag, name="function")
    if function.x:
        add(element, "x", function.x)
    add(element, values, function.values)
    return element


_SLOTS = {
    "rotation1": (0.0, 0.0, 1.0),
    "rotation2": (1.0, 0.0, 0.0),
    "rotation3": (0.0, 1.0, 0.0),
    "translation1": (1.0, 0.0, 0.0),
    "translation2": (0.0, 1.0, 0.0),
    "translation3": (0.0, 0.0, 1.0),
}


def _spatial_transform(joint: Joint, functions: Mapping[str, MotionFunction]) -> Element:
    nothing = MotionFunction("zero", "constant", (), (0.0,))
    by_slot = {axis.slot: axis for axis in joint.axes}
    transform = Element("SpatialTransform")
    for slot, default_axis in _SLOTS.items():
        axis = by_slot.get(slot)
        element = add(transform, "TransformAxis", name=slot)
        add(element, "coordinates", axis.coordinate if axis else "")
        add(element, "axis", axis.axis if axis else default_axis)
        element.append(function_element(functions[axis.function] if axis else nothing))
    return transform


def joint_element(joint: Joint, functions: Mapping[str, MotionFunction]) -> Element:
    """Return a joint with its coordinates and frames."""
    kinds = {"custom": "CustomJoint", "pin": "PinJoint", "weld": "WeldJoint"}
    element = Element(kinds[joint.kind], name=joint.name)
    add(element, "socket_parent_frame", f"{joint.parent}_offset")
    add(element, "socket_child_frame", f"{joint.child}_offset")
    if joint.coordinates:
        holder = add(element, "coordinates")
        holder.extend(_coordinate_element(coordinate) for coordinate in joint.coordinates)
    frames = add(element, "frames")
    frames.append(_frame_element(joint.parent, joint.parent_position_m, joint.parent_angles_rad))
    frames.append(_frame_element(joint.child, joint.child_position_m, joint.child_angles_rad))
    if joint.kind == "custom":
        element.append(_spatial_transform(joint, functions))
    return element


def coupler_element(independent: str, dependent: str, ratio: float) -> Element:
    """Return a constraint that makes one coordinate a fixed multiple of another."""
    element = Element("CoordinateCouplerConstraint", name=f"{dependent}_follows")
    add(element, "isEnforced", value=True)
    holder = add(element, "coupled_coordinates_function")
    holder.append(function_element(MotionFunction("ratio", "linear", (), (ratio, 0.0))))
    add(element, "independent_coordinate_names", independent)
    add(element, "dependent_coordinate_name", dependent)
    add(element, "scale_factor", 1)
    return element


def _path_element(
    muscle: str, points: tuple[PathPoint, ...], wraps: tuple[PathWrap, ...]
) -> Element:
    path = Element("GeometryPath", name="path")
    add(add(path, "Appearance"), "color", MUSCLE_COLOUR)
    members = add_set(path, "PathPointSet", "pathpointset")
    for number, point in enumerate(points, start=1):
        element = add(members, "PathPoint", name=f"{muscle}-P{number}")
        add(element, "socket_parent_frame", body_path(point.body))
        add(element, "location", point.position_m)
    members = add_set(path, "PathWrapSet", "pathwrapset")
    for number, wrap in enumerate(wraps, start=1):
        element = add(members, "PathWrap", name=f"wrap{number}")
        add(element, "wrap_object", wrap.surface)
        add(element, "method", wrap.method)
        add(element, "range", (wrap.first_point, wrap.last_point))
    return path


def muscle_element(muscle: MuscleRow) -> Element:
    """Return a muscle with a stiff tendon and a passive fibre (De Groote et al. 2016)."""
    element = Element("DeGrooteFregly2016Muscle", name=muscle.name)
    add(element, "min_control", MINIMUM_CONTROL)
    add(element, "max_control", 1)
    element.append(_path_element(muscle.name, muscle.points, muscle.wraps))
    figures: dict[str, object] = {
        "max_isometric_force": muscle.max_isometric_force_N,
        "optimal_fiber_length": muscle.optimal_fibre_length_m,
        "tendon_slack_length": muscle.tendon_slack_length_m,
        "pennation_angle_at_optimal": muscle.pennation_rad,
        "max_contraction_velocity": muscle.max_velocity_per_s,
        "ignore_activation_dynamics": False,
        "ignore_tendon_compliance": True,
        "activation_time_constant": ACTIVATION_TIME_S,
        "deactivation_time_constant": DEACTIVATION_TIME_S,
        "default_activation": MINIMUM_CONTROL,
        "passive_fiber_strain_at_one_norm_force": muscle.passive_strain,
        "ignore_passive_fiber_force": False,
    }
    for tag, value in figures.items():
        add(element, tag, value)
    return element


def marker_element(marker: MarkerRow) -> Element:
    """Return a marker."""
    element = Element("Marker", name=marker.name)
    add(element, "socket_parent_frame", body_path(marker.body))
    add(element, "location", marker.position_m)
    add(element, "fixed", marker.is_fixed)
    return element


def spring_element(coordinate: str, stiffness_Nm_per_rad: float) -> Element:
    """Return a rotational spring that is slack at the coordinate's zero."""
    element = Element("SpringGeneralizedForce", name=f"{coordinate}_disc")
    add(element, "coordinate", coordinate)
    add(element, "stiffness", stiffness_Nm_per_rad)
    add(element, "rest_length", 0)
    add(element, "viscosity", 0)
    return element
