"""The page of a study: one HTML file that opens offline and runs no script."""

import base64
import hashlib
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.text import Texts, page_texts, report_texts
from hipspine.report.figures import Numbers, numbers_in
from hipspine.study.cohort.charts import cohort_curve, forest, histogram
from hipspine.study.cohort.statistics import CurveComparison, MixedModel, Summary
from hipspine.study.cohort.summary import BAND, PREDICTORS, Load, Response, StudySummary

SHOWN_EXCLUDED = 100
FEWEST_IN_HISTOGRAM = 5
RESPONSE_PLACES = 3
"""Decimals of a change in body weights: a thousandth is less than a newton."""


@dataclass(frozen=True)
class Drawing:
    """A drawing with its title and a note below."""

    title: str
    drawing: Markup
    note: str


@dataclass(frozen=True)
class ResponseTable:
    """What the what-ifs do to one load."""

    title: str
    drawing: Markup
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class StudyPage:
    """Everything that the page shows."""

    title: str
    question: str
    lead: str
    who: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]
    more_excluded: str
    loads: tuple[tuple[str, ...], ...]
    group_sentences: tuple[str, ...]
    load_drawings: tuple[Drawing, ...]
    scenarios: tuple[tuple[str, ...], ...]
    responses: tuple[ResponseTable, ...]
    model_columns: tuple[str, ...]
    models: tuple[tuple[str, ...], ...]
    model_absent: tuple[str, ...]
    problems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Teller:
    say: Texts
    numbers: Numbers

    def load(self, place: str, quantity: str) -> str:
        return self.say(f"load.{place}_{quantity}")

    def interval(self, found: Summary | None, places: int, *, signed: bool = False) -> str:
        if found is None or found.low is None or found.high is None:
            return self.say("loads.too_few")
        write = self.numbers.change if signed else self.numbers.decimal
        return f"{write(found.low, places)} … {write(found.high, places)}"

    def p(self, value: float) -> str:
        if value < 0.001:
            return f"< {self.numbers.decimal(0.001, 3)}"
        return f"= {self.numbers.decimal(value, 3)}"


def render_study(summary: StudySummary, *, language: str = "en") -> str:
    """Return the page of a study as HTML."""
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    static = resources.files("hipspine.report") / "static"
    style = "\n".join((static / name).read_text("utf-8") for name in ("report.css", "study.css"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("study.html.jinja").render(
        page=study_page(summary, language=language),
        say=page_texts("study", language),
        report=report_texts(language),
        style=Markup(style),
        style_hash=digest,
        version=__version__,
    )


def study_page(summary: StudySummary, *, language: str = "en") -> StudyPage:
    """Return what the page shows."""
    tell = _Teller(page_texts("study", language), numbers_in(language))
    say = tell.say
    excluded = summary.excluded[:SHOWN_EXCLUDED]
    more = len(summary.excluded) - len(excluded)
    models = [(load, each) for load in summary.loads for each in load.responses if each.model]
    return StudyPage(
        title=summary.name,
        question=summary.question,
        lead=say("page.lead", done=summary.done, trials=summary.trials, persons=summary.persons),
        who=_who(summary, say),
        groups=tuple((group, str(count)) for group, count in summary.groups.items()),
        excluded=tuple((e.trial, say(f"failure.{e.failure}"), e.reason) for e in excluded),
        more_excluded=say("who.more", count=more) if more > 0 else "",
        loads=tuple(row for load in summary.loads for row in _load_rows(load, tell)),
        group_sentences=tuple(_group_sentences(summary, tell)),
        load_drawings=tuple(each for load in summary.loads for each in _load_drawings(load, tell)),
        scenarios=tuple((name, ", ".join(changes)) for name, changes in summary.what_ifs),
        responses=tuple(_response_table(load, tell) for load in summary.loads if load.responses),
        model_columns=(
            say("loads.load"),
            say("what_ifs.scenario"),
            *(say(f"what_ifs.{name}") for name in ("intercept", *PREDICTORS)),
            say("what_ifs.between"),
            say("what_ifs.within"),
        ),
        models=tuple(
            _model_row(each, each.model, tell)
            for _, each in models
            if each.model and not each.model.absent_because
        ),
        model_absent=tuple(_absent_models(models, tell)),
        problems=tuple((words, str(count)) for words, count in summary.problems.items()),
    )


def _who(summary: StudySummary, say: Texts) -> tuple[str, ...]:
    sentences = [
        say(
            "who.intro",
            recordings=summary.recordings,
            walkers=summary.walkers,
            failed=len(summary.excluded),
        )
    ]
    if summary.walkers:
        sentences.append(say("who.generated"))
    if summary.not_tried:
        sentences.append(say("who.waiting", count=summary.not_tried))
    return tuple(sentences)


def _load_rows(load: Load, tell: _Teller) -> list[tuple[str, ...]]:
    name = tell.load(load.place, load.quantity)
    rows = []
    if len(load.by_group) > 1 and load.peak:
        rows.append((name, tell.say("loads.everybody"), *_summary_cells(load.peak, tell)))
    rows += [(name, group, *_summary_cells(each, tell)) for group, each in load.by_group.items()]
    return rows


def _summary_cells(found: Summary, tell: _Teller) -> tuple[str, ...]:
    sd = "–" if found.sd is None else tell.numbers.decimal(found.sd, 2)
    return (
        str(found.persons),
        tell.numbers.decimal(found.mean, 2),
        sd,
        tell.interval(found, 2),
    )


def _group_sentences(summary: StudySummary, tell: _Teller) -> list[str]:
    sentences = []
    for load in summary.loads:
        if found := load.groups_differ:
            key = "groups_differ" if found.differs.any() else "groups_alike"
            name = tell.load(load.place, load.quantity)
            sentences.append(tell.say(f"loads.{key}", load=name, p=tell.p(found.p)))
    return sentences


def _load_drawings(load: Load, tell: _Teller) -> list[Drawing]:
    say, name = tell.say, tell.load(load.place, load.quantity)
    drawings = []
    if len(load.curves) >= FEWEST_IN_HISTOGRAM:
        title = say("loads.band_title", load=name)
        note = say("loads.band_note", persons=len(load.curves))
        drawn = cohort_curve(
            load.curves,
            tell.numbers,
            x_label=say("loads.axis_percent"),
            y_label=say("loads.axis_bw"),
            title=title,
            description=note,
        )
        drawings.append(Drawing(title, drawn, note))
    if len(load.peaks) >= FEWEST_IN_HISTOGRAM:
        title, note = say("loads.histogram_title", load=name), say("loads.histogram_note")
        drawn = histogram(
            load.peaks,
            tell.numbers,
            x_label=say("loads.axis_bw"),
            y_label=say("loads.axis_persons"),
            title=title,
            description=note,
        )
        drawings.append(Drawing(title, drawn, note))
    return drawings


def _response_table(load: Load, tell: _Teller) -> ResponseTable:
    title = tell.load(load.place, load.quantity)
    drawn = forest(
        load.responses,
        tell.numbers,
        x_label=tell.say("loads.axis_bw"),
        title=title,
        description=tell.say("what_ifs.forest_note"),
    )
    return ResponseTable(title, drawn, tuple(_response_row(each, tell) for each in load.responses))


def _response_row(response: Response, tell: _Teller) -> tuple[str, ...]:
    change, write = response.change, tell.numbers.change
    infeasible = f"{response.infeasible} / {response.trials}"
    if change is None:
        return (response.scenario, "–", "–", "–", "–", infeasible)
    low, high = np.quantile(response.changes, BAND)
    band = f"{write(low, RESPONSE_PLACES)} … {write(high, RESPONSE_PLACES)}"
    return (
        response.scenario,
        write(change.mean, RESPONSE_PLACES),
        tell.interval(change, RESPONSE_PLACES, signed=True),
        band if change.low is not None else tell.say("loads.too_few"),
        _curve_words(response.curves, tell),
        infeasible,
    )


def _curve_words(found: CurveComparison | None, tell: _Teller) -> str:
    if found is None:
        return tell.say("loads.too_few")
    if not found.differs.any():
        return tell.say("what_ifs.no_difference", p=tell.p(found.p))
    where = np.flatnonzero(found.differs)
    return tell.say(
        "what_ifs.differs_at", from_percent=where[0], to_percent=where[-1], p=tell.p(found.p)
    )


def _model_row(response: Response, model: MixedModel, tell: _Teller) -> tuple[str, ...]:
    by_name = {each.name: each for each in model.coefficients}
    write = tell.numbers.change
    cells = []
    for name in ("intercept", *PREDICTORS):
        found = by_name.get(name)
        cells.append(
            "–"
            if found is None
            else f"{write(found.value, 4)} ({write(found.low, 4)} … {write(found.high, 4)})"
        )
    spreads = [
        "–" if sd is None else tell.numbers.decimal(sd, 4)
        for sd in (model.between_persons_sd, model.within_person_sd)
    ]
    return (tell.load(response.place, response.quantity), response.scenario, *cells, *spreads)


def _absent_models(models: list[tuple[Load, Response]], tell: _Teller) -> list[str]:
    return [
        tell.say(
            "what_ifs.model_none",
            scenario=each.scenario,
            load=tell.load(each.place, each.quantity),
            reason=each.model.absent_because,
        )
        for _, each in models
        if each.model and each.model.absent_because
    ]


def study_dict(summary: StudySummary) -> dict[str, Any]:
    """Return study.json: the page's numbers, without persons' own values and curves."""
    content = asdict(summary)
    for load in content["loads"]:
        for name in ("curves", "peaks"):
            load.pop(name)
        load["groups_differ"] = _comparison_dict(load["groups_differ"])
        for response in load["responses"]:
            response.pop("changes")
            response["curves"] = _comparison_dict(response["curves"])
    return content


def _comparison_dict(found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    differs = np.flatnonzero(found["differs"]).tolist()
    kept = {name: found[name] for name in ("threshold", "p", "permutations", "is_exact")}
    return {**kept, "differs_at_percent": differs}
