"""What was measured of what-ifs and of starting, as Markdown."""

from collections.abc import Iterator, Sequence

from benchmarks.starting import Starting
from benchmarks.what_ifs import MANY, Limits, WhatIfTimes

GOAL_SOLVE_S, GOAL_PER_SECOND, GOAL_ONE_S = 5e-6, 1500.0, 5e-3
GOAL_IMPORT_S, GOAL_HELP_S, GOAL_EXTRACTION_S = 0.3, 0.4, 10e-3
USUAL_FRAMES = 115
"""Frames of the trial that the goals speak of."""


def what_if_tables(
    models: Sequence[tuple[str, WhatIfTimes]],
    limits: Limits,
    starting: Starting,
    extraction_s: float,
) -> str:
    """Return everything about what-ifs; the goals are those of the last model, the full one."""
    lines = [*_goals(models[-1][1], starting, extraction_s), *_models(models)]
    lines += [*_growth(models), *_distance(models[-1][1], limits)]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _goals(full: WhatIfTimes, starting: Starting, extraction_s: float) -> Iterator[str]:
    yield "### Goals of speed: processor time of one core"
    yield ""
    rate, one_s = full.per_second * full.frames / USUAL_FRAMES, full.one_s / full.frames
    rows = [
        ("frame-solve in a sweep, loads included", _us(full.solve_s), _us(GOAL_SOLVE_S),
         full.solve_s <= GOAL_SOLVE_S),
        (f"what-ifs of {USUAL_FRAMES} frames, loads included", f"{rate:.0f} per second",
         f"{GOAL_PER_SECOND:.0f} per second", rate >= GOAL_PER_SECOND),
        ("one what-if alone, scenario to solution", _ms(one_s * USUAL_FRAMES), _ms(GOAL_ONE_S),
         one_s * USUAL_FRAMES <= GOAL_ONE_S),
        ("extraction per frame (OpenSim)", _ms(extraction_s), _ms(GOAL_EXTRACTION_S),
         extraction_s <= GOAL_EXTRACTION_S),
        ("import of hipspine, Python's start included", _ms(starting.imports.cpu_s),
         _ms(GOAL_IMPORT_S), starting.imports.cpu_s <= GOAL_IMPORT_S),
        ("hipspine --help, Python's start included", _ms(starting.help.cpu_s),
         _ms(GOAL_HELP_S), starting.help.cpu_s <= GOAL_HELP_S),
    ]  # fmt: skip
    cells = [(what, took, goal, "yes" if met else "**no**") for what, took, goal, met in rows]
    yield from _table(("what", "measured", "goal", "met"), cells)


def _models(models: Sequence[tuple[str, WhatIfTimes]]) -> Iterator[str]:
    yield "### What-ifs side by side"
    yield ""
    found = [times for _, times in models]
    kinds = dict.fromkeys(kind for times in found for kind in times.careful)
    rows = [
        ("muscles, shared moments, frames",
         *(f"{t.muscles}, {t.moments}, {t.frames}" for t in found)),
        (f"{MANY} levels of gluteus maximus, loads only: per frame",
         *(_us(t.solve_s) for t in found)),
        ("the same as whole solutions: per frame",
         *(_us(t.solutions_s / MANY / t.frames) for t in found)),
        ("one what-if alone: per frame", *(_us(t.one_s / t.frames) for t in found)),
        ("Newton steps, mean", *(f"{t.steps:.2f}" for t in found)),
        ("moments unbalanced, share of the largest",
         *(f"{t.certificate.imbalance_share:.0e}" for t in found)),
        ("activation apart from what prices and limits ask",
         *(f"{t.certificate.activation:.0e}" for t in found)),
        ("memory of one what-if's answers", *(f"{t.memory_bytes / 1e6:.2f} MB" for t in found)),
        *((f"frames for the careful solver: {kind}",
           *(_share(t.careful.get(kind)) for t in found)) for kind in kinds),
    ]  # fmt: skip
    yield from _table(("", *(name for name, _ in models)), rows)


def _growth(models: Sequence[tuple[str, WhatIfTimes]]) -> Iterator[str]:
    yield "### How it grows"
    yield ""
    rows = []
    for name, times in models:
        rows += [
            (f"{name}: {count} frames, {MANY} what-ifs", _us(each) + " per frame-solve")
            for count, each in times.by_frames.items()
        ]
        rows += [
            (f"{name}: {count} what-if{'s' * (count > 1)} at once", _us(each) + " per frame-solve")
            for count, each in times.by_what_ifs.items()
        ]
        rows += [
            (
                f"{name}: {count} process{'es' * (count > 1)}",
                f"{each:.0f} what-ifs per second of wall time",
            )
            for count, each in times.by_processes.items()
        ]
    yield from _table(("what", "measured"), rows)


def _distance(full: WhatIfTimes, limits: Limits) -> Iterator[str]:
    yield "### Distance to the processor's limits"
    yield ""
    step = f"4 · {full.levers} + 2 · {full.moments}²"
    least_s = full.flops / limits.flops
    moved = 2.0 * full.memory_bytes / full.frames
    yield (
        f"One core reached {limits.flops / 1e9:.0f} Gflop/s in numpy's matrix product and "
        f"{limits.bytes_per_s / 1e9:.0f} GB/s in a copy larger than its caches. A frame-solve of "
        f"the full model takes {full.steps:.2f} Newton steps of {step} operations (levers of "
        "wishes and of moments, two substitutions), in every step after the first "
        f"{full.moments}³ / 3 for the factor, its zeros counted, and 2 · {full.pulls} for the "
        f"loads: {full.flops / 1e3:.0f} thousand, which would take {least_s * 1e6:.2f} µs at "
        f"that rate. It took {full.solve_s * 1e6:.2f} µs: {least_s / full.solve_s:.0%} of the "
        f"limit of arithmetic. Its answers are {full.memory_bytes / full.frames / 1e3:.1f} kB, "
        f"written and fetched once: {moved / limits.bytes_per_s * 1e6:.2f} µs, so memory is not "
        "the limit."
    )
    yield ""


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.3g} µs"


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms"


def _share(share: float | None) -> str:
    return "not in this model" if share is None else f"{share:.1%}"
