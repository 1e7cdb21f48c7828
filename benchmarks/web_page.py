"""What was measured of the app, as Markdown."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.web_alone import Alone
from benchmarks.web_browser import InBrowser
from benchmarks.web_lab import LabWaits

GOAL_PAGE_MS, GOAL_WHAT_IF_MS, GOAL_GROWTH = 300.0, 500.0, 0.05
GOAL_FIRST_LOAD_BYTES, GOAL_FRAME_MS, GOAL_SLIDER_MS = 800_000, 2.0, 150.0
PAGES = ("first", "page", "write")
"""Kinds of requests that count as pages: also forms that are sent."""


@dataclass(frozen=True)
class Load:
    """What many users met at once."""

    users: int
    for_s: float
    think_s: tuple[float, float]
    ms: Mapping[str, Sequence[float]]
    """Each answer's wait, by the kind of request."""
    errors: Sequence[str]
    cpu_s: float
    memory_mb: Sequence[float]
    """When the server had started, after warming up, and on at ten equal steps to the end."""
    busy: float
    """Processes waiting to run, the mean over the time."""

    @property
    def requests(self) -> int:
        """Answers in all."""
        return sum(map(len, self.ms.values()))

    @property
    def growth(self) -> float:
        """Memory at the end against memory after warming up."""
        return self.memory_mb[-1] / self.memory_mb[1] - 1.0


def web_tables(alone: Sequence[Alone], load: Load, lab: LabWaits, browser: InBrowser | None) -> str:
    """Return everything that was measured."""
    lines = [
        *_goals(load, lab, browser), *_under_load(load), *_alone(alone), *_lab(lab),
        *_browser(browser),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _goals(load: Load, lab: LabWaits, browser: InBrowser | None) -> Iterator[str]:
    pages = [ms for kind in PAGES for ms in load.ms.get(kind, ())]
    asked, new = load.ms["what-if, asked before"], load.ms["what-if, new"]
    slider = max(ms for what, ms in lab.ms.items() if what.startswith("first move"))
    rows = [
        _goal("pages and forms under load, p95", _p95(pages), GOAL_PAGE_MS, "ms"),
        _goal("a what-if asked before, under load, p95", _p95(asked), GOAL_WHAT_IF_MS, "ms"),
        _goal("a new what-if under load, p95", _p95(new), GOAL_WHAT_IF_MS, "ms"),
        _goal("errors", len(load.errors), 0, ""),
        _goal("growth of the server's memory", 100 * load.growth, 100 * GOAL_GROWTH, "%"),
        _goal("first move of a slider, the slowest kind", slider, GOAL_SLIDER_MS, "ms"),
    ]
    if browser is not None:
        largest = max(browser.first_load_bytes.values()) / 1e3
        rows += [
            _goal("first load, the largest page", largest, GOAL_FIRST_LOAD_BYTES / 1e3, "kB"),
            _goal("scripts for one frame of the body", browser.frame_ms, GOAL_FRAME_MS, "ms"),
        ]
    yield "### Goals"
    yield ""
    yield from _table(("what", "measured", "goal: at most", "met"), rows)


def _goal(what: str, measured: float, goal: float, unit: str) -> tuple[str, ...]:
    met = "yes" if measured <= goal else "**no**"
    return what, f"{measured:.3g} {unit}".strip(), f"{goal:g} {unit}".strip(), met


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _under_load(load: Load) -> Iterator[str]:
    yield f"### {load.users} people at once"
    yield ""
    low, high = load.think_s
    yield (
        f"{load.for_s / 60:g} minutes after one of warming up; {low:g} to "
        f"{high:g} s between one page and the next. {load.requests} answers, "
        f"{load.requests / load.for_s:.1f} a second; processor time of the server "
        f"{1e3 * load.cpu_s / load.requests:.1f} ms each, {load.cpu_s / load.for_s:.0%} of one "
        f"core. {load.busy:.1f} processes waited to run, the browsers' and others' included."
    )
    yield ""
    rows = [
        (
            kind,
            f"{len(ms)}",
            f"{statistics.median(ms):.0f} ms",
            f"{_p95(ms):.0f} ms",
            f"{max(ms):.0f} ms",
        )
        for kind, ms in sorted(load.ms.items())
        if len(ms) > 1
    ]
    yield from _table(("kind", "answers", "median", "p95", "longest"), rows)
    steps = ", ".join(f"{mb:.0f}" for mb in load.memory_mb[1:])
    yield f"Memory of the server: {load.memory_mb[0]:.0f} MB before, then {steps} MB."
    yield ""
    for error in sorted(set(load.errors)):
        yield f"- error: {error}, {load.errors.count(error)} times"
    yield ""


def _alone(alone: Sequence[Alone]) -> Iterator[str]:
    yield "### One person alone"
    yield ""
    rows = [
        (each.path, f"{each.median_ms:.0f} ms", f"{each.cpu_ms:.0f} ms")
        for each in sorted(alone, key=lambda each: -each.cpu_ms)
    ]
    yield from _table(("page", "median", "processor time of the server"), rows)


def _lab(lab: LabWaits) -> Iterator[str]:
    yield "### The movement lab"
    yield ""
    yield from _table(("what", "wait"), [(what, f"{ms:.0f} ms") for what, ms in lab.ms.items()])
    rows = [(when, f"{mb:.0f} MB") for when, mb in lab.memory_mb.items()]
    yield from _table(("the server's memory", "held"), rows)


def _browser(browser: InBrowser | None) -> Iterator[str]:
    yield "### In a real browser"
    yield ""
    if browser is None:
        yield "Not measured: chromium is not installed."
        return
    rows = [
        (page, f"{browser.requests[page]}", f"{size / 1e3:.0f} kB")
        for page, size in browser.first_load_bytes.items()
    ]
    yield from _table(("first load", "requests", "sent"), rows)
    yield (
        f"Scripts for one frame of the body: {browser.frame_ms:.2f} ms, the lower quartile of the "
        "last 120 frames, drawing itself not included."
    )
