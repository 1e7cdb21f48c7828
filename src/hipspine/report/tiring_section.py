"""How muscles tire if the movement went on: a section, and plain words."""

from dataclasses import dataclass

from hipspine.content.text import Texts, page_texts
from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.sharing_effect import FatigueCourse, FatigueStage, LostForce
from hipspine.domain.units import body_weight_N
from hipspine.report.panels import Table
from hipspine.report.prediction_beside import PlainAnswer
from hipspine.report.trial import Trial

SECONDS_PER_MINUTE = 60.0
PERCENT = 100.0

MOST_MUSCLES = 10
"""Rows of the table of muscles; those that lost least are left out."""

WORTH_TELLING = 0.05
"""Share of force whose loss is told."""

MOST_REGIONS = 3

_G = MuscleGroup
_REGIONS: dict[str, tuple[MuscleGroup, ...]] = {
    "big_buttock": (_G.GLUTEUS_MAXIMUS,),
    "side_of_hip": (_G.GLUTEUS_MEDIUS, _G.GLUTEUS_MINIMUS, _G.TENSOR_FASCIAE_LATAE),
    "deep_buttock": (_G.PIRIFORMIS, _G.DEEP_ROTATORS),
    "back_of_thigh": (_G.HAMSTRINGS, _G.BICEPS_FEMORIS_SHORT_HEAD),
    "inner_thigh": (_G.ADDUCTORS, _G.GRACILIS),
    "front_of_hip": (_G.ILIACUS, _G.PSOAS, _G.SARTORIUS),
    "front_of_thigh": (_G.RECTUS_FEMORIS, _G.VASTI),
    "calf": (_G.GASTROCNEMIUS, _G.SOLEUS, _G.DEEP_CALF),
    "shin": (_G.SHIN,),
    "back": (
        _G.ILIOCOSTALIS,
        _G.LONGISSIMUS,
        _G.MULTIFIDUS,
        _G.QUADRATUS_LUMBORUM,
        _G.LATISSIMUS_DORSI,
    ),
    "belly": (_G.RECTUS_ABDOMINIS, _G.EXTERNAL_OBLIQUE, _G.INTERNAL_OBLIQUE),
}
"""Where a person finds each muscle group."""


@dataclass(frozen=True)
class TiringSection:
    """The loads over time, and which muscles lost how much."""

    title: str
    intro: str
    caution: tuple[str, ...]
    loads_title: str
    loads: Table
    lost_title: str
    lost: Table | None
    nobody: str
    note: str


def tiring_section(trial: Trial) -> TiringSection | None:
    """Return the section; None where nobody asked."""
    course = trial.assessment.fatigue
    if course is None:
        return None
    say = page_texts("sharing", trial.language)
    caution = [say("fatigue.caution")]
    effect = trial.assessment.sharing
    if effect is not None and effect.signals:
        caution.append(say("fatigue.without_signals"))
    return TiringSection(
        title=say("fatigue.title"),
        intro=say("fatigue.intro", minutes=_minutes(trial, course.stages[-1])),
        caution=tuple(caution),
        loads_title=say("fatigue.loads"),
        loads=_loads(trial, course, say),
        lost_title=say("fatigue.lost"),
        lost=_lost(trial, course, say),
        nobody=say("fatigue.nobody"),
        note=say("fatigue.note", variants=course.variants),
    )


def plain_tiring(trial: Trial) -> tuple[PlainAnswer, ...]:
    """Return what the person is told: who tires first, and that the time cannot be told."""
    course = trial.assessment.fatigue
    if course is None:
        return ()
    say = page_texts("sharing", trial.language)
    last = course.stages[-1]
    regions = _regions(last.lost)
    muscles = ", ".join(say(f"region.{name}") for name in regions)
    first = say("plain.first", muscles=muscles) if regions else say("plain.nobody")
    lead = say("plain.lead_fatigue", minutes=_minutes(trial, last))
    return (PlainAnswer(say("plain.title_fatigue"), lead, (first, say("plain.order"))),)


def _regions(lost: tuple[LostForce, ...]) -> tuple[str, ...]:
    """Return where the muscles are that lost most, each place once."""
    places = [_region(each.group) for each in lost if each.share >= WORTH_TELLING]
    return tuple(dict.fromkeys(places))[:MOST_REGIONS]


def _region(group: MuscleGroup) -> str:
    return next(name for name, groups in _REGIONS.items() if group in groups)


def _minutes(trial: Trial, stage: FatigueStage) -> str:
    return trial.numbers.general(round(stage.time_s / SECONDS_PER_MINUTE, 2))


def _loads(trial: Trial, course: FatigueCourse, say: Texts) -> Table:
    first = course.stages[0]
    shown = [(each.joint, each.component) for each in first.loads]
    columns = (
        say("fatigue.time"),
        say("fatigue.repetitions"),
        *(f"{trial.joint(joint)}, {trial.texts(f'loads.{part}')}" for joint, part in shown),
        say("fatigue.feasible"),
    )
    return Table(columns, tuple(_load_row(trial, each, course, say) for each in course.stages))


def _load_row(
    trial: Trial, stage: FatigueStage, course: FatigueCourse, say: Texts
) -> tuple[str, ...]:
    numbers, weight = trial.numbers, body_weight_N(trial.assessment.subject.mass_kg)
    cells = [
        say(
            "fatigue.cell",
            value=numbers.decimal(each.peak.value_N / weight, 2),
            low=numbers.decimal(each.peak.low_N / weight, 2),
            high=numbers.decimal(each.peak.high_N / weight, 2),
        )
        for each in stage.loads
    ]
    return (
        _minutes(trial, stage),
        "–" if stage.repetitions is None else numbers.decimal(stage.repetitions, 0),
        *cells,
        say(
            "fatigue.feasible_cell",
            able=round(stage.feasible_share * course.variants),
            variants=course.variants,
        ),
    )


def _lost(trial: Trial, course: FatigueCourse, say: Texts) -> Table | None:
    """Return what the muscles that lost most had lost at each time; None where none lost much."""
    last = [each for each in course.stages[-1].lost if each.share >= WORTH_TELLING]
    if not last:
        return None
    times = course.stages[1:]
    columns = (
        say("fatigue.muscle"),
        *(say("fatigue.after", minutes=_minutes(trial, stage)) for stage in times),
    )
    rows = tuple(
        (
            f"{trial.group(each.group)}, {trial.side(each.side)}",
            *(_lost_cell(trial, stage, each, say) for stage in times),
        )
        for each in last[:MOST_MUSCLES]
    )
    return Table(columns, rows)


def _lost_cell(trial: Trial, stage: FatigueStage, muscle: LostForce, say: Texts) -> str:
    found = next(
        each for each in stage.lost if (each.group, each.side) == (muscle.group, muscle.side)
    )
    value, low, high = (
        trial.numbers.decimal(PERCENT * share, 0) for share in (found.share, found.low, found.high)
    )
    return say("fatigue.cell", value=value, low=low, high=high)
