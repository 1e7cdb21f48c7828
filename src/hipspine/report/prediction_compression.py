"""Lumbar compression of a predicted motion, in words and numbers: experimental, for clinicians."""

from dataclasses import dataclass

from hipspine.domain.prediction import Fit, PredictedCompression
from hipspine.domain.units import body_weight_N
from hipspine.report.panels import Table
from hipspine.report.prediction_near import NearAndFree
from hipspine.report.prediction_words import Telling


@dataclass(frozen=True)
class CompressionSection:
    """What a page shows."""

    table: Table | None
    fit: str
    absent: str


def compression_section(
    found: PredictedCompression, mass_kg: float, telling: Telling
) -> CompressionSection:
    """Return the table of changes with their bands, how well the motion fits, or why not shown."""
    say = telling.say
    fit = _fit_words(found.fit, telling) if found.fit else ""
    if found.absent_because is not None:
        reason = say(f"compression.{found.absent_because}")
        fits = say("compression.fitting", fitting=found.fitting, asked=found.asked)
        return CompressionSection(None, f"{fits} {fit}" if fit else "", reason)
    fits = say("compression.fitting", fitting=found.fitting, asked=found.asked)
    return CompressionSection(_table(found, mass_kg, telling), f"{fits} {fit}", "")


def compression_lines(found: NearAndFree, *, language: str) -> tuple[str, ...]:
    """Return the same as lines of a screen."""
    if found.compression is None:
        return ()
    telling = Telling.in_language(language)
    mass_kg = found.told.question.body.mass_kg
    section = compression_section(found.compression, mass_kg, telling)
    lines = [telling.say("compression.title"), telling.say("compression.experimental")]
    if section.table is None:
        lines.append(section.absent)
    else:
        lines += [telling.say("compression.line", **row) for row in _named(section.table)]
    return (*lines, section.fit)


def _named(table: Table) -> list[dict[str, str]]:
    names = ("what", "usual", "median", "band", "agree")
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _table(found: PredictedCompression, mass_kg: float, telling: Telling) -> Table:
    say, numbers = telling.say, telling.numbers
    weight_N = body_weight_N(mass_kg)

    def newtons(value: float) -> str:
        return f"{numbers.change(value, 0)}\u00a0N"

    rows = [
        (
            say(f"compression.{change.of}"),
            say(
                "compression.usual",
                median=numbers.decimal(change.usual_N, 0),
                weights=numbers.decimal(change.usual_N / weight_N, 2),
                low=numbers.decimal(change.usual_lowest_N, 0),
                high=numbers.decimal(change.usual_highest_N, 0),
            ),
            newtons(change.median_N),
            f"{newtons(change.lowest_N)} … {newtons(change.highest_N)}",
            f"{round(change.share_agreeing * found.fitting)}/{found.fitting}",
        )
        for change in found.changes
    ]
    columns = ("quantity", "usual", "median", "range", "agree")
    return Table(tuple(say(f"compression.column_{name}") for name in columns), tuple(rows))


def _fit_words(fit: Fit, telling: Telling) -> str:
    numbers = telling.numbers
    return telling.say(
        "compression.fit",
        force=numbers.decimal(fit.force_N, 0),
        force_limit=numbers.decimal(fit.force_limit_N, 0),
        moment=numbers.decimal(fit.moment_Nm, 1),
        moment_limit=numbers.decimal(fit.moment_limit_Nm, 1),
        sideways=numbers.decimal(fit.sideways_moment_Nm, 1),
    )
