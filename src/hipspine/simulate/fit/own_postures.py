"""Describe, scale and pose a body model by our own kinematics, without OpenSim."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hipspine.mechanics.marker_kinematics import (
    BodyPoints,
    follow_markers,
    points_in_ground,
    pose_skeleton,
)
from hipspine.mechanics.skeleton import Skeleton, scaled
from hipspine.simulate.fit.requests import BodyMarker, ModelDescription, PoseAnswer, PoseRequest
from hipspine.simulate.fit.skeleton_file import BodyModel


def describe_body(model: BodyModel, posture: Mapping[str, float]) -> ModelDescription:
    """Return joint centres and markers of a model, in its neutral or in a given posture.

    posture : coordinate values [rad or m]; coordinates not named keep their defaults.
    """
    skeleton = model.skeleton
    posed = pose_skeleton(skeleton, skeleton.posture(posture))
    places = points_in_ground(skeleton, posed, points_of(model.markers))
    return ModelDescription(
        bodies=skeleton.bodies[1:],
        coordinates=skeleton.coordinates,
        mass_kg=model.mass_kg,
        joint_centres_m=dict(zip(skeleton.joints, posed.joint_centres_m, strict=True)),
        markers_m={each.name: place for each, place in zip(model.markers, places, strict=True)},
        marker_bodies={each.name: each.body for each in model.markers},
    )


def solve_postures(model: BodyModel, request: PoseRequest) -> PoseAnswer:
    """Return the posture of every frame, each starting from the one before.

    What `opensim_worker.inverse_kinematics.solve_postures` answers for a model file. A locked
    coordinate keeps its default. One that none of the markers sees stays in the middle of its
    range, as OpenSim's search leaves it, too: markers that are put on a limb in such a posture
    can follow it either way later.
    """
    skeleton = model.skeleton
    by_name = {marker.name: marker for marker in model.markers}
    points = points_of(tuple(by_name[name] for name in request.marker_names))
    start = {**_middles(skeleton, points), **request.start}
    followed = follow_markers(
        skeleton,
        points,
        request.positions_m,
        weights=request.weights,
        start=skeleton.posture(start),
    )
    unfinished = tuple(np.flatnonzero(~followed.is_found).tolist())
    return PoseAnswer(skeleton.coordinates, followed.values, followed.errors_m, unfinished)


def _middles(skeleton: Skeleton, points: BodyPoints) -> dict[str, float]:
    """Return the middle of the range of each coordinate that has one and that no point sees."""
    unseen = ~skeleton.moves(points.bodies)
    ranges = zip(skeleton.coordinates, skeleton.lowest, skeleton.highest, unseen, strict=True)
    return {
        name: float(low + high) / 2
        for name, low, high, is_unseen in ranges
        if is_unseen and np.isfinite(low + high)
    }


def with_markers(model: BodyModel, markers: tuple[BodyMarker, ...]) -> BodyModel:
    """Return the model with further markers, where it has the body and none of that name."""
    present = {marker.name for marker in model.markers}
    more = tuple(
        marker
        for marker in markers
        if marker.name not in present and marker.body in model.skeleton.bodies
    )
    return replace(model, markers=(*model.markers, *more))


def scaled_body(model: BodyModel, factors: Mapping[str, float]) -> BodyModel:
    """Return the model with bodies and the markers on them larger by their factors."""
    markers = tuple(
        replace(marker, location_m=marker.location_m * factors.get(marker.body, 1.0))
        for marker in model.markers
    )
    return replace(model, skeleton=scaled(model.skeleton, factors), markers=markers)


def points_of(markers: tuple[BodyMarker, ...]) -> BodyPoints:
    """Return the markers as points on bodies."""
    places = np.array([marker.location_m for marker in markers]).reshape(-1, 3)
    return BodyPoints(tuple(marker.body for marker in markers), places)
