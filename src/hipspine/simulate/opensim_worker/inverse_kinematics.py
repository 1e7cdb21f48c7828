"""Postures that bring a model's markers onto measured ones. Runs in worker processes only."""

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray
from hipspine.simulate.fit.requests import PoseAnswer, PoseRequest
from hipspine.simulate.opensim_worker.loading import coordinates_of, read_posable_model, set_posture


def solve_postures(model_path: str, request: PoseRequest) -> PoseAnswer:
    """Return the posture of every frame, each starting from the one before.

    OpenSim's inverse kinematics: the posture with the least weighted sum of squared distances
    between markers, the model's constraints kept exactly. A marker counts in the frames in which
    it is seen. Locked coordinates stay; the joint to the ground may turn and travel freely
    whatever range the model gives it (a person may face any way in the laboratory).
    """
    model = _skeleton(model_path)
    state = model.initSystem()
    set_posture(model, state, request.start)
    # The solver keeps bare pointers to both: they must live as long as it does.
    observations = _observations(request)
    no_coordinates = opensim.SimTKArrayCoordinateReference()
    solver = opensim.InverseKinematicsSolver(model, observations, no_coordinates)
    solver.setAccuracy(request.accuracy)
    state.setTime(float(request.times_s[0]))
    solver.assemble(state)
    coordinates = coordinates_of(model)
    markers = [model.getMarkerSet().get(name) for name in request.marker_names]
    values = np.empty((len(request.times_s), len(coordinates)))
    places = np.empty(request.positions_m.shape)
    for frame, time in enumerate(request.times_s):
        state.setTime(float(time))
        solver.track(state)
        model.realizePosition(state)
        values[frame] = [coordinate.getValue(state) for coordinate in coordinates]
        places[frame] = [_place(marker, state) for marker in markers]
    return PoseAnswer(
        coordinates=tuple(coordinate.getName() for coordinate in coordinates),
        values=values,
        errors_m=np.linalg.norm(places - request.positions_m, axis=2),
    )


def _skeleton(path: str) -> opensim.Model:
    """Return the model without forces, which only cost time here."""
    model = read_posable_model(path)
    model.updForceSet().clearAndDestroy()
    model.updControllerSet().clearAndDestroy()
    model.finalizeFromProperties()
    model.finalizeConnections()
    return model


def _observations(request: PoseRequest) -> opensim.MarkersReference:
    table = opensim.TimeSeriesTableVec3()
    labels = opensim.StdVectorString()
    weights = opensim.SetMarkerWeights()
    for name, weight in zip(request.marker_names, request.weights, strict=True):
        labels.append(name)
        weights.cloneAndAppend(opensim.MarkerWeight(name, float(weight)))
    table.setColumnLabels(labels)
    for time, row in zip(request.times_s, request.positions_m, strict=True):
        table.appendRow(float(time), _row(row))
    return opensim.MarkersReference(table, weights)


def _row(positions_m: FloatArray) -> opensim.RowVectorVec3:
    row = opensim.RowVectorVec3(len(positions_m))
    for index, position in enumerate(positions_m):
        row[index] = opensim.Vec3(*map(float, position))
    return row


def _place(marker: opensim.Marker, state: opensim.State) -> list[float]:
    place = marker.getLocationInGround(state)
    return [place.get(axis) for axis in range(3)]
