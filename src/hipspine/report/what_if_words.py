"""What-ifs in words: levels, outcomes, certificates of infeasibility, largest changes."""

from collections.abc import Sequence

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.assessment import Curve, Shortfall, WhatIfResult
from hipspine.report.figures import Numbers
from hipspine.report.joint_loads import component_of
from hipspine.report.trial import Trial

MORE_WORTH_NAMING_NM = 0.1
"""Missing moments are shown in tenths: below one, no more is missing."""
CHANGE_WORTH_NAMING_N = 0.5
"""Below half a newton of mean force a change rounds to nothing, and nobody is said to take over."""


def level_label(numbers: Numbers, level: float, unit: str) -> str:
    """Return a level with its unit: ``50 %`` or ``+10°``."""
    if unit == "°":
        return f"{numbers.change(level, 0 if level == round(level) else 1)}°"
    return f"{numbers.general(level)}\u00a0{unit}"


def lacks_more(trial: Trial, result: WhatIfResult) -> bool:
    """Return whether a moment is missing that is not already missing in the motion as recorded."""
    recorded = {each.coordinate: each.missing_Nm for each in trial.assessment.quality.shortfalls}
    return any(
        each.coordinate not in recorded
        or each.missing_Nm > recorded[each.coordinate] + MORE_WORTH_NAMING_NM
        for each in result.shortfalls
    )


def outcome_sentence(trial: Trial, result: WhatIfResult, title: str, *, same: bool) -> str:
    """Return the outcome in a few sentences, read out when the slider moves."""
    say = trial.texts
    if same:
        return say("what_if.live_recorded", title=title)
    key = "infeasible" if lacks_more(trial, result) else "short_as_recorded"
    key = "feasible" if result.is_feasible else key
    parts = [say(f"what_if.live_{key}", title=title), _largest(trial, result)]
    for joint, component in (("L5_S1", "compression"), ("hip_right", "resultant")):
        pair = before_and_after(trial, result, joint, component)
        if pair:
            before, after = pair
            parts.append(
                say(
                    "what_if.live_joint",
                    joint=trial.joint(joint),
                    component=say(f"loads.{component}"),
                    before=trial.numbers.decimal(before.mean, 2),
                    after=trial.numbers.decimal(after.mean, 2),
                    change=trial.numbers.change(after.mean - before.mean, 2),
                )
            )
    return " ".join(parts)


def _largest(trial: Trial, result: WhatIfResult) -> str:
    """Return the muscle group that changes most, in words."""
    row = max(result.ledger, key=lambda each: abs(each.change_N), default=None)
    if row is None or abs(row.change_N) < CHANGE_WORTH_NAMING_N:
        return trial.texts("what_if.live_nobody")
    return trial.texts(
        "what_if.live_largest",
        group=trial.group(row.group),
        side=trial.side(row.side),
        newtons=trial.numbers.change(row.change_N, 0),
        bw=trial.numbers.change(row.change_N / trial.body_weight_N, 3),
    )


def shortfall_words(trial: Trial, shortfall: Shortfall) -> str:
    """Return a certificate of infeasibility as a sentence."""
    name = trial.coordinate(shortfall.coordinate)
    side = trial.side(shortfall.side)
    if side and not name.endswith(side):
        name = f"{name}, {side}"
    return trial.texts(
        "what_if.shortfall",
        coordinate=name,
        newton_metres=trial.numbers.decimal(shortfall.missing_Nm, 1),
        time=trial.numbers.decimal(shortfall.time_s, 2),
        frames=shortfall.frames,
        muscles=", ".join(shortfall.at_limit) or trial.texts("what_if.nobody_at_limit"),
    )


def before_and_after(
    trial: Trial, result: WhatIfResult, joint: str, component: str
) -> tuple[Curve, Curve] | None:
    """Return a load as recorded and under the what-if [BW], or None where either is absent."""
    mass_kg = trial.assessment.subject.mass_kg
    before, after = trial.assessment.loads.get(joint), result.loads.get(joint)
    if before is None or after is None:
        return None
    return component_of(before, component, mass_kg), component_of(after, component, mass_kg)


def effect_over_levels(trial: Trial, results: Sequence[WhatIfResult], labels: Sequence[str]) -> str:
    """Return the range of the most telling load over the levels, and where it is infeasible."""
    lumbar = any(joint in trial.assessment.loads for joint in LUMBAR_LEVELS)
    joint, component = ("L5_S1", "compression") if lumbar else ("hip_right", "resultant")
    pairs = [
        before_and_after(trial, each, joint, component)
        for each in results
        if not lacks_more(trial, each)
    ]
    means = [pair[1].mean for pair in pairs if pair]
    parts = []
    if means:
        low, high = trial.numbers.decimal(min(means), 2), trial.numbers.decimal(max(means), 2)
        key = "what_if.effect" if low != high else "what_if.effect_none"
        parts.append(
            trial.texts(
                key,
                joint=trial.joint(joint),
                component=trial.texts(f"loads.{component}"),
                low=low,
                high=high,
            )
        )
    short = [label for label, each in zip(labels, results, strict=True) if lacks_more(trial, each)]
    if short:
        parts.append(trial.texts("what_if.infeasible_levels", levels=", ".join(short)))
    return "; ".join(parts)


def largest_change_cell(trial: Trial, result: WhatIfResult) -> str:
    """Return the muscle group that changes most, short enough for a table."""
    row = max(result.ledger, key=lambda each: abs(each.change_N), default=None)
    if row is None or abs(row.change_N) < CHANGE_WORTH_NAMING_N:
        return trial.texts("what_if.nobody")
    return trial.texts(
        "what_if.takes_over_text",
        group=trial.group(row.group),
        side=trial.side(row.side),
        newtons=trial.numbers.change(row.change_N, 0),
        bw=trial.numbers.change(row.change_N / trial.body_weight_N, 3),
    )
