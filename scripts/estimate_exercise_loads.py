"""Let the body model hold the drawn poses of exercises: content/exercise_estimates.toml.

Run ``python scripts/estimate_exercise_loads.py`` after a pose, the model or the engine has changed;
it needs OpenSim and takes some minutes. The body is that of the table of disc pressures.
"""

import json
import tempfile
from functools import partial
from pathlib import Path

from hipspine.clinic.request import Workshop
from hipspine.content.exercise_estimates import (
    ExerciseEstimates,
    LoadEstimate,
    exercise_postures,
)
from hipspine.content.poses import pose_pictures
from hipspine.content.validation.schema import Posture, disc_pressure
from hipspine.study.claims_variants import VARIANTS
from hipspine.study.exercise_loads import LEAN_DEG, estimate
from hipspine.study.posed_body import PosedBody, pose_body, posed_model

ROOT = Path(__file__).parents[1]
FILE = ROOT / "src" / "hipspine" / "content" / "exercise_estimates.toml"
SCOREBOARD = ROOT / "docs" / "reference" / "scoreboard.json"
HEAD = """\
# Made by scripts/estimate_exercise_loads.py; do not edit. What this body model gives for drawn
# poses of exercises that it can hold still: compression of one disc in body weights, weights in the
# hands included, and its range over variants of the model and of the pose. A figure of this model,
# not of a person.
"""


def estimates(workshop: Workshop) -> ExerciseEstimates:
    """Return the load of the low back in every pose that the model is asked to hold."""
    table = disc_pressure()
    model = posed_model(table.body_mass_kg, table.body_height_m, workshop)
    hold = partial(_hold, model=model, workshop=workshop)
    pictures = pose_pictures("exercises")
    found: list[LoadEstimate] = []
    for pose in exercise_postures().held:
        found += estimate(pose, pictures[pose.exercise], hold, level=table.level)
        print(pose.exercise, *(each.compression or each.absent for each in found[-1:]))
    return ExerciseEstimates(
        level=table.level,
        body_mass_kg=table.body_mass_kg,
        body_height_m=table.body_height_m,
        lean_deg=LEAN_DEG,
        variants=tuple(variant.title for variant in VARIANTS),
        deviation_percent=_deviation_percent(),
        estimates=tuple(found),
    )


def _hold(posture: Posture, load_kg: float, *, model: Path, workshop: Workshop) -> PosedBody:
    return pose_body(posture, model, workshop, crate_kg=load_kg)


def _deviation_percent() -> float:
    """Return how far the engine is off in postures with a measured disc pressure [%]."""
    rows = json.loads(SCOREBOARD.read_text("utf-8"))["goals"]
    return float(round(next(row["reached"] for row in rows if row["id"] == "disc_pressure")))


def as_toml(result: ExerciseEstimates) -> str:
    """Return the file's text."""
    lines = [HEAD]
    for key, value in result.model_dump(exclude={"estimates"}).items():
        lines.append(f"{key} = {json.dumps(value)}")
    for one in result.estimates:
        lines.append("\n[[estimates]]")
        given = one.model_dump(exclude_none=True).items()
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        FILE.write_text(as_toml(estimates(Workshop(Path(cache), workers=1))), encoding="utf-8")
