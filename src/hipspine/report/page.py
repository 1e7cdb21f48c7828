"""Put report.html together: one file that opens offline and asks the network for nothing."""

import base64
import hashlib
import json
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine.content.norms import published_norms
from hipspine.content.text import report_texts
from hipspine.domain.assessment import Assessment, WhatIfResult
from hipspine.domain.cohort import CohortBands
from hipspine.report.activation import activation
from hipspine.report.figures import PAYLOAD_DIGITS, significant_list
from hipspine.report.findings_section import findings_section
from hipspine.report.finite import finite_assessment
from hipspine.report.first_page import first_page
from hipspine.report.hip_extension import hip_extension
from hipspine.report.joint_loads import component_of, joint_loads
from hipspine.report.measures import measures
from hipspine.report.own_sharing import plain_sharing, sharing_section
from hipspine.report.prediction_beside import plain_answers, prediction_section
from hipspine.report.quality import quality_section
from hipspine.report.tiring_section import plain_tiring, tiring_section
from hipspine.report.trial import Trial
from hipspine.report.what_ifs import Card, WhatIfs, comparison_frame, what_ifs

SECTIONS = (
    "plain",
    "findings",
    "hip_extension",
    "activation",
    "loads",
    "measures",
    "what_if",
    "quality",
)


def render_report(
    assessment: Assessment, *, language: str = "en", compare_with: CohortBands | None = None
) -> str:
    """Return report.html.

    Parameters
    ----------
    assessment : Assessment
        Curves may hold NaN: such a result is listed as absent, with the reason.
    language : str
        One of ``content.text.LANGUAGES``.
    compare_with : CohortBands, optional
        A group of people whose band is drawn behind the loads instead of published ranges.

    Returns
    -------
    str
        HTML with one style and one script inside, both our own; every text from files is escaped.
        A content security policy in the page forbids it to load or run anything else.
    """
    trial = Trial(
        finite_assessment(assessment), report_texts(language), published_norms(), compare_with
    )
    section = what_ifs(trial)
    script = _static("report.js")
    page = _environment().get_template("report.html.jinja")
    return page.render(
        say=trial.texts,
        trial=trial,
        sections=SECTIONS,
        plain=first_page(trial),
        findings=findings_section(
            trial.assessment.findings, trial.assessment.mechanism_map, language=language
        ),
        hip_extension=hip_extension(trial),
        activation=activation(trial),
        loads=joint_loads(trial),
        measures=measures(trial),
        what_ifs=section,
        prediction=prediction_section(trial.assessment.predictions, language=language),
        sharing=sharing_section(trial),
        tiring=tiring_section(trial),
        answers=(
            *plain_sharing(trial),
            *plain_tiring(trial),
            *plain_answers(trial.assessment.predictions, language=language),
        ),
        quality=quality_section(trial),
        style=Markup(
            "".join(_static(f"{sheet}.css") for sheet in ("report", "findings", "prediction"))
        ),
        script=Markup(script),
        script_hash=_script_hash(script),
        payload=safe_json(_payload(trial, section)),
    )


def safe_json(value: Any) -> Markup:
    """Return compact JSON that no text in it can end the surrounding script element with."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _static(name: str) -> str:
    return (resources.files("hipspine.report") / "static" / name).read_text("utf-8")


def _script_hash(script: str) -> str:
    """Return the script's hash as a content security policy names it."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _payload(trial: Trial, section: WhatIfs | None) -> dict[str, Any]:
    """Return what the sliders need: words and curves of every level."""
    frame = comparison_frame(0, 1, y_label="", x_label="")
    plot = {"left": frame.x(0), "right": frame.x(100), "top": frame.y(1), "foot": frame.y(0)}
    cards = {} if section is None else _cards(trial, section)
    return {"plot": plot, "cards": cards}


def _cards(trial: Trial, section: WhatIfs) -> dict[str, Any]:
    sweeps = {sweep.id: sweep.results for sweep in trial.assessment.sweeps}
    return {
        card.id: _card(trial, card, sweeps[card.id])
        for card in (*section.same_motion, *section.other_posture)
    }


def _card(trial: Trial, card: Card, results: tuple[WhatIfResult, ...]) -> dict[str, Any]:
    return {
        "charts": {chart.key: [chart.low, chart.high] for chart in card.charts},
        "levels": [
            {
                "label": outcome.label,
                "sentence": outcome.sentence,
                "feasible": outcome.feasible,
                "shortfalls": outcome.shortfalls,
                "ledger": [
                    [
                        f"{line.name}, {line.side}",
                        line.bar_percent,
                        line.newtons,
                        line.body_weights,
                        line.before,
                        line.after,
                    ]
                    for line in outcome.ledger
                ],
                "loads": [[line.after, line.change] for line in outcome.loads],
                "curves": _curves(trial, card, result),
            }
            for outcome, result in zip(card.outcomes, results, strict=True)
        ],
    }


def _curves(trial: Trial, card: Card, result: WhatIfResult) -> dict[str, list[float]]:
    """Return the mean curves behind a card's charts [BW]."""
    mass_kg = trial.assessment.subject.mass_kg
    curves = {}
    for chart in card.charts:
        joint, component = chart.key.split(".")
        curve = component_of(result.loads[joint], component, mass_kg).curve
        curves[chart.key] = significant_list(curve, PAYLOAD_DIGITS)
    return curves
