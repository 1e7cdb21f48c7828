"""What a crew says when its scheduler goes."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError

from hipspine.domain.errors import StudyError
from hipspine.study.cohort.crews import DaskCrew

LOST = "scheduler-connection-lost"


@pytest.mark.parametrize(
    "lost", [FutureCancelledError("trial-1", LOST), CommClosedError(LOST), TimeoutError(LOST)]
)
def test_a_connection_lost_at_any_moment_is_told_with_what_to_do(
    lost: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_a_window(_tasks: Iterator[Any]) -> Iterator[Any]:
        # As while the result of a future is fetched that had ended.
        raise lost
        yield

    client: Any = SimpleNamespace(register_plugin=lambda _plugin, name: None)
    crew = DaskCrew(client)
    monkeypatch.setattr(crew, "_in_a_window", in_a_window)
    with pytest.raises(StudyError, match="goes on where it stopped"):
        list(crew.work_through(iter(())))
