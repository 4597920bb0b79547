"""A hand for conversations."""

from __future__ import annotations

from typing import Any

from portico.testing.hands.hand import Hand

Message = dict[str, Any]


class TalkHand(Hand):
    """Uses the buttons of a conversation and of its messages."""

    main = "clear"

    def open(self) -> bool:
        return True

    @property
    def messages(self) -> list[Message]:
        """What was said."""
        return self.node.value or []

    def clear(self) -> None:
        """Empty the conversation."""
        self.reach("clear")
        if not self.messages:
            raise self.no("clear", "it is empty already")
        self.node.set("value", [])
        self.node.emit("clear")

    def retry(self) -> None:
        """Ask for another answer to the last message."""
        self._again("retry")

    def undo(self) -> None:
        """Take the last message back."""
        self._again("undo")

    def edit(self, index: int, text: str) -> None:
        """Change the words of a message, by its place from 0."""
        message = self._message("edit", index)
        editable = self.node.props.get("editable")
        if editable != "all" and (editable != "user" or message["role"] != "user"):
            raise self.no("edit that message of", f"editable={editable!r}")
        previous = text_of(message)
        if text == previous:
            return
        others = [part for part in message["content"] if part["type"] != "text"]
        content = [{"type": "text", "text": text}, *others]
        new = [*self.messages]
        new[index] = {**message, "content": content}
        self.node.set("value", new)
        data = {"index": index, "value": text, "previous_value": previous, "_dispatch_value": content}
        self.node.emit("edit", data)

    def like(self, index: int, opinion: str | bool = "Like") -> None:
        """Judge a message, by its place from 0: "Like", "Dislike", or another of its feedback options."""
        said = ("Like" if opinion else "Dislike") if isinstance(opinion, bool) else opinion
        message = self._message("judge", index)
        if not self.page.triggers.listens(self.node.id, "like"):
            raise self.no("judge messages of", "nothing listens to like")
        if message["role"] == "user" and self.node.props.get("like_user_message") is not True:
            raise self.no("judge that message of", "it is the visitor's own (like_user_message)")
        options = self.node.props.get("feedback_options") or []
        if said not in options:
            raise self.no(f"say {said!r} of a message in", f"its feedback options are {options}")
        first, group = self._group(index)
        judged: str | bool = {"Like": True, "Dislike": False}.get(said, said)
        self.node.emit("like", {"index": first, "value": [value_of(one) for one in group], "liked": judged})

    def select(self, index: int) -> None:
        """Click on a message, by its place from 0."""
        self.node.emit("select", {"index": index, "value": value_of(self._message("select", index))})

    def choose(self, wanted: str) -> None:
        """Press one of the answers that the last message offers, or an example of an empty conversation."""
        self.reach("choose in")
        if not self.messages:
            self._begin(wanted)
            return
        at = len(self.messages) - 1
        for option in self.messages[at].get("options") or []:
            if wanted in (option.get("label"), option["value"]):
                self.node.emit("option_select", {"index": at, "value": option["value"]})
                return
        raise self.no(f"choose {wanted!r} in", "its last message does not offer that")

    def _begin(self, wanted: str) -> None:
        examples: list[dict[str, Any]] = self.node.props.get("examples") or []
        for index, example in enumerate(examples):
            if wanted in (example.get("display_text"), example.get("text")):
                self.node.emit("example_select", {"index": index, "value": example})
                return
        there = [example.get("display_text") or example.get("text") for example in examples]
        raise self.no(f"choose {wanted!r} in", f"its examples are {there}")

    def _again(self, event: str) -> None:
        self.reach(event)
        asked = [at for at, one in enumerate(self.messages) if one["role"] == "user"]
        if not asked or not self.page.triggers.listens(self.node.id, event):
            raise self.no(event, "nobody has said anything yet, or nothing listens to it")
        self.node.emit(event, {"index": asked[-1], "value": value_of(self.messages[asked[-1]])})

    def _message(self, what: str, index: int) -> Message:
        self.reach(what)
        if not 0 <= index < len(self.messages):
            raise self.no(f"{what} message {index} of", f"it has {len(self.messages)}, counted from 0")
        return self.messages[index]

    def _group(self, index: int) -> tuple[int, list[Message]]:
        """Return the messages that stand together with one, and the place of the first."""
        first = last = index
        if self.node.props.get("group_consecutive_messages") is not False:
            role = self.messages[index]["role"]
            while first and self.messages[first - 1]["role"] == role:
                first -= 1
            while last + 1 < len(self.messages) and self.messages[last + 1]["role"] == role:
                last += 1
        return first, self.messages[first : last + 1]


def text_of(message: Message) -> str:
    """Return the words of a message."""
    return "\n".join(part["text"] for part in message["content"] if part["type"] == "text")


def value_of(message: Message) -> Any:
    """Return what events say of a message: its words, or what it shows instead."""
    parts: list[dict[str, Any]] = message["content"]
    if all(part["type"] == "text" for part in parts):
        return text_of(message)
    if len(parts) > 1:
        return parts
    return {"file": parts[0]["file"], "alt_text": parts[0].get("alt_text")} if parts[0]["type"] == "file" else parts[0]
