"""What a conversation's components may do after a visitor's browser had them.

A program puts `gr.HTML(…)` into a message; the browser sends the conversation back with the next question, and the
program returns it. Whoever writes requests by hand could put HTML of their own there, for whoever the conversation is
shown to. So a part that shows what its program wrote as it is carries a seal. Without a good one its HTML is cleaned
like any other text.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any, cast

from portico.wire.codec import JSON

KEY = secrets.token_bytes(32)
"""Of this process: what another one sealed is cleaned here."""
TRUSTING = "sanitize_html"
"""A property that says, where it is False, that text is shown as it is."""
HTML = "html"


class Made(dict[str, Any]):
    """A part that the program made. A worker process has a key of its own: what comes from there is sealed again."""

    def __init__(self, part: dict[str, JSON]) -> None:
        super().__init__(part, seal=_seal(part))
        self.text = _text(part)

    def __reduce__(self) -> Any:
        """Return what makes it again in another process, unless somebody changed it meanwhile."""
        part = {name: member for name, member in self.items() if name != "seal"}
        return (Made if self.text == _text(self) else dict), (part,)


def sealed(part: dict[str, JSON]) -> dict[str, JSON]:
    """Return a part that the program made, with a seal where the page shows something of it as it is."""
    return part if _is_plain(part) else Made(part)


def disarmed(part: dict[str, JSON]) -> dict[str, JSON]:
    """Return a part that may have come from a visitor: as it is where its seal is good, else with its HTML cleaned."""
    if _is_plain(part):
        return part
    seal = part.get("seal")
    if isinstance(seal, str) and hmac.compare_digest(seal.encode(), _seal(part).encode()):
        return part
    shown = {name: member for name, member in part.items() if name not in ("seal", "constructor_args")}
    if part["component"] == HTML:
        value = part.get("value")
        text = value if isinstance(value, str) else "" if value is None else json.dumps(value, default=str)
        return {**shown, "component": "markdown", "value": text, "props": {TRUSTING: True}, "constructor_args": {}}
    value, props = _cleaned(part.get("value")), _cleaned(part.get("props") or {})
    return {**shown, "value": value, "props": props, "constructor_args": {}}


def _is_plain(part: JSON) -> bool:
    """Whether nothing in a part, nor in the conversations inside it, is shown as it is."""
    if isinstance(part, dict):
        trusts = part.get("component") == HTML or part.get(TRUSTING, True) is not True
        return not trusts and all(_is_plain(member) for member in part.values())
    return all(_is_plain(member) for member in part) if isinstance(part, list) else True


def _cleaned(value: JSON) -> JSON:
    if isinstance(value, dict):
        if value.get("component") == HTML:
            return disarmed(value)
        return {name: True if name == TRUSTING else _cleaned(member) for name, member in value.items()}
    return [_cleaned(member) for member in value] if isinstance(value, list) else value


def _seal(part: dict[str, JSON]) -> str:
    return hmac.new(KEY, _text(part).encode(), hashlib.sha256).hexdigest()


def _text(part: dict[str, JSON]) -> str:
    said = [part["component"], part.get("value"), part.get("props")]
    return json.dumps(_as_a_browser_tells(said), sort_keys=True, default=str)


def _as_a_browser_tells(value: Any) -> Any:
    """Return a value as it comes back: a browser knows one kind of number."""
    if isinstance(value, dict):
        return {name: _as_a_browser_tells(member) for name, member in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_as_a_browser_tells(member) for member in cast("list[Any]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
