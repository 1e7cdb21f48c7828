"""Scale and mark OpenSim models. Runs in worker processes only."""

from pathlib import Path

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import OutputError
from hipspine.simulate.fit.requests import (
    BodyMarker,
    PlacementRequest,
    ScalingRequest,
)
from hipspine.simulate.opensim_worker.loading import (
    read_model,
    read_posable_model,
    set_posture,
)

_KEEP_MASS_DISTRIBUTION = True


def write_scaled_model(request: ScalingRequest) -> str:
    """Write the model scaled as asked, and return its path.

    OpenSim scales bodies, joints, wrapping surfaces and muscle paths by the factors of their
    bodies, and optimal fibre and tendon slack lengths in proportion to the whole muscle's length
    in the neutral posture. Masses keep their distribution and sum to the person's mass.
    """
    model = read_model(str(request.model_path))
    _add_markers(model, request.markers)
    model.setName(request.name)
    state = model.initSystem()
    factors = opensim.ScaleSet()
    for body, factor in request.body_factors.items():
        scale = opensim.Scale()
        scale.setSegmentName(body)
        scale.setScaleFactors(opensim.Vec3(float(factor)))
        scale.setApply(True)
        factors.cloneAndAppend(scale)
    model.scale(state, factors, _KEEP_MASS_DISTRIBUTION, float(request.mass_kg))
    for muscle in model.getMuscleList():
        strength = muscle.getMaxIsometricForce() * request.strength_factor
        model.getMuscles().get(muscle.getName()).setMaxIsometricForce(strength)
    return _write(model, str(request.out_path))


def write_markers_in_place(request: PlacementRequest) -> str:
    """Put measured markers onto their bodies at the place where they are in a posture.

    A marker of the same name is replaced. The file is rewritten; its path is returned.
    """
    posed = read_posable_model(str(request.model_path))
    state = posed.initSystem()
    set_posture(posed, state, dict(request.posture))
    posed.realizePosition(state)
    places = []
    for name, body, position in zip(
        request.names, request.bodies, request.positions_m, strict=True
    ):
        frame = posed.getBodySet().get(body)
        point = opensim.Vec3(*map(float, position))
        place = posed.getGround().findStationLocationInAnotherFrame(state, point, frame)
        places.append(BodyMarker(name, body, _vector(place)))
    model = read_model(str(request.model_path))
    _remove_markers(model, {place.name for place in places})
    _add_markers(model, tuple(places))
    return _write(model, str(request.model_path))


def _markers_of(model: opensim.Model) -> list[opensim.Marker]:
    markers = model.getMarkerSet()
    return [markers.get(index) for index in range(markers.getSize())]


def _add_markers(model: opensim.Model, markers: tuple[BodyMarker, ...]) -> None:
    present = {marker.getName() for marker in _markers_of(model)}
    bodies = model.getBodySet()
    for marker in markers:
        if marker.name in present or bodies.getIndex(marker.body) < 0:
            continue
        place = opensim.Vec3(*map(float, marker.location_m))
        model.addMarker(opensim.Marker(marker.name, bodies.get(marker.body), place))
    model.finalizeConnections()


def _remove_markers(model: opensim.Model, names: set[str]) -> None:
    markers = model.updMarkerSet()
    for index in reversed(range(markers.getSize())):
        if markers.get(index).getName() in names:
            markers.remove(index)
    model.finalizeConnections()


def _write(model: opensim.Model, path: str) -> str:
    model.finalizeConnections()
    try:
        written = model.printToXML(path)
    except RuntimeError as error:
        raise _unwritten(path, str(error).strip().splitlines()[0]) from error
    if not written or not Path(path).is_file():
        raise _unwritten(path, "no file")
    return path


def _unwritten(path: str, got: str) -> OutputError:
    return OutputError(
        path,
        expected="a folder that can be written, with free space",
        got=got,
        do="Check the folder's permissions and the disk, or choose another folder.",
    )


def _vector(vec3: opensim.Vec3) -> FloatArray:
    return np.array([vec3.get(axis) for axis in range(3)])
