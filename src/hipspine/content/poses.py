"""The pictures of movement tests and exercises, as poses: which way each part of the body points.

A picture is one to three frames (start, end), each a pose of a jointed figure. An angle says which
way a part points on the page, from the joint nearer the trunk to the farther one: 0 to the right,
90 up, 180 to the left, -90 down [degrees]. Lengths and places are in body heights; the floor lies
at height zero. A later frame says only what differs from the frame before it.

Views: ``side`` (limbs are near and far) and ``front`` (limbs are the person's left and right; the
left is on the right of the page).
"""

from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError

Collection = Literal["movement_tests", "exercises"]
"""Folders of ``content/poses``; a picture's id is that of the test or exercise it shows."""
COLLECTIONS: tuple[Collection, ...] = ("movement_tests", "exercises")

View = Literal["side", "front"]
Limb = Literal["near", "far", "left", "right"]
LIMBS: dict[View, tuple[Limb, Limb]] = {"side": ("near", "far"), "front": ("left", "right")}
"""The two limbs of each view; the one drawn on top comes first."""

JOINTS = ("hip", "knee", "ankle", "heel", "toe", "shoulder", "elbow", "hand")
"""Points that each limb has, named as in ``near_knee``."""
MIDDLE_POINTS = ("pelvis", "waist", "neck", "head")

Thing = Literal[
    "mat",
    "table",
    "bench",
    "chair",
    "step",
    "wall",
    "cushion",
    "ball",
    "weight",
    "bar",
    "band",
    "strap",
    "device",
]


def _with_share(value: object) -> object:
    """Return an angle with the share of its length that is seen: all, where none is given."""
    return value if isinstance(value, list | tuple) else (value, 1.0)


Direction = Annotated[tuple[float, float], BeforeValidator(_with_share)]
"""Which way a part points [degrees], and the share of its length seen (1 where left out)."""
Place = tuple[float, float]
"""Right of the origin and above the floor, in body heights."""


class Words(Record):
    """A short text in both languages."""

    en: str = Field(min_length=2)
    de: str = Field(min_length=2)

    def __call__(self, language: str) -> str:
        """Return the text in a language."""
        return self.de if language == "de" else self.en


class LegPose(Record):
    """Which way thigh, shank and foot point."""

    thigh: Direction
    shank: Direction
    foot: Direction


class ArmPose(Record):
    """Which way upper arm and forearm point; or what the hand reaches, and how the elbow bends.

    ``elbow`` is the side of the straight line from shoulder to hand on which the elbow lies.
    """

    upper: Direction | None = None
    fore: Direction | None = None
    reaches: str | Place | None = None
    elbow: Literal["left", "right"] = "left"

    @model_validator(mode="before")
    @classmethod
    def _reaching_replaces_directions(cls, table: Any) -> Any:
        """Let a later frame's ``reaches`` take the place of the directions before it."""
        if isinstance(table, dict) and table.get("reaches") is not None:
            return {key: value for key, value in table.items() if key not in ("upper", "fore")}
        return table

    @model_validator(mode="after")
    def _one_way_of_telling(self) -> Self:
        if self.reaches is None and (self.upper is None or self.fore is None):
            raise ValueError("give upper and fore, or what the hand reaches")
        return self


class Arrow(Record):
    """An arrow that starts at a point of the body or a place: a movement or a push."""

    at: str | Place
    towards: float
    length: float = Field(default=0.16, gt=0.05, le=0.6)


class Frame(Record):
    """One pose of the figure.

    Without a ``place`` the lowest point of the figure rests on the floor, the pelvis at the
    origin; with one, the point named ``anchor`` lies there.
    """

    label: Words
    trunk: Direction
    """From the pelvis to the waist."""
    chest: Direction | None = None
    """From the waist to the neck; as the trunk where left out."""
    head: Direction | None = None
    """As the chest where left out."""
    legs: dict[Limb, LegPose]
    arms: dict[Limb, ArmPose]
    pelvis: float = 0.0
    """Front view: which way the line from the right hip to the left one points."""
    shoulders: float | None = None
    """Front view: the same for the shoulders; as the pelvis where left out."""
    anchor: str = "pelvis"
    place: Place | None = None
    arrows: tuple[Arrow, ...] = ()


class Object(Record):
    """Something beside the body: furniture, a ball, a weight or band held.

    ``at`` is the lower left corner of furniture, the middle of a ball, weight, bar or device, and
    one end of a band or strap whose other end is ``to``. ``size`` is width and height. A band at a
    knee lies just above it; without a second end it goes round the thigh there.
    """

    kind: Thing
    at: str | Place
    offset: Place = (0.0, 0.0)
    """From ``at`` to where the thing lies: a ball behind the waist moves with the waist."""
    to: str | Place | None = None
    size: Place | None = None
    turned: bool = False
    """A chair has its back at the left end; turned, at the right one."""


class PosePicture(Record):
    """A picture of a movement: its frames, what stands beside the body and what is coloured."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    view: View
    faces: Literal["right", "left"] = "right"
    """Where the figure would look if it stood upright; a side view turns with the trunk."""
    describes: Words
    """The picture in one sentence, for who does not see it."""
    floor: bool = True
    """False for a view from above."""
    coloured: tuple[str, ...] = ()
    """Parts drawn in the accent colour, such as ``near_leg`` or ``trunk``."""
    objects: tuple[Object, ...] = ()
    frames: tuple[Frame, ...] = Field(min_length=1, max_length=3)

    @model_validator(mode="before")
    @classmethod
    def _frames_follow_the_one_before(cls, table: Any) -> Any:
        if not isinstance(table, dict) or not isinstance(table.get("frames"), list):
            return table
        frames: list[Any] = []
        for frame in table["frames"]:
            before = frames[-1] if frames else {}
            kept = {key: value for key, value in before.items() if key != "arrows"}
            frames.append(_merged(kept, frame))
        return {**table, "frames": frames}

    @model_validator(mode="after")
    def _limbs_belong_to_the_view(self) -> Self:
        first, second = LIMBS[self.view]
        for frame in self.frames:
            for kind, limbs in (("legs", set(frame.legs)), ("arms", set(frame.arms))):
                if not {first} <= limbs <= {first, second}:
                    raise ValueError(f"a {self.view} view has {kind} {first} and {second}")
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        points = points_of(self.view)
        named = [one.at for one in self.objects] + [one.to for one in self.objects]
        for frame in self.frames:
            named += [frame.anchor, *(arrow.at for arrow in frame.arrows)]
            named += [arm.reaches for arm in frame.arms.values()]
        unknown = {name for name in named if isinstance(name, str)} - points
        unknown |= set(self.coloured) - parts_of(self.view)
        if unknown:
            raise ValueError(f"no such point or part: {', '.join(sorted(unknown))}")
        return self


def points_of(view: View) -> set[str]:
    """Return the names of the figure's points in a view."""
    return {*MIDDLE_POINTS, *(f"{limb}_{joint}" for limb in LIMBS[view] for joint in JOINTS)}


def parts_of(view: View) -> set[str]:
    """Return the names of the figure's parts that can be coloured in a view."""
    return {"trunk", "head", *(f"{limb}_{part}" for limb in LIMBS[view] for part in ("leg", "arm"))}


def _merged(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of a frame laid over those of the frame before it."""
    merged = dict(before)
    for key, value in after.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _merged(below, value) if both and below is not None else value
    return merged


def read_pose_picture(text: str, *, where: str) -> PosePicture:
    """Return the picture that a TOML text holds.

    Raises
    ------
    ContentError
        If the text is not TOML or contradicts the schema; the message names the entry.
    """
    return read_toml_as(PosePicture, text, where=where)


@cache
def pose_pictures(collection: Collection) -> dict[str, PosePicture]:
    """Return the pictures of a collection that ship with hipspine, by id; none before one is drawn.

    Raises
    ------
    ContentError
        If a file's name is not the id of its picture.
    """
    folder = resources.files("hipspine.content") / "poses" / collection
    found = {}
    drawn = folder.iterdir() if folder.is_dir() else ()
    files = [file for file in drawn if file.name.endswith(".toml")]
    for file in sorted(files, key=lambda file: file.name):
        where = f"poses/{collection}/{file.name}"
        picture = read_pose_picture(file.read_text("utf-8"), where=where)
        if file.name != f"{picture.id}.toml":
            raise ContentError(
                where,
                expected=f"the name {picture.id}.toml",
                got=file.name,
                do="Name the file after the picture's id.",
            )
        found[picture.id] = picture
    return found
