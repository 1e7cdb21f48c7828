"""The page of the loop model: four strategies, what trials found, and every number's origin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.loop_model import LoopContent
from hipspine.content.schema import Evidence
from hipspine.content.text import Texts
from hipspine.report.panels import Table
from hipspine.report.progress import style_hash
from hipspine.report.progress_charts import WeekFrame, band_chart
from hipspine.track.loop_model import STATES, WEEKS, LoopRun


@dataclass(frozen=True, eq=False)
class LoopResult:
    """Everything that the page shows: runs, content and its sources."""

    runs: tuple[LoopRun, ...]
    content: LoopContent
    evidence: Mapping[str, Evidence]


def loop_lines(result: LoopResult, say: Texts, *, draws: int) -> Iterator[str]:
    """Give the model's result in lines: label, strategies, trials, numbers with their origin."""
    yield say.sentence("loop.title")
    yield say.sentence("loop.label")
    yield say("loop.intro", draws=draws)
    yield ""
    yield from strategy_lines(result.runs, say)
    yield say.sentence("loop.spread")
    yield ""
    yield say.sentence("loop.trials")
    yield from ("  " + " | ".join(row) for row in trial_table(result, say).rows)
    yield ""
    yield say.sentence("loop.parameters")
    yield from ("  " + " | ".join(row) for row in parameter_table(result, say).rows)


def strategy_lines(runs: Sequence[LoopRun], say: Texts) -> Iterator[str]:
    """Give one line a strategy: irritation at the end with its spread."""
    for run in runs:
        low, middle, high = (edge[-1] for edge in run.band("irritation", 0.8))
        yield say(
            "loop.line",
            strategy=say.sentence(f"loop.{run.strategy}"),
            middle=_number(middle, say),
            low=_number(low, say),
            high=_number(high, say),
            percent=round(100 * run.fewer_irritation),
        )


def trial_table(result: LoopResult, say: Texts) -> Table:
    """Return what trials found, with people and source."""
    rows = tuple(
        (
            say.sentence(f"loop.{trial.stance}"),
            str(trial.people),
            trial.words[say.language],
            result.evidence[trial.evidence].citation,
        )
        for trial in result.content.trials
    )
    return Table(("", "n", "", say.sentence("sources.title")), rows)


def parameter_table(result: LoopResult, say: Texts) -> Table:
    """Return every number with its range, its meaning and its origin."""
    rows = tuple(
        (
            one.id,
            f"{_number(one.low, say)} – {_number(one.high, say)}",
            one.words[say.language],
            f"{say.sentence(f'loop.{one.certainty.value}')}: "
            + "; ".join(result.evidence[name].citation for name in one.evidence),
        )
        for one in result.content.parameters
    )
    heads = (say.sentence(f"loop.{head}") for head in ("name", "range"))
    return Table((*heads, "", say.sentence("loop.origin")), rows)


def _number(value: float, say: Texts) -> str:
    written = f"{value:.2f}"
    return written.replace(".", ",") if say.language == "de" else written


def render_loop(result: LoopResult, say: Texts, *, draws: int) -> str:
    """Return the page of the loop model as HTML."""
    static = resources.files("hipspine.report") / "static"
    style = "\n".join((static / name).read_text("utf-8") for name in ("report.css", "progress.css"))
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("loop.html.jinja").render(
        say=say,
        language=say.language,
        draws=draws,
        lines=tuple(strategy_lines(result.runs, say)),
        charts=tuple(_charts(result.runs, say)),
        trials=trial_table(result, say),
        parameters=parameter_table(result, say),
        version=__version__,
        style=Markup(style),
        style_hash=style_hash(style),
    )


def _charts(runs: Sequence[LoopRun], say: Texts) -> Iterator[tuple[str, Markup]]:
    """Give a chart of irritation for every strategy, all on the same scale."""
    for run in runs:
        name = say.sentence(f"loop.{run.strategy}")
        frame = WeekFrame(
            0.0, float(WEEKS), 0.0, 1.0, say.sentence("loop.x"), say.sentence("loop.y"),
            width=420.0, height=230.0,
        )  # fmt: skip
        bands = []
        for share in (0.8, 0.5):
            low, middle, high = run.band("irritation", share)
            bands.append((low, high))
        description = say.sentence("loop.chart_about")
        yield (
            name,
            band_chart(frame, run.weeks, bands, middle, title=name, description=description),
        )


def loop_data(result: LoopResult) -> dict[str, object]:
    """Return runs, trials and parameters as data."""
    return {
        "is_illustration": True,
        "strategies": [
            {
                "id": run.strategy,
                "lower_irritation_share": run.fewer_irritation,
                "states": {
                    state: [
                        {"low": float(low), "middle": float(middle), "high": float(high)}
                        for low, middle, high in zip(*run.band(state, 0.8), strict=True)
                    ]
                    for state in STATES
                },
            }
            for run in result.runs
        ],
        "parameters": [one.model_dump(mode="json") for one in result.content.parameters],
        "trials": [one.model_dump(mode="json") for one in result.content.trials],
    }
