"""Where it hurts: regions and sides, and whether they fit what the screening was told."""

from dataclasses import dataclass

from hipspine.content.questionnaire_check import SCREENING_PLACES
from hipspine.content.questionnaires import Questionnaire, Region
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers

REGIONS = "painful_regions"
WORST = "worst_region"
TENDER = "tender_gluteal_muscles"


@dataclass(frozen=True)
class PainMap:
    """Where a person says it hurts; left and right are the person's own."""

    regions: tuple[Region, ...]
    worst: Region | None
    tender_gluteal_muscles: frozenset[Side]
    is_unsure: bool
    """Whether the person was not sure where it hurts; the regions are then empty."""

    @property
    def areas(self) -> frozenset[str]:
        """The areas marked, whichever side."""
        return frozenset(region.area for region in self.regions)

    def sides(self, area: str) -> frozenset[Side]:
        """Return the sides on which an area is marked; the middle is on neither."""
        return frozenset(
            Side(region.side)
            for region in self.regions
            if region.area == area and region.side != "middle"
        )

    @property
    def is_below_knee(self) -> bool:
        """Whether pain goes below a knee."""
        return "leg_below_knee" in self.areas

    @property
    def is_in_both_legs(self) -> bool:
        """Whether both legs hurt, above or below the knee."""
        return self.sides("leg_above_knee") | self.sides("leg_below_knee") == frozenset(Side)

    @property
    def only_side(self) -> Side | None:
        """The side on which everything lies, or None."""
        sides = {region.side for region in self.regions}
        return Side(sides.pop()) if len(sides) == 1 and "middle" not in sides else None


def read_pain_map(questionnaire: Questionnaire, answers: Answers) -> PainMap | None:
    """Return the map that the answers draw, or None where the question is still open."""
    if REGIONS not in answers:
        return None
    chosen = answers[REGIONS]
    marked = chosen if isinstance(chosen, frozenset) else frozenset()
    return PainMap(
        regions=tuple(region for region in questionnaire.regions if region.id in marked),
        worst=next((r for r in questionnaire.regions if r.id == answers.get(WORST)), None),
        tender_gluteal_muscles=_tender_sides(answers),
        is_unsure=answers.is_unsure(REGIONS),
    )


def map_problems(pain_map: PainMap, answers: Answers) -> tuple[str, ...]:
    """Return where the map contradicts itself or the places named in the screening."""
    problems: list[str] = []
    if pain_map.worst is not None and pain_map.worst not in pain_map.regions:
        problems.append(f"{WORST}: {pain_map.worst.id} is not marked on the map")
    places = answers.get(SCREENING_PLACES)
    if isinstance(places, frozenset):
        problems += [
            f"{REGIONS}: {region.id} is marked, but {SCREENING_PLACES} has none of "
            f"{', '.join(region.place)}"
            for region in pain_map.regions
            if not places & set(region.place)
        ]
    return tuple(problems)


def _tender_sides(answers: Answers) -> frozenset[Side]:
    chosen = answers.get(TENDER)
    if not isinstance(chosen, frozenset):
        return frozenset()
    return frozenset(side for side in Side if side.value in chosen)
