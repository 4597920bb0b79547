"""Cache: what a function keeps from one call to the next, under keys of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portico.call.context import Call, current_call

if TYPE_CHECKING:
    # Every listener's parameters are compared with this class, and few programs use it.
    from portico.call.memory import Key, Memory
    from portico.lang.content import Content


class Cache:
    """Values that a function keeps from one call to the next: give it a parameter `cache=gr.Cache()`.

        def answer(prompt, cache=gr.Cache(max_memory="2gb")):
            known = cache.get(prompt)
            if known is None:
                text = model(prompt)
                cache.set(prompt, text=text)
                return text
            return known["text"]

    Keys count by their content, as in `gr.cache`. Values come back as they are, without a copy. It may be used from
    several threads.

    Args:
        max_size: How many entries are kept; the one that was used least recently goes first. 0 means no limit.
        max_memory: How many bytes they may take up together, also as "512mb" or "2gb"; None means no limit.
        per_session: Whether each visitor has entries of their own, which go when the visitor leaves. The bounds count
            for all visitors together.
        time_to_live: Seconds after which an entry is forgotten; None means never.

    Raises:
        BuildError: A bound that is none.
    """

    def __init__(
        self,
        *,
        max_size: int = 128,
        max_memory: str | int | None = None,
        per_session: bool = False,
        time_to_live: float | None = None,
    ) -> None:
        from portico.call.memory import Memory

        self.memory: Memory = Memory(max_size, max_memory, per_session, time_to_live)
        self._call: Call | None = None

    def bind(self, call: Call) -> Cache:
        """Return the same cache for one run, which knows its visitor in every thread that the function starts."""
        bound = object.__new__(type(self))
        bound.__dict__.update(self.__dict__, _call=call)
        return bound

    def get(self, key: Any) -> dict[str, Any] | None:
        """Return the values that `set` kept under a key, by name; None where there are none.

        Args:
            key: Text, numbers, lists, dictionaries, arrays, pictures, tables …

        Raises:
            TypeError: A key without a content, such as a generator.
        """
        call = self._call or current_call.get()
        found, _ = self._key(key, call)
        kept = None if found is None else self.memory.get(found)
        if kept is None:
            return None
        if call is not None:
            call.used_cache = "partial"
        return dict(kept.value)

    def set(self, key: Any, **data: Any) -> None:
        """Keep values under a key, in place of what was there.

        Args:
            key: As for `get`.
            data: The values, by name.

        Raises:
            TypeError: A key without a content, such as a generator.
        """
        from portico.call.memory import Kept
        from portico.lang.size import size_of

        call = self._call or current_call.get()
        found, content = self._key(key, call)
        if found is None:
            return
        if self.memory.per_session and call is not None:
            call.at_leave(self.memory)
        kept = Kept(data, asked=key, anchors=tuple(content.anchors))
        self.memory.put(found, kept, lambda: size_of(key, data))

    def keys(self) -> list[Any]:
        """Return the keys, as they were given, the one used least recently first."""
        session = self._session(self._call or current_call.get())
        return [] if session is None else self.memory.asked(session)

    def clear(self) -> None:
        """Forget everything; with `per_session`, everything of all visitors."""
        self.memory.clear()

    def _session(self, call: Call | None) -> str | None:
        if not self.memory.per_session:
            return ""
        # Outside a call nobody knows whose a value is, so it is nobody's.
        return None if call is None else call.session

    def _key(self, key: Any, call: Call | None) -> tuple[Key | None, Content]:
        from portico.lang.content import Content

        content = Content(file_finder(call))
        session = self._session(call)
        content.add(key)
        return (None if session is None else (session, content.digest())), content


def file_finder(call: Call | None) -> Any:
    """Return what finds the visitor's own file under a path: only such a text stands for what the file holds."""
    import os
    from pathlib import Path

    from portico.errors import FileRefused

    def find(text: str) -> Path | None:
        if call is None:
            return None
        try:
            if call.files.holds(text):
                found = call.files.local(text, call.session, call.caller.holder)
            else:
                found = Path(os.path.realpath(text))
                if not call.files.shelters(found, call.session):
                    return None
        except (FileRefused, ValueError):
            return None
        return found if found.is_file() else None

    return find
