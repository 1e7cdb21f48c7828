"""A question about changed motion and where it stands, in words."""

import json
from dataclasses import dataclass
from typing import Any

from hipspine.clinic.predict_compression import PASSING
from hipspine.clinic.predict_motion import question_of
from hipspine.content.text import Texts
from hipspine.plan.words import day_in_words
from hipspine.records.jobs import Job, JobState
from hipspine.report.prediction_words import Telling, changes_in_words, size_words
from hipspine.web.lab_worker import CRASHED
from hipspine.web.predict_choices import Chosen
from hipspine.web.predict_work import chosen_of
from hipspine.web.words import web_texts


@dataclass(frozen=True)
class QuestionWords:
    """Tells questions in one language."""

    language: str

    @property
    def say(self) -> Texts:
        """The page's sentences."""
        return web_texts(self.language)

    def title(self, chosen: Chosen) -> str:
        """Return what was asked, in a line."""
        motion = self.say.sentence(f"predict.motion_{chosen.motion}")
        return f"{motion}: {self.changes(chosen)}"

    def changes(self, chosen: Chosen) -> str:
        """Return the changes as people say them."""
        question = question_of(chosen.asked())
        return changes_in_words(question.changes, self._telling, plain=True)

    def size(self, chosen: Chosen) -> str:
        """Return the model body's size and pace."""
        return size_words(question_of(chosen.asked()), self._telling)

    @property
    def _telling(self) -> Telling:
        return Telling.in_language(self.language)

    def status(self, job: Job) -> dict[str, Any]:
        """Return where a question stands, as the page and its script take it."""
        is_running = job.state is JobState.RUNNING
        return {
            "title": self.title(chosen_of(job)),
            "state": str(job.state),
            "state_text": self.say.sentence(f"predict.state_{job.state}"),
            "stage_text": self._progress(job) if is_running else "",
            "percent": round(100 * job.progress.done / max(job.progress.total, 1)),
            "is_open": job.state.is_open,
            "can_open": job.result_id is not None,
            "problem": self._problem(job),
            "made_on": day_in_words(job.made_at.date(), self.language),
        }

    def takes(self, chosen: Chosen) -> str:
        """Return how long the answer takes."""
        key = "takes_with_compression" if chosen.compression else "takes"
        return self.say.sentence(f"predict.{key}")

    def _progress(self, job: Job) -> str:
        key = "progress_full_body" if job.progress.stage == PASSING else "progress"
        return self.say(f"predict.{key}", done=job.progress.done, total=job.progress.total)

    def _problem(self, job: Job) -> str:
        if job.state is not JobState.FAILED or job.problem is None:
            return ""
        if job.problem.startswith("{") and json.loads(job.problem)["where"] == "prediction":
            return self.say.sentence("predict.not_installed")
        key = "crashed" if job.problem == CRASHED else "failed"
        return self.say.sentence(f"predict.{key}")
