"""Read a model quietly, and set its posture. Runs in worker processes only."""

from collections.abc import Mapping
from pathlib import Path

import opensim

from hipspine.domain.errors import ModelError

_NOT_CLAMPED = False
_NO_CONSTRAINTS_YET = False
"""OpenSim's flag for a coordinate set by itself; the constraints follow once all are set."""

opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")


def read_model(path: str) -> opensim.Model:
    """Return the model in a file.

    Raises
    ------
    ModelError
        If the file is absent or OpenSim cannot read it.
    """
    if not Path(path).is_file():
        raise ModelError(
            path, expected="an OpenSim model", got="no such file", do="Check the path."
        )
    try:
        model = opensim.Model(path)
        model.finalizeConnections()
    except RuntimeError as error:
        raise ModelError(
            path,
            expected="an OpenSim model",
            got=f"a file that OpenSim cannot read ({str(error).strip().splitlines()[0]})",
            do="Open it in OpenSim, or use the built-in model.",
        ) from error
    return model


def coordinates_of(model: opensim.Model) -> list[opensim.Coordinate]:
    """Return the model's coordinates in the order of its coordinate set."""
    coordinates = model.getCoordinateSet()
    return [coordinates.get(index) for index in range(coordinates.getSize())]


def read_posable_model(path: str) -> opensim.Model:
    """Return the model in a file, free to face any way; not to be written back.

    A person may face and go any way in the laboratory, but OpenSim pulls a clamped coordinate back
    into the range that the model gives it, often a quarter turn for the pelvis.
    """
    model = read_model(path)
    for coordinate in coordinates_of(model):
        if coordinate.getJoint().getParentFrame().findBaseFrame().getName() == "ground":
            coordinate.set_clamped(_NOT_CLAMPED)
    return model


def set_posture(model: opensim.Model, state: opensim.State, posture: Mapping[str, float]) -> None:
    """Set coordinates by name, then bring the model's constraints into agreement.

    Names that the model does not have are passed over, so that a posture of one model can start
    the search in another.
    """
    for coordinate in coordinates_of(model):
        name = coordinate.getName()
        if name in posture and not coordinate.getLocked(state):
            coordinate.setValue(state, float(posture[name]), _NO_CONSTRAINTS_YET)
    if posture:
        model.assemble(state)
