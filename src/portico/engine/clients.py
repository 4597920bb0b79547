"""Clients: what a published client knows of its stream, which is not always what is true.

Such a client opens a stream when a call of its was taken and no stream is open, as far as it knows. One that hears that
its call was taken *before* it reads that its stream has ended waits for the call in that stream: the Python client then
gives the call up, and the JavaScript client waits until some other call makes it open the next. The server cannot take
back an end that is on its way. So the answer to a call waits instead, until the client has surely read the end.
"""

from __future__ import annotations

import asyncio

HANDOVER = 0.02
"""Seconds after the end of a stream for which answers wait where nobody tells when it was read."""
BUSY = 0.25
"""The same for a client with several calls at once: it is busy with all of them, and may read the end late."""
LONGEST = 60.0
"""Seconds that an answer waits at most, where the client's having read the end is told."""
KEPT = 60.0
"""Seconds after its last call for which it is known what a client reads, unless it reads then."""
MOST = 4_096
"""How many clients are known."""


class Reading:
    """A client's stream: the one that is open, the one that has ended last, or the one that it is about to open.

    Args:
        again: Whether the client read a stream to its end before.

    Attributes:
        told: Whether somebody tells when the end was read.
        used: When the client last joined, or the stream ended.
    """

    __slots__ = ("_bell", "_ended", "_held", "_read", "_several", "again", "told", "used")

    def __init__(self, again: bool = False) -> None:
        self.again = again
        self.told = False
        self.used = 0.0
        self._bell: asyncio.Future[None] | None = None
        self._ended = 0.0
        self._held = 0
        self._read = False
        self._several = False

    @property
    def over(self) -> bool:
        """Whether the stream has ended, for the server at least."""
        return self._ended > 0

    def end(self, several: bool) -> None:
        """The stream ends now; it told of several calls, or of one."""
        self._ended = self.used = asyncio.get_running_loop().time()
        self._several = several

    def read(self) -> None:
        """The client has read the end."""
        self._read = True
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    async def passed(self) -> None:
        """Return when the client knows whether the stream has ended."""
        if self._read or not self.over:
            return
        loop = asyncio.get_running_loop()
        if self._bell is None:
            self._bell = loop.create_future()
        self._several = self._several or self._held > 0
        self._held += 1
        try:
            # The time that is left may grow: another call of the client's may come.
            while not self._read and (rest := self._ended + self._patience - loop.time()) > 0:
                await asyncio.wait((self._bell,), timeout=rest if self.told else min(rest, HANDOVER))
        finally:
            self._held -= 1

    @property
    def _patience(self) -> float:
        if self.told:
            return LONGEST
        return BUSY if self._several else HANDOVER


class Clients:
    """The published clients that called lately."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        """By session; who joined last comes last."""

    def __len__(self) -> int:
        return len(self._readings)

    async def taken(self, session: str) -> None:
        """Return when a client may be told that its call was taken, which is done already."""
        reading = self._readings.pop(session, None) or Reading()
        self._keep(session, reading)
        await reading.passed()

    def reads(self, session: str) -> Reading | None:
        """Begin to read; return what is told of the stream's end, or None where no published client has the session."""
        last = self._readings.pop(session, None)
        if last is None:
            return None
        # Who opens a stream has read the end of the one before.
        last.read()
        reading = Reading(again=last.again or last.over)
        self._keep(session, reading)
        return reading

    def ended(self, session: str, reading: Reading, several: bool) -> None:
        """A client's stream ends now; it told of several calls, or of one."""
        reading.end(several)
        # It may be known no more: the stream was a long one.
        self._readings.pop(session, None)
        self._keep(session, reading)

    def dismiss(self) -> None:
        """Let nobody wait any more: the server ends."""
        for reading in self._readings.values():
            reading.read()

    def _keep(self, session: str, reading: Reading) -> None:
        readings = self._readings
        readings[session] = reading
        reading.used = now = asyncio.get_running_loop().time()
        while len(readings) > MOST or readings[next(iter(readings))].used < now - KEPT:
            del readings[next(iter(readings))]
