"""Make the trial with which the movement lab opens: one stride of the reference walker.

::

    python scripts/make_lab_demo.py      walk.trc, grf.mot, static.trc -> walk.lab

It takes OpenSim; the lab itself then opens the file without it.

The file has about 1 MB, nearly all of it moment arms, loads per newton of muscle force and muscle
paths, whose digits hold little pattern: with bytes sorted and frames as differences the arrays
still take 98 % of it. Rounding ten bits instead of six (``lab_trial.DROPPED_BITS``) would save 25 %
and move peak loads by 7 in 100,000; twelve, 36 % and 2 in 10,000. Neither is worth another copy in
every clone, nor a demo that differs from what the walker's own recording gives.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from hipspine.clinic.assess_recording import reference_walker_request
from hipspine.clinic.lab_recording import lab_recording
from hipspine.clinic.lab_trial import LabTrial, lab_trial_bytes
from hipspine.clinic.request import Workshop
from hipspine.content.reference_walker import reference_walker_files

NAME = "Reference walker"


def walker_trial(cache_dir: Path) -> LabTrial:
    """Return the stride as it is worked out now."""
    trial = lab_recording(
        reference_walker_request(),
        Workshop(cache_dir=cache_dir),
        name=NAME,
        keep=lambda _trial: None,
        postures=False,
    )
    # His strides are alike: the others would show nothing, and double the file.
    return replace(trial, others=(), telling=replace(trial.telling, spans_s=()))


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        trial = walker_trial(Path(folder))
    path = reference_walker_files().lab
    path.write_bytes(lab_trial_bytes(trial, smallest=True))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
