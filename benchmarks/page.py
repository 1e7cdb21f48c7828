"""The measurements as Markdown tables, and the part of a page that holds them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.comparison import SWEEP_LEVELS, Comparison, Difference
from benchmarks.waiting import Waiting

GOAL_FIRST_S, GOAL_KEPT_S, GOAL_SWEEP_S = 60.0, 5.0, 1.0


def tables(
    date: str, machine: str, load: str, waiting: Waiting | None, comparisons: Sequence[Comparison]
) -> str:
    """Return everything that was measured, as Markdown."""
    lines = [f"Measured on {date}. Machine: {machine}; {load} when the run began.", ""]
    if waiting is not None:
        lines += _goals(waiting, comparisons)
    if comparisons:
        lines += [*_speed(comparisons), *_memory(comparisons), *_agreement(comparisons)]
    return "\n".join(lines).rstrip() + "\n"


def put_into(page: Path, measured: str, *, part: str = "measured") -> None:
    """Replace what stands between the two comment lines of a part of a page."""
    text = page.read_text(encoding="utf-8")
    first, last = f"% {part}: begin", f"% {part}: end"
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise SystemExit(f"{page}: expected the lines '{first}' and '{last}'.")
    page.write_text(f"{before}{first}\n\n{measured}\n{last}{after}", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give the lines of a table, and an empty one."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _goals(waiting: Waiting, comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "### Goals"
    yield ""
    rows = [
        _goal("recording to report, nothing kept", waiting.first_time.wall_s, GOAL_FIRST_S),
        _goal("the same, code compiled before", waiting.compiled.wall_s, GOAL_FIRST_S),
        _goal("recording to report, from the cache", waiting.from_cache.wall_s, GOAL_KEPT_S),
    ]
    rows += [
        _goal(
            f"{SWEEP_LEVELS} levels of gluteus maximus strength, {each.our_frames} frames, "
            f"{each.muscles} muscles",
            each.ours.sweep_wall_s,
            GOAL_SWEEP_S,
        )
        for each in comparisons
    ]
    yield from table(("what", "time (wall)", "goal", "met"), rows)
    yield (
        f"The report's trial has {waiting.frames} frames at the recorded motion and as many at "
        "each of the eight postures of its sliders. Processor time: "
        f"{waiting.first_time.cpu_s:.1f} s, {waiting.compiled.cpu_s:.1f} s and "
        f"{waiting.from_cache.cpu_s:.1f} s."
    )
    yield ""


def _goal(what: str, took_s: float, goal_s: float) -> tuple[str, ...]:
    return what, f"{took_s:.2f} s", f"{goal_s:g} s", "yes" if took_s <= goal_s else "**no**"


def _speed(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "### Beside OpenSim: processor time per frame"
    yield ""
    rows = [
        ("muscles, shared moments", *(f"{c.muscles}, {c.moments}" for c in comparisons)),
        ("frames, OpenSim", *(f"{c.their_frames}" for c in comparisons)),
        ("StaticOptimization", *(_ms(c.theirs.sharing_s) for c in comparisons)),
        ("JointReaction", *(_ms(c.theirs.reactions_s) for c in comparisons)),
        ("InverseDynamicsTool", *(_ms(c.theirs.inverse_dynamics_s) for c in comparisons)),
        ("frames, hipspine", *(f"{c.our_frames}" for c in comparisons)),
        ("extraction", *(_ms(c.ours.extraction_s_per_frame) for c in comparisons)),
        (
            "sharing and all joint loads, first",
            *(_ms(c.ours.cold_solve_s_per_frame) for c in comparisons),
        ),
        (
            "sharing and all joint loads, what-if",
            *(_ms(c.ours.what_if_s_per_frame) for c in comparisons),
        ),
        ("**ratio, first answer**", *(f"**{c.first_answer_ratio:.0f}**" for c in comparisons)),
        ("**ratio, each what-if**", *(f"**{c.what_if_ratio:.0f}**" for c in comparisons)),
    ]
    yield from table(("", *(c.model for c in comparisons)), rows)


def _memory(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "### Beside OpenSim: memory, and several cores"
    yield ""
    workers = comparisons[0].ours.extraction_wall_s
    rows = [
        ("OpenSim's tools, one process", *(_mb(c.their_memory_bytes) for c in comparisons)),
        ("ours: sharing and a sweep", *(_mb(c.our_memory.solver) for c in comparisons)),
        ("ours: each extraction worker", *(_mb(c.our_memory.extraction) for c in comparisons)),
        *(
            (
                f"extraction, wall time per frame, {count} worker" + "s" * (count > 1),
                *(_ms(c.ours.extraction_wall_s[count]) for c in comparisons),
            )
            for count in workers
        ),
    ]
    yield from table(("largest", *(c.model for c in comparisons)), rows)


def _mb(count: int) -> str:
    return f"{count / 1e6:.0f} MB"


def _ms(seconds: float) -> str:
    if seconds <= 0:
        return "lost in noise"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 0.1 else f"{seconds * 1e3:.3g} ms"


def _agreement(comparisons: Sequence[Comparison]) -> Iterator[str]:
    yield "### Beside OpenSim: how far the answers differ"
    yield ""
    found = [c.agreement for c in comparisons]
    rows = [
        ("moments, rms, worst coordinate", *(f"{a.moments_rms_Nm:.1g} N·m" for a in found)),
        (
            "activation, same capacities: rms (largest)",
            *(_pair(a.same_capacities) for a in found),
        ),
        (
            "force, same capacities: rms",
            *(_force(a.same_capacities) for a in found),
        ),
        ("activation, own curves: rms (largest)", *(_pair(a.own_curves) for a in found)),
        ("force, own curves: rms", *(_force(a.own_curves) for a in found)),
        ("summed effort, OpenSim's", *(f"{a.their_objective:.5f}" for a in found)),
        ("summed effort, ours", *(f"{a.our_objective:.5f}" for a in found)),
        ("activation off its price (KKT), OpenSim's", *(f"{a.their_price_gap:.1g}" for a in found)),
        ("activation off its price (KKT), ours", *(f"{a.our_price_gap:.1g}" for a in found)),
        ("moment left over by OpenSim", *(f"{a.their_imbalance_Nm:.2f} N·m" for a in found)),
        ("moment left over by us", *(f"{a.our_imbalance_Nm:.1g} N·m" for a in found)),
        (
            "joint force, same muscle forces: largest",
            *(f"{a.joint_map_max_N:.2f} N" for a in found),
        ),
        *_joint_rows(comparisons),
    ]
    yield from table(("", *(c.model for c in comparisons)), rows)


def _pair(difference: Difference) -> str:
    return f"{difference.activation_rms:.5f} ({difference.activation_max:.4f})"


def _force(difference: Difference) -> str:
    return f"{difference.force_rms_N:.2f} N ({difference.force_rms_share:.1%})"


def _joint_rows(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, ...]]:
    joints = dict.fromkeys(
        joint for each in comparisons for joint in each.agreement.joint_load_rms_bw
    )
    for joint in joints:
        loads = [each.agreement.joint_load_rms_bw.get(joint) for each in comparisons]
        cells = (
            "not in this model" if load is None else f"{load:.3f} body weights" for load in loads
        )
        yield f"{joint} force, own curves: rms", *cells
