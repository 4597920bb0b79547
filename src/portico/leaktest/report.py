"""What a run found, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from portico.leaktest.finding import CODES, Finding

CLEAN, LEAKS, NOT_RUN = 0, 1, 2
"""Exit statuses."""


@dataclass(slots=True)
class Report:
    """The result of a run.

    Args:
        file: The program.
        users: How many visitors there were.
        rounds: How many rounds each was to play.
        seed: What decided their choices.
        played: How many rounds were played in the time there was.
        calls: How many calls there were.
        failed: How many of them ended in an error.
        silent: Endpoints that never answered, and why.
        findings: What leaked.
        ended: Why the app ended before the run did; empty: it did not.
        reloads: How often its program was run again meanwhile.
    """

    file: str
    users: int
    rounds: int
    seed: int
    played: int = 0
    calls: int = 0
    failed: int = 0
    silent: dict[str, str] = field(default_factory=dict[str, str])
    findings: list[Finding] = field(default_factory=list[Finding])
    ended: str = ""
    reloads: int = 0

    @property
    def untested(self) -> bool:
        """Whether no call at all was answered, so that nothing is known."""
        return self.calls > 0 and self.calls == self.failed

    @property
    def status(self) -> int:
        """The exit status."""
        return LEAKS if self.findings else NOT_RUN if self.ended or self.untested else CLEAN

    @property
    def replay(self) -> str:
        """The command that makes the same choices again."""
        return f"portico leaktest {self.file} --users {self.users} --rounds {self.rounds} --seed {self.seed}"

    def lines(self) -> Iterator[str]:
        """Yield the report for people: a line a finding, then what was done."""
        for one in self.findings:
            yield one.line()
        for name, reason in self.silent.items():
            yield f"note: {name} never answered, so nothing is known of it: {reason}"
        if self.ended:
            yield f"note: the app did not last: {self.ended}"
        if self.played < self.rounds and not self.ended:
            yield f"note: time was up after {self.played} of {self.rounds} rounds; --limit gives more"
        did = f"{self.users} visitors, {self.played} rounds, {self.calls} calls ({self.failed} failed)"
        if self.reloads:
            did += f", {self.reloads} reloads"
        if self.findings:
            yield f"{len(self.findings)} finding{'s' * (len(self.findings) != 1)}: {did}. To replay: {self.replay}"
        elif self.untested:
            yield f"Not tested, since no call was answered: {did}, seed {self.seed}."
        else:
            yield f"No leak seen: {did}, seed {self.seed}."

    def as_json(self) -> str:
        """Return the report for machines."""
        return json.dumps(
            {
                "file": self.file,
                "clean": self.status == CLEAN,
                "users": self.users,
                "rounds": self.rounds,
                "played": self.played,
                "seed": self.seed,
                "calls": self.calls,
                "failed": self.failed,
                "silent": self.silent,
                "ended": self.ended,
                "reloads": self.reloads,
                "findings": [one.as_json() | {"means": CODES[one.code]} for one in self.findings],
                "replay": self.replay,
            },
            ensure_ascii=False,
            indent=1,
        )
