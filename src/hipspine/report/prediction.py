"""The page of a prediction: one HTML file that opens offline and runs no script."""

import base64
import hashlib
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.text import Texts, report_texts
from hipspine.domain.prediction import Prediction
from hipspine.report.panels import Table
from hipspine.report.prediction_charts import (
    band_chart,
    charts_of,
    first_position,
    moving_figure,
    still_figures,
)
from hipspine.report.prediction_compression import CompressionSection, compression_section
from hipspine.report.prediction_near import NearAndFree, nearness_table
from hipspine.report.prediction_words import (
    PlainPrediction,
    Telling,
    absent_sentences,
    changes_words,
    effects_table,
    plain_prediction,
    size_words,
)

LIMITS = ("rule", "versions", "planar", "tightness", "adapted")


@dataclass(frozen=True)
class Drawing:
    """A drawing with its title."""

    title: str
    drawing: Markup


@dataclass(frozen=True)
class Figures:
    """The stick figures before and after: moving side by side, and as stills over each other."""

    moving: tuple[Drawing, Drawing]
    first: tuple[Drawing, Drawing]
    """The same where they begin, for pages whose script moves them."""
    still: Markup
    intro: str


@dataclass(frozen=True)
class PredictionPage:
    """Everything that the page shows."""

    say: Texts
    title: str
    lead: str
    size: str
    """Of the model body, with its speed or load."""
    plain: PlainPrediction
    figures: Figures | None
    charts: tuple[Drawing, ...]
    answered: str
    table: Table
    near: Table | None
    """What the tracking weight does, if a recorded walk was tracked."""
    compression: CompressionSection | None
    absent: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the sections that the page has."""
        optional = {
            "figures": self.figures is not None,
            "curves": bool(self.charts),
            "compression": self.compression is not None,
        }
        every = ("plain", "figures", "curves", "numbers", "compression", "limits")
        return tuple(name for name in every if optional.get(name, True))


def render_prediction(found: NearAndFree, *, language: str = "en") -> str:
    """Return the page of a prediction as HTML."""
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    static = resources.files("hipspine.report") / "static"
    sheets = ("report.css", "prediction.css")
    style = "\n".join((static / name).read_text("utf-8") for name in sheets)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("prediction.html.jinja").render(
        page=prediction_page(found, language=language),
        report=report_texts(language),
        style=Markup(style),
        style_hash=digest,
        version=__version__,
    )


def prediction_page(found: NearAndFree, *, language: str = "en") -> PredictionPage:
    """Return what the page, or a section of another page, shows of a prediction."""
    prediction = found.told
    telling = Telling.in_language(language)
    say = telling.say
    motion = say(f"motion.{prediction.question.motion.value}")
    limits = [*LIMITS]
    if found.compression is None:
        limits.append("not_here")
    if prediction.asked == 1:
        limits.append("single")
    return PredictionPage(
        say=say,
        title=say("page.title", motion=motion),
        lead=say("page.lead", changes=changes_words(prediction.question, telling)),
        size=size_words(prediction.question, telling),
        plain=plain_prediction(prediction, telling),
        figures=_figures(prediction, telling),
        charts=_charts(prediction, telling),
        answered=say("numbers.answered", answered=prediction.answered, asked=prediction.asked),
        table=effects_table(prediction, telling),
        near=nearness_table(found.near, telling) if found.near else None,
        compression=None
        if found.compression is None
        else compression_section(found.compression, prediction.question.body.mass_kg, telling),
        absent=absent_sentences(prediction, telling),
        limits=tuple(say(f"limits.{key}") for key in limits),
    )


def _figures(prediction: Prediction, telling: Telling) -> Figures | None:
    before, after = prediction.before, prediction.after
    if before is None or after is None:
        return None
    say = telling.say
    label = say("figures.alt", motion=say(f"motion.{prediction.question.motion.value}"))
    return Figures(
        (
            Drawing(say("figures.before"), moving_figure(before, label)),
            Drawing(say("figures.after"), moving_figure(after, label)),
        ),
        (
            Drawing(say("figures.before"), first_position(before, label)),
            Drawing(say("figures.after"), first_position(after, label)),
        ),
        still_figures(before, after, label),
        say("figures.intro" if len(before.times_s) > 1 else "figures.intro_still"),
    )


def _charts(prediction: Prediction, telling: Telling) -> tuple[Drawing, ...]:
    say = telling.say
    return tuple(
        Drawing(
            say(f"curves.{curve.quantity}"),
            band_chart(
                curve,
                telling.numbers,
                x_label=say("curves.progress"),
                y_label=say("curves.degrees"),
                label=say(f"curves.{curve.quantity}"),
            ),
        )
        for curve in charts_of(prediction)
    )
