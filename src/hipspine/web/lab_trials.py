"""Trials held in memory: the few that were asked about last, ready to answer in a moment."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from hipspine.clinic.lab_answer import LabAnswer, LabEngines, LabQuestion
from hipspine.clinic.lab_trial import LabTrial, read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.simulate.body_bones import installed_bones
from hipspine.web.lab_bones import LabBones
from hipspine.web.lab_scene import scene_file

DEMO = "demo"
MOST_TRIALS = 6
"""Held at once; one takes about 30 MB."""
MOST_WITH_POSTURES = 2
"""Of them, those that also hold their eight other postures, about 25 MB each."""
MOST_ANSWERS = 256
"""Held for each trial, as sent; one takes about 12 kB."""

TrialKey = tuple[str, int]
"""What a trial is held by: the hash of its file, or `DEMO`, and which repetition it is."""

_USUAL = LabQuestion((MuscleChange(MuscleGroup.GLUTEUS_MAXIMUS, Parameter.STRENGTH, 0.5),))


@dataclass(frozen=True, eq=False)
class OpenTrial:
    """A trial with its engines; one question at a time."""

    trial: LabTrial
    engines: LabEngines
    bones: LabBones
    _told: OrderedDict[tuple[LabQuestion, str], bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, question: LabQuestion) -> LabAnswer:
        """Return what a question changes."""
        with self._lock:
            return self.engines.answer(question)

    def told(
        self, question: LabQuestion, language: str, tell: Callable[[LabAnswer], bytes]
    ) -> bytes:
        """Return an answer as it is sent in a language; told once, and kept for the next."""
        with self._lock:
            known = self._told.pop((question, language), None)
            found = tell(self.engines.answer(question)) if known is None else known
            self._told[question, language] = found
            while len(self._told) > MOST_ANSWERS:
                self._told.popitem(last=False)
            return found

    def make_ready(self) -> None:
        """Work out beforehand what the first sliders will ask for, the nearest posture first."""
        for posture in sorted(self.trial.postures, key=_degrees):
            if not self.engines.is_ready(posture):
                self.engines.make_ready(posture)

    @cached_property
    def scene(self) -> bytes:
        """What a browser needs to draw it, compressed."""
        return scene_file(self.trial, self.bones)


def _degrees(posture: str) -> float:
    return abs(float(posture.partition("=")[2]))


@dataclass
class _Place:
    """Where a trial is held, from the moment on that somebody asks for it."""

    opened: OpenTrial | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass
class LabTrials:
    """The trials asked about last."""

    most: int = MOST_TRIALS
    most_with_postures: int = MOST_WITH_POSTURES
    bones: LabBones = field(default_factory=lambda: LabBones(installed_bones()))
    _held: OrderedDict[TrialKey, _Place] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _background: ThreadPoolExecutor | None = None

    def open(self, key: TrialKey, find: Callable[[], Path]) -> OpenTrial:
        """Return a trial; its file is looked for only if it is not held.

        Raises
        ------
        FileFormatError
            If the file is damaged.
        """
        place = self._place(key)
        # Who asks for this trial meanwhile waits for it; who asks for another does not.
        with place.lock:
            if place.opened is None:
                trial = read_lab_trial(find(), repetition=key[1])
                place.opened = OpenTrial(trial, LabEngines(trial), self.bones)
            return place.opened

    def demo(self) -> OpenTrial:
        """Return one stride of the reference walker."""
        return self.open((DEMO, 1), lambda: reference_walker_files().lab)

    def make_ready(self, opened: OpenTrial) -> None:
        """Let a trial's other postures be worked out in the background."""
        if any(not opened.engines.is_ready(each) for each in opened.trial.postures):
            self._later(opened.make_ready)

    def make_demo_ready(self) -> None:
        """Let the example be opened in the background, and the solver with it."""
        with self._lock:
            is_held = (DEMO, 1) in self._held
        if not is_held:
            self._later(lambda: self.demo().answer(_USUAL))

    def close(self) -> None:
        """Begin nothing more in the background."""
        background, self._background = self._background, None
        if background is not None:
            background.shutdown(wait=False, cancel_futures=True)

    def _later(self, work: Callable[[], object]) -> None:
        # One thread: what is asked for now comes before what may be asked for.
        if self._background is None:
            self._background = ThreadPoolExecutor(1, "lab postures")
        self._background.submit(work)

    def _place(self, key: TrialKey) -> _Place:
        """Return a trial's place, moved to the front; let go of what has not been asked for."""
        with self._lock:
            place = self._held.setdefault(key, _Place())
            self._held.move_to_end(key)
            while len(self._held) > self.most:
                self._held.popitem(last=False)
            for old in list(self._held.values())[: -self.most_with_postures]:
                if old.opened is not None:
                    old.opened.engines.forget_postures()
            return place
