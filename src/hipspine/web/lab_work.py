"""What a worker does with one recording: from kept files to a trial of the lab."""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from hipspine import __version__
from hipspine.clinic.assess_recording import reference_walker_request
from hipspine.clinic.kept_findings import keep_findings
from hipspine.clinic.lab_recording import lab_recording
from hipspine.clinic.lab_trial import LabTrial, lab_trial_bytes
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.domain.finding import Finding
from hipspine.domain.person import Subject
from hipspine.domain.record import KeptFile, Result
from hipspine.records.jobs import Job, Progress, keep_result, tell_progress
from hipspine.records.sql_store import SqlStore

KIND = "lab"
EXAMPLE = "example"
"""In the place of files: the reference walker's own."""

WORK = "lab-work"
"""Folder beside a person's files that holds what a job has found so far; erased with them."""

TOLD_EVERY_S = 0.5
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Unwanted(Exception):  # noqa: N818 - the person stopped the job
    """Nobody wants the job any more."""


@dataclass
class Teller:
    """Keeps how far a job has come, not more often than anybody looks."""

    store: SqlStore
    job: Job
    clock: Callable[[], datetime]
    _told_s: float = field(default=-1.0)
    _stage: str = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note; stop the job if it is not wanted any more."""
        now_s = time.monotonic()
        if stage == self._stage and now_s - self._told_s < TOLD_EVERY_S:
            return
        self._stage, self._told_s = stage, now_s
        progress = Progress(stage, done, total, self.job.progress.stops)
        if not tell_progress(self.store.database, self.job, progress, self.clock()):
            raise Unwanted


def work_folder(store: SqlStore, job: Job) -> Path:
    """Return where a job keeps what it has found so far."""
    return store.files.root / job.person_id / WORK / job.id


def do_job(store: SqlStore, job: Job, clock: Callable[[], datetime], *, processes: int = 2) -> None:
    """Work out a recording and keep the trial; what was found before a stop is used again.

    Raises
    ------
    UserError
        If a file cannot be read or used.
    Unwanted
        If the job was stopped.
    """
    folder = work_folder(store, job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tell = Teller(store, job, clock)
    tell("Starting", 0, 1)
    workshop = Workshop(cache_dir=folder / "found", workers=processes, progress=tell)

    def keep(trial: LabTrial) -> None:
        _keep_trial(store, job, trial, clock, is_last=False)

    # The example walk shows nothing about the person who looks at it.
    is_example = job.content["files"] == EXAMPLE
    found: dict[str, tuple[Finding, ...]] = {}
    trial = lab_recording(
        request_of(store, job, folder),
        workshop,
        name=str(job.content["name"]),
        keep=keep,
        tell=None if is_example else found.update,
    )
    file = _keep_trial(store, job, trial, clock, is_last=True)
    recording = None if is_example else job.id
    result = Result(str(uuid4()), clock(), KIND, (file,), recording, __version__)
    keep_findings(store, job.person_id, result, found)
    shutil.rmtree(folder, ignore_errors=True)


def _keep_trial(
    store: SqlStore, job: Job, trial: LabTrial, clock: Callable[[], datetime], *, is_last: bool
) -> KeptFile:
    content = lab_trial_bytes(trial)
    file = store.keep_bytes(job.person_id, content, name="trial.lab", role="lab trial")
    if not keep_result(store.database, job, file.sha256, clock(), is_last=is_last):
        raise Unwanted
    return file


def request_of(store: SqlStore, job: Job, folder: Path) -> AssessmentRequest:
    """Return what an assessment is asked to do with a job's files.

    Readers go by a file's ending, and kept files have none: each gets a name in the job's folder,
    made by us from the letters and digits of the one it came with.
    """
    if job.content["files"] == EXAMPLE:
        return reference_walker_request()
    paths = {}
    for file in job.content["files"]:
        safe = _UNSAFE.sub("_", Path(file["name"]).stem)[:60] + Path(file["name"]).suffix.lower()
        path = folder / f"{file['role']}-{safe}"
        shutil.copyfile(store.file(job.person_id, file["sha256"]), path)
        paths[file["role"]] = path
    return AssessmentRequest(
        motion=paths["motion"],
        forces=paths.get("forces"),
        static=paths.get("static"),
        subject=Subject(job.content["mass_kg"], job.content.get("height_m")),
    )
