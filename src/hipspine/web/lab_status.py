"""Where a recording stands, and how good its data are, in words."""

import json
from dataclasses import dataclass
from typing import Any

from hipspine.clinic.lab_trial import LabTrial
from hipspine.content.phrases import phrases
from hipspine.content.text import Texts
from hipspine.domain.units import METRES_PER
from hipspine.plan.words import day_in_words
from hipspine.records.jobs import Job, JobState
from hipspine.report.figures import numbers_in
from hipspine.web.lab_jobs import KEPT_STOPPING
from hipspine.web.lab_worker import CRASHED
from hipspine.web.words import web_texts

STAGES = {
    "Starting": "start",
    "Fitting the model": "fit",
    "Following the markers": "markers",
    "Placing the feet": "feet",
    "Extracting the motion": "extract",
    "Trying other postures": "postures",
}
"""What the stages call themselves, and what they are called here."""

_FIGURES = (
    ("marker_rms", "marker_rms_m", None, "mm"),
    ("marker_max", "marker_max_m", None, "mm"),
    ("residual_force", "residual_force_N", "residual_force_limit_N", "N"),
    ("residual_moment", "residual_moment_Nm", "residual_moment_limit_Nm", "N·m"),
    ("reserve", "reserve_peak_Nm", None, "N·m"),
    ("cycles", "cycles", None, ""),
    ("duration", "duration_s", None, "s"),
)
"""Sentence, figure, the limit it should keep, and the unit it is shown in."""


@dataclass(frozen=True)
class StatusWords:
    """Says where a recording stands in one language."""

    language: str

    @property
    def say(self) -> Texts:
        """The lab's sentences."""
        return web_texts(self.language)

    def status(self, job: Job) -> dict[str, Any]:
        """Return a job's name, state, progress and problem."""
        return {
            "name": job.content["name"],
            "state": str(job.state),
            "state_text": self.say.sentence(f"lab_state.{job.state}"),
            "is_open": job.state.is_open,
            "can_open": job.result_id is not None,
            "percent": self._percent(job),
            "stage_text": self._stage(job),
            "problem": self._problem(job),
            "made_on": day_in_words(job.made_at.date(), self.language),
        }

    def _percent(self, job: Job) -> int:
        return round(100 * job.progress.done / max(job.progress.total, 1))

    def _stage(self, job: Job) -> str:
        if job.state is not JobState.RUNNING:
            return ""
        stage = self.say.sentence(f"lab_state.stage_{STAGES.get(job.progress.stage, 'start')}")
        return self.say("lab_state.progress", stage=stage, percent=self._percent(job))

    def _problem(self, job: Job) -> str:
        if job.problem is None or job.state is not JobState.FAILED:
            return ""
        if job.problem in (CRASHED, KEPT_STOPPING):
            return self.say.sentence(f"lab_state.{job.problem}")
        told = json.loads(job.problem)
        if told["where"] == "OpenSim":
            return self.say.sentence("lab_state.no_opensim")
        phrase = phrases(self.language)
        return self.say(
            "lab_state.unusable",
            where=told["where"],
            expected=phrase(told["expected"]),
            got=phrase(told["got"]),
            do=phrase(told["do"]),
        )


def quality_of(trial: LabTrial, words: StatusWords) -> dict[str, Any]:
    """Return a trial's problems and figures of quality, ready to be shown."""
    phrase = phrases(words.language)
    problems = [
        {
            "level": str(problem.level),
            "level_text": words.say.sentence(f"lab_quality.level_{problem.level}"),
            "where": phrase(problem.where),
            "what": phrase(problem.what),
            "suggestion": phrase(problem.suggestion),
        }
        for problem in trial.telling.problems
    ]
    return {
        "problems": problems,
        "figures": _figures(trial, words),
        "is_predicted": trial.telling.ground_reaction == "predicted",
    }


def _figures(trial: LabTrial, words: StatusWords) -> list[dict[str, str]]:
    facts, rows = trial.telling.facts, []
    for sentence, name, limit, unit in _FIGURES:
        if name not in facts:
            continue
        row = {
            "text": words.say.sentence(f"lab_quality.{sentence}"),
            "value": _shown(facts[name], unit, words.language),
            "limit": "",
            "is_over": "",
        }
        if limit is not None:
            shown = _shown(facts[limit], unit, words.language)
            row["limit"] = words.say("lab_quality.limit", limit=shown)
            row["is_over"] = "yes" if facts[name] > facts[limit] else ""
        rows.append(row)
    return rows


def _shown(value: float, unit: str, language: str) -> str:
    factor = 1.0 / METRES_PER["mm"] if unit == "mm" else 1.0
    places = {"mm": 1, "N": 0, "N·m": 1, "s": 2}.get(unit, 0)
    return f"{numbers_in(language).decimal(value * factor, places)} {unit}".strip()
