"""A job whose input goes on coming while it runs, piece by piece: a microphone, a camera.

The newest piece is the only one that waits. One that comes while the function still works on another replaces whatever
waited before it, so a slow function sees fewer pieces and no buffer grows; the page sends sound in longer pieces then.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass

from portico.engine.failures import Failures
from portico.engine.lifecycle import Life, Step
from portico.engine.runner import Run
from portico.engine.running import RunningCall
from portico.engine.task import Task
from portico.wire.codec import JSON
from portico.wire.messages import Message, Output, ProcessCompleted, ProcessGenerating, ProcessStreaming

IDLE = 30.0
"""Seconds without a piece after which a stream that has no time limit ends."""


@dataclass(slots=True)
class Piece:
    """What the function receives next: all of its inputs, not only the one that streams."""

    data: list[JSON]
    event_data: JSON = None


class Feed:
    """Hands pieces from requests to the job they are for. Everything here runs on the event loop's thread."""

    __slots__ = ("_changed", "_closed", "_next")

    def __init__(self) -> None:
        self._next: Piece | None = None
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def waiting(self) -> bool:
        """Whether a piece waits, or the stream was closed."""
        return self._next is not None or self._closed

    def offer(self, piece: Piece) -> None:
        """Give the next piece; one that still waits is dropped."""
        self._next = piece
        self._changed.set()

    def close(self) -> None:
        """Say that no more pieces come. The one that waits is still taken."""
        self._closed = True
        self._changed.set()

    async def take(self, seconds: float) -> Piece | None:
        """Return the next piece; None where the stream was closed, or nothing came for so long."""
        if not self.waiting:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
        piece, self._next = self._next, None
        return piece


class LiveRun(Run):
    """One live job: the function runs once for each piece, and each result is sent whole.

    A generator is stepped until the next piece is there. The task's time limit counts from its start, waiting included.

    Args:
        task: What it runs.
        call: Its surroundings.
        data: The first piece.
        life: Its state.
        failures: Says what visitors learn of a failure.
        feed: Where the other pieces come from.
    """

    def __init__(
        self, task: Task, call: RunningCall, data: list[JSON], life: Life, failures: Failures, feed: Feed
    ) -> None:
        super().__init__(task, call, data, life, failures, None)
        self.feed = feed
        self.limit = task.time_limit
        self.left: float | None = None
        """The seconds that were left after the first piece, as the page is told."""
        self.busy = 0.0
        self.pieces = 0

    async def _rows(self, began: float) -> ProcessCompleted:
        end = None if self.limit is None else began + self.limit
        piece: Piece | None = Piece(self.data, self.call.event_data)
        last = Output([])
        while piece is not None:
            self.call.event_data, self.call.told = piece.event_data, piece.data
            last = await self._one(piece, end) or last
            rest = IDLE if end is None else end - time.perf_counter()
            piece = await self.feed.take(rest) if rest > 0 else None
        self.life.take(Step.DONE)
        final = Output(last.data, duration=last.duration, average_duration=last.average_duration)
        return ProcessCompleted(
            self.call.job, final, cache_duration=last.duration, avg_time=last.average_duration or last.duration
        )

    async def _one(self, piece: Piece, end: float | None) -> Output | None:
        """Run the function on one piece; return its last result."""
        began, last = time.perf_counter(), None
        async with contextlib.aclosing(self.task.run(piece.data, self.call)) as rows:
            async for output in rows:
                now = time.perf_counter()
                output.duration = now - began
                output.average_duration = (self.busy + output.duration) / (self.pieces + 1)
                last = output
                if end is not None and now >= end:
                    break  # the message that ends the job carries this result
                self.call.publish(self._answer(output))
                self.life.take(Step.ROW)
                if self.feed.waiting:
                    break
        self.busy += time.perf_counter() - began
        self.pieces += 1
        return last

    def _answer(self, output: Output) -> Message:
        output.is_generating = True
        if self.limit is not None and self.left is None:
            self.left = self.limit - (output.duration or 0.0)
        if self.call.simple:
            return ProcessGenerating(self.call.job, output, time_limit=self.left)
        return ProcessStreaming(self.call.job, output, time_limit=self.left)
