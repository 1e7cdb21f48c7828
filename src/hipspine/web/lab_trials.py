"""Trials held in memory: the few that were asked about last, ready to answer in a moment."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from hipspine.clinic.lab_answer import LabAnswer, LabEngines, LabQuestion
from hipspine.clinic.lab_trial import LabTrial, read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.simulate.body_bones import installed_bones
from hipspine.web.lab_bones import LabBones
from hipspine.web.lab_scene import scene_file

DEMO = "demo"
MOST_TRIALS = 4
"""Held at once; one takes about 30 MB."""


@dataclass(frozen=True, eq=False)
class OpenTrial:
    """A trial with its engines; one question at a time."""

    trial: LabTrial
    engines: LabEngines
    bones: LabBones
    lock: Lock = field(default_factory=Lock)

    def answer(self, question: LabQuestion) -> LabAnswer:
        """Return what a question changes."""
        with self.lock:
            return self.engines.answer(question)

    @cached_property
    def scene(self) -> bytes:
        """What a browser needs to draw it, compressed."""
        return scene_file(self.trial, self.bones)


@dataclass
class LabTrials:
    """The trials asked about last, by the file they come from."""

    most: int = MOST_TRIALS
    bones: LabBones = field(default_factory=lambda: LabBones(installed_bones()))
    _held: OrderedDict[Path, OpenTrial] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def open(self, path: Path) -> OpenTrial:
        """Return the trial in a file.

        Raises
        ------
        FileFormatError
            If the file is damaged.
        """
        return self._hold(path, lambda: read_lab_trial(path))

    def demo(self) -> OpenTrial:
        """Return one stride of the reference walker."""
        return self.open(reference_walker_files().lab)

    def _hold(self, path: Path, read: Callable[[], LabTrial]) -> OpenTrial:
        # One at a time: two who open the same trial should not work it out twice.
        with self._lock:
            found = self._held.pop(path, None)
            if found is None:
                trial = read()
                found = OpenTrial(trial, LabEngines(trial), self.bones)
            self._held[path] = found
            while len(self._held) > self.most:
                self._held.popitem(last=False)
            return found
