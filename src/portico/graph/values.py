"""Payloads to arguments, results to payloads: states, updates and components, for one run of one listener."""

from __future__ import annotations

import copy
import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from portico.call.change import Change
from portico.call.context import Call
from portico.call.update import UPDATE, as_value, is_update, skip
from portico.errors import GIVEN, InvalidPayload, NotKept, Outdated, ResultError
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.files import Reader, borrowed, fetch, publish, reading
from portico.graph.graph_protocol import Registration
from portico.graph.prop_input import parted, whole
from portico.graph.whereabouts import located, whereabouts
from portico.lang.renewed import Renewed, Renewing
from portico.wire.codec import JSON
from portico.wire.files import FileData
from portico.wire.messages import Log, Output

if TYPE_CHECKING:
    from portico.graph.media_out import MediaOut
    from portico.stores.offer import Offer

B = TypeVar("B", bound=Block)
PROPS = "props"
"""The session's key for what updates changed: block id → arguments."""
NOTHING_SHOWN: tuple[list[JSON], None, None] = ([], None, None)


def state_key(block: Block) -> str:
    """Return the session's key for a stored value."""
    # Every session keeps values under it: one text for all of them.
    return sys.intern(f"state:{block.number}")


class Subject(Protocol):
    """What an exchange needs of its listener."""

    asked: Registration
    inputs: list[Block]
    outputs: list[Block]
    takes_dict: bool
    preprocess: bool
    postprocess: bool
    whole: frozenset[int]
    """The inputs, by position, that the page sends with all their properties."""
    watched: frozenset[int]
    """The outputs that are stored and have a listener for their change."""
    playing: list[Any]
    """The outputs that play what is still being made."""
    surplus: bool
    """Whether the author was told that the function gives more than anybody is shown."""

    @property
    def name(self) -> str:
        """What the function is called in messages."""
        ...


class Heir(Protocol):
    """The page that took this one's place while its code ran: what that still gives has to fit it."""

    def state(self, key: str, value: Any) -> Any:
        """Return a state's value as the page has it now; raises Outdated where it has no place there."""
        ...

    def props(self, props: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """Return what updates changed, as far as the page has it now."""
        ...


class Surroundings(Protocol):
    """What an exchange needs of the graph."""

    blocks: MutableMapping[int, Block]
    as_built: Mapping[int, Block]
    """The blocks by the numbers that they have in a worker process."""
    offer: Offer
    download: Callable[[str], tuple[bytes, str]]

    @property
    def heir(self) -> Heir | None:
        """The page that took this one's place; None for one that is served as it was launched."""
        ...


@dataclass(slots=True)
class Answer:
    """One step's result, and what the session must keep of it."""

    output: Output
    states: dict[str, Any] = field(default_factory=dict[str, Any])
    props: bool = False


class Exchange:
    """The values of one run. `open` and `keep` reach the session; everything between them may run in a thread.

    Args:
        subject: The listener.
        graph: Where its blocks are.
        call: The run.
    """

    def __init__(self, subject: Subject, graph: Surroundings, call: Call) -> None:
        self.subject = subject
        self.graph = graph
        self.call = call
        self.whole = subject.whole
        """The inputs, by position, that the function receives so."""
        self.states: dict[int, Any] = {}
        self.props: dict[int, dict[str, Any]] = {}
        self.prints: dict[int, str] = {}
        self.steps: dict[int, tuple[Component, Callable[[Any], JSON]]] = {}
        """What makes the payloads of this run, by the output's id, and for which form of the output."""
        self.updated: dict[int, tuple[dict[str, Any], Block]] = {}
        """The blocks that the session changed: by which changes, and what they are then."""
        self.shown: dict[int, tuple[list[JSON], object, Renewing | None]] = {}
        """What was published in the step before, by the output's id: a payload, its name, and what became of it."""
        self.media: dict[int, MediaOut] = {}
        self.refused: set[str] = set()
        """The states of which the visitor was told that they could not be kept."""

        self.stepping = False
        """Whether the function yields, or yielded, one row after another, and has not given its only one."""
        self._offer: Offer | None = None
        self._reader: Reader | None = None
        self.data: list[JSON] = []
        """What came."""
        self.last: dict[int, tuple[str | None, JSON]] = {}
        """What was given in the step before, by the output's id, where it was a text, and what became of it."""

    async def open(self) -> None:
        """Load the session's states and changed properties."""
        for block in self.subject.inputs:
            if isinstance(block, Component) and block.stored:
                self.states[block.number] = await self._state(block)
        for number in self.subject.watched:
            block = self.graph.blocks[number]
            self.prints[number] = fingerprint(self.states.get(number, await self._state(block)))
        if self.subject.playing and self.call.session:
            # A result that everybody may have is a file, and no session's playlist.
            from portico.graph.media_out import MediaOut  # with what it takes to encode, which few pages do

            graph = self.graph
            for block in self.subject.playing:
                self.media[block.number] = await MediaOut.of(block, self.call, self.offer, graph.download)
        try:
            self.props = await self.call.load(PROPS)
        except KeyError:
            self.props = {}

    async def _state(self, block: Block) -> Any:
        key = state_key(block)
        try:
            return await self.call.load(key)
        except KeyError:
            value = copy.deepcopy(getattr(block, "default", None))
            await self._save(key, value)
            return value

    async def _save(self, key: str, value: Any) -> None:
        """Store a state's value; raises ResultError naming the state where the store cannot."""
        try:
            if self.graph.heir is not None:
                value = self.graph.heir.state(key, value)
            await self.call.save(key, value)
        except Outdated as error:
            if str(error) and key not in self.refused:
                self.refused.add(key)
                self.call.publish(Log(self.call.job, str(error), "warning", duration=None))
        except NotKept as error:
            block, kind = self.graph.blocks[int(key.rpartition(":")[2])], type(value).__name__
            raise ResultError(
                f"{self.subject.name}: the value of {block!r} is of type {kind}, which this app's store cannot keep: "
                f"{error} Keep in it what can be written down, or let one process keep all sessions.",
                code="PE311",
            ) from error

    async def keep(self, answer: Answer) -> None:
        """Store what a step left for the session."""
        for key, value in answer.states.items():
            await self._save(key, value)
        if answer.props:
            heir = self.graph.heir
            await self.call.save(PROPS, self.props if heir is None else heir.props(self.props))
        for media in self.media.values():
            await media.keep()

    def current(self, block: B) -> B:
        """Return the block as this session sees it, with the updates it received."""
        changes = self.props.get(block.number)
        if not changes:
            return block
        known, found = self.updated.get(block.number, (None, block))
        if known is not changes:
            found = block.updated(changes)
            self.updated[block.number] = changes, found
        return cast("B", found)

    def arguments(self, data: list[JSON]) -> list[Any]:
        """Turn what came into what the function receives; raises InvalidPayload naming the input that does not fit."""
        blocks = self.subject.inputs
        self.data = data
        if len(data) < len(blocks):
            raise InvalidPayload(f"{self.subject.name} needs {len(blocks)} inputs, got {len(data)}.")
        if self.subject.whole or self.whole:
            values = [
                self._whole(at, block, payload) for at, (block, payload) in enumerate(zip(blocks, data, strict=False))
            ]
        else:
            values = [self._argument(block, payload) for block, payload in zip(blocks, data, strict=False)]
        if self.subject.takes_dict:
            return [dict(zip(blocks, values, strict=True))]
        return values

    def _whole(self, at: int, block: Block, payload: JSON) -> Any:
        value, sent = parted(payload) if at in self.subject.whole else (payload, {})
        value = self._argument(block, value)
        if at not in self.whole or not isinstance(block, Component) or block.stored:
            return value
        return whole(self.current(block), sent, value)

    def _argument(self, block: Block, payload: JSON) -> Any:
        if not isinstance(block, Component):
            return payload
        if block.stored:
            return self.states[block.number]
        if not self.subject.preprocess:
            return payload
        block = self.current(block)
        inline = isinstance(payload, dict) and not payload.get("path") and block.carries_files
        if block.carries_files and payload is not None:
            call = self.call
            payload = fetch(payload, call.files, call.session, self.graph.download, call.caller.holder)
        try:
            value = block.preprocess(payload)
            if inline and isinstance(payload, FileData) and not isinstance(value, str):
                # A live input sends many of these, and nobody else was told of the file that was made of this one.
                self.call.files.discard(payload.path)
            return value
        except InvalidPayload as error:
            label = block.label or type(block).__name__
            raise type(error)(f"{label}: {error.message}") from None

    def answer(self, result: Any) -> Answer:
        """Turn what the function gave into one row for the page; raises ResultError where it does not fit."""
        answer = Answer(Output([]))
        outputs = self.subject.outputs
        block = None
        try:
            for block, value in zip(outputs, self._row(result), strict=True):
                answer.output.data.append(self._payload(block, value, answer))
        except Exception as error:  # noqa: BLE001 - a component may be the program's own
            told = located(error, self.subject.asked, block)
            with suppress(Exception):
                setattr(told, GIVEN, _values_of(result))
            raise told from error.__cause__
        return answer

    def _row(self, result: Any) -> list[Any]:
        outputs = self.subject.outputs
        if isinstance(result, dict) and result and all(isinstance(key, Block) for key in result):
            return self._by_block(result)
        if not outputs:
            if result is not None and not is_update(result):
                self._surplus(1)
            return []
        if len(outputs) == 1:
            if isinstance(result, (list, tuple)) and len(result) == 1 and is_update(result[0]):
                return [result[0]]
            return [result]
        if is_update(result) and len(result) == 1:
            return [skip() for _ in outputs]
        row: list[Any] = list(result) if isinstance(result, (list, tuple)) else [result]
        if len(row) < len(outputs):
            from portico.graph.counted import too_few  # most functions give what is to be shown

            raise ResultError(too_few(self.subject.name, result, len(row), outputs), code="PE301")
        if len(row) > len(outputs):
            self._surplus(len(row))
        return row[: len(outputs)]

    def _surplus(self, count: int) -> None:
        """Say once of a listener that its function gives more than anybody is shown."""
        if not self.subject.surplus:
            import logging  # for weight, as what it says

            from portico.graph.counted import too_many

            self.subject.surplus = True
            said = too_many(self.subject.name, count, self.subject.outputs)
            logging.getLogger("portico").warning("%s (%s)", said, whereabouts(self.subject.asked))

    def _by_block(self, result: dict[Block, Any]) -> list[Any]:
        strangers = [block for block in result if block not in self.subject.outputs]
        if strangers:
            raise ResultError(
                f"{self.subject.name} gave a value for {strangers[0]!r}, which is not among its outputs.", code="PE302"
            )
        return [result.get(block, skip()) for block in self.subject.outputs]

    def _payload(self, block: Block, value: Any, answer: Answer) -> JSON:
        if isinstance(value, Block):
            changes = {name: given for name, given in value.given.items() if name not in ("render", "key")}
            try:
                return self._update(block, changes, answer)
            except TypeError as error:
                if isinstance(value, type(block)):
                    raise
                kind = type(block).__name__
                said = f"{self.subject.name} gave gr.{type(value).__name__}(…) for {block!r}, which is a gr.{kind}."
                raise ResultError(f"{said} {error}", code="PE303") from None
        if is_update(value):
            return self._update(block, {k: v for k, v in value.items() if k != "__type__"}, answer)
        if not isinstance(block, Component):
            if value is None:
                return None
            raise ResultError(
                f"{self.subject.name} gave {type(value).__name__} for {block!r}. A layout block takes no value: "
                f"return gr.update(...), {type(block).__name__}(...) or gr.skip().",
                code="PE304",
            )
        if block.stored:
            answer.states[state_key(block)] = value
            if block.number in self.prints and fingerprint(value) != self.prints[block.number]:
                answer.output.changed_state_ids = [*answer.output.changed_state_ids, block.number]
            if block.number in self.prints:
                self.prints[block.number] = fingerprint(value)
            return None
        return as_value(self._value(self.current(block), value))

    def _value(self, block: Block, value: Any) -> JSON:
        assert isinstance(block, Component)
        if isinstance(value, Change):
            return self._changed(block, value)
        if block.number in self.media:
            return self.media[block.number].play(value)
        payload = value
        if self.subject.postprocess:
            payload = self._made(block, value) if block.reads_files else self._step(block)(value)
            self._check(block, payload)
        if isinstance(payload, Renewed) and block.carries_files:
            payload = self._published_anew(block, payload)
        elif block.carries_files or (self.stepping and self._may_be_the_program_s(block, payload)):
            payload = self._published(payload)
        if self.stepping:
            self.last[block.number] = (value if isinstance(value, str) else None), payload
        return payload

    def _changed(self, block: Component, change: Change) -> JSON:
        """Return the payload of the step before with a change; raises ResultError where there is none or no place."""
        if not change.path and not change.adds:
            return self._value(block, change.value)
        given, payload = self.last.get(block.number, ("", None))
        begun = block.number in self.last
        if change.adds and not change.path and isinstance(given, str) and (begun or self._may_begin(block)):
            # What the component makes of a text depends on the whole of it.
            return self._value(block, given + change.value)
        if not begun:
            raise ResultError(
                f"{self.subject.name} gave {change} for {block!r}, which changes what was yielded before it. "
                + ("Yield a whole value first." if self.stepping else "A function that returns gives the whole value."),
                code="PE308",
            )
        edit = block.edit_for(payload, change)
        from portico.wire.edits import applied  # few functions say what changed

        payload = applied(payload, [(edit[0], edit[1], self._published(edit[2]))])
        self._check(block, payload)
        self.last[block.number] = None, payload
        return payload

    def _may_begin(self, block: Component) -> bool:
        return self.stepping and not block.carries_files

    def _check(self, block: Component, payload: JSON) -> None:
        why = block.refusal(payload)
        if why is not None:
            label = f"'{block.label}'" if block.label else f"a {type(block).__name__}"
            raise ResultError(f"{self.subject.name} gave {label} a value that it cannot show. {why}", code="PE303")

    def _step(self, block: Component) -> Callable[[Any], JSON]:
        if not self.stepping:
            # What sees to it that the next value costs little has nothing to do where there is only one.
            return block.postprocess
        maker, step = self.steps.get(block.number, (None, block.postprocess))
        if maker is not block:
            step = block.steps() if has_own_steps(type(block)) else block.postprocess
            self.steps[block.number] = block, step
        return step

    def _may_be_the_program_s(self, block: Component, payload: JSON) -> bool:
        """Whether a payload may hold the program's own list, which must not be what the next step is compared with."""
        if not isinstance(payload, (list, dict)):
            return False
        return not self.subject.postprocess or not has_own_steps(type(block))

    def _published_anew(self, block: Component, payload: Renewed) -> list[JSON]:
        """Publish the elements of a payload that are other objects than in the step before."""
        before, name, published = self.shown.get(block.number, NOTHING_SHOWN)
        if published is not None and payload.origin is name:
            for at in payload.fresh:
                published.put(at, self._published(payload[at]))
        else:
            # One and the same list may have gone on twice. What it held before is not known then.
            earlier, known = published or (), 0 if before is payload else len(before)
            published = Renewing(
                earlier[at] if at < known and before[at] is element else self._published(element)
                for at, element in enumerate(payload)
            )
        self.shown[block.number] = payload, payload.me, published
        return published.given()

    def _made(self, block: Component, value: Any) -> JSON:
        """Return the payload of a component that may read a file to show what is in it."""
        call, holder = self.call, self.call.caller.holder
        mark = reading.set(lambda path: borrowed(path, call.files, call.session, holder, self.offer))
        try:
            return self._step(block)(value)
        finally:
            reading.reset(mark)

    @property
    def offer(self) -> Offer:
        """Which files this call's results may show: none whose path its visitor wrote."""
        if self._offer is None:
            self._offer = self.graph.offer.hearing(self.told)
        return self._offer

    def told(self) -> Iterator[str]:
        """Find the texts that the visitor wrote: inputs, but for choices that the author made, and the request's."""
        from portico.stores.tainted import texts_in  # few results name a path

        for at, payload in enumerate(self.data):
            block = self.subject.inputs[at] if at < len(self.subject.inputs) else None
            if not (isinstance(block, Component) and self.subject.preprocess and self.current(block).chosen_by_author):
                yield from texts_in(payload)
        yield from texts_in(self.call.event_data)
        caller = self.call.caller
        yield from (value for _, value in (*caller.headers, *caller.query, *caller.cookies.items()))

    def _published(self, payload: JSON) -> JSON:
        if self._reader is None:
            self._reader = Reader.of(self.call.caller, self.call.session)
        return publish(payload, self.call.files, self._reader, self.offer)

    def _update(self, block: Block, changes: dict[str, Any], answer: Answer) -> JSON:
        if not changes:
            return {**UPDATE}
        if isinstance(block, Component) and block.stored and "value" in changes:
            answer.states[state_key(block)] = changes["value"]
            return {**UPDATE}
        lasting = {name: value for name, value in changes.items() if name != "value"}
        if lasting:
            self.props = {**self.props, block.number: {**self.props.get(block.number, {}), **lasting}}
            answer.props = True
        current = self.current(block)
        update = {**UPDATE, **self._published(current.changed_props(lasting))}
        if "value" in changes:
            value = changes["value"]
            if callable(value):
                value = value()
            update["value"] = self._value(current, value)
        return update


def _values_of(result: Any) -> Any:
    """Return what a result gave, without the names of the properties that it changes, which are the program's."""
    if is_update(result):
        return list(result.values())
    return [_values_of(one) for one in result] if isinstance(result, (list, tuple)) else result


@functools.cache
def has_own_steps(kind: type[Component]) -> bool:
    """Whether a class says how its steps are made; one that only says how a value is made is asked for each value."""
    return next("steps" in vars(one) for one in kind.__mro__ if "steps" in vars(one) or "postprocess" in vars(one))


def fingerprint(value: Any) -> str:
    """Return text that differs when the value differs."""
    import hashlib  # with pickle a twentieth of what a page costs to import, and few pages watch a State
    import pickle

    try:
        return hashlib.blake2b(pickle.dumps(value), digest_size=16).hexdigest()
    except Exception:  # noqa: BLE001
        # The program's own object may refuse to be pickled in any way it likes. Then every answer counts as a change,
        # which runs a listener too often rather than never.
        return os.urandom(8).hex()
