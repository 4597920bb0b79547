"""Succession: a page takes another's place. What sessions hold goes over by the rules, and old code is held to them."""

from __future__ import annotations

import contextlib
from typing import Any

from portico.engine.sessions import Sessions
from portico.errors import Outdated
from portico.graph.block import Block
from portico.graph.branch import Branch
from portico.graph.branches import let_go
from portico.graph.component import Component
from portico.graph.values import PROPS, state_key
from portico.reload.carrying import Carrying, NotCarried
from portico.reload.generation import Generation
from portico.reload.remains import Remains, remains_of

Props = dict[int, dict[str, Any]]
BEGAN_ANEW = "{state} began anew: {why}."
REFUSED = (
    "The program was changed while this ran. Its result is shown, but {state} was not changed by it: {why}. Run it "
    "again to use the new program."
)


class Succession:
    """How the pages that are served later come after one that was.

    Args:
        before: The generation whose page was served.
        now: The generation whose page is to be; its numbers are those of the page before where they are the same.
    """

    def __init__(self, before: Generation, now: Generation) -> None:
        self._before = before
        self._states = [block for block in before.app.blocks.values() if isinstance(block, Component) and block.stored]
        self.aim(now)

    def aim(self, now: Generation) -> None:
        """Lead to the page of another generation, which is served now."""
        self._now = now
        self._carrying = Carrying(self._before, now)
        old, new = self._before.app.blocks, now.app.blocks
        self._after: dict[str, tuple[Component, Block | None]] = {
            state_key(block): (block, new.get(block.number)) for block in self._states
        }
        self._changed = {number: differing(old[number], new[number]) for number in old.keys() & new.keys()}
        """What the program says otherwise than before, by the block's number."""

    # What old code gives

    def state(self, key: str, value: Any) -> Any:
        """Return a state's value as the page has it now; raises Outdated where it has no place there."""
        before, now = self._after.get(key, (None, None))
        if before is None or now is None:
            raise Outdated("")
        try:
            return self._kept(before, now, value)
        except NotCarried as why:
            raise Outdated(REFUSED.format(state=self._called(now, "a State"), why=why)) from None

    def props(self, props: Props) -> Props:
        """Return what updates changed, as far as the page has it now."""
        kept: Props = {}
        for number, changes in props.items():
            if number in self._changed:
                lasting = {name: value for name, value in changes.items() if name not in self._changed[number]}
                if lasting:
                    kept[number] = lasting
        return kept

    def _called(self, block: Block, otherwise: str) -> str:
        steps = self._now.names.get(block)
        return otherwise if steps is None else f"the State '{steps[0][2]}'"

    def _kept(self, before: Block, now: Block, value: Any) -> Any:
        """Return a value for the new page; raises NotCarried saying why it cannot be kept."""
        try:
            carried = self._carrying.carried(value)
        except NotCarried as what:
            raise NotCarried(f"it held a {what} of the program before, which is another class now") from None
        was, kind = type(getattr(before, "default", None)), type(getattr(now, "default", None))
        if self._carrying.successor(was) is not kind and type(carried) is not kind:
            raise NotCarried(f"it is a {kind.__qualname__} now, and was a {was.__qualname__}")
        return carried

    # What sessions hold

    async def hand_over(self, sessions: Sessions) -> dict[str, list[str]]:
        """Take over what every session holds; return what single sessions have to be told.

        Nothing here waits, so nobody sees a session in between.
        """
        notes: dict[str, list[str]] = {}
        store = sessions.values
        for session in await store.expired(-1.0):
            for key, (before, now) in self._after.items():
                try:
                    value = await store.get(session, key)
                except KeyError:
                    continue
                told = await self._one(sessions, session, key, (before, now), value)
                if told:
                    notes.setdefault(session, []).append(told)
            try:
                props = await store.get(session, PROPS)
            except KeyError:
                continue
            await sessions.set(session, PROPS, self.props(props))
        for session in self._before.app.branches.sessions():
            await self._branches(sessions, session)
        self._before.app.make_way(self)
        return notes

    async def _one(
        self, sessions: Sessions, session: str, key: str, blocks: tuple[Component, Block | None], value: Any
    ) -> str | None:
        before, now = blocks
        why = None
        if now is not None:
            try:
                carried = self._kept(before, now, value)
            except NotCarried as said:
                why = BEGAN_ANEW.format(state=self._called(now, "a State"), why=said)
            else:
                if carried is not value:
                    await sessions.set(session, key, carried)
                return None
        await sessions.discard(session, key)
        let_go([before], {key: value})
        return why if why is None else why[0].upper() + why[1:]

    async def _branches(self, sessions: Sessions, session: str) -> None:
        """Keep of what a session rendered what does not hold the old code; it is rendered anew."""
        for branch in self._before.app.branches.of(session):
            held: Any = branch
            if not isinstance(held, (Branch, Remains)):
                continue
            for block in held.stored():
                with contextlib.suppress(KeyError):
                    # Its own States are another's in the next run, as they are whenever a part is rendered anew.
                    let_go([block], {state_key(block): await sessions.discard(session, state_key(block))})
            self._now.app.branches.put(session, remains_of(held) if isinstance(held, Branch) else held)


def differing(old: Block, new: Block) -> set[str]:
    """Return the arguments that the program gives otherwise than before."""
    names = old.given.keys() | new.given.keys()
    return {name for name in names if not same(old.given.get(name), new.given.get(name))}


def same(one: Any, other: Any) -> bool:
    """Whether two arguments are the same; for what cannot be compared, no."""
    try:
        return type(one) is type(other) and bool(one == other)
    except Exception:  # noqa: BLE001
        # Arrays and tables compare element by element, and the program's own objects as they like.
        return False
