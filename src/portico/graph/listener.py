"""Listener: a function with its inputs, outputs and options; what the engine runs."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from portico.call.context import Call, Remote
from portico.call.marked import memory_of
from portico.errors import BuildError, WrongCall
from portico.graph import declared
from portico.graph.binding import Binding
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.event import blocks_of
from portico.graph.execution import executor_of, settled
from portico.graph.graph_protocol import Registration
from portico.graph.values import Answer, Exchange, Surroundings
from portico.lang.signature import is_generator, name_of
from portico.wire.codec import JSON
from portico.wire.config import TriggerMode, Visibility
from portico.wire.messages import Output

if TYPE_CHECKING:
    from portico.graph.errand import Packed
    from portico.graph.validation import Validation

ALWAYS_LAST = frozenset({"change", "key_up"})
Result = Any


class Listener:
    """One declared listener.

    Args:
        number: Its id in the graph.
        graph: Where its blocks are.
        asked: What the program declared.
    """

    surplus = False
    """Whether the author was told that the function gives more than anybody is shown."""

    def __init__(self, number: int, graph: Surroundings, asked: Registration) -> None:
        declared.check(asked)
        refuse_senseless(asked)
        self.id = number
        self.graph = graph
        self.asked = asked
        self.fn = asked.fn
        self.takes_dict = isinstance(asked.inputs, (set, frozenset))
        self.inputs: list[Block] = blocks_of(asked.inputs, asked.inputs_kwargs)
        self.outputs: list[Block] = blocks_of(asked.outputs)
        self.preprocess = asked.preprocess
        self.postprocess = asked.postprocess
        self.api_name = ""
        """The endpoint's name, which the graph gives."""
        self.api_visibility: Visibility = asked.api_visibility
        self.queue = asked.queue
        self.live = any(name == "stream" for _, name in asked.triggers)
        """Whether a visitor sends further inputs while it runs."""
        self.time_limit: float | None = asked.time_limit
        self.watched: frozenset[int] = frozenset()
        self.whole: frozenset[int] = frozenset()
        self.playing: list[Any] = []
        """The outputs that play what is still being made."""
        self.rendered_in: int | None = None
        """The number of the render that declared it, where it belongs to a session's own part of the page."""
        self.binding: Binding | None = None
        self.validation: Validation | None = None
        self.generator = False
        self.asynchronous = False
        self.remembered = memory_of(asked.fn)
        self.executor = executor_of(asked)
        streams = any(name == "stream" for _, name in asked.triggers)
        self.limit = asked.time_limit if asked.run is not None and not streams else None
        """Seconds that a call may take. A stream's own limit ends it well; this one is a failure."""
        self.packed: Packed | None = None
        """The function as a worker process receives it, once the graph is finished."""
        if asked.fn is not None:
            by_name = tuple(asked.inputs_kwargs or ())
            self.binding = Binding(asked.fn, len(self.inputs), by_name, self.takes_dict)
            self.whole = frozenset(at for at in self.binding.whole if not getattr(self.inputs[at], "stored", False))
            self.generator = is_generator(asked.fn)
            self.asynchronous = self.executor == "async"
            if asked.validator is not None:
                from portico.graph.validation import Validation  # few listeners have one

                self.validation = Validation(asked.validator, self, self.binding.names, by_name)
            if self.generator or self.live:
                self.playing = [
                    one for one in self.outputs if getattr(one, "plays", False) and getattr(one, "streaming", False)
                ]
        refuse_misuse(self)

    @property
    def name(self) -> str:
        """What the function is called in messages."""
        if self.fn is None:
            return "This listener"
        # An anonymous function's name looks like markup, and messages to visitors may hold markup.
        return f"The function '{name_of(self.fn).strip('<>')}'"

    @property
    def trigger_mode(self) -> TriggerMode:
        """What another trigger does while the last still runs."""
        if self.asked.trigger_mode:
            return self.asked.trigger_mode
        first = self.asked.triggers[0][1] if self.asked.triggers else ""
        return "always_last" if first in ALWAYS_LAST else "multiple" if first == "stream" else "once"

    @property
    def group(self) -> str:
        """The concurrency group."""
        if self.asked.concurrency_id:
            return self.asked.concurrency_id
        # A function of the module is one for all sessions that rendered a listener for it; so is its limit.
        return f"fn:{self.id}" if self.rendered_in is None else f"rendered:{id(self.fn)}"

    @property
    def concurrency_limit(self) -> int | None | Literal["default"]:
        """How many calls may run at once, as the program said."""
        return self.asked.concurrency_limit

    @property
    def render_id(self) -> int | None:
        """The number of the render that it is; None for all other listeners."""
        return None

    @property
    def batch_size(self) -> int | None:
        """How many callers may share a run; None where each has its own."""
        return self.asked.max_batch_size if self.asked.batch else None

    @property
    def cached(self) -> bool:
        """Whether some calls can be answered from a cache, without running the function.

        What sends or plays pieces while it runs has to run, and so has what runs for several callers at once: then the
        cached function itself knows what it gave.
        """
        return self.remembered is not None and not self.live and not self.playing and not self.asked.batch

    @property
    def per_session(self) -> bool:
        """Whether something is kept for each visitor until they leave."""
        own = self.binding is not None and any(cache.memory.per_session for cache in self.binding.caches)
        return own or (self.remembered is not None and self.remembered[0].memory.per_session)

    @property
    def kept(self) -> float | None:
        """Seconds that a call goes on after its visitor left for good; None: to its end."""
        kept = self.asked.on_disconnect
        return None if kept == "finish" else 0.0 if kept == "cancel" else float(kept)

    def pack(self) -> None:
        """Make ready what a worker process receives; raises BuildError where the function cannot run in one."""
        if self.executor == "process" and self.fn is not None and self.binding is not None:
            from portico.graph.errand import Errand, Packed, refuse_unsendable  # few listeners need it

            self.packed = Packed(Errand(self.fn, len(self.inputs), self.binding.by_name))
            refuse_unsendable(self.inputs, self.name)

    def cancelled(self) -> list[int]:
        """Return the ids of the listeners that this one cancels."""
        chosen = self.asked.cancels
        if chosen is None:
            return []
        several = chosen if isinstance(chosen, (list, tuple)) else [chosen]
        return [dependency.listener.id for dependency in several]

    @property
    def check(self) -> Callable[[list[JSON], Call], Awaitable[list[JSON]]] | None:
        """What looks at the inputs before `run` may have them; None where nothing does."""
        if self.validation is None:
            return None
        return functools.partial(self.validation.refusals, self.graph)

    async def run(self, data: list[JSON], call: Call) -> AsyncGenerator[Output]:
        """Run the function once for a visitor and yield each row of results.

        A synchronous function, with everything before and after it, is one visit to the call's thread. An
        asynchronous one stays on the event loop, but for inputs and outputs whose processing blocks.
        """
        if self.fn is None or self.binding is None:
            raise WrongCall(f"Listener {self.id} has no Python function.", code="PE201")
        if self.asked.batch:
            (outcome,) = await self.run_batch([data], [call], call)
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome
            return
        exchange = Exchange(self, self.graph, call)
        await exchange.open()
        if self.limit is not None:
            call.limit(self.limit)
        try:
            if self.asynchronous:
                step: Any = await self._started(exchange, data, call)
            elif self.executor == "process":
                remote = await call.process()
                step = await call.execute(lambda: self._blocking(exchange, data, call, remote))
            else:
                step = await call.execute(lambda: self._blocking(exchange, data, call))
            if isinstance(step, _Later):
                rows = 0
                async for answer in self._continued(step.result, exchange, call):
                    rows += 1
                    await exchange.keep(answer)
                    yield answer.output
                if not rows:
                    yield Output([None] * len(self.outputs))
            else:
                await exchange.keep(step)
                yield step.output
        except Exception as error:
            from portico.graph.explained import explain  # until something fails, nobody needs it

            explain(error, self.asked)
            raise

    async def recalled(self, data: list[JSON], call: Call) -> list[Output] | None:
        """Return the rows of a call whose result is known, without running the function; None where it is not."""
        if self.remembered is None:
            return None
        exchange = Exchange(self, self.graph, call)
        exchange.stepping = self.generator
        await exchange.open()

        def found() -> list[Answer] | None:
            args, named = self._filled(exchange.arguments(data), call)
            assert self.remembered is not None
            remembering, complete = self.remembered
            steps = remembering.recall(*complete(*args, **named))
            if steps is None:
                return None
            return [exchange.answer(step) for step in steps] or [Answer(Output([None] * len(self.outputs)))]

        blocks = (*self.inputs, *self.outputs)
        aside = self.generator or any(
            isinstance(block, Component) and (block.blocking or block.stored) for block in blocks
        )
        answers = await call.execute(found) if aside else found()
        for answer in answers or ():
            answer.output.is_generating = self.generator
            await exchange.keep(answer)
        return None if answers is None else [answer.output for answer in answers]

    async def run_batch(self, rows: list[list[JSON]], calls: Sequence[Call], shared: Call) -> list[Output | Exception]:
        """Run the function once for several visitors and return what became of each.

        Args:
            rows: Each visitor's inputs.
            calls: Each visitor's surroundings.
            shared: The run's own.
        """
        remote = await shared.process() if self.executor == "process" else None
        invoke = functools.partial(self._invoke, remote=remote)
        from portico.graph.batch import BatchExchange  # few listeners have one

        return await BatchExchange(self, rows, calls, invoke).run(shared)

    def _invoke(self, values: list[Any], call: Call, remote: Remote | None = None) -> Result:
        assert self.fn is not None
        if remote is not None and self.packed is not None:
            from portico.graph.errand import inward, likeness

            assert self.binding is not None
            fired = self._block(call.trigger) if self.binding.wants_event_data else None
            return inward(remote.run(self.packed, [values, likeness(fired)], call), self.graph.as_built)
        args, named = self._filled(values, call)
        result = self.fn(*args, **named)
        return settled(result, call) if self.asked.run == "thread" else result

    def _filled(self, values: list[Any], call: Call) -> tuple[list[Any], dict[str, Any]]:
        assert self.binding is not None
        return self.binding.arguments(values, call, self._block)

    def _block(self, number: int | None) -> Block | None:
        return None if number is None else self.graph.blocks.get(number)

    def _blocking(self, exchange: Exchange, data: list[JSON], call: Call, remote: Remote | None = None) -> Any:
        assert self.binding is not None
        values = exchange.arguments(data)
        with self.binding.tracking(call):
            result = self._invoke(values, call, remote)
        if inspect.isgenerator(result) or inspect.isasyncgen(result) or inspect.isawaitable(result):
            return _Later(result)
        return exchange.answer(result)

    async def _started(self, exchange: Exchange, data: list[JSON], call: Call) -> Any:
        values = await self._maybe_blocking(self.inputs, call, lambda: exchange.arguments(data))
        return _Later(self._invoke(values, call))

    async def _continued(self, result: Any, exchange: Exchange, call: Call) -> AsyncIterator[Answer]:
        exchange.stepping = not inspect.isawaitable(result)
        if inspect.isgenerator(result):
            async for answer in call.iterate(self._steps(result, exchange, call)):
                answer.output.is_generating = True
                yield answer
        elif inspect.isasyncgen(result):
            async with contextlib.aclosing(result) as values:
                async for value in values:
                    answer = await self._maybe_blocking(self.outputs, call, lambda v=value: exchange.answer(v))
                    answer.output.is_generating = True
                    yield answer
        else:
            value = await result
            if inspect.isgenerator(value) or inspect.isasyncgen(value):
                async for answer in self._continued(value, exchange, call):
                    yield answer
            else:
                yield await self._maybe_blocking(self.outputs, call, lambda: exchange.answer(value))

    def _steps(self, generator: Generator[Any, Any, Any], exchange: Exchange, call: Call) -> Iterator[Answer]:
        assert self.binding is not None
        with self.binding.tracking(call), contextlib.closing(generator):
            for value in generator:
                yield exchange.answer(value)

    async def _maybe_blocking(self, blocks: list[Block], call: Call, fn: Callable[[], Any]) -> Any:
        if any(isinstance(block, Component) and block.blocking for block in blocks):
            return await call.execute(fn)
        return fn()


def refuse_senseless(asked: Registration) -> None:
    """Raise BuildError for an option that means nothing where it is used."""
    if asked.js is True and blocks_of(asked.inputs, asked.inputs_kwargs):
        raise BuildError(
            "js=True is for functions without inputs. Give the JavaScript as text to use inputs in the page.",
            code="PE106",
        )


def refuse_misuse(listener: Listener) -> None:
    """Raise BuildError for options that do not go together."""
    asked = listener.asked
    if asked.batch and listener.generator:
        raise BuildError(
            f"{listener.name} yields, so it cannot run in batches. Leave batch=True out, or return lists.", code="PE207"
        )
    if asked.batch and listener.live:
        raise BuildError(
            f"{listener.name} takes piece after piece of one visitor, so it cannot run in batches.", code="PE207"
        )
    if asked.batch and asked.max_batch_size < 1:
        raise BuildError(
            f"{listener.name}: max_batch_size must be 1 or more, not {asked.max_batch_size}.", code="PE105"
        )
    kept = asked.on_disconnect
    if kept not in ("cancel", "finish") and (
        not isinstance(kept, (int, float)) or isinstance(kept, bool) or not kept >= 0
    ):
        raise BuildError(
            f"{listener.name}: on_disconnect must be 'cancel', 'finish' or a number of seconds, not {kept!r}.",
            code="PE105",
        )


class _Later:
    """A result that is not there yet: a generator or something to await."""

    __slots__ = ("result",)

    def __init__(self, result: Any) -> None:
        self.result = result
