"""An answer of the lab in words and rounded numbers, for a page or for its script."""

import base64
from dataclasses import dataclass

import numpy as np

from hipspine.clinic.lab_answer import LabAnswer, LabEngines, LabQuestion, LoadChange
from hipspine.content.text import Texts, page_texts
from hipspine.domain.anatomy import LUMBAR_LEVELS, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import LedgerRow
from hipspine.domain.scenario import MuscleChange
from hipspine.report.figures import Numbers, numbers_in
from hipspine.web.words import web_texts

SMALLEST_CHANGE_N = 1.0
"""Mean forces that change by less are left out: far below what a recording can tell."""

FULL = 255
"""Activation 1 as a byte; 0 is also what was not measured."""

Row = dict[str, str]


@dataclass(frozen=True)
class LabWords:
    """Writes answers about one trial in one language."""

    language: str
    engines: LabEngines

    @property
    def say(self) -> Texts:
        """The lab's sentences."""
        return web_texts(self.language)

    def name(self, kind: str, name: str) -> str:
        """Return how a ``group`` or ``joint`` is called, as in the report."""
        report = page_texts("report", self.language)
        key = f"{kind}.{name}"
        return report.sentence(key) if report.has(key) else name.replace("_", " ")

    def side(self, side: Side | None) -> str:
        """Return left, right or both."""
        return self.say.sentence(f"lab_view.{side or 'both'}")

    def change(self, change: MuscleChange) -> str:
        """Return a change of a muscle in words."""
        return self.say(
            "lab_view.change_text",
            group=self.name("group", change.group),
            side=self.side(change.side),
            parameter=self.say.sentence(f"lab_view.{change.parameter}"),
            value=numbers_in(self.language).general(100.0 * change.value, 4),
        )

    def posture(self, posture: str) -> str:
        """Return a posture in words."""
        parameter, _, degrees = posture.partition("=")
        return self.say(
            "lab_view.posture_text",
            posture=self.say.sentence(f"lab_view.{parameter}"),
            degrees=numbers_in(self.language).change(float(degrees), 0),
        )

    def changes(self, question: LabQuestion) -> list[Row]:
        """Return each change with what takes it back out of an address."""
        muscles = [{"text": self.change(each), "value": str(each)} for each in question.muscles]
        if not question.posture:
            return muscles
        return [*muscles, {"text": self.posture(question.posture), "value": "posture"}]

    def ledger(self, answer: LabAnswer) -> list[Row]:
        """Return who does more and who does less, those that hardly change left out."""
        return [
            self._ledger_row(row) for row in answer.ledger if abs(row.change_N) >= SMALLEST_CHANGE_N
        ]

    def _ledger_row(self, row: LedgerRow) -> Row:
        numbers = numbers_in(self.language)
        return {
            "muscle": self.name("group", row.group),
            "side": self.side(row.side),
            "before": numbers.decimal(row.before_N, 0),
            "after": numbers.decimal(row.after_N, 0),
            "change": numbers.change(row.change_N, 0),
            "direction": self.say.sentence(
                "lab_view.more" if row.change_N > 0 else "lab_view.less"
            ),
        }

    def loads(self, answer: LabAnswer) -> list[Row]:
        """Return each joint's highest load, before and after, with units."""
        return [self._load_row(load) for load in answer.loads]

    def _load_row(self, load: LoadChange) -> Row:
        numbers, weight = numbers_in(self.language), self.engines.body_weight_N
        before, after = load.peaks_N
        percent = 100.0 * (after - before) / before if before > 0 else 0.0
        return {
            "joint": self.name("joint", load.joint),
            "before": f"{numbers.decimal(before, 0)}",
            "before_weights": numbers.decimal(before / weight, 2),
            "after": f"{numbers.decimal(after, 0)}",
            "after_weights": numbers.decimal(after / weight, 2),
            "change": f"{numbers.change(percent, 1)} %",
        }

    def live(self, question: LabQuestion, answer: LabAnswer) -> str:
        """Return the answer in a few sentences, for those who hear it."""
        loads = {load.joint: load for load in answer.loads}
        numbers = numbers_in(self.language)
        if question.is_unchanged:
            told = {"disc": "L5_S1", "right": "hip_right", "left": "hip_left"}
            if not set(told.values()) <= set(loads):
                return ""
            peaks = {
                key: numbers.decimal(loads[joint].peaks_N[0], 0) for key, joint in told.items()
            }
            return self.say("lab_view.live_recorded", **peaks)
        sentences = [f"{row['text']}." for row in self.changes(question)]
        sentences.append(self._who_takes_over(question, answer))
        for joint in ("L5_S1", "hip_right", "hip_left"):
            if joint in loads and abs(np.diff(loads[joint].peaks_N)[0]) >= SMALLEST_CHANGE_N:
                sentences.append(self._live_load(loads[joint]))
        return " ".join(sentences)

    def _who_takes_over(self, question: LabQuestion, answer: LabAnswer) -> str:
        changed = {(change.group, change.side) for change in question.muscles}
        others = [
            row
            for row in answer.ledger
            if row.change_N >= SMALLEST_CHANGE_N
            and not {(row.group, row.side), (row.group, None)} & changed
        ]
        if not others:
            return self.say.sentence("lab_view.live_nobody")
        most = max(others, key=lambda row: row.change_N)
        return self.say(
            "lab_view.live_taken",
            group=self.name("group", most.group),
            side=self.side(most.side),
            change=numbers_in(self.language).change(most.change_N, 0),
        )

    def _live_load(self, load: LoadChange) -> str:
        numbers = numbers_in(self.language)
        before, after = (numbers.decimal(peak, 0) for peak in load.peaks_N)
        return self.say(
            "lab_view.live_load", joint=self.name("joint", load.joint), before=before, after=after
        )

    def cautions(self, answer: LabAnswer) -> list[str]:
        """Return what keeps an answer from being taken at its word."""
        told = []
        if answer.shortfalls:
            names = dict.fromkeys(self._coordinate(each) for each in answer.shortfalls)
            told.append(self.say("lab_view.shortfall", coordinates=", ".join(names)))
        if answer.unsolved:
            told.append(self.say("lab_view.unsolved", count=answer.unsolved))
        return told

    def _coordinate(self, coordinate: str) -> str:
        for side in Side:
            if coordinate.endswith(side.suffix):
                stem = coordinate.removesuffix(side.suffix)
                return f"{self.name('coordinate', stem)} ({self.side(side)})"
        return self.name("coordinate", coordinate)

    def curves(self, answer: LabAnswer) -> dict[str, object]:
        """Return the curves of groups [% of full activation] and loads [body weights]."""
        weight = self.engines.body_weight_N
        groups = {
            f"{group}.{side}": [_list(100.0 * before, 1), _list(100.0 * after, 1)]
            for (group, side), (before, after) in answer.groups.items()
        }
        loads = {
            load.joint: [_list(load.before_N / weight, 3), _list(load.after_N / weight, 3)]
            for load in answer.loads
        }
        return {"groups": groups, "loads": loads}

    def told(self, question: LabQuestion, answer: LabAnswer) -> dict[str, object]:
        """Return what a page says of an answer, in words and tables."""
        return {
            "kind": str(answer.kind),
            "kind_text": self.say.sentence(f"lab_view.kind_{answer.kind}"),
            "changes": self.changes(question),
            "ledger": self.ledger(answer),
            "loads": self.loads(answer),
            "live": self.live(question, answer),
            "cautions": self.cautions(answer),
        }

    def payload(self, question: LabQuestion, answer: LabAnswer) -> dict[str, object]:
        """Return all of it, with what is drawn, as the page's script takes it."""
        return self.told(question, answer) | {
            "curves": self.curves(answer),
            "activations": _bytes(answer.activations),
            "frames": len(answer.activations),
            "muscles": answer.activations.shape[1],
        }

    def chart_rows(self, answer: LabAnswer, group: str, disc: str) -> dict[str, list[list[str]]]:
        """Return every tenth percent of the three charts, as table rows."""
        numbers, weight = numbers_in(self.language), self.engines.body_weight_N
        curves: dict[str, list[FloatArray]] = {"activation": [], "hips": [], "disc": []}
        for side in Side:
            for (name, of_side), pair in answer.groups.items():
                if name == group and of_side is side:
                    curves["activation"] += [100.0 * pair[0], 100.0 * pair[1]]
        for load in answer.loads:
            pair = (load.before_N / weight, load.after_N / weight)
            if load.joint == disc:
                curves["disc"] += pair
        for side in Side:
            for load in answer.loads:
                if load.joint == f"hip_{side}":
                    curves["hips"] += [load.before_N / weight, load.after_N / weight]
        percents = self.engines.trial.percents
        frames = [int(np.abs(percents - each).argmin()) for each in range(0, 101, 10)]
        places = {"activation": 0, "hips": 2, "disc": 2}
        return {
            chart: [
                [
                    numbers.decimal(float(percents[frame]), 0),
                    *(_cell(numbers, float(values[frame]), places[chart]) for values in columns),
                ]
                for frame in frames
            ]
            for chart, columns in curves.items()
        }


def discs_of(answer: LabAnswer) -> list[str]:
    """Return the discs whose load is known, from the sacrum upwards."""
    known = {load.joint for load in answer.loads}
    return [level for level in LUMBAR_LEVELS if level in known]


def _cell(numbers: Numbers, value: float, places: int) -> str:
    return numbers.decimal(value, places) if np.isfinite(value) else "–"


def _list(values: FloatArray, places: int) -> list[float | None]:
    rounded: list[float] = np.round(values, places).tolist()
    # NaN is the one number that differs from itself; JSON has no word for it.
    return [value if value == value else None for value in rounded]


def _bytes(activations: FloatArray) -> str:
    scaled = np.round(np.nan_to_num(activations) * FULL).clip(0, FULL).astype(np.uint8)
    return base64.b64encode(scaled.tobytes()).decode("ascii")
