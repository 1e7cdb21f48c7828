"""The movement lab: a trial's body, charts and sliders, and two of them side by side."""

import gzip
import json
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from hipspine.clinic.lab_answer import POSTURE_STEPS_DEG, LabAnswer, LabQuestion, groups_of
from hipspine.clinic.lab_trial import REPETITIONS_WITH_POSTURES, LabTrial
from hipspine.content.phrases import phrases
from hipspine.domain.errors import ScenarioError, UserError
from hipspine.domain.scenario import PARAMETER_RANGE, PostureParameter
from hipspine.report.figures import numbers_in
from hipspine.web.lab_access import (
    is_staff,
    lab_jobs,
    lab_trials,
    open_trial,
    repetition_name,
)
from hipspine.web.lab_query import AS_RECORDED_PERCENT, address_of, question_from
from hipspine.web.lab_trials import DEMO, OpenTrial
from hipspine.web.lab_words import LabWords, discs_of
from hipspine.web.problems import not_found
from hipspine.web.render import page
from hipspine.web.words import web_texts

router = APIRouter(prefix="/lab")

FIRST_GROUP = "gluteus_maximus"
FIRST_DISC = "L5_S1"


@router.get("/view/{trial}")
def view(
    request: Request,
    trial: str,
    group: Annotated[str, Query()] = FIRST_GROUP,
    disc: Annotated[str, Query()] = FIRST_DISC,
) -> Response:
    """Show a trial with the changes that the address holds."""
    opened = open_trial(request, trial)
    problem, question = "", LabQuestion()
    try:
        question = question_from(request.query_params)
        answer = opened.answer(question)
    except ScenarioError as error:
        problem, question = str(error), LabQuestion()
        answer = opened.answer(question)
    words = LabWords(request.state.language, opened.engines)
    shown = _Shown(trial, opened, question, answer, words)
    if request.app.state.settings.workers:
        lab_trials(request).make_ready(opened)
    return page(
        request,
        "lab_view.html.jinja",
        can_make_postures=trial == DEMO and not is_staff(request),
        status=422 if problem else 200,
        problem=problem,
        **shown.values(group, disc),
    )


@router.get("/view/{trial}/scene")
def scene(request: Request, trial: str) -> Response:
    """Give what it takes to draw a trial, compressed."""
    opened = open_trial(request, trial)
    headers = {"Content-Encoding": "gzip", "Cache-Control": "private, max-age=600"}
    return Response(opened.scene, media_type="application/octet-stream", headers=headers)


@router.get("/bones/licence")
def bones_licence(request: Request) -> Response:
    """Give the licence of the bone meshes, as their package has it."""
    bones = lab_trials(request).bones
    if bones.package is None:
        raise not_found()
    return PlainTextResponse(bones.package.licence_text)


@router.get("/bones/{key}")
def bone_meshes(request: Request, key: str) -> Response:
    """Give the bone meshes, compressed; under this key they never change."""
    bones = lab_trials(request).bones
    if not bones.bones or key != bones.key:
        raise not_found()
    headers = {
        "Content-Encoding": "gzip",
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    return Response(bones.file, media_type="application/octet-stream", headers=headers)


@router.get("/view/{trial}/answer")
def answer_question(request: Request, trial: str) -> Response:
    """Answer a slider."""
    opened = open_trial(request, trial)
    words = LabWords(request.state.language, opened.engines)

    def tell(answer: LabAnswer) -> bytes:
        told = json.dumps(words.payload(question, answer), separators=(",", ":"))
        # A fifth of the size, for a millisecond; level 1 takes half of that and saves less.
        return gzip.compress(told.encode(), 6, mtime=0)

    try:
        question = question_from(request.query_params)
        content = opened.told(question, words.language, tell)
    except UserError as error:
        return JSONResponse({"problem": str(error)}, 422)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(content), media_type="application/json")
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(content, media_type="application/json", headers=headers)


@router.get("/compare")
def compare(
    request: Request,
    a: Annotated[str, Query()] = "demo",
    b: Annotated[str, Query()] = "demo",
) -> Response:
    """Show two trials, or one trial with two changes, side by side."""
    sides = []
    for letter, trial in (("a", a), ("b", b)):
        opened = open_trial(request, trial)
        question = question_from(request.query_params, letter)
        words = LabWords(request.state.language, opened.engines)
        sides.append(_Shown(trial, opened, question, opened.answer(question), words))
    values = [
        side.values(FIRST_GROUP, FIRST_DISC)
        | {"letter": letter, "address": address_of(side.question, letter)}
        for letter, side in zip("ab", sides, strict=True)
    ]
    rows = _load_pairs(sides[0], sides[1], request.state.language)
    choices = _choices(request) | {
        each["name"]: f"{side.opened.trial.telling.name}: {each['text']}"
        for side in sides
        for each in side.repetitions()
    }
    return page(request, "lab_compare.html.jinja", sides=values, rows=rows, choices=choices)


def _choices(request: Request) -> dict[str, str]:
    """Return the trials that can be compared, by the name that an address has for them."""
    ready = {
        job.id: str(job.content["name"]) for job in lab_jobs(request) if job.result_id is not None
    }
    return {DEMO: web_texts(request.state.language).sentence("lab.demo_name"), **ready}


@dataclass(frozen=True, eq=False)
class _Shown:
    """A trial as a page shows it."""

    name: str
    opened: OpenTrial
    question: LabQuestion
    answer: LabAnswer
    words: LabWords

    def values(self, group: str, disc: str) -> dict[str, object]:
        """Return what the template needs."""
        groups = {str(each): self.words.name("group", each) for each in groups_of(self._trial)}
        group = group if group in groups else next(iter(groups), "")
        discs = {each: self.words.name("joint", each) for each in discs_of(self.answer)}
        disc = disc if disc in discs else next(iter(discs), "")
        return {
            "trial": self.name,
            "title": self._title,
            "seconds": numbers_in(self.words.language).decimal(
                self._trial.telling.end_s - self._trial.telling.start_s, 2
            ),
            "telling": self._trial.telling,
            "segment": self._segment,
            "repetitions": self.repetitions(),
            "events": self._events(),
            "groups": groups,
            "group": group,
            "discs": discs,
            "disc": disc,
            "sliders": _sliders(),
            "postures": self._postures(),
            "body_weight": numbers_in(self.words.language).decimal(
                self.words.engines.body_weight_N, 0
            ),
            "payload": self.words.told(self.question, self.answer),
            "posture": self.question.posture,
            "bones": self.opened.bones,
            "chart_rows": self.words.chart_rows(self.answer, group, disc),
            "changes": [each | {"without": self._without(each)} for each in self._changes()],
            "script_words": _script_words(self.words.language),
            "joints": {
                each.joint: self.words.name("joint", each.joint) for each in self.answer.loads
            },
        }

    @property
    def _trial(self) -> LabTrial:
        return self.opened.trial

    @property
    def _title(self) -> str:
        """Return its name; the example's is ours to translate."""
        if self.name == DEMO:
            return self.words.say.sentence("lab.demo_name")
        return self._trial.telling.name

    @property
    def _segment(self) -> str:
        return phrases(self.words.language)(self._trial.telling.label)

    def repetitions(self) -> list[dict[str, str]]:
        """Return the repetitions that one can choose among; none where there is but one."""
        telling, numbers = self._trial.telling, numbers_in(self.words.language)
        if len(telling.spans_s) < 2:
            return []
        asked = address_of(self.question)
        # Not every repetition is worked out in other postures.
        without_posture = [pair for pair in asked if pair[0] != "posture"]
        with_postures = self._trial.numbers_with_postures
        return [
            {
                "number": str(number),
                "name": (name := repetition_name(self.name, number)),
                "text": f"{self._segment} {number}",
                "span": f"{numbers.decimal(start_s, 2)}–{numbers.decimal(end_s, 2)} s",
                "address": self._address(
                    name, asked if number in with_postures else without_posture
                ),
                "is_shown": "yes" if number == telling.repetition else "",
            }
            for number, (start_s, end_s) in enumerate(telling.spans_s, start=1)
        ]

    def _changes(self) -> list[dict[str, str]]:
        return self.words.changes(self.question)

    def _without(self, change: dict[str, str]) -> str:
        """Return the address of this page with one change taken back."""
        kept = [pair for pair in address_of(self.question) if pair[1] != change["value"]]
        if change["value"] == "posture":
            kept = [pair for pair in kept if pair[0] != "posture"]
        return self._address(self.name, kept)

    @staticmethod
    def _address(name: str, question: list[tuple[str, str]]) -> str:
        return f"/lab/view/{name}?{urlencode(question)}".rstrip("?")

    def _posture_missing(self) -> str:
        """Return why there are no other postures."""
        if self._trial.telling.repetition > REPETITIONS_WITH_POSTURES:
            return self.words.say("lab_repetition.posture_first", segment=self._segment)
        return self.words.say.sentence("lab_view.posture_missing")

    def _events(self) -> list[dict[str, object]]:
        say = self.words.say
        return [
            {
                "percent": round(event.percent, 1),
                "side": str(event.side),
                "text": f"{say.sentence(f'lab_view.{event.name}')} {self.words.side(event.side)}",
            }
            for event in self._trial.telling.events
        ]

    def _postures(self) -> list[dict[str, object]]:
        """Return the posture sliders, and whether this trial has been worked out in them."""
        return [
            {
                "name": str(each),
                "value": _degrees_of(self.question.posture, each),
                "low": min(POSTURE_STEPS_DEG),
                "high": max(POSTURE_STEPS_DEG),
                "is_ready": bool(self._trial.postures),
                "missing": self._posture_missing(),
            }
            for each in PostureParameter
        ]


def _degrees_of(posture: str, parameter: PostureParameter) -> int:
    name, _, degrees = posture.partition("=")
    return int(degrees) if name == parameter else 0


def _sliders() -> list[dict[str, object]]:
    """Return the sliders of a muscle, in percent."""
    return [
        {
            "name": str(parameter),
            "low": round(100 * PARAMETER_RANGE[parameter][0]),
            "high": round(100 * PARAMETER_RANGE[parameter][1]),
            "usual": round(usual),
            "step": 1 if PARAMETER_RANGE[parameter][1] < 1 else 5,
        }
        for parameter, usual in AS_RECORDED_PERCENT.items()
    ]


def _script_words(language: str) -> dict[str, str]:
    """Return the sentences that the page's script writes."""
    return web_texts(language).under("lab_view") | {"decimal": numbers_in(language).mark}


def _load_pairs(a: _Shown, b: _Shown, language: str) -> list[dict[str, str]]:
    """Return the highest loads of two trials beside each other, in body weights."""
    numbers, seconds = numbers_in(language), {load.joint: load for load in b.answer.loads}
    rows = []
    for load in a.answer.loads:
        if load.joint not in seconds:
            continue
        first = load.peaks_N[1] / a.opened.engines.body_weight_N
        second = seconds[load.joint].peaks_N[1] / b.opened.engines.body_weight_N
        rows.append(
            {
                "id": load.joint,
                "joint": a.words.name("joint", load.joint),
                "first": numbers.decimal(first, 2),
                "second": numbers.decimal(second, 2),
                "difference": numbers.change(second - first, 2),
            }
        )
    return rows
