"""OpenSim external-loads XML: which columns of which file are forces, and on which body."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.motion import ExternalForce, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.readers.force_columns import torque_not_given, vector_by_identifier
from hipspine.readers.storage import Storage, read_storage
from hipspine.readers.text_file import read_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "an OpenSim external-loads file (.xml)"


@dataclass(frozen=True)
class _Load:
    name: str
    body: str
    force: str
    point: str
    torque: str


def read_external_loads(path: Path) -> Recording:
    """Return the forces that an external-loads file names, with the body it says they act on.

    The data file is looked for beside the XML file, by the name that the XML gives. The body is
    kept as ``claimed_body``: a claim to be checked against the feet's positions.

    Raises
    ------
    FileFormatError
        If the XML or the data file is damaged, missing, or names columns that do not exist.
    RecordingError
        If forces are expressed on the axes of a body other than ground.
    """
    loads = _external_loads(path)
    applied, skipped = _applied(path, loads)
    storage = read_storage(_data_file(path, loads))
    problems = [*skipped, *storage.problems]
    forces = []
    for load in applied:
        force, found = _force(path, storage, load)
        forces.append(force)
        problems += found
    return Recording(str(path), forces=tuple(forces), problems=tuple(problems))


def _external_loads(path: Path) -> "Element":
    # Imported here so that reading markers alone does not need the XML parser.
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", read_text(path, KIND))
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise FileFormatError(
            str(path),
            expected="well-formed XML without entities",
            got=str(error) or type(error).__name__,
            do="Export the file again, or correct the line that is named.",
        ) from None
    loads = root if root.tag == "ExternalLoads" else root.find("ExternalLoads")
    if loads is None:
        inside = root[0].tag if len(root) else root.tag
        raise FileFormatError(
            str(path),
            expected="<ExternalLoads> in an OpenSim document",
            got=f"<{inside}>",
            do="Name the file that assigns force plates to bodies, not a model or a set-up file.",
        )
    return loads


def _text(element: "Element", tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _applied(path: Path, loads: "Element") -> tuple[list[_Load], list[Problem]]:
    applied, skipped = [], []
    for number, element in enumerate(loads.iter("ExternalForce"), start=1):
        name = element.get("name") or f"force {number}"
        off = _text(element, "appliesForce") == "false" or _text(element, "isDisabled") == "true"
        if off:
            skipped.append(_switched_off(path, name))
            continue
        _require_ground(path, name, element)
        identifiers = [
            _text(element, f"{part}_identifier") for part in ("force", "point", "torque")
        ]
        applied.append(_Load(name, _text(element, "applied_to_body"), *identifiers))
    if not applied:
        raise FileFormatError(
            str(path),
            expected="at least one <ExternalForce> that is switched on",
            got="none",
            do="Add the plates, or name the .mot file with the forces instead.",
        )
    return applied, skipped


def _switched_off(path: Path, name: str) -> Problem:
    return Problem(
        Level.WARNING,
        f"{path}, {name}",
        "this force is switched off in the file and is not used",
        "Switch it on (appliesForce true) if the person stood on that plate.",
    )


def _require_ground(path: Path, name: str, element: "Element") -> None:
    for tag in ("force_expressed_in_body", "point_expressed_in_body"):
        frame = _text(element, tag)
        if frame not in ("", "ground", "/ground"):
            raise RecordingError(
                f"{path}, {name}",
                expected=f"<{tag}> ground",
                got=repr(frame),
                do="Export forces and points on the laboratory's axes.",
            )


def _data_file(path: Path, loads: "Element") -> Path:
    named = _text(loads, "datafile")
    if not named:
        raise FileFormatError(
            str(path),
            expected="the force file's name in <datafile>",
            got="nothing",
            do="Write the name of the .mot file there.",
        )
    looked_for = path.parent / named
    if looked_for.is_file():
        return looked_for
    beside = path.parent / _last_part(named)
    if beside.is_file():
        return beside
    raise FileFormatError(
        f"{path}, <datafile>",
        expected=f"the force file {looked_for}" + ("" if beside == looked_for else f" or {beside}"),
        got="no such file",
        do="Put the force file beside the XML file and write its bare name in <datafile>.",
    )


def _last_part(named: str) -> str:
    kind = PureWindowsPath if "\\" in named else PurePosixPath
    return kind(named).name


def _force(path: Path, storage: Storage, load: _Load) -> tuple[ExternalForce, list[Problem]]:
    force = _required(path, storage, load, "force")
    point = _required(path, storage, load, "point")
    torque = vector_by_identifier(storage, load.torque) if load.torque else None
    problems = []
    if torque is None:
        torque = np.zeros_like(force)
        problems.append(torque_not_given(storage, load.name))
    body = load.body or None
    return (
        ExternalForce(load.name, storage.times_s, force, point, torque, claimed_body=body),
        problems,
    )


def _required(path: Path, storage: Storage, load: _Load, part: str) -> FloatArray:
    identifier = load.force if part == "force" else load.point
    vector = vector_by_identifier(storage, identifier) if identifier else None
    if vector is None:
        raise FileFormatError(
            f"{path}, {load.name}",
            expected=f"{part} columns {identifier or '(no name given)'}x, y, z in {storage.path}",
            got="none of them",
            do=f"Correct <{part}_identifier>, or name the force file that belongs to it.",
        )
    return vector
