"""Reads the recordings in `golden/`: what Gradio 6.31 answered, as the public protocol describes it.

Lines with `>` were sent by a client, lines with `<` are the reply's status and body; the blocks of an event stream
stand as they were received.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
VOLATILE = frozenset({"duration", "average_duration", "avg_time", "cache_duration", "eta", "rank_eta"})


@dataclass
class Exchange:
    """One request and its reply."""

    method: str
    path: str
    sent: Any = None
    status: int = 0
    answered: str = ""
    blocks: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """The reply's body."""
        return json.loads(self.answered)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of a session's stream."""
        if not self.path.startswith("/gradio_api/queue/data"):
            return []
        return [json.loads(block.removeprefix("data: ")) for block in self.blocks]


def exchanges(name: str) -> list[Exchange]:
    """Every request of a recording, in order."""
    found: list[Exchange] = []
    lines = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for index, line in enumerate(lines):
        if line.startswith("> ") and line[2:].split(" ")[0] in ("GET", "POST"):
            method, path = line[2:].split(" ", 1)
            found.append(Exchange(method, path))
        elif line.startswith("> {"):
            found[-1].sent = json.loads(line[2:])
        elif line.startswith("< ") and line[2:5].isdigit():
            found[-1].status = int(line[2:5])
        elif line.startswith("< "):
            found[-1].answered = line[2:]
        elif line.startswith("data: ") and found:
            named = lines[index - 1].startswith("event: ")
            found[-1].blocks.append(f"{lines[index - 1]}\n{line}" if named else line)
    return found


def document(name: str) -> Any:
    """A recording that is one JSON document."""
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def steady(value: Any) -> Any:
    """A message without what differs from run to run: ids become numbers in order of appearance, times go."""
    seen: dict[str, int] = {}

    def visit(value: Any, key: str = "") -> Any:
        if key == "event_id" and isinstance(value, str):
            return seen.setdefault(value, len(seen))
        if isinstance(value, dict):
            toast = value.get("msg") == "log" or "error" in value
            return {
                name: visit(item, name)
                for name, item in value.items()
                if name not in VOLATILE or (toast and name == "duration")
            }
        if isinstance(value, list):
            return [visit(item) for item in value]
        return value

    return visit(value)
