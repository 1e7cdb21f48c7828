"""From the text of ``--what-if`` to a scenario; degrees end here."""

from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import (
    MuscleChange,
    PostureChange,
    PostureParameter,
    Scenario,
    parse_muscle_change,
)

LARGEST_POSTURE_OFFSET_DEG = 20.0
"""Beyond this the recorded ground forces no longer fit the offset posture at all."""


def parse_scenario(text: str) -> Scenario:
    """Return the scenario that one ``--what-if`` stands for; commas combine changes.

    Examples
    --------
    >>> scenario = parse_scenario("gluteus_maximus.strength=0, pelvis_anterior_tilt=10")
    >>> len(scenario.muscles), len(scenario.posture)
    (1, 1)
    """
    muscles: list[MuscleChange] = []
    posture: list[PostureChange] = []
    for part in (piece.strip() for piece in text.split(",")):
        name = part.partition("=")[0].strip()
        if name in list(PostureParameter):
            posture.append(_parse_posture(part))
        else:
            muscles.append(parse_muscle_change(part))
    return Scenario(text.strip(), tuple(muscles), tuple(posture))


def parse_changes(text: str) -> tuple[MuscleChange, ...]:
    """Return the changes of muscles that one ``--predict`` stands for; commas combine changes.

    Posture is what a prediction answers, so it cannot be asked for.

    Examples
    --------
    >>> [str(each) for each in parse_changes("gluteus_maximus.strength=0, psoas.tightness=0.1")]
    ['gluteus_maximus.strength=0', 'psoas.tightness=0.1']
    """
    return tuple(parse_muscle_change(part.strip()) for part in text.split(","))


def _parse_posture(text: str) -> PostureChange:
    name, _, number = text.partition("=")
    try:
        offset_deg = float(number)
    except ValueError:
        offset_deg = float("nan")
    if not abs(offset_deg) <= LARGEST_POSTURE_OFFSET_DEG:
        raise ScenarioError(
            "what-if",
            expected=f"an offset between -{LARGEST_POSTURE_OFFSET_DEG:g} and "
            f"{LARGEST_POSTURE_OFFSET_DEG:g} degrees, such as pelvis_anterior_tilt=10",
            got=repr(text),
            do="Give the offset in degrees, positive as the parameter is named.",
        )
    # Imported here because numpy takes as long to import as the rest of the command's help.
    from hipspine.domain.units import radians

    return PostureChange(PostureParameter(name.strip()), radians(offset_deg))
