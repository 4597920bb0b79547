"""Pages with `gr.render` on a running engine, as the sessions that use them see them."""

from __future__ import annotations

from typing import Any

import portico as gr
from portico.engine.engine import Engine
from portico.errors import UnknownTask
from portico.wire.caller import Caller
from portico.wire.codec import plain


class Visit:
    """A page on a running engine, used by several sessions at once.

    Args:
        demo: The app.
        engine: What runs it.
    """

    def __init__(self, demo: Any, engine: Engine) -> None:
        self.demo = demo
        self.engine = engine

    def find(self, number: int, session: str) -> Any:
        found = self.demo.listeners.get(number) or self.demo.branches.find(number, session)
        if found is None:
            raise UnknownTask(f"There is no function with index {number}.")
        return found

    async def join(self, key: str | int, *data: Any, session: str = "s") -> str:
        listeners = self.demo.listeners.values()
        number = key if isinstance(key, int) else next(one.id for one in listeners if one.api_name == key)
        return await self.engine.submit(
            self.find(number, session), list(data), Caller(session=session, root="http://h")
        )

    async def rest(self, session: str = "s") -> list[Any]:
        """Every message until the stream ends."""
        return [plain(message) async for batch in self.engine.stream(session) for message in batch]

    async def output(self, key: str | int, *data: Any, session: str = "s") -> Any:
        """The final output of one call."""
        event = await self.join(key, *data, session=session)
        ended = [one for one in await self.rest(session) if one["msg"] == "process_completed"]
        return next(one["output"] for one in ended if one["event_id"] == event)

    async def draw(self, key: str | int, *data: Any, session: str = "s") -> Drawn:
        return Drawn((await self.output(key, *data, session=session))["render_config"])


class Drawn:
    """What the page is told of a render."""

    def __init__(self, config: Any) -> None:
        self.config = config
        self.components = {one["id"]: one for one in config["components"]}

    def __getitem__(self, label: str) -> int:
        """The number of the component with a label, or a button with a text."""
        found = [
            number
            for number, one in self.components.items()
            if one["props"].get("label") == label or (one["type"] == "button" and one["props"]["value"] == label)
        ]
        assert len(found) == 1, (label, found)
        return found[0]

    def listener(self, label: str, event: str = "click") -> int:
        """The number of the one that listens to an event of a component."""
        block = self[label]
        return next(one["id"] for one in self.config["dependencies"] if [block, event] in map(list, one["targets"]))

    def inner(self, nth: int = 0) -> int:
        """The number of a nested render."""
        return [one["id"] for one in self.config["dependencies"] if one["render_id"] is not None][nth]


def rows(*, key: bool = True, listener_key: bool = False) -> Any:
    """A page with a row for each name, in which a button answers beside the rows."""
    with gr.Blocks() as demo:
        names = gr.State(["a", "b"])
        out = gr.Textbox(label="Out")

        @gr.render(inputs=names)
        def cards(current: list[str]) -> None:
            for name in current or []:
                with gr.Row(key=f"row-{name}" if key else None):
                    box = gr.Textbox(f"hi {name}", label=name, key=name if key else None)
                    button = gr.Button(f"Go {name}", key=name if key else None)
                button.click(lambda text, n=name: f"{n}: {text}", box, out, key=name if listener_key else None)

        gr.Button("Set").click(lambda text: text.split(), out, names, api_name="set")
    return demo
