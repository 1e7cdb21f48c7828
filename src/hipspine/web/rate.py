"""How often something may be tried: a bucket of tries for each key that fills up again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MOST_KEYS = 10_000


@dataclass
class RateLimit:
    """At most ``tries`` in ``per_s`` seconds for each key, refilled evenly.

    Kept in memory: a restart forgets, which is harmless for what it protects from.
    """

    tries: int
    per_s: float
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, key: str) -> bool:
        """Take one try and tell whether there was one left."""
        with self._lock:
            now = self.clock()
            left, since = self._left.get(key, (float(self.tries), now))
            left = min(self.tries, left + (now - since) * self.tries / self.per_s)
            is_allowed = left >= 1
            self._left.pop(key, None)
            self._left[key] = (left - is_allowed, now)
            if len(self._left) > MOST_KEYS:
                self._left.pop(next(iter(self._left)))
            return is_allowed
