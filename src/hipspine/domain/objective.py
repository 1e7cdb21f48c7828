"""What muscle sharing keeps small: the choice of objective, told with every result."""

from enum import StrEnum


class Objective(StrEnum):
    """How muscles that could share the work in many ways are taken to share it."""

    SQUARED_BY_VOLUME = "squared_by_volume"
    """Sum of squared activations, each weighted by its muscle's volume: a muscle drawn as several
    lines costs what it costs drawn as one (Holmberg and Klarbring 2012,
    doi:10.1007/s11044-011-9277-4); volume as weight as in Ackermann and van den Bogert 2010,
    doi:10.1016/j.jbiomech.2009.12.012."""
    SQUARED = "squared"
    """Sum of squared activations, every line of action alike: OpenSim's static optimisation
    (Anderson and Pandy 2001, doi:10.1016/S0021-9290(00)00155-X)."""
    CUBED = "cubed"
    """Sum of cubed activations weighted by volume (Crowninshield and Brand 1981,
    doi:10.1016/0021-9290(81)90035-X, for the power)."""
    LOAD_AWARE = "load_aware"
    """Squared activations weighted by volume plus squared contact forces of hips and lumbar discs:
    one body weight in a joint costs as much as one muscle of mean volume at full activation
    (contact forces in the cost: Wesseling 2015, doi:10.1002/jor.22769)."""


DEFAULT_OBJECTIVE = Objective.SQUARED_BY_VOLUME
"""Chosen for its reason before any table was drawn with it: docs/decisions/0004."""
