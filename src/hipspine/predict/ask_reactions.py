"""Ask what acts on predicted motions, in the prediction's processes."""

from collections.abc import Sequence
from concurrent.futures import Executor

from hipspine.predict.jobs import Whole
from hipspine.predict.parameters import Settings
from hipspine.predict.reaction import Reaction


def reactions(
    motions: Sequence[tuple[Whole, Settings, bool]], executor: Executor
) -> list[Reaction]:
    """Return what acts on each motion; with each, whether it repeats itself as a walk does."""
    return list(executor.map(_reaction, motions))


def _reaction(asked: tuple[Whole, Settings, bool]) -> Reaction:
    # Imported where it runs: this module is also loaded by processes that hold OpenSim.
    from hipspine.predict.reaction_of_motion import reaction_of

    motion, settings, is_cyclic = asked
    return reaction_of(motion, settings, is_cyclic=is_cyclic)
