"""A body held still in a posture, with what bears it: forces found from equilibrium.

Every force is vertical and the body does not move, so the supports follow from weights and mass
centres alone: the forces add up to the weight (and the load in the hands), and their moments about
the ground cancel. Feet stand where the centre of pressure has to be; where that lies off the sole
is told by `PosedBody.imbalance_m`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hipspine.clinic.kept import kept_folder, key_of
from hipspine.clinic.request import Workshop
from hipspine.content.validation.schema import Posture
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.domain.person import Subject
from hipspine.domain.units import STANDARD_GRAVITY, radians
from hipspine.simulate.body.build import build_model_xml, disc_stiffness_Nm_per_rad
from hipspine.simulate.body_motion import Segment
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.model_fit import fit_model
from hipspine.simulate.fit.workers import opensim_processes
from hipspine.simulate.sharing_problem import SharingRules

_MIDLINE = ("pelvis_", "lumbar_")
SOLE_BEHIND_HEEL_ORIGIN_M = 0.02
"""How far the heel reaches behind the origin of the heel's body: an estimate. It decides no number,
only a note."""
SOLE_BEFORE_TOE_ORIGIN_M = 0.07
"""How far the toes reach before the origin of their body; an estimate, like the heel's."""

_TRUNK = ("torso", "lumbar1", "lumbar2", "lumbar3")
_PELVIS = ("pelvis", "lumbar4", "lumbar5")
_PAIRED_CHAINS = {
    "thigh": ("femur", "patella"),
    "shank": ("tibia", "talus", "calcn", "toes"),
    "hand": ("humerus", "ulna", "radius", "hand"),
}
"""Segments that lie on one support: what their weight is put on when the body rests. An arm lies on
its hand: shoulder and elbow have no muscles of their own in the model."""


@dataclass(frozen=True)
class Support:
    """A vertical force on the body at a place of the ground plane."""

    contact: Contact
    force_N: float
    """Positive upward."""
    x_m: float
    z_m: float


@dataclass(frozen=True, eq=False)
class PosedBody:
    """An engine on one posture, and how well the posture can be held."""

    engine: Engine
    supports: tuple[Support, ...]
    imbalance_m: float
    """How far the feet's centre of pressure lies off the sole, fore and aft; 0 on the sole."""


@dataclass(frozen=True)
class WeighedSegment:
    """A segment's weight and where its mass centre is."""

    name: str
    weight_N: float
    centre_m: FloatArray
    """(3,) in ground."""


def posed_model(mass_kg: float, height_m: float, workshop: Workshop) -> Path:
    """Return the model of a person of whom only mass and height are known."""
    subject = Subject(mass_kg=mass_kg, height_m=height_m)
    xml = build_model_xml()

    def make(folder: Path) -> None:
        generic = folder / "generic.osim"
        generic.write_text(xml, encoding="utf-8")
        fit_model(
            None,
            subject,
            None,
            model_path=generic,
            out_path=folder / "person.osim",
            workers=workshop.workers,
        )
        generic.unlink()

    key = key_of("posed", xml, mass_kg, height_m)
    return kept_folder(workshop.cache_dir, "models", key, make) / "person.osim"


def pose_body(
    posture: Posture,
    model_path: Path,
    workshop: Workshop,
    *,
    crate_kg: float,
    objective: Objective = DEFAULT_OBJECTIVE,
) -> PosedBody:
    """Return the engine of a model held still in a posture."""
    angles = posture_angles(posture)
    with opensim_processes(workshop.workers) as processes:
        inside = replace(workshop, workers=processes)
        bare = _extract(model_path, angles, (), inside)
        segments = processes.ask("whole_body.read_segments", str(model_path))
        weighed = weighed_segments(segments, bare)
        load = crate_kg * STANDARD_GRAVITY if posture.crate else 0.0
        supports = tuple(supports_of(posture, weighed, load_N=load))
        contacts = tuple(_as_contact(support) for support in supports)
        bundle = _extract(model_path, angles, contacts, inside)
    engine = Engine(
        silent(bundle) if posture.is_at_rest else bundle,
        disc_stiffness_Nm_per_rad=disc_stiffness_Nm_per_rad(),
        rules=SharingRules(objective),
    )
    return PosedBody(engine, supports, _off_the_sole_m(supports, bundle))


def silent(bundle: Bundle) -> Bundle:
    """Return a bundle whose muscles may be wholly inactive, as those of a body at rest are.

    The models' least activation (1 %) stands for the tone of a body that holds itself up; resting
    muscle is electrically silent (Basmajian and De Luca 1985, Muscles Alive, 5th edition).
    """
    nothing = np.zeros_like(bundle.muscles.minimum_activation)
    return replace(bundle, muscles=replace(bundle.muscles, minimum_activation=nothing))


def posture_angles(posture: Posture) -> JointAngles:
    """Return one frame with a posture's angles [rad]; a limb's angle without side means both."""
    values: dict[str, float] = {}
    for name, degrees in posture.angles_deg.items():
        one_sided = name.startswith(_MIDLINE) or name.endswith(("_r", "_l"))
        names = [name] if one_sided else [f"{name}{side.suffix}" for side in Side]
        values.update(dict.fromkeys(names, radians(degrees)))
    # OpenSim needs at least one coordinate; the pelvis' tilt is zero where nothing is said.
    values.setdefault("pelvis_tilt", 0.0)
    return JointAngles(tuple(values), np.zeros(1), np.array([list(values.values())]))


def weighed_segments(segments: Iterable[Segment], bundle: Bundle) -> dict[str, WeighedSegment]:
    """Return every segment's weight and mass centre in a bundle's first frame."""
    weighed = {}
    for segment in segments:
        if segment.name not in bundle.bodies or not segment.mass_kg:
            continue
        row = bundle.bodies.index(segment.name)
        rotation, origin = bundle.body_rotations[0, row], bundle.body_origins_m[0, row]
        centre = origin + rotation @ segment.centre_m
        weight = segment.mass_kg * STANDARD_GRAVITY
        weighed[segment.name] = WeighedSegment(segment.name, weight, centre)
    return weighed


def supports_of(
    posture: Posture, weighed: Mapping[str, WeighedSegment], *, load_N: float
) -> list[Support]:
    """Return the forces that bear a body in a posture.

    Parameters
    ----------
    weighed : mapping of segment name to WeighedSegment
    load_N : float
        Weight of what both hands hold [N].
    """
    if posture.rests:
        return _resting(posture, weighed)
    if posture.shoulders:
        return _on_back_and_feet(posture, weighed)
    hands = _hands(weighed, load_N)
    feet = _feet_places(posture, weighed)
    if not posture.seat:
        return [*hands, *_standing(weighed, hands, feet)]
    weight = sum(segment.weight_N for segment in weighed.values())
    on_each = posture.feet_share * weight / len(feet)
    on_feet = [Support(contact, on_each, x, z) for contact, (x, z) in feet.items()]
    return [*hands, *on_feet, _balancing(Contact.SEAT, weighed, [*hands, *on_feet])]


def _hands(weighed: Mapping[str, WeighedSegment], load_N: float) -> list[Support]:
    if not load_N:
        return []
    return [
        Support(contact, -load_N / 2, *_place(weighed, (body,)))
        for contact, body in ((Contact.RIGHT_HAND, "hand_r"), (Contact.LEFT_HAND, "hand_l"))
    ]


def _feet_places(
    posture: Posture, weighed: Mapping[str, WeighedSegment]
) -> dict[Contact, tuple[float, float]]:
    sides = tuple(Side) if posture.feet == "both" else (Side.RIGHT,)
    return {Contact.foot(side): _place(weighed, (f"calcn{side.suffix}",)) for side in sides}


def _standing(
    weighed: Mapping[str, WeighedSegment],
    hands: list[Support],
    feet: Mapping[Contact, tuple[float, float]],
) -> list[Support]:
    """Return the feet's forces: one foot below the mass centre, two sharing evenly about it."""
    whole = _balancing(Contact.RIGHT_FOOT, weighed, hands)
    if len(feet) == 1:
        return [whole]
    middle = float(np.mean([z for _, z in feet.values()]))
    return [
        Support(contact, whole.force_N / 2, whole.x_m, whole.z_m + z - middle)
        for contact, (_, z) in feet.items()
    ]


def _on_back_and_feet(posture: Posture, weighed: Mapping[str, WeighedSegment]) -> list[Support]:
    """Return what bears a bridge: the upper back below the trunk's mass centre, feet, and arms.

    Notes
    -----
    All forces are vertical. In truth feet can press forward or back on the floor as well, which
    moves work between the front and the back of the thigh; how hard they do is not known.
    """
    arms = [_below(Contact(f"{side}_hand"), weighed, _arm_segments(side, weighed)) for side in Side]
    rest = _balancing(Contact.TRUNK, weighed, arms)
    back_x, _ = _place(weighed, ("torso",))
    feet = _feet_places(posture, weighed)
    feet_x = float(np.mean([x for x, _ in feet.values()]))
    on_feet = rest.force_N * (rest.x_m - back_x) / (feet_x - back_x)
    placed = [Support(foot, on_feet / len(feet), x, z) for foot, (x, z) in feet.items()]
    return [*arms, *placed, _balancing(Contact.TRUNK, weighed, [*arms, *placed])]


def _arm_segments(side: Side, weighed: Mapping[str, WeighedSegment]) -> list[str]:
    named = (f"{stem}{side.suffix}" for stem in _PAIRED_CHAINS["hand"])
    return [name for name in named if name in weighed]


def _resting(posture: Posture, weighed: Mapping[str, WeighedSegment]) -> list[Support]:
    chains = {Contact.TRUNK: _TRUNK, Contact.SEAT: _PELVIS}
    for side in Side:
        for part, stems in _PAIRED_CHAINS.items():
            held = part != "hand" and f"{side}_leg" in posture.unsupported
            if not held:
                bodies = tuple(f"{stem}{side.suffix}" for stem in stems)
                chains[Contact(f"{side}_{part}")] = bodies
    carried = {
        contact: [name for name in names if name in weighed] for contact, names in chains.items()
    }
    supports = [_below(contact, weighed, names) for contact, names in carried.items()]
    lying = {name for names in carried.values() for name in names}
    if set(weighed) - lying:
        # What is held in the air hangs from the pelvis, which presses on what it lies on.
        others = [each for each in supports if each.contact is not Contact.SEAT]
        supports = [*others, _balancing(Contact.SEAT, weighed, others)]
    return supports


def _below(
    contact: Contact, weighed: Mapping[str, WeighedSegment], names: Iterable[str]
) -> Support:
    chosen = [weighed[name] for name in names]
    return Support(contact, sum(each.weight_N for each in chosen), *_mean_place(chosen))


def _place(weighed: Mapping[str, WeighedSegment], names: Iterable[str]) -> tuple[float, float]:
    return _mean_place([weighed[name] for name in names])


def _mean_place(segments: list[WeighedSegment]) -> tuple[float, float]:
    weights = [segment.weight_N for segment in segments]
    centre = np.average([segment.centre_m for segment in segments], axis=0, weights=weights)
    return float(centre[0]), float(centre[2])


def _balancing(
    contact: Contact, weighed: Mapping[str, WeighedSegment], others: Iterable[Support]
) -> Support:
    """Return the force that keeps the body in balance together with the others."""
    given = list(others)
    force = sum(each.weight_N for each in weighed.values()) - sum(each.force_N for each in given)
    first_x = sum(each.weight_N * each.centre_m[0] for each in weighed.values())
    first_z = sum(each.weight_N * each.centre_m[2] for each in weighed.values())
    x = (first_x - sum(each.force_N * each.x_m for each in given)) / force
    z = (first_z - sum(each.force_N * each.z_m for each in given)) / force
    return Support(contact, float(force), float(x), float(z))


def _as_contact(support: Support) -> ContactForce:
    row = np.zeros((1, 3))
    force, point = row.copy(), row.copy()
    force[0, 1] = support.force_N
    point[0, 0], point[0, 2] = support.x_m, support.z_m
    return ContactForce(support.contact, np.zeros(1), force, point, row)


def _extract(
    model_path: Path, angles: JointAngles, contacts: tuple[ContactForce, ...], workshop: Workshop
) -> Bundle:
    return extract_bundle(
        model_path, angles, contacts, cache_dir=workshop.cache_dir, workers=workshop.workers
    )


def _off_the_sole_m(supports: Iterable[Support], bundle: Bundle) -> float:
    farthest = 0.0
    for support in supports:
        if support.contact in (Contact.RIGHT_FOOT, Contact.LEFT_FOOT):
            side = Side.RIGHT if support.contact is Contact.RIGHT_FOOT else Side.LEFT
            heel = _origin_x(bundle, f"calcn{side.suffix}") - SOLE_BEHIND_HEEL_ORIGIN_M
            toe = _origin_x(bundle, f"toes{side.suffix}") + SOLE_BEFORE_TOE_ORIGIN_M
            farthest = max(farthest, heel - support.x_m, support.x_m - toe)
    return farthest


def _origin_x(bundle: Bundle, body: str) -> float:
    return float(bundle.body_origins_m[0, bundle.bodies.index(body), 0])
