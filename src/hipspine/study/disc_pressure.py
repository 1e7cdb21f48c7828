"""Pressure in the disc L4/L5 in postures held still, against Wilke 1999."""

from collections.abc import Callable

from hipspine.content.validation.schema import DiscPressure, Posture, PublishedFigure, disc_pressure
from hipspine.domain.units import body_weight_N
from hipspine.study.posed_body import PosedBody
from hipspine.study.scoreboard import Row

PART = "Disc pressure"
PERCENT = 100.0
PASCALS = 1e6
BALANCED_M = 0.0

Poser = Callable[[Posture], PosedBody]
"""Holds the table's body in a posture."""


def disc_pressure_rows(pose: Poser) -> list[Row]:
    """Return every posture's pressure, in percent of standing and in MPa, and one-leg stance."""
    table = disc_pressure()
    measured = [posture for posture in table.postures if posture.pressure_MPa is not None]
    bodies = {posture.id: pose(posture) for posture in measured}
    forces = {name: compression_N(body, table.level) for name, body in bodies.items()}
    rows = []
    for posture in measured:
        body, force = bodies[posture.id], forces[posture.id]
        if posture.id != "standing":
            share = force / forces["standing"] * PERCENT
            rows.append(_share_row(table, posture, share, _note(table, body, force)))
        pressure = force / (table.disc_area_m2 * table.pressure_factor) / PASCALS
        rows.append(_pressure_row(table, posture, pressure, _note(table, body, force)))
    return rows


def compression_N(body: PosedBody, level: str) -> float:
    """Return the compression of one disc in a posture [N]."""
    return float(body.engine.base.joint_loads[level].compression_N[0])


def mean_relative_deviation_percent(rows: list[Row]) -> float:
    """Return the mean size of (ours - theirs) / theirs over rows in percent of standing [%]."""
    sizes = [
        abs(row.ours / _middle(row.figure) - 1.0) * PERCENT
        for row in rows
        if row.figure.goal == "disc_pressure" and row.ours is not None
    ]
    return float(sum(sizes) / len(sizes))


def _middle(figure: PublishedFigure) -> float:
    if figure.low is None or figure.high is None:
        raise ValueError(f"{figure.id} has no band")
    return 0.5 * (figure.low + figure.high)


def _share_row(table: DiscPressure, posture: Posture, share: float, note: str) -> Row:
    standing = table.posture("standing").pressure_MPa
    assert standing is not None
    assert posture.pressure_MPa is not None
    theirs = posture.pressure_MPa / standing * PERCENT
    return _row(table, posture, share, theirs, "% of standing", note, goal="disc_pressure")


def _pressure_row(table: DiscPressure, posture: Posture, pressure: float, note: str) -> Row:
    assert posture.pressure_MPa is not None
    return _row(table, posture, pressure, posture.pressure_MPa, "MPa", note, goal=None)


def _row(
    table: DiscPressure,
    posture: Posture,
    ours: float,
    theirs: float,
    unit: str,
    note: str,
    *,
    goal: str | None,
) -> Row:
    source = next(iter(table.sources))
    figure = PublishedFigure(
        id=f"disc_{posture.id}_{unit.split()[0]}",
        part=PART,
        quantity=f"L4/L5 pressure, {unit}",
        unit=unit,
        low=theirs * (1 - table.within_fraction),
        high=theirs * (1 + table.within_fraction),
        reference=f"{theirs:.3g} (one person)",
        source=source,
        peers=table.peers if goal else None,
        goal=goal,
    )
    return Row(figure, table.sources[source], posture.name, ours, note=note)


def _note(table: DiscPressure, body: PosedBody, force_N: float) -> str:
    weight = body_weight_N(table.body_mass_kg)
    note = f"compression {force_N:.0f} N ({force_N / weight:.2f} body weights)"
    if body.imbalance_m > BALANCED_M:
        note += f"; not in balance: centre of pressure {body.imbalance_m * 100:.0f} cm off the sole"
    if body.engine.base.shortfalls:
        worst = max(body.engine.base.shortfalls, key=lambda shortfall: shortfall.missing_Nm)
        note += f"; muscles fall short at {worst.coordinate} by {worst.missing_Nm:.0f} N·m"
    return note
