"""What a worker does with a question about changed motion."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from hipspine.clinic.predict_compression import ASKING, predict_with_compression
from hipspine.clinic.predict_kept import kept_prediction
from hipspine.records.jobs import Job, add_job, jobs_of, keep_result
from hipspine.records.sql_store import SqlStore
from hipspine.web.lab_work import Teller, Unwanted
from hipspine.web.predict_choices import Chosen
from hipspine.web.predict_file import answer_bytes

KIND = "prediction"
MOST_OPEN = 3
"""Questions of one person that may wait or run: others want their turn too."""


def chosen_of(job: Job) -> Chosen:
    """Return the choice that a job answers."""
    return Chosen(**job.content)


def ask_once(store: SqlStore, person_id: str, chosen: Chosen, made_at: datetime) -> Job | None:
    """Return the job that answers a choice: a new one, or that of the person who asked it before.

    None where too many of the person's questions are open.
    """
    asked = jobs_of(store.database, (person_id,), kind=KIND)
    for known in asked:
        if chosen_of(known) == chosen:
            return known
    if sum(each.state.is_open for each in asked) >= MOST_OPEN:
        return None
    job = Job(str(uuid4()), person_id, KIND, made_at, content=asdict(chosen))
    add_job(store.database, job)
    return job


def do_prediction(
    store: SqlStore,
    job: Job,
    clock: Callable[[], datetime],
    *,
    cache_dir: Path,
    processes: int = 2,
) -> None:
    """Answer a question and keep the answer with the person's files.

    Raises
    ------
    UserError
        If the question cannot be asked.
    Unwanted
        If the job was stopped.
    """
    tell = Teller(store, job, clock)
    tell(ASKING, 0, 1)
    content = _answer(chosen_of(job), tell, cache_dir, processes)
    file = store.keep_bytes(job.person_id, content, name="prediction.json", role="prediction")
    if not keep_result(store.database, job, file.sha256, clock(), is_last=True):
        raise Unwanted


def _answer(chosen: Chosen, tell: Teller, cache_dir: Path, processes: int) -> bytes:
    """Return the answer to a choice as it is kept."""
    asked = chosen.asked()
    if chosen.compression:
        found, load = predict_with_compression(
            asked, cache_dir=cache_dir, workers=processes, progress=tell
        )
        return answer_bytes(found, load)
    found = kept_prediction(
        asked,
        cache_dir=cache_dir,
        workers=processes,
        progress=lambda done, total: tell(ASKING, done, total),
    )
    return answer_bytes(found, None)
