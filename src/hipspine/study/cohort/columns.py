"""The columns of a study's tables, with type, unit and meaning: one list for files and docs."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    type: pa.DataType
    unit: str
    meaning: str


WHO = (
    Column("trial", pa.string(), "", "the trial's id: person and trial"),
    Column("person", pa.string(), "", "the person's id"),
    Column("group", pa.string(), "", "the person's group"),
    Column("kind", pa.string(), "", "`recording` or `walker` (generated)"),
    Column("mass_kg", pa.float64(), "kg", "body mass as used in the computation"),
    Column("height_m", pa.float64(), "m", "body height, where given"),
    Column("sex", pa.string(), "", "where given"),
    Column("age_years", pa.float64(), "years", "where given"),
    Column("strength", pa.float64(), "1", "walkers: times the strength of their size"),
    Column("speed_m_s", pa.float64(), "m/s", "walkers: walking speed"),
)

OUTCOME = (
    Column("outcome", pa.string(), "", "`done` or `failed`"),
    Column(
        "failure",
        pa.string(),
        "",
        "`unusable` file, `crashed`, `too_long`, `too_large`, `defect` of ours",
    ),
    Column("reason", pa.string(), "", "why a trial failed, and what to do"),
)

NUMBERS = (
    *WHO,
    *OUTCOME,
    Column("segment", pa.string(), "", "what 0 to 100 % means, such as `gait cycle`"),
    Column("scenario", pa.string(), "", "`as_recorded`, or a what-if or prediction by its name"),
    Column(
        "feasible", pa.bool_(), "", "whether muscles can still produce the motion in the scenario"
    ),
    Column("place", pa.string(), "", "joint, muscle group with side, or `prediction`"),
    Column(
        "quantity",
        pa.string(),
        "",
        "`compression`, `anterior_shear`, `lateral_shear`, `resultant`, `force`, or a prediction's",
    ),
    Column(
        "summary",
        pa.string(),
        "",
        "`peak`, `mean`, `lowest` over the segment; of predictions `median`, `low`, `high`, "
        "`agreeing`",
    ),
    Column("unit", pa.string(), "", "unit of `value`"),
    Column("value", pa.float64(), "see `unit`", "the number; empty where a trial failed"),
    Column("value_bw", pa.float64(), "body weights", "forces only: value over mass x 9.80665 m/s²"),
)

CURVES = (
    Column("trial", pa.string(), "", "the trial's id"),
    Column("person", pa.string(), "", "the person's id"),
    Column("group", pa.string(), "", "the person's group"),
    Column("mass_kg", pa.float64(), "kg", "body mass as used"),
    Column("scenario", pa.string(), "", "as in numbers"),
    Column("place", pa.string(), "", "joint"),
    Column("quantity", pa.string(), "", "component of the joint's load"),
    Column("unit", pa.string(), "", "unit of `values`"),
    Column(
        "values", pa.list_(pa.float64(), 101), "see `unit`", "at 0, 1, ... 100 % of the segment"
    ),
)

TRIALS = (*WHO, *OUTCOME, Column("problems", pa.string(), "", "warnings about the files"))


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Return the columns as a schema that carries unit and meaning with every column."""
    return pa.schema(
        [
            pa.field(each.name, each.type, metadata={"unit": each.unit, "meaning": each.meaning})
            for each in columns
        ]
    )


def columns_page() -> str:
    """Return the page that documents every table's columns."""
    parts = [PAGE_HEAD]
    for title, file, columns in (
        ("Numbers", "`numbers.parquet` and `numbers.csv`: one number a row.", NUMBERS),
        ("Curves", "`curves.parquet`: one curve a row.", CURVES),
        ("Trials", "`trials.csv`: one trial a row, failed ones too.", TRIALS),
    ):
        rows = [f"| `{c.name}` | {c.type} | {c.unit} | {c.meaning} |" for c in columns]
        table = ["| column | type | unit | meaning |", "|---|---|---|---|", *rows]
        parts += [f"\n## {title}\n\n{file}\n", *table]
    return "\n".join(parts) + "\n"


PAGE_HEAD = """# Columns of a study's tables

SI units; forces also in body weights. Compression presses, anterior shear pushes the upper bone
forward, lateral shear to the right ([axes](axes.md)). A trial that failed is one row of numbers
with its reason and without a value. Parquet files carry unit and meaning of every column inside. In
Python: `pyarrow.parquet.read_table("numbers.parquet")`."""
