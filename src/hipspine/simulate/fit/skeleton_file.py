"""Read a body's joints, coordinates and markers from an OpenSim model file, without OpenSim.

Only what decides where bodies are is read. What the reader does not know (another kind of joint,
curve or constraint) is an error, never passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.mechanics.skeleton import Skeleton
from hipspine.mechanics.skeleton_curves import Curve, knot_spline, polynomial
from hipspine.mechanics.skeleton_parts import (
    Coordinate,
    Coupler,
    Frame,
    Joint,
    Motion,
    assemble,
)
from hipspine.simulate.fit.requests import BodyMarker

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OLDEST_VERSION = 40000
"""Since OpenSim 4.0 a joint's frames stand in the file by themselves."""

_SLIDES = ("translation1", "translation2", "translation3")
_TURNS = ("rotation1", "rotation2", "rotation3")
_CURVES = ("LinearFunction", "Constant", "PolynomialFunction", "SimmSpline", "MultiplierFunction")
_FIXED_AXES = {
    "PinJoint": ((0.0, 0.0, 1.0),),
    "UniversalJoint": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    "WeldJoint": (),
}
"""Axes that a joint's coordinates turn about, one after the other, by the kind of joint."""


@dataclass(frozen=True, eq=False)
class BodyModel:
    """What a model file says about a body in motion."""

    skeleton: Skeleton
    markers: tuple[BodyMarker, ...]
    mass_kg: float


def read_body_model(path: Path) -> BodyModel:
    """Return the skeleton, markers and mass in a model file.

    Raises
    ------
    ModelError
        If the file is absent, damaged, or has joints, curves or constraints that are not known.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ModelError(
            str(path),
            expected="an OpenSim model",
            got="no such file" if not path.exists() else str(error.strerror),
            do="Check the path.",
        ) from error
    return parse_body_model(text, str(path))


def parse_body_model(text: bytes | str, where: str) -> BodyModel:
    """Return the skeleton, markers and mass in the text of a model file."""
    # Kept out of the imports above: reading a model must not slow down every command's start.
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        document = fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise ModelError(
            where,
            expected="an OpenSim model",
            got=f"a file that cannot be read ({error})",
            do="Open it in OpenSim, or use the built-in model.",
        ) from error
    return _Reader(where).body_model(document)


@dataclass(frozen=True)
class _Reader:
    where: str

    def body_model(self, document: "Element") -> BodyModel:
        version = document.get("Version", "0")
        model = document.find("Model")
        if model is None or not version.isdigit() or int(version) < OLDEST_VERSION:
            self.refuse(f"a model file of version {OLDEST_VERSION} or later", f"{version}")
        joints = tuple(self._joint(each) for each in _members(model, "JointSet"))
        skeleton = assemble(joints, tuple(self._couplers(model)), self.where)
        markers = tuple(self._marker(each) for each in _members(model, "MarkerSet"))
        masses = [self._numbers(body, "mass")[0] for body in _members(model, "BodySet")]
        return BodyModel(skeleton, markers, float(sum(masses)))

    def _joint(self, element: "Element") -> Joint:
        frames = {
            each.get("name", ""): self._frame(each)
            for each in element.iterfind("frames/PhysicalOffsetFrame")
        }
        ends = [
            _end_of(self._text(element, f"socket_{end}_frame"), frames)
            for end in ("parent", "child")
        ]
        coordinates = tuple(self._coordinate(each) for each in element.iterfind("coordinates/*"))
        names = [coordinate.name for coordinate in coordinates]
        return Joint(
            element.get("name", ""),
            parent=ends[0],
            child=ends[1],
            coordinates=coordinates,
            motions=tuple(self._motions(element, names)),
        )

    def _frame(self, element: "Element") -> Frame:
        return Frame(
            _last(self._text(element, "socket_parent")),
            np.array(self._numbers(element, "translation")),
            np.array(self._numbers(element, "orientation")),
        )

    def _coordinate(self, element: "Element") -> Coordinate:
        name = element.get("name", "")
        lowest, highest = self._numbers(element, "range")
        is_clamped = self._flag(element, "clamped")
        if self._flag(element, "prescribed", absent="false"):
            self.refuse("coordinates that are not prescribed", name)
        return Coordinate(
            name,
            default=self._numbers(element, "default_value")[0],
            lowest=lowest if is_clamped else -np.inf,
            highest=highest if is_clamped else np.inf,
            is_locked=self._flag(element, "locked"),
        )

    def _motions(self, element: "Element", coordinates: list[str]) -> Iterator[Motion]:
        if element.tag == "CustomJoint":
            axes = {each.get("name"): each for each in element.iterfind("SpatialTransform/*")}
            for slot in (*_SLIDES, *_TURNS):
                if slot not in axes:
                    self.refuse(f"a {slot} of joint {element.get('name')}", "none")
                yield self._motion(axes[slot], turns=slot in _TURNS)
        elif element.tag in _FIXED_AXES:
            for name, axis in zip(coordinates, _FIXED_AXES[element.tag], strict=True):
                yield Motion(np.array(axis), polynomial(0.0, 1.0), name, turns=True)
        else:
            self.refuse("custom, pin, universal and weld joints", f"a {element.tag}")

    def _motion(self, element: "Element", *, turns: bool) -> Motion:
        names = (element.findtext("coordinates") or "").split()
        if len(names) > 1:
            self.refuse("motions of one coordinate each", f"one of {', '.join(names)}")
        axis = np.array(self._numbers(element, "axis"))
        name = names[0] if names else None
        return Motion(axis / np.linalg.norm(axis), self._curve(element), name, turns=turns)

    def _curve(self, holder: "Element") -> Curve:
        found = [each for each in holder if each.tag in _CURVES]
        if len(found) != 1:
            tags = ", ".join(each.tag for each in holder)
            self.refuse(f"a curve of kind {', '.join(_CURVES)}", tags)
        curve = found[0]
        if curve.tag == "MultiplierFunction":
            inner = curve.find("function")
            if inner is None:
                self.refuse("a function to be multiplied", "none")
            return self._curve(inner).times(self._numbers(curve, "scale")[0])
        if curve.tag == "SimmSpline":
            x, y = (np.array(self._numbers(curve, axis)) for axis in "xy")
            return knot_spline(x, y)
        if curve.tag == "Constant":
            return polynomial(*self._numbers(curve, "value"))
        return polynomial(*reversed(self._numbers(curve, "coefficients")))

    def _couplers(self, model: "Element") -> Iterator[Coupler]:
        for element in _members(model, "ConstraintSet"):
            if not self._flag(element, "isEnforced", absent="true"):
                continue
            if element.tag != "CoordinateCouplerConstraint":
                self.refuse("couplers between coordinates only", f"a {element.tag}")
            leaders = self._text(element, "independent_coordinate_names").split()
            function = element.find("coupled_coordinates_function")
            curve = self._curve(element if function is None else function)
            if len(leaders) != 1 or len(curve.begins) != 1 or curve.coefficients.shape[1] > 2:
                self.refuse("couplers in a straight line with one coordinate", element.get("name"))
            curve = curve.times(self._numbers(element, "scale_factor")[0])
            offset, ratio = (*curve.coefficients[0], 0.0)[:2]
            yield Coupler(
                self._text(element, "dependent_coordinate_name"), leaders[0], ratio, offset
            )

    def _marker(self, element: "Element") -> BodyMarker:
        body = _last(self._text(element, "socket_parent_frame"))
        place = np.array(self._numbers(element, "location"))
        return BodyMarker(element.get("name", ""), body, place)

    def _text(self, element: "Element", tag: str) -> str:
        text = element.findtext(tag)
        if text is None:
            self.refuse(f"an element {tag} in {element.get('name', element.tag)}", "none")
        return text.strip()

    def _numbers(self, element: "Element", tag: str) -> list[float]:
        text = self._text(element, tag)
        try:
            numbers = [float(word) for word in text.split()]
        except ValueError:
            numbers = []
        if not numbers or not np.isfinite(numbers).all():
            self.refuse(f"numbers as {tag} of {element.get('name', element.tag)}", repr(text))
        return numbers

    def _flag(self, element: "Element", tag: str, *, absent: str = "") -> bool:
        text = (element.findtext(tag) or absent).strip().lower()
        if text not in ("true", "false"):
            self.refuse(f"true or false as {tag} of {element.get('name', '')}", repr(text))
        return text == "true"

    def refuse(self, expected: str, got: object) -> NoReturn:
        """Raise the error that the model has something unknown."""
        raise ModelError(
            self.where,
            expected=expected,
            got=str(got),
            do="Use the built-in model, or OpenSim's own inverse kinematics.",
        )


def _members(model: "Element", which: str) -> "list[Element]":
    return list(model.iterfind(f"{which}/objects/*"))


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _end_of(socket: str, frames: dict[str, Frame]) -> Frame:
    """Return a joint's frame: one of its own, or a body's."""
    name = _last(socket)
    nothing: FloatArray = np.zeros(3)
    return frames.get(name, Frame(name, nothing, nothing))
