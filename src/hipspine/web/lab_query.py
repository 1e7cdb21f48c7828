"""What is asked of the lab, read from an address: changes of muscles, a posture."""

from collections.abc import Iterable, Sequence
from math import isfinite

from starlette.datastructures import QueryParams

from hipspine.clinic.lab_answer import LabQuestion, posture_names
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import MuscleChange, Parameter, PostureParameter, parse_muscle_change

MOST_CHANGES = 40
"""More than anybody moves by hand; each costs time."""

AS_RECORDED_PERCENT = {
    Parameter.STRENGTH: 100.0,
    Parameter.DRIVE: 100.0,
    Parameter.TIGHTNESS: 0.0,
    Parameter.TONE: 0.0,
    Parameter.FATIGUE: 0.0,
}
"""Where each slider stands when nothing is changed."""


def question_from(query: QueryParams, prefix: str = "") -> LabQuestion:
    """Return the question that an address holds.

    Parameters
    ----------
    query : QueryParams
        ``c`` once for each change (``gluteus_maximus.right.strength=0.5``) and ``posture``; or the
        fields of the plain form: ``group``, ``side``, and each slider in percent.
    prefix : str
        Put before each name, to tell two questions apart.

    Raises
    ------
    ScenarioError
        If a change does not parse, or there are too many.
    """
    texts = query.getlist(f"{prefix}c")
    if len(texts) > MOST_CHANGES:
        raise ScenarioError(
            "what-if",
            expected=f"at most {MOST_CHANGES} changes",
            got=str(len(texts)),
            do="Take some back.",
        )
    given = [_finite(parse_muscle_change(text)) for text in texts]
    if not prefix:
        given = [*given, *_from_form(query)]
    posture = query.get(f"{prefix}posture", "")
    if not prefix and not posture:
        posture = _posture_of_form(query)
    return LabQuestion(_last_of_each(given), _posture(posture))


def _posture_of_form(query: QueryParams) -> str:
    moved = [f"{each}={query[each]}" for each in PostureParameter if query.get(each, "0") != "0"]
    if len(moved) > 1:
        raise ScenarioError(
            "posture",
            expected="one change of posture at a time",
            got=" and ".join(moved),
            do="Put one of them back to 0.",
        )
    return moved[0] if moved else ""


def _finite(change: MuscleChange) -> MuscleChange:
    if isfinite(change.value):
        return change
    raise ScenarioError(
        f"what-if {change}", expected="a number", got=f"{change.value}", do="Choose a number."
    )


def _from_form(query: QueryParams) -> Iterable[MuscleChange]:
    group = query.get("group", "")
    if not group:
        return
    named = query.get("side", "both")
    side = Side(named) if named in tuple(Side) else None
    for parameter, usual in AS_RECORDED_PERCENT.items():
        percent = _number(query.get(str(parameter), ""), usual)
        if percent != usual:
            yield _finite(MuscleChange(group, parameter, percent / 100.0, side))


def _number(text: str, otherwise: float) -> float:
    if not text:
        return otherwise
    try:
        return float(text)
    except ValueError:
        raise ScenarioError(
            "what-if", expected="a number", got=repr(text), do="Choose a number."
        ) from None


def _last_of_each(changes: Sequence[MuscleChange]) -> tuple[MuscleChange, ...]:
    """Return the changes, each muscle's parameter once: as it was set last."""
    kept = {(change.group, change.side, change.parameter): change for change in changes}
    return tuple(kept.values())


def _posture(name: str) -> str:
    if not name or name.endswith("=0"):
        return ""
    if name not in posture_names():
        raise ScenarioError(
            f"posture {name}",
            expected=f"one of {', '.join(posture_names())}",
            got=repr(name),
            do="Choose one of them.",
        )
    return name


def address_of(question: LabQuestion, prefix: str = "") -> list[tuple[str, str]]:
    """Return the names and values by which an address holds a question."""
    pairs = [(f"{prefix}c", str(change)) for change in question.muscles]
    return [*pairs, (f"{prefix}posture", question.posture)] if question.posture else pairs
