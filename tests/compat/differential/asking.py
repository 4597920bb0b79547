"""Asks an app what `exchanges` lists, and writes the answers down without what differs by chance."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
from compat.differential.exchanges import EXCHANGES, Ask

TIMES = frozenset({"average_duration", "avg_time", "cache_duration", "eta", "rank_eta", "time"})
BY_CHANCE = frozenset({"app_id", "theme_hash", "component_class_id"})
PROSE = frozenset(
    {"description", "additional_description", "code_snippets", "body_css", "example_input", "example_inputs"}
)
"""Texts and samples that each library writes itself."""
PATIENCE = 20.0


class Transcript:
    """What one app answered.

    Args:
        url: Where it is.
        store: The folder in which it keeps files.
    """

    def __init__(self, url: str, store: Path) -> None:
        self.url = url.rstrip("/")
        self.store = str(store)
        # Each request on a connection of its own, as the published Python client does it.
        once = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=self.url, timeout=PATIENCE, limits=once)
        config = self._http.get("/config").json()
        self._numbers = {one["api_name"]: one["id"] for one in config["dependencies"]}

    def raw(self) -> dict[str, list[Any]]:
        """Every exchange, by name."""
        return {name: self._exchange(name, asked) for name, asked in EXCHANGES.items()}

    def _exchange(self, name: str, asked: list[Ask]) -> list[Any]:
        known = {"session": re.sub(r"\W+", "-", name), "event": "", "file": ""}
        events: list[str] = []
        answers: list[Any] = []
        for ask in asked:
            answer = self._answer(ask, known)
            body = answer["body"]
            if isinstance(body, dict) and body.get("event_id") and answer["status"] == 200:
                known["event"] = body["event_id"]
                events.append(body["event_id"])
            if isinstance(body, list) and body and isinstance(body[0], str) and "upload" in ask.path:
                known["file"] = body[0]
            answers.append(self._plain(answer, events))
        return answers

    def _answer(self, ask: Ask, known: dict[str, str]) -> dict[str, Any]:
        options: dict[str, Any] = {"headers": ask.headers}
        if ask.json is not None:
            options["json"] = self._filled(ask.json, known)
        elif ask.body is not None:
            options["content"] = ask.body
        path = self._filled(ask.path, known)
        with self._http.stream(ask.method, path, **options) as reply:
            kind = reply.headers.get("content-type", "")
            answer: dict[str, Any] = {"status": reply.status_code, "type": kind}
            for name in ask.shows:
                answer[name] = reply.headers.get(name)
            if ask.brief:
                answer["body"] = None
            elif kind.startswith("text/event-stream"):
                answer["body"] = _blocks(reply, ask.blocks)
            else:
                text = reply.read().decode("utf-8", "replace")
                answer["body"] = json.loads(text) if kind.startswith("application/json") and text else text
        return answer

    def _filled(self, value: Any, known: dict[str, str]) -> Any:
        if isinstance(value, str):
            if value.startswith("{fn:"):
                return self._numbers[value[4:-1]]
            for name, text in known.items():
                value = value.replace(f"{{{name}}}", text)
            return value
        if isinstance(value, dict):
            return {key: self._filled(one, known) for key, one in value.items()}
        return [self._filled(one, known) for one in value] if isinstance(value, list) else value

    def _plain(self, value: Any, events: list[str]) -> Any:
        if isinstance(value, dict):
            return {key: self._member(key, one, value, events) for key, one in value.items()}
        if isinstance(value, list):
            return [self._plain(one, events) for one in value]
        return self._text(value, events) if isinstance(value, str) else value

    def _member(self, key: str, value: Any, whole: dict[str, Any], events: list[str]) -> Any:
        if key in TIMES or (key == "duration" and "data" in whole):
            return "<seconds>"
        if key in BY_CHANCE and value is not None:
            return "<by chance>"
        if key in PROSE and value:
            return "<own words>"
        return self._plain(value, events)

    def _text(self, text: str, events: list[str]) -> str:
        for number, event in enumerate(events):
            text = text.replace(event, f"<event {number}>")
        text = re.sub(re.escape(self.store) + r"(?:/portico-[0-9]+-[0-9a-f]{32})?/[0-9a-f]{32,64}", "<store>", text)
        text = re.sub(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "<time>", text)
        return re.sub(r"0x[0-9a-f]{8,}", "<address>", text.replace(self.url, "<root>"))

    def seen_by(self, stories: dict[str, Any]) -> Any:
        """What a client saw, without what differs by chance."""
        return self._plain(stories, [])


def _blocks(reply: httpx.Response, most: int | None) -> list[Any]:
    """The blocks of an event stream; what only says that the server lives, or how far a function is, is merged."""
    found: list[Any] = []
    lines: list[str] = []
    try:
        for line in reply.iter_lines():
            if line:
                lines.append(line)
                continue
            found.append(_block(lines))
            lines = []
            if most is not None and len(found) >= most:
                break
    except httpx.RemoteProtocolError:
        found.append("<cut>")
    except httpx.ReadTimeout:
        found.append("<silence>")
    kept: list[Any] = []
    for block in found:
        if isinstance(block, dict) and block.get("msg") == "heartbeat":
            continue
        if kept and isinstance(block, dict) and block.get("msg") == "progress" == _kind(kept[-1]):
            kept.pop()
        kept.append(block)
    # How the events of a session alternate is chance; each one's own order is not.
    events = list(dict.fromkeys(block["event_id"] for block in kept if _kind(block) and block["event_id"]))
    return sorted(kept, key=lambda block: events.index(block["event_id"]) if _kind(block) and block["event_id"] else 99)


def _kind(block: Any) -> Any:
    return block.get("msg") if isinstance(block, dict) else None


def _block(lines: list[str]) -> Any:
    if len(lines) == 1 and lines[0].startswith("data: {"):
        return json.loads(lines[0].removeprefix("data: "))
    if len(lines) == 2 and lines[1].startswith("data: "):
        text = lines[1].removeprefix("data: ")
        return {"name": lines[0], "data": json.loads(text), "spaced": text == json.dumps(json.loads(text))}
    return "\n".join(lines)
