"""How many calls of each endpoint were answered, and how many failed with what."""

from __future__ import annotations

import json
import threading
from collections import Counter


class Tally:
    """Counts, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answers: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.reasons: dict[str, str] = {}
        """The first reason why each endpoint failed."""

    def answered(self, endpoint: str) -> None:
        """A call was answered."""
        with self._lock:
            self.answers[endpoint] += 1

    def failed(self, endpoint: str, reason: object) -> None:
        """A call failed."""
        with self._lock:
            self.failures[endpoint] += 1
            text = reason if isinstance(reason, (str, Exception)) else json.dumps(reason, ensure_ascii=False)
            self.reasons.setdefault(endpoint, " ".join(str(text).split())[:200])

    @property
    def calls(self) -> int:
        """How many calls there were."""
        return self.answers.total() + self.failures.total()

    def silent(self) -> dict[str, str]:
        """Return the endpoints that never answered, and why."""
        return {name: reason for name, reason in sorted(self.reasons.items()) if not self.answers[name]}
