"""Render: `@gr.render` makes a part of the page out of a function, anew for each session whenever its inputs change."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, Literal

from portico.call.context import Call
from portico.errors import BuildError
from portico.graph.branch import Branch
from portico.graph.branch_config import branch_config
from portico.graph.branches import Gone, let_go
from portico.graph.context import here
from portico.graph.event import Trigger, blocks_of
from portico.graph.files import Reader
from portico.graph.graph_protocol import Fn, Registration
from portico.graph.layout import Layout
from portico.graph.listener import Listener
from portico.graph.listener_options import BlocksOf
from portico.graph.values import PROPS, Exchange, Surroundings, state_key
from portico.lang.signature import is_generator, name_of, names_checked
from portico.wire.codec import JSON
from portico.wire.config import RenderConfig, ShowProgress, TriggerMode
from portico.wire.messages import Output


class Container(Layout):
    """The column that a render function fills."""

    view = "column"
    fixed_props = ("scale", "min_width", "variant", "show_progress")
    scale = 1
    min_width = 320
    variant = "default"
    show_progress = True

    @classmethod
    def class_name(cls) -> str:
        """Return the class that a client may create in its place."""
        return "column"


class Render(Listener):
    """A render function, with what it watches: a listener whose result is a branch of the page."""

    def __init__(self, number: int, graph: Surroundings, asked: Registration) -> None:
        super().__init__(number, graph, asked)
        asked.named = False  # the name is none that the program chose

    @property
    def render_id(self) -> int:
        """The number of the render."""
        return self.id

    async def run(self, data: list[JSON], call: Call) -> AsyncGenerator[Output]:
        """Build the branch of a session, put it in the place of the last, and yield the one row that tells the page."""
        exchange = Exchange(self, self.graph, call)
        await exchange.open()
        branch = self._branch(call)
        begin: Callable[[], Any] = lambda: self._begun(branch, exchange, data, call)  # noqa: E731
        built = await self._maybe_blocking(self.inputs, call, begin) if self.asynchronous else await call.execute(begin)
        if inspect.isawaitable(built):
            with branch:
                await built
            built = await call.execute(lambda: self._finished(branch, call))
        gone = branch.branches.put(call.session, branch)
        for block in branch.stored():
            if (seconds := getattr(block, "time_to_live", None)) is not None:
                call.expire(state_key(block), seconds)
        await self._clear_up(gone, branch, call)
        yield Output([None], render_config=built)

    def _branch(self, call: Call) -> Branch:
        graph: Any = self.graph
        branches = graph.branches.of(call.session)
        container = self.outputs[0]
        before = next((one for one in branches if one.number == container.number), None)
        others = [one.api_name for branch in branches if branch is not before for one in branch.listeners.values()]
        return Branch(graph, container, self.id, before, others)

    def _begun(self, branch: Branch, exchange: Exchange, data: list[JSON], call: Call) -> Any:
        """Run the function where the branch is being built; what an asynchronous one gives has to be awaited there."""
        assert self.binding is not None
        values = exchange.arguments(data)
        if branch.branches.built:
            branch.told = data
        texts = tuple(exchange.told())
        branch.offer = branch.offer.hearing(lambda: texts)
        with self.binding.tracking(call), branch:
            result = self._invoke(values, call)
        return result if inspect.isawaitable(result) else self._finished(branch, call)

    def _finished(self, branch: Branch, call: Call) -> RenderConfig:
        branch.finish()
        for tell in branch.branches.built:
            tell(self, branch, call.session)
        return branch_config(branch, call.files, Reader.of(call.caller, call.session))

    async def _clear_up(self, gone: Gone, branch: Branch, call: Call) -> None:
        """End what ran for listeners that are gone, and forget what the session kept for blocks that are."""
        let_go(gone.stored, await call.retire(gone.listeners, [state_key(block) for block in gone.stored]))
        try:
            props: dict[int, dict[str, Any]] = await call.load(PROPS)
        except KeyError:
            return
        kept = {
            number: changes
            for number, changes in props.items()
            if number not in gone.blocks and number not in branch.own
        }
        for number in props.keys() & branch.own.keys():
            # The page keeps what `preserved_by_key` names, and takes all else from what was built now.
            preserved = branch.own[number].preserved_by_key
            if lasting := {name: value for name, value in props[number].items() if name in preserved}:
                kept[number] = lasting
        if kept != props:
            await call.save(PROPS, kept)


@names_checked
def render(
    inputs: BlocksOf = None,
    triggers: Sequence[Trigger] | Trigger | None = None,
    *,
    queue: bool = True,
    trigger_mode: TriggerMode | None = "always_last",
    concurrency_limit: int | None | Literal["default"] = None,
    concurrency_id: str | None = None,
    show_progress: ShowProgress = "full",
) -> Callable[[Fn], Fn]:
    """Build a part of the page by a function, for each visitor, and again whenever something changes.

        @gr.render(inputs=names)
        def cards(current):
            for name in current:
                gr.Textbox(label=name, key=name)

    Components and listeners that the function makes belong to the visitor alone, and replace those of the run before.
    What has a `key` stays the same component from run to run, with what the visitor entered.

    Args:
        inputs: Whose values the function receives: one component, a list in the order of the parameters, or a set.
        triggers: Events that run it; None: the page being opened, and a change of any of the inputs.
        queue: False runs it at once, outside the queue.
        trigger_mode: What another trigger does while the last still runs: nothing ("once"), run as well ("multiple"),
            run once more afterwards ("always_last").
        concurrency_limit: How many visitors it may run for at once; None means no limit.
        concurrency_id: Listeners with the same id share the limit.
        show_progress: How a run shows on the part of the page.

    Returns:
        A decorator, which gives the function back.

    Raises:
        BuildError: It stands outside `with gr.Blocks():`, or the function is a generator.
    """

    def decorate(fn: Fn) -> Fn:
        place = here.get()
        if place is None:
            raise BuildError("gr.render stands inside `with gr.Blocks():`.", code="PE112")
        if is_generator(fn):
            raise BuildError(
                f"The render function '{name_of(fn)}' is a generator. Build the components and return: what it builds "
                "is shown when it ends.",
                code="PE211",
            )
        container = Container(render=False)
        registration = Registration(
            chosen_triggers(inputs, triggers, place.graph), fn, inputs, container, api_name="apply",
            api_visibility="undocumented", queue=queue, trigger_mode=trigger_mode,
            concurrency_limit=concurrency_limit, concurrency_id=concurrency_id, show_progress=show_progress,
        )  # fmt: skip
        if isinstance(place.graph, Branch) and any(name == "load" for _, name in registration.triggers):
            # It runs again as soon as what it stands in was built again, and keeps its place until then.
            registration.key = container.key = place.graph.nested_key(name_of(fn), place.parent)
        container.render()
        place.graph.listen(registration, Render)
        return fn

    return decorate


def chosen_triggers(
    inputs: BlocksOf, triggers: Sequence[Trigger] | Trigger | None, graph: Any
) -> list[tuple[Any, str]]:
    """Return what runs a render function: the events that the program names, or those that follow from the inputs."""
    if triggers is None:
        changes = [(block, "change") for block in blocks_of(inputs) if hasattr(block, "change")]
        return [(graph, "load"), *changes]
    named = [triggers] if isinstance(triggers, Trigger) else list(triggers)
    return [(trigger.block, trigger.name) for trigger in named]
