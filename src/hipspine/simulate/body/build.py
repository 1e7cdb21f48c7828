"""Build the body model from its tables, as an OpenSim model file.

Plain Python: OpenSim is not needed to build, and the same tables always give the same bytes.
Legs after Rajagopal 2016, Lai 2017 and Uhlrich 2022; lumbar spine and trunk after Christophy 2012
and Beaucage-Gauvreau 2019; each row of the tables names its source. What was changed and why
stands in ``docs/explanation/body-model.md``.
"""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from xml.etree.ElementTree import Element, indent, tostring

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.errors import OutputError
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.simulate.body import mirror, osim_xml, tables
from hipspine.simulate.body.leg_strain import softened
from hipspine.simulate.body.tables import Joint, MuscleRow, Segment, WrapSurface

Part = TypeVar("Part", bound=Segment | Joint | MuscleRow | WrapSurface)

GENERIC_MASS_KG = 75.337
"""Mass of the unscaled model, that of Rajagopal 2016."""
GENERIC_HEIGHT_M = 1.70
"""Height of the unscaled model, that of Rajagopal 2016."""

LUMBAR_MOTIONS = ("extension", "bending", "rotation")
"""The three rotations of a lumbar level, positive: backwards, to the right, to the left."""


def _shares() -> dict[str, MappingProxyType[str, float]]:
    rhythm = tables.read_lumbar_rhythm()
    totals = {motion: sum(rhythm[motion].values()) for motion in LUMBAR_MOTIONS}
    return {
        motion: MappingProxyType(
            {level: rhythm[motion][level] / totals[motion] for level in LUMBAR_LEVELS}
        )
        for motion in LUMBAR_MOTIONS
    }


LUMBAR_SHARES = MappingProxyType(_shares())
"""Fraction of the whole lumbar motion that each level makes: ``[motion][level]``; sums to 1."""


def model_segments() -> tuple[Segment, ...]:
    """Return all bodies, both sides."""
    return _both_sides(tables.read_segments(), mirror.left_segment)


def model_joints() -> tuple[Joint, ...]:
    """Return all joints, both sides."""
    return _both_sides(tables.read_joints(), mirror.left_joint)


def model_muscles() -> tuple[MuscleRow, ...]:
    """Return all muscles, both sides, those of the legs softened to what joints show."""
    right = tuple(softened(muscle) for muscle in tables.read_muscles())
    return _both_sides(right, mirror.left_muscle)


def model_surfaces() -> tuple[WrapSurface, ...]:
    """Return all wrapping surfaces, both sides."""
    return _both_sides(tables.read_wrap_surfaces(), mirror.left_surface)


def _both_sides(right: tuple[Part, ...], left_of: Callable[[Part], Part]) -> tuple[Part, ...]:
    return (*right, *(left_of(part) for part in right if mirror.is_paired(part.name)))


def disc_stiffness_Nm_per_rad() -> dict[str, float]:
    """Return the rotational stiffness of each disc, by lumbar coordinate [N·m/rad]."""
    return dict(tables.read_disc_stiffness())


def build_model_xml(*, name: str = "hipspine", with_disc_springs: bool = False) -> str:
    """Return the whole model as the text of an OpenSim model file.

    Parameters
    ----------
    name : str
        The model's name in the file.
    with_disc_springs : bool
        Write the disc stiffness as springs into the model. By default it is left to the engine,
        where it is a parameter; a model with springs and an engine that adds the stiffness again
        would count it twice.

    Returns
    -------
    str
        XML, in OpenSim's frame (X forward, Y up, Z right), in metres, newtons and radians.
    """
    document = Element("OpenSimDocument", Version=osim_xml.DOCUMENT_VERSION)
    model = osim_xml.add(document, "Model", name=name)
    _add_header(model)
    _add_bodies(model)
    _add_joints(model)
    _add_couplers(model)
    _add_forces(model, with_disc_springs=with_disc_springs)
    markers = osim_xml.add_set(model, "MarkerSet", "markerset")
    markers.extend(osim_xml.marker_element(marker) for marker in tables.read_markers())
    indent(document, "\t")
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n{tostring(document, encoding="unicode")}\n'


def _add_header(model: Element) -> None:
    osim_xml.add(model, "gravity", (0.0, -STANDARD_GRAVITY, 0.0))
    osim_xml.add(model, "credits", "Built by hipspine from tables of published figures.")
    citations = [source.citation for source in tables.read_sources().values()]
    osim_xml.add(model, "publications", " | ".join(citations))
    osim_xml.add(model, "length_units", "meters")
    osim_xml.add(model, "force_units", "N")


def _add_bodies(model: Element) -> None:
    surfaces = model_surfaces()
    members = osim_xml.add_set(model, "BodySet", "bodyset")
    for segment in model_segments():
        own = [surface for surface in surfaces if surface.body == segment.name]
        members.append(osim_xml.body_element(segment, own))


def _add_joints(model: Element) -> None:
    functions = tables.read_functions()
    members = osim_xml.add_set(model, "JointSet", "jointset")
    members.extend(osim_xml.joint_element(joint, functions) for joint in model_joints())


def couplings() -> tuple[tuple[str, str, float], ...]:
    """Return (independent, dependent, ratio) of all coupled coordinates.

    The kneecap follows the knee, and the lumbar levels above L5/S1 follow it in the published
    rhythm. This distributes motion; the engine gives every level its own moment balance.
    """
    knees = [(f"knee_angle_{side}", f"knee_angle_{side}_beta", 1.0) for side in "rl"]
    lowest = LUMBAR_LEVELS[0]
    levels = [
        (f"{lowest}_{motion}", f"{level}_{motion}", ratio)
        for motion, ratios in tables.read_lumbar_rhythm().items()
        for level, ratio in ratios.items()
        if level != lowest
    ]
    return (*knees, *levels)


def _add_couplers(model: Element) -> None:
    members = osim_xml.add_set(model, "ConstraintSet", "constraintset")
    members.extend(osim_xml.coupler_element(*coupling) for coupling in couplings())


def _add_forces(model: Element, *, with_disc_springs: bool) -> None:
    members = osim_xml.add_set(model, "ForceSet", "forceset")
    members.extend(osim_xml.muscle_element(muscle) for muscle in model_muscles())
    if with_disc_springs:
        springs = tables.read_disc_stiffness().items()
        members.extend(osim_xml.spring_element(*spring) for spring in springs)


def write_model(path: Path, *, name: str = "hipspine") -> Path:
    """Write the model to a file, whole or not at all, and return its path.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(build_model_xml(name=name), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(
            str(path),
            expected="a place where the model can be written",
            got=error.strerror or type(error).__name__,
            do="Choose a folder that exists, is writable and has room for 1 MB.",
        ) from None
    return path
