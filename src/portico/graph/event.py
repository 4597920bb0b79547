"""Event: the descriptor that gives a block its `button.click`; what calling it returns; and `on`, for several."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, overload

from portico.call.context import current_call
from portico.call.unknown import Strict
from portico.errors import BuildError, WrongCall
from portico.graph.context import here
from portico.graph.graph_protocol import Building, Declared, Execution, Fn, Registered, Registration
from portico.graph.whereabouts import event_of
from portico.lang.signature import names_checked
from portico.wire.config import ShowProgress, TriggerMode, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from portico.graph.listener_options import BlocksOf, ListenerOptions


class Unsaid(str):
    """A parameter's default that can be told from the same word said by the program."""


FULL: Any = Unsaid("full")


class Event:
    """Declares an event of a kind of block: `change = Event()`.

    Args:
        show_progress: What its listeners show of their progress where they do not say.
    """

    name: str

    def __init__(self, show_progress: ShowProgress = "full") -> None:
        self.show_progress: ShowProgress = show_progress

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    def __get__(self, block: Any, owner: type[Any]) -> Trigger:
        return Trigger(block, self.name, show_progress=self.show_progress)


class Trigger(Strict):
    """One event of one block; calling it makes a function listen.

    Args:
        block: Whose event it is; None for an event of the page or of another listener.
        name: The event.
        graph: The graph, where it does not follow from the block.
        after: The listener that this one follows.
        show_progress: What its listeners show of their progress where they do not say.
    """

    missing: ClassVar[dict[str, str]] = {}
    slips: ClassVar[dict[str, str]] = dict.fromkeys(
        ("then", "success", "failure"), "What follows stands behind the call: `button.click(fn).then(other)`."
    )

    def __init__(
        self,
        block: Any,
        name: str,
        graph: Building | None = None,
        after: Dependency | None = None,
        show_progress: ShowProgress = "full",
    ) -> None:
        self.block = block
        self.name = name
        self.graph = graph
        self.after = after
        self.show_progress: ShowProgress = show_progress

    @property
    def called(self) -> str:
        """What messages call the event."""
        return f"{type(self.block).__name__}.{self.name}" if self.block is not None else f".{self.name}"

    @property
    def said(self) -> str:
        """What messages call it, with what stands on its component."""
        return event_of(Registration([(self.block, self.name)], None))

    @overload
    def __call__(
        self,
        fn: Fn | None,
        inputs: BlocksOf = None,
        outputs: BlocksOf = None,
        api_name: str | Literal[False] | None = None,
        **options: Unpack[ListenerOptions],
    ) -> Dependency: ...

    @overload
    def __call__(
        self,
        *,
        inputs: BlocksOf = None,
        outputs: BlocksOf = None,
        api_name: str | Literal[False] | None = None,
        **options: Unpack[ListenerOptions],
    ) -> Callable[[Fn], Dependency]: ...

    @names_checked
    def __call__(
        self,
        fn: Fn | None | Literal["decorator"] = "decorator",
        inputs: BlocksOf = None,
        outputs: BlocksOf = None,
        api_name: str | Literal[False] | None = None,
        api_description: str | Literal[False] | None = None,
        scroll_to_output: bool = False,
        show_progress: ShowProgress = FULL,
        show_progress_on: BlocksOf = None,
        queue: bool = True,
        batch: bool = False,
        max_batch_size: int = 4,
        preprocess: bool = True,
        postprocess: bool = True,
        cancels: Declared | Sequence[Declared] | None = None,
        trigger_mode: TriggerMode | None = None,
        js: str | Literal[True] | None = None,
        concurrency_limit: int | None | Literal["default"] = "default",
        concurrency_id: str | None = None,
        api_visibility: Visibility = "public",
        time_limit: int | None = None,
        stream_every: float = 0.5,
        key: int | str | tuple[int | str, ...] | None = None,
        validator: Fn | None = None,
        inputs_kwargs: dict[str, Any] | None = None,
        *,
        on_disconnect: Literal["cancel", "finish"] | float = "cancel",
        run: Execution | None = None,
    ) -> Any:
        """Run a function when the event happens.

        Args:
            fn: What to run; left out, the call is a decorator; None runs nothing on the server (`js`, `cancels`).
            inputs: Whose values it receives: one component, a list in the order of the parameters, or a set.
            outputs: Where its results go: one component or a list in the order of the results.
            api_name: The endpoint's name; default: the function's. False hides it from the API.
            api_description: Text of the API page; default: the docstring. False: no text.
            scroll_to_output: Whether the page scrolls to the output when it is done.
            show_progress: How a run shows on the outputs.
            show_progress_on: Which components show it instead of the outputs.
            queue: False runs it at once, outside the queue.
            batch: Calls that wait run together: the function takes a list for each input and returns a list for each
                output, with one element a caller.
            max_batch_size: How many callers at most share a run.
            preprocess: False hands the function the payload as it came.
            postprocess: False sends the result as it is.
            cancels: Listeners whose running calls this one cancels.
            trigger_mode: What another trigger does while the last still runs: nothing ("once"), run as well
                ("multiple"), run once more afterwards ("always_last"). Default: "always_last" for `change` and
                `key_up`, else "once".
            js: A JavaScript function run in the browser before the call, or instead of it. True: the page itself
                answers where `fn` takes no inputs and always gives the same updates; else `fn` runs on the server.
            concurrency_limit: How many calls may run at once; None means no limit.
            concurrency_id: Listeners with the same id share the limit.
            api_visibility: "public", "undocumented" (callable, not listed) or "private" (only from the page).
            time_limit: Seconds that a live stream may last; None: as long as pieces come, at most 30 s apart. Where
                `run` is given, seconds that any other call may take before it fails.
            stream_every: Seconds between the pieces of a live stream.
            key: Identity across rebuilds of a dynamic part.
            validator: A function that receives the inputs before the call is queued, and returns a `gr.validate` for
                each of them.
            inputs_kwargs: Inputs by parameter name.
            on_disconnect: What becomes of a call whose visitor left and did not come back in time: it is cancelled
                ("cancel"), it runs to its end ("finish"), or it is cancelled so many seconds later (a number).
            run: Where the function runs: "thread", "async" (on the server's event loop, `async def` alone) or
                "process" (in a worker process, which is killed when the call is cancelled). Default: "async" for
                `async def`, else "thread".

        Returns:
            The dependency, on which `.then`, `.success` and `.failure` can follow; or a decorator.
        """
        options = {name: value for name, value in locals().items() if name not in ("self", "fn")}
        if isinstance(show_progress, Unsaid):
            options["show_progress"] = self.show_progress
        return attach([self], fn, options)


class Dependency(Strict):
    """A listener that was declared: `.then`, `.success` and `.failure` chain another one after it.

    Args:
        listener: What the graph remembers.
        graph: The graph.
        fn: The function, so that a decorated function can still be called.
    """

    called = "What an event gave"
    slips: ClassVar[dict[str, str]] = dict.fromkeys(
        ("click", "change", "input", "submit", "select", "release", "upload", "load", "tick"),
        "What follows is `.then(…)`, `.success(…)` or `.failure(…)`; another event is asked of its component.",
    )

    def __init__(self, listener: Registered, graph: Building, fn: Fn | None) -> None:
        self.listener = listener
        self.graph = graph
        self.fn = fn
        self.__name__ = getattr(fn, "__name__", "dependency")
        self.__doc__ = getattr(fn, "__doc__", None)

    @property
    def then(self) -> Trigger:
        """Run a function after this one ended, however it ended."""
        return Trigger(None, "then", self.graph, self)

    @property
    def success(self) -> Trigger:
        """Run a function after this one succeeded."""
        return Trigger(None, "success", self.graph, self)

    @property
    def failure(self) -> Trigger:
        """Run a function after this one failed."""
        return Trigger(None, "failure", self.graph, self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.fn is None:
            raise WrongCall("This listener has no Python function to call.", code="PE201")
        return self.fn(*args, **kwargs)


def attach(triggers: list[Trigger], fn: Any, options: dict[str, Any]) -> Any:
    """Register a listener, or return a decorator that does."""
    if isinstance(fn, str) and fn == "decorator":
        return lambda decorated: attach(triggers, decorated, options)
    for trigger in triggers:
        if not isinstance(trigger, Trigger):
            raise WrongCall(f"gr.on takes events, such as `button.click`, not {trigger!r}.", code="PE205")
    if fn is not None and not callable(fn):
        raise WrongCall(uncallable(fn, triggers), code="PE201")
    graph = find_graph(triggers)
    after = next((t.after for t in triggers if t.after is not None), None)
    registration = Registration(
        triggers=[(t.block, t.name) for t in triggers],
        fn=fn,
        trigger_after=after.listener.id if after is not None else None,
        follows="" if after is None else event_of(getattr(after.listener, "asked")),  # noqa: B009
        only_on_success=any(t.name == "success" for t in triggers),
        only_on_failure=any(t.name == "failure" for t in triggers),
        named=isinstance(options.get("api_name"), str),
        **options,
    )
    listener = graph.listen(registration)
    if fn is None and not options.get("js") and not options.get("cancels"):
        warnings.warn(
            f"{triggers[0].said if triggers else 'A listener'} runs nothing: its function is None, without js or "
            "cancels. If a function was meant, leave out the brackets: `greet`, not `greet()`.",
            stacklevel=4,
        )
    return Dependency(listener, graph, fn)


def uncallable(fn: Any, triggers: Sequence[Trigger]) -> str:
    """Return what is wrong with what was given as a function."""
    where = f"{triggers[0].said}: " if triggers else ""
    if isinstance(fn, str):
        hint = 'Give the function itself, without quotes or brackets: `greet`, not "greet" or `greet()`.'
    elif hasattr(fn, "number") or isinstance(fn, (list, tuple, set)):
        hint = "Give inputs by name: inputs=[...]. For several functions in turn: `.then(other)`."
    else:
        hint = "If it is what a function gave, leave out the brackets: `greet`, not `greet()`."
    said = f"A listener's first argument is the function to run; {type(fn).__name__} {fn!r} cannot be called."
    return f"{where}{said} {hint}"


def find_graph(triggers: Sequence[Trigger]) -> Building:
    """Return the graph that the triggers belong to, or the one being built.

    What a render function declares belongs to its session, also where it listens to a block that stands outside.
    """
    place = here.get()
    if place is not None and place.graph.rendered:
        return place.graph
    for trigger in triggers:
        found = trigger.graph or getattr(trigger.block, "graph", None)
        if found is not None:
            return found
    if place is None:
        raise BuildError("Event listeners are declared inside `with gr.Blocks():`." + while_running(), code="PE112")
    return place.graph


def while_running() -> str:
    """Return what to do where a function tries to build while it runs; nothing where none runs."""
    if current_call.get() is None:
        return ""
    return " A function that runs cannot add to the page: let @gr.render build the part that changes."


@overload
def on(
    triggers: Sequence[Trigger] | Trigger | None,
    fn: Fn | None,
    inputs: BlocksOf = None,
    outputs: BlocksOf = None,
    *,
    api_name: str | Literal[False] | None = None,
    **options: Unpack[ListenerOptions],
) -> Dependency: ...


@overload
def on(
    triggers: Sequence[Trigger] | Trigger | None = None,
    *,
    fn: Fn | None,
    inputs: BlocksOf = None,
    outputs: BlocksOf = None,
    api_name: str | Literal[False] | None = None,
    **options: Unpack[ListenerOptions],
) -> Dependency: ...


@overload
def on(
    triggers: Sequence[Trigger] | Trigger | None = None,
    *,
    inputs: BlocksOf = None,
    outputs: BlocksOf = None,
    api_name: str | Literal[False] | None = None,
    **options: Unpack[ListenerOptions],
) -> Callable[[Fn], Dependency]: ...


@names_checked
def on(
    triggers: Sequence[Trigger] | Trigger | None = None,
    fn: Fn | None | Literal["decorator"] = "decorator",
    inputs: BlocksOf = None,
    outputs: BlocksOf = None,
    *,
    inputs_kwargs: dict[str, Any] | None = None,
    api_visibility: Visibility = "public",
    api_name: str | Literal[False] | None = None,
    api_description: str | Literal[False] | None = None,
    scroll_to_output: bool = False,
    show_progress: ShowProgress = "full",
    show_progress_on: BlocksOf = None,
    queue: bool = True,
    batch: bool = False,
    max_batch_size: int = 4,
    preprocess: bool = True,
    postprocess: bool = True,
    cancels: Declared | Sequence[Declared] | None = None,
    trigger_mode: TriggerMode | None = None,
    js: str | Literal[True] | None = None,
    concurrency_limit: int | None | Literal["default"] = "default",
    concurrency_id: str | None = None,
    time_limit: int | None = None,
    stream_every: float = 0.5,
    key: int | str | tuple[int | str, ...] | None = None,
    validator: Fn | None = None,
    on_disconnect: Literal["cancel", "finish"] | float = "cancel",
    run: Execution | None = None,
) -> Any:
    """Run one function on any of several events.

    Args:
        triggers: Events such as `[button.click, box.submit]`; None means whenever one of the inputs changes, and at
            page load.
        fn: What to run; left out, the call is a decorator.
        inputs: Whose values it receives.
        outputs: Where its results go.

    The other parameters are those of every event, such as `Button.click`.
    """
    options = {name: value for name, value in locals().items() if name not in ("triggers", "fn")}
    options["grouped"] = True
    if triggers is None:
        place = here.get()
        if place is None:
            raise BuildError("gr.on without triggers stands inside `with gr.Blocks():`.", code="PE112")
        chosen = [Trigger(block, "change") for block in blocks_of(inputs, inputs_kwargs) if hasattr(block, "change")]
        chosen.append(Trigger(None, "load", place.graph))
        options["trigger_mode"] = trigger_mode or "always_last"
    else:
        alone = isinstance(triggers, (Trigger, str)) or not hasattr(triggers, "__iter__")
        several: Any = [triggers] if alone else triggers
        chosen = list(several)
    return attach(chosen, fn, options)


def blocks_of(chosen: BlocksOf, named: dict[str, Any] | None = None) -> list[Any]:
    """Return inputs or outputs as a list; a set is ordered by the blocks' ids."""
    if chosen is None:
        found: list[Any] = []
    elif isinstance(chosen, (set, frozenset)):
        found = sorted(chosen, key=lambda block: getattr(block, "number", 0))
    elif isinstance(chosen, (list, tuple)):
        found = list(chosen)
    else:
        found = [chosen]
    return found + list((named or {}).values())
